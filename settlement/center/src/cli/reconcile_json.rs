//! Reconciliations in JSON: amounts in fen, the center on the left.

use reconciliation::{Difference, Line, Report, Sums, Total, TotalDifference};
use records::{BusinessDay, TerminalId};
use serde_json::{Value, json};

use crate::reconcile::Announcements;

/// Two files.
pub(super) fn report_json(report: &Report, masked: bool) -> Value {
    let kinds = report.kinds.iter().map(|one| {
        json!({ "number": one.kind.number(), "kind": one.kind.name(), "count": one.count,
            "left": sums(one.left), "right": sums(one.right) })
    });
    let merchants = report
        .merchants
        .iter()
        .map(|one| json!({ "merchant": &*one.merchant, "left": sums(one.left), "right": sums(one.right) }));
    let differences = report.differences.iter().map(|one| difference(one, masked));
    json!({
        "left": sums(report.left), "right": sums(report.right), "matched": sums(report.matched),
        "found": report.found(), "unlisted": report.unlisted,
        "kinds": kinds.collect::<Vec<_>>(),
        "merchants": merchants.collect::<Vec<_>>(),
        "differences": differences.collect::<Vec<_>>(),
    })
}

fn sums(sums: Sums) -> Value {
    json!({ "count": sums.count, "fen": sums.amount.0 })
}

fn difference(one: &Difference, masked: bool) -> Value {
    let line = |line: &Option<Line>| {
        line.as_ref().map(|line| {
            json!({ "fen": line.amount.0, "state": line.state.as_deref(), "merchant": line.merchant.as_deref() })
        })
    };
    json!({ "number": one.kind.number(), "kind": one.kind.name(), "key": one.key.shown(masked),
        "left": line(&one.left), "right": line(&one.right) })
}

/// Announced totals.
pub(super) fn records_json(day: BusinessDay, found: &Announcements) -> Value {
    let list = |all: &[TotalDifference<TerminalId>]| -> Value {
        let one = |one: &TotalDifference<TerminalId>| {
            json!({ "number": one.kind.number(), "kind": one.kind.name(), "terminal": one.of.0,
                "center": total(one.center), "announced": total(one.announced) })
        };
        all.iter().map(one).collect()
    };
    json!({ "day": day.number(), "terminals": found.terminals, "booked": total(found.booked),
        "differences": list(&found.day), "outstanding": list(&found.outstanding) })
}

fn total(total: Total) -> Value {
    json!({ "count": total.count, "price_fen": total.price.0, "benefit_fen": total.benefit.0 })
}
