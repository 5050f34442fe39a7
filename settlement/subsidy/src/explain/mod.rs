//! A quote in words. No line names a category or a person.

mod benefit;
mod card;
mod derive;

pub(crate) use benefit::{percent, words};
pub use card::{CARD_COLUMNS, card};
pub use derive::{Asked, derive};

use crate::answer::{Denial, Line, Notice, Part, Quote};
use crate::benefit::Benefit;
use crate::calendar::Festival;
use crate::case::Case;
use crate::rule::Rule;
use crate::tariff::Tariff;
use money::Fen;

/// The lines of a sale: the price, what was taken off and why, what was not and why, and last what is left
/// to pay, the sum of the lines before it. A refusal has one line, which says why.
#[must_use]
pub fn explain(tariff: &Tariff, case: &Case<'_>, quote: &Quote) -> Vec<Line> {
    if let Some(denial) = quote.denied {
        return vec![refusal(tariff, case, quote, denial)];
    }
    let mut lines = vec![price(tariff, case, quote)];
    lines.extend(quote.parts().filter_map(|part| given(tariff, part)));
    for notice in quote.notices() {
        let (zh, en) = told(tariff, notice);
        lines.push(Line { zh, en, fen: Fen::ZERO });
    }
    if quote.rule().is_none() && quote.notices().next().is_none() {
        let (zh, en) = nothing_off(tariff, case, quote);
        lines.push(Line { zh, en, fen: Fen::ZERO });
    }
    lines.push(Line { zh: "自付".to_owned(), en: "to pay".to_owned(), fen: quote.self_pay });
    lines
}

fn price(tariff: &Tariff, case: &Case<'_>, quote: &Quote) -> Line {
    let (mut zh, mut en) = tariff
        .service(quote.service)
        .map_or((String::new(), String::new()), |service| (service.zh.clone(), service.en.clone()));
    if let Some(window) = tariff.window(quote.window).filter(|window| window.zh != zh) {
        zh.push_str(&format!("（{}）", window.zh));
        en.push_str(&format!(" ({})", window.en));
    }
    if case.quantity > 1 {
        zh.push_str(&format!(" ×{}", case.quantity));
        en.push_str(&format!(" ×{}", case.quantity));
    }
    if case.minutes > 0 {
        zh.push_str(&format!(" {} 分钟", case.minutes));
        en.push_str(&format!(" {} min", case.minutes));
    }
    Line { zh, en, fen: quote.price }
}

/// What a rule has taken off, and out of which account.
fn given(tariff: &Tariff, part: &Part) -> Option<Line> {
    let rule = tariff.rule(part.rule)?;
    let (zh, en) = benefit::words(&rule.benefit);
    let (mut zh, mut en) = (format!("{}：{zh}", rule.zh), format!("{}: {en}", rule.en));
    let points = part.drawn.and_then(|drawn| Some((tariff.account(drawn.account)?, drawn.amount)));
    if let Some((account, amount)) = points.filter(|(account, _)| !account.in_fen) {
        zh.push_str(&format!("（用 {} {amount}）", account.zh));
        en.push_str(&format!(" ({amount} of {})", account.en));
    }
    Some(Line { zh, en, fen: part.benefit.checked_neg().unwrap_or(Fen::ZERO) })
}

/// Why the full price, when no notice says so already.
fn nothing_off(tariff: &Tariff, case: &Case<'_>, quote: &Quote) -> (String, String) {
    let said = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    let groups = case.standing.groups;
    let of_service = || tariff.rules.iter().filter(|rule| rule.services.contains(&case.service));
    if of_service().next().is_none() {
        return said("此项服务没有优惠", "nothing is taken off this service");
    }
    if of_service().all(|rule| !rule.groups.include(groups)) {
        return said("没有适用的优惠档次", "no tier of this service applies");
    }
    let holds = |rule: &&Rule| rule.holds(case, quote.place(), &tariff.calendar, &tariff.places);
    match of_service().find(holds).map(|rule| (rule, &rule.benefit)) {
        None => said("不在优惠的日期、时段或地方", "not a day, an hour or a place of the benefit"),
        Some((Rule { zh, en, .. }, Benefit::FixedPrice(pay))) => {
            (format!("{zh}：原价不高于定价 {pay}"), format!("{en}: the price is not above {pay}"))
        }
        Some((Rule { zh, en, .. }, Benefit::ThresholdOff { min, .. })) => {
            (format!("{zh}：未满 {min}"), format!("{en}: the bill is below {min}"))
        }
        Some((Rule { zh, en, .. }, Benefit::Voucher { .. })) => {
            (format!("{zh}：没有可用的券"), format!("{en}: no voucher is left"))
        }
        Some((Rule { zh, en, .. }, _)) => {
            (format!("{zh}：没有可减的金额"), format!("{en}: there is nothing to take off"))
        }
    }
}

fn told(tariff: &Tariff, notice: Notice) -> (String, String) {
    let named = |code| tariff.rule_name(code).unwrap_or(("", ""));
    match notice {
        Notice::NotOnRoster => ("不在名单，按原价".to_owned(), "not on the roster, full price".to_owned()),
        Notice::ReviewDue => ("资格待复核".to_owned(), "standing due for review".to_owned()),
        Notice::BenefitTaken { rule } => {
            let (zh, en) = named(rule);
            (format!("{zh}：已享受，本次不再优惠"), format!("{en}: already taken, nothing off this time"))
        }
        Notice::CapCut { rule, wanted, given } => {
            let (zh, en) = named(rule);
            (
                format!("{zh}：应减 {wanted}，限额内还可减 {given}"),
                format!("{en}: {wanted} would be off, the cap leaves {given}"),
            )
        }
    }
}

/// The one line of a refusal.
fn refusal(tariff: &Tariff, case: &Case<'_>, quote: &Quote, denial: Denial) -> Line {
    let (mut zh, mut en) = (denial.zh().to_owned(), denial.en().to_owned());
    match denial {
        Denial::WindowClosed => {
            let codes = tariff.service(case.service).map_or(&[][..], |service| &service.windows);
            let hours: Vec<String> =
                codes.iter().filter_map(|&code| tariff.window(code)).map(|window| window.hours()).collect();
            zh.push_str(&format!("（{}）", hours.join("、")));
            en.push_str(&format!(" ({})", hours.join(", ")));
        }
        Denial::ClosedDay => {
            let here = |festival: &&Festival| festival.days.binary_search(&quote.day).is_ok();
            if let Some(Festival { zh: festival_zh, en: festival_en, .. }) =
                tariff.festivals.iter().find(here)
            {
                zh.push_str(&format!("（{festival_zh}）"));
                en.push_str(&format!(" ({festival_en})"));
            }
        }
        Denial::CapReached { rule } | Denial::PartUnit { rule } | Denial::PointsShort { rule } => {
            let (rule_zh, rule_en) = tariff.rule_name(rule).unwrap_or(("", ""));
            zh = format!("{rule_zh}：{zh}");
            en = format!("{rule_en}: {en}");
        }
        _ => {}
    }
    Line { zh, en, fen: Fen::ZERO }
}
