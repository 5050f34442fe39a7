//! What is asked: one sale, or a part of one given back.

use crate::holder::Standing;
use crate::lots::{Lots, NO_LOTS};
use crate::place::Point;
use crate::taken::{NOTHING_TAKEN, Taken};
use jiff::civil::DateTime;
use money::Fen;

/// One sale to be priced. It borrows what is long, so that asking allocates nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case<'a> {
    /// Service code.
    pub service: u16,
    /// The whole bill before any benefit (应收), not the price of a piece.
    pub price: Fen,
    /// Pieces on the bill, at least 1; days for a month that is prorated.
    pub quantity: u16,
    /// Duration in minutes; 0 where nothing is measured.
    pub minutes: u16,
    /// Whether there is an order for it.
    pub ordered: bool,
    /// County time of the start of the tap. It decides the window, the day and the age.
    pub at: DateTime,
    /// The till.
    pub point: Point,
    /// The holder's standing on the business day of the sale (see [`crate::place`]).
    pub standing: Standing,
    /// What the holder has been given before.
    pub taken: &'a Taken,
    /// The holder's vouchers and points.
    pub lots: &'a Lots,
}

impl Case<'_> {
    /// One piece for somebody who has been given nothing before and holds no voucher, at a till that was
    /// told neither kind nor place.
    #[must_use]
    pub fn plain(service: u16, price: Fen, at: DateTime, standing: Standing) -> Case<'static> {
        Case {
            service,
            price,
            quantity: 1,
            minutes: 0,
            ordered: false,
            at,
            point: Point::default(),
            standing,
            taken: &NOTHING_TAKEN,
            lots: &NO_LOTS,
        }
    }
}

/// What is to be given back of a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Returned {
    /// Of the price; the whole price for the whole sale.
    pub amount: Fen,
    /// Pieces; 0 when the pieces stay.
    pub quantity: u16,
}
