//! `holders`: import the whole list.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::json;

use super::{Said, open, read_file};
use crate::{Failure, clock, holders, roster};

#[derive(Debug, Subcommand)]
pub(super) enum Holders {
    /// 用此文件替换全部持卡人，并重编名单 · replace all holders and compile the roster anew
    Import {
        /// CSV：card_no,birth,categories,rosters,resident
        file: PathBuf,
    },
}

impl Holders {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let Holders::Import { file } = self;
        let list = holders::read(&read_file(&file)?)
            .map_err(|what| Failure::BadInput(format!("{}:{what}", file.display())))?;
        let mut ledger = open(books)?;
        let now = clock::now_us();
        let today = clock::county_day(now).ok_or_else(clock::unset)?;
        ledger.replace_holders(&list)?;
        let version = roster::refresh(&mut ledger, today, now)?;
        let count = list.len();
        let text =
            format!("已导入 {count} 名持卡人，名单为第 {version} 版 · holders imported, roster compiled");
        Ok(Said::new(text, json!({ "holders": count, "roster_version": version })))
    }
}
