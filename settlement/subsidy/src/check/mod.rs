//! Is a tariff fit to be released?

mod after;
mod days;
mod gaps;
mod ground;
mod holders;
mod idle;
mod most;
mod overlaps;
mod unreachable;

use crate::load;
use crate::problem::{Findings, Problem};
use crate::rule::Rule;
use crate::story::{Example, FeeExample, OrderExample};
use crate::tariff::Tariff;
use crate::tell::Ending;
use crate::text;
use crate::wording::Wording;
use money::Fen;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The tariff's name and version, when it could be read.
    pub tariff: Option<(String, u32)>,
    /// Examples that were worked out.
    pub examples: usize,
    /// What is wrong, in the order of the text.
    pub problems: Vec<Problem>,
    /// What a policy officer should see though it blocks nothing (提醒), in the order of the text.
    pub advice: Vec<Problem>,
}

impl Report {
    /// Whether the tariff may be released. Advice does not block it.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.problems.is_empty()
    }
}

/// One line that says how it went, after one entry for each problem and each piece of advice.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.problems {
            writeln!(f, "{problem}")?;
        }
        for advice in &self.advice {
            writeln!(f, "{}", advice.as_note())?;
        }
        let count = self.problems.len();
        match &self.tariff {
            Some((id, version)) if self.passed() => write!(
                f,
                "{id} 第 {version} 版可以发布，{0} 个例子全部相符 · {id} version {version} may be released, all {0} examples come out",
                self.examples
            ),
            _ => write!(f, "有 {count} 处要改，资费未发布 · {count} to mend, nothing was released"),
        }
    }
}

/// Loads a tariff and works out the examples inside it. A rule that no example shows is a problem too, and so
/// is one that is certainly never used.
#[must_use]
pub fn check(text: &str) -> Report {
    let tariff = match Tariff::load(text) {
        Ok(tariff) => tariff,
        Err(problems) => return Report { tariff: None, examples: 0, problems, advice: Vec::new() },
    };
    let mut problems = Vec::new();
    let mut shown = BTreeSet::new();
    for example in &tariff.examples {
        let wrong = match example.story.tell(&tariff) {
            Ok(ending) => {
                shown.extend(ending.quote.parts().map(|part| part.rule));
                differences(&tariff, example, &ending)
            }
            Err(error) => vec![(error.to_string(), error.to_string())],
        };
        let said = wrong.iter().map(|(zh, en)| {
            not_as_expected(text, example.expect.byte, &example.name, (zh.as_str(), en.as_str()))
        });
        problems.extend(said);
    }
    problems.extend(tariff.order_examples.iter().filter_map(|example| orders(&tariff, text, example)));
    problems.extend(tariff.fee_examples.iter().filter_map(|example| fees(&tariff, text, example)));
    let Sense { never_used, problems: senseless, advice } = sense(text, &tariff);
    problems.extend(senseless);
    let silent = |rule: &&Rule| !shown.contains(&rule.code) && !never_used.contains(&rule.code);
    for rule in tariff.rules.iter().filter(silent) {
        let wording = Wording::new(
            &format!("规则 {} 没有例子用到", rule.name),
            &format!("no example shows the rule {}", rule.name),
            "写一个由它给出优惠的 [[example]] · write an [[example]] in which it gives the benefit",
        );
        problems.push(Problem::at(text, rule.byte, wording));
    }
    problems.sort();
    let examples = tariff.examples.len() + tariff.order_examples.len() + tariff.fee_examples.len();
    Report { tariff: Some((tariff.id.clone(), tariff.version)), examples, problems, advice }
}

/// What is known of a sound tariff without pricing a sale.
#[derive(Default)]
struct Sense {
    /// Codes of rules that are certainly never used.
    never_used: BTreeSet<u16>,
    problems: Vec<Problem>,
    advice: Vec<Problem>,
}

fn sense(text: &str, tariff: &Tariff) -> Sense {
    let Ok(written) = text::read(text) else { return Sense::default() };
    let ground = ground::Ground::new(tariff, &written);
    let (mut problems, mut advice) = (Findings::new(text), Findings::new(text));
    unreachable::groups(&ground, &mut problems);
    let never_used = unreachable::rules(&ground, &mut problems);
    unreachable::services(&ground, &never_used, &mut advice);
    overlaps::rules(&ground, &never_used, &mut advice);
    overlaps::letters(&ground, &mut advice);
    gaps::ages(&ground, &mut advice);
    gaps::windows(&ground, &mut advice);
    gaps::calendars(&ground, &mut advice);
    idle::caps(&ground, &mut advice);
    idle::steps(&ground, &mut advice);
    Sense { never_used, problems: problems.sorted(), advice: advice.sorted() }
}

/// What is said of an example that does not come out.
fn not_as_expected(text: &str, byte: usize, name: &str, (zh, en): (&str, &str)) -> Problem {
    let wording = Wording::new(
        &format!("例子“{name}”不符：{zh}"),
        &format!("example “{name}” does not come out: {en}"),
        "改规则，或改例子中的期望 · change the rule, or what the example expects",
    );
    Problem::at(text, byte, wording)
}

fn orders(tariff: &Tariff, text: &str, example: &OrderExample) -> Option<Problem> {
    let wrong = |zh: String, en: String| Some(not_as_expected(text, example.byte, &example.name, (&zh, &en)));
    let Some(terms) = tariff.service(example.service).and_then(|service| service.order) else {
        return wrong("这项服务不预订".to_owned(), "the service takes no orders".to_owned());
    };
    let answer = terms.accept(example.placed, example.day);
    let earliest = answer.err().map(|late| late.earliest);
    let returned = example.cancelled.map(|at| terms.returns(at, example.day));
    let right = answer.is_ok() == example.accepted
        && example.earliest.is_none_or(|day| earliest == Some(day))
        && example.returned.is_none_or(|back| returned == Some(back));
    if right {
        return None;
    }
    let shown = |back: Option<bool>| back.map_or("–".to_owned(), |back| back.to_string());
    let day = earliest.map_or("–".to_owned(), |day| day.to_string());
    wrong(
        format!("收单 {}，最早 {day}，全退 {}", answer.is_ok(), shown(returned)),
        format!("accepted {}, earliest {day}, returned {}", answer.is_ok(), shown(returned)),
    )
}

fn fees(tariff: &Tariff, text: &str, example: &FeeExample) -> Option<Problem> {
    let fee = tariff.fees.iter().find(|fee| fee.code == example.fee)?;
    let charged =
        if fee.applies(example.kind) { fee.on_line(example.count, example.amount) } else { Some(Fen::ZERO) };
    if charged == Some(example.charged) {
        return None;
    }
    let came = charged.map_or("–".to_owned(), |fen| fen.to_string());
    let expected = example.charged;
    let said = (
        format!("手续费应为 {expected}，算得 {came}"),
        format!("the fee should be {expected}, came to {came}"),
    );
    Some(not_as_expected(text, example.byte, &example.name, (&said.0, &said.1)))
}

/// What came out otherwise than expected, Chinese and English.
fn differences(tariff: &Tariff, example: &Example, ending: &Ending) -> Vec<(String, String)> {
    let expect = &example.expect.written;
    let quote = &ending.quote;
    let mut wrong = Vec::new();
    let mut compare = |zh: &str, en: &str, expected: Option<String>, came: String| {
        if let Some(expected) = expected.filter(|expected| *expected != came) {
            wrong.push((
                format!("{zh}应为 {expected}，算得 {came}"),
                format!("{en} should be {expected}, came to {came}"),
            ));
        }
    };
    let word = |word: Option<&'static str>| word.unwrap_or(load::NO_RULE).to_owned();
    let yuan = |amount: &Option<crate::text::Yuan>| amount.map(|amount| amount.0.to_string());
    let named = |name: &Option<toml::Spanned<String>>| name.as_ref().map(|name| name.get_ref().clone());
    let denied = named(&expect.denied).unwrap_or_else(|| load::NO_RULE.to_owned());
    compare("拒绝原因", "the refusal", Some(denied), word(quote.denied.map(crate::Denial::word)));
    compare("自付", "to pay", yuan(&expect.self_pay), quote.self_pay.to_string());
    compare("优惠", "the benefit", yuan(&expect.benefit), quote.benefit.to_string());
    let rule_name = |code: u16| tariff.rule(code).map_or(load::NO_RULE, |rule| &rule.name);
    compare(
        "规则",
        "the rule",
        named(&expect.rule),
        quote.rule().map_or(load::NO_RULE, rule_name).to_owned(),
    );
    let rules = expect.rules.as_ref().map(|rules| join(rules.iter().map(|name| name.get_ref().as_str())));
    compare("各级规则", "the rules", rules, join(quote.parts().map(|part| rule_name(part.rule))));
    compare("档次", "the tier", expect.letter.clone(), quote.letter.to_string());
    let told = quote.notices().next().map(|notice| notice.word());
    compare("提示", "the notice", named(&expect.notice), word(told));
    if let Some(expected) = &expect.legs {
        let expected = expected.iter().map(|(name, amount)| (name.get_ref().as_str(), amount.0)).collect();
        let mut came: BTreeMap<&str, Fen> = BTreeMap::new();
        for leg in &ending.legs {
            let name = tariff.fund(leg.fund).map_or("", |fund| fund.name.as_str());
            let sum = came.entry(name).or_insert(Fen::ZERO);
            *sum = sum.checked_add(leg.amount).unwrap_or(*sum);
        }
        compare("各资金", "the legs", Some(legs(&expected)), legs(&came));
    }
    wrong.extend(after::differences(tariff, expect, ending));
    wrong
}

fn join<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() { load::NO_RULE.to_owned() } else { names.join(", ") }
}

/// Legs in words. A fund that bears nothing is left out, so that naming it or not is the same.
fn legs(legs: &BTreeMap<&str, Fen>) -> String {
    let legs: Vec<String> = legs
        .iter()
        .filter(|(_, amount)| **amount != Fen::ZERO)
        .map(|(name, amount)| format!("{name} {amount}"))
        .collect();
    if legs.is_empty() { load::NO_RULE.to_owned() } else { legs.join(", ") }
}
