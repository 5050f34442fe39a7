//! Modes of benefits, each with the keys it needs and no other.

use super::amounts::positive;
use super::names::{Names, resolve};
use crate::benefit::{Benefit, Points, Tier};
use crate::problem::Findings;
use crate::text::{BenefitText, MinOn, Mode, TierText};
use toml::Spanned;

/// A key of a benefit: its name, whether it is written, and the modes that need it or may have it.
struct Key {
    name: &'static str,
    written: bool,
    needs: &'static [Mode],
    may: &'static [Mode],
}

fn keys(text: &BenefitText) -> [Key; 11] {
    use Mode::{
        AmountOff, FixedPrice, MarginTier, PercentOff, PointsPerUnit, ProrataMonth, ShareOfBill,
        ThresholdOff, Voucher,
    };
    let key = |name, written, needs, may| Key { name, written, needs, may };
    [
        key("value", text.value.is_some(), &[FixedPrice, ThresholdOff, ProrataMonth], &[AmountOff]),
        key("min", text.min.is_some(), &[ThresholdOff], &[]),
        key("min_on", text.min_on.is_some(), &[], &[ThresholdOff]),
        key("rate", text.rate.is_some(), &[PercentOff, ShareOfBill], &[]),
        key("account", text.account.is_some(), &[Voucher, PointsPerUnit], &[]),
        key("points", text.points.is_some(), &[PointsPerUnit], &[]),
        key("unit", text.unit.is_some(), &[PointsPerUnit], &[]),
        key("part", text.part.is_some(), &[], &[PointsPerUnit]),
        key("grace", text.grace.is_some(), &[], &[PointsPerUnit]),
        key("method", text.method.is_some(), &[ProrataMonth], &[]),
        key("tiers", text.tiers.is_some(), &[MarginTier], &[]),
    ]
}

pub(super) fn benefit(text: &BenefitText, names: &Names<'_>, findings: &mut Findings<'_>) -> Benefit {
    let mode = *text.mode.get_ref();
    for Key { name, written, needs, may } in keys(text) {
        if needs.contains(&mode) && !written {
            findings.add(
                &text.mode,
                &format!("这种优惠方式还需要 {name}"),
                &format!("this mode also needs {name}"),
                &format!("在 benefit 中补写 {name} · add {name} to benefit"),
            );
        }
        if written && !needs.contains(&mode) && !may.contains(&mode) {
            findings.add(
                &text.mode,
                &format!("这种优惠方式不用 {name}"),
                &format!("this mode has no {name}"),
                &format!("删去 {name}，或改 mode · delete {name}, or change the mode"),
            );
        }
    }
    // A fixed price of nothing is `free`; nothing off is no benefit.
    let value = positive(&text.value, findings);
    let min = positive(&text.min, findings);
    let rate = rate(&text.rate, findings);
    match mode {
        Mode::FixedPrice => Benefit::FixedPrice(value),
        Mode::AmountOff => Benefit::AmountOff(text.value.as_ref().map(|_| value)),
        Mode::ThresholdOff => {
            Benefit::ThresholdOff { off: value, min, on_list: text.min_on == Some(MinOn::List) }
        }
        Mode::PercentOff => Benefit::PercentOff(rate),
        Mode::ShareOfBill => Benefit::ShareOfBill(rate),
        Mode::Free => Benefit::Free,
        Mode::Voucher => Benefit::Voucher { account: account(text, true, names, findings) },
        Mode::PointsPerUnit => Benefit::Points(points(text, names, findings)),
        Mode::ProrataMonth => Benefit::ProrataMonth {
            value,
            method: text.method.unwrap_or(crate::text::Prorating::MulThenRound),
        },
        Mode::MarginTier => {
            Benefit::MarginTier(text.tiers.as_ref().map_or(Vec::new(), |written| tiers(written, findings)))
        }
    }
}

fn rate(written: &Option<Spanned<u32>>, findings: &mut Findings<'_>) -> u32 {
    let Some(rate) = written else { return 0 };
    if !(1..=10_000).contains(rate.get_ref()) {
        findings.add(
            rate,
            &format!("优惠率 {rate} 超出范围"),
            &format!("the rate {rate} is out of range"),
            "以万分之一为单位，写 1 到 10000：减 15% 写 1500 · in ten-thousandths, 1 to 10000: 15 % off is 1500",
        );
    }
    *rate.get_ref()
}

/// The code of an account that holds what the mode draws.
fn account(text: &BenefitText, fen: bool, names: &Names<'_>, findings: &mut Findings<'_>) -> u8 {
    let Some(name) = &text.account else { return 0 };
    let Some((code, in_fen)) = resolve(findings, "account", &names.accounts, name) else { return 0 };
    if in_fen != fen {
        findings.add(
            name,
            "账户的单位不合这种优惠方式",
            "the account does not hold what this mode draws",
            "voucher 用 unit = \"fen\" 的账户，points_per_unit 用 unit = \"point\" 的 · a voucher draws from unit = \"fen\", points_per_unit from unit = \"point\"",
        );
    }
    code
}

fn points(text: &BenefitText, names: &Names<'_>, findings: &mut Findings<'_>) -> Points {
    let account = account(text, false, names, findings);
    let nothing = |findings: &mut Findings<'_>, place: &Spanned<u32>| {
        findings.add(place, "这里要大于零", "this must be above zero", "写 1 或更大的数 · write 1 or more");
    };
    if let Some(points) = text.points.as_ref().filter(|points| *points.get_ref() == 0) {
        nothing(findings, points);
    }
    let unit = text.unit.as_ref().map_or(1, |unit| *unit.get_ref());
    if let Some(written) = text.unit.as_ref().filter(|_| unit == 0) {
        nothing(findings, &Spanned::new(written.span(), 0));
    }
    if let Some(grace) = text.grace.as_ref().filter(|grace| *grace.get_ref() >= unit) {
        findings.add(
            grace,
            "宽限不小于一个单位，没有做过也算一个",
            "the grace is a whole unit or more: nothing done would count as one",
            "写小于 unit 的分钟数 · write fewer minutes than unit",
        );
    }
    Points {
        account,
        points: text.points.as_ref().map_or(0, |points| *points.get_ref()),
        unit,
        part: text.part.unwrap_or_default(),
        grace: text.grace.as_ref().map_or(0, |grace| *grace.get_ref()),
    }
}

fn tiers(written: &Spanned<Vec<TierText>>, findings: &mut Findings<'_>) -> Vec<Tier> {
    let mut before = 0;
    let count = written.get_ref().len();
    for (index, tier) in written.get_ref().iter().enumerate() {
        let last = index + 1 == count;
        let place = tier.to.as_ref().map_or_else(|| tier.value.span(), Spanned::span);
        let place = Spanned::new(place, ());
        match tier.to.as_ref().map(|to| *to.get_ref()) {
            Some(_) if last => findings.add(
                &place,
                "最后一段不写 to，否则之后的件数没有着落",
                "the last tier has no to, or the pieces after it would count nothing",
                "删去最后一段的 to · delete the to of the last tier",
            ),
            None if !last => findings.add(
                &place,
                "只有最后一段可以不写 to",
                "only the last tier may have no to",
                "写明这一段到第几件 · say up to which piece it goes",
            ),
            Some(to) if to <= before => findings.add(
                &place,
                "各段的 to 应逐段增大",
                "the tiers must go up",
                "按从小到大写 · write them in rising order",
            ),
            to => before = to.unwrap_or(before),
        }
    }
    if count == 0 {
        findings.add(written, "没有分段", "there are no tiers", "至少写一段 · write one tier at least");
    }
    let tier = |tier: &TierText| Tier {
        to: tier.to.as_ref().map(|to| *to.get_ref()),
        value: tier.value.get_ref().0,
    };
    written.get_ref().iter().map(tier).collect()
}

/// Whether a mode gives without a bound of its own and so needs a cap on the amount.
pub(super) fn is_unbounded(benefit: &Benefit) -> bool {
    matches!(benefit, Benefit::AmountOff(None))
}
