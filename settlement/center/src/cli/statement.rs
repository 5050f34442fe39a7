//! `statement`: the signed statements of merchants.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use ed25519_dalek::{Signature, VerifyingKey};
use exports::statement_file_name;
use ledger::{Ledger, StoredStatement};
use records::{BusinessDay, MerchantId, SigningKey};
use serde_json::{Value, json};

use super::books::day;
use super::place::write_new;
use super::{Said, merchant_id, name, open, read_file};
use crate::closing::correct_statement;
use crate::hex::{hex, unhex};
use crate::{Failure, clock};

#[derive(Debug, Subcommand)]
pub(super) enum Statement {
    /// 某会计日的结算单 · the statements of an accounting day
    List {
        /// 会计日 · accounting day
        #[arg(long, value_parser = day)]
        day: BusinessDay,
    },
    /// 一份结算单，最新一版 · one statement, the newest version
    Show {
        /// 会计日 · accounting day
        #[arg(long, value_parser = day)]
        day: BusinessDay,
        /// 商户 · merchant
        #[arg(long, value_parser = merchant_id)]
        merchant: String,
    },
    /// 更正：重算并出下一版，旧版保留 · correct: work it out anew as the next version, the old one stays
    Correct {
        /// 会计日 · accounting day
        #[arg(long, value_parser = day)]
        day: BusinessDay,
        /// 商户 · merchant
        #[arg(long, value_parser = merchant_id)]
        merchant: String,
        /// 原因 · why
        #[arg(long, value_parser = name)]
        reason: String,
    },
    /// 导出结算单与签名；不覆盖已有文件 · write statements and signatures to files; nothing is overwritten
    Export {
        /// 会计日 · accounting day
        #[arg(long, value_parser = day)]
        day: BusinessDay,
        /// 目录 · folder
        folder: PathBuf,
    },
    /// 核对结算单或申报书文件的签名，无需账本 · check the signature of a statement's or a claim's file; needs no books
    Verify {
        /// 结算单；签名在旁边的 .sig · the statement; its signature stands beside it as .sig
        file: PathBuf,
        /// 中心公钥，64 位十六进制 · the center's public key, 64 hex digits
        #[arg(long)]
        key: String,
    },
}

impl Statement {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        match self {
            Statement::List { day } => list(&open(books)?, day),
            Statement::Show { day, merchant } => {
                let versions = open(books)?.statement_versions(day, &merchant)?;
                let last = versions.last().ok_or_else(|| none(day))?;
                Ok(Said::new(last.document.trim_end(), shown(last)))
            }
            Statement::Correct { day, merchant, reason } => {
                let merchant: MerchantId = merchant.parse().map_err(|_| none(day))?;
                let made = correct_statement(&mut open(books)?, day, &merchant, &reason, clock::now_us())?;
                let text = match made {
                    Some(version) => format!(
                        "已出第 {version} 版，旧版保留 · version {version} is made, the old one stays"
                    ),
                    None => "重算结果相同，未出新版 · it comes out the same, no version was made".to_owned(),
                };
                Ok(Said::new(text, json!({ "merchant": merchant.as_str(), "version": made })))
            }
            Statement::Export { day, folder } => export(&open(books)?, day, &folder),
            Statement::Verify { file, key } => verify(&file, &key),
        }
    }
}

fn none(day: BusinessDay) -> Failure {
    let day = day.date();
    Failure::BadInput(format!(
        "{day} 没有这份结算单；请先 day close · no such statement of {day}; close the day first"
    ))
}

fn list(ledger: &Ledger, day: BusinessDay) -> Result<Said, Failure> {
    let statements = ledger.statements(day)?;
    let line = |one: &StoredStatement| format!("{:<16} r{} {:>14}", one.merchant, one.version, one.payable);
    let text: Vec<String> = statements.iter().map(line).collect();
    Ok(Said::new(text.join("\n"), statements.iter().map(shown).collect::<Value>()))
}

fn shown(one: &StoredStatement) -> Value {
    json!({ "day": one.day.date().to_string(), "merchant": one.merchant, "version": one.version,
            "reason": one.reason, "payable_fen": one.payable.0, "fee_fen": one.fee.0,
            "document": one.document, "signature": hex(&one.signature) })
}

fn export(ledger: &Ledger, day: BusinessDay, folder: &Path) -> Result<Said, Failure> {
    let statements = ledger.statements(day)?;
    let key = SigningKey::from_bytes(&ledger.county()?.signing_key).verifying_key();
    let mut written = 0_usize;
    for one in &statements {
        let path = folder.join(statement_file_name(&one.merchant, day.date(), one.version));
        let seal = path.with_extension("sig");
        written += usize::from(write_new(&path, one.document.as_bytes())?);
        write_new(&seal, format!("{}\n", hex(&one.signature)).as_bytes())?;
    }
    let (all, key) = (statements.len(), hex(key.as_bytes()));
    let text = format!(
        "结算单 {all} 份在 {}，其中新写 {written} 份；中心公钥 {key} · {all} statements, {written} of them newly written; the center's public key {key}",
        folder.display()
    );
    Ok(Said::new(text, json!({ "statements": all, "written": written, "key": key })))
}

fn verify(file: &Path, key: &str) -> Result<Said, Failure> {
    let text = read_file(file)?;
    let seal = read_file(&file.with_extension("sig"))?;
    let key = unhex::<32>(key).and_then(|key| VerifyingKey::from_bytes(&key).ok());
    let key = key.ok_or_else(|| {
        Failure::BadInput("公钥应为 64 位十六进制 · a public key is 64 hex digits".to_owned())
    })?;
    let good = unhex::<64>(seal.trim())
        .is_some_and(|seal| key.verify_strict(text.as_bytes(), &Signature::from_bytes(&seal)).is_ok());
    if !good {
        return Err(Failure::CheckFailed(
            "签名不符：文件被改过，或不是这个中心签的；请向中心重新索取 · the signature is wrong: the file was altered, or another center signed it; ask the center for it again".to_owned(),
        ));
    }
    let total = text.lines().rev().nth(1).unwrap_or_default();
    Ok(Said::new(
        format!("签名相符 · the signature is good: {total}"),
        json!({ "good": true, "total": total }),
    ))
}
