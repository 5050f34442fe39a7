//! `tariff propose|approve|reject|releases`: two people, each with a key file and its passphrase.

use std::path::{Path, PathBuf};

use clap::Args;
use ledger::{ReleaseState, StoredOfficer, StoredRelease};
use serde_json::{Value, json};

use super::{Said, name, open, read_file, secret_line};
use crate::{Failure, clock, officer_key, release};

/// Checks a tariff with all its examples and signs it as its maker.
#[derive(Debug, Args)]
pub(super) struct Propose {
    /// 资费文件 · tariff file
    file: PathBuf,
    /// 经办人的密钥文件，口令从标准输入读一行 · the maker's key file; its passphrase is one line on standard input
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

/// Checks the proposal again, signs it as another person, and releases it.
#[derive(Debug, Args)]
pub(super) struct Approve {
    /// 版本 · version
    version: u32,
    /// 复核人的密钥文件，口令从标准输入读一行 · the checker's key file; its passphrase is one line on standard input
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

/// Turns a proposal down.
#[derive(Debug, Args)]
pub(super) struct Reject {
    /// 版本 · version
    version: u32,
    /// 复核人的密钥文件，口令从标准输入读一行 · the checker's key file; its passphrase is one line on standard input
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// 理由，1–40 字 · reason
    #[arg(long, value_parser = name)]
    reason: String,
}

const PASSPHRASE: &str = "口令 · passphrase";

impl Propose {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let Propose { file, key } = self;
        let text = read_file(&file)?;
        let mut ledger = open(books)?;
        let key = officer_key::read(&key, &secret_line(PASSPHRASE)?)?;
        let source = file.display().to_string();
        let terms = release::propose(&mut ledger, &source, &text, &key, clock::now_us())?;
        let (version, from) = (terms.version, clock::county_text(terms.effective_us));
        let text = format!(
            "资费第 {version} 版已提交，待另一人复核；拟自 {from} 起施行 · proposed, another person must approve it"
        );
        Ok(Said::new(text, json!({ "version": version, "state": "proposed", "effective_from": from })))
    }
}

impl Approve {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let Approve { version, key } = self;
        let mut ledger = open(books)?;
        let key = officer_key::read(&key, &secret_line(PASSPHRASE)?)?;
        let released = release::approve(&mut ledger, version, &key, clock::now_us())?;
        let (from, roster) = (clock::county_text(released.effective_us), released.roster_version);
        let text = format!(
            "资费第 {version} 版已发布，自 {from} 起施行，名单为第 {roster} 版 · released, roster compiled"
        );
        Ok(Said::new(
            text,
            json!({ "version": version, "state": "released", "effective_from": from, "roster_version": roster }),
        ))
    }
}

impl Reject {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let Reject { version, key, reason } = self;
        let mut ledger = open(books)?;
        let key = officer_key::read(&key, &secret_line(PASSPHRASE)?)?;
        release::reject(&mut ledger, version, &key, &reason, clock::now_us())?;
        let text = format!("资费第 {version} 版已驳回：{reason} · turned down");
        Ok(Said::new(text, json!({ "version": version, "state": "rejected", "reason": reason })))
    }
}

pub(super) fn releases(books: &Path) -> Result<Said, Failure> {
    let ledger = open(books)?;
    let officers = ledger.officers()?;
    let all = ledger.releases()?;
    let text: Vec<String> = all.iter().map(|release| line(release, &officers)).collect();
    let rows: Vec<Value> = all.iter().map(|release| row(release, &officers)).collect();
    Ok(Said::new(text.join("\n"), Value::Array(rows)))
}

fn called(number: Option<u32>, officers: &[StoredOfficer]) -> &str {
    let found = officers.iter().find(|officer| Some(officer.number) == number);
    found.map_or("—", |officer| officer.name.as_str())
}

fn state(release: &StoredRelease) -> (&'static str, &'static str) {
    match release.state {
        ReleaseState::Proposed => ("待复核", "proposed"),
        ReleaseState::Released => ("已发布", "released"),
        ReleaseState::Rejected => ("已驳回", "rejected"),
    }
}

fn line(release: &StoredRelease, officers: &[StoredOfficer]) -> String {
    let (zh, en) = state(release);
    let reason = release.reason.as_ref().map(|reason| format!("：{reason}")).unwrap_or_default();
    format!(
        "第 {} 版 自 {} 起 经办 {} 复核 {} {zh} · {en}{reason}",
        release.version,
        clock::county_text(release.effective_us),
        called(Some(release.maker), officers),
        called(release.checker, officers)
    )
}

fn row(release: &StoredRelease, officers: &[StoredOfficer]) -> Value {
    json!({
        "version": release.version,
        "effective_from": clock::county_text(release.effective_us),
        "state": state(release).1,
        "maker": called(Some(release.maker), officers),
        "checker": release.checker.map(|number| called(Some(number), officers)),
        "reason": release.reason,
    })
}
