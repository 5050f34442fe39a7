//! What a rule gives, in words.

use crate::benefit::{Benefit, Points, Tier};
use money::Fen;

/// Chinese and English.
pub(crate) fn words(benefit: &Benefit) -> (String, String) {
    let said = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    match benefit {
        Benefit::FixedPrice(pay) => (format!("定价 {pay}"), format!("fixed price {pay}")),
        Benefit::AmountOff(Some(off)) => (format!("减 {off}"), format!("{off} off")),
        Benefit::AmountOff(None) => said("限额内全减", "off as far as the caps go"),
        Benefit::PercentOff(rate) => {
            let percent = percent(*rate);
            (format!("减 {percent}%"), format!("{percent} % off"))
        }
        Benefit::ShareOfBill(rate) => {
            let percent = percent(*rate);
            (format!("承担原价 {percent}%"), format!("{percent} % of the bill"))
        }
        Benefit::ThresholdOff { off, min, .. } => {
            (format!("满 {min} 减 {off}"), format!("{off} off from {min}"))
        }
        Benefit::Free => said("免费", "free"),
        Benefit::Voucher { .. } => said("用券", "by voucher"),
        Benefit::Points(Points { points, unit, .. }) => {
            (format!("每 {unit} 分钟 {points} 分"), format!("{points} points for {unit} min"))
        }
        Benefit::ProrataMonth { value, .. } => {
            (format!("每月 {value} 按天折算"), format!("{value} a month by the day"))
        }
        Benefit::MarginTier(tiers) => (tiered(tiers, "至", "起"), tiered(tiers, "to ", "on")),
    }
}

fn tiered(tiers: &[Tier], to: &str, on: &str) -> String {
    let one = |tier: &Tier| match tier.to {
        Some(end) => format!("{to}{end} {}", tier.value),
        None => format!("{on} {}", tier.value),
    };
    tiers.iter().map(one).collect::<Vec<_>>().join(" / ")
}

/// Basis points as a percentage without idle zeros.
pub(crate) fn percent(rate: u32) -> String {
    let percent = Fen(i64::from(rate)).to_string();
    percent.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_have_no_idle_zeros() {
        for (rate, text) in [(1500, "15"), (1250, "12.5"), (1234, "12.34"), (10_000, "100"), (5, "0.05")] {
            assert_eq!(percent(rate), text);
        }
    }
}
