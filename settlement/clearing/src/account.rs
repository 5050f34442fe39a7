//! Accounts and postings: double entry per batch, business day and account.

use core::fmt;
use core::str::FromStr;
use std::collections::BTreeMap;

use money::Fen;
use records::{BusinessDay, MerchantId};

use crate::RefuseCause;

/// An account of the county's books. Plus is money that comes from there, minus is money owed there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// `card:purse`: paid from purses, less what desks loaded; the card operator owes it to the county.
    CardPurse,
    /// `desk:{number}`: taken by a card desk for loads of purses.
    Desk(u32),
    /// `bank:payouts`: paid to merchants by the county's bank, which funds and card operator have to cover.
    Bank,
    /// `cash:{merchant}`: taken in cash by the merchant itself.
    Cash(MerchantId),
    /// `fund:{code}`: carried by a fund, less what came into it.
    Fund(u8),
    /// `outside:{code}`: came into this fund from outside the books.
    Outside(u8),
    /// `merchant:{id}`: owed to the merchant.
    Merchant(MerchantId),
    /// `held:{id}`: claimed by the merchant, not owed until the matter is cleared.
    Held(MerchantId),
    /// `fee:{code}`: withheld from merchants as a fee.
    Fee(u16),
    /// `suspense:{cause}`: stands against what is held, and for benefits no fund can be named for.
    Suspense(RefuseCause),
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Account::CardPurse => f.write_str("card:purse"),
            Account::Desk(number) => write!(f, "desk:{number}"),
            Account::Bank => f.write_str("bank:payouts"),
            Account::Cash(merchant) => write!(f, "cash:{merchant}"),
            Account::Fund(code) => write!(f, "fund:{code}"),
            Account::Outside(code) => write!(f, "outside:{code}"),
            Account::Merchant(merchant) => write!(f, "merchant:{merchant}"),
            Account::Held(merchant) => write!(f, "held:{merchant}"),
            Account::Fee(code) => write!(f, "fee:{code}"),
            Account::Suspense(cause) => write!(f, "suspense:{:02}", cause.code()),
        }
    }
}

/// The text is not an account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} 不是账户 · not an account")]
pub struct AccountError(pub String);

impl FromStr for Account {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<Account, AccountError> {
        let read = || {
            let (family, name) = text.split_once(':')?;
            let merchant = || name.parse::<MerchantId>().ok();
            match family {
                "card" if name == "purse" => Some(Account::CardPurse),
                "desk" => name.parse().ok().map(Account::Desk),
                "bank" if name == "payouts" => Some(Account::Bank),
                "cash" => merchant().map(Account::Cash),
                "fund" => name.parse().ok().map(Account::Fund),
                "outside" => name.parse().ok().map(Account::Outside),
                "merchant" => merchant().map(Account::Merchant),
                "held" => merchant().map(Account::Held),
                "fee" => name.parse().ok().map(Account::Fee),
                "suspense" => name.parse().ok().and_then(RefuseCause::from_code).map(Account::Suspense),
                _ => None,
            }
        };
        read().ok_or_else(|| AccountError(text.chars().take(40).collect()))
    }
}

/// One line of the books.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// The business day of the sales behind it.
    pub day: BusinessDay,
    /// The account.
    pub account: Account,
    /// The sum; plus from, minus to.
    pub amount: Fen,
}

/// One posting per day and account; sums of zero vanish. `None` when a sum does not fit.
#[must_use]
pub fn collect(postings: impl IntoIterator<Item = Posting>) -> Option<Vec<Posting>> {
    let mut sums: BTreeMap<(BusinessDay, Account), Fen> = BTreeMap::new();
    for posting in postings {
        let sum = sums.entry((posting.day, posting.account)).or_default();
        *sum = sum.checked_add(posting.amount)?;
    }
    let kept = sums.into_iter().filter(|(_, amount)| *amount != Fen::ZERO);
    Some(kept.map(|((day, account), amount)| Posting { day, account, amount }).collect())
}

/// The sum of postings: zero, or the books are wrong. `None` when it does not fit.
#[must_use]
pub fn balance<'a>(postings: impl IntoIterator<Item = &'a Posting>) -> Option<Fen> {
    Fen::sum(postings.into_iter().map(|posting| posting.amount))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_read_back() {
        for text in [
            "card:purse",
            "desk:3",
            "bank:payouts",
            "cash:a-1",
            "fund:3",
            "outside:3",
            "merchant:a-1",
            "held:a-1",
            "fee:7",
            "suspense:04",
            "suspense:94",
        ] {
            assert_eq!(text.parse::<Account>().unwrap().to_string(), text);
        }
        for text in ["", "card:", "fund:300", "merchant:A", "suspense:08", "bank:1"] {
            assert!(text.parse::<Account>().is_err(), "{text}");
        }
    }

    #[test]
    fn one_line_per_day_and_account() {
        let day = |number| BusinessDay::from_number(number).unwrap();
        let posting =
            |number, amount| Posting { day: day(number), account: Account::CardPurse, amount: Fen(amount) };
        let lines =
            collect([posting(20_240_716, 5), posting(20_240_715, 1), posting(20_240_715, 2)]).unwrap();
        assert_eq!(lines, [posting(20_240_715, 3), posting(20_240_716, 5)]);
        assert_eq!(balance(&lines), Some(Fen(8)));
        assert_eq!(collect([posting(20_240_715, 3), posting(20_240_715, -3)]), Some(vec![]));
        assert_eq!(collect([posting(20_240_715, i64::MAX), posting(20_240_715, 1)]), None);
    }
}
