//! `POST /v1/card-desk/blocks`: a card is out of use for ever. Every till learns it with its next parameters.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, Uri};
use ledger::BlockReason;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{card_no, heard, malformed};
use crate::{Center, Problem, clock};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Blocked {
    card_no: String,
    reason: String,
    on_card: bool,
}

pub(super) async fn post(
    State(center): State<Center>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, Problem> {
    let (desk, told): (_, Blocked) = heard(&center, &uri, &headers, body).await?;
    let card = card_no(&told.card_no)?;
    let reason = BlockReason::from_word(&told.reason)
        .ok_or_else(|| malformed("reason", "不认识的原因", "the reason is none we know"))?;
    let (desk, now) = (desk.number, clock::now_us());
    let news =
        center.books.write(move |ledger| ledger.block_card(&card, reason, told.on_card, desk, now)).await?;
    tracing::info!(desk, reason = reason.word(), news, "Card out of use");
    Ok(Json(json!({ "blocked": true, "news": news })))
}
