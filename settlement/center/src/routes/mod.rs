//! The routes, one noun per file. Machine routes speak problem+json, pages speak HTML.

mod batches;
mod card_desk;
mod cursor;
mod enrolments;
mod healthz;
mod home;
mod login;
mod merchant_day;
mod merchant_files;
mod merchant_month;
mod merchant_statement;
mod office;
mod operations;
mod parameters;
mod sale;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post, put};
use exports::ExportError;

use crate::turned::Turned;
use crate::{Center, Problem};

/// The largest batch (5000 records) and some room.
const LARGEST_BATCH: usize = 2 * 1024 * 1024;
/// Forms and enrolments are small.
const LARGEST_FORM: usize = 16 * 1024;

/// Every route of the center.
pub fn router(center: Center) -> Router {
    let machines = Router::new()
        .route(
            "/v1/batches/{terminal}/{first_seq}",
            put(batches::put).layer(DefaultBodyLimit::max(LARGEST_BATCH)),
        )
        .route("/v1/terminals/{id}/cursor", get(cursor::get))
        .route("/v1/terminals/{id}/parameters", get(parameters::get))
        .route("/v1/enrolments", post(enrolments::post))
        .merge(card_desk::router())
        .route("/healthz", get(healthz::get))
        .fallback(nowhere)
        .method_not_allowed_fallback(no_such_verb);
    let pages = Router::new()
        .route("/", get(home::get))
        .route("/login", get(login::get).post(login::post))
        .route("/logout", post(login::logout))
        .route("/merchant/today", get(merchant_day::get))
        .route("/merchant/today.csv", get(merchant_files::csv))
        .route("/merchant/today.xlsx", get(merchant_files::xlsx))
        .route("/merchant/month", get(merchant_month::get))
        .route("/merchant/month.csv", get(merchant_month::csv))
        .route("/merchant/month.xlsx", get(merchant_month::xlsx))
        .route("/merchant/statement", get(merchant_statement::get))
        .route("/merchant/statement.txt", get(merchant_statement::text))
        .route("/merchant/statement.sig", get(merchant_statement::seal))
        .route("/merchant/sales/{sale}", get(sale::get))
        .route("/operations", get(operations::get));
    machines
        .merge(pages)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .merge(office::router())
        .layer(map_response(guarded))
        .with_state(center)
}

async fn nowhere() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "no-such-address", "没有这个地址，请核对 · no such address, check it")
}

async fn no_such_verb() -> Problem {
    let told = "此地址不接受这种请求，未执行 · this address does not take such a request, nothing was done";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "no-such-verb", told)
}

/// A body that did not arrive whole, or is larger than we take.
fn unread(error: &BytesRejection) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let told = "内容太大，未接收；一批最多 5000 条 · too large, nothing was taken; a batch holds at most 5000 records";
        return Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", told);
    }
    let told = "内容未收全，未接收，请重传 · the body did not arrive whole, nothing was taken, send it again";
    Problem::new(StatusCode::BAD_REQUEST, "body-cut-short", told)
}

/// Headers of every answer: nothing is cached, framed, sniffed or scripted.
async fn guarded(mut response: Response) -> Response {
    const GUARDS: [(HeaderName, &str); 5] = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ),
    ];
    for (name, value) in GUARDS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A file to keep, by the ending of its name.
fn download(file: Result<Vec<u8>, ExportError>, name: &str) -> Result<Response, Turned> {
    let bytes = file.map_err(|error| {
        tracing::error!(error = %error, "A file failed");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "export-fault", error.to_string())
    })?;
    let kind = match name.rsplit('.').next() {
        Some("csv") => "text/csv; charset=utf-8",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "text/plain; charset=utf-8",
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    let heads = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((heads, bytes).into_response())
}

fn page(status: StatusCode, html: String) -> Response {
    (status, Html(html)).into_response()
}
