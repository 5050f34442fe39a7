//! `GET /merchant/statement`, `…/statement.txt`, `…/statement.sig`: a signed statement in all its versions.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use exports::ExportError;
use ledger::StoredStatement;
use pages::{StatementView, VersionLine};
use records::BusinessDay;
use serde::Deserialize;

use super::{download, page};
use crate::Center;
use crate::access::{Guest, Right, entering, in_view, looked, meant};
use crate::hex::hex;
use crate::turned::Turned;

/// Which statement.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    merchant: Option<String>,
    day: String,
    version: Option<u32>,
}

struct Found {
    guest: Guest,
    merchant: (String, String),
    day: BusinessDay,
    versions: Vec<StoredStatement>,
}

async fn found(center: &Center, asked: &Asked, headers: &HeaderMap) -> Result<Found, Turned> {
    let guest = entering(center, headers, Right::MerchantDay).await?;
    let merchant = meant(&guest.role, asked.merchant.clone())?;
    let day = asked.day.replace('-', "").parse().ok().and_then(BusinessDay::from_number);
    let day = day.ok_or(Turned::Unclear("日期应写成 2024-07-15", "write the day as 2024-07-15"))?;
    let (role, thing) = (guest.role.clone(), format!("statement {merchant} day {day}"));
    let read = center.books.read(move |ledger| {
        let known = ledger.merchant(&merchant)?;
        let Some(known) = known else { return Ok(None) };
        if !in_view(ledger, &role, &merchant)? {
            return Ok(None);
        }
        let versions = ledger.statement_versions(day, &merchant)?;
        Ok(Some(((known.id, known.name), versions)))
    });
    let (merchant, versions) = read.await?.ok_or(Turned::NotFound)?;
    looked(center, &guest, "see-statement", thing).await?;
    Ok(Found { guest, merchant, day, versions })
}

pub(crate) async fn get(
    State(center): State<Center>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Turned> {
    let Found { guest, merchant, day, versions } = found(&center, &asked, &headers).await?;
    let line = |one: StoredStatement| VersionLine {
        version: one.version,
        reason: one.reason,
        payable: one.payable,
        fee: one.fee,
        document: one.document,
        signature: hex(&one.signature),
    };
    let view = StatementView {
        visit: guest.visit(&center),
        merchant,
        day: day.date(),
        versions: versions.into_iter().rev().map(line).collect(),
        corrects: guest.may(Right::CorrectStatement),
    };
    Ok(page(StatusCode::OK, pages::statement(&view)))
}

/// One version: the one that is asked for, or the newest; and what its file is called.
async fn version(
    center: &Center,
    asked: Asked,
    headers: &HeaderMap,
) -> Result<(StoredStatement, String), Turned> {
    let Found { versions, .. } = found(center, &asked, headers).await?;
    let wanted = |one: &StoredStatement| asked.version.is_none_or(|version| one.version == version);
    let one = versions.into_iter().rev().find(wanted).ok_or(Turned::NotFound)?;
    let name = exports::statement_file_name(&one.merchant, one.day.date(), one.version);
    Ok((one, name))
}

pub(crate) async fn text(
    State(center): State<Center>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Turned> {
    let (one, name) = version(&center, asked, &headers).await?;
    download(Ok::<_, ExportError>(one.document.into_bytes()), &name)
}

pub(crate) async fn seal(
    State(center): State<Center>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Turned> {
    let (one, name) = version(&center, asked, &headers).await?;
    let seal = format!("{}\n", hex(&one.signature)).into_bytes();
    download(Ok::<_, ExportError>(seal), &name.replace(".txt", ".sig"))
}
