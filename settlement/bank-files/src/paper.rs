//! A payout as the bytes that people sign, big-endian.
//!
//! `LCP1` ‖ first day u32 ‖ last day u32 ‖ version u16 ‖ id ‖ debtor ‖ number of lines u32 ‖ lines ‖ total i64. A
//! line is merchant ‖ account ‖ amount i64 ‖ purpose; an account is name ‖ number ‖ bank. A text is its length in
//! bytes, u16, and its UTF-8. Days are `yyyymmdd`, amounts fen.

use money::Fen;
use records::BusinessDay;

use crate::payout::{Account, MAX_LINES, Payout, PayoutHead, PayoutLine, Period};

const MAGIC: &[u8; 4] = b"LCP1";

/// The bytes of a payout.
pub(crate) fn written(payout: &Payout) -> Vec<u8> {
    let PayoutHead { id, period, version, debtor } = payout.head();
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&period.first().number().to_be_bytes());
    bytes.extend_from_slice(&period.last().number().to_be_bytes());
    bytes.extend_from_slice(&version.to_be_bytes());
    put_text(&mut bytes, id);
    put_account(&mut bytes, debtor);
    let count = u32::try_from(payout.lines().len()).unwrap_or(u32::MAX);
    bytes.extend_from_slice(&count.to_be_bytes());
    for line in payout.lines() {
        put_text(&mut bytes, line.merchant.as_str());
        put_account(&mut bytes, &line.payee);
        bytes.extend_from_slice(&line.amount.0.to_be_bytes());
        put_text(&mut bytes, &line.purpose);
    }
    bytes.extend_from_slice(&payout.total().0.to_be_bytes());
    bytes
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    // No field of a checked payout comes near 65535 bytes.
    let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

fn put_account(bytes: &mut Vec<u8>, account: &Account) {
    [&account.name, &account.number, &account.bank].into_iter().for_each(|text| put_text(bytes, text));
}

/// Reads a payout and gives what stands behind it. `None`: cut, not of this version, or not payable.
pub(crate) fn read(bytes: &[u8]) -> Option<(Payout, &[u8])> {
    let mut take = Take(bytes);
    if take.array()? != *MAGIC {
        return None;
    }
    let first = BusinessDay::from_number(u32::from_be_bytes(take.array()?))?;
    let last = BusinessDay::from_number(u32::from_be_bytes(take.array()?))?;
    let version = u16::from_be_bytes(take.array()?);
    let (id, debtor) = (take.text()?, take.account()?);
    let count =
        usize::try_from(u32::from_be_bytes(take.array()?)).ok().filter(|&count| count <= MAX_LINES)?;
    let lines: Option<Vec<PayoutLine>> = (0..count).map(|_| take.line()).collect();
    let total = Fen(i64::from_be_bytes(take.array()?));
    let head = PayoutHead { id, period: Period::new(first, last).ok()?, version, debtor };
    let payout = Payout::new(head, lines?).ok()?;
    (payout.total() == total).then_some((payout, take.0))
}

struct Take<'a>(&'a [u8]);

impl Take<'_> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn text(&mut self) -> Option<String> {
        let length = u16::from_be_bytes(self.array()?);
        let (text, rest) = self.0.split_at_checked(usize::from(length))?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    fn account(&mut self) -> Option<Account> {
        Some(Account { name: self.text()?, number: self.text()?, bank: self.text()? })
    }

    fn line(&mut self) -> Option<PayoutLine> {
        Some(PayoutLine {
            merchant: self.text()?.parse().ok()?,
            payee: self.account()?,
            amount: Fen(i64::from_be_bytes(self.array()?)),
            purpose: self.text()?,
        })
    }
}
