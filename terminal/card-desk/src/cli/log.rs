//! `log`: the journal, masked.

use clap::Args;
use serde_json::{Value, json};

use super::Said;
use crate::config::Config;
use crate::exit::Ending;
use crate::files::Files;
use crate::issuing::{Entry, Journal, LoadVerdict};

#[derive(Debug, Args)]
pub(super) struct Log {
    /// 最近多少条 · how many of the newest entries
    #[arg(long, default_value_t = 50)]
    last: usize,
}

impl Log {
    pub(super) fn run(self, config: &Config) -> Result<Said, Ending> {
        let journal = Journal::open(&Files::open(&config.data_dir)?.journal())?;
        let entries = journal.read()?;
        let skipped = entries.len().saturating_sub(self.last);
        let (mut lines, mut json) = (Vec::new(), Vec::new());
        for logged in entries.iter().skip(skipped) {
            let at = jiff::Timestamp::from_microsecond(logged.at_us).unwrap_or_default();
            let (at, said) = (at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), sentence(&logged.entry));
            lines.push(format!("{}\t{at}\t{said}", logged.seq));
            json.push(json!({ "seq": logged.seq, "at": at, "said": said }));
        }
        Ok(Said::new(lines.join("\n"), Value::Array(json)))
    }
}

fn tail(card_no: &str) -> String {
    format!("****{}", card_no.get(16..).unwrap_or_default())
}

/// One entry for people: no whole card number, no chip serial.
fn sentence(entry: &Entry) -> String {
    match entry {
        Entry::Intended(plan) => {
            format!("任务 {} 开始制卡 {} · begun", plan.request, tail(&plan.card_no))
        }
        Entry::Step { request, done } => format!("任务 {request} 第 {done} 步完成 · step done"),
        Entry::Finished { request } => format!("任务 {request} 制成并读回 · finished and read back"),
        Entry::Reported { request } => format!("任务 {request} 已报中心 · reported"),
        Entry::Scrapped { request, erased: true } => {
            format!("任务 {request} 作废，芯片已清除 · scrapped, erased")
        }
        Entry::Scrapped { request, erased: false } => {
            format!("任务 {request} 作废，卡已销毁 · scrapped, destroyed")
        }
        Entry::LoadPermitted(plan) => format!(
            "充值 {} 卡 {} {} 分，中心已允许 · permitted",
            plan.reference,
            tail(&plan.card_no),
            plan.amount
        ),
        Entry::LoadSent { reference, .. } => format!("充值 {reference} 已发往卡 · sent to the card"),
        Entry::LoadEnded {
            reference,
            verdict: LoadVerdict::Credited { .. } | LoadVerdict::Committed { .. },
        } => {
            format!("充值 {reference} 已到卡上 · credited")
        }
        Entry::LoadEnded { reference, verdict: LoadVerdict::Void } => {
            format!("充值 {reference} 未充上 · not credited")
        }
        Entry::LoadReported { reference } => format!("充值 {reference} 已报中心 · reported"),
        Entry::BlockIntended { card_no, reason, on_card } => {
            let place = if *on_card { "卡上已停用 blocked on the card" } else { "停用 out of use" };
            format!("卡 {} {place}（{reason}）", tail(card_no))
        }
        Entry::BlockReported { card_no } => format!("卡 {} 停用已报中心 · reported", tail(card_no)),
    }
}
