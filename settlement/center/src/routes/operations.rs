//! `GET /operations`: exceptions, funds, terminals, batches. For operators alone.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use ledger::{Ledger, LedgerError, ReceivedBatch, StoredFinding, Terminal};
use pages::{BatchLine, ExceptionLine, FundLine, OperationsView, TerminalLine, Visit};

use super::page;
use crate::access::{Right, entering};
use crate::funds::{NamedFund, list, names};
use crate::turned::Turned;
use crate::{Center, clock};

/// How many batches and exceptions a page shows.
const LATEST: u32 = 50;

pub(crate) async fn get(State(center): State<Center>, headers: HeaderMap) -> Result<Response, Turned> {
    let guest = entering(&center, &headers, Right::Terminals).await?;
    let (county, visit) = (center.county.to_string(), guest.visit(&center));
    let view = center.books.read(move |ledger| gather(ledger, county, visit)).await?;
    Ok(page(StatusCode::OK, pages::operations(&view)))
}

fn gather(ledger: &Ledger, county: String, visit: Visit) -> Result<OperationsView, LedgerError> {
    let merchants: BTreeMap<String, String> =
        ledger.merchants()?.into_iter().map(|merchant| (merchant.id, merchant.name)).collect();
    let terminals = ledger.terminals()?;
    let now = clock::now_us();
    let funds = list(ledger, now)?;
    let names = names(&funds);
    Ok(OperationsView {
        county,
        now: clock::county_time(now),
        visit,
        funds: funds.into_iter().map(fund_line).collect(),
        terminals: terminals
            .into_iter()
            .map(|terminal| terminal_line(ledger, &merchants, terminal))
            .collect::<Result<_, _>>()?,
        batches: ledger.latest_batches(LATEST)?.into_iter().map(batch_line).collect(),
        exceptions: ledger.findings(LATEST)?.into_iter().map(|found| exception_line(found, &names)).collect(),
    })
}

fn terminal_line(
    ledger: &Ledger,
    merchants: &BTreeMap<String, String>,
    terminal: Terminal,
) -> Result<TerminalLine, LedgerError> {
    let cursor = ledger.cursor(terminal.id)?.unwrap_or_default();
    Ok(TerminalLine {
        terminal: terminal.id,
        merchant: merchants.get(&terminal.merchant).cloned().unwrap_or(terminal.merchant),
        point: terminal.point,
        enrolled: terminal.public_key.is_some(),
        revoked: terminal.revoked.is_some(),
        last_seq: cursor.chain.next_seq.saturating_sub(1),
        last_seen: terminal.heard_us.map(clock::county_time),
        running: cursor.running,
        received: ledger.received_sales(terminal.id)?,
        outstanding: terminal.outstanding,
    })
}

fn batch_line(batch: ReceivedBatch) -> BatchLine {
    BatchLine {
        terminal: batch.terminal,
        first_seq: batch.first_seq,
        through_seq: batch.through_seq,
        received: clock::county_time(batch.received_us),
        hash: batch.hash,
    }
}

fn fund_line(fund: NamedFund) -> FundLine {
    FundLine {
        zh: fund.zh,
        en: fund.en,
        limited: fund.limited,
        inflow: fund.balance.inflow,
        drawn: fund.balance.drawn,
        today: fund.today,
        left: fund.balance.left(),
        exhausted: fund.balance.exhausted_us.map(clock::county_time),
    }
}

fn exception_line(found: StoredFinding, funds: &BTreeMap<u8, (String, String)>) -> ExceptionLine {
    let StoredFinding { finding, found_us, .. } = found;
    let name = |code| funds.get(&code).cloned().unwrap_or((format!("资金 {code}"), format!("fund {code}")));
    ExceptionLine { fund: finding.fund.map(name), finding, at: clock::county_time(found_us) }
}
