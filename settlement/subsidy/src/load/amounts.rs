//! Amounts and rounding as a tariff writes them.

use crate::benefit::Round;
use crate::problem::Findings;
use crate::text::{RoundModeText, RoundOn, RoundScope, RoundText, Yuan};
use money::{Fen, RoundMode, Rounding};
use toml::Spanned;

/// An amount above zero.
pub(super) fn positive(written: &Option<Spanned<Yuan>>, findings: &mut Findings<'_>) -> Fen {
    let Some(amount) = written else { return Fen::ZERO };
    if amount.get_ref().0 <= Fen::ZERO {
        findings.add(
            amount,
            "这里的金额必须大于 0.00",
            "this amount must be above 0.00",
            "写一个大于零的金额；全免用 mode = \"free\" · write an amount above zero; for nothing to pay use mode = \"free\"",
        );
    }
    amount.get_ref().0
}

/// Resolves rounding knobs.
pub(super) fn rounding(round: &RoundText, findings: &mut Findings<'_>) -> Round {
    Round {
        rounding: unit_and_mode(&round.unit, round.mode, findings),
        on_self_pay: round.on == RoundOn::SelfPay,
        each_item: round.scope == RoundScope::Item,
    }
}

/// Resolves the two knobs that every rounding has.
pub(super) fn unit_and_mode(
    unit: &Spanned<i64>,
    mode: RoundModeText,
    findings: &mut Findings<'_>,
) -> Rounding {
    if ![1, 10, 100].contains(unit.get_ref()) {
        findings.add(
            unit,
            "舍入单位只能是 1（分）、10（角）或 100（元）",
            "the unit of rounding is 1 (fen), 10 (jiao) or 100 (yuan)",
            "改为 1、10 或 100 · write 1, 10 or 100",
        );
    }
    let mode = match mode {
        RoundModeText::HalfUp => RoundMode::HalfUp,
        RoundModeText::Floor => RoundMode::Floor,
        RoundModeText::Ceil => RoundMode::Ceil,
        RoundModeText::HalfEven => RoundMode::HalfEven,
    };
    Rounding { unit: *unit.get_ref(), mode }
}
