//! The stories of a sale whose link is cut, told with the sale's own machine.

use crate::county::HAIRCUT;
use crate::till::{ANOTHER, Ending, OURS, STRANGER, Till};
use crate::{Cut, Grain, Lengths, Sweep, Tear};
use sale::{Order, Refusal};

/// Who comes to the reader after the link was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Same,
    Another,
    Stranger,
    Nobody,
    /// The same, and the till lost its power before it could write down what it had seen.
    AfterPowerCut,
}

/// A sale cut at every byte; afterwards the same card returns, another of its kind comes, one of another family, or
/// nobody, so that the power goes off and a supervisor decides. And once the power goes with the card: the till knows
/// its intention and no more, and the card's own log has to tell.
#[must_use]
pub fn torn_sales(scene: &Till, order: Order) -> Sweep {
    let mut all = Sweep::default();
    for next in [Next::Same, Next::Another, Next::Stranger, Next::Nobody, Next::AfterPowerCut] {
        let sweep = Sweep::of(Grain::Bytes, |tear, sweep| {
            let mut till = scene.clone();
            sweep.end(till.tap(OURS, order, tear).word());
            let heard = till.heard();
            match next {
                Next::Same => {}
                Next::Another => comes(&mut till, ANOTHER),
                Next::Stranger => comes(&mut till, STRANGER),
                Next::AfterPowerCut => {
                    till.cut_power();
                    till.audit();
                }
                Next::Nobody => {
                    till.restart();
                    till.audit();
                    if till.release().is_some() {
                        sweep.end("given up, grey");
                    }
                }
            }
            returns(&mut till, order, sweep);
            heard
        });
        // The same places, once for each who comes next: a place is counted once.
        all.add(&Sweep { cuts: if next == Next::Same { sweep.cuts } else { 0 }, ..sweep });
    }
    all
}

/// A sale whose debit was cut before or after the card executed it; then the conversation that finds out is cut at
/// every byte, and the card comes once more.
#[must_use]
pub fn torn_recoveries(scene: &Till, order: Order) -> Sweep {
    let mut all = Sweep::default();
    for torn in held(scene, order) {
        all.add(&Sweep::of(Grain::Bytes, |tear, sweep| {
            let mut till = torn.clone();
            sweep.end(till.tap(OURS, order, tear).word());
            let heard = till.heard();
            returns(&mut till, order, sweep);
            heard
        }));
    }
    all
}

/// Every pair of cuts in a row, between any command and its answer: one in the sale, one when the card returns.
#[must_use]
pub fn torn_twice(scene: &Till, order: Order) -> Sweep {
    let mut all = Sweep::default();
    for first in Grain::Commands.tears(&conversation(scene, order)) {
        let mut torn = scene.clone();
        torn.tap(OURS, order, Some(first));
        all.add(&Sweep::of(Grain::Commands, |second, sweep| {
            let mut till = torn.clone();
            sweep.end(till.tap(OURS, HAIRCUT, second).word());
            let heard = till.heard();
            till.restart();
            returns(&mut till, HAIRCUT, sweep);
            heard
        }));
    }
    all
}

/// Tills that hold this sale: its last command but for the proof was cut before the card heard it, or after.
pub(crate) fn held(scene: &Till, order: Order) -> Vec<Till> {
    let cuts = Grain::Commands.tears(&conversation(scene, order)).into_iter().map(|tear| {
        let mut till = scene.clone();
        till.tap(OURS, order, Some(tear));
        till
    });
    cuts.filter(Till::waits).collect()
}

fn conversation(scene: &Till, order: Order) -> Vec<Lengths> {
    let mut dry = scene.clone();
    dry.tap(OURS, order, None);
    dry.heard()
}

/// Somebody else's card comes: it is served if nothing waits, and sent away untouched if something does.
fn comes(till: &mut Till, place: usize) {
    let waits = till.waits();
    let ending = till.tap(place, HAIRCUT, None);
    if waits {
        assert_eq!(ending, Ending::Refused(Refusal::OtherCard));
        assert!(till.waits());
    } else {
        assert!(matches!(ending, Ending::Paid(_)), "{ending:?}");
    }
}

/// The elder's card comes back, whole, and once more after that.
pub(crate) fn returns(till: &mut Till, order: Order, sweep: &mut Sweep) {
    if till.waits() {
        match till.tap(OURS, order, None) {
            Ending::Paid(_) => sweep.end("settled: paid"),
            Ending::WithoutProof(_) => sweep.end("settled: paid, grey"),
            other => panic!("the same card settles it: {other:?}"),
        }
    }
    till.settled();
    let ending = till.tap(OURS, HAIRCUT, None);
    assert!(matches!(ending, Ending::Paid(_)), "{ending:?}");
    till.settled();
}

/// A cut of the last exchange: the debit, where no security module comes after it on the same link.
#[must_use]
pub fn last(conversation: &[Lengths], cut: Cut) -> Tear {
    Tear { exchange: conversation.len() - 1, cut }
}
