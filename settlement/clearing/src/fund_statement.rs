//! What came into a fund and what it bore, line by line, in the order the center booked it.

use jiff::civil::{Date, DateTime};
use money::Fen;
use records::TerminalId;

/// What moved money into or out of a fund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FundMove {
    /// Money came in from outside.
    Inflow {
        /// Number of the receipt or the transfer.
        reference: String,
        /// Who gave it; may be empty.
        source: String,
    },
    /// An inflow was taken back.
    Reversed {
        /// Number of the reversal.
        reference: String,
        /// Number of the inflow.
        inflow: String,
    },
    /// The fund bore a part of a sale.
    Borne {
        /// The sale's terminal.
        terminal: TerminalId,
        /// Its number.
        seq: u64,
        /// Whether one fen of it did not divide.
        odd: bool,
    },
    /// A sale turned out not to be paid, and what it drew came back.
    Returned {
        /// The sale's terminal.
        terminal: TerminalId,
        /// Its number.
        seq: u64,
    },
}

/// One movement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundEntry {
    /// When the center booked it, county time.
    pub at: DateTime,
    /// What it was.
    pub what: FundMove,
    /// How much: plus into the fund, minus out of it.
    pub amount: Fen,
}

/// A movement and what the fund had left after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundLine {
    /// The movement.
    pub entry: FundEntry,
    /// Left afterwards.
    pub left: Fen,
}

/// A fund over some days. Days are days of booking: a sale of Monday that arrives on Wednesday stands on
/// Wednesday, so that what is left never falls below nothing on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundStatement {
    /// Its name in tariffs.
    pub name: String,
    /// Its name, Chinese.
    pub zh: String,
    /// Its name, English.
    pub en: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Left before the first day.
    pub opening: Fen,
    /// Came in, less what was taken back.
    pub inflow: Fen,
    /// Borne, less what came back.
    pub drawn: Fen,
    /// Left after the last day: opening plus inflow less drawn.
    pub closing: Fen,
    /// Every movement in order.
    pub lines: Vec<FundLine>,
}

/// Makes the statement from what was left before and the movements in order of booking. `None` when a sum does
/// not fit.
#[must_use]
pub fn fund_statement(
    (name, zh, en): (&str, &str, &str),
    (from, to): (Date, Date),
    opening: Fen,
    entries: Vec<FundEntry>,
) -> Option<FundStatement> {
    let (mut inflow, mut drawn, mut left) = (Fen::ZERO, Fen::ZERO, opening);
    let mut lines = Vec::with_capacity(entries.len());
    for entry in entries {
        left = left.checked_add(entry.amount)?;
        match entry.what {
            FundMove::Inflow { .. } | FundMove::Reversed { .. } => {
                inflow = inflow.checked_add(entry.amount)?
            }
            FundMove::Borne { .. } | FundMove::Returned { .. } => drawn = drawn.checked_sub(entry.amount)?,
        }
        lines.push(FundLine { entry, left });
    }
    let (name, zh, en) = (name.to_owned(), zh.to_owned(), en.to_owned());
    Some(FundStatement { name, zh, en, from, to, opening, inflow, drawn, closing: left, lines })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn ten_thousand_of_which_a_little_is_left() {
        let day = date(2024, 7, 15);
        let at = |minute| day.at(12, minute, 0, 0);
        let sale = |seq, amount, back| {
            let terminal = TerminalId(33_070_300_000_017);
            let borne = FundMove::Borne { terminal, seq, odd: false };
            let what = if back { FundMove::Returned { terminal, seq } } else { borne };
            FundEntry { at: at(1), what, amount: Fen(amount) }
        };
        let gift = FundMove::Inflow { reference: "A-1".into(), source: String::new() };
        let entries = vec![
            FundEntry { at: at(0), what: gift, amount: Fen(1_000_000) },
            sale(1, -999_850, false),
            sale(2, -150, false),
            sale(2, 150, true),
        ];
        let names = ("charity", "慈善资金", "charity");
        let told = fund_statement(names, (day, day), Fen::ZERO, entries.clone()).unwrap();
        let left: Vec<i64> = told.lines.iter().map(|line| line.left.0).collect();
        assert_eq!(left, [1_000_000, 150, 0, 150]);
        assert_eq!((told.inflow, told.drawn, told.closing), (Fen(1_000_000), Fen(999_850), Fen(150)));
        assert_eq!(fund_statement(names, (day, day), Fen(i64::MAX), entries), None);
    }
}
