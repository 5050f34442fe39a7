//! GET BALANCE of the purse. JR/T 0025.2; P1 as T-Union cards read it.
//!
//! | CLA | INS | P1 | P2 | Le |
//! | --- | --- | --- | --- | --- |
//! | 80 | 5C | see below | 02 | 04 |
//!
//! | P1 | T-Union | others |
//! | --- | --- | --- |
//! | 00 | usable: balance and overdraft limit together | balance |
//! | 01 | overdraft limit | 6A86 |
//! | 02 | overdraft in use | 6A86 |
//! | 03 | balance | 6A86 |
//!
//! Answer: amount 4. Some cards set the top bit; it is no part of the amount.
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | told |
//! | 6982 6985 | not allowed here |
//! | 6A81 6A82 | locked, no purse |
//! | 6A86 6B00 | no such P1 |

use crate::bytes::Fields;
use apdu::Command;
use purse::CardAmount;

/// Which amount is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What may be spent: P1 00.
    Usable,
    /// The overdraft limit: P1 01.
    OverdraftLimit,
    /// The overdraft in use: P1 02.
    OverdraftUsed,
    /// What was paid in and not yet spent: P1 03.
    Real,
}

/// GET BALANCE.
#[must_use]
pub fn balance(part: Part) -> Command {
    let p1 = match part {
        Part::Usable => 0x00,
        Part::OverdraftLimit => 0x01,
        Part::OverdraftUsed => 0x02,
        Part::Real => 0x03,
    };
    Command::new(0x80, 0x5C, p1, 0x02).expecting(0x04)
}

/// The amount without its top bit; `None` for any other length.
#[must_use]
pub fn parse(data: &[u8]) -> Option<CardAmount> {
    let mut fields = Fields(data);
    let amount = CardAmount(u32::from_be_bytes(fields.take()?) & 0x7FFF_FFFF);
    fields.is_empty().then_some(amount)
}
