//! Why a keeper of keys gives nothing.

use crate::KeyId;

/// Why a key could not be used. Nothing was written to any card.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CustodyError {
    /// No such key.
    #[error(
        "没有密钥 {0}，卡未改动；请核对密钥仪式与版本 · there is no key {0}, the card is unchanged; check the ceremony and the version"
    )]
    NoKey(KeyId),
    /// The token holds the master key and not the key of this issuer.
    #[error(
        "令牌中没有 {0} 的本县发卡方密钥，卡未改动；请运行 keys import --issuer · the token lacks the issuer's key of {0}, the card is unchanged; run keys import --issuer"
    )]
    NoIssuerKey(KeyId),
    /// The token cannot do this cipher.
    #[error(
        "令牌不支持 {0} 的算法，卡未改动；请换支持该算法的令牌或用封存的密钥文件 · the token does not know the cipher of {0}, the card is unchanged; use another token or the sealed key file"
    )]
    Cipher(KeyId),
    /// The factors do not suit the key.
    #[error(
        "{0} 的分散因子不合规，卡未改动 · the derivation input of {0} is not as it must be, the card is unchanged"
    )]
    Input(KeyId),
    /// The module cannot be loaded.
    #[error(
        "PKCS#11 模块 {module} 无法使用（{reason}），请检查路径 · the PKCS#11 module cannot be used, check its path"
    )]
    Module {
        /// Path of the module.
        module: String,
        /// What the system says.
        reason: String,
    },
    /// No token of this label.
    #[error(
        "没有标签为“{0}”的令牌，请插入令牌或改正配置 · there is no token of this label, plug it in or correct the configuration"
    )]
    NoToken(String),
    /// Wrong PIN.
    #[error(
        "令牌口令不对，多次输错会锁住；请核对后再试 · wrong token PIN; several wrong tries lock it: check before trying again"
    )]
    Pin,
    /// The PIN is locked.
    #[error("令牌口令已锁，请由令牌管理员解锁 · the token's PIN is locked; its officer must unlock it")]
    PinLocked,
    /// A key of this name is on the token already.
    #[error(
        "令牌中已有 {0}，未改动；换版本或先由令牌管理员删除 · the token holds {0} already, nothing was changed; use another version or have the old one deleted"
    )]
    Taken(KeyId),
    /// The token refused something else.
    #[error("令牌拒绝：{0}。卡未改动 · the token refused, the card is unchanged")]
    Token(String),
}
