//! The commands of `card-desk`, one verb per file; every command answers what to print.

mod at_reader;
mod block;
mod ceremony;
mod enrol;
mod issue;
mod keys;
mod load;
mod log;
mod read;
mod record;
mod register;
mod scrap;
mod status;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use serde_json::Value;

use crate::config::Config;
use crate::custody::{Custody, FileKeys, Token};
use crate::exit::{Ending, Exit};
use crate::keys::open;
use crate::secret_line;
use crate::work::Pending;

/// 爱心卡发卡台 · the desk where a county's elder love cards are made, loaded, blocked and replaced.
///
/// Exit codes: 0 done, 1 fault, 2 usage, 3 bad configuration, 4 check failed, 5 journal unavailable, 6 refused,
/// 7 card or reader lost, 8 center away.
#[derive(Debug, Parser)]
#[command(name = "card-desk", version)]
pub struct Arguments {
    /// 配置文件 · the configuration (every command but ceremony)
    #[arg(long, global = true, default_value = "desk.toml", value_name = "FILE")]
    config: PathBuf,
    /// 输出 JSON · answer in JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 用入网码入网 · enrol with the one-time code of the center
    Enrol(enrol::Enrol),
    /// 密钥仪式 · make the county's master keys, divide and join them
    #[command(subcommand)]
    Ceremony(ceremony::Ceremony),
    /// 密钥保管 · the keys that this desk uses
    #[command(subcommand)]
    Keys(keys::Keys),
    /// 制卡 · make a card
    Issue(issue::Issue),
    /// 充值 · load a purse
    Load(load::Load),
    /// 读卡 · read a card out
    Read(read::Read),
    /// 录一份读卡记录，可寄给开发者；只读，不含卡号姓名 · read a card into a file that can be sent to the makers; no number and no name is in it
    RecordCard(record::RecordCard),
    /// 停用 · put a card out of use
    Block(block::Block),
    /// 补卡 · make a card in place of another
    Reissue(issue::Issue),
    /// 登记社保卡或其他自带的卡 · register a social-security card or another card that somebody brings
    Register(register::Register),
    /// 作废未制完的卡 · give an unfinished card up
    Scrap(scrap::Scrap),
    /// 台账 · the journal
    Log(log::Log),
    /// 本台状态，并补报中心 · how this desk stands; tells the center what it has not heard
    Status(status::Status),
}

/// What a command has to say.
struct Said {
    text: String,
    json: Value,
}

impl Said {
    fn new(text: impl Into<String>, json: Value) -> Said {
        Said { text: text.into(), json }
    }

    /// Adds what the center has not heard.
    fn with(mut self, pending: &Pending) -> Said {
        if pending.waiting > 0 {
            let reason = pending.reason.as_ref().map(ToString::to_string).unwrap_or_default();
            self.text += &format!(
                "\n尚有 {0} 项未报中心，运行 status 补报：{reason} · {0} reports wait for the center, run status to send them",
                pending.waiting
            );
        }
        if let Some(members) = self.json.as_object_mut() {
            members.insert("pending".to_owned(), pending.waiting.into());
        }
        self
    }
}

impl Arguments {
    /// Does what was asked and answers what to print.
    ///
    /// # Errors
    /// An ending with its exit code and sentence.
    pub fn run(self) -> Result<String, Ending> {
        let config = || Config::load(&self.config);
        let said = match self.command {
            Command::Enrol(command) => command.run(&config()?),
            Command::Ceremony(command) => command.run(),
            Command::Keys(command) => command.run(&config()?),
            Command::Issue(command) => command.run(&config()?, false),
            Command::Reissue(command) => command.run(&config()?, true),
            Command::Load(command) => command.run(&config()?),
            Command::Read(command) => command.run(&config()?),
            Command::RecordCard(command) => command.run(&config()?),
            Command::Block(command) => command.run(&config()?),
            Command::Register(command) => command.run(&config()?),
            Command::Scrap(command) => command.run(&config()?),
            Command::Log(command) => command.run(&config()?),
            Command::Status(command) => command.run(&config()?),
        }?;
        Ok(if self.json { said.json.to_string() } else { said.text })
    }
}

/// The keeper of keys that the configuration names, opened with what a person types.
fn keeper(config: &Config) -> Result<Box<dyn Custody>, Ending> {
    if let Some(place) = &config.keys.token {
        let pin = secret_line::ask("令牌口令 token PIN")?;
        return Ok(Box::new(Token::open(place, &pin)?));
    }
    Ok(Box::new(FileKeys::new(key_file(config)?)))
}

fn key_file(config: &Config) -> Result<crate::keys::KeySet, Ending> {
    let path = config.keys.file.as_ref().ok_or_else(|| {
        Ending::new(Exit::BadConfig, "配置中没有 keys.file · the configuration names no keys.file")
    })?;
    sealed(path)
}

/// Opens a sealed key file.
fn sealed(path: &std::path::Path) -> Result<crate::keys::KeySet, Ending> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Ending::new(
            Exit::BadConfig,
            format!("{}：读不到密钥文件（{error}）· the key file cannot be read", path.display()),
        )
    })?;
    let passphrase = secret_line::ask("密钥文件口令 passphrase of the key file")?;
    Ok(open(&text, &passphrase)?)
}

/// Now, UTC microseconds.
fn now_us() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}
