//! `card-profile`: which cards the county reads, and how.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::json;

use super::{Said, name, open, read_file};
use crate::{Failure, clock};

#[derive(Debug, Subcommand)]
pub(super) enum CardProfile {
    /// 检查卡型文件，不改动账本 · check a card profile; changes nothing
    Check {
        /// 文件 · file
        file: PathBuf,
    },
    /// 启用卡型文件：随下一份参数包下发到每台终端 · install a card profile; every till gets it with its next package
    Install {
        /// 文件 · file
        file: PathBuf,
        /// 由谁启用 · who installs it
        #[arg(long, value_parser = name)]
        by: String,
    },
    /// 显示正在使用的卡型文件 · show the card profile in use
    Show,
}

impl CardProfile {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        match self {
            CardProfile::Check { file } => {
                let (_, cards) = read(&file)?;
                let text = format!(
                    "可以启用，依次识别 {cards} 种应用 · may be installed, asks for {cards} applications in turn"
                );
                Ok(Said::new(text, json!({ "applications": cards })))
            }
            CardProfile::Install { file, by } => {
                let (text, cards) = read(&file)?;
                let version = open(books)?.install_card_profile(&text, &by, clock::now_us())?;
                let said = format!(
                    "卡型第 {version} 版已启用，识别 {cards} 种应用，由 {by} 经办；终端下次取参数时生效 · card profile {version} installed by {by}, {cards} applications; tills take it with their next package"
                );
                Ok(Said::new(said, json!({ "version": version, "applications": cards, "by": by })))
            }
            CardProfile::Show => match open(books)?.card_profile()? {
                Some(profile) => {
                    let at = clock::county_text(profile.installed_us);
                    let (version, by) = (profile.version, &profile.installed_by);
                    let text = format!(
                        "# 卡型第 {version} 版，{by} 于 {at} 启用 · card profile {version}, installed by {by} on {at}\n{}",
                        profile.text
                    );
                    Ok(Said::new(
                        text,
                        json!({ "version": version, "by": by, "at": at, "text": profile.text }),
                    ))
                }
                None => Ok(Said::new(
                    "尚未启用卡型文件：终端按 center.toml 的 [cards] 识别交通联合卡 · no card profile: tills read T-Union cards as [cards] of center.toml says",
                    json!({ "version": 0 }),
                )),
            },
        }
    }
}

/// The file, and how many applications it asks for.
fn read(file: &Path) -> Result<(String, usize), Failure> {
    let text = read_file(file)?;
    let cards = card_families::read(&text)
        .map_err(|error| Failure::BadInput(format!("{}：{error}", file.display())))?;
    Ok((text, cards.len()))
}
