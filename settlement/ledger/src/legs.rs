//! Who bears a benefit, as stored with its record: `1:1667:odd;2:1666`, fund and fen, and whether one of them is
//! odd.

use std::collections::BTreeMap;

use clearing::Leg;
use money::Fen;

use crate::LedgerError;

/// Writes legs.
pub(crate) fn write_legs(legs: &[Leg]) -> String {
    let word = |leg: &Leg| {
        let odd = if leg.odd { ":odd" } else { "" };
        format!("{}:{}{odd}", leg.fund, leg.amount.0)
    };
    legs.iter().map(word).collect::<Vec<_>>().join(";")
}

/// Reads legs. What a step lacked is not kept.
pub(crate) fn read_legs(text: &str) -> Result<Vec<Leg>, LedgerError> {
    let leg = |word: &str| {
        let mut parts = word.split(':');
        let (fund, amount, mark) = (parts.next()?, parts.next()?, parts.next());
        let odd = match mark {
            None => false,
            Some("odd") => true,
            Some(_) => return None,
        };
        let leg = Leg { odd, ..Leg::whole(fund.parse().ok()?, Fen(amount.parse().ok()?)) };
        parts.next().is_none().then_some(leg)
    };
    let words = text.split(';').filter(|word| !word.is_empty());
    let legs: Option<Vec<Leg>> = words.map(leg).collect();
    legs.ok_or_else(|| LedgerError::Corrupt(format!("tx.legs {text}")))
}

/// One leg per fund: a sale may name a fund more than once.
pub(crate) fn by_fund(legs: &[Leg]) -> Result<BTreeMap<u8, Leg>, LedgerError> {
    let mut funds: BTreeMap<u8, Leg> = BTreeMap::new();
    for leg in legs {
        let sum = funds.entry(leg.fund).or_insert_with(|| Leg::whole(leg.fund, Fen::ZERO));
        sum.amount = sum.amount.checked_add(leg.amount).ok_or(LedgerError::OutOfRange("legs"))?;
        sum.odd |= leg.odd;
    }
    Ok(funds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legs_read_back_and_nothing_else_does() {
        for text in ["", "1:400", "1:1667:odd;2:1666", "3:0"] {
            assert_eq!(write_legs(&read_legs(text).unwrap()), text);
        }
        for text in ["1", "1:x", "300:1", "1:4:even", "1:4:odd:5", "1:4,2:5"] {
            assert!(matches!(read_legs(text), Err(LedgerError::Corrupt(_))), "{text}");
        }
        let funds = by_fund(&read_legs("2:5;1:4;2:6:odd").unwrap()).unwrap();
        let told: Vec<_> = funds.values().map(|leg| (leg.fund, leg.amount.0, leg.odd)).collect();
        assert_eq!(told, [(1, 4, false), (2, 11, true)]);
    }
}
