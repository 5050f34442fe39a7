//! Why the center gave no answer, or not the one that was hoped for.

/// Why a question to the center came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CenterFault {
    /// Nobody answered.
    #[error(
        "中心没有应答（{0}），请检查网络后再试；已做的步骤都在台账中 · the center did not answer; check the network and try again: what was done is in the journal"
    )]
    Away(String),
    /// The center refused.
    #[error("中心拒绝（{status} {code}）：{sentence}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Stable code of the problem.
        code: String,
        /// The center's own sentence, both languages.
        sentence: String,
    },
    /// The answer makes no sense.
    #[error(
        "中心的应答无法理解，请核对中心地址与版本 · the center's answer makes no sense; check its address and version"
    )]
    Answer,
    /// The county's key is not the one the code speaks of.
    #[error(
        "中心的密钥与入网码不符，可能有人冒充，请停止并联系运营中心 · the county's key does not match the code; somebody may stand in between: stop and call the operations center"
    )]
    Fingerprint,
    /// Not an http address.
    #[error("中心地址 {0:?} 应写成 http://主机:端口 · the center's address must be written http://host:port")]
    Address(String),
    /// TLS is not built in.
    #[error(
        "本程序不含 TLS，请让 https 由本机代理终结 · no TLS is built in; let a local proxy speak https to the center"
    )]
    Tls,
}
