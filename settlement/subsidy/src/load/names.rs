//! Names and codes: unique, well formed, and resolved where they are used.

use crate::problem::Findings;
use crate::text::{HoldersText, TariffText, Unit};
use crate::wording::steps;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use toml::Spanned;

/// What the names of a text stand for.
pub(super) struct Names<'t> {
    pub(super) festivals: BTreeMap<&'t str, usize>,
    pub(super) windows: BTreeMap<&'t str, u16>,
    pub(super) kinds: BTreeMap<&'t str, u16>,
    pub(super) places: BTreeMap<&'t str, u16>,
    /// Account names with their code and whether they hold fen.
    pub(super) accounts: BTreeMap<&'t str, (u8, bool)>,
    pub(super) services: BTreeMap<&'t str, u16>,
    /// Group names with their bit as a mask.
    pub(super) groups: BTreeMap<&'t str, u32>,
    /// Fund names with their code and whether they can run dry.
    pub(super) funds: BTreeMap<&'t str, (u8, bool)>,
    pub(super) rules: BTreeMap<&'t str, u16>,
    pub(super) fees: BTreeMap<&'t str, u16>,
    pub(super) categories: Vec<&'t str>,
    pub(super) rosters: Vec<&'t str>,
}

/// Words that must not reach a till, a slip or a merchant's page: they say in public why somebody pays
/// less. Tiers have neutral letters instead.
const PRIVATE_WORDS: [&str; 14] = [
    "低保",
    "特困",
    "残疾",
    "低边",
    "低收入",
    "失能",
    "失智",
    "重残",
    "优抚",
    "计生",
    "困难",
    "五保",
    "贫困",
    "孤寡",
];

impl<'t> Names<'t> {
    /// Gathers all names and notes codes and names that are used twice or cannot be used at all.
    pub(super) fn gather(text: &'t TariffText, findings: &mut Findings<'_>) -> Names<'t> {
        let festivals = || text.festivals.iter().map(|festival| &festival.name);
        let windows = || text.windows.iter().map(|window| (&window.code, &window.name));
        let kinds = || text.kinds.iter().map(|kind| (&kind.code, &kind.name));
        let places = || text.places.iter().map(|place| (&place.code, &place.name));
        let accounts = || text.accounts.iter().map(|account| (&account.code, &account.name));
        let fees = || text.fees.iter().map(|fee| (&fee.code, &fee.name));
        let services = || text.services.iter().map(|service| (&service.code, &service.name));
        let groups = || text.groups.iter().map(|group| (&group.bit, &group.name));
        let funds = || text.funds.iter().map(|fund| (&fund.code, &fund.name));
        let rules = || text.rules.iter().map(|rule| (&rule.code, &rule.name));
        once(findings, "festival", festivals());
        unique(findings, "window", windows(), 1..=16);
        unique(findings, "kind", kinds(), 1..=u16::MAX);
        unique(findings, "place", places(), 1..=u16::MAX);
        unique(findings, "account", accounts(), 1..=u8::MAX);
        unique(findings, "service", services(), 1..=u16::MAX);
        unique(findings, "group", groups(), 0..=31);
        unique(findings, "fund", funds(), 1..=u8::MAX);
        unique(findings, "rule", rules(), 1..=u16::MAX);
        unique(findings, "fee", fees(), 1..=u16::MAX);
        once(findings, "example", text.examples.iter().map(|example| &example.name));
        once(findings, "example", text.order_examples.iter().map(|example| &example.name));
        once(findings, "example", text.fee_examples.iter().map(|example| &example.name));
        for group in text.groups.iter().filter(|group| group.name.get_ref() == EVERYBODY) {
            findings.add(
                &group.name,
                "everybody 是每一个人，不用声明",
                "everybody is everybody, it is not declared",
                "换一个名称，或删去这一段 · take another name, or delete it",
            );
        }
        well_formed(findings, &text.tariff.id);
        spoken(text, findings);
        let HoldersText { categories, rosters } = &text.holders;
        Names {
            festivals: festivals().zip(0..).map(|(name, index)| (name.as_ref().as_str(), index)).collect(),
            windows: coded(windows()),
            kinds: coded(kinds()),
            places: coded(places()),
            accounts: text
                .accounts
                .iter()
                .map(|account| {
                    let in_fen = account.unit == Unit::Fen;
                    (account.name.get_ref().as_str(), (*account.code.get_ref(), in_fen))
                })
                .collect(),
            services: coded(services()),
            groups: groups()
                .map(|(bit, name)| {
                    (name.as_ref().as_str(), 1u32.checked_shl(u32::from(*bit.get_ref())).unwrap_or(0))
                })
                .collect(),
            funds: text
                .funds
                .iter()
                .map(|fund| (fund.name.get_ref().as_str(), (*fund.code.get_ref(), fund.limited)))
                .collect(),
            rules: coded(rules()),
            fees: coded(fees()),
            categories: words(findings, "category", categories),
            rosters: words(findings, "roster", rosters),
        }
    }
}

/// How a rule says that it is for everybody.
pub(super) const EVERYBODY: &str = "everybody";

/// Codes by name.
fn coded<'t, C: Copy + 't>(
    items: impl Iterator<Item = (&'t Spanned<C>, &'t Spanned<String>)>,
) -> BTreeMap<&'t str, C> {
    items.map(|(code, name)| (name.as_ref().as_str(), *code.get_ref())).collect()
}

/// Codes and names of one kind of table.
fn unique<'a, C: Copy + Ord + Display + 'a>(
    findings: &mut Findings<'_>,
    kind: &str,
    items: impl Iterator<Item = (&'a Spanned<C>, &'a Spanned<String>)> + Clone,
    range: std::ops::RangeInclusive<C>,
) {
    let mut seen = BTreeSet::new();
    for (code, _) in items.clone() {
        if !range.contains(code.get_ref()) {
            let (from, to) = (range.start(), range.end());
            findings.add(
                code,
                &format!("[[{kind}]] 的编号 {code} 超出范围"),
                &format!("number {code} of [[{kind}]] is out of range"),
                &format!("改为 {from} 到 {to} 之间的数 · write a number from {from} to {to}"),
            );
        }
        if !seen.insert(*code.get_ref()) {
            findings.add(
                code,
                &format!("[[{kind}]] 的编号 {code} 用了两次"),
                &format!("number {code} of [[{kind}]] is used twice"),
                "换一个没有用过的编号；已发布的编号不可改作他用 · take a number that is not used; a released number never changes its meaning",
            );
        }
    }
    once(findings, kind, items.map(|(_, name)| name));
}

fn once<'a>(findings: &mut Findings<'_>, kind: &str, names: impl Iterator<Item = &'a Spanned<String>>) {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name.get_ref()) {
            findings.add(
                name,
                &format!("{name} 这个名称用了两次（{kind}）"),
                &format!("the name {name} is used twice ({kind})"),
                "给其中一个改名 · give one of them another name",
            );
        }
        if kind != "example" {
            well_formed(findings, name);
        }
    }
}

fn words<'t>(findings: &mut Findings<'_>, kind: &str, words: &'t [Spanned<String>]) -> Vec<&'t str> {
    once(findings, kind, words.iter());
    words.iter().map(|word| word.get_ref().as_str()).collect()
}

fn well_formed(findings: &mut Findings<'_>, name: &Spanned<String>) {
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let text = name.get_ref();
    if text.is_empty() || text.len() > 32 || !text.bytes().all(letters) {
        let shown = shown(text);
        findings.add(
            name,
            &format!("名称 {shown} 不合写法"),
            &format!("the name {shown} is not well formed"),
            "用小写英文字母、数字和下划线，最多 32 个；给人看的写在 zh 和 en · use lower-case letters, digits and underscores, at most 32; what people read stands in zh and en",
        );
    }
}

/// What tills and slips say: not empty, not too long, nothing private.
fn spoken(text: &TariffText, findings: &mut Findings<'_>) {
    let head = [(&text.tariff.zh, &text.tariff.en)].into_iter();
    let festivals = text.festivals.iter().map(|festival| (&festival.zh, &festival.en));
    let windows = text.windows.iter().map(|window| (&window.zh, &window.en));
    let kinds = text.kinds.iter().map(|kind| (&kind.zh, &kind.en));
    let places = text.places.iter().map(|place| (&place.zh, &place.en));
    let accounts = text.accounts.iter().map(|account| (&account.zh, &account.en));
    let services = text.services.iter().map(|service| (&service.zh, &service.en));
    let funds = text.funds.iter().map(|fund| (&fund.zh, &fund.en));
    let rules = text.rules.iter().map(|rule| (&rule.zh, &rule.en));
    let fees = text.fees.iter().map(|fee| (&fee.zh, &fee.en));
    let places = head.chain(festivals).chain(windows).chain(kinds).chain(places).chain(accounts);
    let all = places.chain(services).chain(funds).chain(rules).chain(fees);
    for said in all.flat_map(|(zh, en)| [zh, en]) {
        let words = said.get_ref();
        if words.trim().is_empty() || words.chars().count() > 40 || words.chars().any(char::is_control) {
            findings.add(
                said,
                "给人看的名称为空、超过 40 字或带控制字符",
                "a name for people is empty, longer than 40 letters, or holds control characters",
                "写一个短名称 · write a short name",
            );
        }
        if let Some(word) = PRIVATE_WORDS.iter().find(|word| words.contains(**word)) {
            findings.add(
                said,
                &format!("“{word}”会显示在收银台和小票上，暴露老人的身份"),
                &format!("“{word}” would be shown at the till and on slips and tell why somebody pays less"),
                "换成中性的说法，如“A 档” · use neutral words, like “tier A”",
            );
        }
    }
}

/// Looks a name up; a name that stands for nothing is noted.
pub(super) fn resolve<'n, V: Copy + 'n>(
    findings: &mut Findings<'_>,
    kind: &str,
    known: &BTreeMap<&'n str, V>,
    name: &Spanned<String>,
) -> Option<V> {
    let found = known.get(name.get_ref().as_str()).copied();
    if found.is_none() {
        dangling(findings, kind, known.keys().copied(), name);
    }
    found
}

/// Notes a name that stands for nothing.
pub(super) fn dangling<'n>(
    findings: &mut Findings<'_>,
    kind: &str,
    known: impl Iterator<Item = &'n str> + Clone,
    name: &Spanned<String>,
) {
    let shown = shown(name.get_ref());
    let near = known.clone().min_by_key(|word| steps(name.get_ref(), word));
    let hint = match near.filter(|word| steps(name.get_ref(), word) <= 2) {
        Some(word) => format!("是否想写 {word}？· did you mean {word}?"),
        None => {
            let list = known.take(12).collect::<Vec<_>>().join(", ");
            format!("先声明它，或改用已有的：{list} · declare it first, or use one of: {list}")
        }
    };
    findings.add(
        name,
        &format!("没有名为 {shown} 的 {kind}"),
        &format!("there is no {kind} named {shown}"),
        &hint,
    );
}

fn shown(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(32).collect()
}
