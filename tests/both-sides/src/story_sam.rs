//! The stories of a sale whose security module loses its power, or garbles, while the card lies still.

use crate::county::HAIRCUT;
use crate::story::{held, returns};
use crate::till::{ANOTHER, Ending, OURS, Till};
use crate::{Cut, Grain, Lengths, Sweep, Tear};
use sale::{Order, Refusal};

/// A sale with the link to the module cut at every byte. Afterwards the same card returns, another elder comes first, or
/// nobody comes and the till is switched off.
#[must_use]
pub fn torn_modules(scene: &Till, order: Order) -> Sweep {
    let mut all = Sweep::default();
    for next in [OURS, ANOTHER, NOBODY] {
        let sweep = Sweep::of(Grain::Bytes, |tear, sweep| {
            let mut till = scene.clone();
            let heard = sale(&mut till, order, tear, sweep);
            match next {
                ANOTHER => {
                    let ending = till.tap(ANOTHER, HAIRCUT, None);
                    assert!(matches!(ending, Ending::Paid(_)), "a module that is back serves: {ending:?}");
                }
                NOBODY => {
                    till.restart();
                    till.audit();
                }
                _ => {}
            }
            returns(&mut till, order, sweep);
            heard
        });
        all.add(&Sweep { cuts: if next == OURS { sweep.cuts } else { 0 }, ..sweep });
    }
    all
}

/// Nobody comes.
const NOBODY: usize = usize::MAX;

/// Two cuts in a row: the second strikes while the till starts the module again, or in the sale that follows.
#[must_use]
pub fn torn_modules_twice(scene: &Till, order: Order) -> Sweep {
    let mut all = Sweep::default();
    let mut dry = scene.clone();
    dry.tap_sam(OURS, order, None);
    for first in Grain::Commands.tears(&dry.sam_heard()) {
        let mut torn = scene.clone();
        torn.tap_sam(OURS, order, Some(first));
        all.add(&Sweep::of(Grain::Bytes, |second, sweep| {
            let mut till = torn.clone();
            let heard = sale(&mut till, HAIRCUT, second, sweep);
            returns(&mut till, HAIRCUT, sweep);
            heard
        }));
    }
    all
}

/// A sale whose debit was cut from its card; then the module loses its power while it checks the proof that the card
/// brings back, or in the sale that follows at once where nothing had been debited.
#[must_use]
pub fn torn_modules_in_recovery(scene: &Till, order: Order) -> Sweep {
    let mut all = Sweep::default();
    for torn in held(scene, order) {
        all.add(&Sweep::of(Grain::Bytes, |tear, sweep| {
            let mut till = torn.clone();
            let heard = sale(&mut till, order, tear, sweep);
            returns(&mut till, order, sweep);
            heard
        }));
    }
    all
}

/// One tap with the module cut there. A card that lies still is debited or it is not: nothing is left waiting, and a till
/// without its module says so.
fn sale(till: &mut Till, order: Order, tear: Option<Tear>, sweep: &mut Sweep) -> Vec<Lengths> {
    let ending = till.tap_sam(OURS, order, tear);
    assert!(!till.waits(), "{tear:?}: the card told everything, {ending:?}");
    match &ending {
        Ending::Paid(_) => {}
        Ending::Refused(Refusal::NoSam | Refusal::SamRefused) => assert!(tear.is_some()),
        // An answer cut in the middle may say that the rest waits: what cannot be collected is nobody's refusal.
        Ending::Refused(Refusal::CardMoved) => {
            assert!(matches!(tear, Some(Tear { cut: Cut::Short(2..) | Cut::Glitch(2..), .. })), "{tear:?}");
        }
        other => panic!("{tear:?}: {other:?}"),
    }
    sweep.end(ending.word());
    till.sam_heard()
}
