//! `GET /merchant/sales/{terminal}-{seq}`: one sale, explained line by line.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use clearing::{Explanation, SaleLine};
use ledger::{Ledger, LedgerError};
use pages::SaleView;
use records::{TerminalId, record_hash};

use super::page;
use crate::access::{Right, entering, in_view, looked};
use crate::intake::CardKnowledge;
use crate::statement::merchant_statement;
use crate::turned::Turned;
use crate::{Center, clock};

pub(crate) async fn get(
    State(center): State<Center>,
    Path(sale): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Turned> {
    let guest = entering(&center, &headers, Right::Sale).await?;
    let (terminal, seq) = address(&sale).ok_or(Turned::NotFound)?;
    let role = guest.role.clone();
    // Another merchant's sale looks as if it did not exist.
    let seen = move |ledger: &Ledger| match find(ledger, terminal, seq)? {
        Some(found) if in_view(ledger, &role, &found.merchant)? => Ok(Some(found)),
        _ => Ok(None),
    };
    let found = center.books.read(seen).await?.ok_or(Turned::NotFound)?;
    let Found { merchant_name, line, price, record_hash, received_us, .. } = found;
    looked(&center, &guest, "see-sale", format!("sale {terminal}-{seq}")).await?;
    let received = clock::county_time(received_us);
    let view =
        SaleView { merchant_name, sale: line, price, record_hash, received, visit: guest.visit(&center) };
    Ok(page(StatusCode::OK, pages::sale(&view)))
}

fn address(text: &str) -> Option<(TerminalId, u64)> {
    let (terminal, seq) = text.split_once('-')?;
    Some((terminal.parse().ok()?, seq.parse().ok()?))
}

struct Found {
    merchant: String,
    merchant_name: String,
    line: SaleLine,
    price: Vec<Explanation>,
    record_hash: [u8; 32],
    received_us: i64,
}

/// The sale as it stands in its day's statement, so that both pages say the same.
fn find(ledger: &Ledger, terminal: TerminalId, seq: u64) -> Result<Option<Found>, LedgerError> {
    let Some((merchant, row)) = ledger.sale(terminal, seq)? else { return Ok(None) };
    let day = row.record.business_day;
    let today = clock::county_day(clock::now_us()).unwrap_or(day);
    let statement = merchant_statement(ledger, &merchant, day, today)?;
    let known = CardKnowledge::gather(ledger, std::slice::from_ref(&row.record))?;
    let price = clearing::derived(&row.record, &known, &known);
    let received_us = ledger.received_us(terminal, seq)?;
    let line = statement.sales.into_iter().find(|line| (line.terminal, line.seq) == (terminal, seq));
    Ok(line.zip(received_us).map(|(line, received_us)| Found {
        merchant,
        merchant_name: statement.merchant_name,
        line,
        price,
        record_hash: record_hash(&row.record),
        received_us,
    }))
}
