//! What a bank says it did, and every way in which its file may not be believed.

use core::fmt;
use std::collections::BTreeSet;

use jiff::civil::Date;
use money::Fen;
use records::sha256;

use crate::payout::masked;

/// The largest file of a bank, bytes.
pub(crate) const MAX_FILE: usize = 16 * 1024 * 1024;
/// The most rows or entries of a file.
pub(crate) const MAX_ROWS: usize = 50_000;

/// What a file must answer.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The booking day that was asked for.
    pub day: Date,
    /// The number of the account that pays; a statement of another is refused. Tables do not say theirs.
    pub account: &'a str,
    /// Content hashes of the files taken over before: [`BankAnswer::content`].
    pub already: &'a [[u8; 32]],
}

/// What happened to one payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerState {
    /// The money left the account.
    Paid,
    /// The money never left.
    Refused {
        /// The bank's words; may be empty.
        reason: String,
    },
    /// The money had left and is back.
    Returned {
        /// The bank's words; may be empty.
        reason: String,
    },
    /// The bank has not decided.
    Pending,
}

/// One payment in an answer.
#[derive(Clone, PartialEq, Eq)]
pub struct AnswerLine {
    /// Where it stands: the line of a table, the number of an entry in a statement.
    pub place: u64,
    /// Our name for the payment, as the bank repeats it.
    pub end_to_end: String,
    /// How much.
    pub amount: Fen,
    /// What happened.
    pub state: AnswerState,
    /// The payee's name, where the bank says it.
    pub payee_name: Option<String>,
    /// The payee's account number, where the bank says it.
    pub payee_account: Option<String>,
}

/// No name, and of the account its last four digits.
impl fmt::Debug for AnswerLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AnswerLine { place, end_to_end, amount, state, payee_account, .. } = self;
        let account = payee_account.as_deref().map(masked).unwrap_or_default();
        write!(f, "{place}: {end_to_end} {amount} {state:?} {account}")
    }
}

/// An answer that was read whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAnswer {
    /// The booking day.
    pub day: Date,
    /// The payments, in the order of the file.
    pub lines: Vec<AnswerLine>,
    /// Entries of a statement without an end-to-end id, such as fees: they count in its balances, not here.
    pub besides: usize,
    /// SHA-256 of the file: to be kept, so that it is not taken over again.
    pub content: [u8; 32],
}

/// Why a bank's file is not taken over. Nothing of it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// The same bytes were read before.
    #[error(
        "这份回单已读入过；未重复入账，请取下一份 · this file was read before; nothing is booked twice, take the next one"
    )]
    AlreadyRead,
    /// Too many bytes or rows.
    #[error(
        "回单过大；未入账，请向银行索取按日文件 · the file is too large; nothing was booked, ask the bank for a file by day"
    )]
    TooLarge,
    /// Not in the encoding that the bank agreed to.
    #[error(
        "回单编码与约定不符；未入账，请勿另存，重新下载原文件 · the file is in another encoding than agreed; nothing was booked, download it anew and do not save it from a spreadsheet"
    )]
    WrongEncoding,
    /// XML that defines entities, nests without end, or names what is not defined.
    #[error(
        "回单含不允许的 XML 结构；未入账，请报告运维和银行 · the file has XML that is not allowed; nothing was booked, report it to maintenance and the bank"
    )]
    Hostile,
    /// Another form of file.
    #[error(
        "回单格式与约定不符（{what}）；未入账，请核对是否选对银行和文件 · the file has another form than agreed ({what}); nothing was booked, check bank and file"
    )]
    Form {
        /// What is missing or too much.
        what: String,
    },
    /// No payment in it.
    #[error(
        "回单里没有一笔付款；未入账，请确认银行是否已处理 · the file has no payment; nothing was booked, ask whether the bank has processed it"
    )]
    NoRows,
    /// Of another day.
    #[error(
        "要的是 {asked}，回单是 {found}；未入账，请取对的日期 · {asked} was asked for and this is {found}; nothing was booked, get the right day"
    )]
    OtherDay {
        /// The day asked for.
        asked: Date,
        /// The day in the file.
        found: Date,
    },
    /// Of more than one day.
    #[error(
        "回单里有 {first} 和 {second} 两天；未入账，请按日分开索取 · the file has two days, {first} and {second}; nothing was booked, ask for a file each"
    )]
    TwoDays {
        /// The earliest day.
        first: Date,
        /// The next.
        second: Date,
    },
    /// It ends before its end.
    #[error(
        "回单不完整，没有到结尾；未入账，请重新下载 · the file is cut short; nothing was booked, download it again"
    )]
    Cut,
    /// The bank counted other rows than there are.
    #[error(
        "回单写明 {said} 笔，实有 {found} 笔；未入账，请重新下载 · the file says {said} rows and has {found}; nothing was booked, download it again"
    )]
    Count {
        /// What the bank wrote.
        said: u64,
        /// What is there.
        found: u64,
    },
    /// The bank's sum is not that of the rows.
    #[error(
        "回单写明合计 {said} 元，逐笔相加 {found} 元；未入账，请重新下载或问银行 · the file says {said} yuan and its rows add up to {found}; nothing was booked, download it again or ask the bank"
    )]
    Sum {
        /// What the bank wrote.
        said: Fen,
        /// What is there.
        found: Fen,
    },
    /// Opening balance and entries do not give the closing balance.
    #[error(
        "期初余额加减各笔得 {found} 元，期末余额写 {said} 元；未入账，请问银行 · opening balance and entries give {found} yuan, the closing balance says {said}; nothing was booked, ask the bank"
    )]
    Balances {
        /// The closing balance.
        said: Fen,
        /// What opening balance and entries give.
        found: Fen,
    },
    /// One row stands twice.
    #[error(
        "第 {place} 行与第 {first} 行完全相同；未入账，请问银行是重复显示还是重复付款 · row {place} is row {first} again; nothing was booked, ask the bank whether it was shown or paid twice"
    )]
    SameRowTwice {
        /// The later.
        place: u64,
        /// The earlier.
        first: u64,
    },
    /// A cell that cannot be read.
    #[error(
        "第 {place} 行的 {field} 读不懂；未入账，请核对文件是否被改 · {field} of row {place} cannot be read; nothing was booked, check whether the file was altered"
    )]
    Cell {
        /// The row or entry.
        place: u64,
        /// What it should be.
        field: &'static str,
    },
    /// A word for a state that nobody has explained.
    #[error(
        "第 {place} 行的状态“{word}”未约定；未入账，请问银行并补进格式表 · row {place} has the state \"{word}\", which was not agreed; nothing was booked, ask the bank and add it to the map"
    )]
    State {
        /// The row or entry.
        place: u64,
        /// At most 16 characters of it.
        word: String,
    },
    /// The statement of another account.
    #[error(
        "回单是另一个账户的；未入账，请取付款账户的 · the file is of another account; nothing was booked, get that of the paying account"
    )]
    OtherAccount,
    /// An amount that is not CNY.
    #[error(
        "第 {place} 笔不是人民币；未入账，请问银行 · entry {place} is not in CNY; nothing was booked, ask the bank"
    )]
    Currency {
        /// The entry; 0 for a balance.
        place: u64,
    },
}

impl AnswerError {
    pub(crate) fn form(what: impl Into<String>) -> AnswerError {
        AnswerError::Form { what: what.into() }
    }
}

/// The hash of a file that may be read: not too large, and not read before.
pub(crate) fn admitted(bytes: &[u8], asked: &Asked<'_>) -> Result<[u8; 32], AnswerError> {
    if bytes.len() > MAX_FILE {
        return Err(AnswerError::TooLarge);
    }
    let content = sha256(bytes);
    if asked.already.contains(&content) { Err(AnswerError::AlreadyRead) } else { Ok(content) }
}

/// Whether the days of a file are the one asked for. A file without any day says nothing against it.
pub(crate) fn one_day(days: &BTreeSet<Date>, asked: Date) -> Result<(), AnswerError> {
    let mut days = days.iter().copied();
    match (days.next(), days.next()) {
        (Some(first), Some(second)) => Err(AnswerError::TwoDays { first, second }),
        (Some(found), None) if found != asked => Err(AnswerError::OtherDay { asked, found }),
        (Some(_) | None, None) | (None, Some(_)) => Ok(()),
    }
}

/// Words of a bank, bounded.
pub(crate) fn bounded(text: &str, letters: usize) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(letters).collect()
}
