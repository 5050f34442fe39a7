//! Cards that a desk read out, against the books.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{CardPurse, Ledger, LedgerError};
use money::Fen;
use reconciliation::{BookedUse, CardBook, CardDifference, ReadOut, compare_cards};
use records::CardNo;

/// The columns: Chinese or English, in any order.
const COLUMNS: [[&str; 2]; 3] = [["card_no", "卡号"], ["counter", "计数器"], ["balance", "余额"]];

/// What came of it.
pub(crate) struct CardsCompared {
    /// Lines read.
    pub(crate) read: usize,
    /// Cards that the books know, with debits to compare with.
    pub(crate) compared: usize,
    /// Cards that the books know and have no debits of.
    pub(crate) unused: usize,
    /// What differs.
    pub(crate) differences: Vec<CardDifference<CardNo>>,
    /// Of counters that are missing: records that the center has and did not pay, by card.
    pub(crate) unpaid: BTreeMap<CardNo, Vec<u32>>,
}

impl CardsCompared {
    /// Records that the center has and did not pay, among the counters that are missing.
    pub(crate) fn unpaid_in(&self, one: &CardDifference<CardNo>) -> usize {
        let span = one.counters.0..=one.counters.1;
        let unpaid = self.unpaid.get(&one.card).filter(|_| one.missing.is_some());
        unpaid.map_or(0, |counters| counters.iter().filter(|counter| span.contains(counter)).count())
    }
}

/// Reads the file: card number, the counter that the card's next debit will carry, its balance in yuan.
///
/// # Errors
/// The first line that is not right. The content is never repeated: it is private.
pub(crate) fn read_outs(text: &str) -> Result<Vec<(CardNo, ReadOut)>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| wrong(&error))?.clone();
    let place = |names: [&str; 2]| {
        header.iter().position(|column| names.contains(&column)).ok_or_else(|| {
            "1: 表头应有 card_no,counter,balance（或 卡号,计数器,余额）· the header must have these columns"
                .to_owned()
        })
    };
    let [card, counter, balance] = COLUMNS.map(place);
    let (card, counter, balance) = (card?, counter?, balance?);
    let mut all = Vec::new();
    for line in reader.records() {
        let line = line.map_err(|error| wrong(&error))?;
        let at = line.position().map_or(0, csv::Position::line);
        let field = |place: usize| line.get(place).unwrap_or_default();
        let said = |what: &str| format!("{at}: {what}");
        let card = field(card)
            .parse()
            .map_err(|_| said("card_no 应为 19 或 20 位数字 · card_no must have 19 or 20 digits"))?;
        let counter =
            field(counter).parse().map_err(|_| said("counter 应为整数 · counter must be a whole number"))?;
        let fen = field(balance).parse::<Fen>().ok().and_then(|fen| u32::try_from(fen.0).ok());
        let balance =
            fen.ok_or_else(|| said("balance 应为元，如 12.00 · balance must be in yuan, as 12.00"))?;
        all.push((card, ReadOut { counter, balance }));
    }
    if all.is_empty() {
        return Err("1: 文件没有数据行，未比较 · no lines, nothing was compared".to_owned());
    }
    Ok(all)
}

fn wrong(error: &csv::Error) -> String {
    let place = error.position().map_or(1, csv::Position::line);
    format!(
        "{place}: 不是 CSV 或列数不对，每行的列数应与表头相同 · not CSV, or not as many columns as the header"
    )
}

/// Compares every card that was read out with what the books hold of it.
pub(crate) fn cards(ledger: &Ledger, read: &[(CardNo, ReadOut)]) -> Result<CardsCompared, LedgerError> {
    let (mut books, mut unpaid) = (BTreeMap::new(), BTreeMap::new());
    for card in read.iter().map(|(card, _)| *card).collect::<BTreeSet<CardNo>>() {
        let Some(purse) = ledger.card_purse(&card)? else { continue };
        let left = purse.debits.iter().filter(|one| !one.paid).map(|one| one.counter).collect();
        unpaid.insert(card, left);
        books.insert(card, book(&purse)?);
    }
    let unused = books.values().filter(|book| book.uses.is_empty()).count();
    Ok(CardsCompared {
        read: read.len(),
        compared: books.len().saturating_sub(unused),
        unused,
        differences: compare_cards(&books, read),
        unpaid,
    })
}

/// The debits that were paid, each with the loads between it and the one before: a load belongs before the first debit
/// that was tapped after it.
fn book(purse: &CardPurse) -> Result<CardBook, LedgerError> {
    let mut loads = purse.loads.iter().peekable();
    let mut until = |tap_us: i64| {
        let mut sum = 0_u64;
        while let Some((_, amount)) = loads.next_if(|(at_us, _)| *at_us <= tap_us) {
            let amount = u64::try_from(amount.0).map_err(|_| LedgerError::OutOfRange("card_load.amount"))?;
            sum = sum.saturating_add(amount);
        }
        Ok::<u64, LedgerError>(sum)
    };
    let mut uses = Vec::new();
    for one in purse.debits.iter().filter(|one| one.paid) {
        let loaded = until(one.tap_us)?;
        uses.push(BookedUse { counter: one.counter, before: one.before, debit: one.debit, loaded });
    }
    Ok(CardBook { uses, loaded: until(i64::MAX)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_file_is_refused_with_its_line_and_tells_no_card() {
        let good = "card_no,counter,balance\n03104770000000001234,9,12.00\n";
        assert_eq!(
            read_outs(good).unwrap(),
            read_outs(&format!("\u{feff}余额,计数器,卡号\n{}", "12,9,3104770000000001234\n")).unwrap()
        );
        for (text, told) in [
            ("", "1: 表头"),
            ("card_no,counter\n03104770000000001234,9\n", "1: 表头"),
            ("card_no,counter,balance\n", "1: 文件没有数据行"),
            ("card_no,counter,balance\n1,9,12.00\n", "2: card_no"),
            ("card_no,counter,balance\n03104770000000001234,-9,12.00\n", "2: counter"),
            ("card_no,counter,balance\n03104770000000001234,9,-12.00\n", "2: balance"),
            ("card_no,counter,balance\n03104770000000001234,9,12.005\n", "2: balance"),
            ("card_no,counter,balance\n03104770000000001234,9\n", "2: 不是 CSV"),
        ] {
            let said = read_outs(text).unwrap_err();
            assert!(said.starts_with(told) && !said.contains("1234"), "{said}");
        }
    }

    #[test]
    fn loads_stand_between_the_taps_they_fell_between() {
        let debit =
            |counter, tap_us, paid| ledger::CardDebit { counter, before: 100, debit: 10, tap_us, paid };
        let purse = CardPurse {
            debits: vec![debit(7, 10, true), debit(8, 20, false), debit(9, 30, true)],
            loads: vec![(5, Fen(1)), (15, Fen(2)), (25, Fen(4)), (30, Fen(8)), (31, Fen(16))],
        };
        let book = book(&purse).unwrap();
        let told: Vec<(u32, u64)> = book.uses.iter().map(|one| (one.counter, one.loaded)).collect();
        assert_eq!((told, book.loaded), (vec![(7, 1), (9, 14)], 16));
    }
}
