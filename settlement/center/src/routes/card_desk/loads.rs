//! `POST /v1/card-desk/loads`: may this purse be loaded? `PUT …/{number}/outcome`: how it went.
//!
//! The order carries what the card said when the load was initialised. Where the center holds the load key it
//! verifies the card's MAC1 and answers MAC2; else the desk's own keys do both, and the center only permits.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use ledger::{Desk, LoadEnd, LoadOrder, LoadState, StoredLoad};
use money::Fen;
use serde::Deserialize;
use serde_json::{Value, json};

use super::codes::codes;
use super::desfire_loads::{Committed, committed};
use super::permit::{Counted, permitted, stamp, within};
use super::{card_no, heard, malformed, number};
use crate::hex::{hex, unhex};
use crate::load_codes::desk_terminal;
use crate::{Center, Problem, clock};

/// Algorithm bytes of cards with 3DES keys.
const TRIPLE_DES: [u8; 2] = [0x00, 0x01];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ordered {
    reference: String,
    card_no: String,
    issuer: String,
    amount_fen: u32,
    balance_fen: u32,
    counter: u16,
    random: String,
    algorithm: u8,
    mac1: String,
}

pub(super) async fn post(
    State(center): State<Center>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, Problem> {
    let (desk, told): (Desk, Ordered) = heard(&center, &uri, &headers, body).await?;
    let bad = |what: &str| malformed(what, "应为约定长度的十六进制", "expected hex of the agreed length");
    let random = unhex::<4>(&told.random).ok_or_else(|| bad("random"))?;
    let mac1 = unhex::<4>(&told.mac1).ok_or_else(|| bad("mac1"))?;
    let now = clock::now_us();
    let order = LoadOrder {
        desk: desk.number,
        reference: told.reference.chars().take(40).collect(),
        card_no: card_no(&told.card_no)?,
        issuer: unhex(&told.issuer).ok_or_else(|| bad("issuer"))?,
        amount: Fen(told.amount_fen.into()),
        balance: told.balance_fen,
        counter: told.counter,
        terminal: desk_terminal(center.division, desk.number),
        stamp: stamp(now),
        proven: center.load_codes.holds_load_key(),
    };
    fits(&told)?;
    let asked = order.clone();
    if order.proven && codes(&center, move |codes| codes.permit(&asked, random, mac1)).await?.is_none() {
        tracing::warn!(desk = desk.number, "Load refused: MAC1 is not the card's");
        return Err(mac1_wrong());
    }
    let load = permitted(&center, &desk, order, Counted::ByCard).await?;
    // The moment in MAC2 is that of the order as it is kept: a repeated order hears the same code.
    let open = load.state == LoadState::Open;
    let kept = load.order.clone();
    let mac2 = codes(&center, move |codes| codes.permit(&kept, random, mac1)).await?.filter(|_| open);
    let (date, time) = load.order.stamp.split_at(4);
    Ok(Json(json!({
        "load": load.number, "state": load.state.word(), "date": hex(date), "time": hex(time),
        "mac2": mac2.map(|mac2| hex(&mac2)),
    })))
}

fn fits(told: &Ordered) -> Result<(), Problem> {
    if !TRIPLE_DES.contains(&told.algorithm) {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "cipher-unknown",
            "中心尚不能核对这种算法的卡，未充值；请联系运营中心 · the center cannot verify cards of this cipher yet, nothing was loaded; call the operations center",
        ));
    }
    within(told.balance_fen, told.amount_fen)
}

fn mac1_wrong() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "mac1-wrong",
        "卡的校验码不对，未充值；可能是伪卡或密钥版本不符，请收卡并联系运营中心 · the card's code is wrong, nothing was loaded; it may be forged or of another key version: keep it and call the operations center",
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, tag = "outcome", rename_all = "lowercase")]
enum Outcome {
    /// A PBOC purse was credited.
    Credited {
        tac: String,
    },
    /// A DESFire purse was.
    Committed(Committed),
    Void,
}

pub(super) async fn outcome(
    State(center): State<Center>,
    Path(load): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, Problem> {
    let (desk, told): (Desk, Outcome) = heard(&center, &uri, &headers, body).await?;
    let number = number(&load)?;
    let load = center.books.read(move |ledger| ledger.card_load(number)).await?;
    let Some(load) = load.filter(|load| load.order.desk == desk.number) else {
        let told = "本台没有这笔充值，未记录；请核对台账 · this desk has no such load, nothing was recorded; check the journal";
        return Err(Problem::new(StatusCode::NOT_FOUND, "no-such-load", told));
    };
    let end = match told {
        Outcome::Void => LoadEnd::Void,
        Outcome::Committed(told) => {
            LoadEnd::Credited { tac: None, proved: committed(&center, &load.order, told).await? }
        }
        Outcome::Credited { tac } => {
            let tac =
                unhex(&tac).ok_or_else(|| malformed("tac", "应为 8 位十六进制", "expected 8 hex digits"))?;
            let order = load.order.clone();
            let proved = codes(&center, move |codes| codes.proves(&order, tac)).await?;
            LoadEnd::Credited { tac: Some(tac), proved }
        }
    };
    let now = clock::now_us();
    let known: StoredLoad = load.clone();
    let state = center.books.write(move |ledger| ledger.end_load(&load, end, now)).await?;
    let state = state.ok_or_else(|| {
        let told = "账上这笔充值的结果不同，未改动；请核对台账并联系运营中心 · the books have another outcome of this load, nothing was changed; check the journal and call the operations center";
        Problem::new(StatusCode::CONFLICT, "ended-otherwise", told).with("state", known.state.word().into())
    })?;
    if state == LoadState::Unproved {
        tracing::warn!(desk = desk.number, load = number, "A load is not proved by its card");
    }
    Ok(Json(json!({ "load": number, "state": state.word() })))
}
