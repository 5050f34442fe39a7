//! True books with faults put in: those are found and nothing else, in any order and by any division of the work.

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_oneof, proptest};

use crate::support::{HEAD, Pace, RECORDS, reconcile_by, told};

#[derive(Clone, Debug)]
struct Row {
    terminal: u64,
    seq: u64,
    merchant: u32,
    fen: i64,
    state: &'static str,
}

impl Row {
    fn key(&self) -> String {
        format!("{}/{}", self.terminal, self.seq)
    }

    fn line(&self) -> String {
        let Row { terminal, seq, merchant, fen, state } = self;
        format!("{terminal},{seq},m{merchant},{fen},{state}\n")
    }
}

/// What is done to one line.
#[derive(Clone, Copy, Debug)]
enum Fault {
    LostAtCenter,
    LostAtOther,
    Amount(i64),
    State,
    Merchant,
    TwiceAtCenter,
    TwiceAtOther,
    /// Another line under the same key, with another amount.
    ImitatedAtOther(i64),
}

fn fault() -> impl Strategy<Value = Fault> {
    let fen = prop_oneof![1..5_000_i64, -5_000..0_i64];
    prop_oneof![
        Just(Fault::LostAtCenter),
        Just(Fault::LostAtOther),
        fen.clone().prop_map(Fault::Amount),
        Just(Fault::State),
        Just(Fault::Merchant),
        Just(Fault::TwiceAtCenter),
        Just(Fault::TwiceAtOther),
        fen.prop_map(Fault::ImitatedAtOther),
    ]
}

/// True books: terminals of one county and of another, numbers without gaps.
fn books() -> impl Strategy<Value = Vec<Row>> {
    let terminal = (0_u64..6, 1_u64..60, any::<u32>());
    prop::collection::vec(terminal, 1..6).prop_map(|terminals| {
        let mut rows = Vec::new();
        for (place, (county, count, salt)) in (1_u64..).zip(terminals) {
            let terminal = (330_703 + county / 5) * 100_000_000 + place;
            rows.extend((1..=count).map(|seq| {
                let fen = i64::from(salt.wrapping_mul(u32::try_from(seq).unwrap()) % 3_000);
                let merchant = salt.wrapping_add(u32::try_from(seq).unwrap() / 20) % 7;
                Row { terminal, seq, merchant, fen, state: if salt % 9 == 0 { "refused" } else { "paid" } }
            }));
        }
        rows
    })
}

/// Both files, and what should be found.
fn spoilt(rows: &[Row], faults: &[(usize, Fault)]) -> (Vec<Row>, Vec<Row>, Vec<String>) {
    let (mut left, mut right, mut expected) = (Vec::new(), Vec::new(), Vec::new());
    for (place, row) in rows.iter().enumerate() {
        let fault = faults.iter().find(|(at, _)| at % rows.len() == place).map(|(_, fault)| *fault);
        let kind = match fault {
            None => None,
            Some(Fault::LostAtCenter) => Some("Shortage"),
            Some(Fault::LostAtOther) => Some("Surplus"),
            Some(Fault::Amount(_)) => Some("AmountDiffers"),
            Some(Fault::State) => Some("StateDiffers"),
            Some(Fault::Merchant) => Some("MerchantDiffers"),
            Some(Fault::TwiceAtCenter | Fault::TwiceAtOther | Fault::ImitatedAtOther(_)) => Some("Duplicate"),
        };
        expected.extend(kind.map(|kind| format!("{kind} {}", row.key())));
        let one = row.clone();
        if !matches!(fault, Some(Fault::LostAtCenter)) {
            left.push(one.clone());
        }
        match fault {
            Some(Fault::LostAtOther) => {}
            Some(Fault::Amount(fen)) => right.push(Row { fen: one.fen + fen, ..one }),
            Some(Fault::State) => right.push(Row { state: "reversed", ..one }),
            Some(Fault::Merchant) => right.push(Row { merchant: one.merchant + 100, ..one }),
            Some(Fault::TwiceAtCenter) => {
                left.push(one.clone());
                right.push(one);
            }
            Some(Fault::TwiceAtOther) => right.extend([one.clone(), one]),
            Some(Fault::ImitatedAtOther(fen)) => {
                right.extend([Row { fen: one.fen + fen, ..one.clone() }, one])
            }
            Some(Fault::LostAtCenter) | None => right.push(one),
        }
    }
    expected.sort();
    (left, right, expected)
}

fn file(rows: &[Row]) -> String {
    HEAD.to_owned() + &rows.iter().map(Row::line).collect::<String>()
}

/// Another order from a number.
fn mixed(rows: &mut [Row], salt: u64) {
    rows.sort_by_cached_key(|row| (row.seq ^ salt).wrapping_mul(salt | 1).rotate_left(17) ^ row.terminal);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_put_in_is_found_and_nothing_else(
        rows in books(),
        faults in prop::collection::vec((any::<usize>(), fault()), 0..12),
        salts in any::<[u64; 2]>(),
        seed in any::<[u64; 2]>(),
        block in 40_usize..4_000,
        workers in 1_usize..5,
    ) {
        let (mut left, mut right, expected) = spoilt(&rows, &faults);
        if left.is_empty() || right.is_empty() {
            return Ok(());
        }
        let pace = Pace { seed: [1, 2], block: 1 << 20, workers: 1 };
        let report = reconcile_by(RECORDS, &file(&left), &file(&right), None, pace).unwrap();
        let mut found: Vec<String> = report.differences.iter().map(told).collect();
        found.sort();
        assert_eq!(found, expected);
        mixed(&mut left, salts[0]);
        mixed(&mut right, salts[1]);
        let again = reconcile_by(RECORDS, &file(&left), &file(&right), None, Pace { seed, block, workers });
        assert_eq!(again.unwrap(), report, "another order, other blocks and workers");
    }

    /// Keys as texts give the same as keys of two numbers.
    #[test]
    fn keys_kept_as_text_find_the_same(
        rows in books(),
        faults in prop::collection::vec((any::<usize>(), fault()), 0..12),
        seed in any::<[u64; 2]>(),
    ) {
        let (left, right, expected) = spoilt(&rows, &faults);
        if left.is_empty() || right.is_empty() {
            return Ok(());
        }
        let map = RECORDS.replace("numbers = [\"terminal\", \"seq\"]", "text = \"key\"");
        let text = |rows: &[Row]| file(rows).replace("terminal,seq", "key").lines().map(|line| {
            line.replacen(',', if line.starts_with("33") { "/" } else { "," }, 1) + "\n"
        }).collect::<String>();
        let pace = Pace { seed, block: 1 << 20, workers: 2 };
        let report = reconcile_by(&map, &text(&left), &text(&right), None, pace).unwrap();
        let mut found: Vec<String> = report.differences.iter().map(told).collect();
        found.sort();
        assert_eq!(found, expected);
    }
}
