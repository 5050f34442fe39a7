//! Every look at an elder's sales and every deed has a line in the audit log, written before it is shown or done.

use ed25519_dalek::Signer as _;
use ledger::{AuditLine, Ledger, LedgerError, Outcome};
use records::SigningKey;

use super::Guest;
use crate::turned::Turned;
use crate::{Center, Failure, clock};

/// Writes a line, sealed with the center's key.
pub(crate) fn note(
    ledger: &mut Ledger,
    key: &SigningKey,
    (login, role): (&str, &str),
    (deed, thing): (&str, &str),
    outcome: Outcome,
) -> Result<(), LedgerError> {
    let line = AuditLine {
        at_us: clock::now_us(),
        login: login.to_owned(),
        role: role.to_owned(),
        deed: deed.to_owned(),
        thing: thing.to_owned(),
        outcome,
    };
    ledger.note(&line, &|text| key.sign(text).to_bytes())
}

/// Somebody looks. Without the line there is nothing to see.
pub(crate) async fn looked(
    center: &Center,
    guest: &Guest,
    deed: &'static str,
    thing: String,
) -> Result<(), Turned> {
    let (key, login, role) = (center.key.clone(), guest.login.clone(), guest.role.word());
    let written =
        center.books.write(move |ledger| note(ledger, &key, (&login, role), (deed, &thing), Outcome::Seen));
    Ok(written.await?)
}

/// Does something for a person on a connection of its own, as a command would, so that intake goes on. A line says
/// that it was asked for, another how it ended; what the job answers besides is the thing it was about.
pub(crate) async fn does<T: Send + 'static>(
    center: &Center,
    guest: &Guest,
    (deed, thing): (&str, String),
    job: impl FnOnce(&mut Ledger) -> Result<(T, String), Failure> + Send + 'static,
) -> Result<T, Turned> {
    let (key, login, role) = (center.key.clone(), guest.login.clone(), guest.role.word());
    let deed = deed.to_owned();
    let work = move |ledger: &mut Ledger| -> Result<T, Failure> {
        let who = (login.as_str(), role);
        note(ledger, &key, who, (&deed, &thing), Outcome::Asked)?;
        match job(ledger) {
            Ok((value, about)) => {
                note(ledger, &key, who, (&deed, &about), Outcome::Done)?;
                Ok(value)
            }
            Err(failure) => {
                note(ledger, &key, who, (&deed, &thing), Outcome::Refused)?;
                Err(failure)
            }
        }
    };
    center.books.aside(work).await?.map_err(Turned::Failed)
}

/// Whether another login did the step before: two-person steps need two.
///
/// # Errors
/// The same one did.
pub(crate) fn another_login(
    ledger: &Ledger,
    login: &str,
    (deed, thing): (&str, &str),
) -> Result<(), Failure> {
    if ledger.who_did(deed, thing)?.iter().any(|did| did == login) {
        return Err(Failure::Refused(
            "上一步是用同一登录名做的，这一步须由另一人登录后做，未改动 · the step before was done under this login; another person must log in for this one, nothing was changed".to_owned(),
        ));
    }
    Ok(())
}
