//! The elders of the county: their cards, and what the center knows of them. All of it invented by the seed.

use ledger::Holder;
use virtual_cards::{Key, MasterKeys, Personalise, PersonalisePsam, SplitMix, VirtualPsam, VirtualPurse};

/// Issuer of every card and module.
const ISSUER: [u8; 8] = [0x01, 0x04, 0x33, 0x80, 0x01, 0x04, 0x33, 0x80];

/// The issuer's keys.
pub(crate) fn keys() -> MasterKeys {
    let key = |seed: u8| Key([seed; 16].map(|byte: u8| byte.rotate_left(3) ^ 0x5A));
    MasterKeys { purchase: key(1), load: key(2), tac: key(3), maintenance: key(4) }
}

/// One elder's card number, 20 BCD digits.
fn number(elder: usize) -> [u8; 10] {
    let mut number = [0x03, 0x10, 0x43, 0x30, 0x70, 0x30, 0, 0, 0, 0];
    let mut rest = elder;
    for byte in number.iter_mut().rev().take(4) {
        let two = u8::try_from(rest % 100).unwrap_or(0);
        *byte = two / 10 * 16 + two % 10;
        rest /= 100;
    }
    number
}

/// An elder who never takes the card away too early, and goes to the office when it is nearly empty.
pub(crate) fn is_careful(elder: usize) -> bool {
    elder % 8 == 3
}

/// The cards and the holders' list. Most have money for years, some for a few lunches only. Every fiftieth card is not on the list; every twentieth elder eats free.
pub(crate) fn elders(count: usize, random: &mut SplitMix) -> (Vec<VirtualPurse>, Vec<Holder>) {
    let mut cards = Vec::new();
    let mut holders = Vec::new();
    for elder in 0..count {
        let number = number(elder);
        let little = is_careful(elder) || elder % 16 == 1;
        // No price has single fen, so a few stay on the emptiest card: enough for one last record.
        let balance =
            u32::try_from(random.below(2_000)).unwrap_or(0).saturating_mul(10).saturating_add(6_007);
        let balance = if little { balance } else { balance.saturating_add(2_000_000) };
        let card = Personalise { balance, ..Personalise::elder(keys(), ISSUER, number) };
        cards.push(card.card());
        let (year, month, day) = (random.below(44), random.below(12), random.below(28));
        let birth = (1922 + year) * 10_000 + (month + 1) * 100 + day + 1;
        if elder % 50 == 49 {
            continue;
        }
        let card_no: String = number.iter().map(|byte| format!("{byte:02X}")).collect();
        holders.push(Holder {
            rosters: if elder % 20 == 7 { vec!["free_lunch".to_owned()] } else { Vec::new() },
            ..Holder::born(card_no, u32::try_from(birth).unwrap_or(0))
        });
    }
    (cards, holders)
}

/// The security module of one till.
pub(crate) fn module(till: usize) -> VirtualPsam {
    let keys = keys();
    let last = u8::try_from(till).unwrap_or(0).saturating_add(1);
    let module = PersonalisePsam {
        purchase: keys.purchase,
        maintenance: keys.maintenance,
        issuer: ISSUER,
        serial: [0, 0, 0, 0, 0, 0, 0, 0, 0, last],
        terminal: [0x33, 0x07, 0x03, 0, 0, last],
    };
    module.psam()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_digits_and_differ() {
        assert_eq!(number(1_234), [0x03, 0x10, 0x43, 0x30, 0x70, 0x30, 0, 0, 0x12, 0x34]);
        let (cards, holders) = elders(200, &mut SplitMix::new(1));
        assert_eq!((cards.len(), holders.len()), (200, 196));
        assert_eq!(cards[199].state().tail(), "0199");
    }
}
