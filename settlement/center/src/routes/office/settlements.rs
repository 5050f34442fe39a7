//! `GET /settlements`, `POST /settlements/make`, `POST /settlements/confirm`.

use std::collections::BTreeMap;

use axum::extract::{Multipart, State};
use axum::http::HeaderMap;
use axum::response::Response;
use ledger::{Ledger, SettlementState, StoredSettlement};
use pages::{SettlementRow, SettlementsView};

use super::sheet::{sheet, with_key};
use super::{done, shown};
use crate::access::{Guest, Right, does, entering};
use crate::settle::{self, words};
use crate::turned::Turned;
use crate::{Center, Failure, clock};

/// A page shows so many.
const LISTED: usize = 200;

pub(super) async fn list(State(center): State<Center>, headers: HeaderMap) -> Result<Response, Turned> {
    let guest = entering(&center, &headers, Right::Settlements).await?;
    drawn(&center, &guest, Vec::new()).await
}

/// The list; and which merchants were left out of what was just made.
async fn drawn(center: &Center, guest: &Guest, without_terms: Vec<String>) -> Result<Response, Turned> {
    let view = SettlementsView {
        county: center.county.to_string(),
        visit: guest.visit(center),
        waiting: (0, 0),
        without_terms,
        acts: guest.may(Right::ConfirmSettlements),
        total: 0,
        rows: Vec::new(),
    };
    let gathered = center.books.read(move |ledger| {
        let names: BTreeMap<String, String> =
            ledger.merchants()?.into_iter().map(|one| (one.id, one.name)).collect();
        let all = ledger.settlements(None)?;
        let of = |state| all.iter().filter(|one| one.state == state).count();
        let waiting = (of(SettlementState::Generated), of(SettlementState::Reconciled));
        let rows = all.iter().rev().take(LISTED).map(|one| row(one, &names)).collect();
        Ok(SettlementsView { waiting, total: all.len(), rows, ..view })
    });
    Ok(shown(pages::settlements(&gathered.await?)))
}

fn row(one: &StoredSettlement, names: &BTreeMap<String, String>) -> SettlementRow {
    SettlementRow {
        number: one.number,
        merchant: names.get(&one.merchant).unwrap_or(&one.merchant).clone(),
        days: (one.first.date(), one.last.date()),
        sums: [one.sums.consumption, one.sums.refunds, one.sums.fee, one.brought],
        pay: one.netted.pay,
        state: words(one.state),
        payout: one.payout,
    }
}

pub(super) async fn make(
    State(center): State<Center>,
    headers: HeaderMap,
    sent: Multipart,
) -> Result<Response, Turned> {
    let (guest, _) = sheet(&center, &headers, Right::ConfirmSettlements, sent).await?;
    let job = |ledger: &mut Ledger| {
        let made = ledger.make_settlements(None, clock::now_us())?;
        Ok((made.without_terms, format!("settlements {}", made.settlements.len())))
    };
    let without = does(&center, &guest, ("settlement-make", String::new()), job).await?;
    if without.is_empty() {
        return Ok(done("/settlements"));
    }
    drawn(&center, &guest, without).await
}

pub(super) async fn confirm(
    State(center): State<Center>,
    headers: HeaderMap,
    sent: Multipart,
) -> Result<Response, Turned> {
    let (guest, sheet) = sheet(&center, &headers, Right::ConfirmSettlements, sent).await?;
    let what = ("settlement-confirm", String::new());
    let job = |ledger: &mut Ledger, key: &records::SigningKey| {
        let confirmed = settle::confirm(ledger, key, &[], clock::now_us())?;
        let numbers: Vec<String> = confirmed.numbers.iter().map(ToString::to_string).collect();
        if numbers.is_empty() {
            return Err(Failure::Refused(
                "没有等这把密钥的结算，未改动 · no settlement waits for this key, nothing was changed"
                    .to_owned(),
            ));
        }
        Ok(((), format!("{} {}", words(confirmed.state).1, numbers.join(" "))))
    };
    with_key(&center, &guest, what, sheet.lock(), job).await?;
    Ok(done("/settlements"))
}
