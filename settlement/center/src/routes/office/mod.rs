//! The pages of the center's offices: what waits, findings, day close, settlements, payouts, the log. What they do is
//! what the commands do; here forms are read and pages are filled.

mod audit;
mod days;
mod findings;
mod merchants;
mod morning;
mod payout;
mod payouts;
mod settlements;
mod sheet;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use crate::Center;

/// The largest answer of a bank, or key file, and some room.
const LARGEST_SHEET: usize = 8 * 1024 * 1024;

/// Their routes.
pub(super) fn router() -> Router<Center> {
    Router::new()
        .route("/morning", get(morning::get))
        .route("/findings", get(findings::list))
        .route("/findings/{key}", get(findings::one))
        .route("/findings/{key}/act", post(findings::act))
        .route("/days", get(days::list))
        .route("/days/close", post(days::close))
        .route("/days/correct", post(days::correct))
        .route("/days/{day}", get(days::one))
        .route("/settlements", get(settlements::list))
        .route("/settlements/make", post(settlements::make))
        .route("/settlements/confirm", post(settlements::confirm))
        .route("/payouts", get(payouts::list))
        .route("/payouts/propose", post(payouts::propose))
        .route("/payouts/answer", post(payouts::answer))
        .route("/payouts/{number}", get(payout::one))
        .route("/payouts/{number}/check", post(payout::check))
        .route("/payouts/{number}/reject", post(payout::reject))
        .route("/payouts/{number}/file", post(payout::file))
        .route("/merchants", get(merchants::list))
        .route("/audit", get(audit::get))
        .layer(DefaultBodyLimit::max(LARGEST_SHEET))
}

/// Done: on to the page that shows it. A page that is loaded again does nothing again.
fn done(place: &str) -> Response {
    Redirect::to(place).into_response()
}

fn shown(html: String) -> Response {
    super::page(StatusCode::OK, html)
}
