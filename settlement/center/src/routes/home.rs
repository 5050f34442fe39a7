//! `GET /`: to the page of one's role.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use ledger::Role;

use crate::Center;
use crate::access::visitor;
use crate::turned::Turned;

pub(crate) async fn get(State(center): State<Center>, headers: HeaderMap) -> Result<Response, Turned> {
    let place = match visitor(&center, &headers).await?.role {
        Role::Merchant(_) => "/merchant/today",
        Role::Operator => "/operations",
    };
    Ok(Redirect::to(place).into_response())
}
