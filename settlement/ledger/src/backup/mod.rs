//! The books in one file: written from one moment while they are in use, read back into empty books.
//!
//! The file knows no store. Books kept in SQLite come back into PostgreSQL and the other way round, which is how a
//! county grows from a file to a server. Its bytes:
//!
//! ```text
//! "LCBOOKS1"  schema u32  division u32  county text         numbers big-endian, text with its length in u32
//! per table, in the order of the migrations:  1  name text  columns u32 + text each
//!     per row, in the order of the primary key:  1, then per column  0 | 1 number i64 | 2 text | 3 bytes
//!     0  rows u64
//! 0  SHA-256 of everything before
//! ```

mod read;
mod shape;
mod write;

use std::io;

use crate::LedgerError;

/// The first bytes of every backup.
const MAGIC: [u8; 8] = *b"LCBOOKS1";

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The schema of the books.
    pub schema: i64,
    /// Whose books they are: division code, 0 for books that nobody has opened.
    pub division: u32,
    /// The county's name.
    pub county: String,
    /// Tables.
    pub tables: usize,
    /// Rows of all of them.
    pub rows: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// The hash it ends with.
    pub hash: [u8; 32],
}

/// How far it is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// The table at work; empty while the file is checked.
    pub table: &'a str,
    /// Its rows so far, or bytes while the file is checked.
    pub done: u64,
}

/// Why books were not backed up or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Not a backup of ours.
    #[error(
        "这不是账本备份。未改动；请核对文件名 · this is no backup of books; nothing was changed; check the file's name"
    )]
    Foreign,
    /// It is not what was once written.
    #[error(
        "备份损坏或不完整：{zh}。未改动；请换另一份备份 · the backup is damaged or cut short: {en}; nothing was changed; take another one"
    )]
    Damaged {
        /// What, Chinese.
        zh: &'static str,
        /// What, English.
        en: &'static str,
    },
    /// A newer program wrote it.
    #[error(
        "备份的账本版本 {found} 比本程序（{known}）新。未改动；请使用新版程序 · the backup has schema {found}, this program knows {known}; nothing was changed; use the newer program"
    )]
    TooNew {
        /// Schema found.
        found: i64,
        /// Newest schema this program knows.
        known: i64,
    },
    /// There is something already where the books are to be restored.
    #[error(
        "这里已有账本：{0}。未覆盖；请恢复到新的文件或新的 schema · there are books at {0}; nothing was overwritten; restore into a new file or schema"
    )]
    NotEmpty(String),
    /// The file cannot be read or written.
    #[error(
        "备份文件读写失败（{0}）。请检查磁盘和权限 · the backup file cannot be read or written; check disk and permissions"
    )]
    Io(#[from] io::Error),
    /// The books said no.
    #[error(transparent)]
    Books(#[from] LedgerError),
}

fn damaged(zh: &'static str, en: &'static str) -> BackupError {
    BackupError::Damaged { zh, en }
}
