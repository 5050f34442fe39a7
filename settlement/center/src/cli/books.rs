//! `books`: check everything against the evidence; sum up a day; write records to a file; back up and restore.

mod backup;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use ledger::{Checked, Ledger, TableDigest};
use records::{BusinessDay, KeyCustody, SigningKey};
use serde_json::json;

use super::{Said, books_files, open, paid_records};
use crate::center::keys_of;
use crate::hex::hex;
use crate::intake::{Intake, Rechecked};
use crate::{Config, Failure, clock, payout};

#[derive(Debug, Subcommand)]
pub(super) enum Books {
    /// 按原始批次核对全部账本 · check the whole books against the batches as received
    Check,
    /// 补到密钥或卡型之后，重新判定等待认证码核验的记录 · judge again what waits for a proof, once keys or card profiles have come
    Recheck {
        /// 配置文件，其中有密钥的位置 · configuration: where the keys are
        #[arg(long, value_name = "FILE", default_value = "center.toml")]
        config: PathBuf,
    },
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
    /// 每张表的行数和摘要；两处账本相同，则各行相同 · rows and a hash of each table: equal books, equal lines
    Digest,
    /// 导出某日全部记录及其状态，CSV · every record of a day and where it stands
    Sales {
        /// 营业日 · business day
        #[arg(long, value_parser = day)]
        day: BusinessDay,
        /// 新文件 · a new file
        file: PathBuf,
    },
    /// 导出某日各商户结算单的合计，CSV · the totals of every merchant's statement of a day
    Statements {
        /// 营业日 · business day
        #[arg(long, value_parser = day)]
        day: BusinessDay,
        /// 新文件 · a new file
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
            Books::Recheck { config } => recheck(&mut open(books)?, &config),
            Books::Check => check(&open(books)?),
            Books::Totals { day } => totals(&open(books)?, day),
            Books::Records { from, to, file } => paid_records::export(&open(books)?, from, to, &file),
            Books::Digest => digest(&open(books)?),
            Books::Sales { day, file } => books_files::sales(&open(books)?, day, &file),
            Books::Statements { day, file } => books_files::statements(&open(books)?, day, &file),
            Books::Backup { file } => backup::write(books, &file),
            Books::Restore { file } => backup::restore(books, &file),
        }
    }
}

fn check(ledger: &Ledger) -> Result<Said, Failure> {
    let key = SigningKey::from_bytes(&ledger.county()?.signing_key).verifying_key();
    let Checked { terminals, batches, records, postings, mut faults } = ledger.check(&key)?;
    faults.extend(payout::faults(ledger)?);
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

fn recheck(ledger: &mut Ledger, config: &Path) -> Result<Said, Failure> {
    let config = Config::read(config)?;
    let key = SigningKey::from_bytes(&ledger.county()?.signing_key);
    let trial = config.cards.key_custody == KeyCustody::TrialFile;
    let (proofs, _) = keys_of(&config.cards)?;
    if let Err(error) = proofs.ready() {
        return Err(Failure::Refused(format!(
            "{error}。未重新判定，记录照旧等待 · nothing was judged again, the records wait on"
        )));
    }
    let intake = Intake::new(key, proofs, trial);
    let Rechecked { cards, paid, refused } = intake.recheck(ledger, clock::now_us())?;
    let text = format!(
        "重新判定 {cards} 张卡的等待记录：付款 {paid} 笔，拒付 {refused} 笔，其余继续等待 · {cards} cards judged again: {paid} records paid, {refused} refused, the others wait on"
    );
    Ok(Said::new(text, json!({ "cards": cards, "paid": paid, "refused": refused })))
}

fn digest(ledger: &Ledger) -> Result<Said, Failure> {
    let (mut text, mut json) = (Vec::new(), serde_json::Map::new());
    for TableDigest { table, rows, sha256 } in ledger.digest()? {
        let hash = hex(&sha256);
        text.push(format!("{table} {rows} {hash}"));
        json.insert(table.to_owned(), json!({ "rows": rows, "sha256": hash }));
    }
    Ok(Said::new(text.join("\n"), json.into()))
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
