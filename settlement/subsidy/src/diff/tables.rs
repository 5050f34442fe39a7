//! What is sold, when, where and by whom, and the funds.

use super::own::called;
use super::{About, Both, Changes, listed, paired, same};
use crate::fee::Fee;
use crate::order::OrderTerms;
use crate::tariff::{Service, Tariff};

pub(super) fn sold(a: &Tariff, b: &Tariff, changes: &mut Changes) {
    let rows = |tariff: &Tariff| -> Vec<(u16, &'static str, &'static str, Both, Both)> {
        let windows = tariff
            .windows
            .iter()
            .map(|one| (one.code, "时段", "window", (one.zh.clone(), one.en.clone()), same(one.hours())));
        let kinds = tariff.kinds.iter().map(|one| {
            (one.code, "商户种类", "kind of merchant", (one.zh.clone(), one.en.clone()), same(""))
        });
        let places = tariff.places.0.iter().map(|one| {
            let outer = tariff.places.0.iter().find(|place| place.code == one.within);
            let within = outer.map_or(same("-"), |place| (place.zh.clone(), place.en.clone()));
            (one.code, "地方", "place", (one.zh.clone(), one.en.clone()), within)
        });
        let accounts = tariff
            .accounts
            .iter()
            .map(|one| (u16::from(one.code), "账户", "account", (one.zh.clone(), one.en.clone()), same("")));
        windows.chain(kinds).chain(places).chain(accounts).collect()
    };
    let (before, after) = (rows(a), rows(b));
    for pair in paired(&before, &after, |row| (row.1, row.0)) {
        match pair {
            (Some((_, zh, en, was, what)), Some((_, _, _, is, now))) => {
                let (zh, en) = (format!("{zh}{}", is.0), format!("the {en} {}", is.1));
                changes.value(
                    About::Sold,
                    (&format!("{zh}的名称"), &format!("the name of {en}")),
                    was.clone(),
                    is.clone(),
                );
                changes.value(About::Sold, (&zh, &en), what.clone(), now.clone());
            }
            (None, Some((_, zh, en, name, what))) => changes.say(
                About::Sold,
                format!("新增{zh}{} {}", name.0, what.0).trim_end().to_owned(),
                format!("a new {en} {} {}", name.1, what.1).trim_end().to_owned(),
            ),
            (Some((_, zh, en, name, _)), None) => {
                changes.say(
                    About::Sold,
                    format!("取消{zh}{}", name.0),
                    format!("the {en} {} is gone", name.1),
                );
            }
            (None, None) => {}
        }
    }
    services(a, b, changes);
    fees(a, b, changes);
}

fn services(a: &Tariff, b: &Tariff, changes: &mut Changes) {
    for pair in paired(&a.services, &b.services, |service| service.code) {
        match pair {
            (Some(before), Some(after)) => service((a, before), (b, after), changes),
            (None, Some(one)) => {
                let (zh, en) = windows(b, one);
                changes.say(
                    About::Sold,
                    format!("新增服务{}，出售时段：{zh}", one.zh),
                    format!("a new service {}, sold: {en}", one.en),
                );
            }
            (Some(one), None) => {
                changes.say(
                    About::Sold,
                    format!("不再出售{}", one.zh),
                    format!("{} is no longer sold", one.en),
                );
            }
            (None, None) => {}
        }
    }
}

fn service((a, before): (&Tariff, &Service), (b, after): (&Tariff, &Service), changes: &mut Changes) {
    let mut value = |what: (&str, &str), before: Both, after_words: Both| {
        let words = (format!("{}的{}", after.zh, what.0), format!("{}: {}", after.en, what.1));
        changes.value(About::Sold, (&words.0, &words.1), before, after_words);
    };
    let name = |service: &Service| (service.zh.clone(), service.en.clone());
    value(("名称", "name"), name(before), name(after));
    value(("出售时段", "sold"), windows(a, before), windows(b, after));
    value(("商户种类", "kinds of merchants"), kinds(a, &before.kinds), kinds(b, &after.kinds));
    let closed = |service: &Service| listed(service.closed.iter().map(same), ("无", "none"));
    value(("停售日", "days without sale"), closed(before), closed(after));
    value(("出售对象", "for whom"), for_whom(a, before), for_whom(b, after));
    let orders =
        |service: &Service| service.order.as_ref().map_or(("不预订".to_owned(), "none".to_owned()), order);
    value(("预订", "orders"), orders(before), orders(after));
}

fn windows(tariff: &Tariff, service: &Service) -> Both {
    let one = |code: &u16| {
        let window = tariff.window(*code)?;
        Some((format!("{} {}", window.zh, window.hours()), format!("{} {}", window.en, window.hours())))
    };
    listed(service.windows.iter().filter_map(one), ("随时", "at any time"))
}

pub(super) fn kinds(tariff: &Tariff, codes: &[u16]) -> Both {
    let one = |code: &u16| {
        let kind = tariff.kinds.iter().find(|kind| kind.code == *code)?;
        Some((kind.zh.clone(), kind.en.clone()))
    };
    listed(codes.iter().filter_map(one), ("全部", "all"))
}

fn for_whom(tariff: &Tariff, service: &Service) -> Both {
    let groups = tariff.groups.iter().filter(|group| group.mask() & service.groups != 0);
    let (zh, en) = listed(groups.map(called), ("所有人", "everybody"));
    match (service.groups, service.deny_outsiders) {
        (0, _) => (zh, en),
        (_, true) => (format!("{zh}，其他人不售"), format!("{en}, no sale to others")),
        (_, false) => (format!("{zh}，其他人按原价"), format!("{en}, others at the full price")),
    }
}

fn order(terms: &OrderTerms) -> Both {
    let OrderTerms { required, cut_off, days_before, no_show_funded } = *terms;
    let clock = format!("{:02}:{:02}", cut_off / 60, cut_off % 60);
    let (must_zh, must_en) = if required { ("须预订", "required") } else { ("可预订", "possible") };
    let (show_zh, show_en) = if no_show_funded {
        ("没来照付", "paid when nobody is there")
    } else {
        ("没来冲回", "taken back when nobody is there")
    };
    (
        format!("{must_zh}，提前 {days_before} 天 {clock} 截止，{show_zh}"),
        format!("{must_en}, until {clock} {days_before} days ahead, {show_en}"),
    )
}

fn fees(a: &Tariff, b: &Tariff, changes: &mut Changes) {
    let words = |tariff: &Tariff, fee: &Fee| {
        let (kinds_zh, kinds_en) = kinds(tariff, &fee.kinds);
        let rate = crate::explain::percent(fee.rate);
        let (each, fixed, unit) = (fee.each, fee.fixed, fee.rounding.unit);
        (
            format!(
                "{rate}%，每笔 {each}，每行 {fixed}，舍入到 {unit} 分（{:?}），{kinds_zh}",
                fee.rounding.mode
            ),
            format!(
                "{rate} %, {each} each, {fixed} a line, rounded to {unit} fen ({:?}), {kinds_en}",
                fee.rounding.mode
            ),
        )
    };
    for pair in paired(&a.fees, &b.fees, |fee| fee.code) {
        match pair {
            (Some(before), Some(after)) => {
                changes.value(About::Sold, (&after.zh, &after.en), words(a, before), words(b, after));
            }
            (None, Some(fee)) => {
                let (zh, en) = words(b, fee);
                changes.say(About::Sold, format!("新增{}：{zh}", fee.zh), format!("a new {}: {en}", fee.en));
            }
            (Some(fee), None) => {
                changes.say(About::Sold, format!("取消{}", fee.zh), format!("the {} is gone", fee.en));
            }
            (None, None) => {}
        }
    }
}

pub(super) fn funds(a: &Tariff, b: &Tariff, changes: &mut Changes) {
    let limited = |limited: bool| {
        let (zh, en) =
            if limited { ("会用尽", "can run dry") } else { ("不会用尽", "cannot run dry") };
        (zh.to_owned(), en.to_owned())
    };
    for pair in paired(&a.funds, &b.funds, |fund| fund.code) {
        match pair {
            (Some(before), Some(after)) => {
                let name = |fund: &crate::Fund| (fund.zh.clone(), fund.en.clone());
                let told =
                    (format!("资金 {} 的名称", after.name), format!("the name of the fund {}", after.name));
                changes.value(About::Funds, (&told.0, &told.1), name(before), name(after));
                changes.value(
                    About::Funds,
                    (&after.zh, &after.en),
                    limited(before.limited),
                    limited(after.limited),
                );
            }
            (None, Some(fund)) => {
                let (zh, en) = limited(fund.limited);
                changes.say(
                    About::Funds,
                    format!("新增资金{}，{zh}", fund.zh),
                    format!("a new fund {}, {en}", fund.en),
                );
            }
            (Some(fund), None) => {
                changes.say(
                    About::Funds,
                    format!("取消资金{}", fund.zh),
                    format!("the fund {} is gone", fund.en),
                );
            }
            (None, None) => {}
        }
    }
}
