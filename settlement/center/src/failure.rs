//! Why a command ended without doing what it was asked, and with which exit code.

use ledger::LedgerError;

/// A command that did not do what it was asked, or found what it compared different. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Something nobody expected.
    #[error("程序故障：{0}。请联系维护人员 · unexpected fault: {0}; call maintenance")]
    Fault(String),
    /// A file or a value cannot be understood; the text names place and remedy.
    #[error("{0}")]
    BadInput(String),
    /// What was checked is not in order; the text says what.
    #[error("{0}")]
    CheckFailed(String),
    /// What was compared differs; the text is the whole answer, and belongs where answers go.
    #[error("{0}")]
    Differs(String),
    /// The books cannot be used.
    #[error(transparent)]
    Books(LedgerError),
    /// The command is understood and may not be done.
    #[error("{0}")]
    Refused(String),
}

impl Failure {
    /// Exit code: 1 fault, 3 bad input, 4 check failed, 5 books unavailable, 6 refused. (0 is success, 2 usage.)
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Failure::Fault(_) => 1,
            Failure::BadInput(_) => 3,
            Failure::CheckFailed(_) | Failure::Differs(_) => 4,
            Failure::Books(_) => 5,
            Failure::Refused(_) => 6,
        }
    }

    /// A file that cannot be read.
    pub(crate) fn unreadable(path: &std::path::Path, error: &dyn core::fmt::Display) -> Failure {
        let path = path.display();
        Failure::BadInput(format!(
            "{path}：无法读取（{error}），请检查文件名和权限 · cannot be read, check name and permissions"
        ))
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Failure {
        match error {
            LedgerError::Taken { .. } | LedgerError::Unknown { .. } | LedgerError::AlreadyThere(_) => {
                Failure::Refused(error.to_string())
            }
            LedgerError::OutOfRange(_) => Failure::BadInput(error.to_string()),
            LedgerError::Unbalanced(_) => Failure::CheckFailed(error.to_string()),
            other => Failure::Books(other),
        }
    }
}
