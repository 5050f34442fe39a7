//! Who is looking at a page.

use axum::http::HeaderMap;
use ledger::{Role, Visitor};

use super::Token;
use crate::turned::Turned;
use crate::{Center, clock};

/// The logged-in person; others are sent to the login page.
pub(crate) async fn visitor(center: &Center, headers: &HeaderMap) -> Result<Visitor, Turned> {
    let token = Token::sent(headers).ok_or(Turned::ToLogin)?;
    let (hash, now) = (token.hash(), clock::now_us());
    center.books.read(move |ledger| ledger.visitor(&hash, now)).await?.ok_or(Turned::ToLogin)
}

/// Which merchant a person may look at: a merchant at itself alone, an operator at the one asked for. Asking
/// for another merchant looks like asking for one that does not exist.
pub(crate) fn merchant_in_view(visitor: &Visitor, asked: Option<String>) -> Result<String, Turned> {
    match (&visitor.role, asked) {
        (Role::Merchant(own), None) => Ok(own.clone()),
        (Role::Merchant(own), Some(asked)) if *own == asked => Ok(asked),
        (Role::Operator, Some(asked)) => Ok(asked),
        (Role::Merchant(_), Some(_)) | (Role::Operator, None) => Err(Turned::NotFound),
    }
}
