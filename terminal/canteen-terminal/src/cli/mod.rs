//! Plain verbs.

mod enrol;
mod inspect;

use crate::config::Config;
use crate::exit::{Ending, Exit};
use crate::files::{FileError, Files};
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// 助餐点收银终端 · the till of a canteen
#[derive(Debug, Parser)]
#[command(name = "canteen-terminal", version)]
pub struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// 运行终端 · run the till until it is told to end
    Run {
        /// 配置文件 · the configuration
        #[arg(long)]
        config: PathBuf,
    },
    /// 用入网码入网 · enrol with the one-time code of the center
    Enrol {
        /// 配置文件 · the configuration
        #[arg(long)]
        config: PathBuf,
        /// 入网码 XXXX-XXXX-XXXX · the one-time code
        #[arg(long)]
        code: String,
    },
    /// 核对流水并显示合计 · check the journal and print its totals
    Inspect {
        /// 配置文件 · the configuration
        #[arg(long)]
        config: PathBuf,
        /// 机器可读 · for machines
        #[arg(long)]
        json: bool,
    },
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// An ending with its exit code and sentence.
    pub fn obey(self) -> Result<(), Ending> {
        let load = |path: PathBuf| Config::load(&path).map_err(|error| Ending::new(Exit::BadConfig, error));
        match self.verb {
            Verb::Run { config } => {
                crate::logging::start();
                crate::wiring::run(&load(config)?)
            }
            Verb::Enrol { config, code } => enrol::enrol(&load(config)?, &code),
            Verb::Inspect { config, json } => inspect::inspect(&load(config)?, json),
        }
    }
}

impl From<FileError> for Ending {
    fn from(error: FileError) -> Ending {
        Ending::new(Exit::BadConfig, error)
    }
}

/// The till's folder.
fn files(config: &Config) -> Result<Files, Ending> {
    Ok(Files::open(&config.data_dir)?)
}
