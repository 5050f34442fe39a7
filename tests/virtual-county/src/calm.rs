//! Faults stop. Everybody comes back, every link is up: within a virtual day all must have settled.

use crate::county::County;
use crate::faults::{Faults, Mishap};
use crate::link::Weather;
use crate::parts::disk::Health;
use crate::till::VirtualTill;
use crate::violation::Violation;
use cashier::Key;

/// Rounds in which everybody may come back.
const ROUNDS: usize = 12;

/// Brings everything to rest and audits it.
pub(crate) fn settle(county: &mut County) -> Result<(), Violation> {
    county.faults = Faults::NONE;
    county.trace.line("calm".to_owned());
    for till in &mut county.tills {
        till.link.weather = Weather::FINE;
        till.link.away_until_us = 0;
        till.disk.health = Health::Good;
        till.fuse.set(0);
    }
    for _ in 0..ROUNDS {
        for at in 0..county.tills.len() {
            come_back(county, at);
            upload(county, at);
        }
        county.audit()?;
        let greys = (0..county.given.len()).filter(|elder| is_grey(county, *elder)).collect::<Vec<_>>();
        for elder in greys {
            buy(county, elder);
        }
        for at in 0..county.tills.len() {
            upload(county, at);
        }
        county.audit()?;
    }
    county.auditor.settled(&county.card_states())
}

/// The card a till waits for.
fn come_back(county: &mut County, at: usize) {
    let Some(till) = county.tills.get_mut(at) else { return };
    till.start();
    till.card.unplug_in = 0;
    till.sam.reset_in = 0;
    till.disk.fail_in = 0;
    till.rest();
    let waits = till.waits_for();
    let owner = waits
        .and_then(|card| county.wallets.borrow().iter().position(|purse| purse.state().number() == card));
    if let Some(owner) = owner {
        county.tap(at, owner, &Mishap::default());
    }
}

fn upload(county: &mut County, at: usize) {
    for _ in 0..4 {
        county.time.pass_ms(300_000);
        county.pump(at);
    }
}

fn is_grey(county: &County, elder: usize) -> bool {
    let number = county.wallets.borrow().get(elder).map(|card| card.state().number());
    number.is_some_and(|number| county.auditor.is_grey(number))
}

/// The smallest thing at the till where amounts are keyed: the card's next record decides its greys.
fn buy(county: &mut County, elder: usize) {
    let Some(at) = county.tills.iter().position(|till: &VirtualTill| till.keyed) else { return };
    if let Some(till) = county.tills.get_mut(at) {
        county.time.pass_ms(30_000);
        till.press(&[Key::Cancel, Key::Digit(0), Key::Dot, Key::Digit(0), Key::Digit(1), Key::Enter]);
    }
    county.tap(at, elder, &Mishap::default());
}
