//! What the center has told this till, read once and ready for use at a tap.

use jiff::civil::Date;
use records::{CardNo, DayMinute, FactorOrder, KeyCustody, LotRow, Offer, Parameters, RosterRow, TerminalId};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use subsidy::{Lot, Lots, Point, Standing, Tariff};

use crate::releases::{Releases, RulesError};

/// A parameter package in force: tariffs, roster, stop list, offers, card profile.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Whom it is for.
    pub terminal: TerminalId,
    /// Version of the package.
    pub version: u32,
    /// When it was signed, UTC µs: no true clock is before it.
    pub issued_at_us: i64,
    /// From when it may be used, UTC µs.
    pub effective_from_us: i64,
    /// Name of the meal point.
    pub point_name: String,
    /// Name of the merchant.
    pub merchant_name: String,
    /// What is sold, when, at what price.
    pub offers: Vec<Offer>,
    /// Which cards are served, and how each is read.
    pub cards: purse::Cards,
    /// Whether purchase keys lie in a file: a trial, said on every screen.
    pub trial_keys: bool,
    /// Argon2 PHC string of the supervisor's code; empty when there is none.
    pub supervisor_code_hash: String,
    pub(crate) roster_version: u32,
    pub(crate) stoplist_version: u32,
    releases: Releases,
    kind: String,
    place: String,
    roster: Roster,
    lots: HeldLots,
    stoplist: StopList,
}

#[derive(Clone)]
struct Roster(BTreeMap<CardNo, Vec<Span>>);

/// What cards hold, and the last record of this till that has been taken off.
#[derive(Clone)]
struct HeldLots(u64, BTreeMap<CardNo, Vec<Lot>>);

#[derive(Clone)]
struct StopList(BTreeSet<CardNo>);

#[derive(Clone, Copy)]
struct Span {
    from: Date,
    to: Date,
    standing: Standing,
}

impl Rules {
    /// Reads a package whose signature has been checked. `installed`: what the till holds, which nothing may fall
    /// behind. A package is taken whole or refused whole: the roster's benefit bits mean what its own tariffs say,
    /// so a new roster under old tariffs could give the wrong price.
    ///
    /// # Errors
    /// The first thing in it that cannot be used.
    pub fn new(package: &Parameters, installed: Option<&Rules>) -> Result<Rules, RulesError> {
        let releases = Releases::read(package, installed.map(|rules| &rules.releases))?;
        Ok(Rules {
            terminal: package.terminal,
            version: package.version,
            issued_at_us: package.issued_at_us,
            effective_from_us: package.effective_from_us,
            point_name: package.point_name.clone(),
            merchant_name: package.merchant_name.clone(),
            kind: package.kind.clone(),
            place: package.place.clone(),
            releases,
            offers: package.offers.clone(),
            cards: card_families::read(&card_profile(package)).map_err(RulesError::Cards)?,
            trial_keys: package.key_custody == KeyCustody::TrialFile,
            supervisor_code_hash: package.supervisor_code_hash.clone(),
            roster_version: package.roster_version,
            stoplist_version: package.stoplist_version,
            roster: roster(package)?,
            lots: lots(package)?,
            stoplist: stoplist(package)?,
        })
    }

    /// The tariff that prices a tap: the newest whose instant has come, or the first before that.
    #[must_use]
    pub fn tariff_at(&self, at_us: i64) -> &Tariff {
        self.releases.at(at_us)
    }

    /// The tariff of a version, while the till has it.
    #[must_use]
    pub fn tariff_of(&self, version: u32) -> Option<&Tariff> {
        self.releases.of(version)
    }

    /// The highest tariff version here, in force or to come.
    #[must_use]
    pub fn newest_tariff(&self) -> u32 {
        self.releases.newest()
    }

    /// This till as a tariff sees it.
    #[must_use]
    pub fn point(&self, tariff: &Tariff) -> Point {
        tariff.point(&self.kind, &self.place)
    }

    /// The standing of a card on a day; none for a card the center has not listed.
    #[must_use]
    pub fn standing(&self, card: CardNo, day: Date) -> Standing {
        let spans = self.roster.0.get(&card).map_or(&[][..], Vec::as_slice);
        let span = spans.iter().find(|span| span.from <= day && day <= span.to);
        span.map_or(Standing::NONE, |span| span.standing)
    }

    /// Whether the center has listed a card at all.
    pub(crate) fn is_listed(&self, card: CardNo) -> bool {
        self.roster.0.contains_key(&card)
    }

    /// What the center told of a card's vouchers and points, and up to which record of this till.
    pub(crate) fn lots(&self, card: CardNo) -> Option<(u64, Lots)> {
        let HeldLots(through, held) = &self.lots;
        held.get(&card).map(|held| (*through, Lots::of(0, held.iter().copied())))
    }

    /// Whether a card is on the stop list.
    #[must_use]
    pub fn is_stopped(&self, card: CardNo) -> bool {
        self.stoplist.0.contains(&card)
    }

    /// What is on offer at a minute of the day, in the order of the package.
    pub fn offers_at(&self, minute: u16) -> impl Iterator<Item = &Offer> {
        self.offers.iter().filter(move |offer| within(offer.from, offer.to, minute))
    }
}

/// Half open; an offer that ends before it starts runs through midnight.
fn within(from: DayMinute, to: DayMinute, minute: u16) -> bool {
    let (from, to) = (from.minutes(), to.minutes());
    if from < to { from <= minute && minute < to } else { from <= minute || minute < to }
}

fn roster(package: &Parameters) -> Result<Roster, RulesError> {
    let mut spans: BTreeMap<CardNo, Vec<Span>> = BTreeMap::new();
    for (row, entry) in (1..).zip(&package.roster) {
        let wrong = RulesError::Row { place: "roster", row };
        let card = entry.card_no.parse().map_err(|_| wrong.clone())?;
        records::Tier::new(entry.tier).ok_or(wrong)?;
        let RosterRow { tier: letter, groups, place, lapsed, .. } = *entry;
        let standing = Standing { letter, groups, place, lapsed };
        spans.entry(card).or_default().push(Span { from: entry.from.date(), to: entry.to.date(), standing });
    }
    Ok(Roster(spans))
}

fn lots(package: &Parameters) -> Result<HeldLots, RulesError> {
    let mut held: BTreeMap<CardNo, Vec<Lot>> = BTreeMap::new();
    for (row, told) in (1..).zip(&package.lots.rows) {
        let card = told.card_no.parse().map_err(|_| RulesError::Row { place: "lots", row })?;
        let LotRow { load, account, from, to, left, .. } = *told;
        let lot = Lot { load, account, first_day: from.date(), last_day: to.date(), left };
        held.entry(card).or_default().push(lot);
    }
    Ok(HeldLots(package.lots.through, held))
}

fn stoplist(package: &Parameters) -> Result<StopList, RulesError> {
    let cards = (1..)
        .zip(&package.stoplist)
        .map(|(row, card)| card.parse().map_err(|_| RulesError::Row { place: "stoplist", row }));
    cards.collect::<Result<_, _>>().map(StopList)
}

/// The card profile: the package's own, or what the four keys of older packages say.
fn card_profile(package: &Parameters) -> Cow<'_, str> {
    if !package.card_profile.is_empty() {
        return Cow::Borrowed(&package.card_profile);
    }
    let told = &package.profile;
    let order = match told.factor_order {
        FactorOrder::IssuerFirst => "issuer-first",
        FactorOrder::Listed => "listed",
    };
    let one = |aid: &String| {
        format!(
            "[[application]]\nfamily = \"pboc\"\naid = {aid:?}\nissuers = {:?}\nfactor-order = {order:?}\n\
             mark-sfi = {}\nmark-record = {}\n",
            told.issuers, told.mark_sfi, told.mark_record_id
        )
    };
    let applications: String = told.aids.iter().map(one).collect();
    Cow::Owned(format!("format = 1\nname = \"\"\n{applications}"))
}

impl core::fmt::Debug for Roster {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "<{} cards>", self.0.len())
    }
}

impl core::fmt::Debug for HeldLots {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "<{} cards>", self.1.len())
    }
}

impl core::fmt::Debug for StopList {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "<{} cards>", self.0.len())
    }
}
