//! `POST /v1/card-desk/identities`: somebody's own card, a social-security card or a chip by its serial, is its holder's
//! from now on. `GET /v1/card-desk/card-profile`: which cards tills know, for a desk reads such a card as they do.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, Uri};
use ledger::{IdentityRefusal, LedgerError};
use purse::{CardNumber, ChipScheme, Profile, Told};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{card_no, heard};
use crate::access::asking_desk;
use crate::hex::unhex;
use crate::{Center, Problem, clock, roster};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    card_no: String,
    holder: String,
}

pub(super) async fn profile(
    State(center): State<Center>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    asking_desk(&center, &uri, &headers, None).await?;
    let text = installed(&center).await?;
    Ok(Json(json!({ "text": text })))
}

pub(super) async fn post(
    State(center): State<Center>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, Problem> {
    let (desk, told): (_, Shown) = heard(&center, &uri, &headers, body).await?;
    let (card, holder) = (card_no(&told.card_no)?, card_no(&told.holder)?);
    let profile = Profile::parse(&installed(&center).await?).map_err(|_| not_known())?;
    let number = unhex(&card).map(CardNumber);
    if !number.is_some_and(|number| profile.applications.iter().any(|told| names(told, number))) {
        return Err(not_known());
    }
    let now = clock::now_us();
    let registered = center
        .books
        .write(move |ledger| {
            ledger.as_one(|ledger| {
                let registered = ledger.register_identity_card(&card, &holder, desk.number, now)?;
                if registered == Ok(true) {
                    let today = clock::county_day(now).ok_or(LedgerError::OutOfRange("clock"))?;
                    roster::refresh(ledger, today, now)?;
                }
                Ok(registered)
            })
        })
        .await?;
    let news = registered.map_err(refused)?;
    tracing::info!(desk = desk.number, news, "Identity card registered");
    Ok(Json(json!({ "registered": true, "news": news })))
}

async fn installed(center: &Center) -> Result<String, Problem> {
    let stored = center.books.read(|ledger| ledger.card_profile()).await?;
    stored.map(|stored| stored.text).ok_or_else(not_known)
}

/// Whether tills make such a number of the cards of this application.
fn names(told: &Told, number: CardNumber) -> bool {
    let scheme = match (told.family.as_str(), told.keys.get("identify").and_then(|word| word.as_str())) {
        ("social", Some("number")) => ChipScheme::SocialNumber,
        ("social", _) => ChipScheme::SocialCode,
        ("chip", _) => ChipScheme::Serial,
        _ => return false,
    };
    number.chip(scheme).is_some()
}

fn not_known() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "card-unknown",
        "终端不认识这种卡，未登记；请先下发含此卡型的卡型文件 · tills do not know this kind of card, nothing was registered; install a card profile that has it first",
    )
}

fn refused(refusal: IdentityRefusal) -> Problem {
    let (status, code, told) = match refusal {
        IdentityRefusal::NoHolder => (
            StatusCode::NOT_FOUND,
            "no-such-holder",
            "名单中没有这个号码的持卡人，未登记；补过卡的请用新卡号 · the list has no holder of this number, nothing was registered; of a replaced card give the new number",
        ),
        IdentityRefusal::AnotherCard => (
            StatusCode::CONFLICT,
            "holder-has-card",
            "这位持卡人已登记另一张卡或正在补卡，一人一卡，未登记；换卡请给出现用的卡号 · the holder has another card registered or being made, and one holder has one card; nothing was registered: to change it, give the number in use",
        ),
        IdentityRefusal::AnotherHolder => (
            StatusCode::CONFLICT,
            "card-taken",
            "这张卡已属另一位持卡人，未登记；请核对卡与号码 · the card is another holder's, nothing was registered; check card and number",
        ),
        IdentityRefusal::Stopped => (
            StatusCode::CONFLICT,
            "card-stopped",
            "这张卡已停用，未登记；请换一张 · the card is out of use, nothing was registered; take another",
        ),
    };
    Problem::new(status, code, told)
}
