//! `GET /healthz`: whether the books can be written.

use axum::extract::State;

use crate::{Center, Problem};

pub(crate) async fn get(State(center): State<Center>) -> Result<&'static str, Problem> {
    center.books.write(|ledger| ledger.county().map(drop)).await?;
    Ok("ok\n")
}
