//! Whatever the chips answer, every dialogue ends, and never by a panic; DEBIT is asked at most once.

use apdu::{Ask, Dialogue, Response, Turn};
use pboc_purse::crypto::{Cipher, LoadMoment};
use pboc_purse::{
    Block, BlockOrder, CreditOutcome, DebitOutcome, DebitRefusal, FindLock, Intention, Levels, LoadCredit,
    LoadInit, LoadIntention, LoadOrder, Pin, Proof, Purchase, PurchaseKind, PurchaseOrder, ReadBalance,
    ReadLog, ReadTrips, RecordUpdate, Resolution, Resolve, ResolveLoad, SamCheck, SamProfile, SamStart,
    VerifyPin,
};
use proptest::prelude::*;
use purse::{CardAmount, Recognition};

/// Most turns any dialogue of ours takes: two INITIALIZE, ten of the log, proof, SAM.
const TURNS_MAX: usize = 14;

/// What a chip does when it is asked.
#[derive(Clone, Debug)]
enum Mood {
    /// It answers in the shape of the standard, filled with these bytes.
    Helpful(Vec<u8>),
    /// It answers this, whatever it was asked.
    Hostile(Response),
}

impl Mood {
    fn answer(&self, ask: &Ask) -> Response {
        match self {
            Mood::Hostile(response) => response.clone(),
            Mood::Helpful(filling) => helpful(ask, filling),
        }
    }
}

fn helpful(ask: &Ask, filling: &[u8]) -> Response {
    let (Ask::Card(command) | Ask::Sam(command)) = ask;
    let mut data = match command.ins {
        0xA4 => return Response::ok(card_stories::golden::hex(FCI)),
        0xB2 if command.p2 == 0xC4 && filling[0] < 0x60 => {
            return Response::ok(card_stories::golden::hex(OUR_ENTRY));
        }
        0x72 | 0xDC => Vec::new(),
        _ => filling[..usize::from(command.le.unwrap_or(0))].to_vec(),
    };
    // Small counters and balances meet those of the intention; log entries are purchases and loads.
    match (command.ins, &mut data[..]) {
        (0x50, [a, b, _, _, c, d, ..]) => (*a, *b, *c, *d) = (0, 0, 0, *d % 8),
        (0xB2, [_, _, _, _, _, a, b, _, _, kind, ..]) => {
            (*a, *b, *kind) = (0, 0, [2, 6, 9, 7][usize::from(*kind % 4)])
        }
        _ => {}
    }
    Response::ok(data)
}

const FCI: &str = "6F318408A000000632010105A5259F0801029F0C1E\
                   01995510FFFFFFFF02010310995510000000001720250101204012310000";
/// The log entry of [`order`], composite.
const OUR_ENTRY: &str = "00060000000000028A0955100000004220260715121530";

/// Carries a dialogue along any moods; helpful once they are used up. Returns the questions and answers.
fn carry<D: Dialogue>(dialogue: &mut D, moods: &[Mood]) -> (Vec<(Ask, Response)>, D::Output) {
    let mut moods = moods.iter();
    let mut held = Vec::new();
    let mut turn = dialogue.start();
    loop {
        let ask = match turn {
            Turn::Done(output) => return (held, output),
            Turn::Ask(ask) => ask,
        };
        let answer = match moods.next() {
            Some(mood) => mood.answer(&ask),
            None => helpful(&ask, &[0x77; 256]),
        };
        turn = dialogue.hear(&answer);
        held.push((ask, answer));
        assert!(held.len() <= TURNS_MAX, "too many turns");
    }
}

/// Plausible lengths and statuses more often than not.
fn hostile() -> impl Strategy<Value = Response> {
    let length = prop::sample::select(vec![0, 1, 2, 4, 6, 7, 8, 9, 14, 15, 16, 22, 23, 25, 30, 48, 60, 255]);
    let status = prop_oneof![
        1 => Just(0x9000),
        3 => prop::sample::select(vec![
            0x9302, 0x9401, 0x9402, 0x9403, 0x9406, 0x9408, 0x9303, 0x6283, 0x6284, 0x6581, 0x6700, 0x6901, 0x6982,
            0x6985, 0x6A81, 0x6A82, 0x6A83, 0x6A88, 0x6D00, 0x6F00,
        ]),
        1 => any::<u16>(),
    ];
    let data = length.prop_flat_map(|length| prop::collection::vec(any::<u8>(), length));
    (data, status).prop_map(|(data, status)| Response { data, status: apdu::StatusWord(status) })
}

fn moods() -> impl Strategy<Value = Vec<Mood>> {
    let mood = prop_oneof![
        3 => prop::collection::vec(any::<u8>(), 256).prop_map(Mood::Helpful),
        1 => hostile().prop_map(Mood::Hostile),
    ];
    prop::collection::vec(mood, 0..16)
}

fn order(composite: bool, records: usize) -> PurchaseOrder {
    let update = vec![RecordUpdate { sfi: 0x19, record_id: 0xA1, data: vec![0xA1, 1, 0, 7] }; records];
    PurchaseOrder {
        kind: if composite { PurchaseKind::Composite { update } } else { PurchaseKind::Simple },
        key_id: 1,
        amount: CardAmount(650),
        terminal: [0x55, 0x10, 0, 0, 0, 0x42],
        date: [0x20, 0x26, 0x07, 0x15],
        time: [0x12, 0x15, 0x30],
        serial_factor: [0x99; 8],
        issuer_factor: [0x01; 8],
        levels: Levels::Two,
        identify: false,
    }
}

/// The intention of [`order`], as a till may remember it.
fn intention() -> impl Strategy<Value = Intention> {
    let counter = prop::option::of(prop_oneof![9 => 0..8u16, 1 => any::<u16>()]);
    let balance = prop::option::of(prop_oneof![9 => 0..66_000u32, 1 => any::<u32>()]);
    (counter, balance, any::<bool>()).prop_map(|(counter_before, balance, sam_session)| {
        let order = order(true, 0);
        Intention {
            key_id: order.key_id,
            amount: order.amount,
            txn_type: order.kind.txn_type(),
            terminal: order.terminal,
            date: order.date,
            time: order.time,
            counter_before,
            balance_before: balance.map(CardAmount),
            sam_session,
        }
    })
}

fn block_order() -> BlockOrder {
    BlockOrder {
        serial_factor: [0x99; 8],
        issuer_factor: [0x01; 8],
        levels: Levels::Two,
        key_version: 1,
        cipher: Cipher::TripleDes,
        for_good: false,
    }
}

/// Whether this question is CREDIT FOR LOAD.
fn is_credit((ask, _): &(Ask, Response)) -> bool {
    matches!(ask, Ask::Card(command) if (command.cla, command.ins) == (0x80, 0x52))
}

/// Whether this question is DEBIT.
fn is_debit((ask, _): &(Ask, Response)) -> bool {
    matches!(ask, Ask::Card(command) if (command.cla, command.ins) == (0x80, 0x54))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn an_inquiry_ends(moods in moods()) {
        let (held, found) = carry(&mut super::inquiry(), &moods);
        prop_assert!(held.len() <= 4);
        if let Recognition::Ours(view) = found {
            prop_assert!(view.number.digits().chars().all(|digit| digit.is_ascii_digit()));
        }
    }

    #[test]
    fn a_purchase_never_debits_by_itself(moods in moods(), composite: bool, records in 0..3usize) {
        let (held, output) = carry(&mut Purchase::new(order(composite, records)), &moods);
        prop_assert!(!held.iter().any(is_debit));
        prop_assert!(held.len() <= 2 + records);
        // Armed only when every chip agreed to everything.
        if output.is_ok() {
            prop_assert!(held.len() >= 2 && held.iter().all(|(_, answer)| answer.status.is_ok()));
        }
    }

    #[test]
    fn a_debit_is_asked_once(moods in moods()) {
        let armed = carry(&mut Purchase::new(order(true, 1)), &[]).1.unwrap();
        let mut debit = armed.debit();
        prop_assert!(!debit.money_at_risk());
        let (held, outcome) = carry(&mut debit, &moods);
        prop_assert_eq!(held.iter().filter(|turn| is_debit(turn)).count(), 1);
        prop_assert!(held.len() <= 2);
        let word = &held[0].1;
        let clean = word.data.is_empty() && [0x9302, 0x9401, 0x6901, 0x6985].contains(&word.status.0);
        let codes = word.status.is_ok() && word.data.len() == 8;
        match outcome {
            DebitOutcome::Paid(_) => prop_assert!(codes),
            DebitOutcome::Refused(_) => prop_assert!(clean),
            DebitOutcome::Unknown(_) => prop_assert!(!codes && !clean),
        }
        prop_assert_eq!(debit.money_at_risk(), matches!(outcome, DebitOutcome::Unknown(_)));
        // Carried out again, it asks nothing and says the same.
        let (held, again) = carry(&mut debit, &moods);
        prop_assert!(held.is_empty());
        prop_assert_eq!(again, outcome);
    }

    #[test]
    fn recovery_never_debits(moods in moods(), intention in intention()) {
        let (held, resolution) = carry(&mut Resolve::new(intention), &moods);
        prop_assert!(!held.iter().any(is_debit));
        if let Resolution::Debited(found) = resolution {
            prop_assert_eq!(intention.counter_before.unwrap_or(found.counter), found.counter);
            // The SAM speaks only about a proof, and only while it remembers.
            prop_assert!(found.sam == SamCheck::Unchecked || (intention.sam_session && found.tac.is_some()));
        }
    }

    #[test]
    fn a_sam_start_ends(moods in moods()) {
        let (held, _) = carry(&mut SamStart::new(SamProfile::default()), &moods);
        prop_assert!(held.len() <= 6);
    }

    #[test]
    fn proof_and_log_end(moods in moods(), txn_type: u8, counter: u16, wanted: u8) {
        prop_assert_eq!(carry(&mut Proof::new(txn_type, counter), &moods).0.len(), 1);
        let (held, log) = carry(&mut ReadLog::newest(wanted), &moods);
        prop_assert!(held.len() <= 10 && log.entries.len() <= held.len());
    }

    #[test]
    fn the_desk_ends(moods in moods(), wanted: u8, counter in 0..4u16) {
        let pin = Pin::from_digits("123456");
        prop_assert!(carry(&mut ReadBalance::new(), &moods).0.len() <= 3);
        prop_assert!(carry(&mut FindLock::new(&[0xA0; 8]), &moods).0.len() <= 2);
        prop_assert_eq!(carry(&mut VerifyPin::new(pin.clone().unwrap()), &moods).0.len(), 1);
        let (held, trips) = carry(&mut ReadTrips::newest(wanted.min(14)), &moods);
        prop_assert!(trips.entries.len() <= held.len());
        let (held, blocked) = carry(&mut Block::new(block_order()), &moods);
        prop_assert!(held.len() <= 4);
        if blocked.is_ok() {
            prop_assert!(held.len() == 4 && held.iter().all(|(_, answer)| answer.status.is_ok()));
        }
        let order = LoadOrder { key_id: 1, amount: CardAmount(650), terminal: [0x55, 0x10, 0, 0, 0, 0x42] };
        let (held, begun) = carry(&mut LoadInit::new(order, pin.clone()), &moods);
        prop_assert!(held.len() <= 2 && !held.iter().any(is_credit));
        let moment = LoadMoment { date: [0x20, 0x26, 0x07, 0x15], time: [0x12, 0x15, 0x30] };
        if let Ok(facts) = begun {
            let mut credit = LoadCredit::new(order, facts, moment, facts.mac1);
            let (held, outcome) = carry(&mut credit, &moods);
            prop_assert_eq!(held.iter().filter(|turn| is_credit(turn)).count(), 1);
            prop_assert_eq!(held.len(), 1);
            prop_assert_eq!(credit.money_at_risk(), matches!(outcome, CreditOutcome::Unknown(_)));
            prop_assert!(carry(&mut credit, &moods).0.is_empty());
        }
        let torn = LoadIntention { order, moment, counter_before: counter, balance_before: CardAmount(1000) };
        let (held, _) = carry(&mut ResolveLoad::new(torn, pin), &moods);
        prop_assert!(held.len() <= 13 && !held.iter().any(is_credit));
    }

    #[test]
    fn no_file_breaks_a_parser(data in prop::collection::vec(any::<u8>(), 0..70)) {
        use pboc_purse::file::{city, city_union, log, public, sam, trip};
        let _ = (public::PublicData::parse(&data), city::CityData::parse(&data), sam::SamApplication::parse(&data));
        let _ = (city_union::CityUnionPublic::parse(&data), city_union::CityUnionBasic::parse(&data));
        prop_assert_eq!(log::LogEntry::parse(&data).is_some(), data.len() == 23);
        prop_assert_eq!(trip::TripEntry::parse(&data).is_some(), data.len() == 48);
        if let Some(trip) = trip::TripEntry::parse(&data) {
            prop_assert_eq!(trip.to_bytes(), data);
        }
    }

    #[test]
    fn an_answer_out_of_turn_is_harmless(answers in prop::collection::vec(hostile(), 0..16)) {
        let mut inquiry = super::inquiry();
        let mut sam = SamStart::new(SamProfile::default());
        let mut purchase = Purchase::new(order(true, 1));
        let mut debit = carry(&mut Purchase::new(order(true, 1)), &[]).1.unwrap().debit();
        for answer in &answers {
            let _ = inquiry.hear(answer);
            let _ = sam.hear(answer);
            let _ = purchase.hear(answer);
            // An answer to a question never asked is not a debit.
            prop_assert_eq!(debit.hear(answer), Turn::Done(DebitOutcome::Refused(DebitRefusal::NotSent)));
        }
    }
}

#[test]
fn keys_and_codes_never_show() {
    use pboc_purse::crypto::{Key8, Key16};
    use pboc_purse::proof::TacMasterKey;
    let shown = format!(
        "{:?} {:?} {:?} {:?} {:?}",
        Key16([0xAB; 16]),
        Key8([0xAB; 8]),
        TacMasterKey::new([0xAB; 16]),
        pboc_purse::Mac([0xAB; 4]),
        pboc_purse::Tac([0xAB; 4]),
    );
    assert_eq!(shown, "<key> <key> <key> <mac> <tac>");
    let answers = [
        Response::ok([0, 0, 0x27, 0x10, 0, 5, 0, 0, 0, 1, 0, 0xAB, 0xAB, 0xAB, 0xAB]),
        Response::ok([0, 0, 0, 0x2A, 0xAB, 0xAB, 0xAB, 0xAB]),
    ]
    .map(Mood::Hostile);
    let armed = carry(&mut Purchase::new(order(false, 0)), &answers).1.unwrap();
    let mut debit = armed.clone().debit();
    let outcome = carry(&mut debit, &[Mood::Hostile(Response::ok([0xAB; 8]))]).1;
    let shown = format!("{armed:?} {debit:?} {outcome:?}");
    assert!(shown.contains("<mac>") && shown.contains("<tac>"));
    assert!(!shown.contains("171") && !shown.to_uppercase().contains("AB, "), "{shown}");
}
