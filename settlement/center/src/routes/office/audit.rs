//! `GET /audit`: the newest lines of the log.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use ledger::AuditLine;
use pages::{AuditRow, AuditView};

use super::shown;
use crate::access::{Right, entering};
use crate::hex::hex;
use crate::turned::Turned;
use crate::{Center, clock};

/// A page shows so many.
const SHOWN: u32 = 200;

pub(super) async fn get(State(center): State<Center>, headers: HeaderMap) -> Result<Response, Turned> {
    let guest = entering(&center, &headers, Right::Audit).await?;
    let read = center.books.read(|ledger| Ok((ledger.audit_head()?, ledger.audit_lines(SHOWN)?)));
    let (head, lines) = read.await?;
    let row = |(number, line): (u64, AuditLine)| AuditRow {
        number,
        at: clock::county_time(line.at_us),
        who: (line.login, line.role),
        what: [line.deed, line.thing, line.outcome.word().to_owned()],
    };
    Ok(shown(pages::audit(&AuditView {
        county: center.county.to_string(),
        visit: guest.visit(&center),
        head: head.map(|head| (head.lines, hex(&head.hash))).unwrap_or_default(),
        rows: lines.into_iter().map(row).collect(),
    })))
}
