//! A payout: who is paid how much for which days, checked when it is made.

use core::fmt;
use std::collections::BTreeSet;

use money::Fen;
use records::{BusinessDay, MerchantId};

/// No more lines than this in a payout.
pub const MAX_LINES: usize = 10_000;
/// The largest amount of a line and of a whole payout, fen: what still fits when it is written in yuan.
pub const MAX_AMOUNT: Fen = Fen(i64::MAX / 100);

/// Why there is no such payout. No money has moved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayoutError {
    /// No line, or too many.
    #[error(
        "付款单应有 1 至 {MAX_LINES} 笔；未付款，请拆分或核对 · a payout has 1 to {MAX_LINES} lines; nothing was paid, split or check it"
    )]
    Lines,
    /// The last day is before the first, or the period is longer than a year.
    #[error(
        "账期不对：应从早到晚、不超过 366 天；未付款，请改账期 · the period must run forward and at most 366 days; nothing was paid, correct it"
    )]
    Period,
    /// An amount of zero, below, or too large; a line counts from 1, 0 is the sum.
    #[error(
        "第 {line} 笔（0 为合计）金额不可付；未付款，请核对结算单 · line {line} (0: the sum) has no payable amount; nothing was paid, check the statement"
    )]
    Amount {
        /// The line.
        line: usize,
    },
    /// A field that no bank can carry; a line counts from 1, 0 is the head.
    #[error(
        "第 {line} 笔（0 为单头）的 {field} 不合规；未付款，请改商户资料 · line {line} (0: the head): {field} cannot be sent to a bank; nothing was paid, correct it"
    )]
    Field {
        /// The line.
        line: usize,
        /// Which.
        field: &'static str,
    },
    /// One merchant in two lines.
    #[error(
        "第 {line} 笔的商户已在前面；未付款，请合并 · the merchant of line {line} came before; nothing was paid, make it one line"
    )]
    MerchantTwice {
        /// The later line.
        line: usize,
    },
}

/// Accounting days, first to last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    first: BusinessDay,
    last: BusinessDay,
    days: u32,
}

impl Period {
    /// One day, or several in a row.
    ///
    /// # Errors
    /// [`PayoutError::Period`]: backwards, or above 366 days.
    pub fn new(first: BusinessDay, last: BusinessDay) -> Result<Period, PayoutError> {
        let span = first.date().until(last.date()).map_err(|_| PayoutError::Period)?;
        let days = u32::try_from(span.get_days()).ok().and_then(|days| days.checked_add(1));
        let days = days.filter(|&days| days <= 366).ok_or(PayoutError::Period)?;
        Ok(Period { first, last, days })
    }

    /// The first day.
    #[must_use]
    pub fn first(&self) -> BusinessDay {
        self.first
    }

    /// The last day.
    #[must_use]
    pub fn last(&self) -> BusinessDay {
        self.last
    }
}

/// An account at a bank.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Whose: 1 to 70 characters.
    pub name: String,
    /// Its number: 1 to 34 digits, capital letters and dashes.
    pub number: String,
    /// The branch's CNAPS code (联行号): 12 digits.
    pub bank: String,
}

impl Account {
    /// Its number as people may see it: `****1234`.
    #[must_use]
    pub fn masked(&self) -> String {
        masked(&self.number)
    }

    /// The field that no bank can carry, if there is one.
    #[must_use]
    pub fn wrong(&self) -> Option<&'static str> {
        let letters = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase() || byte == b'-';
        let number = &self.number;
        if !sayable(&self.name) {
            Some("name 户名")
        } else if !(1..=34).contains(&number.len()) || !number.bytes().all(letters) || number.starts_with('-')
        {
            Some("account number 账号")
        } else if self.bank.len() != 12 || !self.bank.bytes().all(|byte| byte.is_ascii_digit()) {
            Some("bank code 联行号")
        } else {
            None
        }
    }
}

/// Says the last four digits only.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// `****1234`.
pub(crate) fn masked(number: &str) -> String {
    let tail = number.chars().count().saturating_sub(4);
    if tail < 4 {
        "****".to_owned()
    } else {
        format!("****{}", number.chars().skip(tail).collect::<String>())
    }
}

/// One merchant's money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutLine {
    /// The merchant.
    pub merchant: MerchantId,
    /// Its account.
    pub payee: Account,
    /// How much; above zero.
    pub amount: Fen,
    /// What for (用途), as the payee reads it: 1 to 70 characters.
    pub purpose: String,
}

/// What a payout says before its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutHead {
    /// Its own id, never used again: 1 to 35 ASCII letters, digits and dashes.
    pub id: String,
    /// The accounting days that it pays.
    pub period: Period,
    /// 1, and one more each time the same period is paid anew after a refusal.
    pub version: u16,
    /// The account that pays.
    pub debtor: Account,
}

/// A payout whose every field a bank can carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payout {
    head: PayoutHead,
    lines: Vec<PayoutLine>,
    total: Fen,
}

impl Payout {
    /// Checks and keeps.
    ///
    /// # Errors
    /// The first reason why not; [`PayoutError`].
    pub fn new(head: PayoutHead, lines: Vec<PayoutLine>) -> Result<Payout, PayoutError> {
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let head_field = |field| PayoutError::Field { line: 0, field };
        if !(1..=35).contains(&head.id.len()) || !plain(&head.id) {
            return Err(head_field("id"));
        }
        if head.version == 0 {
            return Err(head_field("version"));
        }
        if let Some(field) = head.debtor.wrong() {
            return Err(head_field(field));
        }
        if lines.is_empty() || lines.len() > MAX_LINES {
            return Err(PayoutError::Lines);
        }
        let mut merchants = BTreeSet::new();
        let mut total = Fen::ZERO;
        for (line, paid) in (1..).zip(&lines) {
            let field = paid.payee.wrong().or((!sayable(&paid.purpose)).then_some("purpose 用途"));
            if let Some(field) = field {
                return Err(PayoutError::Field { line, field });
            }
            if paid.amount <= Fen::ZERO || paid.amount > MAX_AMOUNT {
                return Err(PayoutError::Amount { line });
            }
            if !merchants.insert(&paid.merchant) {
                return Err(PayoutError::MerchantTwice { line });
            }
            let sum = total.checked_add(paid.amount).filter(|&sum| sum <= MAX_AMOUNT);
            total = sum.ok_or(PayoutError::Amount { line: 0 })?;
        }
        Ok(Payout { head, lines, total })
    }

    /// What it says before its lines.
    #[must_use]
    pub fn head(&self) -> &PayoutHead {
        &self.head
    }

    /// Its lines, one per merchant.
    #[must_use]
    pub fn lines(&self) -> &[PayoutLine] {
        &self.lines
    }

    /// The sum of its lines.
    #[must_use]
    pub fn total(&self) -> Fen {
        self.total
    }

    /// The name under which a bank carries a line and answers for it: merchant, first day, number of days and
    /// version (`canteen-a-20240715d1v1`). The same debt has the same name, however often it is written. At most
    /// 35 characters, as ISO 20022 allows.
    #[must_use]
    pub fn end_to_end(&self, line: &PayoutLine) -> String {
        let PayoutHead { period, version, .. } = &self.head;
        format!("{}-{}d{}v{version}", line.merchant, period.first.number(), period.days)
    }
}

/// 1 to 70 characters that XML and spreadsheets carry unchanged: no control or unassigned characters, no space at
/// an end, no beginning that a spreadsheet takes for a formula.
fn sayable(text: &str) -> bool {
    let good = |letter: char| !letter.is_control() && !matches!(letter, '\u{FFFE}' | '\u{FFFF}');
    (1..=70).contains(&text.chars().count())
        && text.chars().all(good)
        && text.trim() == text
        && !text.starts_with(['=', '+', '-', '@', '\''])
}
