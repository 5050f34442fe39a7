//! `officer`: the people whose keys may sign tariffs.

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use records::{Fingerprint, OfficerRole, SigningKey};
use serde_json::{Value, json};

use super::{Said, name, open, secret_line};
use crate::{Failure, clock, officer_key, password, random};

#[derive(Debug, Subcommand)]
pub(super) enum Officer {
    /// 登记一人并生成密钥文件，口令从标准输入读一行 · register a person and write a key file; the passphrase is one line on standard input
    Add {
        /// 姓名 · name
        #[arg(long, value_parser = name)]
        name: String,
        /// 经办或复核，一人只能一种 · makes tariffs, or checks them; nobody does both
        #[arg(long)]
        role: RoleName,
        /// 密钥文件，默认 officer-XXXXXXXX.key · where to write the key file
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// 列出全部 · list all
    List,
    /// 停用：此后不能签名，已发布的不变 · revoke: signs nothing any more; what was released stays
    Revoke {
        /// 编号，见 officer list · number, see officer list
        number: u32,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum RoleName {
    /// 经办 · proposes tariffs
    Maker,
    /// 复核 · approves or rejects what another proposed
    Checker,
}

fn words(role: OfficerRole) -> (&'static str, &'static str) {
    match role {
        OfficerRole::Maker => ("经办", "maker"),
        OfficerRole::Checker => ("复核", "checker"),
    }
}

impl Officer {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        match self {
            Officer::Add { name, role, out } => add(&name, role, out, books),
            Officer::List => list(books),
            Officer::Revoke { number } => {
                open(books)?.revoke_officer(number, clock::now_us())?;
                let text = format!("已停用 {number} 号，已发布的资费不变 · revoked, what was released stays");
                Ok(Said::new(text, json!({ "officer": number, "revoked": true })))
            }
        }
    }
}

fn add(name: &str, role: RoleName, out: Option<PathBuf>, books: &Path) -> Result<Said, Failure> {
    let passphrase = secret_line("口令 · passphrase")?;
    if passphrase.chars().count() < password::SHORTEST {
        return Err(Failure::BadInput(format!(
            "口令至少 {0} 位，未改动 · the passphrase needs at least {0} characters, nothing was changed",
            password::SHORTEST
        )));
    }
    let mut ledger = open(books)?;
    let key = SigningKey::from_bytes(&random::bytes()?);
    let role = match role {
        RoleName::Maker => OfficerRole::Maker,
        RoleName::Checker => OfficerRole::Checker,
    };
    let officer = records::Officer { key: key.verifying_key(), role };
    let fingerprint = Fingerprint::of(&officer.key).to_string();
    let short = fingerprint.get(..8).unwrap_or_default();
    let path = out.unwrap_or_else(|| PathBuf::from(format!("officer-{short}.key")));
    officer_key::write(&path, &key, &passphrase)?;
    let added = ledger.add_officer(name, &officer, clock::now_us()).inspect_err(|_| {
        // Nobody knows this key: the file is of no use.
        drop(std::fs::remove_file(&path));
    })?;
    let ((zh, en), shown, number) = (words(role), path.display().to_string(), added.number);
    let text = format!(
        "已登记 {number} 号 {name}（{zh}），密钥在 {shown}，请交本人保管 · {en} registered, the key is in {shown}: its officer alone keeps it"
    );
    Ok(Said::new(text, json!({ "officer": number, "role": en, "key": fingerprint, "file": shown })))
}

fn list(books: &Path) -> Result<Said, Failure> {
    let officers = open(books)?.officers()?;
    let mut lines = Vec::new();
    let mut rows = Vec::new();
    for one in &officers {
        let ((zh, en), key) = (words(one.officer.role), one.fingerprint().to_string());
        let state = if one.revoked_us.is_some() { "已停用 · revoked" } else { "在用 · in service" };
        lines.push(format!("{} {} {zh} {en} {key} {state}", one.number, one.name));
        rows.push(json!({ "officer": one.number, "name": one.name, "role": en, "key": key,
            "revoked": one.revoked_us.is_some() }));
    }
    Ok(Said::new(lines.join("\n"), Value::Array(rows)))
}
