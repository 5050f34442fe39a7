//! What an elder pays.

use crate::explain::Line;
use crate::holder::Standing;
use crate::taken::Taken;
use crate::tariff::Tariff;
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
    /// The holder's standing on the business day of the sale (see [`place`]).
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

/// Why there can be no sale. When several apply, the first in this order is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Denial {
    /// The tariff has no such service.
    UnknownService,
    /// The price is below zero.
    BadPrice,
    /// The quantity is zero.
    BadQuantity,
    /// The service is not offered at this hour (不在营业时段).
    WindowClosed,
    /// The service is for certain groups only and the holder is in none of them (不在名单).
    NotOnRoster,
    /// A benefit that may be taken only so often has been taken (本餐已享受), and its rule blocks the sale.
    CapReached {
        /// Code of the rule that blocks.
        rule: u16,
    },
}

/// Something an elder should be told though the sale goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The service gives a benefit to certain groups only and the holder is in none of them: full price.
    NotOnRoster,
    /// The benefit of this rule has been used up: it gives nothing now.
    BenefitTaken {
        /// Code of the rule.
        rule: u16,
    },
    /// A cap left only a part of what the rule would give.
    CapCut {
        /// Code of the rule.
        rule: u16,
        /// What the rule would give without the cap.
        wanted: Fen,
        /// What it gives.
        given: Fen,
    },
}

/// What an elder pays, and why. `price = benefit + self_pay` and `0 ≤ self_pay ≤ price` always hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The whole bill (应收).
    pub price: Fen,
    /// What funds bear (优惠). Zero when denied.
    pub benefit: Fen,
    /// What the elder pays (自付).
    pub self_pay: Fen,
    /// The rule that gives the benefit; `None` for the full price. A free sale of price 0.00 has one.
    pub rule: Option<u16>,
    /// The counter slot the rule uses; `None` when it has no caps.
    pub slot: Option<u8>,
    /// Benefits this sale counts against the slot: pieces, or 1 for a benefit on the whole bill.
    pub count: u32,
    /// Window code; 0 for none.
    pub window: u16,
    /// Business day.
    pub day: Date,
    /// Service code, as asked.
    pub service: u16,
    /// Groups of the holder that the rule looked at.
    pub groups_used: u32,
    /// The holder's tier letter.
    pub letter: char,
    /// Set when there must be no sale.
    pub denied: Option<Denial>,
    /// What the elder should be told.
    pub soft: Vec<Notice>,
    /// The explanation. Lines sum up to the last one, self-pay. Empty when denied.
    pub lines: Vec<Line>,
}

/// The window and the business day of a moment. A window that crosses midnight belongs to the day it starts.
///
/// # Errors
/// An unknown service, or a moment outside its windows.
pub fn place(_tariff: &Tariff, _service: u16, at: DateTime) -> Result<Placement, Denial> {
    Ok(Placement { window: 0, day: at.date() })
}

/// Prices a sale. Pure: no clock, no balance, no card.
#[must_use]
pub fn quote(tariff: &Tariff, case: &Case) -> Quote {
    let place = place(tariff, case.service, case.at);
    Quote {
        price: case.price,
        benefit: Fen::ZERO,
        self_pay: case.price,
        rule: None,
        slot: None,
        count: 0,
        window: place.map_or(0, |place| place.window),
        day: place.map_or(case.at.date(), |place| place.day),
        service: case.service,
        groups_used: 0,
        letter: case.standing.letter,
        denied: None,
        soft: Vec::new(),
        lines: Vec::new(),
    }
}
