//! `demo-county`: a synthetic county and one day of it, with faults that are known.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use demo_county::{County, NAME, Sizes, truth_csv};
use ledger::Ledger;
use serde_json::json;

use super::Said;
use super::place::{stands, write_new};
use crate::Failure;
use crate::demo::{Compared, Delivered, LOGIN, compare, deliver, found};
use crate::hex::hex;

/// Differences that are told; the rest is counted.
const TOLD: usize = 20;

/// Makes new books of a county that does not exist, delivers one day to them, and compares what the center says with
/// what really happened. Existing books are never touched.
#[derive(Debug, Args)]
pub(super) struct DemoCounty {
    /// 种子：同一颗种子，同一个县 · the same seed, the same county
    #[arg(long)]
    seed: u64,
    /// 终端数 · tills
    #[arg(long, default_value_t = 487)]
    terminals: u32,
    /// 每台终端的记录数 · records of each till
    #[arg(long, default_value_t = 300)]
    records: u32,
    /// 真相清单，新文件 · the truth list, a new file
    #[arg(long, value_name = "FILE", default_value = "demo-county-truth.csv")]
    truth: PathBuf,
    /// 另写一份 serve 的配置，及旁边的试验密钥 · also write a configuration for serve, and its trial keys beside it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl DemoCounty {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let sizes = Sizes { terminals: self.terminals, records: self.records };
        let county = County::of(self.seed, sizes).map_err(|unfit| Failure::BadInput(unfit.to_string()))?;
        // All that is written is known now: what a run that was killed has left is the same, or somebody else's.
        let mut files = vec![(self.truth.clone(), truth_csv(&county.truth).into_bytes())];
        if let Some(config) = &self.config {
            files.extend(configuration(config, books, &county)?);
        }
        for (path, bytes) in &files {
            stands(path, bytes)?;
        }
        let mut draft = Ledger::draft(books)?;
        found(draft.ledger(), &county)?;
        let begun = Instant::now();
        let delivered = deliver(draft.ledger(), &county)?;
        let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let compared = compare(draft.ledger(), &county)?;
        for (path, bytes) in &files {
            write_new(path, bytes)?;
        }
        // The books stand last: as long as they do not, the command may be run again.
        draft.keep()?;
        self.said(books, &county, (delivered, millis), &compared)
    }

    fn said(
        &self,
        books: &Path,
        county: &County,
        (delivered, millis): (Delivered, u64),
        compared: &Compared,
    ) -> Result<Said, Failure> {
        let (place, truth) = (Ledger::shown(books), self.truth.display());
        let faults = county.truth.len();
        if !compared.differences.is_empty() {
            let told: Vec<&str> = compared.differences.iter().take(TOLD).map(String::as_str).collect();
            let count = compared.differences.len();
            return Err(Failure::CheckFailed(format!(
                "{}\n共 {count} 处与真相不符；账本 {place} 与真相清单 {truth} 已保留，请查明 · differences from the truth; books and truth list are kept, find out why",
                told.join("\n")
            )));
        }
        let records = u64::from(self.terminals).saturating_mul(u64::from(self.records));
        let Delivered { taken, again, early } = delivered;
        let (owed, login, password) = (compared.owed, LOGIN, &county.password);
        let text = format!(
            "{NAME}：{records} 条记录经收单入账（{taken} 批，重发 {again}，缺批 {early}），中心列出的 {faults} 处差错与真相清单 {truth} 完全一致，其余应付商户 {owed} 分文不差；账本 {place}，登录 {login} / {password} · a synthetic day is in the books; the center lists exactly the faults of the truth list, and the rest settles to the fen"
        );
        let json = json!({ "synthetic": true, "seed": self.seed, "terminals": self.terminals,
            "records": records, "batches": taken, "sent_again": again, "gaps": early, "faults": faults,
            "listed": compared.found, "owed_fen": owed.0, "milliseconds": millis,
            "truth": truth.to_string(), "login": login, "password": password });
        Ok(Said::new(text, json))
    }
}

/// The files with which `serve` shows the county.
fn configuration(file: &Path, books: &Path, county: &County) -> Result<[(PathBuf, Vec<u8>); 2], Failure> {
    let keys = file.with_extension("keys.json");
    let keys_name = keys.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let place = if Ledger::is_server(books) {
        books.to_owned()
    } else {
        std::path::absolute(books).map_err(|error| Failure::unreadable(books, &error))?
    };
    let text = format!(
        "# {NAME}\nlisten = \"127.0.0.1:8080\"\nbooks = {:?}\n\n[cards]\nkey_custody = \"trial-file\"\ntac_keys = {keys_name:?}\n",
        place.display().to_string(),
    );
    let secrets = json!({ "synthetic": NAME, "mtk": hex(&county.tac_master) }).to_string();
    Ok([(file.to_owned(), text.into_bytes()), (keys, secrets.into_bytes())])
}
