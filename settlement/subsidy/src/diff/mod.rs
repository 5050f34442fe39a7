//! What changes from one tariff to the next, in sentences.

mod danger;
mod effect;
mod own;
mod rules;
mod tables;
mod worked;

use crate::tariff::Tariff;

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A code, bit or name that has been released means something else now. Cards and books hold it.
    Danger,
    /// The whole tariff: title, day, age basis, leap rule, rounding.
    Head,
    /// Who belongs to a tier or a group, and which words a holder list may use.
    People,
    /// Services, windows, kinds, places, accounts, orders and fees.
    Sold,
    /// Days off, make-up days, festivals.
    Calendar,
    /// Funds.
    Funds,
    /// Rules.
    Rules,
    /// What somebody pays: worked out on examples.
    Effect,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is about.
    pub about: About,
    /// One sentence, Chinese.
    pub zh: String,
    /// One sentence, English.
    pub en: String,
}

impl About {
    /// A heading, Chinese and English.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            About::Danger => ("危险：已发布的编号改了含义", "danger: a released code means something else"),
            About::Head => ("资费", "the tariff"),
            About::People => ("对谁", "for whom"),
            About::Sold => ("卖什么", "what is sold"),
            About::Calendar => ("日历", "calendar"),
            About::Funds => ("资金", "funds"),
            About::Rules => ("规则", "rules"),
            About::Effect => ("实付的变化（试算）", "what is paid, worked out"),
        }
    }

    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            About::Danger => "danger",
            About::Head => "head",
            About::People => "people",
            About::Sold => "sold",
            About::Calendar => "calendar",
            About::Funds => "funds",
            About::Rules => "rules",
            About::Effect => "effect",
        }
    }
}

/// What changes from `a` to `b`: dangers first, then the tables, the rules, and what people pay. Empty when
/// nothing does. Rules, services and the rest are the same when they have the same code, groups when they have
/// the same bit.
#[must_use]
pub fn diff(a: &Tariff, b: &Tariff) -> Vec<Change> {
    let mut changes = Changes::default();
    danger::codes(a, b, &mut changes);
    own::head(a, b, &mut changes);
    own::people(a, b, &mut changes);
    tables::sold(a, b, &mut changes);
    own::calendar(a, b, &mut changes);
    tables::funds(a, b, &mut changes);
    rules::rules(a, b, &mut changes);
    effect::effect(a, b, &mut changes);
    changes.0.sort_by_key(|change| change.about);
    changes.0
}

/// Changes found so far.
#[derive(Default)]
struct Changes(Vec<Change>);

impl Changes {
    fn say(&mut self, about: About, zh: impl Into<String>, en: impl Into<String>) {
        self.0.push(Change { about, zh: zh.into(), en: en.into() });
    }

    /// A value that was one thing and is another.
    fn value(&mut self, about: About, (zh, en): (&str, &str), before: Both, after: Both) {
        if before != after {
            self.say(
                about,
                format!("{zh}：由 {} 改为 {}", before.0, after.0),
                format!("{en}: from {} to {}", before.1, after.1),
            );
        }
    }
}

/// Something in Chinese and in English.
type Both = (String, String);

/// The same in both languages.
fn same(text: impl ToString) -> Both {
    (text.to_string(), text.to_string())
}

/// Words in a row; what nothing is called when there are none.
fn listed(items: impl IntoIterator<Item = Both>, (zh, en): (&str, &str)) -> Both {
    let (all_zh, all_en): (Vec<String>, Vec<String>) = items.into_iter().unzip();
    if all_zh.is_empty() { (zh.to_owned(), en.to_owned()) } else { (all_zh.join("、"), all_en.join(", ")) }
}

/// Things of two tariffs that have the same key, and what only one of them has.
fn paired<'t, T, K: Ord>(
    a: &'t [T],
    b: &'t [T],
    key: impl Fn(&T) -> K,
) -> Vec<(Option<&'t T>, Option<&'t T>)> {
    let find = |list: &'t [T], wanted: &K| list.iter().find(|one| key(one) == *wanted);
    let kept = a.iter().map(|one| (Some(one), find(b, &key(one))));
    let added = b.iter().filter(|one| find(a, &key(one)).is_none()).map(|one| (None, Some(one)));
    kept.chain(added).collect()
}
