//! `reconcile cards`: cards as a desk read them out, against the records. Cards are shown by their last four digits.

use core::cmp::Ordering;
use std::collections::BTreeMap;
use std::path::Path;

use money::Fen;
use reconciliation::{CardDifference, DifferenceKind};
use records::CardNo;
use serde_json::{Value, json};

use super::{Said, open, read_file};
use crate::Failure;
use crate::reconcile::{CardsCompared, cards, read_outs};

pub(super) fn run(books: &Path, file: &Path) -> Result<Said, Failure> {
    let read = read_outs(&read_file(file)?)
        .map_err(|what| Failure::BadInput(format!("{}:{what}", file.display())))?;
    Ok(told(&cards(&open(books)?, &read)?))
}

fn told(found: &CardsCompared) -> Said {
    let CardsCompared { read, compared, unused, differences, .. } = found;
    let count = differences.len();
    let mut text = vec![format!(
        "已读 {read} 行，与流水核对 {compared} 张卡，另有 {unused} 张尚无流水，差异 {count} 处 · {compared} cards compared with their records, {unused} have none, {count} differences"
    )];
    let mut kinds: BTreeMap<DifferenceKind, usize> = BTreeMap::new();
    for one in differences {
        let count = kinds.entry(one.kind).or_default();
        *count = count.saturating_add(1);
        text.push(line(one, found.unpaid_in(one)));
    }
    for (kind, count) in kinds {
        let ((zh, en), (todo_zh, todo_en)) = (kind.sentence(), kind.advice());
        text.push(format!("{} {zh}：{count} 处 · {en}", kind.number()));
        text.push(format!("    → {todo_zh} · {todo_en}"));
    }
    let all: Vec<Value> = differences.iter().map(|one| shown(one, found.unpaid_in(one))).collect();
    let json = json!({ "read": read, "compared": compared, "without_records": unused, "differences": all });
    Said { differs: count > 0, ..Said::new(text.join("\n"), json) }
}

fn line(one: &CardDifference<CardNo>, unpaid: usize) -> String {
    let (card, (from, to), met) = (one.card.masked(), one.counters, Fen(one.met.into()));
    let expected = Fen(one.expected.unwrap_or_default());
    let what = match (one.missing, one.kind) {
        (Some(sum), _) => {
            let (count, sum) = (u64::from(to).saturating_sub(from.into()).saturating_add(1), Fen(sum));
            let unpaid = match unpaid {
                0 => String::new(),
                some => format!("，其中 {some} 笔在中心未入账（等待或被拒）{some} of them here and not paid"),
            };
            let more = match sum.cmp(&Fen::ZERO) {
                Ordering::Less => "；为负：卡上还有中心不知道的充值 below nothing: loads are missing as well",
                Ordering::Equal => {
                    "；为零：DESFire 卡的充值也占一个计数，可能是它 nothing: a load of a DESFire card takes a counter too, it may be that"
                }
                Ordering::Greater => "",
            };
            format!(
                "缺计数器 {from}–{to}（{count} 笔），合计应为 {sum}{unpaid}{more} · missing, and what they make"
            )
        }
        (None, DifferenceKind::CounterBack) => {
            format!(
                "计数器应为 {from}，实为 {to}；余额应为 {expected}，实为 {met} · counter expected and met, balance expected and met"
            )
        }
        (None, DifferenceKind::UnknownCard | DifferenceKind::Duplicate) => {
            format!("计数器 {from}，余额 {met} · counter and balance as read")
        }
        (None, _) => format!("计数器 {from}，余额应为 {expected}，实为 {met} · balance expected and met"),
    };
    format!("{} {card} {what}", one.kind.number())
}

fn shown(one: &CardDifference<CardNo>, unpaid: usize) -> Value {
    json!({ "number": one.kind.number(), "kind": one.kind.name(), "card": one.card.masked(),
        "from": one.counters.0, "to": one.counters.1, "missing_fen": one.missing, "unpaid": unpaid,
        "expected_fen": one.expected, "met_fen": one.met })
}
