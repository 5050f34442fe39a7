//! `GET /merchant/today.csv`: the same day as a file.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::merchant_day::{Asked, statement};
use crate::turned::Turned;
use crate::{Center, Problem};

pub(crate) async fn get(
    State(center): State<Center>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Turned> {
    let (_, statement) = statement(&center, asked, &headers).await?;
    let bytes = exports::merchant_day(&statement).map_err(|error| {
        tracing::error!(error = %error, "Statement file failed");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "export-fault", error.to_string())
    })?;
    let kind = (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned());
    let name = format!("attachment; filename=\"{}\"", exports::file_name(&statement));
    Ok(([kind, (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}
