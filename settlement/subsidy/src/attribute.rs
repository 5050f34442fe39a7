//! Which fund bears a benefit.

use crate::fund::{AttributeError, Leg};
use crate::tariff::Tariff;
use money::Fen;
use std::collections::{BTreeMap, BTreeSet};

/// Attributes a benefit to funds, in the order the rule lists them, zero shares included. `left` holds what
/// remains of limited funds; a fund that is absent from it, or that this tariff does not call limited, has
/// enough. The legs always add up to the benefit: a guarantor bears what is left even when `left` says that
/// it has nothing.
///
/// # Errors
/// An unknown rule or a negative benefit.
pub fn attribute(
    tariff: &Tariff,
    rule: u16,
    benefit: Fen,
    left: &BTreeMap<u8, Fen>,
) -> Result<Vec<Leg>, AttributeError> {
    attribute_capped(tariff, rule, benefit, left, &BTreeSet::new())
}

/// As [`attribute`], where some funds have a ceiling: for these `left` counts whatever the tariff calls them.
///
/// # Errors
/// As [`attribute`].
pub fn attribute_capped(
    tariff: &Tariff,
    rule: u16,
    benefit: Fen,
    left: &BTreeMap<u8, Fen>,
    capped: &BTreeSet<u8>,
) -> Result<Vec<Leg>, AttributeError> {
    let rule = tariff.rule(rule).ok_or(AttributeError::UnknownRule(rule))?;
    if benefit.is_negative() {
        return Err(AttributeError::Negative(benefit));
    }
    let limited = |fund: u8| capped.contains(&fund) || tariff.fund(fund).is_some_and(|fund| fund.limited);
    Ok(rule.funding.legs(benefit, |fund| left.get(&fund).copied().filter(|_| limited(fund))))
}
