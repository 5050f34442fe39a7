//! A synthetic county: cards, holders and keys, the same from the same seed. Nobody's name, nobody's number.

use crate::kept::{Deck, Entry, Kind, Module, SCHEMA, TrialKeys, hex};
use anyhow::{Result, bail};
use virtual_cards::SplitMix;

/// Most elders a tray holds.
pub const ELDERS_MAX: u32 = 1000;
/// Counters there are modules for.
pub const MODULES: u32 = 8;
/// The day on which ages are as the tray says; interior ages are drawn, so they stay in their band for a year.
const REFERENCE: (u32, u32, u32) = (2026, 7, 21);

/// What `seed` makes.
#[derive(Clone, Debug)]
pub struct Seeded {
    /// For the tray.
    pub deck: Deck,
    /// `card_no,birth,categories,rosters,resident` for the center.
    pub holders: String,
}

/// Ages of a county of elders: share of twenty, youngest and oldest age drawn, what the tray writes.
const BANDS: [(u64, u32, u32, &str); 5] = [
    (6, 61, 68, "60–69 岁"),
    (7, 71, 78, "70–79 岁"),
    (5, 81, 88, "80–89 岁"),
    (1, 91, 98, "90–99 岁"),
    (1, 101, 105, "100 岁以上"),
];

/// Cards that are not simply an elder's: what, label, fen, in the holders' file.
const SPECIALS: [(Kind, &str, u32, bool); 9] = [
    (Kind::Unlisted, "未登记 · not in the roster", 10_000, false),
    (Kind::LowBalance, "余额不足 · low balance", 30, true),
    (Kind::NotEnabled, "未启用 · not enabled", 10_000, true),
    (Kind::Expired, "已过期 · expired", 10_000, true),
    (Kind::Locked, "已锁 · locked", 10_000, true),
    (Kind::Forged, "MAC2 错 · forged", 10_000, true),
    (Kind::Slow, "慢卡 · slow", 10_000, true),
    (Kind::Foreign, "外来卡 · another scheme", 0, false),
    (Kind::Unreadable, "读不出 · unreadable", 0, false),
];

/// Makes a county.
///
/// # Errors
/// The division code is not six digits, or there are too many elders.
pub fn seed(county: &str, elders: u32, seed: u64) -> Result<Seeded> {
    if county.len() != 6 || !county.bytes().all(|digit| digit.is_ascii_digit()) {
        bail!("county 应为 6 位区划代码 · must be a division code of six digits");
    }
    if elders > ELDERS_MAX {
        bail!("elders 最多 {ELDERS_MAX} · at most {ELDERS_MAX}");
    }
    let mut random = SplitMix::new(seed);
    let mut key = || {
        let halves = [random.next_u64(), random.next_u64()];
        halves.map(|half| hex(&half.to_be_bytes())).concat()
    };
    let keys = TrialKeys { mpk: key(), mlk: key(), mtk: key(), mamk: key() };
    let mut cards = Vec::new();
    let mut holders = String::from("card_no,birth,categories,rosters,resident\n");
    for nth in 1..=elders {
        let number = number(county, nth);
        let (_, from, to, label) = band(&mut random, nth);
        let age = from + low(random.below(u64::from(to - from + 1)));
        let free = nth % 15 == 0;
        let away = nth % 40 == 39;
        let roster = if free { "free_lunch" } else { "" };
        holders += &format!("{number},{},,{roster},{}\n", birth(&mut random, age), u8::from(!away));
        let label = if free { format!("{label} · 免费午餐") } else { label.to_owned() };
        let balance = 5_000 + low(random.below(2_501)) * 10;
        cards.push(Entry { kind: Kind::Elder, number, label, balance });
    }
    for ((kind, label, balance, listed), nth) in SPECIALS.into_iter().zip(9_001..) {
        let number = number(county, nth);
        if listed {
            holders += &format!("{number},{},,,1\n", birth(&mut random, 72));
        }
        cards.push(Entry { kind, number, label: label.to_owned(), balance });
    }
    let psams = (1..=MODULES).map(|nth| Module {
        serial: format!("{county}00000000{nth:06}"),
        terminal: format!("{county}{nth:06}"),
    });
    let deck = Deck {
        schema: SCHEMA.to_owned(),
        county: county.to_owned(),
        issuer: format!("01{county}FFFFFFFF"),
        keys,
        psams: psams.collect(),
        cards,
    };
    Ok(Seeded { deck, holders })
}

/// T-Union prefix, division code, running number: 20 digits.
fn number(county: &str, nth: u32) -> String {
    format!("0310{county}{nth:010}")
}

/// The first five elders are one of each band, so that every tier can be shown; then by share.
fn band(random: &mut SplitMix, nth: u32) -> (u64, u32, u32, &'static str) {
    let [first, ..] = BANDS;
    let drawn = random.below(BANDS.iter().map(|(share, ..)| share).sum());
    let place = usize::try_from(nth).unwrap_or(usize::MAX) - 1;
    let by_share = || {
        let mut left = drawn;
        BANDS.into_iter().find(|(share, ..)| {
            let found = left < *share;
            left = left.saturating_sub(*share);
            found
        })
    };
    BANDS.get(place).copied().or_else(by_share).unwrap_or(first)
}

/// A birth date of somebody this old on the day of reference.
fn birth(random: &mut SplitMix, age: u32) -> String {
    let (year, month, day) = REFERENCE;
    let (m, d) = (1 + low(random.below(12)), 1 + low(random.below(28)));
    let had_birthday = (m, d) <= (month, day);
    format!("{}-{m:02}-{d:02}", year - age - u32::from(!had_birthday))
}

fn low(small: u64) -> u32 {
    u32::try_from(small).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_same_seed_makes_the_same_county() {
        let (one, two) = (seed("330703", 200, 1).unwrap(), seed("330703", 200, 1).unwrap());
        assert_eq!(one.holders, two.holders);
        assert_eq!(serde_json::to_string(&one.deck).unwrap(), serde_json::to_string(&two.deck).unwrap());
        assert_ne!(seed("330703", 200, 2).unwrap().holders, one.holders);
    }

    #[test]
    fn a_county_is_plausible() {
        let Seeded { deck, holders } = seed("330703", 1000, 7).unwrap();
        let tails: BTreeSet<_> = deck.cards.iter().map(|card| &card.number[16..]).collect();
        assert_eq!((tails.len(), deck.cards.len()), (1009, 1009), "every tail is one card");
        assert!(deck.cards.iter().all(|card| card.number.len() == 20));
        let elders = deck.cards.iter().filter(|card| card.kind == Kind::Elder);
        assert!(elders.clone().all(|card| (5_000..=30_000).contains(&card.balance)));
        for (_, _, _, label) in BANDS {
            assert!(
                deck.cards[..5].iter().any(|card| card.label.starts_with(label)),
                "{label} is shown first"
            );
        }
        // A header, every elder, and the listed specials.
        assert_eq!(holders.lines().count(), 1 + 1000 + SPECIALS.iter().filter(|special| special.3).count());
        assert_eq!(holders.matches("free_lunch").count(), 66);
        assert!(deck.psams.iter().all(|psam| psam.serial.len() == 20 && psam.terminal.len() == 12));
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(seed("33070", 1, 1).is_err());
        assert!(seed("33070x", 1, 1).is_err());
        assert!(seed("330703", 1001, 1).is_err());
    }
}
