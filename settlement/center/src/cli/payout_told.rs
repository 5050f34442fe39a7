//! Payouts and answers as the program tells them.

use ledger::{Ledger, LedgerError, PayoutLineState, PayoutState, StoredPayout};
use serde_json::{Value, json};

use super::Said;
use crate::Failure;
use crate::bank_answer::{Taken, Told};
use crate::payout::{Numbered, officers, opened};

/// A payout in one line, and what happened to it.
pub(super) fn told(numbered: &Numbered, what: &str, state: &str) -> Said {
    let Numbered { number, payout } = numbered;
    let (count, total, id) = (payout.lines().len(), payout.total(), &payout.head().id);
    let version = payout.head().version;
    let (first, last) = (payout.head().period.first().date(), payout.head().period.last().date());
    let text = format!("付款单 {number} {id} v{version} {first}–{last}：{count} 笔 {total}，{what}");
    Said::new(
        text,
        json!({ "payout": number, "id": id, "version": version, "lines": count, "total_fen": total.0,
            "state": state }),
    )
}

fn words(state: PayoutState) -> &'static str {
    match state {
        PayoutState::Proposed => "待复核 proposed",
        PayoutState::Released => "已复核 released",
        PayoutState::Written => "已出文件 written",
        PayoutState::Rejected => "已驳回 rejected",
    }
}

pub(super) fn line(one: &StoredPayout) -> String {
    let reason = one.reason.as_ref().map(|reason| format!("（{reason}）")).unwrap_or_default();
    format!("{} {} {}{reason}", one.number, one.id, words(one.state))
}

/// The lines of a payout, with the payees that its people sign.
pub(super) fn show(ledger: &Ledger, number: u32) -> Result<Said, Failure> {
    let held = ledger
        .payout(number)?
        .ok_or_else(|| Failure::from(LedgerError::unknown("付款单", "payout", &number)))?;
    // What was turned down may have one signature or two: its payees are nobody's concern any more.
    let signed = if held.state == PayoutState::Rejected {
        None
    } else {
        let payout = opened(&held, &officers(ledger)?);
        Some(payout.map_err(|reason| Failure::CheckFailed(reason.to_string()))?)
    };
    let mut text = vec![line(&held)];
    let mut rows = Vec::new();
    for one in ledger.payout_lines(number)? {
        let payees = signed.iter().flat_map(|payout| payout.lines());
        let payee =
            payees.clone().find(|line| line.merchant.as_str() == one.merchant).map(|line| &line.payee);
        let name = payee.map_or("", |payee| payee.name.as_str());
        let account = payee.map(bank_files::Account::masked).unwrap_or_default();
        let (word, note) = match &one.state {
            PayoutLineState::Open => ("open", "银行未答 · not answered".to_owned()),
            PayoutLineState::Paid { day } => ("paid", format!("已付 {} · paid", day.date())),
            PayoutLineState::Failed { reason } => ("failed", format!("未付（{reason}）· failed")),
        };
        text.push(format!("{} {} {name} {account} {} {note}", one.merchant, one.end_to_end, one.amount));
        rows.push(json!({ "merchant": one.merchant, "end_to_end": one.end_to_end, "fen": one.amount.0,
            "payee": name, "account": account, "state": word }));
    }
    let files: Vec<Value> = ledger
        .payout_files(number)?
        .iter()
        .map(|file| json!({ "format": file.format, "sha256": crate::hex::hex(&file.hash) }))
        .collect();
    let json = json!({ "payout": number, "id": held.id, "state": held.state.word(), "lines": rows,
        "files": files, "reason": held.reason });
    Ok(Said::new(text.join("\n"), json))
}

/// What an answer did.
pub(super) fn answered(taken: &Taken) -> Said {
    let Taken { paid, failed, open, disputed, known, besides } = taken;
    let mut text = vec![format!(
        "已读入：付成 {} 笔，失败 {} 笔，未决 {} 笔，待查 {} 笔，此前已知 {known} 笔，其他往来 {besides} 笔 · paid, failed, open, disputed, known before, other entries",
        paid.len(),
        failed.len(),
        open.len(),
        disputed.len()
    )];
    text.extend(
        [failed, open, disputed]
            .into_iter()
            .flatten()
            .map(|one| format!("{} {}：{}", one.end_to_end, one.amount, one.words)),
    );
    let rows = |told: &[Told]| {
        told.iter()
            .map(|one| json!({ "end_to_end": one.end_to_end, "fen": one.amount.0, "words": one.words }))
            .collect::<Value>()
    };
    let json = json!({ "paid": rows(paid), "failed": rows(failed), "open": rows(open),
        "disputed": rows(disputed), "known": known, "besides": besides });
    Said::new(text.join("\n"), json)
}
