//! `inspect`: checks the journal and prints its totals; also while the till runs.

use crate::config::Config;
use crate::exit::{Ending, Exit};
use journal::{Inspection, JournalFault};
use money::Fen;
use serde::Serialize;
use std::io::Write as _;

/// What a journal says, for machines. Sums are fen, sale records only.
#[derive(Debug, Serialize)]
struct Report {
    terminal: u64,
    entries: u64,
    records: u64,
    sales: u64,
    price: i64,
    benefit: i64,
    self_paid: i64,
    open_grey: Option<OpenGrey>,
    chain_ok: bool,
    chain_head: String,
    pending: usize,
    verified_through: u64,
    parameters_version: Option<u32>,
}

/// A sale that waits for its card.
#[derive(Debug, Serialize)]
struct OpenGrey {
    sale: u64,
    card: String,
    self_pay: i64,
}

#[derive(Debug, Serialize)]
struct Broken {
    chain_ok: bool,
    fault: String,
}

pub(super) fn inspect(config: &Config, json: bool) -> Result<(), Ending> {
    match journal::inspect(&config.journal.path) {
        Ok(inspection) => {
            let report = report(&inspection)?;
            say(&if json { as_json(&report)? } else { as_text(&report) })
        }
        Err(fault @ (JournalFault::Damaged(_) | JournalFault::Replay(_))) => {
            if json {
                say(&as_json(&Broken { chain_ok: false, fault: fault.to_string() })?)?;
            }
            Err(Ending::new(Exit::CheckFailed, fault))
        }
        Err(fault) => Err(Ending::new(Exit::JournalUnavailable, fault)),
    }
}

fn report(inspection: &Inspection) -> Result<Report, Ending> {
    let till = &inspection.till;
    let running = till.running();
    let self_paid = running.price.checked_sub(running.benefit);
    let self_paid =
        self_paid.ok_or_else(|| Ending::new(Exit::CheckFailed, "累计金额溢出 · totals overflow"))?;
    let chain = till.chain();
    Ok(Report {
        terminal: inspection.terminal.0,
        entries: inspection.entries,
        records: chain.next_seq.saturating_sub(1),
        sales: running.count,
        price: running.price.0,
        benefit: running.benefit.0,
        self_paid: self_paid.0,
        open_grey: till.open().map(|open| OpenGrey {
            sale: open.intention.sale(),
            card: open.intention.draft.card_no.masked(),
            self_pay: open.intention.draft.self_pay.0,
        }),
        chain_ok: true,
        chain_head: chain.head.iter().map(|byte| format!("{byte:02x}")).collect(),
        pending: till.pending(),
        verified_through: till.verified_through(),
        parameters_version: till.parameters().map(|(version, _)| version),
    })
}

fn as_json<T: Serialize>(value: &T) -> Result<String, Ending> {
    serde_json::to_string(value).map(|text| text + "\n").map_err(|error| Ending::new(Exit::Fault, error))
}

fn as_text(report: &Report) -> String {
    let waiting = report.open_grey.as_ref().map_or_else(
        || "无 none".to_owned(),
        |open| format!("第 {} 笔 {} 自付 {}", open.sale, open.card, Fen(open.self_pay)),
    );
    format!(
        "终端 terminal      {}\n记录 records       {}（核对无误 chain ok）\n销售 sales         {}\n应收 price         {}\n优惠 benefit       {}\n自付 self-paid     {}\n待刷原卡 open      {waiting}\n待传 pending       {}\n已核 verified      {}\n",
        report.terminal,
        report.records,
        report.sales,
        Fen(report.price),
        Fen(report.benefit),
        Fen(report.self_paid),
        report.pending,
        report.verified_through,
    )
}

fn say(text: &str) -> Result<(), Ending> {
    std::io::stdout().write_all(text.as_bytes()).map_err(|error| Ending::new(Exit::Fault, error))
}
