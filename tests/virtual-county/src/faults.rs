//! What goes wrong, how often, and at which place of a tap.

use crate::parts::card_slot::Loss;
use crate::parts::disk::Health;
use apdu::TransportError;
use virtual_cards::{SplitMix, Tear};

/// How often things go wrong, in thousandths of taps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Faults {
    /// The card is torn away.
    pub tear: u64,
    /// The power is cut somewhere in the tap or the talk with the center after it.
    pub power: u64,
    /// A sync fails.
    pub sync: u64,
    /// The disk is full or read-only for some taps.
    pub disk: u64,
    /// The security module is reset.
    pub sam: u64,
    /// The reader is unplugged in mid-sale.
    pub reader: u64,
    /// The link goes away for hours or days.
    pub away: u64,
}

impl Faults {
    /// Nothing goes wrong.
    pub const NONE: Faults = Faults { tear: 0, power: 0, sync: 0, disk: 0, sam: 0, reader: 0, away: 0 };
    /// A bad county.
    pub const COUNTY: Faults =
        Faults { tear: 70, power: 40, sync: 12, disk: 4, sam: 12, reader: 10, away: 2 };
}

/// What goes wrong in one tap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mishap {
    /// Where the card is torn.
    pub tear: Option<Tear>,
    /// How that looks.
    pub loss: Loss,
    /// The operation at which the power is cut; 0: never.
    pub fuse: u32,
    /// The sync that fails; 0: none.
    pub sync: u32,
    /// How the disk is from now on.
    pub health: Option<Health>,
    /// The exchange at which the security module is reset; 0: none.
    pub sam: u32,
    /// The exchange at which the reader is unplugged; 0: none.
    pub reader: u32,
}

fn small(random: &mut SplitMix, bound: u64) -> u32 {
    u32::try_from(random.below(bound)).unwrap_or(0).saturating_add(1)
}

impl Mishap {
    pub(crate) fn draw(faults: &Faults, random: &mut SplitMix) -> Mishap {
        let mut happens = |thousandths: u64| random.below(1_000) < thousandths;
        let [tear, power, sync, disk, sam, reader] =
            [faults.tear, faults.power, faults.sync, faults.disk, faults.sam, faults.reader]
                .map(&mut happens);
        let stays = random.below(4) == 0;
        let error = match random.below(6) {
            0 if stays => TransportError::CardReset,
            1 => TransportError::TimedOut,
            2 => TransportError::Unexpected(0x8010_002F),
            _ => TransportError::CardGone,
        };
        Mishap {
            tear: tear.then(|| place(random)),
            loss: Loss { error, stays },
            fuse: if power { small(random, 110) } else { 0 },
            sync: if sync { small(random, 4) } else { 0 },
            health: disk.then(|| if random.below(2) == 0 { Health::Full } else { Health::ReadOnly }),
            sam: if sam { small(random, 12) } else { 0 },
            reader: if reader { small(random, 9) } else { 0 },
        }
    }
}

/// Every place at which a card can be torn.
fn place(random: &mut SplitMix) -> Tear {
    match random.below(9) {
        0 => Tear::DuringInquiry,
        1 => Tear::BeforeInitAnswer,
        2 => Tear::DuringCache,
        3 => Tear::BeforeDebit,
        4 | 5 => Tear::AfterCommit,
        6 => Tear::DuringProof,
        _ => Tear::MidAnswer { keep: usize::try_from(random.below(9)).unwrap_or(0) },
    }
}
