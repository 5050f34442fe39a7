//! The same for DESFire: synthetic keys, a chip from its maker, and the card that it should become.

use card_issuing::desfire::{CardKeys, CardOfKeys, DesfireProfile, KeyRole};
use desfire_purse::crypto::diversify::{Variant, diversify};
use desfire_purse::{Generation, Parameters};
use purse::{Custody, KeyUse, Secret16};
use std::cell::Cell;
use virtual_cards::desfire::{
    COUNTY_AID, CardKey, CountyCard, CountyKeys, DesfireState, Generation as Chip, VirtualDesfire, an10922,
};
use virtual_cards::{Chip as _, Key};

/// Serial of the chip.
pub const UID: [u8; 7] = [0x04, 0x59, 0x7A, 0x32, 0x50, 0x14, 0x90];
/// Most that a purse may hold, fen.
pub const HIGHEST: u32 = 100_000;
/// When the cards are issued.
pub const SECONDS: u32 = 837_432_930;

/// Master keys of a desk, told apart by their high half-bytes.
#[derive(Debug, Default)]
pub struct DesfireKeys {
    drawn: Cell<u8>,
    /// The chip master key that it believes chips are delivered with.
    pub delivered: [u8; 16],
}

impl DesfireKeys {
    /// The master key of a role.
    #[must_use]
    pub fn master(role: KeyRole) -> [u8; 16] {
        let high: u8 = match role {
            KeyRole::ChipMaster => 0x10,
            KeyRole::ApplicationMaster => 0x20,
            KeyRole::Till => 0x30,
            KeyRole::Load => 0x40,
            KeyRole::TransactionMac => 0x50,
        };
        let mut key = [0xC0; 16];
        for (place, byte) in (0..).zip(&mut key) {
            *byte ^= place ^ high;
        }
        key
    }

    fn draw(&self) -> [u8; 16] {
        self.drawn.set(self.drawn.get().wrapping_add(1));
        [self.drawn.get(); 16]
    }
}

impl CardKeys for DesfireKeys {
    fn card_key(&self, role: KeyRole, input: &[u8]) -> Option<Secret16> {
        diversify(&Secret16::new(DesfireKeys::master(role)), Variant::An10922, input)
    }

    fn delivered(&self) -> Secret16 {
        Secret16::new(self.delivered)
    }

    fn random(&self) -> Option<[u8; 16]> {
        Some(self.draw())
    }
}

/// A till has the till key and no other.
impl Custody for DesfireKeys {
    fn card_key(&self, _: KeyUse, _: u8, input: &[u8]) -> Option<Secret16> {
        CardKeys::card_key(self, KeyRole::Till, input)
    }

    fn random(&self) -> Option<[u8; 16]> {
        Some(self.draw())
    }
}

/// The channel that a chip of this generation speaks.
#[must_use]
pub fn channel(chip: Chip) -> Generation {
    if chip == Chip::Ev1 { Generation::Ev1 } else { Generation::Ev2 }
}

/// What chips of this generation become.
///
/// # Panics
/// Never: the usual parameters can be.
#[must_use]
pub fn profile(chip: Chip) -> DesfireProfile {
    DesfireProfile::new(Parameters::usual(channel(chip)), HIGHEST).expect("the usual parameters")
}

/// A chip from its maker, powered: its own key is DES.
#[must_use]
pub fn factory(chip: Chip) -> VirtualDesfire {
    powered(DesfireState::delivered(UID, chip))
}

/// A chip whose key somebody has made AES before.
#[must_use]
pub fn switched(chip: Chip) -> VirtualDesfire {
    powered(DesfireState::blank(UID, chip))
}

fn powered(state: DesfireState) -> VirtualDesfire {
    let mut card = VirtualDesfire::new(state);
    card.power_on();
    card
}

/// One chip at the desk.
#[must_use]
pub fn at_desk<'a>(profile: &'a DesfireProfile, keys: &'a DesfireKeys) -> CardOfKeys<'a> {
    CardOfKeys { profile, uid: UID, keys }
}

/// What a finished card keeps, built from the county's layout and not by `card-issuing`.
#[must_use]
pub fn finished(chip: Chip) -> DesfireState {
    let key = |role| Key(DesfireKeys::master(role));
    let spare = Key([0; 16]);
    let keys = CountyKeys {
        application: [key(KeyRole::ApplicationMaster), key(KeyRole::Till), key(KeyRole::Load), spare, spare],
        transaction_mac: key(KeyRole::TransactionMac),
        card: key(KeyRole::ChipMaster),
        version: 1,
    };
    let mut state =
        CountyCard { highest: HIGHEST, issued: SECONDS, ..CountyCard::new(keys, UID, chip) }.state();
    if let Some(application) = state.application_mut(COUNTY_AID) {
        for (number, key) in (0..).zip(&mut application.keys).skip(3) {
            *key = CardKey { key: spare_key(number), version: 1 };
        }
    }
    state
}

/// The key of a number that no application asks for.
#[must_use]
pub fn spare_key(number: u8) -> Key {
    let input = [&UID[..], &[0, 0, number], b"LOVECARD"].concat();
    an10922(&Key(DesfireKeys::master(KeyRole::ApplicationMaster)), &input)
}
