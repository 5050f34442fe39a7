//! `POST /v1/enrolments`: a terminal's one-time code and key against its number and the center's key.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use ledger::EnrolmentRefusal;
use records::{EnrolmentCode, VerifyingKey};
use serde::Deserialize;
use serde_json::{Value, json};

use super::unread;
use crate::hex::{hex, unhex};
use crate::{Center, Problem, clock, enrolment};

/// What a machine applies with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Application {
    code: String,
    public_key: String,
}

/// The code and the key of an application.
pub(super) fn applied(body: &[u8]) -> Result<(EnrolmentCode, [u8; 32]), Problem> {
    let malformed = |what: &str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "malformed", what);
    let application: Application = serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        malformed(&format!("{line}:{column} 应为 {{\"code\",\"public_key\"}}，未登记 · expected code and public_key, nothing was enrolled"))
    })?;
    let code: EnrolmentCode =
        application.code.parse().map_err(|error| malformed(&format!("code: {error}")))?;
    let key = unhex::<32>(&application.public_key).filter(|key| VerifyingKey::from_bytes(key).is_ok());
    let key = key.ok_or_else(|| {
        malformed(
            "public_key 应为 Ed25519 公钥的 64 位十六进制，未登记 · expected an Ed25519 key as 64 hex digits",
        )
    })?;
    Ok((code, key))
}

/// Whether another wrong code may be heard now.
pub(super) fn guess(center: &Center, now_us: i64) -> Result<(), Problem> {
    if center.wrong_codes.open(now_us) {
        return Ok(());
    }
    let told = "错误的入网码太多，请一分钟后再试 · too many wrong codes, try again in a minute";
    Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-codes", told).retry_after(60))
}

pub(crate) async fn post(
    State(center): State<Center>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, Problem> {
    let (code, key) = applied(&body.map_err(|error| unread(&error))?)?;
    let now = clock::now_us();
    guess(&center, now)?;
    let hash = enrolment::code_hash(&code);
    match center.books.write(move |ledger| ledger.enrol_terminal(&hash, &key, now)).await? {
        Ok(terminal) => {
            tracing::info!(terminal = %terminal, "Terminal enrolled");
            let center_key = hex(center.key.verifying_key().as_bytes());
            Ok(Json(
                json!({ "terminal": terminal.0, "center_public_key": center_key, "county": &*center.county }),
            ))
        }
        Err(refusal) => {
            center.wrong_codes.wrong(now);
            tracing::warn!(refusal = ?refusal, "Enrolment refused");
            Err(refused(refusal))
        }
    }
}

/// Why a code does not enrol.
pub(super) fn refused(refusal: EnrolmentRefusal) -> Problem {
    let (code, told) = match refusal {
        EnrolmentRefusal::UnknownCode => (
            "unknown-code",
            "入网码不对，未登记；请核对或向运营中心要新的 · unknown code, nothing was enrolled; check it or ask for a new one",
        ),
        EnrolmentRefusal::Expired => (
            "code-expired",
            "入网码已过期，未登记；请向运营中心要新的 · the code has expired, nothing was enrolled; ask for a new one",
        ),
        EnrolmentRefusal::Used => (
            "code-used",
            "入网码已被另一台终端使用，未登记；请向运营中心要新的 · the code was used by another terminal, nothing was enrolled; ask for a new one",
        ),
        EnrolmentRefusal::Revoked => (
            "terminal-revoked",
            "该终端已被吊销，未登记；请联系运营中心 · the terminal was revoked, nothing was enrolled; call the operations center",
        ),
    };
    Problem::new(StatusCode::FORBIDDEN, code, told)
}
