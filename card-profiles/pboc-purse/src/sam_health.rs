//! What is wrong with a SAM, said once for the technician: at start-up from its files, in a sale from a status.

use crate::command::status;
use crate::{SamRefusal, SamView};
use apdu::StatusWord;
use thiserror::Error;

/// What a status word of a SAM means for the till.
///
/// | status | meaning |
/// | --- | --- |
/// | 9303 6A81 6283 | locked |
/// | 6983 | its key is blocked |
/// | 9403 6A88 | it has no such key |
/// | 6901 6985 6A82 6982 | it has lost its session: power failed, or somebody reset it |
/// | others | not told |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SamTrouble {
    /// Locked after too many wrong MAC2, or by its issuer.
    #[error(
        "终端密钥卡已锁定 {0}，不能刷卡，请换密钥卡 · the SAM is locked ({0}), no card can be charged: replace the SAM"
    )]
    Locked(StatusWord),
    /// Its key is blocked.
    #[error(
        "终端密钥卡的密钥已锁，不能刷卡，请换密钥卡 · the SAM's key is blocked, no card can be charged: replace the SAM"
    )]
    KeyBlocked,
    /// It lacks the key; other cards may still work.
    #[error("终端密钥卡没有此密钥，未扣款，请联系运维 · the SAM lacks this key, nothing taken: call support")]
    KeyMissing,
    /// It must be started again; then the sale may begin anew.
    #[error("终端密钥卡断过电，请重新启动密钥卡后再刷 · the SAM lost power: start it again, then tap again")]
    SessionLost,
    /// Something else.
    #[error("终端密钥卡异常 {0}，请联系运维 · unexpected answer of the SAM ({0}): call support")]
    Unexpected(StatusWord),
}

impl SamTrouble {
    /// Reads a refusal of a SAM.
    #[must_use]
    pub fn of(refusal: StatusWord) -> SamTrouble {
        match refusal {
            status::LOCKED_FOR_GOOD | StatusWord::NOT_SUPPORTED | status::FILE_INVALID => {
                SamTrouble::Locked(refusal)
            }
            status::BLOCKED => SamTrouble::KeyBlocked,
            status::KEY | status::KEY_REFERENCE => SamTrouble::KeyMissing,
            status::WRONG_STATE
            | StatusWord::CONDITIONS
            | StatusWord::FILE_NOT_FOUND
            | StatusWord::SECURITY_STATUS => SamTrouble::SessionLost,
            other => SamTrouble::Unexpected(other),
        }
    }
}

/// How a SAM is, after [`crate::SamStart`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SamHealth {
    /// It serves.
    #[error("终端密钥卡正常 · the SAM is well")]
    Well,
    /// It is another county's.
    #[error("终端密钥卡不是本县的，请换密钥卡 · the SAM is another county's: replace the SAM")]
    AnotherCounty,
    /// Its validity has not begun.
    #[error("终端密钥卡尚未启用，请核对终端时钟 · the SAM is not valid yet: check the till's clock")]
    NotYetValid,
    /// Its validity is over.
    #[error("终端密钥卡已过期，请换密钥卡 · the SAM has expired: replace the SAM")]
    Expired,
    /// It refuses to work.
    #[error("{0}")]
    Trouble(SamTrouble),
    /// It is none, or none of ours.
    #[error("{0}")]
    Refused(SamRefusal),
}

impl SamHealth {
    /// Judges what a start has found. `home` lists the issuers at home here, none for any; a SAM whose issuer or
    /// whose acceptor is one of them is ours. `today` is BCD `YYYYMMDD`; both days of validity are inclusive.
    #[must_use]
    pub fn judge(found: &Result<SamView, SamRefusal>, home: &[[u8; 8]], today: [u8; 4]) -> SamHealth {
        match found {
            Err(SamRefusal::NoApplication(status)) => match SamTrouble::of(*status) {
                locked @ SamTrouble::Locked(_) => SamHealth::Trouble(locked),
                _ => SamHealth::Refused(SamRefusal::NoApplication(*status)),
            },
            Err(refusal) => SamHealth::Refused(*refusal),
            Ok(sam) if !home.is_empty() && !home.contains(&sam.issuer) && !home.contains(&sam.acceptor) => {
                SamHealth::AnotherCounty
            }
            Ok(sam) if today < sam.valid_from => SamHealth::NotYetValid,
            Ok(sam) if today > sam.valid_to => SamHealth::Expired,
            Ok(sam) => {
                sam.unwilling.map_or(SamHealth::Well, |status| SamHealth::Trouble(SamTrouble::of(status)))
            }
        }
    }
}
