//! `GET /merchant/today.csv`, `…/today.xlsx`: the same day as a file.

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::download;
use super::merchant_day::{Asked, statement};
use crate::Center;
use crate::turned::Turned;

pub(crate) async fn csv(
    State(center): State<Center>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Turned> {
    let (_, statement) = statement(&center, asked, &headers).await?;
    download(exports::merchant_day(&statement), &exports::file_name(&statement))
}

pub(crate) async fn xlsx(
    State(center): State<Center>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Turned> {
    let (_, statement) = statement(&center, asked, &headers).await?;
    let name = exports::file_name(&statement).replace(".csv", ".xlsx");
    download(exports::merchant_day_xlsx(&statement), &name)
}
