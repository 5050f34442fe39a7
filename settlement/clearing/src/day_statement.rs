//! The statement (结算单) of a merchant's accounting day: what was decided on it, what refunds took back, what fees are
//! withheld, what the county pays.

use std::collections::BTreeMap;

use money::Fen;
use records::{BusinessDay, MerchantId};
use subsidy::Fee;

use crate::{Account, Posting, Turnover, TurnoverSums};

/// A fee on one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeeLine {
    /// Code of the fee in the tariff.
    pub code: u16,
    /// Its name, Chinese.
    pub zh: String,
    /// Its name, English.
    pub en: String,
    /// Sales it is on.
    pub count: u32,
    /// Their gross.
    pub price: Fen,
    /// Withheld.
    pub amount: Fen,
}

/// What refunds took back on the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RefundTotals {
    /// How many.
    pub count: u64,
    /// Of the gross.
    pub price: Fen,
    /// Of that, handed out by the merchant itself.
    pub cash: Fen,
}

/// The statement of one merchant and accounting day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayStatement {
    /// The merchant.
    pub merchant: MerchantId,
    /// Its name.
    pub merchant_name: String,
    /// The accounting day.
    pub day: BusinessDay,
    /// 1, or one more than the version it corrects.
    pub version: u32,
    /// Why it is made anew; empty for the first.
    pub reason: String,
    /// What was decided, by business day of the sales and how they stand.
    pub lines: Vec<Turnover>,
    /// All that is paid.
    pub paid: TurnoverSums,
    /// What refunds took back.
    pub refunds: RefundTotals,
    /// What is withheld.
    pub fees: Vec<FeeLine>,
}

impl DayStatement {
    /// Adds the lines up and works the fees out: those of the tariff that merchants of this kind pay, on the sum of
    /// what is paid. `None` when a sum does not fit.
    #[must_use]
    pub fn of(
        (merchant, merchant_name): (&MerchantId, &str),
        day: BusinessDay,
        lines: Vec<Turnover>,
        refunds: RefundTotals,
        fees: &[&Fee],
    ) -> Option<DayStatement> {
        let mut paid = TurnoverSums::default();
        for line in lines.iter().filter(|line| line.kind.is_paid()) {
            paid = paid.plus(&line.sums)?;
        }
        // Where more was taken back than came there is nothing to withhold from.
        let count = u32::try_from(paid.count.max(0)).ok()?;
        let price = paid.price.max(Fen::ZERO);
        let line = |fee: &&Fee| {
            let amount = if count == 0 { Fen::ZERO } else { fee.on_line(count, price)? };
            let (zh, en) = (fee.zh.clone(), fee.en.clone());
            Some(FeeLine { code: fee.code, zh, en, count, price, amount })
        };
        let fees: Vec<FeeLine> = fees.iter().map(line).collect::<Option<_>>()?;
        let statement = DayStatement {
            merchant: merchant.clone(),
            merchant_name: merchant_name.to_owned(),
            day,
            version: 1,
            reason: String::new(),
            lines,
            paid,
            refunds,
            fees: fees.into_iter().filter(|fee| fee.amount != Fen::ZERO).collect(),
        };
        statement.payable().is_some().then_some(statement)
    }

    /// Given back, of what the county owes.
    #[must_use]
    pub fn refunded(&self) -> Option<Fen> {
        self.refunds.price.checked_sub(self.refunds.cash)
    }

    /// Withheld.
    #[must_use]
    pub fn fee(&self) -> Option<Fen> {
        Fen::sum(self.fees.iter().map(|fee| fee.amount))
    }

    /// What the county pays the merchant; below zero where it owes the county.
    #[must_use]
    pub fn payable(&self) -> Option<Fen> {
        let sold = self.paid.price.checked_sub(self.paid.cash)?;
        sold.checked_sub(self.refunded()?)?.checked_sub(self.fee()?)
    }

    /// What is booked for its fees, where `before` are those of the version it corrects.
    #[must_use]
    pub fn postings(&self, before: &BTreeMap<u16, Fen>) -> Option<Vec<Posting>> {
        let mut now: BTreeMap<u16, Fen> = BTreeMap::new();
        for fee in &self.fees {
            let sum = now.entry(fee.code).or_default();
            *sum = sum.checked_add(fee.amount)?;
        }
        let codes = now.keys().chain(before.keys()).copied().collect::<std::collections::BTreeSet<u16>>();
        let mut postings = Vec::new();
        for code in codes {
            let held = |fees: &BTreeMap<u16, Fen>| fees.get(&code).copied().unwrap_or_default();
            let more = held(&now).checked_sub(held(before))?;
            if more != Fen::ZERO {
                let line = |account, amount| Posting { day: self.day, account, amount };
                postings.push(line(Account::Merchant(self.merchant.clone()), more));
                postings.push(line(Account::Fee(code), more.checked_neg()?));
            }
        }
        Some(postings)
    }
}
