//! What the center does for a load: it verifies the card's MAC1, permits the load with MAC2, and verifies the
//! card's TAC afterwards. The load key lives at the center alone, or behind its security module.

use super::TacMasterKey;
use crate::crypto::{Cipher, CodeKey, Derivation, Key16, LoadInputs, LoadMoment, TacScheme};
use crate::{Mac, Tac};
use core::fmt;
use purse::{CardNumber, Issuer, Secret16};

/// The issuer's master key for loads. `Debug` never shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct LoadMasterKey(Key16);

impl LoadMasterKey {
    /// Takes the sixteen bytes.
    #[must_use]
    pub fn new(bytes: [u8; 16]) -> LoadMasterKey {
        LoadMasterKey(Key16(bytes))
    }

    /// Opens the session of one load with one card: what MAC1 and MAC2 need.
    #[must_use]
    pub fn session(
        &self,
        derivation: &Derivation,
        issuer: Issuer,
        number: CardNumber,
        inputs: LoadInputs,
    ) -> LoadSession {
        let card = derivation.card_key(&self.0, issuer, number);
        LoadSession { key: inputs.session(derivation.cipher, &card), inputs }
    }
}

impl fmt::Debug for LoadMasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<key>")
    }
}

/// One load of one card, as the center sees it.
#[derive(Clone, Debug)]
pub struct LoadSession {
    key: CodeKey,
    inputs: LoadInputs,
}

impl LoadSession {
    /// The session of one load with the card whose load key this is.
    #[must_use]
    pub fn of_card(cipher: Cipher, card: &Secret16, inputs: LoadInputs) -> LoadSession {
        LoadSession { key: inputs.session(cipher, &Key16(*card.expose())), inputs }
    }

    /// MAC2 for a card whose MAC1 is right; `None` for any other, or when no card can hold that much.
    ///
    /// There is no way to MAC2 that does not pass MAC1: a forged card is never credited.
    #[must_use]
    pub fn permit(&self, mac1: Mac, moment: LoadMoment) -> Option<Mac> {
        self.inputs.balance_before.checked_add(self.inputs.amount)?;
        (self.inputs.mac1(&self.key) == mac1).then(|| self.inputs.mac2(&self.key, moment))
    }
}

/// Whether this TAC is this card's word for this load.
#[must_use]
pub fn verify_load_tac(
    tac: Tac,
    master: &TacMasterKey,
    derivation: &Derivation,
    scheme: TacScheme,
    issuer: Issuer,
    number: CardNumber,
    load: (&LoadInputs, LoadMoment),
) -> bool {
    let (inputs, moment) = load;
    let card = derivation.card_key(&master.0, issuer, number);
    inputs.tac(&CodeKey::of_tac(&card, scheme), moment) == Some(tac)
}

/// Whether this TAC is the word for this load of the card whose TAC key this is.
#[must_use]
pub fn verify_load_with_card_key(
    tac: Tac,
    card: &Secret16,
    scheme: TacScheme,
    (inputs, moment): (&LoadInputs, LoadMoment),
) -> bool {
    inputs.tac(&CodeKey::of_tac(&Key16(*card.expose()), scheme), moment) == Some(tac)
}
