//! What is asked: one sale, and where its moment lies.

use crate::holder::Standing;
use crate::taken::Taken;
use jiff::civil::{Date, DateTime};
use money::Fen;

/// One sale to be priced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Service code.
    pub service: u16,
    /// The whole bill before any benefit (应收), not the price of a piece.
    pub price: Fen,
    /// Pieces on the bill, at least 1.
    pub quantity: u8,
    /// County time of the start of the tap. It decides the window, the day and the age.
    pub at: DateTime,
    /// The holder's standing on the business day of the sale (see [`crate::place`]).
    pub standing: Standing,
    /// What the holder has been given before.
    pub taken: Taken,
}

/// Where a moment lies for a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Window code; 0 for a service without windows.
    pub window: u16,
    /// Business day: the day on which the window began.
    pub day: Date,
}
