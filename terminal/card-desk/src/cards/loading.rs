//! The card's part in a load: it proves itself, is credited once, and tells afterwards whether it was.

use apdu::Transport;
use pboc_purse::{
    CreditOutcome, LoadCredit, LoadFacts, LoadInit, LoadIntention, LoadOrder, LoadResolution, Mac, Pin,
    ResolveLoad,
};

use super::{CardFault, converse};
use pboc_purse::crypto::LoadMoment;

/// The load up to the card's own proof. Nothing has changed on the card, but for tries of its PIN.
///
/// # Errors
/// The card's refusal, or a lost card.
pub fn begin_load(
    card: &mut dyn Transport,
    order: LoadOrder,
    pin: Option<Pin>,
) -> Result<LoadFacts, CardFault> {
    let facts = converse(&mut LoadInit::new(order, pin), card, |_| Ok(()))?;
    facts.map_err(|refusal| CardFault::Refused(refusal.to_string()))
}

/// The credit. It is asked once; when the card is lost, the outcome is unknown.
#[must_use]
pub fn credit(
    card: &mut dyn Transport,
    order: LoadOrder,
    facts: LoadFacts,
    moment: LoadMoment,
    mac2: Mac,
) -> CreditOutcome {
    let mut credit = LoadCredit::new(order, facts, moment, mac2);
    converse(&mut credit, card, |_| Ok(())).unwrap_or_else(|_| credit.so_far())
}

/// What the same card, selected again, says of a load whose end nobody knows. It is never credited here.
#[must_use]
pub fn resolve_load(card: &mut dyn Transport, intention: LoadIntention, pin: Option<Pin>) -> LoadResolution {
    let mut resolve = ResolveLoad::new(intention, pin);
    converse(&mut resolve, card, |_| Ok(())).unwrap_or_else(|_| resolve.so_far())
}
