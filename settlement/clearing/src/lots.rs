//! Vouchers and points of one card as its paid sales draw them: in order of time, earliest expiry first.
//!
//! Two tills that are offline may both give away the same voucher. Whoever was first by the clock has it; what the
//! other gave beyond what there was is told, and the elder's price stands.

use std::collections::BTreeMap;

use records::{BusinessDay, CardNo, Record, TerminalId};
use subsidy::{Lot, Lots, Tariff};

use crate::Knowledge;
use crate::facts::tariff_of;
use crate::history::{At, CardView};

/// A load was in no till's hands before it was applied here; a clock may stand behind ours by so much, µs.
const SLACK_US: i64 = 2 * 60 * 1_000_000;

/// What the books know of a card's vouchers and points.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardLots {
    /// Loads that were applied.
    pub loads: Vec<LotLoad>,
    /// What each sale has drawn so far, less what a later judgement gave back.
    pub booked: Vec<LotDraw>,
    /// What refunds put back.
    pub refunded: Vec<LotRefund>,
}

/// A load as it was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotLoad {
    /// Its number, from 1.
    pub load: u32,
    /// Account code of the tariff.
    pub account: u8,
    /// Fen or points, above zero.
    pub amount: i64,
    /// First day on which it may be used.
    pub first_day: BusinessDay,
    /// Last day on which it may be used.
    pub last_day: BusinessDay,
    /// When the center applied it, UTC µs: no sale before that could know it.
    pub applied_us: i64,
}

/// What one sale drew of one load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotDraw {
    /// The terminal of the sale.
    pub terminal: TerminalId,
    /// Its number.
    pub seq: u64,
    /// Number of the load.
    pub load: u32,
    /// Fen or points.
    pub amount: i64,
}

/// What a refund put back into a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotRefund {
    /// The terminal of the sale.
    pub terminal: TerminalId,
    /// Its number. What a sale drew that was given back by hand is not judged again.
    pub seq: u64,
    /// When, UTC µs.
    pub at_us: i64,
    /// Number of the load.
    pub load: u32,
    /// Fen or points.
    pub amount: i64,
}

/// A change of what is left in a load, to be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotMove {
    /// The card.
    pub card: CardNo,
    /// The terminal of the sale.
    pub terminal: TerminalId,
    /// Its number.
    pub seq: u64,
    /// Number of the load.
    pub load: u32,
    /// Above zero: drawn. Below: given back.
    pub amount: i64,
}

/// What a sale wanted of an account and did not find there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Short {
    pub(crate) in_fen: bool,
    pub(crate) wanted: i64,
    pub(crate) found: i64,
}

/// A card's loads after some of its sales.
#[derive(Debug, Default)]
pub(crate) struct Drawing {
    lots: Vec<(LotLoad, i64)>,
    pub(crate) drawn: BTreeMap<(At, u32), i64>,
    pub(crate) short: BTreeMap<At, Short>,
}

impl Drawing {
    /// Draws for every paid sale before a moment, or for all of them.
    pub(crate) fn of(view: &CardView, until: Option<(i64, At)>, knowledge: &Knowledge<'_>) -> Drawing {
        let fixed = |load: u32| {
            let others = view.lots.booked.iter();
            let others = others.filter(|draw| draw.load == load && !view.decides((draw.terminal, draw.seq)));
            others.fold(0i64, |sum, draw| sum.saturating_add(draw.amount))
        };
        let loads = view.lots.loads.iter();
        let mut drawing = Drawing {
            lots: loads.map(|load| (*load, load.amount.saturating_sub(fixed(load.load)))).collect(),
            ..Drawing::default()
        };
        let mut refunds: Vec<LotRefund> = view.lots.refunded.clone();
        refunds.sort_by_key(|refund| refund.at_us);
        let mut refunds = refunds.into_iter().peekable();
        for (key, record) in &view.paid {
            if until.is_some_and(|until| *key >= until) {
                break;
            }
            while let Some(refund) = refunds.next_if(|refund| refund.at_us <= key.0) {
                drawing.put_back(&refund);
            }
            if let Some(tariff) = tariff_of(record, knowledge)
                && view.decides(key.1)
            {
                drawing.draw(key.1, record, tariff);
            }
        }
        for refund in refunds.filter(|refund| until.is_none_or(|until| refund.at_us <= until.0)) {
            drawing.put_back(&refund);
        }
        drawing
    }

    fn put_back(&mut self, refund: &LotRefund) {
        for (load, left) in &mut self.lots {
            if load.load == refund.load {
                *left = left.saturating_add(refund.amount);
            }
        }
    }

    fn draw(&mut self, at: At, record: &Record, tariff: &Tariff) {
        for (account, wanted) in wanted(record, tariff) {
            let mut lots = self.at(record.tap.at_us);
            let drawn = lots.draw(account, wanted, record.business_day.date());
            let mut found = 0i64;
            for entry in drawn {
                found = found.saturating_add(entry.amount);
                for (load, left) in self.lots.iter_mut().filter(|(load, _)| load.load == entry.load) {
                    *left = left.saturating_sub(entry.amount);
                    let sum = self.drawn.entry((at, load.load)).or_default();
                    *sum = sum.saturating_add(entry.amount);
                }
            }
            if found < wanted {
                let in_fen = tariff.account(account).is_some_and(|account| account.in_fen);
                self.short.insert(at, Short { in_fen, wanted, found });
            }
        }
    }

    /// The lots that a tap at this moment could know.
    pub(crate) fn at(&self, tap_us: i64) -> Lots {
        let known = self.lots.iter().filter(|(load, _)| load.applied_us <= tap_us.saturating_add(SLACK_US));
        let lot = |(load, left): &(LotLoad, i64)| Lot {
            load: load.load,
            account: load.account,
            first_day: load.first_day.date(),
            last_day: load.last_day.date(),
            left: *left,
        };
        Lots::of(0, known.map(lot))
    }
}

/// What a record says it drew, by account: of a voucher its part of the benefit, of points what is written down.
pub(crate) fn wanted(record: &Record, tariff: &Tariff) -> Vec<(u8, i64)> {
    let mut points = i64::from(record.points);
    let mut wanted = Vec::new();
    for (rule, benefit) in record.parts() {
        let Some(account) = tariff.rule_account(rule) else { continue };
        let in_fen = tariff.account(account).is_some_and(|account| account.in_fen);
        let amount = if in_fen { benefit.0 } else { core::mem::take(&mut points) };
        if amount > 0 {
            wanted.push((account, amount));
        }
    }
    wanted
}

/// Lots that hold just what a record says it drew: what its till must have known at least.
pub(crate) fn told(record: &Record, tariff: &Tariff) -> Lots {
    let day = record.business_day.date();
    let lot = |(load, (account, left)): (u32, (u8, i64))| Lot {
        load,
        account,
        first_day: day,
        last_day: day,
        left,
    };
    Lots::of(0, (1..).zip(wanted(record, tariff)).map(lot))
}
