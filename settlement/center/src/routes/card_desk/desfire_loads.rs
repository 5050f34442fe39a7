//! `POST /v1/card-desk/desfire-loads`: may this DESFire purse be loaded? Such a card says nothing secret before its
//! commit: the center only permits and counts. After it the card proves record and commit (`PUT …/loads/{n}/outcome`,
//! outcome `committed`); EV1 gives no proof.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, Uri};
use desfire_purse::proof::{Claim, verify};
use desfire_purse::{Kind, Parameters, Record, seconds};
use ledger::{Desk, LoadOrder};
use money::Fen;
use purse::{CardNumber, ChipScheme, Profile};
use serde::Deserialize;
use serde_json::{Value, json};

use super::codes::codes;
use super::permit::{Counted, permitted, stamp, within};
use super::{card_no, heard, malformed};
use crate::hex::{hex, unhex};
use crate::load_codes::desk_terminal;
use crate::{Center, Problem, clock};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ordered {
    reference: String,
    card_no: String,
    issuer: String,
    amount_fen: u32,
    balance_fen: u32,
}

pub(super) async fn post(
    State(center): State<Center>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, Problem> {
    let (desk, told): (Desk, Ordered) = heard(&center, &uri, &headers, body).await?;
    let card_no = card_no(&told.card_no)?;
    if chip(&card_no).is_none() {
        return Err(malformed("card_no", "应为 DESFire 卡号", "expected the number of a DESFire card"));
    }
    within(told.balance_fen, told.amount_fen)?;
    let order = LoadOrder {
        desk: desk.number,
        reference: told.reference.chars().take(40).collect(),
        card_no,
        issuer: unhex(&told.issuer)
            .ok_or_else(|| malformed("issuer", "应为 16 位十六进制", "expected 16 hex digits"))?,
        amount: Fen(told.amount_fen.into()),
        balance: told.balance_fen,
        counter: 0,
        terminal: desk_terminal(center.division, desk.number),
        stamp: stamp(clock::now_us()),
        proven: false,
    };
    let load = permitted(&center, &desk, order, Counted::ByBooks).await?;
    let (date, time) = load.order.stamp.split_at(4);
    Ok(Json(json!({
        "load": load.number, "state": load.state.word(), "date": hex(date), "time": hex(time), "mac2": null,
    })))
}

/// What the card keeps of the load, and its word for it where it gives one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Committed {
    /// The record, 40 bytes in hex.
    written: String,
    proof: Option<Proof>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Proof {
    /// Transaction MAC counter after.
    counter: u32,
    /// Transaction MAC value, 8 bytes in hex.
    value: String,
    /// Enciphered reader id of the commit before, 16 bytes in hex.
    sealed: String,
}

/// Whether the card has proved this load.
pub(super) async fn committed(center: &Center, order: &LoadOrder, told: Committed) -> Result<bool, Problem> {
    let bad = |place: &str| malformed(place, "应为约定长度的十六进制", "expected hex of the agreed length");
    let written: [u8; 40] = unhex(&told.written).ok_or_else(|| bad("written"))?;
    let record = Record::parse(&written).filter(|record| is_of(record, order));
    let record =
        record.ok_or_else(|| malformed("written", "不是这笔充值的记录", "not the record of this load"))?;
    let Some(Proof { counter, value, sealed }) = told.proof else { return Ok(false) };
    let value = unhex(&value).ok_or_else(|| bad("value"))?;
    let sealed = unhex(&sealed).ok_or_else(|| bad("sealed"))?;
    let profile = center.books.read(|ledger| ledger.card_profile()).await?;
    let applications =
        profile.and_then(|stored| Profile::parse(&stored.text).ok()).map(|profile| profile.applications);
    let parameters = applications
        .unwrap_or_default()
        .iter()
        .filter(|told| told.family == "desfire")
        .filter_map(|told| Parameters::read(told).ok())
        .find(|parameters| parameters.issuer().0 == order.issuer);
    let (Some(parameters), Some(uid)) = (parameters, chip(&order.card_no)) else { return Ok(false) };
    let claim = Claim { uid, terminal: terminal(order.terminal), record, counter, value, sealed };
    let terms = parameters.terms();
    let key = codes(center, move |codes| codes.transaction_mac(&parameters, uid)).await?;
    Ok(key.is_some_and(|key| verify(&claim, terms, &key).is_some()))
}

/// Whether the card keeps this load as it was permitted.
fn is_of(record: &Record, order: &LoadOrder) -> bool {
    let [date @ .., hour, minute, second] = order.stamp;
    let after = Fen(order.balance.into()).checked_add(order.amount);
    record.kind == Kind::Load
        && Fen(record.amount.into()) == order.amount
        && Some(Fen(record.balance.into())) == after
        && u64::from(record.terminal) == terminal(order.terminal) & u64::from(u32::MAX)
        && Some(record.seconds) == seconds(date, [hour, minute, second])
}

/// The desk's number as DESFire cards hear it.
fn terminal([a, b, c, d, e, f]: [u8; 6]) -> u64 {
    u64::from_be_bytes([0, 0, a, b, c, d, e, f])
}

fn chip(card_no: &str) -> Option<[u8; 7]> {
    CardNumber(unhex(card_no)?).chip(ChipScheme::Desfire)
}
