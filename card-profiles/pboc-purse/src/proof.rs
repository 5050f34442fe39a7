//! What the center checks: a card's TAC, from the master key and the card's two factors.

use crate::Tac;
use crate::crypto::{Key16, TacInputs, card_key, purchase_tac};
use core::fmt;
use purse::{CardNumber, FactorOrder, Issuer};

/// The issuer's master key for TACs. It lives at the center alone; `Debug` never shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct TacMasterKey(Key16);

impl TacMasterKey {
    /// Takes the sixteen bytes of a two-key 3DES key.
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
pub fn tac_3des(
    master: &TacMasterKey,
    issuer: Issuer,
    number: CardNumber,
    order: FactorOrder,
    inputs: &TacInputs,
) -> Tac {
    purchase_tac(&card_key(&master.0, number.factor(), issuer.0, order), inputs)
}

/// Whether this TAC is this card's word for this purchase.
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
