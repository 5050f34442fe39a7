//! `GET /payouts`, `POST /payouts/propose`, `POST /payouts/answer`.

use axum::extract::{Multipart, State};
use axum::http::HeaderMap;
use axum::response::Response;
use ledger::{Ledger, LedgerError, PayoutLineState, PayoutState, StoredPayout};
use money::Fen;
use pages::{AnswerLine, AnswerView, PayoutRow, PayoutsView};

use super::sheet::{sheet, with_key};
use super::{done, shown};
use crate::access::{Right, does, entering};
use crate::bank_answer::{Form, Told, take};
use crate::morning::unpaid;
use crate::payout;
use crate::turned::Turned;
use crate::{Center, Failure, clock};

/// What people call a state.
pub(super) fn words(state: PayoutState) -> (&'static str, &'static str) {
    match state {
        PayoutState::Proposed => ("待复核", "proposed"),
        PayoutState::Released => ("已复核", "released"),
        PayoutState::Written => ("已出文件", "written"),
        PayoutState::Rejected => ("已驳回", "rejected"),
    }
}

pub(super) async fn list(State(center): State<Center>, headers: HeaderMap) -> Result<Response, Turned> {
    let guest = entering(&center, &headers, Right::Payouts).await?;
    let view = PayoutsView {
        county: center.county.to_string(),
        visit: guest.visit(&center),
        ready: (0, Fen::ZERO),
        proposes: guest.may(Right::ProposePayout),
        answers: guest.may(Right::PayAtBank).then_some(center.answer_map.is_some()),
        today: clock::county_time(clock::now_us()).date(),
        rows: Vec::new(),
    };
    let gathered = center.books.read(move |ledger| {
        let held = ledger.payouts()?;
        let rows = held.iter().rev().map(|one| row(ledger, one)).collect::<Result<_, _>>()?;
        Ok(PayoutsView { ready: unpaid(ledger)?, rows, ..view })
    });
    Ok(shown(pages::payouts(&gathered.await?)))
}

fn row(ledger: &Ledger, one: &StoredPayout) -> Result<PayoutRow, LedgerError> {
    let lines = ledger.payout_lines(one.number)?;
    let sum = Fen::sum(lines.iter().map(|line| line.amount)).ok_or(LedgerError::OutOfRange("payout"))?;
    let open = lines.iter().filter(|line| line.state == PayoutLineState::Open).count();
    Ok(PayoutRow {
        number: one.number,
        id: one.id.clone(),
        lines: (lines.len(), sum),
        open: if one.state == PayoutState::Written { open } else { 0 },
        state: words(one.state),
    })
}

pub(super) async fn propose(
    State(center): State<Center>,
    headers: HeaderMap,
    sent: Multipart,
) -> Result<Response, Turned> {
    let (guest, sheet) = sheet(&center, &headers, Right::ProposePayout, sent).await?;
    let job = |ledger: &mut Ledger, key: &records::SigningKey| {
        let made = payout::propose(ledger, key, &[], clock::now_us())?.ok_or_else(|| {
            Failure::Refused(
                "没有已确认未付的结算，未改动 · nothing is confirmed and unpaid, nothing was changed"
                    .to_owned(),
            )
        })?;
        Ok((made.number, format!("payout {}", made.number)))
    };
    let number = with_key(&center, &guest, ("payout-propose", String::new()), sheet.lock(), job).await?;
    Ok(done(&format!("/payouts/{number}")))
}

pub(super) async fn answer(
    State(center): State<Center>,
    headers: HeaderMap,
    sent: Multipart,
) -> Result<Response, Turned> {
    let (guest, sheet) = sheet(&center, &headers, Right::PayAtBank, sent).await?;
    let form = match (sheet.text("form").as_str(), &center.answer_map) {
        ("camt053", _) => Form::Camt053,
        ("csv", Some(map)) => Form::Table(Box::new(map.as_ref().clone())),
        _ => return Err(Turned::Unclear("请选回单的格式", "choose the form of the file")),
    };
    let now_us = clock::now_us();
    let day = sheet.day().map_err(Turned::Failed)?.or_else(|| clock::county_day(now_us));
    let day = day.ok_or(Turned::NotFound)?;
    let (file, leave) = (sheet.file("file"), sheet.text("leave") == "yes");
    let hash = crate::hex::hex(&records::sha256(&file));
    let thing = format!("answer {}", hash.get(..16).unwrap_or_default());
    let about = thing.clone();
    let job = move |ledger: &mut Ledger| Ok((take(ledger, &file, &form, day, leave, now_us)?, about));
    let taken = does(&center, &guest, ("payout-answer", thing), job).await?;
    let lines = |told: Vec<Told>| {
        let line = |Told { end_to_end, amount, words }| AnswerLine { end_to_end, amount, words };
        told.into_iter().map(line).collect()
    };
    Ok(shown(pages::answer(&AnswerView {
        county: center.county.to_string(),
        visit: guest.visit(&center),
        lines: [taken.paid, taken.failed, taken.open, taken.disputed].map(lines),
        besides: (taken.known, taken.besides),
    })))
}
