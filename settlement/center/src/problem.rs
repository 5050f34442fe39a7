//! RFC 9457 problems: what went wrong, in a stable code for machines and a sentence for people.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ledger::LedgerError;
use serde_json::{Map, Value, json};

use crate::BooksError;

/// A refusal of the machine interface.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    retry_after_s: Option<u32>,
    members: Map<String, Value>,
}

impl Problem {
    /// A problem with a stable code and a sentence: what happened, what became of the data, what to do.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Problem {
        Problem { status, code, detail: detail.into(), retry_after_s: None, members: Map::new() }
    }

    /// Adds a member for machines.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Problem {
        self.members.insert(name.to_owned(), value);
        self
    }

    /// Says when to come back.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Problem {
        self.retry_after_s = Some(seconds);
        self
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The sentence.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }
}

impl From<BooksError> for Problem {
    fn from(error: BooksError) -> Problem {
        let away = |error: &dyn core::fmt::Display| {
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "books-unavailable", error.to_string())
                .retry_after(5)
        };
        match &error {
            BooksError::Busy => away(&error),
            BooksError::Ledger(LedgerError::Busy | LedgerError::Full | LedgerError::Lost(_)) => {
                tracing::error!(error = %error, "Books unavailable");
                away(&error)
            }
            BooksError::Gone | BooksError::Ledger(_) => {
                tracing::error!(error = %error, "Books failed");
                Problem::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "books-fault",
                    "账本故障，未记录任何内容，请联系运营中心 · the books failed, nothing was recorded, call the operations center",
                )
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let title = self.status.canonical_reason().unwrap_or("Problem");
        let mut body = json!({ "type": format!("urn:lovecard:problem:{}", self.code), "title": title,
            "status": self.status.as_u16(), "code": self.code, "detail": self.detail });
        if let Some(object) = body.as_object_mut() {
            object.extend(self.members);
        }
        let mut response = (self.status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
