//! One derived card and PSAM through 43 steps: our dialogues where they ask the same, the formulas for the
//! rest. The steps in use are noted, so that none is left out.

use super::golden::{bytes, hex, json, text, upper};
use super::script::{Chip, Line, Script};
use apdu::{Ask, Dialogue, Response, Turn};
use pboc_purse::crypto::{
    Key8, Key16, SessionInputs, TacInputs, card_key, command_mac, des_mac, diversify, fold, purchase_mac1,
    purchase_mac2, purchase_session_key, retail_mac, triple_des_ecb,
};
use pboc_purse::file::trip::TripEntry;
use pboc_purse::proof::{TacMasterKey, verify_tac};
use pboc_purse::{
    Armed, DebitOutcome, DebitRefusal, Intention, Levels, LogEnd, Paid, Proof, ProofOutcome, Purchase,
    PurchaseKind, PurchaseOrder, PurchaseRefusal, ReadLog, RecordUpdate, Resolution, Resolve, SamCheck, Tac,
};
use purse::{CardAmount, CardNumber, FactorOrder, Issuer, Recognition, Validity};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The file, and the steps that were used.
struct Derived(Value, RefCell<BTreeSet<usize>>);

impl Derived {
    fn step(&self, n: usize) -> &Value {
        self.1.borrow_mut().insert(n);
        let step = &self.0["steps"][n - 1];
        assert_eq!(step["n"], n);
        step
    }

    /// A step as a line of a script; `lost` steps have no answer.
    fn line(&self, n: usize) -> Line {
        let step = self.step(n);
        let answer = hex(&format!("{}{}", text(step, "response"), text(step, "sw")));
        Line {
            chip: if text(step, "to") == "card" { Chip::Card } else { Chip::Sam },
            command: hex(text(step, "command")),
            answer: step["lost"].is_null().then_some(answer),
        }
    }

    fn script(&self, steps: impl IntoIterator<Item = usize>) -> Script {
        Script::new(steps.into_iter().map(|n| self.line(n)))
    }

    fn fixed(&self, key: &str) -> &str {
        text(&self.0["static"], key)
    }

    fn key(&self, group: &str, name: &str) -> Key16 {
        Key16(bytes(text(&self.0[group], name)))
    }

    fn number(&self) -> CardNumber {
        CardNumber(hex(self.fixed("file_0015"))[10..20].try_into().unwrap())
    }

    fn issuer(&self) -> Issuer {
        Issuer(bytes(self.fixed("issuer_factor")))
    }

    fn order(&self, kind: PurchaseKind, amount: u32, date: &str, time: &str) -> PurchaseOrder {
        PurchaseOrder {
            kind,
            key_id: 0x01,
            amount: CardAmount(amount),
            terminal: bytes(self.fixed("terminal_id")),
            date: bytes(date),
            time: bytes(time),
            serial_factor: self.number().factor(),
            issuer_factor: self.issuer().0,
            levels: Levels::Two,
        }
    }

    /// Whether the center accepts this proof.
    fn accepts(&self, order: &PurchaseOrder, paid: &Paid) -> bool {
        let inputs = tac_inputs(order, paid.facts.psam_seq);
        let master = TacMasterKey::new(self.key("master_keys", "MTK").0);
        let check =
            |order, inputs| verify_tac(paid.tac, inputs, &master, self.issuer(), self.number(), order);
        assert!(!check(FactorOrder::Listed, &inputs), "the other factor order must not pass");
        let other = TacInputs { amount: CardAmount(order.amount.0 + 1), ..inputs };
        assert!(!check(FactorOrder::IssuerFirst, &other), "another amount must not pass");
        check(FactorOrder::IssuerFirst, &inputs)
    }
}

fn tac_inputs(order: &PurchaseOrder, psam_seq: u32) -> TacInputs {
    TacInputs {
        amount: order.amount,
        txn_type: order.kind.txn_type(),
        terminal: order.terminal,
        psam_seq,
        date: order.date,
        time: order.time,
    }
}

fn arm(script: &Script, order: &PurchaseOrder) -> Armed {
    script.play(&mut Purchase::new(order.clone())).unwrap().unwrap()
}

fn paid(outcome: DebitOutcome) -> Paid {
    match outcome {
        DebitOutcome::Paid(paid) => paid,
        other => panic!("{other:?}"),
    }
}

fn keys(derived: &Derived) {
    let (serial, issuer) = (derived.number().factor(), derived.issuer().0);
    assert_eq!(upper(&serial), derived.fixed("serial_factor"));
    for (master, card) in [("MPK", "DPK"), ("MLK", "DLK"), ("MTK", "DTK"), ("MAMK", "DAMK")] {
        let master_key = derived.key("master_keys", master);
        assert_eq!(diversify(&master_key, issuer), derived.key("level1_issuer_keys", master));
        let own = card_key(&master_key, serial, issuer, FactorOrder::IssuerFirst);
        assert_eq!(own, derived.key("card_keys", card), "{card}");
    }
    let master = derived.key("master_keys", "MPK");
    let listed = card_key(&master, serial, issuer, FactorOrder::Listed);
    let other = &derived.0["alternate_DPK"];
    assert_eq!(upper(&listed.0), text(other, "factors_applied_in_listed_order_serial_then_issuer"));
    assert_eq!(upper(&diversify(&master, serial).0), text(other, "one_level_serial_only"));
    let folded = fold(&derived.key("card_keys", "DTK"));
    assert_eq!(upper(&folded.0), text(&derived.0["card_keys"], "TAC_KEY_effective"));
}

fn every_inner_value_of_the_purchases(derived: &Derived) {
    // Steps 7, 13, 19, 26, 30: the session key and the codes under it, from master keys on.
    let card = derived.key("card_keys", "DPK");
    for n in [7, 13, 19, 26, 30] {
        let (step, inner) = (derived.step(n), &derived.step(n)["inner"]);
        let data = hex(text(step, "command"));
        let inputs = SessionInputs {
            random: data[5..9].try_into().unwrap(),
            counter: u16::from_be_bytes(data[9..11].try_into().unwrap()),
            psam_seq: u32::from_be_bytes(bytes(&text(step, "response")[..8])),
        };
        let session = purchase_session_key(&card, &inputs);
        assert_eq!(upper(&session.0), text(inner, "session_key"), "step {n}");
        let amount = CardAmount::from_bytes(data[11..15].try_into().unwrap());
        let (date, time) = (data[16..20].try_into().unwrap(), data[20..23].try_into().unwrap());
        let terminal = bytes(derived.fixed("terminal_id"));
        let mac1 = purchase_mac1(&session, amount, data[15], terminal, date, time);
        assert_eq!(upper(&mac1.0), text(inner, "mac1"), "step {n}");
        assert_eq!(upper(&des_mac(&session, [0; 8], &hex(text(inner, "mac1_input"))).0), text(inner, "mac1"));
        assert_eq!(upper(&purchase_mac2(&session, amount).0), text(inner, "mac2"), "step {n}");
        let order = derived.order(kind_of(data[15]), amount.0, &upper(&data[16..20]), &upper(&data[20..23]));
        let tac_inputs = tac_inputs(&order, inputs.psam_seq);
        assert_eq!(upper(&tac_inputs.to_bytes()), text(inner, "tac_input"), "step {n}");
        let tac = pboc_purse::crypto::purchase_tac(&derived.key("card_keys", "DTK"), &tac_inputs);
        assert_eq!(upper(&tac.0), text(inner, "tac"), "step {n}");
    }
}

fn kind_of(txn_type: u8) -> PurchaseKind {
    if txn_type == 0x09 { PurchaseKind::Composite { update: Vec::new() } } else { PurchaseKind::Simple }
}

/// The mark file is not part of these steps: a card without it answers 6A83.
fn no_mark() -> Line {
    Line { chip: Chip::Card, command: hex("00B2A1C800"), answer: Some(hex("6A83")) }
}

fn recognised_with_three_commands(derived: &Derived) {
    // Steps 1 and 4; step 2 only when the FCI has no copy; step 3 (personal data) never.
    let mut lines = vec![derived.line(1), derived.line(4), no_mark()];
    let recognise = |lines: &[Line]| {
        let script = Script::new(lines.to_vec());
        let found = script.play(&mut super::inquiry()).unwrap();
        assert_eq!(script.left(), 0);
        found
    };
    let three = recognise(&lines);
    let Recognition::Ours(view) = &three else { panic!("{three:?}") };
    assert_eq!((view.number, view.issuer), (derived.number(), derived.issuer()));
    assert_eq!((view.kind, view.interop), (Some(0x03), Some(true)));
    let valid = Validity { from: [0x20, 0x25, 0x01, 0x01], to: [0x20, 0x40, 0x12, 0x31] };
    assert_eq!(view.validity, Some(valid));
    assert_eq!(view.mark, None);
    lines[0].answer = Some(hex("6F0A8408A0000006320101059000"));
    lines.insert(1, derived.line(2));
    assert_eq!(recognise(&lines), three);
}

fn a_simple_purchase_is_paid_proved_and_logged(derived: &Derived) {
    // Steps 6, 7, 8, 10, then 9 and 11; step 5 (balance) is what INITIALIZE says.
    let order = derived.order(PurchaseKind::Simple, 800, "20260715", "121530");
    let script = derived.script([6, 7, 8, 10, 9, 11]);
    let armed = arm(&script, &order);
    let facts = *armed.facts();
    assert_eq!(facts.balance_before, CardAmount::from_bytes(bytes(text(derived.step(5), "response"))));
    assert_eq!((facts.counter, facts.psam_seq, facts.key_version, facts.alg_id), (5, 0x2A, 1, 0));
    let mut debit = armed.debit();
    let paid = paid(script.play(&mut debit).unwrap());
    assert!(paid.mac2_verified() && !debit.money_at_risk());
    assert_eq!(upper(&paid.tac.0), "C44FC544");
    assert!(derived.accepts(&order, &paid));
    let proof = script.play(&mut Proof::new(0x06, facts.counter + 1)).unwrap();
    assert!(matches!(proof, ProofOutcome::Proved { tac, .. } if tac == paid.tac));
    let log = script.play(&mut ReadLog::newest(1)).unwrap();
    assert_eq!(
        (log.entries[0].amount, log.entries[0].counter, log.end),
        (CardAmount(800), 6, LogEnd::Enough)
    );
    assert_eq!(script.left(), 0);
}

fn a_composite_purchase_writes_its_record(derived: &Derived) {
    // Steps 12 to 16, and 17: the record that went along.
    let record = hex(text(derived.step(17), "response"));
    let trip = TripEntry::parse(&record).unwrap();
    let update = vec![RecordUpdate { sfi: 0x1E, record_id: 0x00, data: trip.to_bytes() }];
    let order = derived.order(PurchaseKind::Composite { update }, 200, "20260715", "180102");
    let script = derived.script(12..=16);
    let armed = arm(&script, &order);
    let paid = paid(script.play(&mut armed.debit()).unwrap());
    assert!(paid.mac2_verified() && derived.accepts(&order, &paid));
    assert_eq!((trip.amount, trip.balance_after, trip.event), (CardAmount(200), CardAmount(9000), 0x06));
    assert_eq!(script.left(), 0);
    let ask = pboc_purse::command::read_record::by_number(0x1E, 1, 48).to_bytes().unwrap();
    assert_eq!(upper(&ask), text(derived.step(17), "command"));
}

/// The step's answer to the INITIALIZE that recovery gives: composite, of zero.
fn asked_for_nothing(derived: &Derived, n: usize) -> Line {
    Line { command: hex("805003020B01000000005510000000420F"), ..derived.line(n) }
}

fn torn_after_the_commit(derived: &Derived) {
    // Steps 18 to 20, 21 (selected again), 22 to 24.
    let order = derived.order(PurchaseKind::Simple, 1250, "20260716", "113000");
    let script = derived.script(18..=20);
    let mut debit = arm(&script, &order).debit();
    assert!(!debit.money_at_risk());
    script.play(&mut debit).unwrap_err();
    assert!(debit.money_at_risk());
    assert_eq!(debit.so_far(), DebitOutcome::Unknown(None));
    // Started again, it asks nothing.
    assert_eq!(Script::default().play(&mut debit).unwrap(), DebitOutcome::Unknown(None));
    assert_eq!(derived.line(21).command, derived.line(1).command);
    let entry = Line {
        chip: Chip::Card,
        command: hex("00B201C417"),
        answer: Some(hex("0008000000000004E206551000000042202607161130009000")),
    };
    let script = Script::new([asked_for_nothing(derived, 22), entry, derived.line(23), derived.line(24)]);
    let resolution = script.play(&mut Resolve::new(Intention::from(&debit))).unwrap();
    let Resolution::Debited(found) = resolution else { panic!("{resolution:?}") };
    assert_eq!((found.counter, found.balance_before), (7, CardAmount(9000)));
    assert_eq!((found.tac, found.sam), (Some(Tac([0xD4, 0x67, 0x50, 0x23])), SamCheck::Verified));
    assert_eq!(script.left(), 0);
}

fn torn_before_the_debit(derived: &Derived) {
    // Steps 25 and 26, 27 (selected again), 28 and 29.
    let order = derived.order(PurchaseKind::Simple, 500, "20260716", "113500");
    let script = derived.script([25, 26]);
    let debit = arm(&script, &order).debit();
    assert_eq!(debit.so_far(), DebitOutcome::Refused(DebitRefusal::NotSent));
    assert_eq!(derived.line(27).command, derived.line(1).command);
    let no_proof = derived.script([28]).play(&mut Proof::new(0x06, 9)).unwrap();
    assert_eq!(no_proof, ProofOutcome::NotAvailable(apdu::StatusWord(0x9406)));
    let script = Script::new([asked_for_nothing(derived, 29)]);
    let resolution = script.play(&mut Resolve::new(Intention::from(&debit))).unwrap();
    assert_eq!(resolution, Resolution::NotDebited);
}

fn refused_debits(derived: &Derived) {
    // Steps 29 and 30 arm; 31 with one bit of MAC1 wrong; 32 without a new INITIALIZE.
    let order = derived.order(PurchaseKind::Simple, 500, "20260716", "113500");
    let mut flipped = derived.line(30);
    flipped.answer = Some(hex("0000002DF26910D09000"));
    let script = Script::new([derived.line(29), flipped, derived.line(31)]);
    let outcome = script.play(&mut arm(&script, &order).debit()).unwrap();
    assert_eq!(outcome, DebitOutcome::Refused(DebitRefusal::WrongMac));
    let script = derived.script([29, 30, 32]);
    let outcome = script.play(&mut arm(&script, &order).debit()).unwrap();
    assert_eq!(outcome, DebitOutcome::Refused(DebitRefusal::Dropped(apdu::StatusWord(0x6901))));
}

fn refused_purchases(derived: &Derived) {
    // Steps 33 and 34.
    let order = derived.order(PurchaseKind::Simple, 0x1E47, "20260716", "113500");
    let refusal = derived.script([33]).play(&mut Purchase::new(order)).unwrap().unwrap_err();
    assert_eq!(refusal, PurchaseRefusal::Funds);
    let mut order = derived.order(PurchaseKind::Simple, 1, "20260716", "113500");
    order.key_id = 0x7E;
    let refusal = derived.script([34]).play(&mut Purchase::new(order)).unwrap().unwrap_err();
    assert_eq!(refusal, PurchaseRefusal::CardKey);
}

fn a_load_by_its_formulas(derived: &Derived) {
    // Steps 35 to 39: no dialogue of a till loads a card; its codes and its log entry are ours to read.
    let inner = &derived.step(36)["inner"];
    let session = triple_des_ecb(&derived.key("card_keys", "DLK"), &hex(text(inner, "session_input")));
    assert_eq!(upper(&session), text(inner, "session_key"));
    let session = Key8(session.try_into().unwrap());
    for (input, code) in [("mac1_input", "mac1"), ("mac2_input", "mac2")] {
        assert_eq!(upper(&des_mac(&session, [0; 8], &hex(text(inner, input))).0), text(inner, code));
    }
    let tac = des_mac(&fold(&derived.key("card_keys", "DTK")), [0; 8], &hex(text(inner, "tac_input")));
    assert_eq!(upper(&tac.0), text(inner, "tac"));
    assert_eq!(text(derived.step(37), "response"), text(inner, "tac"));
    assert!(text(derived.step(37), "command").contains(text(inner, "mac2")));
    assert_eq!(text(derived.step(35), "sw"), "9000");
    let log = derived.script([38]).play(&mut ReadLog::newest(1)).unwrap();
    assert!(log.entries[0].is_load() && !log.entries[0].is_purchase());
    assert_eq!(log.entries[0].amount, CardAmount(5000));
    let balance = CardAmount::from_bytes(bytes(text(derived.step(39), "response")));
    assert_eq!(balance, CardAmount(0x1E46 + 5000));
}

fn command_macs(derived: &Derived) {
    // Steps 40 and 41 (file update), 42 and 43 (block).
    let key = derived.key("card_keys", "DAMK");
    for (challenge, command) in [(40, 41), (42, 43)] {
        let random = bytes(text(derived.step(challenge), "response"));
        let (step, inner) = (derived.step(command), &derived.step(command)["inner"]);
        let input = hex(text(inner, "mac_input"));
        let mac = command_mac(&key, random, &input);
        assert_eq!(upper(&mac.0), text(inner, "mac"));
        assert_eq!(mac.0, retail_mac(&key, bytes(text(inner, "mac_iv")), &input).0);
        assert_eq!(text(step, "command"), format!("{}{}", text(inner, "mac_input"), upper(&mac.0)));
    }
}

fn personal_data_is_never_asked_for(derived: &Derived) {
    // Step 3 is a command that no inquiry gives.
    let [_, ins, p1, ..] = bytes::<5>(text(derived.step(3), "command"));
    assert_eq!((ins, p1), (0xB0, 0x96));
    let mut inquiry = super::inquiry();
    let mut turn = inquiry.start();
    for n in [1, 4, 4] {
        let Turn::Ask(Ask::Card(command)) = &turn else { panic!("{turn:?}") };
        assert_ne!((command.ins, command.p1), (ins, p1));
        turn = inquiry.hear(&Response::ok(hex(text(derived.step(n), "response"))));
    }
    assert!(matches!(turn, Turn::Done(Recognition::Ours(_))));
}

#[test]
fn forty_three_steps() {
    let derived = Derived(json("pboc-derived-3des.json"), RefCell::default());
    keys(&derived);
    every_inner_value_of_the_purchases(&derived);
    recognised_with_three_commands(&derived);
    personal_data_is_never_asked_for(&derived);
    a_simple_purchase_is_paid_proved_and_logged(&derived);
    a_composite_purchase_writes_its_record(&derived);
    torn_after_the_commit(&derived);
    torn_before_the_debit(&derived);
    refused_debits(&derived);
    refused_purchases(&derived);
    a_load_by_its_formulas(&derived);
    command_macs(&derived);
    assert_eq!(derived.0["steps"].as_array().unwrap().len(), 43);
    assert_eq!(derived.1.into_inner(), (1..=43).collect(), "a step is left out");
}
