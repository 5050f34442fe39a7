//! The parameter package of a terminal: made when asked for, signed once, the same bytes until something
//! behind it changes.

use ledger::{Ledger, LedgerError, Offer, StoredPackage, StoredTariff, Terminal};
use records::{
    BusinessDay, DayMinute, KeyCustody, MerchantId, OfferMode, Parameters, ProfileParameters, RosterRow,
    SCHEMA, SigningKey, sha256,
};
use subsidy::Tariff;

use crate::Cards;

/// What a package is made of, apart from the books.
#[derive(Clone, Debug)]
pub struct CardTerms {
    /// Where the purchase keys live.
    pub key_custody: KeyCustody,
    /// How to find our purse on a card.
    pub profile: ProfileParameters,
}

impl From<&Cards> for CardTerms {
    fn from(cards: &Cards) -> CardTerms {
        CardTerms { key_custody: cards.key_custody, profile: cards.profile() }
    }
}

/// The newest package of a terminal, made and kept if one is due. `None` while no tariff is installed.
///
/// # Errors
/// Books that cannot be read or written, or that hold what they never should.
pub fn package(
    ledger: &mut Ledger,
    terminal: &Terminal,
    terms: &CardTerms,
    now_us: i64,
) -> Result<Option<StoredPackage>, LedgerError> {
    let Some(tariff) = ledger.newest_tariff()? else { return Ok(None) };
    let held = ledger.newest_package(terminal.id)?;
    let inputs = fingerprint(ledger, terminal, terms, &tariff)?;
    if let Some(held) = &held
        && held.inputs == inputs
    {
        return Ok(Some(held.clone()));
    }
    let version = held.map_or(1, |held| held.version.saturating_add(1));
    let key = SigningKey::from_bytes(&ledger.county()?.signing_key);
    let package = compile(ledger, terminal, terms, &tariff, version, now_us)?
        .sign(&key)
        .map_err(|error| LedgerError::Corrupt(error.to_string()))?;
    let fresh = StoredPackage { version, inputs, package };
    ledger.keep_package(terminal.id, &fresh, now_us)?;
    Ok(Some(fresh))
}

/// Small enough to take at every question: versions stand for the long lists.
fn fingerprint(
    ledger: &Ledger,
    terminal: &Terminal,
    terms: &CardTerms,
    tariff: &StoredTariff,
) -> Result<[u8; 32], LedgerError> {
    let county = ledger.county()?;
    let merchant = ledger.merchant(&terminal.merchant)?;
    let (stoplist_version, _) = ledger.stoplist()?;
    let inputs = (
        (county.division, county.supervisor_code.as_str(), county.signing_key),
        (merchant, terminal.point.as_str(), ledger.offers(&terminal.merchant)?),
        (tariff.version, tariff.hash, ledger.roster_version()?, stoplist_version),
        terms,
    );
    Ok(sha256(format!("{inputs:?}").as_bytes()))
}

fn compile(
    ledger: &Ledger,
    terminal: &Terminal,
    terms: &CardTerms,
    tariff: &StoredTariff,
    version: u32,
    now_us: i64,
) -> Result<Parameters, LedgerError> {
    let county = ledger.county()?;
    let merchant = ledger
        .merchant(&terminal.merchant)?
        .ok_or_else(|| LedgerError::Corrupt(format!("terminal {} merchant", terminal.id)))?;
    let merchant_id: MerchantId =
        merchant.id.parse().map_err(|_| LedgerError::Corrupt(format!("merchant id {}", merchant.id)))?;
    let roster_version = ledger.roster_version()?;
    let (stoplist_version, stoplist) = ledger.stoplist()?;
    Ok(Parameters {
        schema: SCHEMA.to_owned(),
        terminal: terminal.id,
        version,
        issued_at_us: now_us,
        effective_from_us: effective_from(tariff, now_us)?,
        division: county.division,
        merchant_id,
        merchant_name: merchant.name,
        point_name: terminal.point.clone(),
        tariff_text: tariff.text.clone(),
        roster_version,
        roster: ledger.roster_rows(roster_version)?.into_iter().map(row).collect::<Result<_, _>>()?,
        stoplist_version,
        stoplist,
        offers: ledger.offers(&merchant.id)?.iter().map(offer).collect::<Result<_, _>>()?,
        supervisor_code_hash: county.supervisor_code,
        key_custody: terms.key_custody,
        profile: terms.profile.clone(),
    })
}

/// A tariff meant for a later day takes the package with it to that day's county midnight.
fn effective_from(tariff: &StoredTariff, now_us: i64) -> Result<i64, LedgerError> {
    let bad = || LedgerError::Corrupt(format!("tariff {}", tariff.version));
    let day = Tariff::load(&tariff.text).map_err(|_| bad())?.effective_from();
    let midnight = jiff::tz::Offset::constant(8).to_timestamp(day.at(0, 0, 0, 0)).map_err(|_| bad())?;
    Ok(midnight.as_microsecond().max(now_us))
}

fn row(entry: ledger::RosterEntry) -> Result<RosterRow, LedgerError> {
    let day = |number| {
        BusinessDay::from_number(number).ok_or_else(|| LedgerError::Corrupt("roster_row day".to_owned()))
    };
    Ok(RosterRow {
        card_no: entry.card_no,
        from: day(entry.from_day)?,
        to: day(entry.to_day)?,
        tier: entry.tier,
        groups: entry.groups,
    })
}

fn offer(offer: &Offer) -> Result<records::Offer, LedgerError> {
    let minute =
        |minute| DayMinute::new(minute).ok_or_else(|| LedgerError::Corrupt("offer minute".to_owned()));
    Ok(records::Offer {
        service: offer.service,
        price_fen: offer.price.0,
        mode: if offer.keyed { OfferMode::Keyed } else { OfferMode::Fixed },
        from: minute(offer.from_minute)?,
        to: minute(offer.to_minute)?,
    })
}
