//! Sales, voids and loads on every generation; what a card refuses; a tear at every place.

use both_sides::counter::{Counter, Tap, Wish, card, kept};
use both_sides::county::{Kind, LUNCH};
use both_sides::till::{Ending, OURS, Till};
use purse::{DebitOutcome, Proof, PurchaseRefusal, Resolution};
use virtual_cards::Tear;
use virtual_cards::desfire::{DesfireManner, Generation};

const GENERATIONS: [(Generation, desfire_purse::Generation); 3] = [
    (Generation::Ev1, desfire_purse::Generation::Ev1),
    (Generation::Ev2, desfire_purse::Generation::Ev2),
    (Generation::Ev3, desfire_purse::Generation::Ev2),
];

fn paid(tap: Tap) -> purse::Paid {
    match tap {
        Tap::Settled(DebitOutcome::Paid(paid)) => paid,
        other => panic!("{other:?}"),
    }
}

/// A till into which nobody has put a debit key says that, and not that its security module refused: it has none.
#[test]
fn a_till_without_the_debit_key_says_so() {
    for (chip, _) in GENERATIONS {
        let mut till = Till::new(Kind::Desfire(chip), Kind::Serial).without_keys();
        assert_eq!(till.tap(OURS, LUNCH, None), Ending::Refused(sale::Refusal::NoCardKey));
        till.settled();
    }
}

#[test]
fn money_moves_both_ways() {
    for (chip, generation) in GENERATIONS {
        let (mut card, mut till) = (card(chip), Counter::new(generation, 0x1_0000_0042));
        for (wish, kind, balance) in [
            (Wish::Sale(650), desfire_purse::Kind::Sale, 9_350),
            (Wish::VoidLast, desfire_purse::Kind::Void, 10_000),
            (Wish::Load(5_000), desfire_purse::Kind::Load, 15_000),
            (Wish::Sale(0), desfire_purse::Kind::Sale, 15_000),
            (Wish::Sale(15_000), desfire_purse::Kind::Sale, 0),
        ] {
            let paid = paid(till.tap(&mut card, wish));
            let (value, newest) = kept(&card);
            assert_eq!((value, newest.balance, newest.kind), (balance, balance, kind), "{chip:?} {wish:?}");
            assert_eq!(matches!(paid.proof, Proof::TransactionMac { .. }), chip != Generation::Ev1);
        }
    }
}

#[test]
fn a_sale_is_undone_once() {
    for (chip, generation) in GENERATIONS {
        let (mut card, mut till) = (card(chip), Counter::new(generation, 7));
        paid(till.tap(&mut card, Wish::Sale(650)));
        paid(till.tap(&mut card, Wish::VoidLast));
        assert_eq!(till.tap(&mut card, Wish::VoidLast), Tap::Refused(PurchaseRefusal::Card(0x91BE)));
        assert_eq!(kept(&card).0, 10_000);
    }
}

#[test]
fn refusals_change_nothing() {
    for (chip, generation) in GENERATIONS {
        let (mut card, mut till) = (card(chip), Counter::new(generation, 7));
        let before = card.state().clone();
        assert_eq!(till.tap(&mut card, Wish::Sale(10_001)), Tap::Refused(PurchaseRefusal::Funds));
        assert_eq!(till.tap(&mut card, Wish::Load(u32::MAX)), Tap::Refused(PurchaseRefusal::Card(0x91BE)));
        till.parameters.till_key = 3;
        assert_eq!(till.tap(&mut card, Wish::Sale(650)), Tap::Refused(PurchaseRefusal::CardKey));
        till.parameters.till_key = 9;
        assert_eq!(till.tap(&mut card, Wish::Sale(650)), Tap::Refused(PurchaseRefusal::CardKey));
        till.parameters.till_key = 1;
        // A card whose serial is hidden, and a card of another county.
        card.reissue(|state| state.random_id = true);
        assert_eq!(till.tap(&mut card, Wish::Sale(650)), Tap::Nothing);
        card.reissue(|state| state.random_id = false);
        till.parameters.aid = [1, 2, 3];
        assert_eq!(till.tap(&mut card, Wish::Sale(650)), Tap::Nothing);
        assert_eq!(card.state().applications, before.applications);
    }
}

#[test]
fn the_wrong_generation_is_refused_cleanly() {
    let mut till = Counter::new(desfire_purse::Generation::Ev2, 7);
    let mut old = card(Generation::Ev1);
    assert_eq!(till.tap(&mut old, Wish::Sale(650)), Tap::Nothing);
    // An EV2 card takes the old channel, but its transaction MAC file wants to know the reader.
    let mut till = Counter::new(desfire_purse::Generation::Ev1, 7);
    let mut new = card(Generation::Ev2);
    let tap = till.tap(&mut new, Wish::Sale(650));
    assert!(matches!(tap, Tap::Settled(DebitOutcome::Refused(_))), "{tap:?}");
    assert_eq!(kept(&new).0, 10_000);
}

/// Every place at which the field may go, with every length of an answer cut short.
fn tears() -> Vec<Tear> {
    let mut tears = vec![
        Tear::DuringInquiry,
        Tear::BeforeInitAnswer,
        Tear::DuringCache,
        Tear::BeforeDebit,
        Tear::AfterCommit,
        Tear::DuringProof,
    ];
    tears.extend((0..=22).map(|keep| Tear::MidAnswer { keep }));
    tears
}

#[test]
fn a_tear_at_every_place() {
    let mut told = (0, 0, 0);
    for (chip, generation) in GENERATIONS {
        for wish in [Wish::Sale(650), Wish::VoidLast, Wish::Load(300)] {
            for tear in tears() {
                let (mut card, mut till) = (card(chip), Counter::new(generation, 7));
                paid(till.tap(&mut card, Wish::Sale(1_000)));
                let before = kept(&card);
                card.arm(tear);
                let tap = till.tap(&mut card, wish);
                let moved = kept(&card) != before;
                card.disarm();
                match tap {
                    Tap::Nothing => assert!(!moved, "{tear:?}"),
                    Tap::Settled(DebitOutcome::Paid(_)) => assert!(moved, "{tear:?}"),
                    Tap::Settled(DebitOutcome::Unknown) => {
                        let learned = till.tap(&mut card, wish);
                        let happened = matches!(learned, Tap::Learned(Resolution::Debited(_)));
                        let did_not = learned == Tap::Learned(Resolution::NotDebited);
                        assert!(happened == moved && did_not != moved, "{tear:?} {learned:?}");
                        if let (Tap::Learned(Resolution::Debited(found)), true) =
                            (learned, chip != Generation::Ev1)
                        {
                            assert!(matches!(found.proof, Proof::TransactionMac { .. }), "{tear:?}");
                        }
                        told = (told.0, told.1 + 1, told.2 + u32::from(moved));
                    }
                    other => panic!("{tear:?} {other:?}"),
                }
                assert!(till.open.is_none());
                told.0 += 1;
                // And the card still works.
                paid(till.tap(&mut card, Wish::Sale(1)));
            }
        }
    }
    println!("{} cards torn, {} outcomes unknown, of which {} had happened", told.0, told.1, told.2);
    assert!(told.1 > 0 && told.2 > 0 && told.2 < told.1);
}

#[test]
fn recovery_torn_too() {
    let (mut card, mut till) = (card(Generation::Ev2), Counter::new(desfire_purse::Generation::Ev2, 7));
    card.arm(Tear::AfterCommit);
    assert_eq!(till.tap(&mut card, Wish::Sale(650)), Tap::Settled(DebitOutcome::Unknown));
    // The proof is lost on the way: the sale waits on, and the same card brings it.
    card.arm(Tear::DuringProof);
    let waits = till.tap(&mut card, Wish::Sale(650));
    assert!(matches!(waits, Tap::Learned(Resolution::Undecided(_))), "{waits:?}");
    let Tap::Learned(Resolution::Debited(found)) = till.tap(&mut card, Wish::Sale(650)) else { panic!() };
    assert!(matches!(found.proof, Proof::TransactionMac { .. }));
    assert_eq!(kept(&card).0, 9_350);
}

#[test]
fn a_card_that_never_answers_a_commit_pays_once() {
    let (mut card, mut till) = (card(Generation::Ev3), Counter::new(desfire_purse::Generation::Ev2, 7));
    card.behave(DesfireManner { stuck_commit: true, ..DesfireManner::default() });
    assert_eq!(till.tap(&mut card, Wish::Sale(650)), Tap::Settled(DebitOutcome::Unknown));
    let Tap::Learned(Resolution::Debited(_)) = till.tap(&mut card, Wish::Sale(650)) else { panic!() };
    assert_eq!(kept(&card).0, 9_350);
}

#[test]
fn used_elsewhere_while_torn() {
    for (chip, generation) in GENERATIONS {
        for (tear, happened) in [(Tear::BeforeDebit, false), (Tear::AfterCommit, true)] {
            for others in 0..=12u32 {
                let (mut card, mut till) = (card(chip), Counter::new(generation, 7));
                let mut other = Counter::new(generation, 8);
                card.arm(tear);
                assert_eq!(till.tap(&mut card, Wish::Sale(650)), Tap::Settled(DebitOutcome::Unknown));
                for fen in 1..=others {
                    paid(other.tap(&mut card, Wish::Sale(fen)));
                }
                let learned = till.tap(&mut card, Wish::Sale(0));
                match learned {
                    Tap::Learned(Resolution::Debited(_)) => assert!(happened),
                    Tap::Learned(Resolution::NotDebited) => assert!(!happened),
                    // Ten records are kept; beyond them nobody knows.
                    Tap::Learned(Resolution::Undecided(_)) => {
                        assert!(others >= 9, "{chip:?} {tear:?} {others}")
                    }
                    other => panic!("{other:?}"),
                }
            }
        }
    }
}
