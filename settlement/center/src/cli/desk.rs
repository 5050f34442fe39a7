//! `desk`: invite, list, revoke.

use std::path::Path;

use clap::Subcommand;
use money::Fen;
use records::{EnrolmentCode, SigningKey};
use serde_json::{Value, json};

use super::{Said, name, open};
use crate::{Failure, clock, enrolment};

#[derive(Debug, Subcommand)]
pub(super) enum Desk {
    /// 发出一次性入网码 · print a one-time enrolment code
    Invite {
        /// 名称 · name
        #[arg(long, value_parser = name)]
        name: String,
        /// 每日充值限额，元 · what it may load on one day, yuan
        #[arg(long, value_name = "YUAN")]
        load_limit: Fen,
    },
    /// 列出发卡台 · list the desks
    List,
    /// 吊销发卡台 · revoke a desk
    Revoke {
        /// 台号 · number
        desk: u32,
        /// 原因 · reason
        #[arg(long, value_parser = name)]
        reason: String,
    },
}

impl Desk {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let mut ledger = open(books)?;
        let now = clock::now_us();
        match self {
            Desk::Invite { name, load_limit } => {
                if load_limit < Fen::ZERO {
                    return Err(Failure::BadInput(
                        "限额不能小于零，未登记 · a limit is not below zero, nothing was registered"
                            .to_owned(),
                    ));
                }
                let center = SigningKey::from_bytes(&ledger.county()?.signing_key).verifying_key();
                let code = EnrolmentCode::new(crate::random::bytes()?, &center);
                let expires = now.saturating_add(enrolment::VALID_FOR_US);
                let desk =
                    ledger.invite_desk(&name, load_limit, &enrolment::code_hash(&code), now, expires)?;
                let (code, until) = (code.reveal(), clock::county_text(expires));
                let text = format!(
                    "发卡台 {desk}（{name}）的入网码：{code}\n一次有效，{until} 前使用 · enrolment code, once, before that time"
                );
                Ok(Said::new(text, json!({ "desk": desk, "code": code, "expires": until })))
            }
            Desk::List => {
                let desks = ledger.desks()?;
                let line = |desk: &ledger::Desk| {
                    let state = match (&desk.revoked, desk.public_key) {
                        (Some((_, reason)), _) => format!("已吊销 revoked（{reason}）"),
                        (None, Some(_)) => "在用 in service".to_owned(),
                        (None, None) => "待入网 invited".to_owned(),
                    };
                    format!("{}\t{}\t{}\t{state}", desk.number, desk.name, desk.load_limit)
                };
                let lines: Vec<String> = desks.iter().map(line).collect();
                let json: Vec<Value> = desks
                    .iter()
                    .map(|desk| {
                        json!({ "desk": desk.number, "name": desk.name, "load_limit_fen": desk.load_limit.0,
                        "enrolled": desk.public_key.is_some(), "revoked": desk.revoked.is_some() })
                    })
                    .collect();
                Ok(Said::new(lines.join("\n"), Value::Array(json)))
            }
            Desk::Revoke { desk, reason } => {
                ledger.revoke_desk(desk, &reason, now)?;
                let text =
                    format!("已吊销发卡台 {desk}。已登记的卡不受影响 · desk revoked; what it reported stays");
                Ok(Said::new(text, json!({ "desk": desk, "revoked": true })))
            }
        }
    }
}
