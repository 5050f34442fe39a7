//! A replay in JSON: amounts in fen, `old` and `new` side by side.

use clearing::replay::{Both, Counted, Report, Sums};
use serde_json::{Value, json as value};

/// The whole report.
pub(super) fn json(report: &Report) -> Value {
    let Report { tariffs, days, sales, passed, cards, agreement, elders, .. } = report;
    let tariff = tariffs.as_ref().map(|one| value!({ "id": one.id, "version": one.version, "zh": one.zh }));
    let counted = |one: Counted| value!({ "count": one.count, "fen": one.amount.0 });
    value!({
        "tariffs": { "old": tariff.old, "new": tariff.new },
        "days": days.map(|(first, last)| value!({ "first": first.number(), "last": last.number() })),
        "sales": sales,
        "passed_over": passed,
        "cards": cards,
        "accepted": both(report.total, sums),
        "refused": both(report.refused, counted),
        "refused_by_both": counted(report.refused_both),
        "recorded": {
            "sums": sums(agreement.recorded), "agreed": agreement.agreed, "differed": agreement.differed,
            "refused_by_old": agreement.refused, "above_fen": agreement.above.0,
            "below_fen": agreement.below.0, "other_tariff": agreement.other_tariff,
        },
        "funds": list(&report.funds, |fund| value!({ "code": fund.code, "zh": fund.zh, "en": fund.en,
            "limited": fund.limited, "borne": both(fund.borne, counted) })),
        "tiers": list(&report.tiers, |tier| value!({ "letter": tier.letter, "sums": both(tier.sums, sums) })),
        "merchants": list(&report.merchants, |one| value!({ "id": one.id, "name": one.name,
            "terminals": one.terminals, "sums": both(one.sums, sums) })),
        "rules": list(&report.rules, |rule| value!({ "code": rule.code, "zh": rule.zh, "en": rule.en,
            "given": both(rule.given, counted) })),
        "refusals": list(&report.refusals, |line| value!({ "denied": line.word, "zh": line.zh, "en": line.en,
            "appear": counted(line.appear), "vanish": counted(line.vanish) })),
        "elders": {
            "more": counted(elders.more), "less": counted(elders.less), "same": elders.same,
            "not_compared": elders.apart,
            "largest": list(&elders.largest, |one| value!({ "card": one.card, "mark": one.mark,
                "sales": one.sales, "old_fen": one.paid.old.0, "new_fen": one.paid.new.0,
                "more_fen": one.more.0 })),
        },
        "notes": list(&report.notes, |note| value!({ "zh": note.zh, "en": note.en })),
    })
}

fn both<T>(both: Both<T>, one: impl Fn(T) -> Value) -> Value {
    value!({ "old": one(both.old), "new": one(both.new) })
}

fn sums(sums: Sums) -> Value {
    value!({ "count": sums.count, "price_fen": sums.price.0, "benefit_fen": sums.benefit.0,
        "self_pay_fen": sums.self_pay.0 })
}

fn list<T>(lines: &[T], one: impl Fn(&T) -> Value) -> Value {
    lines.iter().map(one).collect()
}
