//! `GET /v1/card-desk/requests`: the cards this desk may make. `PUT …/{number}/desk`: it takes one.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use ledger::{CardRequest, RequestRefusal};
use serde_json::{Value, json};

use super::super::unread;
use super::number;
use crate::access::asking_desk;
use crate::{Center, Problem, clock};

pub(super) async fn get(
    State(center): State<Center>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let desk = asking_desk(&center, &uri, &headers, None).await?;
    let open = center.books.read(move |ledger| ledger.card_requests_for(desk.number)).await?;
    let open: Vec<Value> = open.iter().map(told).collect();
    Ok(Json(json!({ "requests": open })))
}

pub(super) async fn take(
    State(center): State<Center>,
    Path(request): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, Problem> {
    let body = body.map_err(|error| unread(&error))?;
    let desk = asking_desk(&center, &uri, &headers, Some(&body)).await?.number;
    let (number, now) = (number(&request)?, clock::now_us());
    let taken = center.books.write(move |ledger| ledger.take_card_request(number, desk, now)).await?;
    taken.map(|request| Json(told(&request))).map_err(refused)
}

fn told(request: &CardRequest) -> Value {
    let asked = &request.asked;
    json!({
        "number": request.number,
        "handle": asked.handle,
        "kind": asked.kind.word(),
        "card_no": asked.card_no,
        "replaces": asked.replaces,
        "taken": request.desk.is_some(),
    })
}

fn refused(refusal: RequestRefusal) -> Problem {
    let (status, code, told) = match refusal {
        RequestRefusal::Unknown => (
            StatusCode::NOT_FOUND,
            "no-such-request",
            "没有这个制卡任务，未领取；请重新列出 · there is no such request, nothing was taken; list them again",
        ),
        RequestRefusal::Elsewhere => (
            StatusCode::CONFLICT,
            "taken-elsewhere",
            "任务已由另一发卡台领取，请换一个 · another desk has taken the request; choose another",
        ),
        RequestRefusal::Done => (
            StatusCode::CONFLICT,
            "card-made",
            "这个任务的卡已经制成，不要再制；请核对台账 · the card of this request is made, do not make it again; check the journal",
        ),
    };
    Problem::new(status, code, told)
}
