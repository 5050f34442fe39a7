//! Settlements and payouts in the books: each statement once, each settlement paid once, whatever is asked twice.

use clearing::{Netting, Sums};
use ledger::{
    BankAccount, Entered, Ledger, LedgerError, LineChange, Merchant, MerchantTerms, NewAnswer, NewPayout,
    NewPayoutLine, NewStatement, PayoutLineState, SettlementState,
};
use money::Fen;
use records::{BusinessDay, Officer, OfficerRole, SigningKey};

use crate::{fresh, place};

fn day(number: u32) -> BusinessDay {
    BusinessDay::from_number(number).unwrap()
}

fn payee(number: &str) -> BankAccount {
    BankAccount {
        name: "示例食堂".to_owned(), number: number.to_owned(), bank: "402338700017".to_owned()
    }
}

fn terms(merchant: &str, from: u32, cycle: &str, netting: Netting) -> MerchantTerms {
    let payee = payee("6222000000000001234");
    let cycle = cycle.parse().unwrap();
    MerchantTerms { merchant: merchant.to_owned(), version: 0, from: day(from), cycle, netting, payee }
}

/// Two merchants, settled daily and on Fridays, and two officers: 1 makes, 2 checks.
fn office(mut ledger: Ledger) -> Ledger {
    for (number, role) in [(1, OfficerRole::Maker), (2, OfficerRole::Checker)] {
        let key = SigningKey::from_bytes(&[number; 32]).verifying_key();
        ledger.add_officer(&format!("{number} 号"), &Officer { key, role }, 1).unwrap();
    }
    for (id, cycle) in [("canteen-a", "daily:1"), ("canteen-b", "weekly:fri")] {
        ledger.add_merchant(&Merchant { id: id.to_owned(), name: id.to_owned() }, 1).unwrap();
        let set = ledger.set_terms(&terms(id, 20_240_701, cycle, Netting::All), 1).unwrap();
        assert_eq!(set, (1, Entered::New));
    }
    ledger
}

/// Keeps statements of a merchant: version, price, cash, refunded, fee.
fn state(ledger: &mut Ledger, on: u32, merchant: &str, version: u32, [price, cash, refunded, fee]: [i64; 4]) {
    let statement = NewStatement {
        merchant: merchant.parse().unwrap(),
        version,
        reason: String::new(),
        count: 1,
        price: Fen(price),
        cash: Fen(cash),
        refunded: Fen(refunded),
        fee: Fen(fee),
        payable: Fen(price - cash - refunded - fee),
        document: format!("{merchant} {on} {version}"),
        signature: [1; 64],
        postings: vec![],
    };
    ledger.keep_statements(day(on), &[statement], 2).unwrap();
}

/// Closes a day with statements.
fn close(ledger: &mut Ledger, on: u32, statements: &[(&str, [i64; 4])]) {
    assert_eq!(ledger.cut_over(day(on), day(on + 1), 2).unwrap(), Ok(()));
    for (merchant, sums) in statements {
        state(ledger, on, merchant, 1, *sums);
    }
    assert!(ledger.finish_day(day(on), 3).unwrap());
}

/// Every settlement: number, merchant, days, state, pay, carried, payout.
fn told(ledger: &Ledger) -> Vec<String> {
    let line = |one: ledger::StoredSettlement| {
        format!(
            "{} {} {}-{} s{} {} -{} {}",
            one.number,
            one.merchant,
            one.first.number() % 100,
            one.last.number() % 100,
            one.state.number(),
            one.netted.pay,
            one.netted.carried,
            one.payout.map_or_else(|| "—".to_owned(), |payout| payout.to_string())
        )
    };
    ledger.settlements(None).unwrap().into_iter().map(line).collect()
}

fn faults(ledger: &Ledger) -> Vec<String> {
    let key = SigningKey::from_bytes(&[9; 32]).verifying_key();
    ledger.check(&key).unwrap().faults.iter().map(ToString::to_string).collect()
}

fn confirm(ledger: &mut Ledger, numbers: &[u32]) {
    ledger.confirm_settlements(numbers, SettlementState::Reconciled, 1, 4).unwrap();
    ledger.confirm_settlements(numbers, SettlementState::Confirmed, 2, 5).unwrap();
}

/// Proposes, releases and writes a payout.
fn pay(ledger: &mut Ledger, period: (u32, u32), lines: &[(&str, i64, &[u32])]) -> u32 {
    let period = (day(period.0), day(period.1));
    let (number, version) = ledger.next_payout(period).unwrap();
    let lines: Vec<NewPayoutLine> = lines
        .iter()
        .map(|(merchant, amount, settlements)| NewPayoutLine {
            merchant: (*merchant).to_owned(),
            end_to_end: format!("{merchant}-{number}"),
            amount: Fen(*amount),
            settlements: settlements.to_vec(),
        })
        .collect();
    let id = format!("P-{number}");
    let new = NewPayout { number, id: &id, period, version, body: b"proposal", maker: 1, lines: &lines };
    ledger.propose_payout(&new, 6).unwrap();
    ledger.release_payout(number, b"signed", 2, 7).unwrap();
    ledger.write_payout(number, ("csv", [u8::try_from(number).unwrap(); 32]), 8).unwrap();
    number
}

fn answer(
    ledger: &mut Ledger,
    hash: u8,
    payout: u32,
    changes: &[(&str, LineChange)],
) -> Result<Entered, LedgerError> {
    let changes: Vec<(u32, String, LineChange)> =
        changes.iter().map(|(merchant, change)| (payout, (*merchant).to_owned(), change.clone())).collect();
    let new =
        NewAnswer { hash: [hash; 32], day: day(20_240_722), format: "csv", outcome: "", changes: &changes };
    ledger.take_answer(&new, 9)
}

#[test]
fn statements_are_settled_once_and_a_correction_with_its_difference() {
    let mut ledger = office(fresh());
    assert!(matches!(ledger.make_settlements(None, 3), Err(LedgerError::Unknown { .. })));
    close(&mut ledger, 20_240_715, &[("canteen-a", [2400, 0, 0, 9]), ("canteen-b", [1200, 200, 0, 4])]);
    assert!(matches!(ledger.make_settlements(Some(day(20_240_716)), 3), Err(LedgerError::Unknown { .. })));
    assert_eq!(ledger.make_settlements(None, 3).unwrap().settlements.len(), 1);
    assert_eq!(ledger.make_settlements(None, 3).unwrap(), ledger::Made::default(), "made once");
    // Corrected after it was settled: the difference is in the next one.
    state(&mut ledger, 20_240_715, "canteen-a", 2, [2000, 0, 0, 8]);
    assert_eq!(ledger.make_settlements(None, 3).unwrap(), ledger::Made::default(), "not before its time");
    // Corrected twice before it is settled: the last version alone counts.
    state(&mut ledger, 20_240_715, "canteen-b", 2, [9999, 0, 0, 0]);
    state(&mut ledger, 20_240_715, "canteen-b", 3, [1300, 200, 0, 4]);
    close(&mut ledger, 20_240_716, &[("canteen-a", [100, 0, 0, 0])]);
    close(&mut ledger, 20_240_717, &[("canteen-a", [1000, 0, 100, 3]), ("canteen-b", [500, 0, 0, 2])]);
    close(&mut ledger, 20_240_718, &[("canteen-a", [0, 0, 0, 0])]);
    close(&mut ledger, 20_240_719, &[]);
    close(&mut ledger, 20_240_720, &[]);
    ledger.make_settlements(None, 3).unwrap();
    assert_eq!(
        told(&ledger),
        [
            "1 canteen-a 15-15 s0 23.91 -0.00 —",
            // 1.00 of the day, less the 3.99 too much: a debt, and the day after bears it.
            "2 canteen-a 16-16 s0 0.00 -2.99 —",
            "3 canteen-a 17-17 s0 5.98 -0.00 —",
            "4 canteen-b 15-19 s0 15.94 -0.00 —",
        ]
    );
    let lines = ledger.settlement_lines(2).unwrap();
    let first = (lines[0].day, lines[0].version, lines[0].sums);
    let less = Sums { consumption: Fen(-400), refunds: Fen(0), fee: Fen(-1) };
    assert_eq!(first, (day(20_240_715), 2, less));
    let versions: Vec<u32> = ledger.settlement_lines(4).unwrap().iter().map(|line| line.version).collect();
    assert_eq!(versions, [3, 1]);
    assert_eq!(faults(&ledger), [] as [String; 0]);
}

#[test]
fn terms_are_versions_and_merchants_without_wait() {
    let mut ledger = office(fresh());
    ledger.add_merchant(&Merchant { id: "barber".to_owned(), name: "理发".to_owned() }, 1).unwrap();
    let daily = terms("canteen-a", 20_240_701, "daily:1", Netting::All);
    assert_eq!(ledger.set_terms(&daily, 2).unwrap(), (1, Entered::Known));
    let apart = terms("canteen-a", 20_240_716, "daily:1", Netting::FeeApart);
    assert_eq!(ledger.set_terms(&apart, 2).unwrap(), (2, Entered::New));
    let before = terms("canteen-a", 20_240_715, "daily:9", Netting::All);
    assert!(matches!(ledger.set_terms(&before, 2), Err(LedgerError::Taken { .. })));
    assert!(matches!(
        ledger.set_terms(&terms("nobody", 20_240_701, "daily:1", Netting::All), 2),
        Err(LedgerError::Dangling)
    ));
    close(&mut ledger, 20_240_715, &[("canteen-a", [1000, 0, 0, 4]), ("barber", [500, 0, 0, 0])]);
    close(&mut ledger, 20_240_716, &[("canteen-a", [1000, 0, 0, 4])]);
    let made = ledger.make_settlements(None, 3).unwrap();
    assert_eq!(made.without_terms, ["barber"]);
    assert_eq!(told(&ledger), ["1 canteen-a 15-15 s0 9.96 -0.00 —", "2 canteen-a 16-16 s0 10.00 -0.00 —"]);
    assert_eq!(made.settlements[1].netted.fee_apart, Fen(4));
    let shown = format!("{:?}", ledger.terms("canteen-a").unwrap());
    assert!(
        shown.contains("****1234") && !shown.contains("6222000") && !shown.contains("示例食堂"),
        "{shown}"
    );
    assert_eq!(ledger.set_paying_account(&payee("33070000010000001"), 4).unwrap(), Entered::New);
    assert_eq!(ledger.set_paying_account(&payee("33070000010000001"), 5).unwrap(), Entered::Known);
    assert_eq!(ledger.paying_account().unwrap(), Some(payee("33070000010000001")));
}

#[test]
fn paid_once_failed_and_paid_anew() {
    let mut ledger = office(fresh());
    close(&mut ledger, 20_240_719, &[("canteen-a", [2400, 0, 0, 0]), ("canteen-b", [700, 0, 0, 0])]);
    ledger.make_settlements(None, 3).unwrap();
    let refused = |answer: Result<(), LedgerError>| assert!(answer.is_err(), "{answer:?}");
    // Two people, each step once.
    refused(ledger.confirm_settlements(&[1, 2], SettlementState::Confirmed, 2, 4));
    ledger.confirm_settlements(&[1, 2], SettlementState::Reconciled, 1, 4).unwrap();
    refused(ledger.confirm_settlements(&[1], SettlementState::Reconciled, 1, 4));
    refused(ledger.confirm_settlements(&[1], SettlementState::Confirmed, 1, 4));
    refused(ledger.confirm_settlements(&[1, 9], SettlementState::Confirmed, 2, 4));
    assert_eq!(told(&ledger)[0], "1 canteen-a 19-19 s1 24.00 -0.00 —", "all or none");
    ledger.confirm_settlements(&[1, 2], SettlementState::Confirmed, 2, 5).unwrap();

    let days = (20_240_719, 20_240_719);
    let payout = pay(&mut ledger, days, &[("canteen-a", 2400, &[1]), ("canteen-b", 700, &[2])]);
    assert_eq!(told(&ledger)[1], "2 canteen-b 19-19 s3 7.00 -0.00 1");
    refused(ledger.reject_payout(payout, 2, "错", 8));
    refused(ledger.release_payout(payout, b"other", 2, 8));
    ledger.write_payout(payout, ("csv", [1; 32]), 20).unwrap();
    assert_eq!(ledger.payout_files(payout).unwrap()[0].written_us, 8, "the same file again");

    let failed = |reason: &str| LineChange::Failed { reason: reason.to_owned() };
    let split = [("canteen-a", LineChange::Paid), ("canteen-b", failed("户名不符"))];
    assert_eq!(answer(&mut ledger, 1, payout, &split).unwrap(), Entered::New);
    assert_eq!(answer(&mut ledger, 1, payout, &split).unwrap(), Entered::Known);
    assert!(matches!(answer(&mut ledger, 2, payout, &split), Err(LedgerError::Busy)), "decided before");
    assert!(!ledger.answers().unwrap().contains(&[2; 32]), "nothing of it stays");
    assert_eq!(told(&ledger), ["1 canteen-a 19-19 s4 24.00 -0.00 1", "2 canteen-b 19-19 s2 7.00 -0.00 —"]);
    let line = ledger.payout_line("canteen-b-1").unwrap().unwrap();
    assert_eq!(line.state, PayoutLineState::Failed { reason: "户名不符".to_owned() });
    let history = ledger.settlement_history(2).unwrap();
    let states: Vec<(u8, Option<u32>)> =
        history.iter().map(|one| (one.state.number(), one.officer)).collect();
    assert_eq!(states, [(0, None), (1, Some(1)), (2, Some(2)), (3, None), (2, None)]);
    assert_eq!(history[4].note, "户名不符");

    // The same days again: one version more. It is paid, comes back days later, and is paid at last.
    assert_eq!(ledger.next_payout((day(days.0), day(days.1))).unwrap(), (2, 2));
    let again = pay(&mut ledger, days, &[("canteen-b", 700, &[2])]);
    answer(&mut ledger, 3, again, &[("canteen-b", LineChange::Paid)]).unwrap();
    let totals = |ledger: &Ledger| ledger.account_totals(day(20_240_722)).unwrap();
    let booked = |bank, a, b| {
        [("bank:payouts", bank), ("merchant:canteen-a", a), ("merchant:canteen-b", b)]
            .map(|(account, amount)| (account.to_owned(), Fen(amount)))
    };
    assert_eq!(totals(&ledger), booked(-3100, 2400, 700));
    let back = LineChange::Returned { reason: "账户已销户".to_owned() };
    answer(&mut ledger, 4, again, &[("canteen-b", back)]).unwrap();
    assert_eq!(totals(&ledger), booked(-2400, 2400, 0));
    assert_eq!(told(&ledger)[1], "2 canteen-b 19-19 s2 7.00 -0.00 —");
    let last = pay(&mut ledger, days, &[("canteen-b", 700, &[2])]);
    answer(&mut ledger, 5, last, &[("canteen-b", LineChange::Paid)]).unwrap();
    assert_eq!(totals(&ledger), booked(-3100, 2400, 700));
    assert_eq!(faults(&ledger), [] as [String; 0]);
}

#[test]
fn a_settlement_is_in_one_payout() {
    let mut ledger = office(fresh());
    close(&mut ledger, 20_240_719, &[("canteen-a", [2400, 0, 0, 0])]);
    ledger.make_settlements(None, 3).unwrap();
    let propose = |ledger: &mut Ledger, number, version, merchant: &str| {
        let lines = [NewPayoutLine {
            merchant: merchant.to_owned(),
            end_to_end: format!("e-{number}"),
            amount: Fen(2400),
            settlements: vec![1],
        }];
        let period = (day(20_240_719), day(20_240_719));
        let id = format!("P-{number}");
        let new = NewPayout { number, id: &id, period, version, body: b"", maker: 1, lines: &lines };
        ledger.propose_payout(&new, 6)
    };
    let busy =
        |answer: Result<(), LedgerError>| assert!(matches!(answer, Err(LedgerError::Busy)), "{answer:?}");
    busy(propose(&mut ledger, 1, 1, "canteen-a"));
    confirm(&mut ledger, &[1]);
    busy(propose(&mut ledger, 1, 1, "canteen-b"));
    busy(propose(&mut ledger, 2, 1, "canteen-a"));
    propose(&mut ledger, 1, 1, "canteen-a").unwrap();
    busy(propose(&mut ledger, 2, 2, "canteen-a"));
    assert!(ledger.write_payout(1, ("csv", [1; 32]), 8).is_err(), "not released");
    let paid = answer(&mut ledger, 1, 1, &[("canteen-a", LineChange::Paid)]);
    assert!(matches!(paid, Err(LedgerError::Busy)), "not written: {paid:?}");
    ledger.reject_payout(1, 2, "账号不对", 7).unwrap();
    assert!(ledger.release_payout(1, b"signed", 2, 8).is_err(), "rejected");
    propose(&mut ledger, 2, 2, "canteen-a").unwrap();
    assert_eq!(ledger.payouts().unwrap()[0].reason.as_deref(), Some("账号不对"));
    assert_eq!(faults(&ledger), [] as [String; 0]);
}

/// Somebody changes the books by hand: each change has its own sentence.
#[test]
fn what_was_meddled_with_is_found() {
    for (change, found) in [
        (
            "UPDATE settlement SET pay = pay + 1, consumption = consumption + 1 WHERE number = 1",
            "结算与其结算单之和不符",
        ),
        (
            "UPDATE merchant_statement SET price = price + 1, payable = payable + 1",
            "已结算的金额与结算单不符",
        ),
        ("UPDATE settlement SET pay = pay + 1 WHERE number = 1", "轧差或结转的欠款不符"),
        ("UPDATE settlement SET state = 2 WHERE number = 1", "结算状态与经过不符"),
        ("DELETE FROM settlement_history WHERE state = 1", "结算状态与经过不符"),
        ("UPDATE payout_line SET amount = amount + 1", "付款与其结算之和不符"),
        ("UPDATE payout_line SET state = 'failed' WHERE state = 'paid'", "已付款项与分录不符"),
        (
            "UPDATE payout_posting SET amount = amount + 1 WHERE account = 'bank:payouts'",
            "付款分录之和不为零",
        ),
        ("DELETE FROM payout_posting", "已付款项与分录不符"),
        (
            "INSERT INTO payout (number, id, first_day, last_day, version, state, body, maker, proposed_us)
             SELECT 2, 'P-2', first_day, last_day, 2, 'written', body, maker, 1 FROM payout;
             INSERT INTO payout_line (payout, merchant, end_to_end, amount, state)
             SELECT 2, merchant, 'again', amount, 'open' FROM payout_line;
             INSERT INTO payout_settlement (payout, settlement) VALUES (2, 1)",
            "同一结算付款多次",
        ),
    ] {
        let place = place("meddled");
        let mut ledger = office(Ledger::create(place.path()).unwrap());
        close(&mut ledger, 20_240_719, &[("canteen-a", [2400, 0, 0, 9])]);
        ledger.make_settlements(None, 3).unwrap();
        confirm(&mut ledger, &[1]);
        let payout = pay(&mut ledger, (20_240_719, 20_240_719), &[("canteen-a", 2391, &[1])]);
        answer(&mut ledger, 1, payout, &[("canteen-a", LineChange::Paid)]).unwrap();
        assert_eq!(faults(&ledger), [] as [String; 0]);
        place.meddle(change);
        let all = faults(&ledger);
        assert!(all.iter().any(|fault| fault.contains(found)), "{change}: {all:?}");
    }
}
