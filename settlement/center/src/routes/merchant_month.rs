//! `GET /merchant/month`, `…/month.csv`, `…/month.xlsx`: this month unless `?month=2024-07` asks for another.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use exports::Month;
use jiff::civil::Date;
use pages::{MonthDay, MonthStatement, MonthSums, MonthView};
use serde::Deserialize;

use super::{download, page};
use crate::access::{Guest, Right, entering, in_view, looked, meant};
use crate::merchant_month::merchant_month;
use crate::turned::Turned;
use crate::{Center, clock};

/// Which month of which merchant.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    month: Option<String>,
    merchant: Option<String>,
}

async fn month(center: &Center, asked: Asked, headers: &HeaderMap) -> Result<(Guest, Month), Turned> {
    let guest = entering(center, headers, Right::MerchantDay).await?;
    let merchant = meant(&guest.role, asked.merchant)?;
    let today = clock::county_time(clock::now_us()).date();
    let first = asked.month.map_or(Some(today.first_of_month()), |text| read_month(&text));
    let first = first.ok_or(Turned::Unclear("月份应写成 2024-07", "write the month as 2024-07"))?;
    let (role, thing) = (guest.role.clone(), format!("merchant {merchant} month {first}"));
    let found = center.books.read(move |ledger| {
        if in_view(ledger, &role, &merchant)? { merchant_month(ledger, &merchant, first) } else { Ok(None) }
    });
    let found = found.await?.ok_or(Turned::NotFound)?;
    looked(center, &guest, "see-month", thing).await?;
    Ok((guest, found))
}

fn read_month(text: &str) -> Option<Date> {
    let (year, month) = text.split_once('-')?;
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let year = year.parse().ok().filter(|_| plain(year))?;
    let first = Date::new(year, month.parse().ok().filter(|_| plain(month))?, 1).ok()?;
    records::BusinessDay::from_date(first).map(records::BusinessDay::date)
}

pub(crate) async fn get(
    State(center): State<Center>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Turned> {
    let (guest, month) = month(&center, asked, &headers).await?;
    let sums = |(count, price, benefit, self_pay)| MonthSums { count, price, benefit, self_pay };
    let day = |(day, of_day): (Date, [exports::MonthSums; 3])| MonthDay { day, sums: of_day.map(sums) };
    let statement = |(day, version, fee, payable)| MonthStatement { day, version, fee, payable };
    Ok(page(
        StatusCode::OK,
        pages::month(&MonthView {
            visit: guest.visit(&center),
            merchant: (month.merchant, month.name),
            first: month.first,
            today: clock::county_time(clock::now_us()).date(),
            days: month.days.into_iter().map(day).collect(),
            sums: month.sums.map(sums),
            statements: month.statements.into_iter().map(statement).collect(),
            payable: month.payable,
        }),
    ))
}

pub(crate) async fn csv(
    State(center): State<Center>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Turned> {
    let (_, month) = month(&center, asked, &headers).await?;
    download(exports::month_csv(&month), &exports::month_file_name(&month, "csv"))
}

pub(crate) async fn xlsx(
    State(center): State<Center>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Turned> {
    let (_, month) = month(&center, asked, &headers).await?;
    download(exports::month_xlsx(&month), &exports::month_file_name(&month, "xlsx"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_month_is_a_month() {
        assert_eq!(read_month("2024-07"), Some(jiff::civil::date(2024, 7, 1)));
        for text in ["", "2024", "2024-13", "2024-00", "-2024-07", "2024-+7", "2024-07-01", "x-7", "99999-07"]
        {
            assert_eq!(read_month(text), None, "{text}");
        }
    }
}
