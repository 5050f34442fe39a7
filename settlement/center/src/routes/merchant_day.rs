//! `GET /merchant/today`: the settlement of a day, today unless `?day=20240715` asks for another.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use clearing::Statement;
use pages::MerchantDayView;
use records::BusinessDay;
use serde::Deserialize;

use super::page;
use crate::access::{Guest, Right, entering, in_view, looked, meant};
use crate::statement::merchant_statement;
use crate::turned::Turned;
use crate::{Center, clock};

/// Which day, and for operators which merchant.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    day: Option<String>,
    merchant: Option<String>,
}

pub(crate) async fn get(
    State(center): State<Center>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Turned> {
    let (guest, statement) = statement(&center, asked, &headers).await?;
    let today = clock::county_day(clock::now_us()).ok_or(Turned::NotFound)?.date();
    let view = MerchantDayView { statement, today, visit: guest.visit(&center) };
    Ok(page(StatusCode::OK, pages::merchant_day(&view)))
}

/// The statement a person may see.
pub(crate) async fn statement(
    center: &Center,
    asked: Asked,
    headers: &HeaderMap,
) -> Result<(Guest, Statement), Turned> {
    let guest = entering(center, headers, Right::MerchantDay).await?;
    let merchant = meant(&guest.role, asked.merchant)?;
    let today = clock::county_day(clock::now_us()).ok_or(Turned::NotFound)?;
    let day = asked.day.map_or(Some(today), |text| read_day(&text)).ok_or(UNCLEAR_DAY)?;
    let (role, thing) = (guest.role.clone(), format!("merchant {merchant} day {day}"));
    let found = center
        .books
        .read(move |ledger| {
            if ledger.merchant(&merchant)?.is_none() || !in_view(ledger, &role, &merchant)? {
                return Ok(None);
            }
            merchant_statement(ledger, &merchant, day, today).map(Some)
        })
        .await?;
    let found = found.ok_or(Turned::NotFound)?;
    looked(center, &guest, "see-day", thing).await?;
    Ok((guest, found))
}

const UNCLEAR_DAY: Turned =
    Turned::Unclear("日期应写成 20240715 或 2024-07-15", "write the day as 20240715 or 2024-07-15");

fn read_day(text: &str) -> Option<BusinessDay> {
    text.replace('-', "").parse().ok().and_then(BusinessDay::from_number)
}
