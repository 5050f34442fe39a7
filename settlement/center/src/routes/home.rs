//! `GET /`: to the page of one's role.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use ledger::Role;

use crate::Center;
use crate::access::{Right, guest};
use crate::turned::Turned;

pub(crate) async fn get(State(center): State<Center>, headers: HeaderMap) -> Result<Response, Turned> {
    let guest = guest(&center, &headers).await?;
    let place = match guest.role {
        Role::Merchant(_) => "/merchant/today",
        _ if guest.may(Right::Morning) => "/morning",
        _ => "/merchants",
    };
    Ok(Redirect::to(place).into_response())
}
