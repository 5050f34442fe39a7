//! One derived card and PSAM through 43 steps, once with 3DES and once with SM4: our dialogues where they ask the same, the formulas for the
//! rest. The steps in use are noted, so that none is left out.

use apdu::{Ask, Dialogue, Response, Turn};
use card_stories::golden::{bytes, hex, json, text, upper};
use card_stories::{Line, Script};
use pboc_purse::crypto::{
    Cipher, CodeKey, Derivation, Key16, LoadMoment, SessionInputs, TacInputs, TacScheme, purchase_mac1,
    purchase_mac2, purchase_session_key, purchase_tac,
};
use pboc_purse::file::trip::TripEntry;
use pboc_purse::proof::load::{LoadMasterKey, verify_load_tac};
use pboc_purse::proof::{self, TacMasterKey};
use pboc_purse::{
    Armed, Block, BlockOrder, CreditOutcome, DebitOutcome, DebitRefusal, Intention, Levels, LoadCredit,
    LoadInit, LoadOrder, LogEnd, Mac, Paid, Pin, Proof, ProofOutcome, Purchase, PurchaseKind, PurchaseOrder,
    PurchaseRefusal, ReadBalance, ReadLog, ReadTrips, RecordUpdate, Resolution, Resolve, SamCheck, Tac,
};
use purse::{CardAmount, CardNumber, FactorOrder, Issuer, Recognition, Validity};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The file, the steps that were used, and the cipher.
struct Derived(Value, RefCell<BTreeSet<usize>>, Cipher);

impl Derived {
    fn derivation(&self) -> Derivation {
        Derivation { cipher: self.2, ..Derivation::default() }
    }

    fn scheme(&self) -> TacScheme {
        self.2.into()
    }

    /// A code computed in another step, by its name.
    fn inner(&self, n: usize, name: &str) -> &str {
        text(&self.step(n)["inner"], name)
    }

    fn step(&self, n: usize) -> &Value {
        self.1.borrow_mut().insert(n);
        let step = &self.0["steps"][n - 1];
        assert_eq!(step["n"], n);
        step
    }

    /// A step as a line of a script; `lost` steps have no answer.
    fn line(&self, n: usize) -> Line {
        let step = self.step(n);
        let whole = format!("{}{}", text(step, "response"), text(step, "sw"));
        let answer = if step["lost"].is_null() { &whole } else { "gone" };
        let line = if text(step, "to") == "card" { Line::card } else { Line::sam };
        line(text(step, "command"), answer)
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
            identify: false,
        }
    }

    /// Whether the center accepts this proof.
    fn accepts(&self, order: &PurchaseOrder, paid: &Paid) -> bool {
        let inputs = tac_inputs(order, paid.facts.psam_seq);
        let master = TacMasterKey::new(self.key("master_keys", "MTK").0);
        let check = |order, inputs| {
            let derivation = Derivation { order, ..self.derivation() };
            proof::tac(&master, &derivation, self.scheme(), self.issuer(), self.number(), inputs) == paid.tac
        };
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
    let card = |master: &Key16, levels, order| {
        Derivation { levels, order, ..derived.derivation() }.card_key(
            master,
            Issuer(issuer),
            derived.number(),
        )
    };
    for (master, own) in [("MPK", "DPK"), ("MLK", "DLK"), ("MTK", "DTK"), ("MAMK", "DAMK")] {
        let master_key = derived.key("master_keys", master);
        assert_eq!(derived.2.diversify(&master_key, issuer), derived.key("level1_issuer_keys", master));
        let found = card(&master_key, Levels::Two, FactorOrder::IssuerFirst);
        assert_eq!(found, derived.key("card_keys", own), "{own}");
    }
    let master = derived.key("master_keys", "MPK");
    let other = &derived.0["alternate_DPK"];
    let listed = card(&master, Levels::Two, FactorOrder::Listed);
    assert_eq!(upper(&listed.0), text(other, "factors_applied_in_listed_order_serial_then_issuer"));
    let one = card(&master, Levels::One, FactorOrder::IssuerFirst);
    assert_eq!(upper(&one.0), text(other, "one_level_serial_only"));
    let effective = CodeKey::of_tac(&derived.key("card_keys", "DTK"), derived.scheme());
    assert_eq!(code_key(&effective), text(&derived.0["card_keys"], "TAC_KEY_effective"));
}

fn code_key(key: &CodeKey) -> String {
    match key {
        CodeKey::Des(key) => upper(&key.0),
        CodeKey::Sm4(key) => upper(&key.0),
    }
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
        let session = purchase_session_key(derived.2, &card, &inputs);
        assert_eq!(code_key(&session), text(inner, "session_key"), "step {n}");
        let amount = CardAmount::from_bytes(data[11..15].try_into().unwrap());
        let (date, time) = (data[16..20].try_into().unwrap(), data[20..23].try_into().unwrap());
        let terminal = bytes(derived.fixed("terminal_id"));
        let mac1 = purchase_mac1(&session, amount, data[15], terminal, date, time);
        assert_eq!(upper(&mac1.0), text(inner, "mac1"), "step {n}");
        assert_eq!(upper(&session.code(&hex(text(inner, "mac1_input"))).0), text(inner, "mac1"));
        assert_eq!(upper(&purchase_mac2(&session, amount).0), text(inner, "mac2"), "step {n}");
        let order = derived.order(kind_of(data[15]), amount.0, &upper(&data[16..20]), &upper(&data[20..23]));
        let tac_inputs = tac_inputs(&order, inputs.psam_seq);
        assert_eq!(upper(&tac_inputs.to_bytes()), text(inner, "tac_input"), "step {n}");
        let tac = purchase_tac(&derived.key("card_keys", "DTK"), derived.scheme(), &tac_inputs);
        assert_eq!(upper(&tac.0), text(inner, "tac"), "step {n}");
    }
}

fn kind_of(txn_type: u8) -> PurchaseKind {
    if txn_type == 0x09 { PurchaseKind::Composite { update: Vec::new() } } else { PurchaseKind::Simple }
}

/// The mark file is not part of these steps: a card without it answers 6A83.
fn no_mark() -> Line {
    Line::card("00B2A1C800", "6A83")
}

/// The inquiry of a county where these cards are guests.
fn elsewhere() -> purse::Inquiry {
    let (issuers, guests) = (vec![Issuer([0x55; 8])], Some(pboc_purse::GuestRules::default()));
    let parameters = pboc_purse::Parameters { issuers, guests, ..Default::default() };
    purse::Inquiry::new(&purse::Cards::new(vec![Box::new(parameters)]), &purse::Presence::default())
}

fn recognised_with_two_commands_and_a_guest_with_three(derived: &Derived) {
    // Step 1; step 2 only when the FCI has no copy; step 3 (personal data) never; step 4 only of a guest.
    let mut lines = vec![derived.line(1), no_mark()];
    let recognise = |lines: &[Line], inquiry: &mut purse::Inquiry| {
        let script = Script::new(lines.to_vec());
        let found = script.play(inquiry).unwrap();
        assert_eq!(script.left(), 0);
        found
    };
    let two = recognise(&lines, &mut super::inquiry());
    let Recognition::Ours(view) = &two else { panic!("{two:?}") };
    assert_eq!((view.number, view.issuer), (derived.number(), derived.issuer()));
    let valid = Validity { from: [0x20, 0x25, 0x01, 0x01], to: [0x20, 0x40, 0x12, 0x31] };
    assert_eq!((view.validity, view.kind, view.interop, &view.mark), (Some(valid), None, None, &None));
    lines[0].answer = Line::card("", "6F0A8408A0000006320101059000").answer;
    lines.insert(1, derived.line(2));
    assert_eq!(recognise(&lines, &mut super::inquiry()), two);

    let guest = recognise(&[derived.line(1), derived.line(4), no_mark()], &mut elsewhere());
    let Recognition::Ours(guest) = &guest else { panic!("{guest:?}") };
    assert_eq!((guest.kind, guest.interop), (Some(0x03), Some(true)));
    assert_eq!(guest.number, view.number);
}

fn a_simple_purchase_is_paid_proved_and_logged(derived: &Derived) {
    // Step 5 after a card that knows no P1 03; steps 6, 7, 8, 10, then 9 and 11.
    let balance = derived_balance(derived, 5);
    let order = derived.order(PurchaseKind::Simple, 800, "20260715", "121530");
    let script = derived.script([6, 7, 8, 10, 9, 11]);
    let armed = arm(&script, &order);
    let facts = *armed.facts();
    assert_eq!(facts.balance_before, balance);
    let version = bytes::<1>(derived.fixed("key_version"))[0];
    let alg_id = bytes::<1>(derived.fixed("alg_id"))[0];
    assert_eq!((facts.counter, facts.psam_seq, facts.key_version, facts.alg_id), (5, 0x2A, version, alg_id));
    let mut debit = armed.debit();
    let paid = paid(script.play(&mut debit).unwrap());
    assert!(paid.mac2_verified() && !debit.money_at_risk());
    assert_eq!(upper(&paid.tac.0), derived.inner(7, "tac"));
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
    let trips = derived.script([17]).play(&mut ReadTrips::newest(1)).unwrap();
    assert_eq!((trips.entries, trips.end), (vec![trip], LogEnd::Enough));
}

/// The step's answer to the INITIALIZE that recovery gives: composite, of zero.
fn asked_for_nothing(derived: &Derived, n: usize) -> Line {
    Line { answer: derived.line(n).answer, ..Line::card("805003020B01000000005510000000420F", "gone") }
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
    let entry = Line::card("00B201C417", "0008000000000004E206551000000042202607161130009000");
    let script = Script::new([asked_for_nothing(derived, 22), entry, derived.line(23), derived.line(24)]);
    let resolution = script.play(&mut Resolve::new(Intention::from(&debit))).unwrap();
    let Resolution::Debited(found) = resolution else { panic!("{resolution:?}") };
    assert_eq!((found.counter, found.balance_before), (7, CardAmount(9000)));
    let tac = Tac(bytes(derived.inner(19, "tac")));
    assert_eq!((found.tac, found.sam), (Some(tac), SamCheck::Verified));
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
    let mac1 = u32::from_be_bytes(bytes(derived.inner(30, "mac1"))) ^ 1;
    flipped.answer = Line::sam("", &format!("0000002D{mac1:08X}9000")).answer;
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

/// The balance of this step, from a card that knows P1 00 only.
fn derived_balance(derived: &Derived, n: usize) -> CardAmount {
    let refused = |command| Line::card(command, "6A86");
    let script = Script::new([refused("805C030204"), derived.line(n), refused("805C010204")]);
    script.play(&mut ReadBalance::new()).unwrap().unwrap()
}

fn a_load(derived: &Derived) {
    // Steps 35 to 39. The center verifies MAC1, makes MAC2 and accepts the TAC; and nobody else's.
    let order = LoadOrder { key_id: 0x01, amount: CardAmount(5000), terminal: bytes("551000000042") };
    let pin = Pin::from_digits(derived.fixed("pin"));
    let facts = derived.script([35, 36]).play(&mut LoadInit::new(order, pin)).unwrap().unwrap();
    assert_eq!((facts.balance_before, facts.counter), (CardAmount(0x1E46), 2));
    let moment = LoadMoment { date: bytes("20260720"), time: bytes("090000") };
    let master = LoadMasterKey::new(derived.key("master_keys", "MLK").0);
    let inputs = facts.inputs(&order);
    let session = inputs.session(derived.2, &derived.key("card_keys", "DLK"));
    assert_eq!(code_key(&session), derived.inner(36, "session_key"));
    let session = master.session(&derived.derivation(), derived.issuer(), derived.number(), inputs);
    let Mac([first, rest @ ..]) = facts.mac1;
    let [a, b, c] = rest;
    assert_eq!(session.permit(Mac([first ^ 1, a, b, c]), moment), None, "a forged card");
    let mac2 = session.permit(facts.mac1, moment).unwrap();
    assert_eq!(upper(&mac2.0), derived.inner(36, "mac2"));
    let mut credit = LoadCredit::new(order, facts, moment, mac2);
    let CreditOutcome::Credited(tac) = derived.script([37]).play(&mut credit).unwrap() else { panic!() };
    assert_eq!(upper(&tac.0), derived.inner(36, "tac"));
    let master = TacMasterKey::new(derived.key("master_keys", "MTK").0);
    let accepts = |number, moment| {
        let (derivation, scheme) = (derived.derivation(), derived.scheme());
        verify_load_tac(tac, &master, &derivation, scheme, derived.issuer(), number, (&inputs, moment))
    };
    assert!(accepts(derived.number(), moment));
    assert!(!accepts(CardNumber([0x01; 10]), moment), "another card");
    assert!(!accepts(derived.number(), LoadMoment { time: [0; 3], ..moment }), "another moment");
    let log = derived.script([38]).play(&mut ReadLog::newest(1)).unwrap();
    assert!(log.entries[0].is_load() && !log.entries[0].is_purchase());
    assert_eq!(log.entries[0].amount, CardAmount(5000));
    assert_eq!(derived_balance(derived, 39), CardAmount(0x1E46 + 5000));
}

fn command_macs(derived: &Derived) {
    // Steps 40 and 41 (file update), 42 and 43 (block).
    let key = derived.key("card_keys", "DAMK");
    for (challenge, command) in [(40, 41), (42, 43)] {
        let random = bytes(text(derived.step(challenge), "response"));
        let (step, inner) = (derived.step(command), &derived.step(command)["inner"]);
        let mac = derived.2.command_mac(&key, random, &hex(text(inner, "mac_input")));
        assert_eq!(upper(&mac.0), text(inner, "mac"));
        assert_eq!(text(step, "command"), format!("{}{}", text(inner, "mac_input"), upper(&mac.0)));
    }
}

fn blocked_in_the_field(derived: &Derived) {
    // Steps 42 and 43, with the PSAM's part between them.
    let order = BlockOrder {
        serial_factor: derived.number().factor(),
        issuer_factor: derived.issuer().0,
        levels: Levels::Two,
        key_version: 0x01,
        cipher: derived.2,
        for_good: false,
    };
    let padded = match derived.2 {
        Cipher::TripleDes => "80FA05001001020304000000 00841E00000480000004",
        Cipher::Sm4 => "80FA05002001020304000000000000000000000000841E000004800000000000000000000004",
    };
    let script = Script::new([
        derived.line(42),
        Line::sam("801A450110995510000000001701995510FFFFFFFF", "9000"),
        Line::sam(padded, &format!("{}9000", derived.inner(43, "mac"))),
        derived.line(43),
    ]);
    script.play(&mut Block::new(order)).unwrap().unwrap();
    assert_eq!(script.left(), 0);
}

fn personal_data_is_never_asked_for(derived: &Derived) {
    // Step 3 is a command that no inquiry gives.
    let [_, ins, p1, ..] = bytes::<5>(text(derived.step(3), "command"));
    assert_eq!((ins, p1), (0xB0, 0x96));
    let mut inquiry = elsewhere();
    let mut turn = inquiry.start();
    for n in [1, 4, 4] {
        let Turn::Ask(Ask::Card(command)) = &turn else { panic!("{turn:?}") };
        assert_ne!((command.ins, command.p1), (ins, p1));
        turn = inquiry.hear(&Response::ok(hex(text(derived.step(n), "response"))));
    }
    assert!(matches!(turn, Turn::Done(Recognition::Ours(_))));
}

fn forty_three_steps(file: &str, cipher: Cipher) {
    let derived = Derived(json(file), RefCell::default(), cipher);
    keys(&derived);
    every_inner_value_of_the_purchases(&derived);
    recognised_with_two_commands_and_a_guest_with_three(&derived);
    personal_data_is_never_asked_for(&derived);
    a_simple_purchase_is_paid_proved_and_logged(&derived);
    a_composite_purchase_writes_its_record(&derived);
    torn_after_the_commit(&derived);
    torn_before_the_debit(&derived);
    refused_debits(&derived);
    refused_purchases(&derived);
    a_load(&derived);
    command_macs(&derived);
    blocked_in_the_field(&derived);
    assert_eq!(derived.0["steps"].as_array().unwrap().len(), 43);
    assert_eq!(derived.1.into_inner(), (1..=43).collect(), "a step is left out");
}

#[test]
fn forty_three_steps_with_3des() {
    forty_three_steps("pboc-derived-3des.json", Cipher::TripleDes);
}

#[test]
fn forty_three_steps_with_sm4() {
    forty_three_steps("pboc-derived-sm4.json", Cipher::Sm4);
}
