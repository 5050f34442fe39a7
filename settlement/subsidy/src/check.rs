//! Is a tariff fit to be released?

use crate::load;
use crate::problem::Problem;
use crate::story::Example;
use crate::tariff::Tariff;
use crate::tell::Ending;
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
}

impl Report {
    /// Whether the tariff may be released.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.problems.is_empty()
    }
}

/// One line that says how it went, after one entry for each problem.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.problems {
            writeln!(f, "{problem}")?;
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

/// Loads a tariff and works out the examples inside it. A rule that no example shows is a problem too.
#[must_use]
pub fn check(text: &str) -> Report {
    let tariff = match Tariff::load(text) {
        Ok(tariff) => tariff,
        Err(problems) => return Report { tariff: None, examples: 0, problems },
    };
    let mut problems = Vec::new();
    let mut shown = BTreeSet::new();
    for example in &tariff.examples {
        let wrong = match example.story.tell(&tariff) {
            Ok(ending) => {
                shown.extend(ending.quote.rule);
                differences(&tariff, example, &ending)
            }
            Err(error) => vec![(error.to_string(), error.to_string())],
        };
        for (zh, en) in wrong {
            let wording = Wording::new(
                &format!("例子“{}”不符：{zh}", example.name),
                &format!("example “{}” does not come out: {en}", example.name),
                "改规则，或改例子中的期望 · change the rule, or what the example expects",
            );
            problems.push(Problem::at(text, example.expect.byte, wording));
        }
    }
    for rule in tariff.rules.iter().filter(|rule| !shown.contains(&rule.code)) {
        let wording = Wording::new(
            &format!("规则 {} 没有例子用到", rule.name),
            &format!("no example shows the rule {}", rule.name),
            "写一个由它给出优惠的 [[example]] · write an [[example]] in which it gives the benefit",
        );
        problems.push(Problem::at(text, rule.byte, wording));
    }
    problems.sort();
    Report { tariff: Some((tariff.id.clone(), tariff.version)), examples: tariff.examples.len(), problems }
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
    let rule = quote.rule.and_then(|code| tariff.rule(code)).map_or(load::NO_RULE, |rule| &rule.name);
    compare("规则", "the rule", named(&expect.rule), rule.to_owned());
    compare("档次", "the tier", expect.letter.clone(), quote.letter.to_string());
    let told = quote.soft.first().map(|notice| notice.word());
    compare("提示", "the notice", named(&expect.notice), word(told));
    if let Some(expected) = &expect.legs {
        let expected = expected.iter().map(|(name, amount)| (name.get_ref().as_str(), amount.0)).collect();
        let came =
            ending.legs.iter().filter_map(|leg| Some((tariff.fund(leg.fund)?.name.as_str(), leg.amount)));
        compare("各资金", "the legs", Some(legs(&expected)), legs(&came.collect()));
    }
    wrong
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
