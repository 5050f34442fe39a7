//! What is answered: the sums, the reasons, the words.

use jiff::civil::Date;
use money::Fen;

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
    /// The whole bill (应收). Zero when the case had a price below zero.
    pub price: Fen,
    /// What funds bear (优惠). Zero when denied.
    pub benefit: Fen,
    /// What the elder pays (自付).
    pub self_pay: Fen,
    /// The rule that gives the benefit; `None` for the full price. A free sale of price 0.00 has one.
    pub rule: Option<u16>,
    /// The counter slot the rule uses; `None` when it has no caps that remember.
    pub slot: Option<u8>,
    /// How often this sale counts against the slot: by piece, or once for a benefit on the whole bill.
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
    /// The explanation. The last line is self-pay and the sum of the lines before it; a refusal has one
    /// line, which says why.
    pub lines: Vec<Line>,
}

/// One line of an explanation, for slips, pages and auditors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line in Chinese.
    pub zh: String,
    /// The line in English.
    pub en: String,
    /// What the line adds (a price) or takes away (a benefit, negative). The last line is the sum: self-pay.
    pub fen: Fen,
}
