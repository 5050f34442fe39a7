//! `merchant`: add and list, and their terms.

use std::path::Path;

use clap::Subcommand;
use serde_json::json;

use super::{Said, merchant_id, merchant_terms, name, open};
use crate::{Failure, clock};

#[derive(Debug, Subcommand)]
pub(super) enum Merchant {
    /// 新增商户 · add a merchant
    Add {
        /// 商户号：1–16 个小写字母、数字、短横 · id: 1 to 16 of a-z 0-9 -
        #[arg(long, value_parser = merchant_id)]
        id: String,
        /// 名称 · name
        #[arg(long, value_parser = name)]
        name: String,
    },
    /// 列出商户 · list merchants
    List,
    /// 结算条款：周期、轧差、收款账户 · terms: cycle, netting, where it is paid
    #[command(subcommand)]
    Terms(merchant_terms::Terms),
}

impl Merchant {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let mut ledger = open(books)?;
        match self {
            Merchant::Add { id, name } => {
                let merchant = ledger::Merchant { id, name };
                ledger.add_merchant(&merchant, clock::now_us())?;
                let text = format!("已新增商户 {} {} · merchant added", merchant.id, merchant.name);
                Ok(Said::new(text, json!({ "merchant": merchant.id, "name": merchant.name })))
            }
            Merchant::Terms(command) => command.run(&mut ledger),
            Merchant::List => {
                let all = ledger.merchants()?;
                let text: Vec<String> = all.iter().map(|one| format!("{} {}", one.id, one.name)).collect();
                let list: Vec<_> =
                    all.iter().map(|one| json!({ "merchant": one.id, "name": one.name })).collect();
                Ok(Said::new(text.join("\n"), json!(list)))
            }
        }
    }
}
