//! What the signed requests of terminals and desks have in common: two headers, and a clock that may be a little off.

use axum::http::{HeaderMap, StatusCode};

use crate::hex::unhex;
use crate::{Problem, clock};

/// How far the clock of whoever asks may be off.
const SKEW_US: i64 = 15 * 60 * 1_000_000;

/// When the request was signed, as written, and the signature; `None` for one that cannot be any.
pub(super) fn stamp(headers: &HeaderMap) -> (&str, Option<[u8; 64]>) {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    (text("x-lovecard-at"), unhex::<64>(text("x-lovecard-signature")))
}

/// Whether a request was signed about now: an old one is not heard again.
pub(super) fn about_now(at: &str) -> Result<(), Problem> {
    let now = clock::now_us();
    let stamped = at.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_microsecond);
    if stamped.is_some_and(|stamped| stamped.abs_diff(now) <= SKEW_US.unsigned_abs()) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "clock-skew",
        "终端时钟与中心相差过大，未回答；请校时后再试 · the terminal's clock is too far off, no answer was given; set it and try again",
    )
    .with("center_time_us", now.into()))
}
