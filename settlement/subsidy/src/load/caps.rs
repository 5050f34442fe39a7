//! Caps of a rule.

use crate::cap::{Cap, CapLimit};
use crate::problem::Findings;
use crate::text::{CapText, Kind, Limit, OnExceed, RuleText, Scope};
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
        if !seen.insert((format!("{scope:?}"), format!("{kind:?}"))) {
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
        if let Some(limit) = limit(text, findings) {
            caps.push(Cap { scope, limit, on_exceed });
        }
    }
    caps
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

/// A card and a till remember of a window only that it was used.
fn window_cap(text: &CapText, free_hours: bool, findings: &mut Findings<'_>) {
    if *text.scope.get_ref() != Scope::Window {
        return;
    }
    if free_hours {
        findings.add(
            &text.scope,
            "限额按时段，但规则的某项服务没有时段",
            "a cap by window, but a service of this rule has no windows",
            "给服务写 windows，或改用 scope = \"day\" · give the service windows, or use scope = \"day\"",
        );
    }
    if *text.kind.get_ref() == Kind::Amount || matches!(text.limit.get_ref(), Limit::Count(2..)) {
        findings.add(
            &text.scope,
            "按时段只能限一次",
            "by window only one time can be allowed",
            "写 kind = \"count\", limit = 1；限每笔金额用 scope = \"sale\" · write kind = \"count\", limit = 1; to cap the amount of a sale use scope = \"sale\"",
        );
    }
}
