//! `holders`: import the whole list.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use ledger::{Holder, Ledger};
use serde_json::json;

use super::{Said, open, read_file};
use crate::{Failure, calendar, clock, holders, roster};

#[derive(Debug, Subcommand)]
pub(super) enum Holders {
    /// 用此文件替换全部持卡人，并重编名单 · replace all holders and compile the roster anew
    Import {
        /// CSV：card_no,birth,categories,rosters,resident[,registered,care_level,place,reviewed_to,until]
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
        let version = ledger.as_one(|ledger| {
            ledger.replace_holders(&list)?;
            roster::refresh(ledger, today, now)
        })?;
        let count = list.len();
        let mut text =
            format!("已导入 {count} 名持卡人，名单为第 {version} 版 · holders imported, roster compiled");
        let unused = unused(&ledger, &list, now)?;
        if !unused.is_empty() {
            let words = unused.join(", ");
            text += &format!(
                "\n注意：现行资费不认识 {words}，请核对拼写 · note: the tariff does not know these, check their spelling"
            );
        }
        Ok(Said::new(text, json!({ "holders": count, "roster_version": version, "unknown_words": unused })))
    }
}

/// Categories, rosters and places that no tariff in force or to come has a use for: most likely misspelt.
fn unused(ledger: &Ledger, list: &[Holder], now_us: i64) -> Result<Vec<String>, Failure> {
    let tariffs = calendar::current(ledger, now_us)?;
    if tariffs.is_empty() {
        return Ok(Vec::new());
    }
    let categories = list.iter().flat_map(|holder| &holder.categories);
    let rosters = list.iter().flat_map(|holder| &holder.rosters);
    let places = list.iter().filter_map(|holder| holder.place.as_ref());
    let words: BTreeSet<&String> = categories
        .filter(|word| !tariffs.iter().any(|tariff| tariff.categories().contains(word)))
        .chain(rosters.filter(|word| !tariffs.iter().any(|tariff| tariff.rosters().contains(word))))
        .chain(places.filter(|word| {
            !tariffs.iter().any(|tariff| tariff.places().iter().any(|place| place.name == **word))
        }))
        .collect();
    Ok(words.into_iter().cloned().collect())
}
