//! `payout`: made by one person, checked by another, written for a bank, answered by it.

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use ledger::{BankAccount, Entered};
use records::BusinessDay;
use serde_json::{Value, json};

use super::books::day;
use super::payout_told::{answered, line, show, told};
use super::place::Place;
use super::{Said, merchant_id, name, open, secret_line};
use crate::bank_answer::{Form as AnswerForm, take};
use crate::bank_maps::{answer_map, order_map};
use crate::payout::{Form, carried, check, propose, reject, write};
use crate::{Failure, clock, officer_key};

#[derive(Debug, Subcommand)]
pub(super) enum Payout {
    /// 从哪个账户付款；账号从标准输入读一行 · the account that pays; its number is one line on standard input
    Account {
        /// 户名 · name
        #[arg(long)]
        name: String,
        /// 开户行联行号，12 位 · CNAPS code, 12 digits
        #[arg(long)]
        bank: String,
    },
    /// 把已确认未付的结算做成付款单并签名 · make a payout of what is confirmed and unpaid, and sign it
    Propose {
        /// 经办人的密钥文件，口令从标准输入读一行 · the maker's key file; its passphrase is one line on standard input
        #[arg(long, value_name = "FILE")]
        maker_key: PathBuf,
        /// 只付这些商户 · pay these merchants only
        #[arg(long = "merchant", value_parser = merchant_id)]
        merchants: Vec<String>,
    },
    /// 另一人复核并签名；先用 payout show 看 · another person checks and signs; look at it with payout show first
    Check {
        /// 编号，默认唯一待复核的 · number, by default the only one that waits
        number: Option<u32>,
        /// 复核人的密钥文件，口令从标准输入读一行 · the checker's key file; its passphrase is one line on standard input
        #[arg(long, value_name = "FILE")]
        checker_key: PathBuf,
    },
    /// 出文件之前驳回，结算可重新付款 · turn it down before a file is written; its settlements may be paid anew
    Reject {
        /// 编号 · number
        number: u32,
        /// 复核人的密钥文件，口令从标准输入读一行 · the checker's key file; its passphrase is one line on standard input
        #[arg(long, value_name = "FILE")]
        checker_key: PathBuf,
        /// 理由，1–40 字 · reason
        #[arg(long, value_parser = name)]
        reason: String,
    },
    /// 给银行的文件，只出两人签过的；不覆盖 · a file for the bank, of what two people signed; nothing is overwritten
    Write {
        /// 编号，默认唯一待出文件的 · number, by default the only one that waits
        number: Option<u32>,
        /// 格式 · form
        #[arg(long)]
        format: FormName,
        /// 银行格式表，csv 用 · the bank's map, for csv
        #[arg(long, value_name = "FILE", required_if_eq("format", "csv"))]
        map: Option<PathBuf>,
        /// 新文件 · a new file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// 读入银行回单 · take the bank's answer over
    Answer {
        /// 回单文件 · the bank's file
        file: PathBuf,
        /// 银行格式表 · the bank's map
        #[arg(long, value_name = "FILE", required_unless_present = "camt053")]
        map: Option<PathBuf>,
        /// 是 camt.053 对账单 · it is a camt.053 statement
        #[arg(long, conflicts_with = "map")]
        camt053: bool,
        /// 银行记账日，默认今天 · the bank's booking day, by default today
        #[arg(long, value_parser = day)]
        day: Option<BusinessDay>,
        /// 有疑问的各笔留着，只入其余 · leave the disputed lines as they are and book the others
        #[arg(long)]
        leave_disputed: bool,
    },
    /// 列出付款单 · list payouts
    List,
    /// 一份付款单各笔 · the lines of a payout
    Show {
        /// 编号 · number
        number: u32,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FormName {
    /// 表格 · a table
    Csv,
    /// ISO 20022
    Pain001,
}

const PASSPHRASE: &str = "口令 · passphrase";

impl Payout {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let mut ledger = open(books)?;
        let now = clock::now_us();
        match self {
            Payout::Account { name, bank } => {
                let account = BankAccount { name, number: secret_line("账号 · account")?, bank };
                carried(&account)?;
                let known = ledger.set_paying_account(&account, now)? == Entered::Known;
                let (tail, bank) = (account.masked(), &account.bank);
                let head = if known { "未改动 · unchanged" } else { "已登记 · set" };
                let text = format!("付款账户 {} {tail} {bank} {head}", account.name);
                Ok(Said::new(text, json!({ "account": tail, "bank": bank, "new": !known })))
            }
            Payout::Propose { maker_key, merchants } => {
                let key = officer_key::read(&maker_key, &secret_line(PASSPHRASE)?)?;
                let Some(made) = propose(&mut ledger, &key, &merchants, now)? else {
                    let text =
                        "没有已确认未付的结算，未改动 · nothing is confirmed and unpaid, nothing was changed";
                    return Ok(Said::new(text, json!({ "payout": null })));
                };
                Ok(told(&made, "待另一人复核 · another person must check it", "proposed"))
            }
            Payout::Check { number, checker_key } => {
                let key = officer_key::read(&checker_key, &secret_line(PASSPHRASE)?)?;
                let done = check(&mut ledger, number, &key, now)?;
                Ok(told(&done, "已复核，可以出文件 · released, it may be written", "released"))
            }
            Payout::Reject { number, checker_key, reason } => {
                let key = officer_key::read(&checker_key, &secret_line(PASSPHRASE)?)?;
                let number = reject(&mut ledger, Some(number), &key, &reason, now)?;
                let text = format!(
                    "付款单 {number} 已驳回：{reason}；其结算可重新付款 · turned down, its settlements may be paid anew"
                );
                Ok(Said::new(text, json!({ "payout": number, "state": "rejected", "reason": reason })))
            }
            Payout::Write { number, format, map, out } => {
                let map = map.filter(|_| format == FormName::Csv).map(|path| order_map(&path)).transpose()?;
                let form = map.as_ref().map_or(Form::Pain001, Form::Table);
                let mut place = Place::take(&out)?;
                // Noted first: a file that may reach the bank is never one that the books do not know.
                let (done, bytes) = write(&mut ledger, number, &form, now)?;
                place.write(&bytes)?;
                place.keep()?;
                let hash = crate::hex::hex(&records::sha256(&bytes));
                let text = format!("已写 {}，SHA-256 {hash} · written", out.display());
                Ok(told(&done, &text, "written"))
            }
            Payout::Answer { file, map, day, leave_disputed, .. } => {
                let map = map.map(|path| answer_map(&path)).transpose()?;
                let form = map.map_or(AnswerForm::Camt053, |map| AnswerForm::Table(Box::new(map)));
                let bytes = std::fs::read(&file).map_err(|error| Failure::unreadable(&file, &error))?;
                let day = day.or(clock::county_day(now)).ok_or_else(clock::unset)?;
                Ok(answered(&take(&mut ledger, &bytes, &form, day, leave_disputed, now)?))
            }
            Payout::List => {
                let all = ledger.payouts()?;
                let text: Vec<String> = all.iter().map(line).collect();
                let json: Value = all
                    .iter()
                    .map(|one| json!({ "payout": one.number, "id": one.id, "state": one.state.word() }))
                    .collect();
                Ok(Said::new(text.join("\n"), json))
            }
            Payout::Show { number } => show(&ledger, number),
        }
    }
}
