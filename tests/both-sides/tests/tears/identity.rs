//! Cards that name their holder and pay nothing: a cut never names another, and one meal is one record.

use both_sides::county::{Kind, LUNCH_IN_CASH};
use both_sides::till::{ANOTHER, Ending, OURS, Till};
use both_sides::{Grain, Sweep};
use virtual_cards::SocialGeneration;

fn meals(family: &str, kind: Kind) {
    let scene = Till::new(kind, Kind::TUnion);
    let sweep = Sweep::of(Grain::Bytes, |tear, sweep| {
        let mut till = scene.clone();
        let torn = till.tap(OURS, LUNCH_IN_CASH, tear);
        sweep.end(torn.word());
        let heard = till.heard();
        // Another elder is served meanwhile, and a power cut changes nothing.
        assert!(matches!(till.tap(ANOTHER, LUNCH_IN_CASH, None), Ending::Paid(_)));
        till.restart();
        let again = till.tap(OURS, LUNCH_IN_CASH, None);
        let meals = 1 + usize::from(matches!(torn, Ending::Paid(_)));
        assert!(matches!(again, Ending::Paid(_)), "{again:?}");
        assert_eq!(till.sales(OURS).len(), meals, "one record for each meal that was shown");
        till.settled();
        heard
    });
    sweep.print(family, "identify");
    sweep.met(&["paid", "not debited"]);
}

#[test]
fn social_cards_of_three_generations() {
    for (family, generation) in [
        ("social card, gen. 1", SocialGeneration::One),
        ("social card, gen. 2", SocialGeneration::Two),
        ("social card, gen. 3", SocialGeneration::Three),
    ] {
        meals(family, Kind::Social(generation));
    }
}

#[test]
fn chips_by_their_serial() {
    meals("chip serial", Kind::Serial);
}
