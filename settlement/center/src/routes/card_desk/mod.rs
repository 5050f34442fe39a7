//! What card desks ask: which cards to make, that one is made, registered or out of use, and whether a purse may be
//! loaded.
//! Everything but an enrolment is signed with the desk's key; every report may be repeated and changes nothing then.

mod blocks;
mod cards;
mod codes;
mod desfire_loads;
mod enrolments;
mod identities;
mod loads;
mod permit;
mod requests;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::routing::{get, post, put};
use ledger::Desk;
use records::CardNo;
use serde::de::DeserializeOwned;

use super::unread;
use crate::access::asking_desk;
use crate::{Center, Problem};

/// The routes.
pub(super) fn router() -> Router<Center> {
    Router::new()
        .route("/v1/card-desk/enrolments", post(enrolments::post))
        .route("/v1/card-desk/requests", get(requests::get))
        .route("/v1/card-desk/requests/{number}/desk", put(requests::take))
        .route("/v1/card-desk/cards", post(cards::post))
        .route("/v1/card-desk/blocks", post(blocks::post))
        .route("/v1/card-desk/card-profile", get(identities::profile))
        .route("/v1/card-desk/identities", post(identities::post))
        .route("/v1/card-desk/loads", post(loads::post))
        .route("/v1/card-desk/desfire-loads", post(desfire_loads::post))
        .route("/v1/card-desk/loads/{number}/outcome", put(loads::outcome))
}

/// A desk's report, once its signature is found good and its text understood.
async fn heard<T: DeserializeOwned>(
    center: &Center,
    uri: &Uri,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<(Desk, T), Problem> {
    let body = body.map_err(|error| unread(&error))?;
    let desk = asking_desk(center, uri, headers, Some(&body)).await?;
    let told = serde_json::from_slice(&body).map_err(|error| {
        malformed(&format!("{}:{}", error.line(), error.column()), "不是约定的内容", "not the agreed content")
    })?;
    Ok((desk, told))
}

/// What was sent cannot be understood.
fn malformed(place: &str, zh: &str, en: &str) -> Problem {
    let told =
        format!("{place} {zh}，未记录；请更新发卡程序 · {en}, nothing was recorded; update the card desk");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "malformed", told)
}

/// The number in an address.
fn number(text: &str) -> Result<u64, Problem> {
    text.parse().map_err(|_| malformed("address", "应含编号", "expected a number"))
}

/// A card number of 20 digits. The text is never repeated: it is private.
fn card_no(text: &str) -> Result<String, Problem> {
    let card: CardNo =
        text.parse().map_err(|_| malformed("card_no", "应为 19 或 20 位数字", "expected 19 or 20 digits"))?;
    Ok(card.digits())
}
