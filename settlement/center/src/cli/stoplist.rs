//! `stoplist`: replace the whole list.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use records::CardNo;
use serde_json::json;

use super::{Said, open, read_file};
use crate::{Failure, clock};

#[derive(Debug, Subcommand)]
pub(super) enum Stoplist {
    /// 用此文件替换停用名单，每行一个卡号 · replace the stop list, one card number per line
    Import {
        /// 文件 · file
        file: PathBuf,
    },
}

impl Stoplist {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let Stoplist::Import { file } = self;
        let text = read_file(&file)?;
        let mut cards = BTreeSet::new();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let card: CardNo = line.trim().parse().map_err(|error| {
                let (path, line) = (file.display(), index.saturating_add(1));
                Failure::BadInput(format!("{path}:{line}: {error}"))
            })?;
            cards.insert(card.digits());
        }
        let cards: Vec<String> = cards.into_iter().collect();
        let version = open(books)?.install_stoplist(&cards, clock::now_us())?;
        let count = cards.len();
        let text = format!("停用名单第 {version} 版，{count} 张卡 · stop list installed");
        Ok(Said::new(text, json!({ "version": version, "cards": count })))
    }
}
