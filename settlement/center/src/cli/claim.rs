//! `claim`: what funds bore, told to their payers.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use exports::claim_file_name;
use ledger::{FundClaim, Ledger};
use records::BusinessDay;
use serde_json::{Value, json};

use super::books::day;
use super::place::write_new;
use super::{Said, open};
use crate::claims::make_claim;
use crate::funds::named;
use crate::hex::hex;
use crate::{Failure, clock};

#[derive(Debug, Subcommand)]
pub(super) enum Claim {
    /// 申报：已关账而未申报的会计日，每日一次 · claim the closed days that were not claimed yet, each once
    Make {
        /// 资金 · fund
        #[arg(long)]
        fund: String,
        /// 到哪个会计日，默认最近关账日 · through which accounting day, by default the last closed
        #[arg(long, value_parser = day)]
        through: Option<BusinessDay>,
    },
    /// 某资金的历次申报 · the claims on a fund
    List {
        /// 资金 · fund
        #[arg(long)]
        fund: String,
    },
    /// 导出申报书与签名；不覆盖已有文件 · write the claims and their signatures to files; nothing is overwritten
    Export {
        /// 资金 · fund
        #[arg(long)]
        fund: String,
        /// 目录 · folder
        folder: PathBuf,
    },
}

impl Claim {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let mut ledger = open(books)?;
        let now = clock::now_us();
        match self {
            Claim::Make { fund, through } => {
                let fund = named(&ledger, &fund, now)?;
                let today = clock::county_day(now).ok_or_else(clock::unset)?;
                match make_claim(&mut ledger, &fund, through.unwrap_or(today), now)? {
                    Some(claim) => {
                        let text = format!("已申报 {}：{} · claimed", fund.zh, sentence(&claim));
                        Ok(Said::new(text, shown(&claim)))
                    }
                    None => {
                        let text = format!(
                            "{} 没有可申报的会计日，未改动 · no closed day is left to claim",
                            fund.zh
                        );
                        Ok(Said::new(text, Value::Null))
                    }
                }
            }
            Claim::List { fund } => {
                let claims = ledger.fund_claims(named(&ledger, &fund, now)?.code)?;
                let text: Vec<String> = claims.iter().map(sentence).collect();
                Ok(Said::new(text.join("\n"), claims.iter().map(shown).collect::<Value>()))
            }
            Claim::Export { fund, folder } => {
                let fund = named(&ledger, &fund, now)?;
                export(&ledger, fund.code, &folder)
            }
        }
    }
}

fn sentence(claim: &FundClaim) -> String {
    format!("{} – {}  {}", claim.first.date(), claim.last.date(), claim.amount)
}

fn shown(claim: &FundClaim) -> Value {
    json!({ "fund": claim.fund, "first": claim.first.date().to_string(), "last": claim.last.date().to_string(),
            "amount_fen": claim.amount.0, "document": claim.document, "signature": hex(&claim.signature) })
}

fn export(ledger: &Ledger, fund: u8, folder: &Path) -> Result<Said, Failure> {
    let claims = ledger.fund_claims(fund)?;
    let mut written = 0_usize;
    for claim in &claims {
        let path = folder.join(claim_file_name(fund, (claim.first.date(), claim.last.date())));
        written += usize::from(write_new(&path, claim.document.as_bytes())?);
        write_new(&path.with_extension("sig"), format!("{}\n", hex(&claim.signature)).as_bytes())?;
    }
    let all = claims.len();
    let text = format!(
        "申报 {all} 份在 {}，其中新写 {written} 份 · {all} claims, {written} of them newly written",
        folder.display()
    );
    Ok(Said::new(text, json!({ "claims": all, "written": written })))
}
