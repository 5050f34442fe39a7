//! DESFire purses: made whole, torn everywhere, refused, blocked, loaded.

mod blocked;
mod loaded;
mod made;
mod refused;
mod torn;

use apdu::TransportError;
use card_issuing::Progress;
use card_issuing::desfire::{DesfireProfile, Personalise};
use issuing::Reader;
use issuing::desfire::{DesfireKeys, SECONDS, at_desk, factory, finished};
use virtual_cards::Tear;
use virtual_cards::desfire::{DesfireState, Generation, VirtualDesfire};

const CHIPS: [Generation; 3] = [Generation::Ev1, Generation::Ev2, Generation::Ev3];

/// Goes on from this progress until the end or the tear; the progress that a journal then has.
fn go_on(chip: &mut VirtualDesfire, profile: &DesfireProfile, from: Option<Progress>) -> (Progress, bool) {
    let keys = DesfireKeys::default();
    let mut personalise = match from {
        None => Personalise::new(at_desk(profile, &keys), SECONDS),
        Some(progress) => Personalise::resume(at_desk(profile, &keys), SECONDS, progress),
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

/// A finished card.
fn made(generation: Generation) -> VirtualDesfire {
    let mut chip = factory(generation);
    assert!(go_on(&mut chip, &issuing::desfire::profile(generation), None).1);
    chip
}

/// Whether the chip keeps exactly what a finished card does.
fn is_finished(chip: &VirtualDesfire) -> bool {
    let generation = chip.state().generation;
    let commits = chip.state().commits;
    *chip.state() == DesfireState { commits, ..finished(generation) }
}

/// Every place to tear a conversation of so many commands.
fn tears(commands: u32) -> impl Iterator<Item = Tear> {
    (0..commands).flat_map(|after| [Tear::Unheard { after }, Tear::Unanswered { after, keep: 0 }])
}
