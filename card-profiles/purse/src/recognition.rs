//! What an inquiry finds on a card.

use crate::{CardAmount, CardNumber, Issuer};
use core::fmt;

/// First and last day of validity, inclusive, BCD `YYYYMMDD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// First day.
    pub from: [u8; 4],
    /// Last day.
    pub to: [u8; 4],
}

/// The place on a card that carries the meal mark, with its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A whole composite record, header included.
    Record(Vec<u8>),
    /// The room a record leaves for it, and nothing else.
    Room(Vec<u8>),
}

/// A card of ours as its public part describes it. Only a usable one has a view; the others are
/// [`Recognition::Locked`] or [`Recognition::NotEnabled`].
#[derive(Clone, PartialEq, Eq)]
pub struct PurseView {
    /// Which application of the profile, from 0.
    pub application: usize,
    /// The number that names the card.
    pub number: CardNumber,
    /// Issuer.
    pub issuer: Issuer,
    /// Whether there is a purse to debit; a card without one names its holder and no more.
    pub has_purse: bool,
    /// Days of validity, where the card states them.
    pub validity: Option<Validity>,
    /// Card kind as the card states it; not authenticated, so benefits never rest on it.
    pub kind: Option<u8>,
    /// Whether it may be used outside its home city, where it says so.
    pub interop: Option<bool>,
    /// Balance, where it can be read without a key.
    pub balance: Option<CardAmount>,
    /// The meal mark, where the card has a place for one.
    pub mark: Option<Mark>,
    /// What the family wants to find again when it plans a debit (a chip serial, the newest record).
    pub memo: Vec<u8>,
}

/// What an inquiry comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recognition {
    /// A card of a profile we serve.
    Ours(PurseView),
    /// Our application, but locked.
    Locked,
    /// Our application, but not enabled yet or stopped by its issuer.
    NotEnabled,
    /// A working card without an application we serve.
    Foreign {
        /// Applications its directory lists, in the order listed; empty when it keeps no directory.
        aids: Vec<Vec<u8>>,
    },
    /// A card that answers nothing we can read.
    Unreadable,
}

// The memo may hold a chip serial.
impl fmt::Debug for PurseView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PurseView")
            .field("application", &self.application)
            .field("number", &self.number)
            .field("has_purse", &self.has_purse)
            .field("validity", &self.validity)
            .field("kind", &self.kind)
            .field("interop", &self.interop)
            .field("balance", &self.balance)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Recognition {
    /// For stories and officers: of a number the last four digits, of the mark its length.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Recognition::Ours(view) => fmt::Display::fmt(view, f),
            Recognition::Locked => f.write_str("locked"),
            Recognition::NotEnabled => f.write_str("not enabled"),
            Recognition::Unreadable => f.write_str("unreadable"),
            Recognition::Foreign { aids } => {
                f.write_str("foreign")?;
                aids.iter().try_for_each(|aid| write!(f, " {}", packed(aid)))
            }
        }
    }
}

impl fmt::Display for PurseView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let purse = if self.has_purse { "purse" } else { "no purse" };
        write!(f, "ours: application {}, card {}, {purse}", self.application, self.number)?;
        if let Some(Validity { from, to }) = &self.validity {
            write!(f, ", valid {} to {}", packed(from), packed(to))?;
        }
        if let Some(kind) = self.kind {
            write!(f, ", kind {kind}")?;
        }
        if let Some(interop) = self.interop {
            f.write_str(if interop { ", works elsewhere" } else { ", works at home only" })?;
        }
        if let Some(CardAmount(fen)) = self.balance {
            write!(f, ", balance {}.{:02}", fen / 100, fen % 100)?;
        }
        match &self.mark {
            Some(Mark::Record(mark) | Mark::Room(mark)) => write!(f, ", mark of {} bytes", mark.len()),
            None => Ok(()),
        }
    }
}

fn packed(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
