//! Two people release a tariff: one makes it, another checks it. Each decision is that person's own signature.

use ledger::{Ledger, LedgerError, ReleaseState, StoredOfficer, StoredRelease, StoredTariff};
use records::{BusinessDay, Fingerprint, OfficerRole, ReleaseError, SigningKey, TariffProposal, TariffTerms};
use subsidy::{Tariff, check};

use crate::{Failure, clock, roster};

/// A tariff that has been released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Released {
    /// Its version.
    pub version: u32,
    /// From when it prices, UTC µs.
    pub effective_us: i64,
    /// The roster compiled with it.
    pub roster_version: u32,
}

/// Keeps a tariff as proposed, signed by its maker. `source` names the text in what is said about it.
///
/// # Errors
/// A text that is not fit for release, a key that may not make, a version that is taken.
pub fn propose(
    ledger: &mut Ledger,
    source: &str,
    text: &str,
    maker: &SigningKey,
    now_us: i64,
) -> Result<TariffTerms, Failure> {
    let officer = in_service(ledger, maker, OfficerRole::Maker)?;
    let tariff = fit(source, text)?;
    if let Some(newest) = ledger.newest_tariff()?
        && let Ok(newest) = Tariff::load(&newest.text)
        && newest.id() != tariff.id()
    {
        return Err(Failure::Refused(format!(
            "本县资费的 id 是 {0}，文件里是 {1}，未改动；请改成 {0} · this county's tariff has the id {0}, not {1}; nothing was changed",
            newest.id(),
            tariff.id()
        )));
    }
    let terms = TariffTerms {
        division: ledger.county()?.division,
        tariff: tariff.id().to_owned(),
        version: tariff.version(),
        effective_us: effective_us(&tariff),
        text: text.to_owned(),
    };
    let proposal = TariffProposal::sign(&terms, maker).map_err(|reason| unsigned(&reason))?;
    ledger.propose_tariff((terms.version, terms.effective_us), proposal.bytes(), officer.number, now_us)?;
    Ok(terms)
}

/// Checks a proposal again, signs it as another person than its maker, and releases it: the tills are sent it
/// with their next package, and the roster is compiled anew. The same checker's word again changes nothing more.
///
/// # Errors
/// No such proposal, the maker as checker, a key that may not check, anything in the proposal that is not right.
pub fn approve(
    ledger: &mut Ledger,
    version: u32,
    checker: &SigningKey,
    now_us: i64,
) -> Result<Released, Failure> {
    let officer = in_service(ledger, checker, OfficerRole::Checker)?;
    let today = clock::county_day(now_us).ok_or_else(clock::unset)?;
    // The same word again is no second decision: whoever did not hear the first answer may say it again.
    let ours = |one: &StoredRelease| one.version == version && one.checker == Some(officer.number);
    let said = ledger.releases()?.into_iter().find(ours);
    if let Some(done) = said.filter(|one| one.state == ReleaseState::Released) {
        let roster_version = roster::refresh(ledger, today, now_us)?;
        return Ok(Released { version, effective_us: done.effective_us, roster_version });
    }
    let (waiting, maker) = waiting(ledger, version, &officer)?;
    let proposal = TariffProposal::open(&waiting.body).map_err(|reason| unsigned(&reason))?;
    if maker.revoked_us.is_some() {
        return Err(Failure::Refused(format!(
            "第 {version} 版的经办人已被停用，未发布；请驳回后由他人重新提交 · the maker of version {version} is revoked, nothing was released; reject it and let another propose it"
        )));
    }
    let division = ledger.county()?.division;
    let officers = [maker.officer, officer.officer];
    proposal.verify(&officers, division).map_err(|reason| unsigned(&reason))?;
    let terms = &proposal.terms;
    let tariff = fit(&format!("第 {version} 版"), &terms.text)?;
    let told = (tariff.id(), tariff.version(), effective_us(&tariff));
    if told != (terms.tariff.as_str(), terms.version, terms.effective_us) || terms.version != version {
        return Err(Failure::CheckFailed(format!(
            "第 {version} 版的正文与提交时的版本或生效日不符，未发布；请驳回 · text and heading of version {version} differ, nothing was released; reject it"
        )));
    }
    let release = proposal.check(checker).map_err(|reason| unsigned(&reason))?;
    release.verify(&officers, division).map_err(|reason| unsigned(&reason))?;
    let stored = StoredTariff { version, text: terms.text.clone(), hash: tariff.hash() };
    // A tariff without its roster would price by what its holders were before.
    let roster_version = ledger.as_one(|ledger| {
        ledger.release_tariff(waiting.number, release.bytes(), officer.number, &stored, now_us)?;
        roster::refresh(ledger, today, now_us)
    })?;
    Ok(Released { version, effective_us: terms.effective_us, roster_version })
}

/// Turns a proposal down, with a reason that stays in the books.
///
/// # Errors
/// No such proposal, or a key that may not check.
pub fn reject(
    ledger: &mut Ledger,
    version: u32,
    checker: &SigningKey,
    reason: &str,
    now_us: i64,
) -> Result<(), Failure> {
    let officer = in_service(ledger, checker, OfficerRole::Checker)?;
    let (waiting, _) = waiting(ledger, version, &officer)?;
    Ok(ledger.reject_tariff(waiting.number, officer.number, reason, now_us)?)
}

/// The officer of a key that may sign.
pub(crate) fn holder(ledger: &Ledger, key: &SigningKey) -> Result<StoredOfficer, Failure> {
    let fingerprint = Fingerprint::of(&key.verifying_key());
    match ledger.officers()?.into_iter().find(|officer| officer.fingerprint() == fingerprint) {
        None => Err(refused(
            "这把密钥没有登记，请先 officer add",
            "this key is not registered, run officer add first",
        )),
        Some(officer) if officer.revoked_us.is_some() => {
            Err(refused("这把密钥已停用", "this key is revoked"))
        }
        Some(officer) => Ok(officer),
    }
}

/// The officer of a key, when that key may do this now.
pub(crate) fn in_service(
    ledger: &Ledger,
    key: &SigningKey,
    role: OfficerRole,
) -> Result<StoredOfficer, Failure> {
    let officer = holder(ledger, key)?;
    match role {
        _ if officer.officer.role == role => Ok(officer),
        OfficerRole::Maker => Err(refused("这把密钥只能复核，不能经办", "this key may check, not make")),
        OfficerRole::Checker => Err(refused(
            "这把密钥只能经办，不能复核，请由另一人复核",
            "this key may make, not check; let another person check",
        )),
    }
}

fn refused(zh: &str, en: &str) -> Failure {
    Failure::Refused(format!("{zh}，未改动 · {en}, nothing was changed"))
}

/// The proposal that waits under a version, and its maker: another person than the officer who decides.
fn waiting(
    ledger: &Ledger,
    version: u32,
    officer: &StoredOfficer,
) -> Result<(StoredRelease, StoredOfficer), Failure> {
    let newest = ledger.releases()?.into_iter().rev().find(|release| release.version == version);
    let newest = newest.ok_or_else(|| nothing_waits(version))?;
    match newest.state {
        ReleaseState::Proposed => {}
        ReleaseState::Released => {
            return Err(Failure::Refused(format!(
                "第 {version} 版已发布，不再改动；要改请提交更高的版本 · version {version} is released and never changes; propose a higher one"
            )));
        }
        ReleaseState::Rejected => return Err(nothing_waits(version)),
    }
    let maker = ledger.officers()?.into_iter().find(|maker| maker.number == newest.maker);
    let maker = maker.ok_or_else(|| LedgerError::Corrupt("tariff_release.maker".to_owned()))?;
    // One person may have had two keys, one after the other.
    if maker.number == officer.number || maker.name == officer.name {
        return Err(Failure::Refused(format!(
            "第 {version} 版由同一人经办，须由另一人复核，未改动 · the same person made version {version}; another must check it, nothing was changed"
        )));
    }
    Ok((newest, maker))
}

fn nothing_waits(version: u32) -> Failure {
    Failure::Refused(format!(
        "没有待复核的第 {version} 版，未改动；用 tariff releases 查看 · no version {version} waits for a check, nothing was changed; see tariff releases"
    ))
}

fn unsigned(reason: &ReleaseError) -> Failure {
    Failure::CheckFailed(format!("R{:02} {reason}。未发布 · nothing was released", reason.number()))
}

/// A text whose examples all hold.
fn fit(source: &str, text: &str) -> Result<Tariff, Failure> {
    let lines = |found: &[subsidy::Problem]| {
        let lines: Vec<String> = found.iter().map(|problem| format!("{source}:{problem}")).collect();
        Failure::CheckFailed(lines.join("\n"))
    };
    let report = check(text);
    if !report.passed() {
        return Err(lines(&report.problems));
    }
    Tariff::load(text).map_err(|found| lines(&found))
}

/// County midnight at the start of the tariff's first day.
fn effective_us(tariff: &Tariff) -> i64 {
    BusinessDay::from_date(tariff.effective_from()).map_or(i64::MIN, BusinessDay::start_us)
}
