//! `card`: ask for a card, see what became of requests and loads.

use std::path::Path;

use clap::{Subcommand, ValueEnum};
use ledger::{CardKind, LoadState, NewCardRequest};
use records::CardNo;
use serde_json::{Value, json};

use super::{Said, name, open};
use crate::{Failure, clock};

#[derive(Debug, Subcommand)]
pub(super) enum Card {
    /// 登记制卡或补卡任务 · ask for a new card, or one in place of another
    Request {
        /// 办理编号，不得是姓名或证件号 · the office's file number, neither a name nor an ID number
        #[arg(long, value_parser = name)]
        handle: String,
        /// 卡种 · kind
        #[arg(long)]
        kind: Kind,
        /// 要写入的卡号；DESFire 芯片自带 · the number to be written; a DESFire chip brings its own
        #[arg(long)]
        card_no: Option<CardNo>,
        /// 被替换的卡 · the card that goes out of use
        #[arg(long)]
        replaces: Option<CardNo>,
    },
    /// 最近的制卡任务 · the newest requests
    Requests,
    /// 最近的充值 · the newest loads
    Loads {
        /// 只看未了结的 · only those nobody has reported the end of
        #[arg(long)]
        open: bool,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Kind {
    Pboc,
    Desfire,
}

/// As many lines as people read.
const SHOWN: u32 = 200;

impl Card {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let mut ledger = open(books)?;
        match self {
            Card::Request { handle, kind, card_no, replaces } => {
                let kind = match kind {
                    Kind::Pboc => CardKind::Pboc,
                    Kind::Desfire => CardKind::Desfire,
                };
                if (kind == CardKind::Pboc) != card_no.is_some() {
                    return Err(Failure::BadInput(
                        "PBOC 卡须给 --card-no，DESFire 卡不须，未登记 · give --card-no for a PBOC card and for no other, nothing was registered".to_owned(),
                    ));
                }
                let digits = |card: Option<CardNo>| card.map(|card| card.digits());
                let new =
                    NewCardRequest { handle, kind, card_no: digits(card_no), replaces: digits(replaces) };
                let number = ledger.request_card(&new, clock::now_us())?;
                let text = format!("制卡任务 {number} 已登记 · request registered");
                Ok(Said::new(text, json!({ "request": number })))
            }
            Card::Requests => {
                let requests = ledger.card_requests(SHOWN)?;
                let state = |request: &ledger::CardRequest| match (&request.issued, request.desk) {
                    (Some(_), _) => "issued",
                    (None, Some(_)) => "taken",
                    (None, None) => "waiting",
                };
                let lines: Vec<String> = requests
                    .iter()
                    .map(|one| {
                        format!(
                            "{}\t{}\t{}\t{}",
                            one.number,
                            one.asked.handle,
                            one.asked.kind.word(),
                            state(one)
                        )
                    })
                    .collect();
                let json: Vec<Value> = requests
                    .iter()
                    .map(|one| json!({ "request": one.number, "handle": one.asked.handle, "kind": one.asked.kind.word(),
                        "state": state(one), "desk": one.desk }))
                    .collect();
                Ok(Said::new(lines.join("\n"), Value::Array(json)))
            }
            Card::Loads { open } => {
                let loads = ledger.card_loads(open.then_some(LoadState::Open), SHOWN)?;
                let tail = |card: &str| card.get(16..).unwrap_or_default().to_owned();
                let lines: Vec<String> = loads
                    .iter()
                    .map(|load| {
                        let order = &load.order;
                        let (card, state) = (tail(&order.card_no), load.state.word());
                        format!(
                            "{}\t{}\t{}\t****{card}\t{}\t{state}",
                            load.number, order.desk, order.reference, order.amount
                        )
                    })
                    .collect();
                let json: Vec<Value> = loads
                    .iter()
                    .map(|load| json!({ "load": load.number, "desk": load.order.desk, "reference": load.order.reference,
                        "card": tail(&load.order.card_no), "amount_fen": load.order.amount.0, "state": load.state.word() }))
                    .collect();
                Ok(Said::new(lines.join("\n"), Value::Array(json)))
            }
        }
    }
}
