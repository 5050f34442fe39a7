//! What the center checks: a card's TAC, from the master key and the card's two factors. Loads in [`load`], many
//! TACs at once in [`verify_tacs`].

mod batch;
pub mod load;

use crate::Tac;
use crate::crypto::{Derivation, Key16, TacInputs, TacScheme, purchase_tac};
use core::fmt;
use purse::{CardNumber, FactorOrder, Issuer, Secret16};

pub use batch::{Claim, verify_tacs};

/// The issuer's master key for TACs. It lives at the center alone; `Debug` never shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct TacMasterKey(Key16);

impl TacMasterKey {
    /// Takes the sixteen bytes.
    #[must_use]
    pub fn new(bytes: [u8; 16]) -> TacMasterKey {
        TacMasterKey(Key16(bytes))
    }
}

impl fmt::Debug for TacMasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<key>")
    }
}

/// The TAC that this card would give for this purchase.
#[must_use]
pub fn tac(
    master: &TacMasterKey,
    derivation: &Derivation,
    scheme: TacScheme,
    issuer: Issuer,
    number: CardNumber,
    inputs: &TacInputs,
) -> Tac {
    purchase_tac(&derivation.card_key(&master.0, issuer, number), scheme, inputs)
}

/// The same for a 3DES card of two levels.
#[must_use]
pub fn tac_3des(
    master: &TacMasterKey,
    issuer: Issuer,
    number: CardNumber,
    order: FactorOrder,
    inputs: &TacInputs,
) -> Tac {
    let derivation = Derivation { order, ..Derivation::default() };
    tac(master, &derivation, TacScheme::DesFolded, issuer, number, inputs)
}

/// Whether this TAC is the word of this 3DES card of two levels for this purchase.
#[must_use]
pub fn verify_tac(
    tac: Tac,
    inputs: &TacInputs,
    master: &TacMasterKey,
    issuer: Issuer,
    number: CardNumber,
    order: FactorOrder,
) -> bool {
    tac_3des(master, issuer, number, order, inputs) == tac
}

/// Whether a claim is the word of the card whose TAC key this is: for a center that holds no master key.
#[must_use]
pub fn verify_with_card_key(claim: &Claim, card: &Secret16, scheme: TacScheme) -> bool {
    purchase_tac(&Key16(*card.expose()), scheme, &claim.inputs) == claim.tac
}
