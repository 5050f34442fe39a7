//! Vouchers in the books: loads once and in order, every change an entry, nothing below nothing.

use std::fmt::Write as _;

use crate::{fresh, place};
use expect_test::{Expect, expect};
use ledger::{CardLoad, County, Ledger, LedgerError};
use records::{BusinessDay, SigningKey};

const CARD: &str = "03104770000000000001";
/// 2024-10-01 00:00 county time.
const OCTOBER_US: i64 = 1_727_712_000_000_000;

fn day(number: u32) -> BusinessDay {
    BusinessDay::from_number(number).unwrap()
}

fn load(load: u32, amount: i64, first: u32) -> CardLoad {
    CardLoad {
        card_no: CARD.to_owned(),
        load,
        account: 1,
        amount,
        first_day: day(first),
        last_day: day(20_240_930),
    }
}

fn books() -> Ledger {
    let mut ledger = fresh();
    let county = County {
        division: 330_703,
        name: "示例县".to_owned(),
        signing_key: [3; 32],
        supervisor_code: String::new(),
    };
    ledger.open_county(&county, 1).unwrap();
    ledger
}

/// What the books say of the card, and whether they are whole.
fn shows(ledger: &Ledger, expected: Expect) {
    let mut text = String::new();
    for lot in ledger.lots(CARD).unwrap() {
        let state = if lot.applied_us.is_some() { "applied" } else { "waits" };
        let _ = writeln!(text, "load {} {} {state}, {} left", lot.load.load, lot.load.amount, lot.remaining);
    }
    for entry in ledger.lot_entries(CARD).unwrap() {
        let _ = writeln!(text, "{} {} {} {}", entry.day, entry.what, entry.load, entry.amount);
    }
    let key = SigningKey::from_bytes(&[3; 32]).verifying_key();
    for fault in ledger.check(&key).unwrap().faults {
        let _ = writeln!(text, "FAULT {fault}");
    }
    expected.assert_eq(&text);
}

#[test]
fn loads_in_order_and_an_expiry_run_twice() {
    let mut ledger = books();
    ledger.enter_loads(&[load(1, 1230, 20_240_801)], &[load(3, 500, 20_240_901)], "a.csv", 1).unwrap();
    let third = ledger.enter_loads(&[load(3, 500, 20_240_901)], &[], "b.csv", 2);
    assert!(matches!(third, Err(LedgerError::Busy)), "the second is missing");
    let again = ledger.enter_loads(&[load(1, 1230, 20_240_801)], &[], "b.csv", 2);
    assert!(matches!(again, Err(LedgerError::Busy)), "applied before");
    let both = [load(2, 12_500, 20_240_901), load(3, 500, 20_240_901)];
    let other = CardLoad { amount: 501, ..both[1].clone() };
    let changed = ledger.enter_loads(&[both[0].clone(), other], &[], "b.csv", 2);
    assert!(
        matches!(changed, Err(LedgerError::Busy)),
        "not what was delivered; the second is not kept either"
    );
    ledger.enter_loads(&both, &[], "b.csv", 2).unwrap();
    let sum = |over: Vec<ledger::StoredLot>| over.iter().map(|lot| lot.remaining).sum::<i64>();
    assert_eq!(sum(ledger.expire_lots(day(20_240_930), OCTOBER_US).unwrap()), 0, "the last day still counts");
    assert_eq!(sum(ledger.expire_lots(day(20_241_001), OCTOBER_US).unwrap()), 14_230);
    assert_eq!(sum(ledger.expire_lots(day(20_241_001), OCTOBER_US).unwrap()), 0);
    shows(
        &ledger,
        expect![[r#"
        load 1 1230 applied, 0 left
        load 2 12500 applied, 0 left
        load 3 500 applied, 0 left
        1970-01-01 load 1 1230
        1970-01-01 load 2 12500
        1970-01-01 load 3 500
        2024-10-01 expire 1 1230
        2024-10-01 expire 2 12500
        2024-10-01 expire 3 500
    "#]],
    );
    assert_eq!(ledger.cards_with_lots("0001").unwrap(), [CARD]);
    assert_eq!(ledger.cards_with_lots("0002").unwrap(), [""; 0]);
    assert_eq!(ledger.usable_lots(day(20_240_930)).unwrap().len(), 3);
    assert_eq!(ledger.usable_lots(day(20_241_001)).unwrap().len(), 0);
}

#[test]
fn tampered_lots_are_found() {
    let mut all = String::new();
    for touch in [
        "UPDATE lot SET remaining = remaining - 1",
        "DELETE FROM lot_entry",
        "UPDATE lot SET applied_us = NULL",
        "UPDATE lot_entry SET amount = 1229; UPDATE lot SET remaining = 1229",
        "UPDATE lot_entry SET load = 2; UPDATE lot SET load = 2",
        "INSERT INTO lot_entry VALUES (9, '03104770000000000001', 1, 'draw', 30, 33070300000001, 1, NULL, 20240801, 1);
         UPDATE lot SET remaining = 1200",
    ] {
        let place = place("lots");
        let mut ledger = Ledger::create(place.path()).unwrap();
        let county =
            County { division: 330_703, name: String::new(), signing_key: [3; 32], supervisor_code: String::new() };
        ledger.open_county(&county, 1).unwrap();
        ledger.enter_loads(&[load(1, 1230, 20_240_801)], &[], "a.csv", 1).unwrap();
        place.meddle(touch);
        let key = SigningKey::from_bytes(&[3; 32]).verifying_key();
        let faults = ledger.check(&key).unwrap().faults;
        let _ = writeln!(all, "{}", touch.split_whitespace().collect::<Vec<_>>().join(" "));
        faults.iter().for_each(|fault| _ = writeln!(all, "  {fault}"));
    }
    expect![[r#"
        UPDATE lot SET remaining = remaining - 1
          card ****0001 load 1：券或积分余额与分录不符（-1） · what the load has left is not what its entries say (-1)
        DELETE FROM lot_entry
          card ****0001 load 1：券或积分余额与分录不符（1230） · what the load has left is not what its entries say (1230)
          card ****0001 load 1：领取分录与发放不符（-1230） · the load was not applied once, with its own amount (-1230)
        UPDATE lot SET applied_us = NULL
          card ****0001 load 1：领取分录与发放不符（0） · the load was not applied once, with its own amount (0)
        UPDATE lot_entry SET amount = 1229; UPDATE lot SET remaining = 1229
          card ****0001 load 1：领取分录与发放不符（-1） · the load was not applied once, with its own amount (-1)
        UPDATE lot_entry SET load = 2; UPDATE lot SET load = 2
          card ****0001：领取序号不连续（1） · loads were skipped (1)
        INSERT INTO lot_entry VALUES (9, '03104770000000000001', 1, 'draw', 30, 33070300000001, 1, NULL, 20240801, 1); UPDATE lot SET remaining = 1200
          card ****0001 load 1：券或积分的使用与已入账销售不符（30） · what was drawn from the load is not what paid sales of the card drew (30)
    "#]].assert_eq(&all);
}
