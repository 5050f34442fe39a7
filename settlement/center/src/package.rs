//! The parameter package of a terminal: made when asked for, signed once, the same bytes until something
//! behind it changes.

use ledger::{Ledger, LedgerError, Offer, Stand, StoredLot, StoredPackage, StoredRelease, Terminal};
use records::{
    BusinessDay, DayMinute, KeyCustody, LotRow, LotsSnapshot, MerchantId, OfferMode, OfficerRow, Parameters,
    ProfileParameters, ReleaseBytes, RosterRow, SCHEMA, SigningKey, sha256,
};

use crate::{Cards, calendar, clock};

const DAY_US: i64 = 86_400_000_000;

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

/// The newest package of a terminal, made and kept if one is due. `None` while no tariff is released.
///
/// # Errors
/// Books that cannot be read or written, or that hold what they never should.
pub fn package(
    ledger: &mut Ledger,
    terminal: &Terminal,
    terms: &CardTerms,
    now_us: i64,
) -> Result<Option<StoredPackage>, LedgerError> {
    package_for(ledger, terminal, terms, now_us, 0)
}

/// As [`package`], for a terminal that has this version in force. Where it is beyond every one of these books, they
/// came back from a backup: a terminal never goes back, so the next package is beyond its own.
pub(crate) fn package_for(
    ledger: &mut Ledger,
    terminal: &Terminal,
    terms: &CardTerms,
    now_us: i64,
    in_force: u32,
) -> Result<Option<StoredPackage>, LedgerError> {
    let Some(newest) = ledger.newest_release()? else { return Ok(None) };
    let held = ledger.newest_package(terminal.id)?;
    let inputs = fingerprint(ledger, terminal, terms, &newest)?;
    if let Some(held) = &held
        && held.inputs == inputs
        && held.version >= in_force
    {
        return Ok(Some(held.clone()));
    }
    let version = held.map_or(0, |held| held.version).max(in_force).saturating_add(1);
    let key = SigningKey::from_bytes(&ledger.county()?.signing_key);
    let package = compile(ledger, terminal, terms, version, now_us)?
        .sign(&key)
        .map_err(|error| LedgerError::Corrupt(error.to_string()))?;
    let fresh = StoredPackage { version, inputs, package };
    ledger.keep_package(terminal.id, &fresh, now_us)?;
    Ok(Some(fresh))
}

/// Small enough to take at every question: versions stand for the long lists. No clock is in it: that a tariff of
/// yesterday is not needed any more is no reason for a new package.
fn fingerprint(
    ledger: &Ledger,
    terminal: &Terminal,
    terms: &CardTerms,
    newest: &StoredRelease,
) -> Result<[u8; 32], LedgerError> {
    let county = ledger.county()?;
    let merchant = ledger.merchant(&terminal.merchant)?;
    let (stoplist_version, _) = ledger.stoplist()?;
    let inputs = (
        (county.division, county.supervisor_code.as_str(), county.signing_key),
        (merchant, terminal.point.as_str(), ledger.offers(&terminal.merchant)?, ledger.stand(terminal.id)?),
        (newest.number, newest.version, newest.effective_us, ledger.roster_version()?, stoplist_version),
        (ledger.lots_mark(terminal.id)?, ledger.card_profile_version()?),
        terms,
    );
    Ok(sha256(format!("{inputs:?}").as_bytes()))
}

fn compile(
    ledger: &Ledger,
    terminal: &Terminal,
    terms: &CardTerms,
    version: u32,
    now_us: i64,
) -> Result<Parameters, LedgerError> {
    let county = ledger.county()?;
    let merchant = ledger
        .merchant(&terminal.merchant)?
        .ok_or_else(|| LedgerError::Corrupt(format!("terminal {} merchant", terminal.id)))?;
    let merchant_id: MerchantId =
        merchant.id.parse().map_err(|_| LedgerError::Corrupt(format!("merchant id {}", merchant.id)))?;
    let released = ledger.released()?;
    let needed = calendar::needed(&released, now_us);
    let officers = signers(ledger, &needed)?;
    let Stand { kind, place } = ledger.stand(terminal.id)?;
    let roster_version = ledger.roster_version()?;
    let (stoplist_version, stoplist) = ledger.stoplist()?;
    Ok(Parameters {
        schema: SCHEMA.to_owned(),
        terminal: terminal.id,
        version,
        issued_at_us: now_us,
        effective_from_us: now_us,
        division: county.division,
        merchant_id,
        merchant_name: merchant.name,
        point_name: terminal.point.clone(),
        kind,
        place,
        officers,
        releases: needed.iter().map(|release| ReleaseBytes(release.body.clone())).collect(),
        roster_version,
        roster: ledger.roster_rows(roster_version)?.into_iter().map(row).collect::<Result<_, _>>()?,
        lots: lots(ledger, terminal, now_us)?,
        stoplist_version,
        stoplist,
        offers: ledger.offers(&merchant.id)?.iter().map(offer).collect::<Result<_, _>>()?,
        supervisor_code_hash: county.supervisor_code,
        key_custody: terms.key_custody,
        profile: terms.profile.clone(),
        card_profile: ledger.card_profile()?.map(|profile| profile.text).unwrap_or_default(),
    })
}

/// The keys that signed these releases, revoked since or not: what was released stays released.
fn signers(ledger: &Ledger, needed: &[&StoredRelease]) -> Result<Vec<OfficerRow>, LedgerError> {
    let signed =
        |number: u32| needed.iter().any(|release| release.maker == number || release.checker == Some(number));
    let officers = ledger.officers()?;
    Ok(officers.iter().filter(|one| signed(one.number)).map(|one| OfficerRow::from(&one.officer)).collect())
}

/// What cards hold. Records of the terminal up to its cursor are taken off; a till may ask on the eve.
fn lots(ledger: &Ledger, terminal: &Terminal, now_us: i64) -> Result<LotsSnapshot, LedgerError> {
    let yesterday = clock::county_day(now_us.saturating_sub(DAY_US));
    let from = yesterday.ok_or(LedgerError::OutOfRange("clock"))?;
    let cursor = ledger.cursor(terminal.id)?.unwrap_or_default();
    let held = ledger.usable_lots(from)?.into_iter().filter(|lot| lot.remaining > 0);
    let rows = held.map(|StoredLot { load, remaining, .. }| LotRow {
        card_no: load.card_no,
        load: load.load,
        account: load.account,
        from: load.first_day,
        to: load.last_day,
        left: remaining,
    });
    Ok(LotsSnapshot { through: cursor.chain.next_seq.saturating_sub(1), rows: rows.collect() })
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
        place: entry.place,
        lapsed: entry.lapsed,
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
