//! What a run is made of.

use crate::faults::Faults;
use crate::link::Weather;
use crate::sabotage::Sabotage;
use crate::till::VirtualTill;

/// A run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Everything follows from it.
    pub seed: u64,
    /// Taps.
    pub taps: u64,
    /// Elders.
    pub elders: usize,
    /// What goes wrong at the tills.
    pub faults: Faults,
    /// What goes wrong on the links.
    pub weather: Weather,
    /// Between two looks at the whole books, taps.
    pub whole_every: u64,
    /// A part broken on purpose.
    pub sabotage: Sabotage,
}

impl Settings {
    /// A bad county under this seed.
    #[must_use]
    pub fn county(seed: u64, taps: u64) -> Settings {
        Settings {
            seed,
            taps,
            elders: 200,
            faults: Faults::COUNTY,
            weather: Weather::COUNTY,
            whole_every: 20_000,
            sabotage: Sabotage::Nothing,
        }
    }

    /// A county in which everything works.
    #[must_use]
    pub fn calm(seed: u64, taps: u64) -> Settings {
        Settings { faults: Faults::NONE, weather: Weather::FINE, ..Settings::county(seed, taps) }
    }

    pub(crate) fn spoil(&self, till: &mut VirtualTill) {
        till.disk.sabotage = self.sabotage;
        till.link.sabotage = self.sabotage;
        till.card.debits_twice = self.sabotage == Sabotage::CardDebitsTwice;
        till.panel.always_green = self.sabotage == Sabotage::ScreenAlwaysGreen;
        till.keeps_old_tariff = self.sabotage == Sabotage::TillKeepsOldTariff;
        till.forgets_grey = self.sabotage == Sabotage::JournalForgetsGrey;
    }
}
