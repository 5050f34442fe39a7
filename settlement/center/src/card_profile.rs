//! Two people sign a card profile: one makes it, another checks it; then anybody may install it.

use card_families::Report;
use ledger::{Ledger, SealedCardProfile, StoredCardProfile, StoredOfficer};
use records::{Fingerprint, Officer, OfficerRole, SignedProfile, SignedProfileError, SigningKey};

use crate::Failure;
use crate::release::in_service;

/// Signs a profile as its maker, as the version after the one in use. `source` names the text in what is said.
///
/// # Errors
/// A text that is no profile, a key that may not make.
pub fn make(ledger: &Ledger, source: &str, text: &str, maker: &SigningKey) -> Result<SignedProfile, Failure> {
    in_service(ledger, maker, OfficerRole::Maker)?;
    explained(source, text)?;
    let version = ledger.card_profile_version()?.saturating_add(1);
    let division = ledger.county()?.division;
    SignedProfile::make((division, version), text, maker).map_err(|reason| refused(&reason))
}

/// Signs what another has made.
///
/// # Errors
/// A key that may not check, the maker as checker, anything that is not right with what was made.
pub fn check(
    ledger: &Ledger,
    source: &str,
    bytes: &[u8],
    checker: &SigningKey,
) -> Result<SignedProfile, Failure> {
    let officer = in_service(ledger, checker, OfficerRole::Checker)?;
    let made = opened(bytes)?;
    if made.checker().is_some() {
        return Err(Failure::Refused(
            "这份卡型已有两人签名，可以启用，未改动 · two people have signed this card profile; install it, nothing was changed".to_owned(),
        ));
    }
    let officers = ledger.officers()?;
    made.verify_made(&keys(&officers), ledger.county()?.division).map_err(|reason| refused(&reason))?;
    let maker = standing(&officers, made.maker())?;
    two_people(maker, &officer)?;
    explained(source, &made.text)?;
    made.check(checker).map_err(|reason| refused(&reason))
}

/// Installs what two people have signed: every till is sent it with its next package. The version in use again
/// changes nothing.
///
/// # Errors
/// Anything that is not exactly that, or a version that is not above the one in use; the one in use stays.
pub fn install(
    ledger: &mut Ledger,
    source: &str,
    bytes: &[u8],
    now_us: i64,
) -> Result<StoredCardProfile, Failure> {
    let signed = opened(bytes)?;
    let officers = ledger.officers()?;
    signed.verify(&keys(&officers), ledger.county()?.division).map_err(|reason| refused(&reason))?;
    let maker = standing(&officers, signed.maker())?;
    let checker = signed.checker().ok_or_else(|| refused(&SignedProfileError::Unchecked))?;
    let checker = standing(&officers, checker)?;
    two_people(maker, checker)?;
    explained(source, &signed.text)?;
    let newest = ledger.card_profile()?;
    if let Some(newest) = newest.filter(|newest| newest.version >= signed.version) {
        let same = newest.version == signed.version
            && ledger.card_profile_seal(newest.version)?.is_some_and(|body| body == signed.bytes());
        return if same { Ok(newest) } else { Err(older(signed.version, newest.version)) };
    }
    let profile = StoredCardProfile {
        version: signed.version,
        text: signed.text.clone(),
        installed_by: format!("{}、{}", maker.name, checker.name),
        installed_us: now_us,
    };
    let (maker, checker) = (maker.number, checker.number);
    let sealed = SealedCardProfile { profile, body: signed.bytes().to_vec(), maker, checker };
    ledger.install_sealed_card_profile(&sealed)?;
    Ok(sealed.profile)
}

/// What a profile comes to.
///
/// # Errors
/// A text that is no profile.
pub fn explained(source: &str, text: &str) -> Result<Report, Failure> {
    card_families::explain(text).map_err(|error| Failure::BadInput(format!("{source}：{error}")))
}

/// A signed file.
fn opened(bytes: &[u8]) -> Result<SignedProfile, Failure> {
    SignedProfile::open(bytes).map_err(|reason| refused(&reason))
}

fn keys(officers: &[StoredOfficer]) -> Vec<Officer> {
    officers.iter().map(|officer| officer.officer).collect()
}

/// Who signed, if still in service.
fn standing(officers: &[StoredOfficer], by: Fingerprint) -> Result<&StoredOfficer, Failure> {
    let officer = officers.iter().find(|officer| officer.fingerprint() == by);
    officer.filter(|officer| officer.revoked_us.is_none()).ok_or_else(|| {
        Failure::Refused("签名人已停用，未启用；请由在用的人重新签名。在用的卡型不变 · a signer is revoked, nothing was installed; let people in service sign again. The card profile in use stays".to_owned())
    })
}

/// One person may have had two keys, one after the other.
fn two_people(maker: &StoredOfficer, checker: &StoredOfficer) -> Result<(), Failure> {
    if maker.number != checker.number && maker.name != checker.name {
        return Ok(());
    }
    Err(Failure::Refused("经办和复核是同一人，须由另一人复核。在用的卡型不变 · maker and checker are one person; another must check. The card profile in use stays".to_owned()))
}

fn older(signed: u32, newest: u32) -> Failure {
    Failure::Refused(format!(
        "这是卡型第 {signed} 版，在用的是第 {newest} 版，未启用；要换请重新签名更高的版本。在用的卡型不变 · this is card profile {signed} and {newest} is in use, nothing was installed; sign a higher version. The card profile in use stays"
    ))
}

fn refused(reason: &SignedProfileError) -> Failure {
    let remedy = match reason {
        SignedProfileError::Shape => {
            "请先 card-profile make，再由另一人 card-profile approve · sign it with card-profile make, then let another card-profile approve it"
        }
        SignedProfileError::Unchecked => {
            "请由另一人 card-profile approve · let another card-profile approve it"
        }
        SignedProfileError::Text | SignedProfileError::OtherCounty | SignedProfileError::Signature(_) => {
            "请查明来源，重新签名 · find out where it comes from and sign again"
        }
    };
    let (zh, en) = remedy.split_once(" · ").unwrap_or((remedy, remedy));
    Failure::CheckFailed(format!("{reason}。{zh}。在用的卡型不变 · {en}. The card profile in use stays"))
}
