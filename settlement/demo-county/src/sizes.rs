//! How large a county, and how many of its records are at fault.

use crate::FaultKind;

/// A county from which every fault is left is this large: forty tills with sixty records each.
const ROOMY: u32 = 40 * 60;

/// How large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Tills.
    pub terminals: u32,
    /// Records of each till, its day close included.
    pub records: u32,
}

/// The size is none this county can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Too small or too large.
    #[error(
        "合成县须有 8–2000 台终端，每台 20–1000 条记录 · a synthetic county has 8 to 2000 tills with 20 to 1000 records each"
    )]
    Size,
    /// Chance left no room for a fault.
    #[error(
        "这个大小和种子容不下所列差错，请加大或换一颗种子 · no room for the faults at this size and seed; make it larger or take another seed"
    )]
    Room,
    /// The county's own tariff or numbers do not fit together.
    #[error("合成县自身有误：{0} · the synthetic county is wrong in itself")]
    Broken(&'static str),
}

impl Sizes {
    pub(crate) fn check(self) -> Result<(), Unfit> {
        let fits = (8..=2000).contains(&self.terminals) && (20..=1000).contains(&self.records);
        if fits { Ok(()) } else { Err(Unfit::Size) }
    }

    /// The faults of a county of this size: all of them, or in proportion where it is small.
    #[must_use]
    pub fn faults(self) -> Faults {
        let room = self.terminals.saturating_mul(self.records).min(ROOMY);
        let some = |all: u32| (all.saturating_mul(room) / ROOMY).max(1);
        Faults {
            duplicates: some(50),
            // The other faults stand at tills that deliver everything.
            gaps: some(20).min(self.terminals / 2),
            grey_debited: some(15),
            grey_lost: some(15),
            tac_debited: some(4),
            tac_forged: some(3),
            tac_open: some(3),
            post_death: some(5),
            two_places: some(3),
        }
    }
}

/// How many of each fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Faults {
    /// See [`FaultKind::Duplicate`].
    pub duplicates: u32,
    /// See [`FaultKind::Gap`].
    pub gaps: u32,
    /// See [`FaultKind::GreyDebited`].
    pub grey_debited: u32,
    /// See [`FaultKind::GreyLost`].
    pub grey_lost: u32,
    /// See [`FaultKind::TacDebited`].
    pub tac_debited: u32,
    /// See [`FaultKind::TacForged`].
    pub tac_forged: u32,
    /// See [`FaultKind::TacOpen`].
    pub tac_open: u32,
    /// See [`FaultKind::PostDeath`].
    pub post_death: u32,
    /// See [`FaultKind::TwoPlaces`].
    pub two_places: u32,
}

impl Faults {
    /// Each kind and its number.
    #[must_use]
    pub fn list(self) -> [(FaultKind, u32); 9] {
        [
            (FaultKind::Duplicate, self.duplicates),
            (FaultKind::Gap, self.gaps),
            (FaultKind::GreyDebited, self.grey_debited),
            (FaultKind::GreyLost, self.grey_lost),
            (FaultKind::TacDebited, self.tac_debited),
            (FaultKind::TacForged, self.tac_forged),
            (FaultKind::TacOpen, self.tac_open),
            (FaultKind::PostDeath, self.post_death),
            (FaultKind::TwoPlaces, self.two_places),
        ]
    }

    /// All of them.
    #[must_use]
    pub fn total(self) -> u32 {
        self.list().iter().fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }
}
