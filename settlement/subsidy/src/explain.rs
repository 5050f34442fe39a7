//! A quote in words. No line names a category or a person.

use crate::answer::{Denial, Line, Notice, Quote};
use crate::benefit::Benefit;
use crate::case::{Case, Placement};
use crate::rule::Rule;
use crate::tariff::Tariff;
use money::Fen;

/// The lines of a sale: the price, what was taken off and why, what was not and why, the sum.
pub(crate) fn lines(tariff: &Tariff, case: &Case, quote: &Quote) -> Vec<Line> {
    let mut lines = vec![price(tariff, case, quote)];
    if let Some(rule) = quote.rule.and_then(|code| tariff.rule(code)) {
        let (zh, en) = given(rule);
        lines.push(Line { zh, en, fen: quote.benefit.checked_neg().unwrap_or(Fen::ZERO) });
    }
    for notice in &quote.soft {
        let (zh, en) = told(tariff, *notice);
        lines.push(Line { zh, en, fen: Fen::ZERO });
    }
    if quote.rule.is_none() && quote.soft.is_empty() {
        let (zh, en) = nothing_off(tariff, case, quote);
        lines.push(Line { zh, en, fen: Fen::ZERO });
    }
    lines.push(Line { zh: "自付".to_owned(), en: "to pay".to_owned(), fen: quote.self_pay });
    lines
}

fn price(tariff: &Tariff, case: &Case, quote: &Quote) -> Line {
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
    Line { zh, en, fen: quote.price }
}

fn given(rule: &Rule) -> (String, String) {
    let (zh, en) = match rule.benefit {
        Benefit::FixedPrice(pay) => (format!("定价 {pay}"), format!("fixed price {pay}")),
        Benefit::AmountOff(off) => (format!("减 {off}"), format!("{off} off")),
        Benefit::ThresholdOff { off, min } => (format!("满 {min} 减 {off}"), format!("{off} off from {min}")),
        Benefit::PercentOff(rate) => {
            let percent = Fen(i64::from(rate)).to_string();
            let percent = percent.trim_end_matches('0').trim_end_matches('.');
            (format!("减 {percent}%"), format!("{percent} % off"))
        }
        Benefit::Free => ("免费".to_owned(), "free".to_owned()),
    };
    (format!("{}：{zh}", rule.zh), format!("{}: {en}", rule.en))
}

/// Why the full price, when no notice says so already.
fn nothing_off(tariff: &Tariff, case: &Case, quote: &Quote) -> (String, String) {
    let said = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    let place = Placement { window: quote.window, day: quote.day };
    let groups = case.standing.groups;
    let of_service = || tariff.rules.iter().filter(|rule| rule.services.contains(&case.service));
    if of_service().next().is_none() {
        return said("此项服务没有优惠", "nothing is taken off this service");
    }
    if of_service().all(|rule| rule.groups & groups == 0) {
        return said("没有适用的优惠档次", "no tier of this service applies");
    }
    let mut holding = of_service().filter(|rule| rule.holds(case.service, groups, place));
    match holding.next().map(|rule| (rule, rule.benefit)) {
        None => said("不在优惠日期或时段", "not a day or an hour of the benefit"),
        Some((Rule { zh, en, .. }, Benefit::FixedPrice(pay))) => {
            (format!("{zh}：原价不高于定价 {pay}"), format!("{en}: the price is not above {pay}"))
        }
        Some((Rule { zh, en, .. }, Benefit::ThresholdOff { min, .. })) => {
            (format!("{zh}：未满 {min}"), format!("{en}: the bill is below {min}"))
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
pub(crate) fn refusal(tariff: &Tariff, case: &Case, denial: Denial) -> Line {
    let (mut zh, mut en) = (denial.zh().to_owned(), denial.en().to_owned());
    match denial {
        Denial::WindowClosed => {
            let codes = tariff.service(case.service).map_or(&[][..], |service| &service.windows);
            let hours: Vec<String> =
                codes.iter().filter_map(|&code| tariff.window(code)).map(|window| window.hours()).collect();
            zh.push_str(&format!("（{}）", hours.join("、")));
            en.push_str(&format!(" ({})", hours.join(", ")));
        }
        Denial::CapReached { rule } => {
            let (rule_zh, rule_en) = tariff.rule_name(rule).unwrap_or(("", ""));
            zh = format!("{rule_zh}：{zh}");
            en = format!("{rule_en}: {en}");
        }
        _ => {}
    }
    Line { zh, en, fen: Fen::ZERO }
}

impl Denial {
    /// The word for it in examples and JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Denial::UnknownService => "unknown_service",
            Denial::BadPrice => "bad_price",
            Denial::BadQuantity => "bad_quantity",
            Denial::WindowClosed => "window_closed",
            Denial::NotOnRoster => "not_on_roster",
            Denial::CapReached { .. } => "cap_reached",
        }
    }

    /// One short sentence, Chinese.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Denial::UnknownService => "资费中没有此项服务",
            Denial::BadPrice => "金额不对",
            Denial::BadQuantity => "数量不对",
            Denial::WindowClosed => "不在营业时段",
            Denial::NotOnRoster => "不在名单",
            Denial::CapReached { .. } => "已享受，不能再次享受",
        }
    }

    /// One short sentence, English.
    #[must_use]
    pub fn en(self) -> &'static str {
        match self {
            Denial::UnknownService => "the tariff has no such service",
            Denial::BadPrice => "the amount is not right",
            Denial::BadQuantity => "the quantity is not right",
            Denial::WindowClosed => "closed at this hour",
            Denial::NotOnRoster => "not on the roster",
            Denial::CapReached { .. } => "already taken, not again",
        }
    }
}

impl Notice {
    /// The word for it in examples and JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Notice::NotOnRoster => "not_on_roster",
            Notice::BenefitTaken { .. } => "benefit_taken",
            Notice::CapCut { .. } => "cap_cut",
        }
    }
}
