//! What a replay is told beforehand.

use std::collections::BTreeMap;

use records::{CardNo, TerminalId};
use subsidy::{HolderFacts, Point, Tariff};

use super::Both;

/// Who the cards belong to.
#[derive(Clone, Debug)]
pub enum Holders {
    /// A list: each tariff classifies the holder anew, day by day. A card that is not in it has no standing.
    Listed(BTreeMap<CardNo, HolderFacts>),
    /// No list: the standing written in the record, under both tariffs. It names only the groups that the price of
    /// that day has looked at.
    AsRecorded,
}

/// Who is behind a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shop {
    /// The merchant's id.
    pub merchant: String,
    /// The merchant's name.
    pub name: String,
}

/// What a replay is told beforehand.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The tariff as it is, and as it is proposed.
    pub tariffs: Both<&'a Tariff>,
    /// Who the cards belong to.
    pub holders: &'a Holders,
    /// Kind and place of terminals, as each tariff names them. A terminal that is absent was told neither.
    pub points: &'a BTreeMap<TerminalId, Both<Point>>,
    /// Makes the marks of cards: without it nobody can find a card by trying all numbers.
    pub key: &'a [u8; 32],
}
