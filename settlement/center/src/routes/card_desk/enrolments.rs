//! `POST /v1/card-desk/enrolments`: a desk's one-time code and key against its number and the center's key.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use serde_json::{Value, json};

use crate::hex::hex;
use crate::load_codes::desk_terminal;
use crate::routes::enrolments::{applied, guess, refused};
use crate::routes::unread;
use crate::{Center, Problem, clock, enrolment};

pub(super) async fn post(
    State(center): State<Center>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, Problem> {
    let (code, key) = applied(&body.map_err(|error| unread(&error))?)?;
    let now = clock::now_us();
    guess(&center, now)?;
    let hash = enrolment::code_hash(&code);
    match center.books.write(move |ledger| ledger.enrol_desk(&hash, &key, now)).await? {
        Ok(desk) => {
            tracing::info!(desk, "Card desk enrolled");
            Ok(Json(json!({
                "desk": desk,
                "terminal": hex(&desk_terminal(center.division, desk)),
                "center_public_key": hex(center.key.verifying_key().as_bytes()),
                "county": &*center.county,
            })))
        }
        Err(refusal) => {
            center.wrong_codes.wrong(now);
            tracing::warn!(refusal = ?refusal, "Enrolment of a card desk refused");
            Err(refused(refusal))
        }
    }
}
