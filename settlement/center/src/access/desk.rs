//! Requests of card desks: signed over path, time and body, so that nobody else issues, blocks or loads.

use axum::http::{HeaderMap, StatusCode, Uri};
use ledger::Desk;
use records::{VerifyingKey, verify_get, verify_send};

use super::signed::{about_now, stamp};
use crate::{Center, Problem};

/// The desk that asks, once its signature is found good. `body`: what it sends, where it sends something.
pub(crate) async fn asking_desk(
    center: &Center,
    uri: &Uri,
    headers: &HeaderMap,
    body: Option<&[u8]>,
) -> Result<Desk, Problem> {
    let told = headers.get("x-lovecard-desk").and_then(|value| value.to_str().ok());
    let number: u32 = told.and_then(|text| text.parse().ok()).ok_or_else(unknown)?;
    let desk = center.books.read(move |ledger| ledger.desk(number)).await?.ok_or_else(unknown)?;
    if let Some((_, reason)) = &desk.revoked {
        return Err(revoked(reason));
    }
    let (at, signature) = stamp(headers);
    let key = desk.public_key.and_then(|key| VerifyingKey::from_bytes(&key).ok());
    let good = key.zip(signature).is_some_and(|(key, signature)| match body {
        Some(body) => verify_send(uri.path(), at, body, &signature, &key),
        None => verify_get(uri.path(), at, &signature, &key),
    });
    if !good {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "bad-signature",
            "请求签名与发卡台不符，未执行；请检查发卡台密钥 · the request is not signed by this desk, nothing was done; check its key",
        ));
    }
    about_now(at)?;
    Ok(desk)
}

fn unknown() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "unknown-desk",
        "本中心没有这个发卡台，未执行；请用入网码登记 · this center does not know the desk, nothing was done; enrol it with a code",
    )
}

/// The desk was revoked.
fn revoked(reason: &str) -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "desk-revoked",
        format!(
            "发卡台已被吊销（{reason}），未执行；请保留台账并联系运营中心 · the desk was revoked, nothing was done; keep its journal and call the operations center"
        ),
    )
}
