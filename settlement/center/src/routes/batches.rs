//! `PUT /v1/batches/{terminal}/{first_seq}`: a sealed batch against a signed acknowledgement.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use records::TerminalId;

use super::cursor::cursor;
use super::unread;
use crate::intake::Refusal;
use crate::{BooksError, Center, Problem, clock};

pub(crate) async fn put(
    State(center): State<Center>,
    Path((terminal, first_seq)): Path<(String, String)>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let malformed = |what: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "malformed-address", what);
    let terminal: TerminalId = terminal.parse().map_err(|error| malformed(format!("{error}")))?;
    let first_seq: u64 = first_seq.parse().map_err(|_| {
        malformed(
            "首流水应为正整数，未接收 · the first sequence number must be a number, nothing was taken"
                .to_owned(),
        )
    })?;
    let body = body.map_err(|error| unread(&error))?;
    let (intake, now) = (center.intake.clone(), clock::now_us());
    let taken = center
        .books
        .write(move |ledger| match intake.take(ledger, (terminal, first_seq), &body, now) {
            Err(Refusal::Books(error)) => Err(error),
            other => Ok(other),
        })
        .await?;
    match taken {
        Ok(receipt) => {
            tracing::info!(terminal = %terminal, first_seq, "Batch acknowledged");
            let kind = [(header::CONTENT_TYPE, "application/octet-stream")];
            Ok((kind, receipt.ack().to_vec()).into_response())
        }
        Err(refusal) => {
            tracing::warn!(terminal = %terminal, first_seq, code = refusal.code(), "Batch refused");
            Err(problem(&refusal))
        }
    }
}

fn problem(refusal: &Refusal) -> Problem {
    let status = match refusal {
        Refusal::Malformed(_) | Refusal::Misaddressed | Refusal::Broken(_) | Refusal::Overflow => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Refusal::UnknownTerminal | Refusal::Revoked { .. } => StatusCode::FORBIDDEN,
        Refusal::Fork { .. } | Refusal::Overlap { .. } => StatusCode::CONFLICT,
        Refusal::Gap { .. } => StatusCode::TOO_EARLY,
        Refusal::Books(_) => return Problem::from(BooksError::Gone),
    };
    let problem = Problem::new(status, refusal.code(), refusal.to_string());
    match refusal.cursor() {
        Some(chain) => problem.with("cursor", cursor(&chain)),
        None => problem,
    }
}
