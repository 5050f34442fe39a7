//! `GET /morning`: what waits.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use pages::MorningView;

use super::shown;
use crate::access::{Right, entering};
use crate::morning::waiting;
use crate::turned::Turned;
use crate::{Center, clock};

pub(super) async fn get(State(center): State<Center>, headers: HeaderMap) -> Result<Response, Turned> {
    let guest = entering(&center, &headers, Right::Morning).await?;
    let now_us = clock::now_us();
    let groups = center.books.read(move |ledger| waiting(ledger, now_us)).await?;
    // What somebody may not open is not on their list.
    let groups = groups.into_iter().filter(|(right, _)| guest.may(*right)).map(|(_, group)| group);
    Ok(shown(pages::morning(&MorningView {
        county: center.county.to_string(),
        now: clock::county_time(now_us),
        visit: guest.visit(&center),
        groups: groups.collect(),
    })))
}
