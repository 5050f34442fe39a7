//! Turnover (营业额): what was decided, summed by merchant, business day, and how the sales stand.
//!
//! A decision about a record of an earlier batch takes it out of one sum and into another, so that the sums of all
//! batches together count every record once: uploaded = good + adjusted + waiting + refused, at every moment.

use std::collections::BTreeMap;

use money::Fen;
use records::{BusinessDay, Kind, MerchantId, Record, Tender};
use subsidy::Leg;

use crate::Status;
use crate::validate::claim;

/// How sales stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TurnoverKind {
    /// Accepted at once.
    Good,
    /// Paid after a review.
    Adjusted,
    /// Not decided.
    Waiting,
    /// Not paid.
    Refused,
}

impl TurnoverKind {
    const ALL: [TurnoverKind; 4] =
        [TurnoverKind::Good, TurnoverKind::Adjusted, TurnoverKind::Waiting, TurnoverKind::Refused];

    /// Of a status.
    #[must_use]
    pub fn of(status: Status) -> TurnoverKind {
        match status {
            Status::Good => TurnoverKind::Good,
            Status::Adjusted => TurnoverKind::Adjusted,
            Status::Waiting(_) => TurnoverKind::Waiting,
            Status::Refused(_) => TurnoverKind::Refused,
        }
    }

    /// As stored.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            TurnoverKind::Good => "good",
            TurnoverKind::Adjusted => "adjusted",
            TurnoverKind::Waiting => "waiting",
            TurnoverKind::Refused => "refused",
        }
    }

    /// The kind that a word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<TurnoverKind> {
        TurnoverKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether the merchant is paid.
    #[must_use]
    pub fn is_paid(self) -> bool {
        matches!(self, TurnoverKind::Good | TurnoverKind::Adjusted)
    }
}

/// Sums over sales; below zero where more was taken back than came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TurnoverSums {
    /// How many.
    pub count: i64,
    /// Gross; of what waits or is refused, what may be claimed.
    pub price: Fen,
    /// Benefit, of paid sales.
    pub benefit: Fen,
    /// Paid by elders, of paid sales.
    pub self_pay: Fen,
    /// Of that, taken in cash by the merchant.
    pub cash: Fen,
    /// Who bears the benefit, by fund.
    pub funds: BTreeMap<u8, Fen>,
}

impl TurnoverSums {
    /// What one record comes to.
    fn of(record: &Record, kind: TurnoverKind, legs: &[Leg]) -> Option<TurnoverSums> {
        if !kind.is_paid() {
            return Some(TurnoverSums { count: 1, price: claim(record), ..TurnoverSums::default() });
        }
        let mut sums = TurnoverSums {
            count: 1,
            price: record.price,
            benefit: record.benefit,
            self_pay: record.self_pay,
            cash: if record.tender == Tender::Cash { record.self_pay } else { Fen::ZERO },
            funds: BTreeMap::new(),
        };
        for leg in legs {
            let fund = sums.funds.entry(leg.fund).or_default();
            *fund = fund.checked_add(leg.amount)?;
        }
        Some(sums)
    }

    /// The same, below zero.
    fn turned(mut self) -> Option<TurnoverSums> {
        self.count = self.count.checked_neg()?;
        for amount in [&mut self.price, &mut self.benefit, &mut self.self_pay, &mut self.cash]
            .into_iter()
            .chain(self.funds.values_mut())
        {
            *amount = amount.checked_neg()?;
        }
        Some(self)
    }

    /// With another. `None` when a sum does not fit.
    #[must_use]
    pub fn plus(mut self, other: &TurnoverSums) -> Option<TurnoverSums> {
        self.count = self.count.checked_add(other.count)?;
        self.price = self.price.checked_add(other.price)?;
        self.benefit = self.benefit.checked_add(other.benefit)?;
        self.self_pay = self.self_pay.checked_add(other.self_pay)?;
        self.cash = self.cash.checked_add(other.cash)?;
        for (fund, amount) in &other.funds {
            let sum = self.funds.entry(*fund).or_default();
            *sum = sum.checked_add(*amount)?;
        }
        self.funds.retain(|_, amount| *amount != Fen::ZERO);
        Some(self)
    }
}

/// One sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turnover {
    /// The merchant.
    pub merchant: MerchantId,
    /// The business day of the sales.
    pub day: BusinessDay,
    /// How they stand.
    pub kind: TurnoverKind,
    /// The sums.
    pub sums: TurnoverSums,
}

/// Sums, one of each merchant, day and kind.
#[derive(Clone, Debug, Default)]
pub struct Turnovers(Vec<Turnover>);

impl Turnovers {
    /// A record stands so now. `None` when a sum does not fit.
    pub fn enter(
        &mut self,
        merchant: &MerchantId,
        record: &Record,
        status: Status,
        legs: &[Leg],
    ) -> Option<()> {
        let kind = TurnoverKind::of(status);
        let sums = TurnoverSums::of(record, kind, legs)?;
        self.add(merchant, record, kind, &sums)
    }

    /// A record stood so and does no more.
    pub fn leave(
        &mut self,
        merchant: &MerchantId,
        record: &Record,
        status: Status,
        legs: &[Leg],
    ) -> Option<()> {
        let kind = TurnoverKind::of(status);
        let sums = TurnoverSums::of(record, kind, legs)?.turned()?;
        self.add(merchant, record, kind, &sums)
    }

    fn add(
        &mut self,
        merchant: &MerchantId,
        record: &Record,
        kind: TurnoverKind,
        sums: &TurnoverSums,
    ) -> Option<()> {
        if record.kind == Kind::DayClose {
            return Some(());
        }
        self.merge(&Turnover {
            merchant: merchant.clone(),
            day: record.business_day,
            kind,
            sums: sums.clone(),
        })
    }

    /// Adds a sum to its like.
    pub fn merge(&mut self, one: &Turnover) -> Option<()> {
        // A batch is mostly of one merchant, day and kind: the last sums are the likeliest.
        let same = |held: &&mut Turnover| {
            (held.kind, held.day) == (one.kind, one.day) && held.merchant == one.merchant
        };
        match self.0.iter_mut().rev().find(same) {
            Some(held) => held.sums = core::mem::take(&mut held.sums).plus(&one.sums)?,
            None => self.0.push(one.clone()),
        }
        Some(())
    }

    /// The sums in order of merchant, day and kind; those that came to nothing are left out.
    #[must_use]
    pub fn into_lines(mut self) -> Vec<Turnover> {
        self.0.retain(|line| line.sums != TurnoverSums::default());
        self.0.sort_by(|a, b| (&a.merchant, a.day, a.kind).cmp(&(&b.merchant, b.day, b.kind)));
        self.0
    }
}
