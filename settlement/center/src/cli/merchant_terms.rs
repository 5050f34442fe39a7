//! `merchant terms`: when a merchant is settled, what is netted, where it is paid.

use clap::Subcommand;
use clearing::{Cycle, Netting};
use ledger::{BankAccount, Entered, Ledger, MerchantTerms};
use records::BusinessDay;
use serde_json::{Value, json};

use super::books::day;
use super::{Said, merchant_id};
use crate::payout::carried;
use crate::{Failure, clock};

#[derive(Debug, Subcommand)]
pub(super) enum Terms {
    /// 新一版条款，旧版保留；账号从标准输入读一行 · the next version, the old ones stay; the account number is one line on standard input
    Set {
        /// 商户 · merchant
        #[arg(long, value_parser = merchant_id)]
        merchant: String,
        /// 起用日，默认今天 · first day in force, by default today
        #[arg(long, value_parser = day)]
        from: Option<BusinessDay>,
        /// 周期：daily:1、limit:5000（元）、weekly:mon,fri、monthly:5,20,32（32 为月末）、daily+month-end:1、limit+month-end:5000、quarter-end · cycle
        #[arg(long)]
        cycle: Cycle,
        /// 轧差：all、none、fee-apart、refunds-apart · what is set off
        #[arg(long)]
        netting: Netting,
        /// 收款户名 · the payee's name
        #[arg(long)]
        name: String,
        /// 收款行联行号，12 位 · the payee's CNAPS code, 12 digits
        #[arg(long)]
        bank: String,
    },
    /// 各版条款 · every version
    Show {
        /// 商户 · merchant
        #[arg(long, value_parser = merchant_id)]
        merchant: String,
    },
}

impl Terms {
    pub(super) fn run(self, ledger: &mut Ledger) -> Result<Said, Failure> {
        match self {
            Terms::Set { merchant, from, cycle, netting, name, bank } => {
                let now = clock::now_us();
                let today = clock::county_day(now).ok_or_else(clock::unset)?;
                let payee = BankAccount { name, number: super::secret_line("账号 · account")?, bank };
                carried(&payee)?;
                let from = from.unwrap_or(today);
                let mut new = MerchantTerms { merchant, version: 0, from, cycle, netting, payee };
                if ledger.merchant(&new.merchant)?.is_none() {
                    return Err(ledger::LedgerError::unknown("商户", "merchant", &new.merchant).into());
                }
                let (version, entered) = ledger.set_terms(&new, now)?;
                new.version = version;
                let head = match entered {
                    Entered::New => "已登记 · set",
                    Entered::Known => "与现行条款相同，未改动 · the same as in force, nothing was changed",
                };
                Ok(Said::new(format!("{head}\n{}", line(&new)), shown(&new)))
            }
            Terms::Show { merchant } => {
                let versions = ledger.terms(&merchant)?;
                let text: Vec<String> = versions.iter().map(line).collect();
                Ok(Said::new(text.join("\n"), versions.iter().map(shown).collect::<Value>()))
            }
        }
    }
}

fn line(terms: &MerchantTerms) -> String {
    let MerchantTerms { merchant, version, from, cycle, netting, payee } = terms;
    let (code, way, from) = (cycle.code(), netting.code(), from.date());
    format!(
        "{merchant} v{version} {from} 起 · from：周期 {code:02} {cycle}，轧差 {way} {netting}，收款 {} {} {}",
        payee.name,
        payee.masked(),
        payee.bank
    )
}

fn shown(terms: &MerchantTerms) -> Value {
    let MerchantTerms { merchant, version, from, cycle, netting, payee } = terms;
    json!({ "merchant": merchant, "version": version, "from": from.date().to_string(),
        "cycle": cycle.to_string(), "cycle_code": cycle.code(), "netting": netting.to_string(),
        "netting_code": netting.code(), "payee": payee.name, "account": payee.masked(), "bank": payee.bank })
}
