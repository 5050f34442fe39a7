//! Rules, key by key. The same code is the same rule.

use super::own::{called, refunds};
use super::tables::kinds;
use super::{About, Both, Changes, listed, paired, same};
use crate::benefit::{Benefit, Round};
use crate::cap::{Cap, CapLimit};
use crate::explain::{percent, words};
use crate::fund::Funding;
use crate::rule::{Groups, Rule, When, Where};
use crate::tariff::Tariff;
use crate::text::{OnExceed, Part, Prorating, Shift};
use money::RoundMode;

pub(super) fn rules(a: &Tariff, b: &Tariff, changes: &mut Changes) {
    for pair in paired(&a.rules, &b.rules, |rule| rule.code) {
        match pair {
            (Some(before), Some(after)) => rule((a, before), (b, after), changes),
            (None, Some(rule)) => {
                let ((what_zh, what_en), (who_zh, who_en)) = (benefit(b, rule), people(b, rule));
                let ((sold_zh, sold_en), (when_zh, when_en)) = (services(b, rule), when(b, &rule.when));
                changes.say(
                    About::Rules,
                    format!(
                        "新增规则{}（编号 {}）：{who_zh}买{sold_zh}，{when_zh}，{what_zh}",
                        rule.zh, rule.code
                    ),
                    format!(
                        "a new rule {} (code {}): for {who_en} who buy {sold_en}, {when_en}, {what_en}",
                        rule.en, rule.code
                    ),
                );
            }
            (Some(rule), None) => {
                let ((who_zh, who_en), (sold_zh, sold_en)) = (people(a, rule), services(a, rule));
                changes.say(
                    About::Rules,
                    format!("取消规则{}（编号 {}）：{who_zh}买{sold_zh}不再有它", rule.zh, rule.code),
                    format!(
                        "the rule {} (code {}) is gone: {who_en} who buy {sold_en} have it no more",
                        rule.en, rule.code
                    ),
                );
            }
            (None, None) => {}
        }
    }
}

fn rule((a, before): (&Tariff, &Rule), (b, after): (&Tariff, &Rule), changes: &mut Changes) {
    let (who_zh, who_en) = people(b, after);
    let mut value = |what: (&str, &str), was: Both, is: Both| {
        let zh = format!("规则{}（{who_zh}）的{}", after.zh, what.0);
        let en = format!("the rule {} (for {who_en}), {}", after.en, what.1);
        changes.value(About::Rules, (&zh, &en), was, is);
    };
    value(("名称", "its name"), (before.zh.clone(), before.en.clone()), (after.zh.clone(), after.en.clone()));
    value(("服务", "services"), services(a, before), services(b, after));
    value(("人群", "groups"), people(a, before), people(b, after));
    value(("时间", "when"), when(a, &before.when), when(b, &after.when));
    value(("地方", "where"), place(a, &before.place), place(b, &after.place));
    value(("优惠", "benefit"), benefit(a, before), benefit(b, after));
    value(("限额", "caps"), caps(before), caps(after));
    value(("计数槽", "slot"), slot(before), slot(after));
    value(("资金", "funds"), funding(a, before), funding(b, after));
    value(("舍入", "rounding"), round(before.round), round(after.round));
    value(("级", "stage"), stage(before), stage(after));
    value(("优先号", "priority"), same(before.priority), same(after.priority));
    value(("退款", "refunds"), refunds(before.refund), refunds(after.refund));
}

fn slot(rule: &Rule) -> Both {
    rule.slot.map_or(same("-"), same)
}

fn services(tariff: &Tariff, rule: &Rule) -> Both {
    let sold = tariff.services.iter().filter(|service| rule.services.contains(&service.code));
    listed(sold.map(|service| (service.zh.clone(), service.en.clone())), ("-", "-"))
}

fn people(tariff: &Tariff, rule: &Rule) -> Both {
    let Groups::Any(bits) = rule.groups else { return ("所有人".to_owned(), "everybody".to_owned()) };
    listed(tariff.groups.iter().filter(|group| group.mask() & bits != 0).map(called), ("-", "-"))
}

fn when(tariff: &Tariff, when: &When) -> Both {
    let mut parts: Vec<Both> = Vec::new();
    if let Some(days) = when.days_of_month {
        let listed_days = (1..=31).filter(|day| days.checked_shr(day - 1).unwrap_or(0) & 1 == 1);
        let days = listed_days.map(|day| day.to_string()).collect::<Vec<_>>().join("/");
        let (moved_zh, moved_en) = match when.shift {
            Shift::None => ("", ""),
            Shift::MonthEnd => ("，没有的日子改为月末", ", a missing day is the last"),
            Shift::NextWorkday => ("，遇休息日顺延", ", a day off moves to the next working day"),
        };
        parts.push((format!("每月 {days} 日{moved_zh}"), format!("on day {days} of a month{moved_en}")));
    }
    if let Some(weekdays) = when.weekdays {
        let names = [
            ("一", "Mon"),
            ("二", "Tue"),
            ("三", "Wed"),
            ("四", "Thu"),
            ("五", "Fri"),
            ("六", "Sat"),
            ("日", "Sun"),
        ];
        let on = names.iter().zip(0..).filter(|(_, bit)| weekdays.checked_shr(*bit).unwrap_or(0) & 1 == 1);
        let (zh, en): (Vec<&str>, Vec<&str>) = on.map(|(name, _)| *name).unzip();
        parts.push((format!("星期{}", zh.join("")), en.join("/")));
    }
    if let Some(works) = when.works {
        let (zh, en) = if works { ("工作日", "working days") } else { ("休息日", "days off") };
        parts.push((zh.to_owned(), en.to_owned()));
    }
    if let Some(days) = &when.festivals {
        let whole =
            |festival: &&crate::calendar::Festival| festival.days.iter().all(|day| days.contains(day));
        let named = tariff.festivals.iter().filter(whole);
        parts.push(listed(
            named.map(|festival| (festival.zh.clone(), festival.en.clone())),
            ("无节日", "no festival"),
        ));
    }
    if !when.windows.is_empty() {
        let named = when.windows.iter().filter_map(|&code| tariff.window(code));
        parts.push(listed(named.map(|window| (window.zh.clone(), window.en.clone())), ("-", "-")));
    }
    parts.extend(when.first_day.map(|day| (format!("{day} 起"), format!("from {day}"))));
    parts.extend(when.last_day.map(|day| (format!("{day} 止"), format!("until {day}"))));
    listed(parts, ("任何时候", "at any time"))
}

fn place(tariff: &Tariff, place: &Where) -> Both {
    let mut parts: Vec<Both> = Vec::new();
    parts.extend(place.kinds.as_ref().map(|codes| kinds(tariff, codes)));
    if let Some(codes) = &place.places {
        let named = tariff.places.0.iter().filter(|place| codes.contains(&place.code));
        parts.push(listed(named.map(|place| (place.zh.clone(), place.en.clone())), ("-", "-")));
    }
    if place.own_place {
        parts.push(("老人自己的地方".to_owned(), "the holder's own place".to_owned()));
    }
    listed(parts, ("任何地方", "anywhere"))
}

/// What a rule gives, with all that decides it.
fn benefit(tariff: &Tariff, rule: &Rule) -> Both {
    let (zh, en) = words(&rule.benefit);
    let account = |code: u8| tariff.account(code).map_or("-", |account| account.name.as_str());
    match &rule.benefit {
        Benefit::ThresholdOff { on_list: true, .. } => {
            (format!("{zh}（按原价）"), format!("{en} (of the list price)"))
        }
        Benefit::Voucher { account: code } => {
            let name = account(*code);
            (format!("{zh}（{name}）"), format!("{en} ({name})"))
        }
        Benefit::Points(points) => {
            let name = account(points.account);
            let (part_zh, part_en) = match points.part {
                Part::Deny => ("零头不售", "no part of a unit"),
                Part::Floor => ("零头舍去", "a part is dropped"),
                Part::Ceil => ("零头算一个", "a part is a whole"),
            };
            let grace = points.grace;
            (
                format!("{zh}（{name}，{part_zh}，宽限 {grace} 分钟）"),
                format!("{en} ({name}, {part_en}, {grace} min of grace)"),
            )
        }
        Benefit::ProrataMonth { method, .. } => {
            let (how_zh, how_en) = match method {
                Prorating::MulThenRound => ("先乘后舍", "rounded once"),
                Prorating::DailyFirst => ("先算日价", "the day's price first"),
            };
            (format!("{zh}（{how_zh}）"), format!("{en} ({how_en})"))
        }
        _ => (zh, en),
    }
}

fn caps(rule: &Rule) -> Both {
    let one = |cap: &Cap| {
        let limit = match cap.limit {
            CapLimit::Count(count) => (format!("{count} 次"), format!("{count} ×")),
            CapLimit::Amount(amount) => same(amount),
        };
        let (over_zh, over_en) = match cap.on_exceed {
            OnExceed::Partial => ("超过给剩下的", "beyond it what is left"),
            OnExceed::None => ("超过不优惠", "beyond it nothing"),
            OnExceed::Deny => ("超过不售", "beyond it no sale"),
        };
        (
            format!("{} {}（{over_zh}）", cap.scope.zh(), limit.0),
            format!("each {} {} ({over_en})", cap.scope.word(), limit.1),
        )
    };
    // The order in which caps are written changes nothing.
    let mut caps: Vec<&Cap> = rule.caps.iter().collect();
    caps.sort_by_key(|cap| (cap.scope, matches!(cap.limit, CapLimit::Amount(_))));
    listed(caps.into_iter().map(one), ("无", "none"))
}

fn funding(tariff: &Tariff, rule: &Rule) -> Both {
    let name = |code: u8| tariff.fund(code).map_or(same(code), |fund| (fund.zh.clone(), fund.en.clone()));
    match &rule.funding {
        Funding::Ratio(shares) => {
            let one = |&(fund, share): &(u8, u32)| {
                let ((zh, en), percent) = (name(fund), percent(share));
                (format!("{zh} {percent}%"), format!("{en} {percent} %"))
            };
            listed(shares.iter().map(one), ("-", "-"))
        }
        Funding::Waterfall { steps, guarantor } => {
            let one = |&(fund, up_to)| {
                let (zh, en) = name(fund);
                (format!("{zh}至多 {up_to}"), format!("{en} up to {up_to}"))
            };
            let (zh, en) = name(*guarantor);
            let last = (format!("{zh}兜底"), format!("{en} the rest"));
            listed(steps.iter().map(one).chain([last]), ("-", "-"))
        }
    }
}

fn round(round: Round) -> Both {
    let unit = round.rounding.unit;
    let (mode_zh, mode_en) = match round.rounding.mode {
        RoundMode::HalfUp => ("四舍五入", "half up"),
        RoundMode::Floor => ("舍去", "down"),
        RoundMode::Ceil => ("进位", "up"),
        RoundMode::HalfEven => ("五成双", "half to even"),
    };
    let (on_zh, on_en) =
        if round.on_self_pay { ("自付", "what is paid") } else { ("优惠", "the benefit") };
    let (by_zh, by_en) = if round.each_item { ("逐件", "by piece") } else { ("整单", "by bill") };
    (format!("{on_zh}{by_zh}{mode_zh}到 {unit} 分"), format!("{on_en} {mode_en} to {unit} fen, {by_en}"))
}

fn stage(rule: &Rule) -> Both {
    let word = rule.stage.word();
    if rule.overlay { (format!("{word}，叠盖"), format!("{word}, overlay")) } else { same(word) }
}
