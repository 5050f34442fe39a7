//! Examples: their names resolved. Whether they come out is for the check.

use super::names::{Names, dangling, resolve};
use crate::holder::HolderFacts;
use crate::problem::Findings;
use crate::story::{Example, Expect, Sale, Story};
use crate::taken::Taken;
use crate::text::{ExampleText, ExpectText, Moment};
use jiff::civil::Date;
use money::Fen;
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
    order(&moments, effective_from, findings);
    let mut sold = |name, price: Fen, quantity, at: &Spanned<Moment>| {
        let service = resolve(findings, "service", &names.services, name)?;
        Some(Sale { service, price, quantity, at: at.get_ref().0 })
    };
    let earlier = text.earlier.iter().map(|sale| sold(&sale.service, sale.price.0, sale.quantity, &sale.at));
    let earlier: Option<Vec<Sale>> = earlier.collect();
    let sale = sold(&text.service, text.price.0, text.quantity, &text.at);
    let facts =
        text.birth.map(|birth| HolderFacts { birth: birth.0, categories, rosters, resident: text.resident });
    let story = Story { facts, taken: Taken::default(), earlier: earlier?, sale: sale?, left };
    let expect = Expect { byte: text.expect.span().start, written: text.expect.get_ref().clone() };
    Some(Example { name: text.name.get_ref().clone(), story, expect })
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
    let ExpectText { self_pay, benefit, rule, letter, denied, notice, legs } = expect.get_ref();
    let silent = self_pay.is_none() && benefit.is_none() && denied.is_none();
    if silent && rule.is_none() && letter.is_none() && notice.is_none() && legs.is_none() {
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
    for fund in legs.iter().flat_map(|legs| legs.keys()) {
        resolve(findings, "fund", &names.funds, fund);
    }
    let denials = ["window_closed", "not_on_roster", "cap_reached", "bad_quantity"];
    let notices = ["not_on_roster", "benefit_taken", "cap_cut", NO_RULE];
    for (word, known) in [(denied, denials), (notice, notices)] {
        if let Some(word) = word.as_ref().filter(|word| !known.contains(&word.get_ref().as_str())) {
            dangling(findings, "word", known.into_iter(), word);
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
