//! `card-profile`: which cards the county reads, and how. Two people sign a file before it is installed.

use std::path::{Path, PathBuf};

use card_families::{Described, Report};
use clap::{Args, Subcommand};
use records::SignedProfile;
use serde_json::{Value, json};

use super::{Said, open, read_file, secret_line};
use crate::{Failure, card_profile, clock, officer_key};

#[derive(Debug, Subcommand)]
pub(super) enum CardProfile {
    /// 检查卡型文件并逐项说明，不改动账本 · check a card profile and explain it; changes nothing
    Check {
        /// 文件，签过名的也可 · file, signed or not
        file: PathBuf,
    },
    /// 经办：签名 · the maker signs a card profile
    Make(Sign),
    /// 复核：另一人签名 · another person checks and signs what was made
    Approve(Sign),
    /// 启用两人签过名的卡型：随下一份参数包下发到每台终端 · install what two people signed; every till gets it with its next package
    Install {
        /// 签过名的文件 · the signed file
        file: PathBuf,
    },
    /// 显示正在使用的卡型文件 · show the card profile in use
    Show,
}

/// One signature.
#[derive(Debug, Args)]
pub(super) struct Sign {
    /// 文件 · file
    file: PathBuf,
    /// 签名人的密钥文件，口令从标准输入读一行 · the signer's key file; its passphrase is one line on standard input
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// 写入的新文件 · the new file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl CardProfile {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        match self {
            CardProfile::Check { file } => check(&file),
            CardProfile::Make(sign) => {
                let text = read_file(&sign.file)?;
                let ledger = open(books)?;
                let key = officer_key::read(&sign.key, &secret_line("口令 · passphrase")?)?;
                let signed = card_profile::make(&ledger, &shown(&sign.file), &text, &key)?;
                written(&signed, &sign.out, "待另一人复核 · another person must approve it")
            }
            CardProfile::Approve(sign) => {
                let bytes = bytes(&sign.file)?;
                let ledger = open(books)?;
                let key = officer_key::read(&sign.key, &secret_line("口令 · passphrase")?)?;
                let signed = card_profile::check(&ledger, &shown(&sign.file), &bytes, &key)?;
                written(&signed, &sign.out, "可以启用 · it may be installed")
            }
            CardProfile::Install { file } => {
                let bytes = bytes(&file)?;
                let mut ledger = open(books)?;
                let profile = card_profile::install(&mut ledger, &shown(&file), &bytes, clock::now_us())?;
                let (version, by) = (profile.version, &profile.installed_by);
                let said = format!(
                    "卡型第 {version} 版已启用，{by} 签名；终端下次取参数时生效；有待核记录时请运行 books recheck · card profile {version}, signed by {by}, is in use; tills take it with their next package; run books recheck where records wait"
                );
                Ok(Said::new(said, json!({ "version": version, "by": by })))
            }
            CardProfile::Show => show(books),
        }
    }
}

fn shown(file: &Path) -> String {
    file.display().to_string()
}

fn bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| Failure::unreadable(file, &error))
}

/// Writes a new file, never over another.
fn written(signed: &SignedProfile, out: &Path, next: &str) -> Result<Said, Failure> {
    use std::io::Write as _;
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(out);
    file.and_then(|mut file| file.write_all(signed.bytes()).and_then(|()| file.sync_all())).map_err(|error| {
        Failure::Refused(format!(
            "{}：无法写入（{error}），未签名；请换一个文件名 · cannot be written, nothing was signed; choose another name",
            out.display()
        ))
    })?;
    let (zh, en) = next.split_once(" · ").unwrap_or((next, next));
    let (version, file) = (signed.version, out.display().to_string());
    let text =
        format!("卡型第 {version} 版已签名，写入 {file}，{zh} · card profile {version} is signed, {en}");
    Ok(Said::new(text, json!({ "version": version, "file": file, "checked": signed.checker().is_some() })))
}

fn check(file: &Path) -> Result<Said, Failure> {
    let raw = bytes(file)?;
    let text = match SignedProfile::open(&raw) {
        Ok(signed) => signed.text,
        Err(_) => read_file(file)?,
    };
    let report = card_profile::explained(&shown(file), &text)?;
    Ok(Said::new(told(&shown(file), &report), rows(&report)))
}

/// One paragraph per application, then the warnings.
fn told(file: &str, report: &Report) -> String {
    let mut lines = vec![format!(
        "{}：依次识别 {} 种应用 · asks for {1} applications in turn",
        report.name,
        report.applications.len()
    )];
    for (place, one) in (1..).zip(&report.applications) {
        lines.push(format!("{place}. {} {} （{file}:{}）", one.family, aid(one), one.line));
        for key in &one.keys {
            let grade = key.grade.map_or("—".to_owned(), String::from);
            let usual = if key.line.is_some() { "" } else { "  默认 · usual" };
            lines.push(format!("   {} = {}  证据 {grade}{usual}", key.name, key.value));
        }
    }
    for warning in &report.warnings {
        lines.push(format!("{file}:{}: 注意：{} · {}", warning.line, warning.zh, warning.en));
    }
    lines.push("证据：A 标准或真卡，B 两个以上来源，C 一个来源，D 我们的约定，待实卡验证 · evidence: A a standard or real cards, B two sources, C one, D our own choice".to_owned());
    lines.join("\n")
}

fn aid(one: &Described) -> &str {
    one.aid.as_deref().unwrap_or("只凭序列号 · by its serial")
}

fn rows(report: &Report) -> Value {
    let applications: Vec<Value> = report
        .applications
        .iter()
        .map(|one| {
            let parameters: Vec<Value> = one
                .keys
                .iter()
                .map(|key| {
                    json!({ "name": key.name, "value": key.value, "said": key.line.is_some(),
                        "line": key.line, "grade": key.grade })
                })
                .collect();
            json!({ "family": one.family, "aid": one.aid, "line": one.line, "parameters": parameters })
        })
        .collect();
    let warnings: Vec<Value> = report
        .warnings
        .iter()
        .map(|warning| json!({ "line": warning.line, "zh": warning.zh, "en": warning.en }))
        .collect();
    json!({ "name": report.name, "applications": applications, "warnings": warnings })
}

fn show(books: &Path) -> Result<Said, Failure> {
    let Some(profile) = open(books)?.card_profile()? else {
        return Ok(Said::new(
            "尚未启用卡型文件：终端按 center.toml 的 [cards] 识别交通联合卡 · no card profile: tills read T-Union cards as [cards] of center.toml says",
            json!({ "version": 0 }),
        ));
    };
    let at = clock::county_text(profile.installed_us);
    let (version, by) = (profile.version, &profile.installed_by);
    let text = format!(
        "# 卡型第 {version} 版，{by} 签名，{at} 启用 · card profile {version}, signed by {by}, installed on {at}\n{}",
        profile.text
    );
    Ok(Said::new(text, json!({ "version": version, "by": by, "at": at, "text": profile.text })))
}
