//! `supervisor`: the code that releases a grey sale at a till.

use std::path::Path;

use clap::Subcommand;
use serde_json::json;

use super::{Said, open, secret_line};
use crate::{Failure, password};

#[derive(Debug, Subcommand)]
pub(super) enum Supervisor {
    /// 设定值班员码（4–12 位数字，从标准输入读一行）· set the code: 4 to 12 digits, one line on standard input
    SetCode,
}

impl Supervisor {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let Supervisor::SetCode = self;
        let code = secret_line("值班员码 · supervisor code")?;
        if !(4..=12).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Failure::BadInput(
                "值班员码应为 4–12 位数字，未改动 · the code has 4 to 12 digits, nothing was changed"
                    .to_owned(),
            ));
        }
        open(books)?.set_supervisor_code(&password::hash(&code)?)?;
        let text = "已设定值班员码，终端下次取参数时生效 · code set; tills learn it with their next package";
        Ok(Said::new(text, json!({ "supervisor_code": "set" })))
    }
}
