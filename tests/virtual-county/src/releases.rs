//! The county's tariffs, one version after another: tier C pays six yuan or five, and its bit moves, so that a
//! till with the wrong version, or the wrong roster under the right one, charges something else.

use crate::center::county_day;
use crate::county::County;
use crate::violation::Violation;
use jiff::civil::Date;
use records::SigningKey;

/// The demonstration tariff.
const DEMO: &str = include_str!("../../golden/tariffs/lunch-demo.toml");

/// What the county adds to it: whoever holds a voucher pays with it first what is left of a lunch.
const VOUCHER: &str = r#"
[[account]]
code = 1
name = "lunch_voucher"
zh = "午餐券"
en = "lunch voucher"
unit = "fen"

[[rule]]
code = 90
name = "lunch_voucher"
zh = "午餐券"
en = "lunch voucher"
services = ["meal_lunch"]
groups = ["elder"]
benefit = { mode = "voucher", account = "lunch_voucher" }
fund = { waterfall = [{ name = "county" }] }
stack = { group = "voucher" }

[[example]]
name = "B 档午餐再用券"
service = "meal_lunch"
price = "12.00"
at = "2024-07-15 12:00"
birth = "1950-03-02"
lots = [{ account = "lunch_voucher", load = 1, left = "5.00", first_day = "2024-07-01", last_day = "2024-07-31" }]
expect = { self_pay = "3.00", rules = ["lunch_70", "lunch_voucher"], drawn = { lunch_voucher = "5.00" } }
"#;

/// The tariff of the first day.
pub(crate) fn first() -> String {
    format!("{DEMO}{VOUCHER}")
}

/// Mornings, counted from the second, on which a new version is released.
pub(crate) fn is_released_on(morning: u64) -> bool {
    morning == 1 || morning % 10 == 4
}

/// The officer who makes tariffs.
pub(crate) fn maker() -> SigningKey {
    SigningKey::from_bytes(&records::sha256(b"maker"))
}

/// The officer who checks them.
pub(crate) fn checker() -> SigningKey {
    SigningKey::from_bytes(&records::sha256(b"checker"))
}

/// A version of the tariff from a day on. Everybody in its examples lives 80 years later, when it holds.
pub(crate) fn text(version: u32, from: Date) -> String {
    let later = (1900..2000).fold(first().replace("2024-07-", "2104-07-"), |text, year| {
        text.replace(&format!("birth = \"{year}-"), &format!("birth = \"{}-", year + 80))
    });
    let text = later
        .replace("version = 1", &format!("version = {version}"))
        .replace("effective_from = \"2024-01-01\"", &format!("effective_from = \"{from}\""));
    let text = if version.is_multiple_of(2) { cheaper(&text) } else { text };
    if version % 4 >= 2 { text.replace("bit = 2\n", "bit = 20\n") } else { text }
}

/// Tier C pays five yuan instead of six, in the rule and in its examples.
fn cheaper(text: &str) -> String {
    text.replace("value = \"6.00\"", "value = \"5.00\"")
        .replace("self_pay = \"6.00\"", "self_pay = \"5.00\"")
        .replace("charity = \"1.00\", village = \"2.00\" }", "charity = \"1.00\", village = \"3.00\" }")
}

impl County {
    /// A new tariff, from the next day on. One till is away until it has held for a day: it sells by the old one.
    pub(crate) fn new_tariff(&mut self) -> Result<(), Violation> {
        let now_us = self.time.us();
        let tomorrow = county_day(now_us).and_then(|day| day.date().tomorrow().ok());
        let Some(from) = tomorrow else { return Ok(()) };
        self.tariff = self.tariff.saturating_add(1);
        self.switch_us = Some(self.center.release(&text(self.tariff, from), now_us)?);
        self.away(self.mornings, 40);
        self.trace.line(format!("{now_us} tariff {} released, from {from} on", self.tariff));
        Ok(())
    }

    /// The night in which a tariff begins: another till's link goes away, and a few taps go on around midnight.
    pub(crate) fn midnight(&mut self) -> Result<(), Violation> {
        let until = self.morning_us.saturating_add(24 * 3_600 * 1_000_000);
        let Some(switch_us) = self.switch_us.take_if(|switch_us| *switch_us < until) else { return Ok(()) };
        self.away(self.mornings.saturating_add(1), 16);
        let eve_us = switch_us.saturating_sub(120_000_000).saturating_sub(self.time.us());
        self.time.pass_ms(u64::try_from(eve_us / 1_000).unwrap_or(0));
        for _ in 0..9 {
            let gap_ms = 10_000 + self.random.below(30_000);
            self.time.pass_ms(gap_ms);
            self.somebody()?;
        }
        Ok(())
    }

    /// The link of one of the tills is away for some hours.
    fn away(&mut self, which: u64, hours: i64) {
        let until_us = self.time.us().saturating_add(hours.saturating_mul(3_600_000_000));
        let at = usize::try_from(which).unwrap_or(0).checked_rem(self.tills.len()).unwrap_or(0);
        if let Some(till) = self.tills.get_mut(at) {
            till.link.away_until_us = till.link.away_until_us.max(until_us);
            self.trace.line(format!("till {at}: link away for {hours} hours"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_is_fit_for_release() {
        for version in 2..10 {
            let report = subsidy::check(&text(version, jiff::civil::date(2026, 3, 4)));
            assert!(report.passed(), "{version}: {report}");
        }
        assert_ne!(text(2, jiff::civil::date(2026, 3, 4)), text(3, jiff::civil::date(2026, 3, 4)));
    }
}
