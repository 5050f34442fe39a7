//! Loads of cards: one at a time, each once.

use ledger::{County, Ledger, LoadEnd, LoadOrder, LoadRefusal, LoadState, StoredLoad};
use money::Fen;
use records::BusinessDay;

use crate::fresh;

fn books() -> (Ledger, u32) {
    let mut ledger = fresh();
    let county = County {
        division: 330_703,
        name: "示例县".to_owned(),
        signing_key: [7; 32],
        supervisor_code: String::new(),
    };
    ledger.open_county(&county, 1).unwrap();
    let desk = ledger.invite_desk("office", Fen(20_000), &[1; 32], 2, 100).unwrap();
    ledger.enrol_desk(&[1; 32], &[2; 32], 3).unwrap().unwrap();
    (ledger, desk)
}

fn order(desk: u32, receipt: &str, fen: i64) -> LoadOrder {
    LoadOrder {
        desk,
        reference: receipt.to_owned(),
        card_no: "03100000000000000001".to_owned(),
        issuer: [9; 8],
        amount: Fen(fen),
        balance: 500,
        counter: 0,
        terminal: [0, 0, 0, 0, 0, 1],
        stamp: [0x20, 0x24, 0x07, 0x15, 0x10, 0, 0],
        proven: false,
    }
}

/// A DESFire card counts no loads. Receipt, fen, and the counter it gets or why not; then how it ended.
#[test]
fn a_card_that_counts_no_loads_is_counted_for() {
    let (mut ledger, desk) = books();
    let credited = Some(LoadEnd::Credited { tac: None, proved: true });
    let day = BusinessDay::from_number(20_240_715).unwrap();
    for (receipt, fen, kept, end) in [
        ("r1", 5000, Ok(0), Some(LoadEnd::Void)),
        ("r2", 5000, Ok(0), credited),
        ("r3", 5000, Ok(1), None),
        ("r3", 5000, Ok(1), None),
        ("r3", 6000, Err(LoadRefusal::ReferenceTaken), None),
        ("r4", 5000, Err(LoadRefusal::Unsettled), None),
        ("r3", 5000, Ok(1), credited),
        ("r5", 10_001, Err(LoadRefusal::OverDay { left: Fen(10_000) }), None),
        ("r5", 10_000, Ok(2), Some(LoadEnd::Credited { tac: None, proved: false })),
    ] {
        let asked = ledger.order_uncounted_load(&order(desk, receipt, fen), Fen(20_000), day, 4).unwrap();
        let counter = |load: &StoredLoad| load.order.counter;
        assert_eq!(asked.as_ref().map(counter).map_err(|refusal| *refusal), kept, "{receipt} {fen}");
        if let Some((load, end)) = asked.ok().zip(end) {
            let first = ledger.end_load(&load, end, 5).unwrap();
            assert_eq!(ledger.end_load(&load, end, 6).unwrap(), first, "said again");
        }
    }
    let states = |state| ledger.card_loads(Some(state), 10).unwrap().len();
    let all = [LoadState::Open, LoadState::Void, LoadState::Good, LoadState::Unproved].map(states);
    assert_eq!(all, [0, 1, 2, 1]);
    let booked = ledger.account_totals(day).unwrap();
    let due = [("card:purse", -20_000), (&*format!("desk:{desk}"), 20_000)];
    assert_eq!(booked, due.map(|(account, fen)| (account.to_owned(), Fen(fen))));
}
