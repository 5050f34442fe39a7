//! Amounts, dates and two languages, as every page writes them.

use clearing::Status;
use jiff::civil::{Date, DateTime, Weekday};
use maud::{Markup, html};
use money::Fen;
use records::TerminalId;

/// Chinese, then English in its own language mark.
pub(crate) fn both(zh: &str, en: &str) -> Markup {
    html! { (zh) " " span.en lang="en" { (en) } }
}

/// `12,345.60`: yuan with separators every three digits.
pub(crate) fn yuan(fen: Fen) -> String {
    let text = fen.to_string();
    let (sign, rest) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("−", rest));
    let (whole, cents) = rest.split_once('.').unwrap_or((rest, "00"));
    format!("{sign}{}.{cents}", grouped(whole))
}

/// `12,345`.
pub(crate) fn count(number: u64) -> String {
    grouped(&number.to_string())
}

fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An amount with its unit sign, small.
pub(crate) fn amount(fen: Fen) -> Markup {
    html! { span.amount { (yuan(fen)) } }
}

/// `7月15日`.
pub(crate) fn day_zh(day: Date) -> String {
    format!("{}月{}日", day.month(), day.day())
}

/// `星期一`, `Mon`.
pub(crate) fn weekday(day: Date) -> (&'static str, &'static str) {
    match day.weekday() {
        Weekday::Monday => ("星期一", "Monday"),
        Weekday::Tuesday => ("星期二", "Tuesday"),
        Weekday::Wednesday => ("星期三", "Wednesday"),
        Weekday::Thursday => ("星期四", "Thursday"),
        Weekday::Friday => ("星期五", "Friday"),
        Weekday::Saturday => ("星期六", "Saturday"),
        Weekday::Sunday => ("星期日", "Sunday"),
    }
}

/// `12:03`.
pub(crate) fn clock(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `07-15 12:03`.
pub(crate) fn stamp(at: DateTime) -> String {
    format!("{:02}-{:02} {}", at.month(), at.day(), clock(at))
}

/// `2024-07-15 12:03:05`.
pub(crate) fn full_stamp(at: DateTime) -> String {
    format!("{} {}:{:02}", at.date(), clock(at), at.second())
}

/// `330703-00000017`.
pub(crate) fn terminal(id: TerminalId) -> String {
    format!("{:06}-{:08}", id.division(), id.number())
}

/// The first bytes of a hash, in groups of four.
pub(crate) fn fingerprint(hash: &[u8; 32]) -> String {
    let groups: Vec<String> =
        hash.chunks(2).take(3).map(|pair| pair.iter().map(|byte| format!("{byte:02x}")).collect()).collect();
    groups.join(" ")
}

/// A mark with a sign, a word and a colour: any one of the three is enough to read it.
pub(crate) fn mark(status: Status) -> Markup {
    match status {
        Status::Good | Status::Adjusted => html! { span.mark.good { "✓ 已核" } },
        Status::Waiting(_) => html! { span.mark.wait { "… 待核" } },
        Status::Refused(_) => html! { span.mark.bad { "✕ 拒付" } },
    }
}

/// The same in English.
pub(crate) fn mark_en(status: Status) -> &'static str {
    match status {
        Status::Good | Status::Adjusted => "verified",
        Status::Waiting(_) => "pending",
        Status::Refused(_) => "refused",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_groups() {
        for (fen, text) in [
            (0, "0.00"),
            (1200, "12.00"),
            (123_456_789, "1,234,567.89"),
            (100_000, "1,000.00"),
            (-600, "−6.00"),
        ] {
            assert_eq!(yuan(Fen(fen)), text);
        }
        assert_eq!(count(1_000), "1,000");
    }
}
