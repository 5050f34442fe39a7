//! A quote on a card: narrow lines, Chinese first, that say how the price was found.

use super::{derive, explain};
use crate::answer::{Line, Quote};
use crate::case::Case;
use crate::fund::Leg;
use crate::stage::Stage;
use crate::tariff::Tariff;
use money::Fen;

/// Columns of a card: half-width letters; full-width ones take two.
pub const CARD_COLUMNS: usize = 42;

/// Columns left free for an amount, its sign and a space.
const AMOUNT_COLUMNS: usize = 11;

/// The derivation of a quote: service, moment and tier; what each rule had to say, stage by stage, and the
/// caps that took something away; the lines of [`explain`], which pages show too; what was drawn from which
/// account; who bears it. `quote` is the answer to the same case, `legs` are its parts by fund.
#[must_use]
pub fn card(tariff: &Tariff, case: &Case<'_>, quote: &Quote, legs: &[Leg]) -> Vec<String> {
    let mut card = Card(Vec::new());
    head(tariff, case, quote, &mut card);
    // After a refusal before the rules, no rule has been asked.
    let asked = if asked_rules(quote) { derive(tariff, case, quote) } else { Vec::new() };
    for stage in Stage::ALL {
        let mut of_stage = asked.iter().filter(|asked| asked.stage == stage).peekable();
        if of_stage.peek().is_some() {
            card.title(stage_words(stage));
        }
        for one in of_stage {
            let mark = if one.gives { "✓ " } else { "  " };
            let Line { zh, en, fen } = &one.line;
            card.both(&format!("{mark}{zh}"), &format!("  {en}"), Some(*fen).filter(|fen| *fen != Fen::ZERO));
            for Line { zh, en, .. } in &one.caps {
                card.both(&format!("    {zh}"), &format!("    {en}"), None);
            }
        }
    }
    card.title(("这一笔", "this sale"));
    let lines = explain(tariff, case, quote);
    let sums = lines.len();
    for (place, Line { zh, en, fen }) in lines.iter().enumerate() {
        let sum = place == 0 || place.saturating_add(1) == sums;
        let shown = quote.denied.is_none() && (sum || *fen != Fen::ZERO);
        card.both(zh, &format!("  {en}"), Some(*fen).filter(|_| shown));
    }
    drawn(tariff, quote, &mut card);
    borne(tariff, legs, &mut card);
    card.0
}

/// Whether the rules were reached: a refusal by a rule comes from them, the others come before.
fn asked_rules(quote: &Quote) -> bool {
    quote.denied.is_none_or(|denial| {
        use crate::answer::Denial::{CapReached, PartUnit, PointsShort};
        matches!(denial, CapReached { .. } | PartUnit { .. } | PointsShort { .. })
    })
}

fn head(tariff: &Tariff, case: &Case<'_>, quote: &Quote, card: &mut Card) {
    let (zh, en) =
        tariff.service(quote.service).map_or(("", ""), |service| (service.zh.as_str(), service.en.as_str()));
    card.both(&format!("{zh} · {en}"), "", None);
    let at = case.at.strftime("%Y-%m-%d %H:%M:%S");
    let window = tariff.window(quote.window).map(|window| format!(" {} · {}", window.zh, window.en));
    card.both(&format!("{at}{}", window.unwrap_or_default()), "", None);
    if case.at.date() != quote.day {
        card.both(&format!("营业日 · business day {}", quote.day), "", None);
    }
    card.both(&format!("档次 · tier {}", quote.letter), "", None);
}

fn stage_words(stage: Stage) -> (&'static str, &'static str) {
    match stage {
        Stage::Concession => ("让价", "concession"),
        Stage::Benefit => ("优惠", "benefit"),
        Stage::Voucher => ("券和积分", "vouchers, points"),
    }
}

fn drawn(tariff: &Tariff, quote: &Quote, card: &mut Card) {
    for drawn in quote.parts().filter_map(|part| part.drawn) {
        let Some(account) = tariff.account(drawn.account) else { continue };
        let amount = if account.in_fen { Fen(drawn.amount).to_string() } else { drawn.amount.to_string() };
        card.both(
            &format!("用去{} {amount}", account.zh),
            &format!("  drawn: {amount} of {}", account.en),
            None,
        );
    }
}

fn borne(tariff: &Tariff, legs: &[Leg], card: &mut Card) {
    if legs.iter().any(|leg| leg.amount != Fen::ZERO) {
        card.title(("由谁承担", "borne by"));
    }
    for leg in legs.iter().filter(|leg| leg.amount != Fen::ZERO) {
        let Some(fund) = tariff.fund(leg.fund) else { continue };
        let (odd_zh, odd_en) =
            if leg.odd { ("（含尾分 0.01）", " (with the odd 0.01)") } else { ("", "") };
        card.both(&format!("{}{odd_zh}", fund.zh), &format!("  {}{odd_en}", fund.en), Some(leg.amount));
        if leg.short != Fen::ZERO {
            let short = leg.short;
            card.both(
                &format!("  余额不足，{short} 由下一项承担"),
                &format!("  {short} more than it had left: the next bears it"),
                None,
            );
        }
    }
}

/// Lines that fit.
struct Card(Vec<String>);

impl Card {
    fn title(&mut self, (zh, en): (&str, &str)) {
        let mut line = format!("── {zh} · {en} ");
        while columns(&line) < CARD_COLUMNS {
            line.push('─');
        }
        self.0.push(line);
    }

    /// The Chinese with the amount, then the English.
    fn both(&mut self, zh: &str, en: &str, amount: Option<Fen>) {
        let room = if amount.is_some() { CARD_COLUMNS - AMOUNT_COLUMNS } else { CARD_COLUMNS };
        let mut lines = folded(zh, room);
        if let (Some(last), Some(amount)) = (lines.last_mut(), amount) {
            let amount = amount.to_string();
            let gap = CARD_COLUMNS.saturating_sub(columns(last)).saturating_sub(amount.len());
            last.push_str(&" ".repeat(gap));
            last.push_str(&amount);
        }
        self.0.append(&mut lines);
        if !en.trim().is_empty() {
            self.0.append(&mut folded(en, CARD_COLUMNS));
        }
    }
}

/// Columns a text takes.
fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// Han, kana, hangul and full-width signs take two columns.
fn width(letter: char) -> usize {
    if ('\u{2e80}'..='\u{ffdc}').contains(&letter) || letter >= '\u{20000}' { 2 } else { 1 }
}

/// Folds a text into lines of so many columns: at spaces where there are any, anywhere in Chinese. What
/// follows keeps the indent.
fn folded(text: &str, room: usize) -> Vec<String> {
    let words = text.trim_start();
    let indent = " ".repeat(text.len().saturating_sub(words.len()));
    let mut lines = Vec::new();
    let mut line = indent.clone();
    for piece in pieces(words) {
        if columns(&line) + columns(piece.trim_end()) > room && line.len() > indent.len() {
            lines.push(line.trim_end().to_owned());
            line.clone_from(&indent);
        }
        line.push_str(piece);
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// What must not be parted: a run of narrow letters with the space after it, or one wide letter. A run that
/// fits on no line is parted all the same.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = rest.find(|letter: char| letter == ' ' || width(letter) == 2);
        let end = match run {
            Some(0) => first.len_utf8(),
            Some(end) if rest.get(end..).is_some_and(|after| after.starts_with(' ')) => end + 1,
            Some(end) => end,
            None => rest.len(),
        };
        // A line does not begin with a closing sign.
        let signs = rest.get(end..).unwrap_or("").chars().take_while(|&sign| "，。、：；）".contains(sign));
        let end = end.saturating_add(signs.map(char::len_utf8).sum());
        let end = rest.char_indices().nth(RUN_MAX).map_or(end, |(most, _)| end.min(most));
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// The longest run that fits beside an amount and an indent.
const RUN_MAX: usize = CARD_COLUMNS - AMOUNT_COLUMNS - 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_folded_between_words() {
        assert_eq!(folded("  one two three", 9), ["  one two", "  three"]);
        assert_eq!(folded("每日限 1 次", 6), ["每日限", "1 次"]);
        assert_eq!(folded("每日限：用完", 6), ["每日", "限：用", "完"]);
        assert_eq!(folded("abcdefghijklmnopqrstuvwxyzabcdefghij", 30).concat().len(), 36);
        assert_eq!(folded("", 9), [""]);
        assert_eq!(folded("abcdefgh", 4), ["abcdefgh"], "no empty line before what fits on none");
        assert_eq!(pieces("one two，三"), ["one ", "two，", "三"]);
        assert_eq!(pieces(&"a".repeat(60)).iter().map(|piece| piece.len()).collect::<Vec<_>>(), [27, 27, 6]);
        assert_eq!((columns("午餐 lunch"), columns("（）"), columns("—·×")), (10, 4, 3));
    }
}
