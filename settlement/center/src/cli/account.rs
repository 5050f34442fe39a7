//! `account`: add. The password comes from standard input.

use std::path::Path;

use clap::{Subcommand, ValueEnum};
use ledger::Role;
use serde_json::json;

use super::{Said, merchant_id, name, open, secret_line};
use crate::{Failure, clock, password};

#[derive(Debug, Subcommand)]
pub(super) enum Account {
    /// 新增账户，密码从标准输入读一行 · add an account; the password is one line on standard input
    Add {
        /// 登录名 · login name
        #[arg(long, value_parser = login)]
        login: String,
        /// 角色 · role
        #[arg(long)]
        role: RoleName,
        /// 商户号（角色为 merchant 时必填）· merchant, for the role merchant
        #[arg(long, value_parser = merchant_id, required_if_eq("role", "merchant"))]
        merchant: Option<String>,
        /// 乡镇，资费里的地名（角色为 town 时必填）· a place by the tariff's name, for the role town
        #[arg(long, value_parser = name, required_if_eq("role", "town"))]
        town: Option<String>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RoleName {
    /// 商户，只看自己 · sees itself only
    Merchant,
    /// 运营中心，四个岗位一人兼 · the operations center, all four offices in one
    Operator,
    /// 咨询 · answers elders and merchants
    Inquiry,
    /// 策划 · rules and budgets; approves no payment
    Planning,
    /// 监管 · anomalies, statements, payments
    Supervision,
    /// 运维 · terminals; moves no money
    Maintenance,
    /// 乡镇，只看本地 · a town, sees its own place only
    Town,
    /// 审计，只读 · reads everything, changes nothing
    Auditor,
}

fn login(text: &str) -> Result<String, String> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'_');
    if (1..=32).contains(&text.len()) && text.bytes().all(plain) {
        Ok(text.to_owned())
    } else {
        Err("1–32 个小写字母、数字或 - . _ · 1 to 32 of a-z 0-9 - . _".to_owned())
    }
}

impl Account {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let Account::Add { login, role, merchant, town } = self;
        let role = match (role, merchant, town) {
            (RoleName::Operator, None, None) => Role::Operator,
            (RoleName::Inquiry, None, None) => Role::Inquiry,
            (RoleName::Planning, None, None) => Role::Planning,
            (RoleName::Supervision, None, None) => Role::Supervision,
            (RoleName::Maintenance, None, None) => Role::Maintenance,
            (RoleName::Auditor, None, None) => Role::Auditor,
            (RoleName::Merchant, Some(id), None) => Role::Merchant(id),
            (RoleName::Town, None, Some(place)) => Role::Town(place),
            (_, _, Some(_)) | (RoleName::Town, ..) => {
                return Err(Failure::Refused(
                    "--town 与 --role town 必须同时出现，未改动 · --town goes with --role town, nothing was changed".to_owned(),
                ));
            }
            _ => {
                return Err(Failure::Refused(
                    "--merchant 与 --role merchant 必须同时出现，未改动 · --merchant goes with --role merchant, nothing was changed".to_owned(),
                ));
            }
        };
        let secret = secret_line("密码 · password")?;
        if secret.chars().count() < password::SHORTEST {
            return Err(Failure::BadInput(format!(
                "密码至少 {0} 位，未改动 · the password needs at least {0} characters, nothing was changed",
                password::SHORTEST
            )));
        }
        let mut ledger = open(books)?;
        ledger.add_account(&login, &password::hash(&secret)?, &role, clock::now_us())?;
        Ok(Said::new(format!("已新增账户 {login} · account added"), json!({ "login": login })))
    }
}
