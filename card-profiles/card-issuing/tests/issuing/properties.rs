//! Whatever the chip answers, every dialogue ends, and never by a panic; progress only grows.

use super::desk::{DesfireKeys, DeskKeys, order};
use apdu::{Ask, Command, Dialogue, Response, StatusWord, Turn};
use card_issuing::desfire::{self, CardOfKeys, DesfireProfile};
use card_issuing::fmcos::{FmcosProfile, Personalise, Progress, Scrap, steps};
use card_issuing::{Examine, IssuerBlock, PinService, ReadBack, ReloadPin, UnblockPin};
use desfire_purse::{Generation, Parameters};
use pboc_purse::command::block::Blocking;
use pboc_purse::crypto::Cipher;
use proptest::prelude::*;

/// What a chip does: it agrees, with as many bytes as were asked for; or it says this.
#[derive(Clone, Debug)]
enum Mood {
    Agrees(u8),
    Says(Vec<u8>, u16),
}

fn answer(mood: Option<&Mood>, command: &Command) -> Response {
    match mood {
        Some(Mood::Says(data, status)) => Response { data: data.clone(), status: StatusWord(*status) },
        Some(Mood::Agrees(byte)) => Response::ok(vec![*byte; usize::from(command.le.unwrap_or(0))]),
        None => Response::ok(vec![0x20; usize::from(command.le.unwrap_or(0))]),
    }
}

/// Turns taken, and what it came to.
fn carry<D: Dialogue>(dialogue: &mut D, moods: &[Mood], mut watch: impl FnMut(&D)) -> (usize, D::Output) {
    let mut moods = moods.iter();
    let mut turn = dialogue.start();
    for turns in 0..64 {
        let command = match turn {
            Turn::Done(output) => return (turns, output),
            Turn::Ask(Ask::Card(command)) => command,
            Turn::Ask(Ask::Sam(command)) => panic!("the SAM was asked {command}"),
        };
        assert!(command.to_bytes().is_ok());
        turn = dialogue.hear(&answer(moods.next(), &command));
        watch(dialogue);
    }
    panic!("a conversation without end")
}

/// Watches nothing.
fn nobody<D>(_: &D) {}

fn moods() -> impl Strategy<Value = Vec<Mood>> {
    let statuses = vec![
        0x9000, 0x63C0, 0x63C1, 0x63C2, 0x6283, 0x6581, 0x6700, 0x6982, 0x6983, 0x6985, 0x6988, 0x6A80,
        0x6A81, 0x6A82, 0x6A83, 0x6A84, 0x6A88, 0x6A89, 0x9303, 0x9403,
    ];
    let says = (prop::collection::vec(any::<u8>(), 0..70), prop::sample::select(statuses))
        .prop_map(|(data, status)| Mood::Says(data, status));
    let mood = prop_oneof![12 => any::<u8>().prop_map(Mood::Agrees), 1 => says];
    prop::collection::vec(mood, 0..50)
}

/// What a chip without our keys may say.
fn answers() -> impl Strategy<Value = Vec<Mood>> {
    let statuses = vec![0x9100, 0x910E, 0x919D, 0x91A0, 0x91AE, 0x91AF, 0x91BE, 0x91DE, 0x91F0, 0x6E00];
    let lengths = prop::sample::select(vec![0, 1, 2, 13, 16, 17, 32, 40]);
    let data = lengths
        .prop_flat_map(|length| prop::collection::vec(prop_oneof![Just(0), Just(1), any::<u8>()], length));
    let likely =
        (data, prop_oneof![8 => Just(0x9100), 2 => Just(0x91AF), 2 => prop::sample::select(statuses)]);
    prop::collection::vec(likely.prop_map(|(data, status)| Mood::Says(data, status)), 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn personalising_ends(moods in moods(), from in prop::option::of(0..30usize)) {
        let (profile, order) = (FmcosProfile::default(), order());
        let mut personalise = match from {
            None => Personalise::new(&profile, &order, &DeskKeys),
            Some(steps) => Personalise::resume(&profile, &order, &DeskKeys, Progress(steps)),
        };
        let mut last = personalise.progress();
        let (turns, outcome) = carry(&mut personalise, &moods, |so_far| {
            assert!(so_far.progress() >= last && so_far.progress().0 <= last.0 + 1);
            last = so_far.progress();
        });
        prop_assert!(turns <= 44);
        prop_assert_eq!(outcome.is_ok(), personalise.progress() == Progress(steps().len()));
        // An answer out of turn changes nothing.
        let _ = personalise.hear(&Response::ok([0; 8]));
        prop_assert_eq!(personalise.progress(), last);
    }

    #[test]
    fn the_rest_of_the_desk_ends(moods in moods()) {
        let (profile, order) = (FmcosProfile::default(), order());
        let name = order.name();
        let service = || PinService { name, pin: order.pin.clone(), keys: &DeskKeys };
        prop_assert!(carry(&mut Examine::new(&profile.aid), &moods, nobody).0 <= 2);
        prop_assert!(carry(&mut ReadBack::new(&profile), &moods, nobody).0 <= 17);
        prop_assert!(carry(&mut Scrap::new(&profile, &name, &DeskKeys), &moods, nobody).0 <= 6);
        prop_assert!(carry(&mut ReloadPin::new(service()), &moods, nobody).0 <= 1);
        prop_assert!(carry(&mut UnblockPin::new(service()), &moods, nobody).0 <= 2);
        for blocking in [Blocking::Application, Blocking::Unblock, Blocking::Card, Blocking::ApplicationForGood] {
            let mut block = IssuerBlock::new(blocking, name, Cipher::Sm4, &DeskKeys);
            prop_assert!(carry(&mut block, &moods, nobody).0 <= 2);
        }
    }

    #[test]
    fn an_issued_card_is_never_erased(moods in moods(), number in 1..=0x99u8) {
        let (profile, order) = (FmcosProfile::default(), order());
        let name = order.name();
        let mut scrap = Scrap::new(&profile, &name, &DeskKeys);
        let mut file = vec![0; 30];
        file[19] = number;
        let _ = scrap.start();
        let _ = scrap.hear(&Response::ok(Vec::new()));
        prop_assert!(matches!(scrap.hear(&Response::ok(file)), Turn::Done(Err(_))));
        // Nor is anything erased that no chip has shown to be ours.
        let mut erased = false;
        let mut turn = scrap.start();
        for mood in &moods {
            let Turn::Ask(Ask::Card(command)) = &turn else { break };
            erased |= command.ins == 0x0E;
            turn = scrap.hear(&answer(Some(mood), command));
        }
        let agreed = moods.iter().filter(|mood| matches!(mood, Mood::Agrees(_) | Mood::Says(_, 0x9000))).count();
        prop_assert!(!erased || agreed >= 3);
    }

    #[test]
    fn desfire_ends(answers in answers(), from in prop::option::of(0..15usize), ev1 in any::<bool>()) {
        let generation = if ev1 { Generation::Ev1 } else { Generation::Ev2 };
        let profile = DesfireProfile::new(Parameters::usual(generation), 100_000).unwrap();
        let card = CardOfKeys { profile: &profile, uid: [4; 7], keys: &DesfireKeys };
        let mut personalise = match from {
            None => desfire::Personalise::new(card, 7),
            Some(steps) => desfire::Personalise::resume(card, 7, Progress(steps)),
        };
        let mut last = personalise.progress();
        let (turns, outcome) = carry(&mut personalise, &answers, |so_far| {
            assert!(so_far.progress() >= last);
            last = so_far.progress();
        });
        prop_assert!(turns < 64);
        prop_assert_eq!(outcome.is_ok(), personalise.progress() == Progress(desfire::steps(&profile).len()));
        prop_assert!(carry(&mut desfire::Examine::new(&profile), &answers, nobody).0 < 64);
        prop_assert!(carry(&mut desfire::ReadBack::new(&profile), &answers, nobody).0 < 64);
        prop_assert!(carry(&mut desfire::ReadBack::with_value(card), &answers, nobody).0 < 64);
        prop_assert!(carry(&mut desfire::Block::new(card), &answers, nobody).0 < 64);
        // Nothing is erased that did not answer a handshake with the right key.
        prop_assert!(carry(&mut desfire::Scrap::new(card), &answers, nobody).1.is_err());
    }
}
