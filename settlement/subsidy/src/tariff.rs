//! A tariff that has been read and found sound.

use jiff::civil::{Date, Time};

/// A time of day at which a service is sold, half open: `from` belongs to it, `to` does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// 1 to 16; the bit in usage counters is `code − 1`.
    pub code: u16,
    /// The name rules and services use.
    pub name: String,
    /// For people, Chinese.
    pub zh: String,
    /// For people, English.
    pub en: String,
    /// Minutes after midnight, 0 to 1439.
    pub from: u16,
    /// Minutes after midnight, 0 to 1440; not after `from` when the window crosses midnight.
    pub to: u16,
}

/// Something that is sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The code in records.
    pub code: u16,
    /// The name rules and cases use.
    pub name: String,
    /// For people, Chinese.
    pub zh: String,
    /// For people, English.
    pub en: String,
    /// Codes of the windows it is sold in; empty: at any time.
    pub windows: Vec<u16>,
}

/// Somebody who bears benefits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fund {
    /// The code in postings.
    pub code: u8,
    /// The name rules and cases use.
    pub name: String,
    /// For people, Chinese.
    pub zh: String,
    /// For people, English.
    pub en: String,
    /// Whether it can run dry. Such a fund is never a guarantor and never in a ratio.
    pub limited: bool,
}

/// A tariff that has been read and found sound.
#[derive(Clone, Debug)]
pub struct Tariff {
    id: String,
    version: u32,
    hash: [u8; 32],
    effective_from: Date,
    services: Vec<Service>,
    windows: Vec<Window>,
    funds: Vec<Fund>,
}

impl Tariff {
    /// Reads a tariff text. The examples inside are not worked out; see [`crate::check`].
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the text.
    pub fn load(text: &str) -> Result<Tariff, Vec<crate::Problem>> {
        crate::load::load(text)
    }

    /// The name that stays the same from version to version.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Version, from 1.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// SHA-256 of the text.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The first business day it is meant for.
    #[must_use]
    pub fn effective_from(&self) -> Date {
        self.effective_from
    }

    /// Services in the order of the text.
    #[must_use]
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// A service by its code.
    #[must_use]
    pub fn service(&self, code: u16) -> Option<&Service> {
        self.services.iter().find(|service| service.code == code)
    }

    /// Windows in the order of the text.
    #[must_use]
    pub fn windows(&self) -> &[Window] {
        &self.windows
    }

    /// A window by its code.
    #[must_use]
    pub fn window(&self, code: u16) -> Option<&Window> {
        self.windows.iter().find(|window| window.code == code)
    }

    /// Funds in the order of the text.
    #[must_use]
    pub fn funds(&self) -> &[Fund] {
        &self.funds
    }

    /// A fund by its code.
    #[must_use]
    pub fn fund(&self, code: u8) -> Option<&Fund> {
        self.funds.iter().find(|fund| fund.code == code)
    }

    /// What a rule is called, Chinese and English. Fit for tills and slips: it names no category.
    #[must_use]
    pub fn rule_name(&self, _code: u16) -> Option<(&str, &str)> {
        None
    }

    pub(crate) fn skeleton() -> Tariff {
        let _ = Time::MIN;
        Tariff {
            id: String::new(),
            version: 1,
            hash: [0; 32],
            effective_from: Date::MIN,
            services: Vec::new(),
            windows: Vec::new(),
            funds: Vec::new(),
        }
    }
}
