//! Why the books could not be read or written.

/// What went wrong with the books. After any of these nothing of the attempt remains in them.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// There are no books at this place.
    #[error(
        "账本不存在：{0}。未改动任何内容；请先运行 county-center init · no books at {0}; nothing was changed; run county-center init first"
    )]
    Missing(String),
    /// Books exist already where new ones were asked for.
    #[error(
        "账本已存在：{0}。未改动；请换一个文件名 · books already exist at {0}; nothing was changed; choose another file"
    )]
    AlreadyThere(String),
    /// The file cannot be made or opened.
    #[error(
        "账本无法打开：{path}（{reason}）。请检查目录和权限 · the books at {path} cannot be opened ({reason}); check folder and permissions"
    )]
    Unopened {
        /// Where.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// The books were written by a newer program.
    #[error(
        "账本版本 {found} 比本程序（{known}）新。未改动；请使用新版程序 · the books have schema {found}, this program knows {known}; nothing was changed; use the newer program"
    )]
    TooNew {
        /// Schema found.
        found: i64,
        /// Newest schema this program knows.
        known: i64,
    },
    /// A promise about durability was not accepted by the database.
    #[error(
        "数据库设置 {name} 应为 {wanted}，实际为 {found}。已停止；请换到本地磁盘 · database setting {name} is {found} instead of {wanted}; stopped; keep the books on a local disk"
    )]
    Setting {
        /// Name of the pragma.
        name: &'static str,
        /// Value that was asked for.
        wanted: &'static str,
        /// Value read back.
        found: String,
    },
    /// Another program holds the books.
    #[error(
        "账本正被另一程序占用。未改动；请稍后再试 · the books are held by another program; nothing was changed; try again shortly"
    )]
    Busy,
    /// The disk is full or read-only.
    #[error(
        "磁盘已满或只读，未写入。请腾出空间后重试 · the disk is full or read-only, nothing was written; free some space and try again"
    )]
    Full,
    /// A stored value is not what we ever write.
    #[error(
        "账本内容损坏：{0}。请停止使用并从备份核对 · the books hold a value we never wrote: {0}; stop and compare with the backup"
    )]
    Corrupt(String),
    /// Something with this name exists already.
    #[error("{zh} 已存在，未改动 · {en} exists already, nothing was changed")]
    Taken {
        /// Its name, Chinese.
        zh: String,
        /// Its name, English.
        en: String,
    },
    /// Nothing has this name.
    #[error("没有{zh}，未改动 · there is no {en}, nothing was changed")]
    Unknown {
        /// Its name, Chinese.
        zh: String,
        /// Its name, English.
        en: String,
    },
    /// A number does not fit into the books.
    #[error("数值超出范围：{0}。未改动 · number out of range: {0}; nothing was changed")]
    OutOfRange(&'static str),
    /// What was to be posted does not add up.
    #[error(
        "分录不平：差额 {0}。整批未入账，请联系维护人员 · postings do not balance, difference {0}; the whole batch was left out; call maintenance"
    )]
    Unbalanced(money::Fen),
    /// Something it refers to does not exist.
    #[error("所指的内容不在账本里，未改动 · what it refers to is not in the books, nothing was changed")]
    Dangling,
    /// What was to be done under a lease is another program's by now.
    #[error(
        "任务 {0} 已由另一程序接手，本次未写入；无需处理 · the job {0} was taken over by another program, nothing was written; nothing is to be done"
    )]
    Overtaken(String),
    /// The database said something else.
    #[error("数据库错误：{0}。未改动 · database error: {0}; nothing was changed")]
    Storage(Box<dyn core::error::Error + Send + Sync>),
    /// The connection to the database was lost. Whether the step was written is known to the books alone.
    #[error(
        "与数据库的连接中断（{0}）。是否写入以账本为准；恢复后请重做，不会重复入账 · the connection to the database was lost ({0}); whether it was written is for the books to say; do it again once it is back, nothing is booked twice"
    )]
    Lost(String),
}

impl LedgerError {
    /// Something of this kind and name exists already.
    pub(crate) fn taken(zh: &str, en: &str, name: &dyn core::fmt::Display) -> LedgerError {
        LedgerError::Taken { zh: format!("{zh} {name}"), en: format!("{en} {name}") }
    }

    /// Nothing of this kind has this name.
    #[must_use]
    pub fn unknown(zh: &str, en: &str, name: &dyn core::fmt::Display) -> LedgerError {
        LedgerError::Unknown { zh: format!("{zh} {name}"), en: format!("{en} {name}") }
    }

    pub(crate) fn unopened(place: &dyn core::fmt::Display, reason: &dyn core::fmt::Display) -> LedgerError {
        LedgerError::Unopened { path: place.to_string(), reason: reason.to_string() }
    }
}

/// A count as the books hold it.
pub(crate) fn integer(value: u64, what: &'static str) -> Result<i64, LedgerError> {
    i64::try_from(value).map_err(|_| LedgerError::OutOfRange(what))
}

/// A count as the program holds it.
pub(crate) fn count(value: i64, what: &'static str) -> Result<u64, LedgerError> {
    u64::try_from(value).map_err(|_| LedgerError::Corrupt(format!("{what} = {value}")))
}

/// A small number as the program holds it.
pub(crate) fn small<T: TryFrom<i64>>(value: i64, what: &'static str) -> Result<T, LedgerError> {
    T::try_from(value).map_err(|_| LedgerError::Corrupt(format!("{what} = {value}")))
}

/// A day as the program holds it.
pub(crate) fn read_day(value: i64, what: &'static str) -> Result<records::BusinessDay, LedgerError> {
    let day = records::BusinessDay::from_number(small(value, what)?);
    day.ok_or_else(|| LedgerError::Corrupt(format!("{what} = {value}")))
}

/// Bytes of a fixed length.
pub(crate) fn bytes<const N: usize>(value: &[u8], what: &'static str) -> Result<[u8; N], LedgerError> {
    value.try_into().map_err(|_| LedgerError::Corrupt(format!("{what}: {} bytes", value.len())))
}
