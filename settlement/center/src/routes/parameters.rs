//! `GET /v1/terminals/{id}/parameters`: the signed package; 304 when the terminal holds it already.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::access::asking_terminal;
use crate::package::package_for;
use crate::{Center, Problem, clock};

pub(crate) async fn get(
    State(center): State<Center>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let terminal = asking_terminal(&center, &id, uri.path(), &headers).await?;
    let (terms, now) = (center.terms.clone(), clock::now_us());
    let asked = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let in_force = asked.as_deref().and_then(|tag| tag.trim_matches('"').parse().ok()).unwrap_or(0);
    let held = center
        .books
        .write(move |ledger| {
            ledger.note_heard(terminal.id, now)?;
            package_for(ledger, &terminal, &terms, now, in_force)
        })
        .await?;
    let Some(held) = held else {
        let told = "中心尚未装入资费，请稍后再取 · no tariff is installed yet, ask again later";
        return Err(Problem::new(StatusCode::NOT_FOUND, "no-parameters", told).retry_after(60));
    };
    let tag = format!("\"{}\"", held.version);
    if asked.as_deref() == Some(tag.as_str()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let kind = "application/octet-stream".to_owned();
    Ok(([(header::ETAG, tag), (header::CONTENT_TYPE, kind)], held.package).into_response())
}
