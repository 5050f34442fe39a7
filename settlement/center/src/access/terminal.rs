//! Reading requests of terminals: signed over path and time, so that rosters go only to enrolled tills.

use axum::http::{HeaderMap, StatusCode};
use ledger::Terminal;
use records::{TerminalId, VerifyingKey, verify_get};

use super::signed::{about_now, stamp};
use crate::{Center, Problem};

/// The terminal that asks, once its signature is found good.
pub(crate) async fn asking_terminal(
    center: &Center,
    id: &str,
    path: &str,
    headers: &HeaderMap,
) -> Result<Terminal, Problem> {
    let id: TerminalId = id.parse().map_err(|_| unknown())?;
    let terminal = center.books.read(move |ledger| ledger.terminal(id)).await?.ok_or_else(unknown)?;
    if let Some((_, reason)) = &terminal.revoked {
        return Err(revoked(reason));
    }
    let (at, signature) = stamp(headers);
    let key = terminal.public_key.and_then(|key| VerifyingKey::from_bytes(&key).ok());
    let good = key.zip(signature).is_some_and(|(key, signature)| verify_get(path, at, &signature, &key));
    if !good {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "bad-signature",
            "请求签名与终端不符，未回答；请检查终端密钥 · the request is not signed by this terminal, no answer was given; check its key",
        ));
    }
    about_now(at)?;
    Ok(terminal)
}

/// No such terminal.
pub(crate) fn unknown() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "unknown-terminal",
        "本中心没有这台终端，未接收；请用入网码登记 · this center does not know the terminal, nothing was taken; enrol it with a code",
    )
}

/// The terminal was revoked.
pub(crate) fn revoked(reason: &str) -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "terminal-revoked",
        format!(
            "终端已被吊销（{reason}），未接收；请保留终端内数据并联系运营中心 · the terminal was revoked, nothing was taken; keep its data and call the operations center"
        ),
    )
}
