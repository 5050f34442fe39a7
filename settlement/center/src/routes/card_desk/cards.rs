//! `POST /v1/card-desk/cards`: a card is finished. Where the request replaces another card, that one is out of use
//! from now on and its holder holds the new one.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, Uri};
use ledger::{CardKind, CardRefusal, IssuedCard, LedgerError};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{card_no, heard, malformed};
use crate::hex::unhex;
use crate::{Center, Problem, clock, roster};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Finished {
    request: u64,
    card_no: String,
    kind: String,
    uid_hash: String,
    key_version: u8,
    layout_version: u8,
}

pub(super) async fn post(
    State(center): State<Center>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, Problem> {
    let (desk, told): (_, Finished) = heard(&center, &uri, &headers, body).await?;
    let kind = [CardKind::Pboc, CardKind::Desfire].into_iter().find(|kind| kind.word() == told.kind);
    let card = IssuedCard {
        request: told.request,
        card_no: card_no(&told.card_no)?,
        kind: kind.ok_or_else(|| malformed("kind", "应为 pboc 或 desfire", "expected pboc or desfire"))?,
        uid_hash: unhex(&told.uid_hash)
            .ok_or_else(|| malformed("uid_hash", "应为 64 位十六进制", "expected 64 hex digits"))?,
        key_version: told.key_version,
        layout_version: told.layout_version,
        desk: desk.number,
    };
    let now = clock::now_us();
    let reported = center
        .books
        .write(move |ledger| {
            ledger.as_one(|ledger| {
                let reported = ledger.report_card(&card, now)?;
                if reported.is_ok() {
                    let today = clock::county_day(now).ok_or(LedgerError::OutOfRange("clock"))?;
                    roster::refresh(ledger, today, now)?;
                }
                Ok(reported)
            })
        })
        .await?;
    reported.map_err(refused)?;
    tracing::info!(desk = desk.number, request = told.request, "Card issued");
    Ok(Json(json!({ "request": told.request, "issued": true })))
}

fn refused(refusal: CardRefusal) -> Problem {
    let (code, told) = match refusal {
        CardRefusal::NoRequest => (
            "not-taken",
            "本台没有领取这个制卡任务，未登记；请收好卡并核对任务 · this desk has not taken the request, the card was not registered; keep it and check the request",
        ),
        CardRefusal::NotAsked => (
            "not-asked",
            "卡种或卡号与任务不符，未登记；请作废此卡重制 · kind or number is not what was asked, the card was not registered; scrap it and make it again",
        ),
        CardRefusal::Done => (
            "card-made",
            "这个任务已登记另一张卡，未登记；请作废手中的卡 · another card is registered for the request; scrap this one",
        ),
        CardRefusal::Taken => (
            "card-taken",
            "卡号或芯片已属另一张卡，未登记；请作废此卡并联系运营中心 · number or chip belongs to another card, nothing was registered; scrap it and call the operations center",
        ),
    };
    Problem::new(StatusCode::CONFLICT, code, told)
}
