//! Who is looking at a page, and whether a form is theirs.

use axum::http::{HeaderMap, StatusCode};
use ledger::{Ledger, LedgerError, Role, Visitor};
use pages::Visit;

use super::{Right, Token, may, same_origin};
use crate::turned::Turned;
use crate::{Center, Problem, clock};

/// A person with a session.
#[derive(Clone)]
pub(crate) struct Guest {
    pub(crate) login: String,
    pub(crate) role: Role,
    /// What every form of this session carries.
    form_token: String,
}

impl Guest {
    pub(crate) fn may(&self, right: Right) -> bool {
        may(&self.role, right)
    }

    /// What a page of this person carries.
    pub(crate) fn visit(&self, center: &Center) -> Visit {
        Visit {
            trial: center.trial,
            token: self.form_token.clone(),
            login: self.login.clone(),
            role: role_words(&self.role),
            nav: super::nav::links(self),
        }
    }

    /// Whether a form comes from a page of this session.
    ///
    /// # Errors
    /// It does not: nothing may be done for it.
    pub(crate) fn sent(&self, headers: &HeaderMap, token: &str) -> Result<(), Problem> {
        same_origin(headers)?;
        // Hashes are compared: how far two tokens agree tells nothing.
        if records::sha256(token.as_bytes()) == records::sha256(self.form_token.as_bytes()) {
            return Ok(());
        }
        Err(Problem::new(
            StatusCode::FORBIDDEN,
            "stale-form",
            "表单不属于本次登录，未执行；请刷新页面后重填 · the form does not belong to this session, nothing was done; reload the page and fill it in again",
        ))
    }
}

/// The logged-in person; others are sent to the login page.
pub(crate) async fn guest(center: &Center, headers: &HeaderMap) -> Result<Guest, Turned> {
    let token = Token::sent(headers).ok_or(Turned::ToLogin)?;
    let (hash, now) = (token.hash(), clock::now_us());
    let found = center.books.read(move |ledger| ledger.visitor(&hash, now)).await?;
    let Visitor { login, role } = found.ok_or(Turned::ToLogin)?;
    Ok(Guest { login, role, form_token: token.form_token() })
}

/// The logged-in person, where the table lets them in; for everybody else there is no such page.
pub(crate) async fn entering(center: &Center, headers: &HeaderMap, right: Right) -> Result<Guest, Turned> {
    let guest = guest(center, headers).await?;
    if guest.may(right) { Ok(guest) } else { Err(Turned::NotFound) }
}

/// As [`entering`], for a form that changes something.
pub(crate) async fn acting(
    center: &Center,
    headers: &HeaderMap,
    right: Right,
    token: &str,
) -> Result<Guest, Turned> {
    let guest = entering(center, headers, right).await?;
    guest.sent(headers, token)?;
    Ok(guest)
}

/// Whether a merchant is in a person's view: itself for a merchant; for a town one whose tills all stand in it; for
/// the center every one. A merchant out of view looks like one that does not exist.
pub(crate) fn in_view(ledger: &Ledger, role: &Role, merchant: &str) -> Result<bool, LedgerError> {
    match role {
        Role::Merchant(own) => Ok(own == merchant),
        Role::Town(town) => crate::towns::within(ledger, town, merchant),
        Role::Operator
        | Role::Inquiry
        | Role::Planning
        | Role::Supervision
        | Role::Maintenance
        | Role::Auditor => Ok(true),
    }
}

/// Which merchant is asked for: a merchant means itself where it names none.
pub(crate) fn meant(role: &Role, asked: Option<String>) -> Result<String, Turned> {
    match (role, asked) {
        (_, Some(asked)) => Ok(asked),
        (Role::Merchant(own), None) => Ok(own.clone()),
        _ => Err(Turned::NotFound),
    }
}

/// What people call a role.
fn role_words(role: &Role) -> (&'static str, &'static str) {
    match role {
        Role::Operator => ("运营", "operations"),
        Role::Inquiry => ("咨询", "inquiry"),
        Role::Planning => ("策划", "planning"),
        Role::Supervision => ("监管", "supervision"),
        Role::Maintenance => ("运维", "maintenance"),
        Role::Auditor => ("审计", "audit"),
        Role::Town(_) => ("乡镇", "town"),
        Role::Merchant(_) => ("商户", "merchant"),
    }
}
