//! Merchant fees.

use super::amounts::unit_and_mode;
use super::names::{Names, resolve};
use crate::fee::Fee;
use crate::problem::Findings;
use crate::text::FeeText;
use money::{Fen, RoundMode, Rounding};

pub(super) fn fees(written: &[FeeText], names: &Names<'_>, findings: &mut Findings<'_>) -> Vec<Fee> {
    written.iter().map(|text| fee(text, names, findings)).collect()
}

fn fee(text: &FeeText, names: &Names<'_>, findings: &mut Findings<'_>) -> Fee {
    let rate = text.rate.as_ref().map_or(0, |rate| *rate.get_ref());
    if let Some(written) = text.rate.as_ref().filter(|rate| *rate.get_ref() > 10_000) {
        findings.add(
            written,
            &format!("费率 {rate} 超过全额"),
            &format!("the rate {rate} is more than the whole"),
            "以万分之一为单位，0.38% 写 38 · in ten-thousandths: 0.38 % is 38",
        );
    }
    let amount = |written: Option<crate::text::Yuan>| written.map_or(Fen::ZERO, |yuan| yuan.0);
    let (each, fixed) = (amount(text.each), amount(text.fixed));
    if rate == 0 && each == Fen::ZERO && fixed == Fen::ZERO {
        findings.add(
            &text.code,
            "这项手续费什么也不收",
            "this fee charges nothing",
            "写 rate、each 或 fixed，或删去这一段 · write rate, each or fixed, or delete it",
        );
    }
    Fee {
        code: *text.code.get_ref(),
        name: text.name.get_ref().clone(),
        zh: text.zh.get_ref().clone(),
        en: text.en.get_ref().clone(),
        kinds: text.kinds.iter().filter_map(|name| resolve(findings, "kind", &names.kinds, name)).collect(),
        rate,
        each,
        fixed,
        rounding: text.round.as_ref().map_or(Rounding { unit: 1, mode: RoundMode::HalfUp }, |round| {
            unit_and_mode(&round.unit, round.mode, findings)
        }),
    }
}
