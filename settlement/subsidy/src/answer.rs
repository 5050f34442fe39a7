//! What is answered: the sums and the reasons. Words are made of it by [`crate::explain`].

use crate::placement::Placement;
use crate::stage::Stage;
use jiff::civil::Date;
use money::Fen;

/// Why there can be no sale. When several apply, the first in this order is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Denial {
    /// The tariff has no such service.
    UnknownService,
    /// The price is below zero.
    BadPrice,
    /// The quantity is zero, or more days than the month has.
    BadQuantity,
    /// This kind of merchant does not sell the service (商户无此服务权限).
    WrongMerchant,
    /// The service is not sold on this festival.
    ClosedDay,
    /// The service is not offered at this hour (不在营业时段).
    WindowClosed,
    /// The service is sold to order only.
    OrderRequired,
    /// The service is for certain groups only and the holder is in none of them (不在名单).
    NotOnRoster,
    /// The time is not a whole number of units, and the rule takes no parts.
    PartUnit {
        /// Code of the rule that blocks.
        rule: u16,
    },
    /// The account does not hold enough points.
    PointsShort {
        /// Code of the rule that blocks.
        rule: u16,
    },
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
    /// The holder's categories are due for review and do not count (资格待复核).
    ReviewDue,
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

/// What was taken out of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Account code.
    pub account: u8,
    /// Fen or points.
    pub amount: i64,
}

/// What one rule gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its stage.
    pub stage: Stage,
    /// Code of the rule.
    pub rule: u16,
    /// The counter slot the rule uses; `None` when it has no caps that remember.
    pub slot: Option<u8>,
    /// How often this sale counts against the slot: by piece, or once for a benefit on the whole bill.
    pub count: u32,
    /// What the funds of the rule bear.
    pub benefit: Fen,
    /// What it takes out of an account of the holder.
    pub drawn: Option<Drawn>,
}

/// What an elder pays, and why. `price = benefit + self_pay` and `0 ≤ self_pay ≤ price` always hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The whole bill (应收). Zero when the case had a price below zero.
    pub price: Fen,
    /// What funds bear (优惠): the sum of the parts. Zero when denied.
    pub benefit: Fen,
    /// What the elder pays (自付).
    pub self_pay: Fen,
    /// At most one part for each stage, in order. A free sale of price 0.00 has one.
    pub(crate) given: [Option<Part>; 3],
    /// Window code; 0 for none.
    pub window: u16,
    /// Business day.
    pub day: Date,
    /// Service code, as asked.
    pub service: u16,
    /// Groups of the holder that the rules which give have looked at.
    pub groups_used: u32,
    /// The holder's tier letter.
    pub letter: char,
    /// Set when there must be no sale.
    pub denied: Option<Denial>,
    pub(crate) told: [Option<Notice>; 5],
}

impl Quote {
    /// What each rule gives, by stage.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &Part> {
        self.given.iter().flatten()
    }

    /// The part of one stage.
    #[must_use]
    pub fn part(&self, stage: Stage) -> Option<&Part> {
        self.parts().find(|part| part.stage == stage)
    }

    /// The first rule that gives; `None` for the full price.
    #[must_use]
    pub fn rule(&self) -> Option<u16> {
        self.parts().next().map(|part| part.rule)
    }

    /// What the elder should be told, in order.
    pub fn notices(&self) -> impl Iterator<Item = Notice> {
        self.told.iter().flatten().copied()
    }

    /// Where the sale lies in time.
    #[must_use]
    pub fn place(&self) -> Placement {
        Placement { window: self.window, day: self.day }
    }

    pub(crate) fn tell(&mut self, notice: Notice) {
        if let Some(free) = self.told.iter_mut().find(|told| told.is_none()) {
            *free = Some(notice);
        }
    }
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
