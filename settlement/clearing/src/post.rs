//! Postings of one record.

use std::collections::BTreeMap;

use money::Fen;
use records::{BusinessDay, Kind, MerchantId, Record, Tender};
use subsidy::{Leg, attribute_capped};

use crate::facts::tariff_of;
use crate::validate::claim;
use crate::{Account, Knowledge, Posting, RefuseCause};

/// Who bears the benefit of a paid record, steps that bear nothing included; what limited funds bear is taken
/// from what they have left. Empty when nobody can be named.
pub(crate) fn legs(record: &Record, left: &mut BTreeMap<u8, Fen>, knowledge: &Knowledge<'_>) -> Vec<Leg> {
    if record.benefit == Fen::ZERO {
        return Vec::new();
    }
    let Some(tariff) = tariff_of(record, knowledge) else { return Vec::new() };
    let mut rest = left.clone();
    let mut legs: Vec<Leg> = Vec::new();
    for (rule, benefit) in record.parts() {
        let part = attribute_capped(tariff, rule, benefit, &rest, knowledge.funds_capped);
        let Ok(part) = part else { return Vec::new() };
        for leg in &part {
            if let Some(rest) = rest.get_mut(&leg.fund) {
                *rest = rest.checked_sub(leg.amount).unwrap_or(Fen::ZERO);
            }
        }
        legs.extend(part);
    }
    if Fen::sum(legs.iter().map(|leg| leg.amount)) != Some(record.benefit) {
        return Vec::new();
    }
    *left = rest;
    legs
}

/// What a payment drew flows back into the funds it came from.
pub(crate) fn give_back(legs: &[Leg], left: &mut BTreeMap<u8, Fen>) {
    for leg in legs {
        if let Some(rest) = left.get_mut(&leg.fund) {
            *rest = rest.checked_add(leg.amount).unwrap_or(*rest);
        }
    }
}

/// Money that comes into a fund from outside.
#[must_use]
pub fn inflow(fund: u8, amount: Fen, day: BusinessDay) -> Vec<Posting> {
    let line = |account, amount| Posting { day, account, amount };
    vec![line(Account::Outside(fund), amount), line(Account::Fund(fund), minus(amount))]
}

/// A load of a purse: money taken at a desk, and from then on in the purse.
#[must_use]
pub fn purse_load(desk: u32, amount: Fen, day: BusinessDay) -> Vec<Posting> {
    let line = |account, amount| Posting { day, account, amount };
    vec![line(Account::Desk(desk), amount), line(Account::CardPurse, minus(amount))]
}

/// Money that a bank paid to a merchant; below zero, money that came back.
#[must_use]
pub fn paid_out(merchant: &MerchantId, amount: Fen, day: BusinessDay) -> Vec<Posting> {
    let line = |account, amount| Posting { day, account, amount };
    vec![line(Account::Merchant(merchant.clone()), amount), line(Account::Bank, minus(amount))]
}

/// A paid record: from the elder and the funds, to the merchant.
pub(crate) fn paid(record: &Record, merchant: &MerchantId, legs: &[Leg]) -> Vec<Posting> {
    if record.kind == Kind::DayClose {
        return Vec::new();
    }
    let self_pay = match record.tender {
        Tender::Cash => Account::Cash(merchant.clone()),
        Tender::CardPurse | Tender::Nothing => Account::CardPurse,
    };
    let mut lines = vec![(self_pay, record.self_pay)];
    if legs.is_empty() {
        lines.push((Account::Suspense(RefuseCause::Other), record.benefit));
    }
    lines.extend(legs.iter().map(|leg| (Account::Fund(leg.fund), leg.amount)));
    lines.push((Account::Merchant(merchant.clone()), minus(record.price)));
    on_day(record, lines)
}

/// A record that is not paid: the merchant's claim stands, held against suspense.
pub(crate) fn held(record: &Record, merchant: &MerchantId, cause: RefuseCause) -> Vec<Posting> {
    let lines =
        [(Account::Suspense(cause), claim(record)), (Account::Held(merchant.clone()), minus(claim(record)))];
    on_day(record, lines)
}

/// The claim is no longer held.
pub(crate) fn released(record: &Record, merchant: &MerchantId, cause: RefuseCause) -> Vec<Posting> {
    turned(held(record, merchant, cause))
}

/// A record that turns out not to be paid after all.
pub(crate) fn unpaid(record: &Record, merchant: &MerchantId, legs: &[Leg]) -> Vec<Posting> {
    turned(paid(record, merchant, legs))
}

fn turned(mut lines: Vec<Posting>) -> Vec<Posting> {
    for line in &mut lines {
        line.amount = minus(line.amount);
    }
    lines
}

fn on_day(record: &Record, lines: impl IntoIterator<Item = (Account, Fen)>) -> Vec<Posting> {
    let posting = |(account, amount)| Posting { day: record.business_day, account, amount };
    lines.into_iter().map(posting).collect()
}

/// Amounts were bounded by the data test, so turning a sign cannot overflow.
fn minus(amount: Fen) -> Fen {
    amount.checked_neg().unwrap_or(Fen::ZERO)
}
