//! Why a journal cannot be used, for the technician.

use records::TerminalId;
use rusqlite::ErrorCode;
use sale::{MemoryFault, Refusal, ReplayError};
use std::path::PathBuf;

/// Why a journal cannot be made, opened or inspected. Nothing in the file was changed.
#[derive(Debug, thiserror::Error)]
pub enum JournalFault {
    /// There is no file. Enrolment makes it; a lost one must be looked for, not replaced.
    #[error(
        "流水文件 {0} 不存在；若本机用过，请恢复备份，勿新建 · the journal {0} is missing; if this till has been used, restore it, do not make a new one"
    )]
    Missing(PathBuf),
    /// There is a file already.
    #[error("流水文件 {0} 已存在，不会覆盖 · the journal {0} exists and will not be overwritten")]
    Exists(PathBuf),
    /// Another process has it open for writing.
    #[error(
        "流水文件 {0} 正被另一个程序使用，请先停掉它 · the journal {0} is in use by another program, stop that first"
    )]
    InUse(PathBuf),
    /// Not a journal of ours.
    #[error(
        "{0} 不是本系统的流水文件，请检查配置的路径 · {0} is not a journal of this system, check the configured path"
    )]
    Foreign(PathBuf),
    /// A journal of another terminal.
    #[error(
        "流水属于终端 {found}，本机是 {expected}，请检查配置 · the journal belongs to terminal {found}, this is {expected}: check the configuration"
    )]
    OtherTerminal {
        /// Whose it is.
        found: TerminalId,
        /// Whose it should be.
        expected: TerminalId,
    },
    /// Written by a newer program.
    #[error(
        "流水由更新的程序写成（版本 {0}），请升级程序 · the journal was written by a newer program (version {0}): upgrade"
    )]
    Newer(i64),
    /// SQLite finds damage.
    #[error(
        "流水文件损坏（{0}），请勿删除，联系维护人员 · the journal is damaged ({0}): keep the file and ask maintenance"
    )]
    Damaged(String),
    /// An entry does not follow from those before it.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// A setting that durability rests on was not accepted.
    #[error(
        "数据库设置 {name} 应为 {wanted}，实为 {found}，请检查磁盘文件系统 · setting {name} should be {wanted} but is {found}: check the file system"
    )]
    Setting {
        /// Which.
        name: &'static str,
        /// What it must be.
        wanted: &'static str,
        /// What it is.
        found: String,
    },
    /// The disk accepts no writing.
    #[error("存储只读（{0}），请更换存储卡 · the disk cannot be written ({0}): change the storage card")]
    ReadOnly(String),
    /// No room.
    #[error("存储空间不足，请清理存储 · the disk is full, free space on it")]
    Full,
    /// Anything else the database said.
    #[error("流水数据库故障（{0}），请重启本机 · the journal database failed ({0}): restart the till")]
    Database(String),
    /// Anything else the file system said.
    #[error("流水文件读写失败（{0}），请检查存储 · the journal file failed ({0}): check the storage")]
    Disk(String),
}

impl JournalFault {
    /// The refusal the cashier sees.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            JournalFault::ReadOnly(_) => Refusal::DiskReadOnly,
            JournalFault::Full => Refusal::DiskFull,
            _ => Refusal::JournalFault,
        }
    }
}

/// What a database error means. The text of SQLite names no data of ours.
impl From<rusqlite::Error> for JournalFault {
    fn from(error: rusqlite::Error) -> JournalFault {
        match error.sqlite_error_code() {
            Some(ErrorCode::ReadOnly) => JournalFault::ReadOnly(error.to_string()),
            Some(ErrorCode::DiskFull) => JournalFault::Full,
            Some(ErrorCode::DatabaseCorrupt) => JournalFault::Damaged(error.to_string()),
            _ => JournalFault::Database(error.to_string()),
        }
    }
}

impl From<std::io::Error> for JournalFault {
    fn from(error: std::io::Error) -> JournalFault {
        match error.kind() {
            std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => {
                JournalFault::ReadOnly(error.to_string())
            }
            std::io::ErrorKind::StorageFull => JournalFault::Full,
            _ => JournalFault::Disk(error.to_string()),
        }
    }
}

/// What a failed write means to the sale.
pub(crate) fn memory_fault(fault: &JournalFault) -> MemoryFault {
    match fault {
        JournalFault::ReadOnly(what) => MemoryFault::ReadOnly { what: what.clone() },
        JournalFault::Full => MemoryFault::Full { free_kib: 0, needed_kib: 0 },
        other => MemoryFault::Broken { what: other.to_string() },
    }
}
