//! One sale of every family, as the card and the air see it.

use both_sides::Lengths;
use both_sides::counter::{Counter, Wish, card};
use both_sides::county::{HAIRCUT, ISSUER, Kind, LUNCH, LUNCH_IN_CASH, PURSE_KEYS, SAM_TERMINAL};
use both_sides::till::{ANOTHER, OURS, Till};
use pboc_purse::crypto::{Algorithms, Cipher, Key16};
use pboc_purse::soft_sam::{SoftSam, SoftSamProfile};
use pboc_purse::{Levels, SamProfile, SamStart};
use sale::Order;
use virtual_cards::desfire::Generation;
use virtual_cards::{InField, SocialGeneration, UnreadableCard};

/// What is sold, of which no card command more may be needed.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// For people, Chinese first.
    pub label: &'static str,
    /// The card.
    pub kind: Kind,
    /// The sale.
    pub order: Order,
    /// Most commands that reach the card.
    pub commands_max: usize,
}

const fn budget(label: &'static str, kind: Kind, order: Order, commands_max: usize) -> Budget {
    Budget { label, kind, order, commands_max }
}

/// One sale of every family.
pub const SALES: [Budget; 9] = [
    budget("交通联合，记餐 · T-Union, lunch with its mark", Kind::TUnion, LUNCH, 5),
    budget("交通联合，只扣款 · T-Union, money alone", Kind::TUnion, HAIRCUT, 4),
    budget("交通联合国密，记餐 · T-Union SM4, lunch", Kind::Sm4, LUNCH, 5),
    budget("城市一卡通，记餐 · City-Union, lunch", Kind::CityUnion, LUNCH, 6),
    budget("DESFire EV2 午餐 · DESFire EV2, lunch", Kind::Desfire(Generation::Ev2), LUNCH, 8),
    budget("DESFire EV1 午餐 · DESFire EV1, lunch", Kind::Desfire(Generation::Ev1), LUNCH, 7),
    budget("社保卡二代 · social card, 2nd gen.", Kind::Social(SocialGeneration::Two), LUNCH_IN_CASH, 3),
    budget("社保卡三代 · social card, 3rd gen.", Kind::Social(SocialGeneration::Three), LUNCH_IN_CASH, 3),
    budget("芯片序列号 · chip serial", Kind::Serial, LUNCH_IN_CASH, 0),
];

impl Budget {
    /// A till that serves this kind of card and nothing else beside storage cards.
    #[must_use]
    pub fn till(&self) -> Till {
        let mut till =
            Till::new(self.kind, if self.kind == Kind::Serial { Kind::TUnion } else { Kind::Serial });
        if matches!(self.kind, Kind::Sm4 | Kind::CityUnion) {
            // A module that tells no number when it is started tells it with the first sale, which takes two tries.
            till.tap(ANOTHER, self.order, None);
        }
        till
    }

    /// What card and reader exchange in one sale.
    #[must_use]
    pub fn conversation(&self) -> Vec<Lengths> {
        match self.kind {
            // Records have no place for a purse that counts nothing: its sale is played below the machine.
            Kind::Desfire(Generation::Ev1) => {
                let mut till = Counter::new(desfire_purse::Generation::Ev1, 7);
                till.torn_tap(&mut card(Generation::Ev1), Wish::Sale(600), None).1
            }
            _ => self.till().record(OURS, self.order).heard().to_vec(),
        }
    }
}

/// A software module with the county's keys, started: the same purchase comes to the same codes as with the virtual one.
///
/// # Panics
/// It does not start.
#[must_use]
pub fn soft_sam() -> SoftSam {
    let profile = SoftSamProfile {
        serial: [0x11; 10],
        terminal: SAM_TERMINAL,
        key_index: 1,
        key_version: 1,
        cipher: Cipher::TripleDes,
        algorithms: Algorithms::default(),
        levels: Levels::Two,
        order: purse::FactorOrder::IssuerFirst,
        issuer: ISSUER,
        acceptor: ISSUER,
        valid_from: [0x20, 0x25, 0x01, 0x01],
        valid_to: [0x20, 0x40, 0x12, 0x31],
    };
    let mut sam = SoftSam::new(profile, Key16(PURSE_KEYS.purchase.0), None, 1);
    let mut nobody = InField::tap(UnreadableCard::new(&[0; 4]));
    let started = apdu::converse(&mut SamStart::new(SamProfile::default()), &mut nobody, &mut sam);
    assert!(matches!(started, Ok(Ok(_))), "{started:?}");
    sam
}
