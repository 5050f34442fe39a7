//! The card leaves the reader at every command, heard or not; then it is found again, with a journal and without.

use apdu::TransportError;
use card_issuing::fmcos::{FmcosProfile, Personalise, Progress, Scrap};
use card_issuing::{Examine, Finding, IssueOrder, ReadBack};
use issuing::{DeskKeys, Reader, blank, order};
use pboc_purse::Inquiry;
use purse::Probe;
use virtual_cards::{Tear, VirtualFmcos};

/// Commands for a card.
const COMMANDS: u32 = 40;

struct Bench {
    profile: FmcosProfile,
    order: IssueOrder,
    keys: DeskKeys,
}

impl Bench {
    fn new() -> Bench {
        Bench { profile: FmcosProfile::default(), order: order(), keys: DeskKeys::default() }
    }

    /// Goes on from this progress until the end or the tear; the progress that a journal then has.
    fn go_on(&self, chip: &mut VirtualFmcos, from: Option<Progress>) -> (Progress, bool) {
        let Bench { profile, order, keys } = self;
        let mut personalise = match from {
            None => Personalise::new(profile, order, keys),
            Some(progress) => Personalise::resume(profile, order, keys, progress),
        };
        match Reader::new(chip).carry(&mut personalise, |_| {}) {
            Ok(outcome) => {
                outcome.unwrap_or_else(|refusal| panic!("{refusal} after {:?}", personalise.progress()));
                (personalise.progress(), true)
            }
            Err(TransportError::CardGone) => (personalise.progress(), false),
            Err(other) => panic!("{other}"),
        }
    }

    fn is_finished(&self, chip: &mut VirtualFmcos) -> bool {
        let picture = Reader::new(chip).ask(ReadBack::new(&self.profile)).unwrap();
        picture.is_ok_and(|picture| picture.is_as_ordered(&self.order, &self.profile).is_ok())
    }

    /// What a till makes of it.
    fn at_a_till(&self, chip: &mut VirtualFmcos) -> Probe {
        Reader::new(chip).ask(Inquiry::new(&pboc_purse::Parameters::default())).unwrap()
    }
}

fn tears() -> impl Iterator<Item = Tear> {
    (0..COMMANDS).flat_map(|after| [Tear::Unheard { after }, Tear::Unanswered { after, keep: 0 }])
}

#[test]
fn a_torn_card_is_no_card_and_is_finished() {
    let bench = Bench::new();
    let mut cuts = 0;
    for tear in tears() {
        let mut chip = blank();
        chip.arm(tear);
        let (progress, whole) = bench.go_on(&mut chip, None);
        assert!(!whole, "{tear:?}");
        let last_heard = tear == Tear::Unanswered { after: COMMANDS - 1, keep: 0 };
        let seen = bench.at_a_till(&mut chip);
        assert_eq!(matches!(seen, Probe::Found(_)), last_heard, "{tear:?} {seen:?}");
        assert_eq!(bench.is_finished(&mut chip), last_heard, "{tear:?}");
        assert!(bench.go_on(&mut chip, Some(progress)).1);
        assert!(bench.is_finished(&mut chip), "{tear:?}");
        cuts += 1;
    }
    assert_eq!(cuts, 80);
}

#[test]
fn torn_twice() {
    let bench = Bench::new();
    let mut cuts = 0;
    for first in tears() {
        let mut torn = blank();
        torn.arm(first);
        let (progress, _) = bench.go_on(&mut torn, None);
        for second in tears().step_by(3) {
            let mut chip = torn.clone();
            chip.arm(second);
            let (progress, whole) = bench.go_on(&mut chip, Some(progress));
            if whole {
                // The second tear was to come after the last command.
                continue;
            }
            assert!(bench.go_on(&mut chip, Some(progress)).1, "{first:?} {second:?}");
            assert!(bench.is_finished(&mut chip), "{first:?} {second:?}");
            cuts += 1;
        }
    }
    assert!(cuts > 1000, "{cuts}");
}

#[test]
fn torn_and_nothing_remembered() {
    let bench = Bench::new();
    let mut found = [0; 3];
    for tear in tears() {
        let mut chip = blank();
        chip.arm(tear);
        bench.go_on(&mut chip, None);
        let finding = Reader::new(&mut chip).ask(Examine::new(&bench.profile.aid)).unwrap();
        let name = bench.order.name();
        match finding {
            Finding::Blank => found[0] += 1,
            Finding::Torn => {
                found[1] += 1;
                let scrap = Scrap::new(&bench.profile, &name, &bench.keys);
                Reader::new(&mut chip).ask(scrap).unwrap().unwrap();
                let again = Reader::new(&mut chip).ask(Examine::new(&bench.profile.aid)).unwrap();
                assert_eq!(again, Finding::Blank);
            }
            Finding::Issued(_) => {
                found[2] += 1;
                assert!(bench.is_finished(&mut chip));
                continue;
            }
            other => panic!("{other:?}"),
        }
        assert!(bench.go_on(&mut chip, Some(Progress(0))).1, "{tear:?}");
        assert!(bench.is_finished(&mut chip), "{tear:?}");
    }
    assert_eq!(found.iter().sum::<usize>(), 80);
    assert_eq!(found[2], 1, "only the last command makes a card");
    assert!(found[0] > 10 && found[1] > 50, "{found:?}");
}
