//! `GET /merchants`: those in view.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use pages::MerchantsView;

use super::shown;
use crate::Center;
use crate::access::{Right, entering, in_view};
use crate::turned::Turned;

pub(super) async fn list(State(center): State<Center>, headers: HeaderMap) -> Result<Response, Turned> {
    let guest = entering(&center, &headers, Right::Merchants).await?;
    let role = guest.role.clone();
    let merchants = center.books.read(move |ledger| {
        let mut seen = Vec::new();
        for one in ledger.merchants()? {
            if in_view(ledger, &role, &one.id)? {
                seen.push((one.id, one.name));
            }
        }
        Ok(seen)
    });
    Ok(shown(pages::merchants(&MerchantsView {
        county: center.county.to_string(),
        visit: guest.visit(&center),
        merchants: merchants.await?,
        opens: guest.may(Right::MerchantDay),
    })))
}
