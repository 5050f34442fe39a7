//! Becoming a till of the county: the one-time code goes up with our public key, the till's number and the
//! county's key come back.
//!
//! The last group of the code is a fingerprint of the county's key, so a stranger on the line cannot put
//! a key of his own in its place: the code travels by another road (paper, telephone).

use crate::identity::{hex, unhex_32};
use crate::{Link, Reply};
use records::{EnrolmentCode, SigningKey, TerminalId, VerifyingKey};
use serde::Deserialize;

/// What enrolment brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The till's number.
    pub terminal: TerminalId,
    /// The county's key.
    pub center: VerifyingKey,
}

/// Why a till was not enrolled. Nothing has changed on this till.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// The center did not answer.
    #[error(
        "中心没有应答（{0}），请检查网络和地址后再试 · the center did not answer; check network and address, then try again"
    )]
    Unreachable(String),
    /// The center refused.
    #[error(
        "中心拒绝入网：{sentence}（{status} {code}），请向运营中心要新的入网码 · enrolment refused; ask the operations center for a new code"
    )]
    Refused {
        /// HTTP status.
        status: u16,
        /// Stable code of the problem.
        code: String,
        /// The center's sentence.
        sentence: String,
    },
    /// The answer makes no sense.
    #[error("中心的应答无法理解，请核对中心地址 · the center's answer makes no sense; check its address")]
    Answer,
    /// The county's key is not the one the code speaks of.
    #[error(
        "中心的密钥与入网码不符，连接可能被人冒充，请停止并联系运营中心 · the county's key does not match the code; somebody may stand in between: stop and call the operations center"
    )]
    Fingerprint,
}

#[derive(Deserialize)]
struct Answer {
    terminal: u64,
    center_public_key: String,
}

#[derive(Default, Deserialize)]
struct Problem {
    #[serde(default)]
    code: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    detail: String,
}

/// Enrols this till.
///
/// # Errors
/// As [`EnrolError`]; enrolling may be tried again.
pub fn enrol(link: &Link, code: &EnrolmentCode, key: &SigningKey) -> Result<Enrolment, EnrolError> {
    let public_key = hex(key.verifying_key().as_bytes());
    let body = serde_json::json!({ "code": code.reveal(), "public_key": public_key }).to_string();
    let (status, body) = match link.post_json("/v1/enrolments", &body) {
        Reply::Unreachable(why) => return Err(EnrolError::Unreachable(why)),
        Reply::Answer { status, body, .. } => (status, body),
    };
    if !(200..300).contains(&status) {
        let problem: Problem = serde_json::from_slice(&body).unwrap_or_default();
        let sentence = if problem.detail.is_empty() { problem.title } else { problem.detail };
        return Err(EnrolError::Refused { status, code: problem.code, sentence });
    }
    let answer: Answer = serde_json::from_slice(&body).map_err(|_| EnrolError::Answer)?;
    let center = unhex_32(&answer.center_public_key)
        .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
        .ok_or(EnrolError::Answer)?;
    if !code.names_center(&center) {
        return Err(EnrolError::Fingerprint);
    }
    Ok(Enrolment { terminal: TerminalId(answer.terminal), center })
}
