//! A share sheet: what one custodian keeps in an envelope.
//!
//! ```text
//! ceremony 5F0C21A7
//! share 2 of 3, any 2
//! purchase/3des/01  7C2A91D0 … four groups of eight hex digits  5E11A0  8CA64D
//! ```
//!
//! Each line: the key's name, this custodian's share of it, the share's own check value (first three bytes of a
//! SHA-256 over ceremony, name, number and share), and the check value of the whole key. A sheet that was typed
//! wrong is found by its own check, before anything is joined.

use core::fmt::Write as _;

use purse::Secret16;
use records::sha256;
use zeroize::{Zeroize as _, Zeroizing};

use super::{CheckValue, KeyId};
use crate::hex::{hex, unhex};

/// One custodian's share of one key. `Debug` hides it.
#[derive(Clone, Debug)]
pub struct Share {
    /// The key.
    pub id: KeyId,
    /// The share, bound to the sheet's number.
    pub value: Secret16,
    /// Check value of the whole key.
    pub key_check: CheckValue,
}

/// A custodian's sheet. `Debug` hides the shares.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Which ceremony: random, so that sheets of two ceremonies never mix.
    pub ceremony: [u8; 4],
    /// This sheet's number, from 1.
    pub number: u8,
    /// How many sheets there are.
    pub sheets: u8,
    /// How many of them give the keys back.
    pub threshold: u8,
    /// One share per key.
    pub shares: Vec<Share>,
}

/// Why a text is no sheet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// A line is not as it was printed.
    #[error(
        "第 {0} 行不像分量表，未合成任何密钥；请对照原件重新录入 · line {0} is not as printed, no key was joined; type it again from the original"
    )]
    Line(usize),
    /// A share does not agree with its check value.
    #[error(
        "第 {line} 行 {key} 的分量与校验值 {check} 不符，未合成任何密钥；请对照原件重新录入这一行 · line {line}: the share of {key} does not agree with its check value {check}, no key was joined; type this line again"
    )]
    Check {
        /// Line, from 1.
        line: usize,
        /// The key.
        key: KeyId,
        /// The check value on the sheet.
        check: CheckValue,
    },
}

impl Sheet {
    /// As it is printed.
    #[must_use]
    pub fn print(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(128 * self.shares.len().saturating_add(4)));
        // Room enough: a string that had to move would leave a copy behind.
        let (number, sheets, threshold) = (self.number, self.sheets, self.threshold);
        let _infallible = write!(
            text,
            "# 爱心卡主密钥分量，封存，勿与他人的放在一处 · a share of the master keys: seal it, keep it apart from the others\n\
             ceremony {}\nshare {number} of {sheets}, any {threshold}\n",
            hex(&self.ceremony).to_uppercase()
        );
        for share in &self.shares {
            let mut digits = hex(share.value.expose());
            digits.make_ascii_uppercase();
            let _infallible = write!(text, "{:<33}", share.id);
            for group in digits.as_bytes().chunks(8) {
                text.push_str(core::str::from_utf8(group).unwrap_or_default());
                text.push(' ');
            }
            digits.zeroize();
            let _infallible = writeln!(text, " {}  {}", self.check(share), share.key_check);
        }
        text
    }

    fn check(&self, share: &Share) -> CheckValue {
        let id = share.id.to_string();
        let number = [self.number];
        let parts: [&[u8]; 5] =
            [b"lovecard share v1\0", &self.ceremony, id.as_bytes(), &number, share.value.expose()];
        CheckValue::first(&sha256(&Zeroizing::new(parts.concat())))
    }

    /// Reads a printed or typed sheet. Case and spaces inside a share do not matter.
    ///
    /// # Errors
    /// The first line that is wrong.
    pub fn read(text: &str) -> Result<Sheet, SheetError> {
        let mut lines = (1..)
            .zip(text.lines().map(str::trim))
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#') && !line.starts_with('\u{feff}'));
        let mut next = || lines.next().ok_or_else(|| SheetError::Line(text.lines().count()));
        let (at, line) = next()?;
        let ceremony = line.strip_prefix("ceremony ").and_then(|digits| unhex(digits.trim()));
        let ceremony = ceremony.ok_or(SheetError::Line(at))?;
        let (at, line) = next()?;
        let (number, sheets, threshold) = place(line).ok_or(SheetError::Line(at))?;
        let mut sheet = Sheet { ceremony, number, sheets, threshold, shares: Vec::new() };
        for (at, line) in lines {
            let (share, check) = share(line).ok_or(SheetError::Line(at))?;
            if sheet.check(&share) != check {
                return Err(SheetError::Check { line: at, key: share.id, check });
            }
            sheet.shares.push(share);
        }
        Ok(sheet)
    }
}

/// `share 2 of 3, any 2`.
fn place(line: &str) -> Option<(u8, u8, u8)> {
    let (number, rest) = line.strip_prefix("share ")?.split_once(" of ")?;
    let (sheets, threshold) = rest.split_once(", any ")?;
    let (number, sheets, threshold) = (number.parse().ok()?, sheets.parse().ok()?, threshold.parse().ok()?);
    let sound = 1 <= number && number <= sheets && 2 <= threshold && threshold <= sheets;
    sound.then_some((number, sheets, threshold))
}

/// A share and the check value beside it.
fn share(line: &str) -> Option<(Share, CheckValue)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (id, words) = words.split_first()?;
    let [digits @ .., check, key_check] = words else { return None };
    let digits = Zeroizing::new(digits.concat());
    let value = Zeroizing::new(unhex::<16>(&digits)?);
    let share =
        Share { id: id.parse().ok()?, value: Secret16::new(*value), key_check: key_check.parse().ok()? };
    Some((share, check.parse().ok()?))
}
