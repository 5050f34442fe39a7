//! `GET /days`, `GET /days/{day}`, `POST /days/close`, `POST /days/correct`.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Multipart, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use ledger::{AccountingDay, DayState, Ledger, LedgerError};
use money::Fen;
use pages::{Closing, DayLine, DayView, DaysView, StatementLine};
use records::{BusinessDay, MerchantId};

use super::sheet::sheet;
use super::{done, shown};
use crate::access::{Right, does, entering};
use crate::closing::{close_by_now, correct_statement};
use crate::turned::Turned;
use crate::{Center, Failure, clock};

/// Days in the list: a month and some.
const LISTED: u32 = 62;

fn words(state: DayState) -> (&'static str, &'static str) {
    match state {
        DayState::Open => ("开着", "open"),
        DayState::Cut => ("日终未完", "closing not finished"),
        DayState::Closed => ("已关账", "closed"),
    }
}

pub(super) async fn list(State(center): State<Center>, headers: HeaderMap) -> Result<Response, Turned> {
    let guest = entering(&center, &headers, Right::Days).await?;
    let (county, visit, closes) =
        (center.county.to_string(), guest.visit(&center), guest.may(Right::CloseDay));
    let gathered = center.books.read(move |ledger| {
        let days = ledger.accounting_days(LISTED)?;
        let closing = if closes { Some(closing(ledger, &days)?) } else { None };
        let line = |one: &AccountingDay| DayLine {
            day: one.day.date(),
            state: words(one.state),
            closed: one.closed_us.map(clock::county_time),
        };
        Ok(DaysView { county, visit, closing, days: days.iter().map(line).collect() })
    });
    Ok(shown(pages::days(&gathered.await?)))
}

/// What closing would do now.
fn closing(ledger: &Ledger, days: &[AccountingDay]) -> Result<Closing, LedgerError> {
    let of = |state| days.iter().find(|one| one.state == state);
    let begun = of(DayState::Cut);
    let day = begun.or(of(DayState::Open)).map(|one| one.day);
    let open = of(DayState::Open).filter(|_| begun.is_some()).map(|one| one.day.date());
    let lines = day.map(|day| ledger.turnover(day)).transpose()?.unwrap_or_default();
    let merchants: BTreeSet<&MerchantId> = lines.iter().map(|line| &line.merchant).collect();
    let paid = lines.iter().filter(|line| line.kind.is_paid()).map(|line| line.sums.price);
    Ok(Closing {
        day: day.map(BusinessDay::date),
        next: open.or(day.and_then(|day| day.date().tomorrow().ok())),
        begun: begun.is_some(),
        merchants: merchants.len(),
        gross: Fen::sum(paid).ok_or(LedgerError::OutOfRange("turnover"))?,
        latest: clock::county_time(clock::now_us()).date(),
    })
}

pub(super) async fn one(
    State(center): State<Center>,
    Path(day): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Turned> {
    let guest = entering(&center, &headers, Right::Days).await?;
    let day = day.replace('-', "").parse().ok().and_then(BusinessDay::from_number).ok_or(Turned::NotFound)?;
    let (county, visit, opens) =
        (center.county.to_string(), guest.visit(&center), guest.may(Right::MerchantDay));
    let gathered = center.books.read(move |ledger| {
        let Some(held) = ledger.accounting_day(day)? else { return Ok(None) };
        let names: BTreeMap<String, String> =
            ledger.merchants()?.into_iter().map(|one| (one.id, one.name)).collect();
        let statements = ledger.statements(day)?;
        let payable = Fen::sum(statements.iter().map(|one| one.payable));
        let line = |one: ledger::StoredStatement| StatementLine {
            name: names.get(&one.merchant).cloned().unwrap_or_default(),
            merchant: one.merchant,
            version: one.version,
            payable: one.payable,
            fee: one.fee,
        };
        Ok(Some(DayView {
            county,
            visit,
            day: day.date(),
            state: words(held.state),
            moments: [Some(held.opened_us), held.cut_us, held.closed_us].map(|at| at.map(clock::county_time)),
            statements: statements.into_iter().map(line).collect(),
            payable: payable.ok_or(LedgerError::OutOfRange("payable"))?,
            opens,
        }))
    });
    Ok(shown(pages::day(&gathered.await?.ok_or(Turned::NotFound)?)))
}

pub(super) async fn close(
    State(center): State<Center>,
    headers: HeaderMap,
    sent: Multipart,
) -> Result<Response, Turned> {
    let (guest, sheet) = sheet(&center, &headers, Right::CloseDay, sent).await?;
    let day = sheet.day().map_err(Turned::Failed)?;
    let thing = |day: Option<BusinessDay>| day.map(|day| format!("day {day}")).unwrap_or_default();
    let job = move |ledger: &mut Ledger| {
        let closed = close_by_now(ledger, day, None, clock::now_us())?;
        Ok((closed.day, format!("day {}", closed.day)))
    };
    let closed = does(&center, &guest, ("day-close", thing(day)), job).await?;
    Ok(done(&format!("/days/{}", closed.date())))
}

pub(super) async fn correct(
    State(center): State<Center>,
    headers: HeaderMap,
    sent: Multipart,
) -> Result<Response, Turned> {
    let (guest, sheet) = sheet(&center, &headers, Right::CorrectStatement, sent).await?;
    let (day, reason) = (sheet.day().map_err(Turned::Failed)?, sheet.reason().map_err(Turned::Failed)?);
    let (day, merchant) = (day.ok_or(Turned::NotFound)?, sheet.text("merchant"));
    let merchant: MerchantId = merchant.parse().map_err(|_| Turned::NotFound)?;
    let place = format!("/merchant/statement?merchant={merchant}&day={}", day.date());
    let thing = format!("statement {merchant} day {day}");
    let about = thing.clone();
    let job = move |ledger: &mut Ledger| {
        let made = correct_statement(ledger, day, &merchant, &reason, clock::now_us())?;
        let version = made.ok_or_else(|| {
            Failure::Refused("重算结果相同，未出新版 · it comes out the same, no version was made".to_owned())
        })?;
        Ok((version, about))
    };
    does(&center, &guest, ("statement-correct", thing), job).await?;
    Ok(done(&place))
}
