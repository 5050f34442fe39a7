//! Whatever the card answers, every dialogue ends, and never by a panic; the commit is asked at most once, and
//! never before somebody says so.

use super::desk::{Keys, TILL, Till};
use super::stories;
use apdu::{Ask, Command, Dialogue, Response, StatusWord, Turn};
use card_stories::Line;
use desfire_purse::chain::{Chain, FRAMES_MAX, Heard};
use desfire_purse::command::{get_file_settings, get_version};
use desfire_purse::crypto::ev1::{self, Ev1};
use desfire_purse::crypto::ev2::{self, Ev2, SessionKeys};
use desfire_purse::proof::{Claim, TransactionMacMasterKey};
use desfire_purse::wire::{Answer, Mode, Native};
use desfire_purse::{Channel, DeskOrder, Generation, Kind, Memo, Parameters, ReadLog, Record};
use proptest::prelude::*;
use purse::{
    Application, Armed, CardAmount, DebitOrder, DebitOutcome, DebitRefusal, Plan, Probe, PurseView,
    Resolution, Secret16, Torn,
};

/// Most turns: an opening of two, four commands of sixteen frames, and another opening.
const TURNS_MAX: usize = 2 + 4 * 16 + 2;

const UID: [u8; 7] = [4, 1, 2, 3, 4, 5, 6];

fn newest(generation: Generation) -> Record {
    let counter = if generation == Generation::Ev1 { 0 } else { 41 };
    Record {
        kind: Kind::Sale,
        seconds: 1,
        terminal: 2,
        sale: 3,
        amount: 4,
        balance: 5_000,
        counter,
        mark: [6; 15],
    }
}

fn view(parameters: &Parameters) -> PurseView {
    let newest = newest(parameters.generation);
    let answers = [
        Response::status(StatusWord(0x9100)),
        Response::ok(UID),
        Response { data: newest.to_bytes().to_vec(), status: StatusWord(0x9100) },
    ];
    let mut probe = parameters.probe();
    let mut turn = probe.start();
    for answer in &answers {
        turn = probe.hear(answer);
    }
    match turn {
        Turn::Done(Probe::Found(view)) => view,
        other => panic!("{other:?}"),
    }
}

/// Carries a dialogue along these answers, and then along refusals. Returns the questions and the outcome.
fn carry<D: Dialogue + ?Sized>(dialogue: &mut D, answers: &[Response]) -> (Vec<Command>, D::Output) {
    let mut answers = answers.iter();
    let mut asked = Vec::new();
    let mut turn = dialogue.start();
    loop {
        match turn {
            Turn::Done(output) => return (asked, output),
            Turn::Ask(Ask::Sam(_)) => panic!("there is no security module"),
            Turn::Ask(Ask::Card(command)) => {
                assert!(command.to_bytes().is_ok());
                asked.push(command);
                assert!(asked.len() <= TURNS_MAX, "too many turns");
                let refused = Response::status(StatusWord(0x91CA));
                turn = dialogue.hear(answers.next().unwrap_or(&refused));
            }
        }
    }
}

/// Plausible lengths and statuses more often than not.
fn hostile() -> impl Strategy<Value = Response> {
    let length = prop::sample::select(vec![0, 1, 4, 7, 8, 12, 16, 20, 24, 32, 40, 48, 56, 59, 64, 255]);
    let status = prop_oneof![
        3 => Just(0x9100),
        3 => Just(0x91AF),
        2 => prop::sample::select(vec![
            0x910C, 0x911C, 0x911E, 0x9140, 0x917E, 0x919D, 0x919E, 0x91A0, 0x91A1, 0x91AD, 0x91AE, 0x91BE, 0x91C1,
            0x91CA, 0x91CD, 0x91EE, 0x91F0, 0x91F1, 0x9000, 0x6283, 0x6700, 0x6D00, 0x6E00,
        ]),
        1 => any::<u16>(),
    ];
    let data = prop_oneof![
        4 => length.prop_flat_map(|length| prop::collection::vec(any::<u8>(), length)),
        1 => Just(newest(Generation::Ev2).to_bytes().to_vec()),
    ];
    (data, status).prop_map(|(data, status)| Response { data, status: StatusWord(status) })
}

fn answers() -> impl Strategy<Value = Vec<Response>> {
    prop::collection::vec(hostile(), 0..80)
}

fn generation() -> impl Strategy<Value = Generation> {
    prop::sample::select(vec![Generation::Ev1, Generation::Ev2])
}

fn plans(parameters: &Parameters) -> Vec<Plan> {
    let (view, keys) = (view(parameters), Keys::default());
    let (date, time) = ([0x20, 0x26, 0x07, 0x15], [0x12, 0x15, 0x30]);
    let order =
        DebitOrder { amount: CardAmount(650), mark: None, sam: None, till: TILL, sale: 7, date, time };
    let desk = DeskOrder { till: TILL, sale: 7, date, time, mark: None };
    let load_key = Secret16::new([9; 16]);
    vec![
        parameters.plan(&view, &order, &keys).unwrap(),
        parameters.void(&view, &newest(parameters.generation), &desk, &keys).unwrap(),
        parameters.load(&view, CardAmount(100), &desk, &load_key, &keys).unwrap(),
    ]
}

/// The sale of a story, armed, with the answer that its card gives to the commit.
fn armed(story: &str) -> (Box<dyn Armed>, Response) {
    let scenes = stories::read(story).scenes();
    let mut till = Till::new();
    for scene in &scenes[..2] {
        till.begin(scene);
    }
    (till.armed.take().unwrap(), answer(&scenes[2].lines[0]))
}

fn answer(line: &Line) -> Response {
    Response::parse(&line.comes_back().unwrap()).unwrap()
}

fn torn(written: Vec<u8>, parameters: &Parameters) -> Torn {
    Torn {
        number: view(parameters).number,
        issuer: parameters.issuer(),
        amount: CardAmount(650),
        txn: 0xDC,
        written,
        sam: None,
        date: [0; 4],
        time: [0; 3],
        counter_before: None,
        balance_before: None,
        sealed: Some([7; 16]),
        sam_session: false,
    }
}

fn is_commit(command: &Command) -> bool {
    command.ins == 0xC7
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_probe_ends(answers in answers(), generation in generation()) {
        let parameters = Parameters::usual(generation);
        let (asked, found) = carry(&mut *parameters.probe(), &answers);
        prop_assert!(asked.len() <= 2 + usize::from(FRAMES_MAX));
        if let Probe::Found(view) = found {
            prop_assert!(Memo::parse(&view.memo).is_some());
        }
    }

    #[test]
    fn nobody_commits_by_himself(answers in answers(), generation in generation(), which in 0..3usize) {
        let mut plan = plans(&Parameters::usual(generation)).swap_remove(which);
        prop_assert_eq!(plan.written.len(), 40);
        let (asked, output) = carry(&mut *plan.purchase, &answers);
        prop_assert!(!asked.iter().any(is_commit));
        // No chance answer passes for a card that knows the key.
        prop_assert!(output.is_err());
        prop_assert!(asked.len() <= 2);
    }

    /// A good card that derails somewhere on the way.
    #[test]
    fn a_derailed_card_is_refused(
        story in prop::sample::select(vec!["sale.apdu", "sale-ev1.apdu", "load.apdu", "load-ev1.apdu", "void.apdu"]),
        place in 0..7usize,
        derailed in prop::collection::vec(hostile(), 1..40),
    ) {
        let mut till = Till::new();
        let scenes = stories::read(story).scenes();
        let last = scenes.iter().rposition(|scene| scene.words() == ["commit"]).unwrap() - 1;
        for scene in &scenes[..last] {
            till.begin(scene);
        }
        let good = &scenes[last].lines;
        let place = place % good.len();
        let answers: Vec<Response> = good[..place].iter().map(answer).chain(derailed).collect();
        let mut plan = till.plan(&scenes[last].words()).unwrap();
        let (asked, output) = carry(&mut *plan.purchase, &answers);
        prop_assert!(output.is_err());
        prop_assert!(!asked.iter().any(is_commit));
        prop_assert!(asked.len() <= good.len() + usize::from(FRAMES_MAX));
    }

    #[test]
    fn a_commit_is_asked_once(answer in hostile(), again in answers(), ev1: bool) {
        let (armed, _) = armed(if ev1 { "sale-ev1.apdu" } else { "sale.apdu" });
        let mut debit = armed.debit();
        prop_assert!(!debit.money_at_risk());
        // An answer to a question never asked is no debit.
        prop_assert_eq!(debit.hear(&answer), Turn::Done(DebitOutcome::Refused(DebitRefusal::NotSent)));
        let Turn::Ask(Ask::Card(command)) = debit.start() else { panic!("nothing was asked") };
        prop_assert!(is_commit(&command) && debit.money_at_risk());
        prop_assert_eq!(debit.so_far(), DebitOutcome::Unknown);
        let Turn::Done(outcome) = debit.hear(&answer) else { panic!("it goes on") };
        let aborted = [0x910C, 0x911E, 0x917E, 0x919D, 0x91AE].contains(&answer.status.0);
        match outcome {
            DebitOutcome::Refused(_) => prop_assert!(aborted && answer.data.is_empty()),
            DebitOutcome::Unknown => prop_assert!(!aborted || !answer.data.is_empty()),
            DebitOutcome::Paid(_) => prop_assert!(false, "not authentic"),
        }
        prop_assert_eq!(debit.money_at_risk(), outcome == DebitOutcome::Unknown);
        // Carried out again, it asks nothing and says the same.
        let (asked, same) = carry(&mut *debit, &again);
        prop_assert!(asked.is_empty());
        prop_assert_eq!(same, outcome);
    }

    #[test]
    fn one_wrong_bit_makes_a_commit_unknown(bit in 0..160usize, ev1: bool) {
        let (armed, mut answer) = armed(if ev1 { "sale-ev1.apdu" } else { "sale.apdu" });
        let length = answer.data.len();
        answer.data[bit / 8 % length] ^= 1 << (bit % 8);
        let mut debit = armed.debit();
        let _ = debit.start();
        prop_assert_eq!(debit.hear(&answer), Turn::Done(DebitOutcome::Unknown));
    }

    #[test]
    fn recovery_never_commits(answers in answers(), generation in generation(), ours: bool, bytes: [u8; 40]) {
        let parameters = Parameters::usual(generation);
        let written = if ours { newest(generation).to_bytes().to_vec() } else { bytes.to_vec() };
        let torn = torn(written, &parameters);
        let mut resolve = parameters.resolve(&view(&parameters), &torn, &Keys::default()).unwrap();
        let (asked, resolution) = carry(&mut *resolve, &answers);
        prop_assert!(!asked.iter().any(is_commit));
        prop_assert!(asked.len() <= 20);
        prop_assert_eq!(resolve.so_far(), resolution);
        // What the newest record has settled, no later answer turns round: at most the proof is still to be read.
        let held = generation == Generation::Ev2 && matches!(resolution, Resolution::Undecided(_));
        prop_assert!(!ours || held || matches!(resolution, Resolution::Debited(_)));
    }

    #[test]
    fn a_log_ends(answers in answers(), generation in generation(), wanted: usize) {
        let (asked, log) = carry(&mut ReadLog::newest(&Parameters::usual(generation), wanted), &answers);
        prop_assert!(asked.len() <= 20 && log.entries.len() <= 10);
    }

    #[test]
    fn frames_are_cut_and_joined(body in prop::collection::vec(any::<u8>(), 0..400), ins: u8, pieces in 1..6usize) {
        let (mut chain, mut command) = Chain::begin(ins, &body);
        let mut sent = command.data.clone();
        // The card takes all of it, then answers in pieces.
        let whole = loop {
            if sent.len() == body.len() {
                break Response { data: vec![7], status: StatusWord(0x91AF) };
            }
            let Heard::Ask(next) = chain.hear(&Response::status(StatusWord(0x91AF))) else { panic!("cut short") };
            prop_assert_eq!(next.ins, 0xAF);
            prop_assert!(next.data.len() <= 255);
            sent.extend_from_slice(&next.data);
            command = next;
        };
        prop_assert_eq!(&sent, &body);
        prop_assert!(command.to_bytes().is_ok());
        for _ in 0..pieces {
            prop_assert!(matches!(chain.hear(&whole), Heard::Ask(_)));
        }
        let last = chain.hear(&Response { data: vec![9], status: StatusWord(0x9100) });
        let expected = [vec![7; pieces], vec![9]].concat();
        prop_assert_eq!(last, Heard::Whole(expected));
    }

    #[test]
    fn parsers_take_anything(data in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = (get_version::parse(&data), get_file_settings::parse(&data), Memo::parse(&data));
        if let Some(record) = Record::parse(&data) {
            prop_assert_eq!(record.to_bytes().to_vec(), data);
        }
    }

    #[test]
    fn a_command_thrown_back_is_no_answer(data in prop::collection::vec(any::<u8>(), 1..64), counter in 0..u16::MAX) {
        let keys = SessionKeys { enc: Secret16::new([1; 16]), mac: Secret16::new([2; 16]) };
        let mut session = Ev2::at(keys, [3; 4], counter);
        let sealed = session.seal(&Native::new(0x3D, [1]).with_data(data.clone(), Mode::Full)).unwrap();
        prop_assert!(sealed.len() > data.len() + 8 && sealed.len() <= data.len() + 1 + 16 + 8);
        prop_assert_eq!(session.open(Answer::Mac, &sealed[1..]), None);
    }
}

#[test]
fn an_endless_answer_ends() {
    let (mut chain, _) = Chain::begin(0xBB, &[1]);
    let more = Response { data: vec![1], status: StatusWord(0x91AF) };
    let asked = (0..).take_while(|_| matches!(chain.hear(&more), Heard::Ask(_))).count();
    assert_eq!(asked, usize::from(FRAMES_MAX) - 1);
    assert_eq!(chain.hear(&more), Heard::Endless);
}

/// A value that ends in zeros may carry a CRC that fits one byte earlier too: only the length tells.
#[test]
fn an_enciphered_answer_of_ev1_ends_where_it_should() {
    use desfire_purse::crypto::{ZERO, cbc_encrypt, crc::crc32};
    let key = || Secret16::new([1; 16]);
    let ambiguous = (0..=u16::MAX)
        .map(|value| [value.to_le_bytes(), [0, 0]].concat())
        .find(|value| crc32(&[&value[..3], &[0]])[0] == 0);
    let value = ambiguous.unwrap();
    let mut plain = [&value[..], &crc32(&[&value, &[0]])].concat();
    plain.resize(16, 0);
    let sealed = cbc_encrypt(&key(), ZERO, &plain);
    assert_eq!(Ev1::at(key(), ZERO).open(Answer::Full(4), &sealed), Some(value.clone()));
    assert_eq!(Ev1::at(key(), ZERO).open(Answer::Full(5), &sealed), None);
    assert_eq!(Ev1::at(key(), ZERO).open(Answer::Full(29), &sealed), None);
}

#[test]
fn a_session_that_has_lasted_too_long_sends_nothing() {
    let keys = SessionKeys { enc: Secret16::new([1; 16]), mac: Secret16::new([2; 16]) };
    assert_eq!(Ev2::at(keys, [3; 4], u16::MAX).seal(&Native::new(0x6C, [2])), None);
}

#[test]
fn keys_and_serials_never_show() {
    use desfire_purse::crypto::transaction::CommitKeys;
    let secret = || Secret16::new([0xAB; 16]);
    let uid = [0xAB; 7];
    let claim = Claim {
        uid,
        terminal: 1,
        record: newest(Generation::Ev2),
        counter: 2,
        value: [0xAB; 8],
        sealed: [0xAB; 16],
    };
    let shown = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        Channel::Ev2(Ev2::at(SessionKeys { enc: secret(), mac: secret() }, [0; 4], 0)),
        Ev1::at(secret(), [0; 16]),
        CommitKeys::derive(&secret(), 1, uid),
        TransactionMacMasterKey::new([0xAB; 16]),
        Native::new(0xC4, [1]).with_data([0xAB; 16], Mode::Full),
        Memo { uid, newest: newest(Generation::Ev2) },
        claim,
        ev1::Handshake::answer(secret(), [0xAB; 16], [0xAB; 16]).unwrap(),
        ev2::Handshake::answer(secret(), [0xAB; 16], [0xAB; 16]).unwrap(),
    );
    assert!(!shown.contains("171") && !shown.to_uppercase().contains("AB, "), "{shown}");
    assert!(shown.contains("<key>"));
}
