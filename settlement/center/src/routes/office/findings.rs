//! `GET /findings`, `GET /findings/{terminal}-{seq}-{line}`, `POST …/act`.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Multipart, Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use clearing::{Action, FindingKind, OwnerRole, work};
use ledger::{FindingKey, Ledger, LedgerError, WorkItem};
use pages::{FindingFilter, FindingLine, FindingView, FindingsView};
use serde::Deserialize;

use super::sheet::{sheet, with_key};
use super::{done, shown};
use crate::access::{Guest, Right, another_login, does, entering, looked};
use crate::findings::{self, Actor, age_days, allowed, borne, queue, standing};
use crate::turned::Turned;
use crate::{Center, Failure, clock};

/// A page shows so many; the rest once these are done.
const SHOWN: usize = 100;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    owner: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    state: String,
}

pub(super) async fn list(
    State(center): State<Center>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Turned> {
    let guest = entering(&center, &headers, Right::Findings).await?;
    let filter = FindingFilter {
        owner: OwnerRole::from_word(&asked.owner),
        kind: asked.kind.parse().ok().and_then(FindingKind::from_number),
        all: asked.state == "all",
    };
    let (county, visit, now_us) = (center.county.to_string(), guest.visit(&center), clock::now_us());
    let gathered = center.books.read(move |ledger| {
        let mut items = queue(ledger, filter.owner, filter.all)?;
        let kinds: BTreeSet<FindingKind> = items.iter().map(|item| item.stored.finding.kind).collect();
        items.retain(|item| filter.kind.is_none_or(|kind| item.stored.finding.kind == kind));
        let names = names(ledger)?;
        let lines = items.iter().take(SHOWN).map(|item| line(item, &names, now_us)).collect();
        let kinds = kinds.into_iter().collect();
        Ok(FindingsView { county, visit, filter, kinds, total: items.len(), lines })
    });
    let view = gathered.await?;
    looked(&center, &guest, "see-findings", format!("findings {}", view.lines.len())).await?;
    Ok(shown(pages::findings(&view)))
}

pub(super) async fn one(
    State(center): State<Center>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Turned> {
    let guest = entering(&center, &headers, Right::Findings).await?;
    let key = findings::key(&key, '-').ok_or(Turned::NotFound)?;
    let (county, asking) = (center.county.to_string(), guest.clone());
    let visit = guest.visit(&center);
    let found = center.books.read(move |ledger| {
        let Some(item) = ledger.work_item(key)? else { return Ok(None) };
        let now_us = clock::now_us();
        let finding = &item.stored.finding;
        let funds = crate::funds::names(&crate::funds::list(ledger, now_us)?);
        let opens = asking.may(Right::Sale) && ledger.sale(finding.terminal, finding.seq)?.is_some();
        let history = item.history.iter().cloned().map(|step| (clock::county_time(step.at_us), step));
        Ok(Some(FindingView {
            county,
            visit,
            line: line(&item, &names(ledger)?, now_us),
            found: clock::county_time(item.stored.found_us),
            fund: finding.fund.and_then(|code| funds.get(&code).cloned()),
            borne_by: borne(ledger, finding.kind)?,
            opens,
            history: history.collect(),
            allowed: allowed(&item)
                .into_iter()
                .filter(|action| may_do(&asking, finding.kind, *action))
                .collect(),
        }))
    });
    let view = found.await?.ok_or(Turned::NotFound)?;
    looked(&center, &guest, "see-finding", thing(key)).await?;
    Ok(shown(pages::finding(&view)))
}

pub(super) async fn act(
    State(center): State<Center>,
    Path(name): Path<String>,
    headers: HeaderMap,
    sent: Multipart,
) -> Result<Response, Turned> {
    let key = findings::key(&name, '-').ok_or(Turned::NotFound)?;
    let (guest, sheet) = sheet(&center, &headers, Right::Findings, sent).await?;
    let kind = center.books.read(move |ledger| ledger.work_item(key)).await?;
    let kind = kind.ok_or(Turned::NotFound)?.stored.finding.kind;
    let action = Action::from_word(&sheet.text("action"));
    if !may_do(&guest, kind, action.unwrap_or(Action::Note)) {
        return Err(Turned::NotFound);
    }
    let action = action.ok_or(Turned::Unclear("请选一种处理", "choose what is to be done"))?;
    let reason = sheet.reason().map_err(Turned::Failed)?;
    let (deed, by, now_us) = (format!("finding-{}", action.word()), guest.login.clone(), clock::now_us());
    let lock = sheet.lock();
    if lock.is_empty() {
        let job = move |ledger: &mut Ledger| {
            findings::act(ledger, key, action, (Actor::Named(by), reason), now_us)?;
            Ok(((), thing(key)))
        };
        does(&center, &guest, (&deed, thing(key)), job).await?;
    } else {
        let job = move |ledger: &mut Ledger, signer: &records::SigningKey| {
            if action == Action::Approve {
                another_login(ledger, &by, ("finding-write-off", &thing(key)))?;
            }
            findings::act(ledger, key, action, (Actor::Key(signer), reason), now_us)?;
            Ok::<_, Failure>(((), thing(key)))
        };
        with_key(&center, &guest, (&deed, thing(key)), lock, job).await?;
    }
    Ok(done(&format!("/findings/{name}")))
}

/// Whether a person may do this to a finding of a kind: those of their own office, and who decides write-offs.
fn may_do(guest: &Guest, kind: FindingKind, action: Action) -> bool {
    match action {
        Action::Approve | Action::Decline => guest.may(Right::DecideWriteOff),
        _ => guest.may(match work(kind).0 {
            OwnerRole::Inquiry => Right::WorkInquiry,
            OwnerRole::Planning => Right::WorkPlanning,
            OwnerRole::Supervision => Right::WorkSupervision,
            OwnerRole::Maintenance => Right::WorkMaintenance,
        }),
    }
}

fn thing((terminal, seq, line): FindingKey) -> String {
    format!("finding {terminal}-{seq}-{line}")
}

fn names(ledger: &Ledger) -> Result<BTreeMap<String, String>, LedgerError> {
    Ok(ledger.merchants()?.into_iter().map(|one| (one.id, one.name)).collect())
}

fn line(item: &WorkItem, names: &BTreeMap<String, String>, now_us: i64) -> FindingLine {
    let (terminal, seq, number) = item.key();
    let merchant = &item.stored.merchant;
    FindingLine {
        key: format!("{terminal}-{seq}-{number}"),
        finding: item.stored.finding.clone(),
        owner: work(item.stored.finding.kind).0,
        merchant: names.get(merchant).unwrap_or(merchant).clone(),
        age_days: age_days(item, now_us),
        standing: standing(item),
    }
}
