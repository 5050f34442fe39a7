//! `init`: new books with a fresh center key.

use std::path::Path;

use clap::Args;
use ledger::{County, Ledger};
use serde_json::json;

use super::{Said, name};
use crate::{Failure, clock, random};

/// Makes new books; existing ones are never touched.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// 行政区划代码，六位 · division code, six digits
    #[arg(long, value_parser = clap::value_parser!(u32).range(100_000..=999_999))]
    county: u32,
    /// 县名 · name of the county
    #[arg(long, value_parser = name)]
    name: String,
}

impl Init {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let county = County {
            division: self.county,
            name: self.name,
            signing_key: random::bytes()?,
            supervisor_code: String::new(),
        };
        Ledger::create(books)?.open_county(&county, clock::now_us())?;
        let (division, name) = (county.division, county.name);
        let text = format!(
            "已建立 {division} {name} 的账本：{0}。其中含中心私钥，请妥善备份 · books made at {0}; they hold the center's key, back them up",
            Ledger::shown(books)
        );
        Ok(Said::new(text, json!({ "county": division, "name": name })))
    }
}
