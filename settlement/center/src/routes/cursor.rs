//! `GET /v1/terminals/{id}/cursor`: how far the center has come with a terminal.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use records::Chain;
use serde_json::{Value, json};

use crate::access::asking_terminal;
use crate::hex::hex;
use crate::{Center, Problem};

pub(crate) async fn get(
    State(center): State<Center>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let terminal = asking_terminal(&center, &id, uri.path(), &headers).await?;
    let chain = center.books.read(move |ledger| ledger.cursor(terminal.id)).await?.unwrap_or_default().chain;
    Ok(Json(cursor(&chain)))
}

/// The cursor as terminals read it.
pub(crate) fn cursor(chain: &Chain) -> Value {
    json!({ "next_seq": chain.next_seq, "head": hex(&chain.head) })
}
