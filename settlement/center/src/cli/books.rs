//! `books`: check everything against the evidence; sum up a day; write records to a file; back up and restore.

mod backup;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use ledger::{Checked, Ledger};
use records::{BusinessDay, SigningKey};
use serde_json::json;

use super::{Said, open, paid_records};
use crate::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Books {
    /// 按原始批次核对全部账本 · check the whole books against the batches as received
    Check,
    /// 某日合计 · totals of a day
    Totals {
        /// 营业日，如 20240715 · business day
        #[arg(long, value_parser = day)]
        day: BusinessDay,
    },
    /// 导出已付的流水，供试行和审计 · write paid records to a file, for replays and audits
    Records {
        /// 首个营业日 · first business day
        #[arg(long, value_parser = day)]
        from: BusinessDay,
        /// 最后营业日 · last business day
        #[arg(long, value_parser = day)]
        to: BusinessDay,
        /// 新文件，每条 256 字节 · a new file, 256 bytes a record
        file: PathBuf,
    },
    /// 备份全部账本到一个新文件；中心可照常运行 · back the whole books up into a new file while the center serves
    Backup {
        /// 新文件 · a new file
        file: PathBuf,
    },
    /// 从备份恢复到空账本（文件或 schema）· restore a backup into books that do not exist yet
    Restore {
        /// 备份文件 · the backup
        file: PathBuf,
    },
}

pub(super) fn day(text: &str) -> Result<BusinessDay, String> {
    let number = text.replace('-', "").parse().ok().and_then(BusinessDay::from_number);
    number.ok_or_else(|| "应写成 20240715 · write 20240715".to_owned())
}

impl Books {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        match self {
            Books::Check => check(&open(books)?),
            Books::Totals { day } => totals(&open(books)?, day),
            Books::Records { from, to, file } => paid_records::export(&open(books)?, from, to, &file),
            Books::Backup { file } => backup::write(books, &file),
            Books::Restore { file } => backup::restore(books, &file),
        }
    }
}

fn check(ledger: &Ledger) -> Result<Said, Failure> {
    let key = SigningKey::from_bytes(&ledger.county()?.signing_key).verifying_key();
    let Checked { terminals, batches, records, postings, faults } = ledger.check(&key)?;
    if !faults.is_empty() {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let remedy = "账本不完整，未改动；请停止付款并联系维护人员 · the books are not whole; stop payments, call maintenance";
        return Err(Failure::CheckFailed(format!("{}\n{remedy}", lines.join("\n"))));
    }
    let text = format!(
        "账本完整：终端 {terminals}，批次 {batches}，记录 {records}，分录 {postings}，借贷相抵为 0.00 · the books are whole"
    );
    let json = json!({ "terminals": terminals, "batches": batches, "records": records, "postings": postings,
        "faults": 0 });
    Ok(Said::new(text, json))
}

fn totals(ledger: &Ledger, day: BusinessDay) -> Result<Said, Failure> {
    let mut text = vec![format!("{day}")];
    let mut sales = Vec::new();
    for one in ledger.day_totals(day)? {
        text.push(format!(
            "{} {} {} 笔 应收 {} 补贴 {} 自付 {}",
            one.merchant, one.status, one.count, one.price, one.benefit, one.self_pay
        ));
        sales.push(json!({ "merchant": one.merchant, "status": one.status, "count": one.count,
            "price_fen": one.price.0, "benefit_fen": one.benefit.0, "self_pay_fen": one.self_pay.0 }));
    }
    let mut accounts = serde_json::Map::new();
    for (account, amount) in ledger.account_totals(day)? {
        text.push(format!("{account} {amount}"));
        accounts.insert(account, amount.0.into());
    }
    let json = json!({ "day": day.number(), "sales": sales, "accounts": accounts });
    Ok(Said::new(text.join("\n"), json))
}
