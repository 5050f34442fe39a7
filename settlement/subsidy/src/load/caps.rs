//! Caps of a rule.

use crate::cap::{Cap, CapLimit};
use crate::problem::Findings;
use crate::taken::Scope;
use crate::text::{CapText, Kind, Limit, OnExceed, RuleText};
use money::Fen;
use std::collections::BTreeSet;

/// Whether a rule has a cap that must remember earlier sales.
pub(super) fn remembers(rule: &RuleText) -> bool {
    rule.caps.iter().any(|cap| *cap.scope.get_ref() != Scope::Sale)
}

/// `free_hours`: a service of the rule has no windows.
pub(super) fn caps(written: &[CapText], free_hours: bool, findings: &mut Findings<'_>) -> Vec<Cap> {
    let mut seen = BTreeSet::new();
    let mut caps = Vec::new();
    for text in written {
        let (scope, kind) = (*text.scope.get_ref(), *text.kind.get_ref());
        if !seen.insert((scope, kind)) {
            findings.add(
                &text.scope,
                "同一范围、同一种类的限额写了两次",
                "two caps of the same scope and kind",
                "只留较严的一个 · keep the stricter one",
            );
        }
        window_cap(text, free_hours, findings);
        // Amounts are given in part, counts whole or not at all, unless the file says otherwise.
        let otherwise = if kind == Kind::Amount { OnExceed::Partial } else { OnExceed::None };
        let on_exceed = text.on_exceed.unwrap_or(otherwise);
        countable(text, findings);
        if let Some(limit) = limit(text, findings) {
            caps.push(Cap { scope, limit, on_exceed });
        }
    }
    contradictions(written, findings);
    caps
}

/// A card counts in one byte and three; a limit above would never be seen to be reached.
const COUNT_MAX: u32 = 250;
const AMOUNT_MAX: Fen = Fen(16_000_000);

fn countable(text: &CapText, findings: &mut Findings<'_>) {
    let beyond = match *text.limit.get_ref() {
        Limit::Count(count) => count > COUNT_MAX,
        Limit::Amount(amount) => amount > AMOUNT_MAX,
    };
    if beyond && *text.scope.get_ref() != Scope::Sale {
        findings.add(
            &text.limit,
            "限额太大，卡上记不下",
            "the limit is more than a card can count",
            &format!("次数至多 {COUNT_MAX}，金额至多 {AMOUNT_MAX} · counts up to {COUNT_MAX}, amounts up to {AMOUNT_MAX}"),
        );
    }
}

fn limit(text: &CapText, findings: &mut Findings<'_>) -> Option<CapLimit> {
    match (*text.kind.get_ref(), *text.limit.get_ref()) {
        (Kind::Count, Limit::Count(count)) if count > 0 => Some(CapLimit::Count(count)),
        (Kind::Amount, Limit::Amount(amount)) if amount > Fen::ZERO => Some(CapLimit::Amount(amount)),
        (Kind::Count, Limit::Amount(_)) => {
            findings.add(
                &text.limit,
                "次数限额的 limit 是不带引号的数字",
                "the limit of a count is a number without quotes",
                "写 limit = 1；限金额用 kind = \"amount\" · write limit = 1; to cap money use kind = \"amount\"",
            );
            None
        }
        (Kind::Amount, Limit::Count(_)) => {
            findings.add(
                &text.limit,
                "金额限额的 limit 以元为单位并加引号",
                "the limit of an amount is yuan in quotes",
                "写 limit = \"7.00\"；限次数用 kind = \"count\" · write limit = \"7.00\"; to cap counts use kind = \"count\"",
            );
            None
        }
        _ => {
            findings.add(
                &text.limit,
                "限额为零，这条规则永远用不上",
                "a limit of zero: this rule never applies",
                "写大于零的限额，或删去规则 · write a limit above zero, or delete the rule",
            );
            None
        }
    }
}

/// A cap by window needs windows.
fn window_cap(text: &CapText, free_hours: bool, findings: &mut Findings<'_>) {
    if *text.scope.get_ref() == Scope::Window && free_hours {
        findings.add(
            &text.scope,
            "限额按时段，但规则的某项服务没有时段",
            "a cap by window, but a service of this rule has no windows",
            "给服务写 windows，或改用 scope = \"day\" · give the service windows, or use scope = \"day\"",
        );
    }
}

/// A limit of a shorter period above that of a longer one is never reached.
fn contradictions(written: &[CapText], findings: &mut Findings<'_>) {
    for text in written {
        let (scope, kind, limit) = (*text.scope.get_ref(), *text.kind.get_ref(), *text.limit.get_ref());
        let longer = |other: &&CapText| {
            let other_scope = *other.scope.get_ref();
            // Weeks do not lie within months, and one may reach into two quarters or years.
            let within = other_scope > scope && scope != Scope::Week;
            within && *other.kind.get_ref() == kind && below(*other.limit.get_ref(), limit)
        };
        if let Some(other) = written.iter().find(longer) {
            let (short, long) = (scope.zh(), other.scope.get_ref().zh());
            let (short_en, long_en) = (scope.word(), other.scope.get_ref().word());
            findings.add(
                &text.limit,
                &format!("{short}限额高于{long}限额，永远用不到"),
                &format!("the limit of a {short_en} is above that of a {long_en} and is never reached"),
                &format!("把{short}限额降到{long}限额以下，或删去它 · lower it below the limit of the {long_en}, or delete it"),
            );
        }
    }
}

fn below(one: Limit, other: Limit) -> bool {
    match (one, other) {
        (Limit::Count(one), Limit::Count(other)) => one < other,
        (Limit::Amount(one), Limit::Amount(other)) => one < other,
        _ => false,
    }
}
