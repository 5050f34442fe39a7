//! `block`: a card out of use, at hand or not.

use clap::{Args, ValueEnum};
use purse::CardNumber;
use records::CardNo;
use serde_json::json;

use super::Said;
use super::at_reader::{Desk, card};
use crate::cards::Speech;
use crate::config::Config;
use crate::exit::Ending;
use crate::work::{block, block_absent};

#[derive(Debug, Args)]
pub(super) struct Block {
    /// 原因 · reason
    #[arg(long)]
    reason: Reason,
    /// 卡不在手时给出卡号 · the card number, where the card is not at hand
    #[arg(long)]
    card_no: Option<CardNo>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Reason {
    Lost,
    Stolen,
    Broken,
    Deceased,
    Fraud,
}

impl Reason {
    /// As the center spells it.
    fn word(self) -> &'static str {
        match self {
            Reason::Lost => "lost",
            Reason::Stolen => "stolen",
            Reason::Broken => "broken",
            Reason::Deceased => "deceased",
            Reason::Fraud => "fraud",
        }
    }
}

impl Block {
    pub(super) fn run(self, config: &Config) -> Result<Said, Ending> {
        let mut desk = Desk::open(config)?;
        let reason = self.reason.word();
        let (number, pending, on_card) = match self.card_no {
            Some(number) => {
                let number = CardNumber(number.0);
                (number, desk.at_bench(Speech::Iso, |bench| block_absent(bench, number, reason))?, false)
            }
            None => {
                let (mut slot, chip) = card(config)?;
                let speech = desk.works.listen(&mut slot)?;
                let (number, pending) =
                    desk.at_bench(speech, |bench| block(bench, &mut slot, chip, reason))?;
                (number, pending, true)
            }
        };
        let text = format!("卡 {number} 已停用 · card {number} is out of use");
        Ok(Said::new(text, json!({ "card": number.tail(), "on_card": on_card })).with(&pending))
    }
}
