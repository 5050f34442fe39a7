//! What card desks want to know that takes a card's key.

use std::sync::Arc;

use axum::http::StatusCode;

use crate::load_codes::LoadCodes;
use crate::{Center, Problem};
use key_custody::CustodyError;

/// What needs a card's key: a token takes its time. One that is away decides nothing, and the desk asks again.
pub(super) async fn codes<T: Send + 'static>(
    center: &Center,
    work: impl FnOnce(&LoadCodes) -> Result<T, CustodyError> + Send + 'static,
) -> Result<T, Problem> {
    let codes = Arc::clone(&center.load_codes);
    let away = |error: &dyn core::fmt::Display| {
        tracing::warn!(reason = %error, "The token is away: the desk asks again");
        let told = "密钥令牌暂不可用，未记录任何内容；请稍后重试 · the key token is away, nothing was recorded; try again later";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "token-away", told).retry_after(10)
    };
    match tokio::task::spawn_blocking(move || work(&codes)).await {
        Ok(done) => done.map_err(|error| away(&error)),
        Err(error) => Err(away(&error)),
    }
}
