//! `GET /payouts/{number}`, `POST …/check`, `…/reject`, `…/file`.

use std::collections::BTreeMap;

use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use ledger::{Ledger, LedgerError, PayoutLineState, PayoutState, StoredPayout};
use money::Fen;
use pages::{PayoutDeeds, PayoutLineRow, PayoutView};

use super::payouts::words;
use super::sheet::{sheet, with_key};
use super::{done, shown};
use crate::access::{Guest, Right, another_login, does, entering, looked};
use crate::payout::{self, Form, officers, opened};
use crate::turned::Turned;
use crate::{Center, Failure, clock};

pub(super) async fn one(
    State(center): State<Center>,
    Path(number): Path<u32>,
    headers: HeaderMap,
) -> Result<Response, Turned> {
    let guest = entering(&center, &headers, Right::Payouts).await?;
    let (county, visit) = (center.county.to_string(), guest.visit(&center));
    let (asking, map) = (guest.clone(), center.order_map.is_some());
    let gathered = center.books.read(move |ledger| {
        let Some(held) = ledger.payout(number)? else { return Ok(None) };
        let people = ledger.officers()?;
        let named = |number| people.iter().find(|one| one.number == number).map(|one| one.name.clone());
        let lines = lines(ledger, &held)?;
        let total = Fen::sum(lines.iter().map(|line| line.amount));
        let files = ledger.payout_files(number)?;
        Ok(Some(PayoutView {
            county,
            visit,
            number,
            id: held.id.clone(),
            state: words(held.state),
            people: (named(held.maker).unwrap_or_default(), held.checker.and_then(named)),
            reason: held.reason.clone(),
            lines,
            total: total.ok_or(LedgerError::OutOfRange("payout"))?,
            files: files
                .into_iter()
                .map(|file| (file.format, crate::hex::hex(&file.hash), clock::county_time(file.written_us)))
                .collect(),
            deeds: deeds(&asking, held.state, map),
        }))
    });
    let view = gathered.await?.ok_or(Turned::NotFound)?;
    looked(&center, &guest, "see-payout", format!("payout {number}")).await?;
    Ok(shown(pages::payout(&view)))
}

fn deeds(guest: &Guest, state: PayoutState, map: bool) -> PayoutDeeds {
    let checks = guest.may(Right::CheckPayout);
    let out = matches!(state, PayoutState::Released | PayoutState::Written);
    PayoutDeeds {
        check: checks && state == PayoutState::Proposed,
        reject: checks && matches!(state, PayoutState::Proposed | PayoutState::Released),
        write: (guest.may(Right::PayAtBank) && out).then_some(map),
    }
}

/// The lines with the payees that its people sign: what was turned down, or does not verify, shows none.
fn lines(ledger: &Ledger, held: &StoredPayout) -> Result<Vec<PayoutLineRow>, LedgerError> {
    let names: BTreeMap<String, String> =
        ledger.merchants()?.into_iter().map(|one| (one.id, one.name)).collect();
    let signed = match held.state {
        PayoutState::Rejected => None,
        _ => opened(held, &officers(ledger)?).ok(),
    };
    let payee = |merchant: &str| {
        let line =
            signed.iter().flat_map(|payout| payout.lines()).find(|line| line.merchant.as_str() == merchant);
        line.map(|line| (line.payee.name.clone(), line.payee.masked())).unwrap_or_default()
    };
    let row = |one: ledger::StoredPayoutLine| PayoutLineRow {
        payee: payee(&one.merchant),
        merchant: names.get(&one.merchant).unwrap_or(&one.merchant).clone(),
        end_to_end: one.end_to_end,
        amount: one.amount,
        state: match one.state {
            PayoutLineState::Open => ("未答".to_owned(), "not answered"),
            PayoutLineState::Paid { day } => (format!("已付 {}", day.date()), "paid"),
            PayoutLineState::Failed { reason } => (format!("未付（{reason}）"), "failed"),
        },
    };
    Ok(ledger.payout_lines(held.number)?.into_iter().map(row).collect())
}

pub(super) async fn check(
    State(center): State<Center>,
    Path(number): Path<u32>,
    headers: HeaderMap,
    sent: Multipart,
) -> Result<Response, Turned> {
    let (guest, sheet) = sheet(&center, &headers, Right::CheckPayout, sent).await?;
    let (thing, login) = (format!("payout {number}"), guest.login.clone());
    let about = thing.clone();
    let job = move |ledger: &mut Ledger, key: &records::SigningKey| {
        another_login(ledger, &login, ("payout-propose", &about))?;
        payout::check(ledger, Some(number), key, clock::now_us())?;
        Ok(((), about))
    };
    with_key(&center, &guest, ("payout-check", thing), sheet.lock(), job).await?;
    Ok(done(&format!("/payouts/{number}")))
}

pub(super) async fn reject(
    State(center): State<Center>,
    Path(number): Path<u32>,
    headers: HeaderMap,
    sent: Multipart,
) -> Result<Response, Turned> {
    let (guest, sheet) = sheet(&center, &headers, Right::CheckPayout, sent).await?;
    let (thing, reason) = (format!("payout {number}"), sheet.reason().map_err(Turned::Failed)?);
    let about = thing.clone();
    let job = move |ledger: &mut Ledger, key: &records::SigningKey| {
        payout::reject(ledger, Some(number), key, &reason, clock::now_us())?;
        Ok(((), about))
    };
    with_key(&center, &guest, ("payout-reject", thing), sheet.lock(), job).await?;
    Ok(done(&format!("/payouts/{number}")))
}

pub(super) async fn file(
    State(center): State<Center>,
    Path(number): Path<u32>,
    headers: HeaderMap,
    sent: Multipart,
) -> Result<Response, Turned> {
    let (guest, sheet) = sheet(&center, &headers, Right::PayAtBank, sent).await?;
    let (map, ending) = match (sheet.text("form").as_str(), center.order_map.clone()) {
        ("pain001", _) => (None, "xml"),
        ("csv", Some(map)) => (Some(map), "csv"),
        _ => return Err(Turned::Unclear("请选银行文件的格式", "choose the form of the bank's file")),
    };
    let thing = format!("payout {number}");
    let about = thing.clone();
    let job = move |ledger: &mut Ledger| {
        let form = map.as_deref().map_or(Form::Pain001, Form::Table);
        let (written, bytes) = payout::write(ledger, Some(number), &form, clock::now_us())?;
        Ok::<_, Failure>(((written.payout.head().id.clone(), bytes), about))
    };
    let (id, bytes) = does(&center, &guest, ("payout-file", thing), job).await?;
    let kind = (header::CONTENT_TYPE, "application/octet-stream".to_owned());
    let name = (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{id}.{ending}\""));
    Ok(([kind, name], bytes).into_response())
}
