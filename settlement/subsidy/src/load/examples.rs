//! Examples: their names resolved. Whether they come out is for the check.

use super::names::{Names, dangling, resolve};
use crate::case::Returned;
use crate::holder::HolderFacts;
use crate::lots::{Lot, Lots};
use crate::place::Point;
use crate::problem::Findings;
use crate::story::{Example, Expect, FeeExample, OrderExample, Sale, Story};
use crate::taken::Taken;
use crate::text::{
    Amount, ExampleText, ExpectText, FeeExampleText, LotText, Moment, OrderExampleText, PointText,
};
use jiff::civil::Date;
use std::collections::BTreeSet;
use toml::Spanned;

pub(super) fn examples(
    written: &[ExampleText],
    names: &Names<'_>,
    effective_from: Date,
    findings: &mut Findings<'_>,
) -> Vec<Example> {
    written.iter().filter_map(|text| example(text, names, effective_from, findings)).collect()
}

/// `None` when it could not be read; a problem has been noted.
fn example(
    text: &ExampleText,
    names: &Names<'_>,
    effective_from: Date,
    findings: &mut Findings<'_>,
) -> Option<Example> {
    let categories = listed("category", &names.categories, &text.categories, findings);
    let rosters = listed("roster", &names.rosters, &text.rosters, findings);
    let mut left = std::collections::BTreeMap::new();
    for (name, amount) in &text.fund_left {
        if let Some((fund, limited)) = resolve(findings, "fund", &names.funds, name) {
            if !limited {
                findings.add(
                    name,
                    &format!("资金 {name} 不会用尽，余额不影响结果"),
                    &format!("the fund {name} cannot run dry: what is left of it changes nothing"),
                    "给这项资金写 limited = true，或删去这里的余额 · write limited = true for the fund, or delete it here",
                );
            }
            left.insert(fund, amount.0);
        }
    }
    expect_names(&text.expect, names, findings);
    let mut moments: Vec<&Spanned<Moment>> = text.earlier.iter().map(|sale| &sale.at).collect();
    moments.push(&text.at);
    moments.extend(text.refund.as_ref().map(|refund| &refund.at));
    order(&moments, effective_from, findings);
    let mut service = |name| resolve(findings, "service", &names.services, name);
    let earlier = text.earlier.iter().map(|sale| {
        let (price, at) = (sale.price.0, sale.at.get_ref().0);
        let service = service(&sale.service)?;
        Some(Sale {
            service,
            price,
            quantity: sale.quantity,
            minutes: sale.minutes,
            ordered: sale.ordered,
            at,
        })
    });
    let earlier: Option<Vec<Sale>> = earlier.collect();
    let sale = service(&text.service).map(|service| Sale {
        service,
        price: text.price.0,
        quantity: text.quantity,
        minutes: text.minutes,
        ordered: text.ordered,
        at: text.at.get_ref().0,
    });
    let place = text.place.as_ref().filter(|name| resolve(findings, "place", &names.places, name).is_some());
    let facts = text.birth.map(|birth| HolderFacts {
        birth: birth.0,
        categories,
        rosters,
        resident: text.resident,
        registered: text.registered,
        care_level: text.care_level,
        place: place.map(|name| name.get_ref().clone()),
        reviewed_to: text.reviewed_to.map(|day| day.0),
        until: text.until.map(|day| day.0),
    });
    let refund = text.refund.as_ref().map(|refund| {
        (Returned { amount: refund.amount.0, quantity: refund.quantity }, refund.at.get_ref().0.date())
    });
    let (point, lots) = (point(&text.point, names, findings), lots(&text.lots, names, findings));
    let taken = Taken::default();
    let story = Story { facts, point, taken, lots, earlier: earlier?, sale: sale?, refund, left };
    let expect = Expect { byte: text.expect.span().start, written: text.expect.get_ref().clone() };
    Some(Example { name: text.name.get_ref().clone(), story, expect })
}

fn point(text: &PointText, names: &Names<'_>, findings: &mut Findings<'_>) -> Point {
    let kind = text.kind.as_ref().and_then(|name| resolve(findings, "kind", &names.kinds, name));
    let place = text.place.as_ref().and_then(|name| resolve(findings, "place", &names.places, name));
    Point { kind: kind.unwrap_or(0), place: place.unwrap_or(0) }
}

fn lots(written: &[LotText], names: &Names<'_>, findings: &mut Findings<'_>) -> Lots {
    let lot = |text: &LotText| {
        let account = account_of(&text.account, &text.left, names, findings)?;
        let (first_day, last_day) = (text.first_day.0, text.last_day.0);
        Some(Lot { load: text.load, account, first_day, last_day, left: text.left.get_ref().number() })
    };
    let lots: Vec<Lot> = written.iter().filter_map(lot).collect();
    Lots::of(lots.iter().map(|lot| lot.load).max().unwrap_or(0), lots)
}

/// The account of an amount, when the amount is written as the account counts.
fn account_of(
    name: &Spanned<String>,
    amount: &Spanned<Amount>,
    names: &Names<'_>,
    findings: &mut Findings<'_>,
) -> Option<u8> {
    let (code, in_fen) = resolve(findings, "account", &names.accounts, name)?;
    if matches!(amount.get_ref(), Amount::Yuan(_)) != in_fen {
        findings.add(
            amount,
            "这个数的写法不合账户的单位",
            "this number is not written as the account counts",
            "券加引号写元，积分写不带引号的数字 · vouchers are yuan in quotes, points a plain number",
        );
    }
    Some(code)
}

/// Orders and what must come out.
pub(super) fn orders(
    written: &[OrderExampleText],
    names: &Names<'_>,
    findings: &mut Findings<'_>,
) -> Vec<OrderExample> {
    let example = |text: &OrderExampleText| {
        let expect = text.expect.get_ref();
        Some(OrderExample {
            name: text.name.get_ref().clone(),
            service: resolve(findings, "service", &names.services, &text.service)?,
            placed: text.placed.0,
            day: text.day.0,
            cancelled: text.cancelled.map(|moment| moment.0),
            accepted: expect.accepted,
            earliest: expect.earliest.map(|day| day.0),
            returned: expect.returned,
            byte: text.expect.span().start,
        })
    };
    written.iter().filter_map(example).collect()
}

/// Fees and what must come out.
pub(super) fn fees(
    written: &[FeeExampleText],
    names: &Names<'_>,
    findings: &mut Findings<'_>,
) -> Vec<FeeExample> {
    let example = |text: &FeeExampleText| {
        let kind = text.kind.as_ref().and_then(|name| resolve(findings, "kind", &names.kinds, name));
        Some(FeeExample {
            name: text.name.get_ref().clone(),
            fee: resolve(findings, "fee", &names.fees, &text.fee)?,
            kind: kind.unwrap_or(0),
            count: text.count,
            amount: text.amount.0,
            charged: text.expect.get_ref().fee.0,
            byte: text.expect.span().start,
        })
    };
    written.iter().filter_map(example).collect()
}

fn listed(
    kind: &str,
    known: &[&str],
    written: &[Spanned<String>],
    findings: &mut Findings<'_>,
) -> BTreeSet<String> {
    for name in written.iter().filter(|name| !known.contains(&name.get_ref().as_str())) {
        dangling(findings, kind, known.iter().copied(), name);
    }
    written.iter().map(|name| name.get_ref().clone()).collect()
}

/// What is expected must be something that can come out.
fn expect_names(expect: &Spanned<ExpectText>, names: &Names<'_>, findings: &mut Findings<'_>) {
    let ExpectText { rule, rules, denied, notice, legs, drawn, .. } = expect.get_ref();
    if expect.get_ref().is_silent() {
        findings.add(
            expect,
            "例子什么也没有要求",
            "the example expects nothing",
            "至少写 self_pay 或 denied · write self_pay or denied at least",
        );
    }
    if let Some(rule) = rule.as_ref().filter(|rule| rule.get_ref() != NO_RULE) {
        resolve(findings, "rule", &names.rules, rule);
    }
    for rule in rules.iter().flatten() {
        resolve(findings, "rule", &names.rules, rule);
    }
    for (account, amount) in drawn.iter().flatten() {
        account_of(account, amount, names, findings);
    }
    for fund in legs.iter().flat_map(|legs| legs.keys()) {
        resolve(findings, "fund", &names.funds, fund);
    }
    let denials = [
        "wrong_merchant",
        "closed_day",
        "window_closed",
        "order_required",
        "not_on_roster",
        "part_unit",
        "points_short",
        "cap_reached",
        "bad_quantity",
    ];
    let notices = ["not_on_roster", "review_due", "benefit_taken", "cap_cut", NO_RULE];
    for (word, known) in [(denied, &denials[..]), (notice, &notices[..])] {
        if let Some(word) = word.as_ref().filter(|word| !known.contains(&word.get_ref().as_str())) {
            dangling(findings, "word", known.iter().copied(), word);
        }
    }
}

/// How an example says that no rule applies, or that nothing is told.
pub(crate) const NO_RULE: &str = "none";

/// A holder's day is told in order, and not before the tariff holds.
fn order(moments: &[&Spanned<Moment>], effective_from: Date, findings: &mut Findings<'_>) {
    for pair in moments.windows(2) {
        if let [before, after] = *pair
            && after.get_ref().0 < before.get_ref().0
        {
            findings.add(
                after,
                "这一笔早于 earlier 中的上一笔",
                "this sale is earlier than the one told before it",
                "按先后顺序写 · tell them in order",
            );
        }
    }
    for moment in moments.iter().filter(|moment| moment.get_ref().0.date() < effective_from) {
        findings.add(
            moment,
            &format!("例子的日期早于资费生效日 {effective_from}"),
            &format!("the example is dated before the tariff holds, {effective_from}"),
            "改例子的日期或 effective_from · change the date or effective_from",
        );
    }
}
