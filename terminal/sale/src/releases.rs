//! The tariffs of a package: each signed by two people, read once, in order of their instants.

use records::{BusinessDay, Parameters, ParametersError, ReleaseError, TariffRelease};
use subsidy::Tariff;

/// The tariffs a till prices by; at least one.
#[derive(Clone, Debug)]
pub(crate) struct Releases {
    first: Dated,
    /// Higher and higher versions.
    more: Vec<Dated>,
}

#[derive(Clone, Debug)]
struct Dated {
    from_us: i64,
    tariff: Tariff,
}

/// Why a package, though the center's, cannot be used. What was in force stays in force, whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// A tariff that two people of this county did not release: R01 to R10.
    #[error("{0}")]
    Release(ReleaseError),
    /// The text of a tariff is unsound.
    #[error("资费正文第 {line} 行有误：{what} · the tariff is wrong at line {line}")]
    Tariff {
        /// Line of the tariff.
        line: usize,
        /// What is wrong, in Chinese.
        what: String,
    },
    /// The signed heading says another id, version or day than the text.
    #[error("资费正文与签发的版本或生效日不符 · text and signed heading of the tariff differ")]
    Heading,
    /// Its newest tariff is older than the one installed.
    #[error(
        "资费第 {found} 版比已装的第 {installed} 版旧 · tariff version {found} is older than the installed {installed}"
    )]
    Older {
        /// Newest in the package.
        found: u32,
        /// Newest installed.
        installed: u32,
    },
    /// Another text under a version that is known already.
    #[error("资费第 {0} 版已有另一份正文 · another text is known as tariff version {0}")]
    Changed(u32),
    /// No tariff at all.
    #[error("参数包内没有资费 · there is no tariff in the package")]
    NoTariff,
    /// A card number, a tier letter or a hexadecimal text.
    #[error("参数包的 {place} 第 {row} 行有误 · row {row} of {place} in the package is wrong")]
    Row {
        /// Which list.
        place: &'static str,
        /// Row, from 1.
        row: usize,
    },
    /// The card profile cannot be used.
    #[error(transparent)]
    Cards(purse::ProfileError),
    /// Signed, but made for a newer till.
    #[error("参数包无法读取，请升级终端 · the package cannot be read, upgrade the till")]
    Unreadable,
    /// Not signed by the county's center, or for another till.
    #[error("不是本中心发给本机的参数包 · not a package of this county's center for this till")]
    NotOurs,
    /// The package the journal names is not on the disk.
    #[error(
        "已装的参数包不在磁盘上，正向中心重新索取 · the installed package is not on the disk, asking the center"
    )]
    Gone,
}

impl From<ReleaseError> for RulesError {
    fn from(reason: ReleaseError) -> RulesError {
        RulesError::Release(reason)
    }
}

impl From<ParametersError> for RulesError {
    fn from(closed: ParametersError) -> RulesError {
        match closed {
            ParametersError::Shape | ParametersError::Signature => RulesError::NotOurs,
            ParametersError::Content(_) => RulesError::Unreadable,
        }
    }
}

impl RulesError {
    /// The number on the screen, behind an R; for ever. 1 to 10: [`ReleaseError::number`].
    #[must_use]
    pub fn number(&self) -> u8 {
        match self {
            RulesError::Release(reason) => reason.number(),
            RulesError::Tariff { .. } => 11,
            RulesError::Heading => 12,
            RulesError::Older { .. } => 13,
            RulesError::Changed(_) => 14,
            RulesError::NoTariff => 15,
            RulesError::Row { .. } => 16,
            RulesError::Unreadable => 17,
            RulesError::NotOurs => 18,
            RulesError::Gone => 19,
            RulesError::Cards(_) => 20,
        }
    }

    /// Such as `R03`.
    #[must_use]
    pub fn code(&self) -> String {
        format!("R{:02}", self.number())
    }
}

impl Releases {
    /// Opens and verifies every release, reads its text, and compares with what is installed.
    pub(crate) fn read(package: &Parameters, installed: Option<&Releases>) -> Result<Releases, RulesError> {
        // The till's own number says which county it is in.
        if package.terminal.division() != u64::from(package.division) {
            return Err(ReleaseError::OtherCounty.into());
        }
        let officers = package.officers();
        let mut all = Vec::new();
        for bytes in &package.releases {
            let release = TariffRelease::open(&bytes.0)?;
            release.verify(&officers, package.division)?;
            all.push(Dated::read(&release)?);
        }
        all.sort_by_key(|dated| dated.tariff.version());
        for (one, next) in all.iter().zip(all.iter().skip(1)) {
            one.agrees(next)?;
        }
        let known = installed.map(Releases::all).into_iter().flatten();
        for (known, found) in known.flat_map(|known| all.iter().map(move |found| (known, found))) {
            known.agrees(found)?;
        }
        let mut all = all.into_iter();
        let first = all.next().ok_or(RulesError::NoTariff)?;
        let read = Releases { first, more: all.collect() };
        match installed.map(Releases::newest).filter(|installed| *installed > read.newest()) {
            Some(installed) => Err(RulesError::Older { found: read.newest(), installed }),
            None => Ok(read),
        }
    }

    fn all(&self) -> impl DoubleEndedIterator<Item = &Dated> {
        core::iter::once(&self.first).chain(&self.more)
    }

    /// The highest version whose instant has come; before all instants, the one that comes first.
    pub(crate) fn at(&self, at_us: i64) -> &Tariff {
        let begun = self.all().rev().find(|dated| dated.from_us <= at_us);
        let first = || self.all().rev().min_by_key(|dated| dated.from_us);
        &begun.or_else(first).unwrap_or(&self.first).tariff
    }

    pub(crate) fn of(&self, version: u32) -> Option<&Tariff> {
        self.all().map(|dated| &dated.tariff).find(|tariff| tariff.version() == version)
    }

    pub(crate) fn newest(&self) -> u32 {
        self.more.last().unwrap_or(&self.first).tariff.version()
    }
}

impl Dated {
    fn read(release: &TariffRelease) -> Result<Dated, RulesError> {
        let terms = &release.terms;
        let tariff = Tariff::load(&terms.text).map_err(|problems| {
            let first = problems.into_iter().next();
            first.map_or(RulesError::Tariff { line: 0, what: String::new() }, |problem| RulesError::Tariff {
                line: problem.line,
                what: problem.what_zh,
            })
        })?;
        let from_us = BusinessDay::from_date(tariff.effective_from()).map(BusinessDay::start_us);
        let told = (tariff.id(), tariff.version(), from_us);
        if told == (terms.tariff.as_str(), terms.version, Some(terms.effective_us)) {
            Ok(Dated { from_us: terms.effective_us, tariff })
        } else {
            Err(RulesError::Heading)
        }
    }

    /// One version, one text, wherever it comes from.
    fn agrees(&self, other: &Dated) -> Result<(), RulesError> {
        let version = self.tariff.version();
        let same = version != other.tariff.version() || self.tariff.hash() == other.tariff.hash();
        if same { Ok(()) } else { Err(RulesError::Changed(version)) }
    }
}
