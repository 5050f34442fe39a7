//! `record-card`: a transcript of a card that the county can send to the makers.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Said;
use super::at_reader::laid;
use crate::config::Config;
use crate::exit::{Ending, Exit};
use crate::files::write_new;
use crate::recording::{RecordingFault, record};

#[derive(Debug, Args)]
pub(super) struct RecordCard {
    /// 新的记录文件 · the new file
    #[arg(long)]
    out: PathBuf,
    /// 卡型文件，不写则为交通联合 · the card profile; T-Union purses where none is given
    #[arg(long)]
    profile: Option<PathBuf>,
}

impl RecordCard {
    pub(super) fn run(self, config: &Config) -> Result<Said, Ending> {
        let profile = match &self.profile {
            None => card_families::USUAL.to_owned(),
            Some(path) => std::fs::read_to_string(path).map_err(|error| {
                let what =
                    format!("{}：读不到卡型文件（{error}）· the card profile cannot be read", path.display());
                Ending::new(Exit::BadConfig, what)
            })?,
        };
        let cards = card_families::read(&profile).map_err(|error| Ending::new(Exit::BadConfig, error))?;
        if self.out.exists() {
            let what = format!(
                "{}：文件已存在，卡未读；请换文件名 · exists already, no card was read; choose another name",
                self.out.display()
            );
            return Err(Ending::refused(what));
        }
        eprintln!(
            "只读卡，不扣款，不问密码。记录保留：命令、状态字、长度、应用名、发卡方、地区、有效期；卡号和芯片序列号换成虚构数字；姓名、证件号、余额、交易和其他内容一律遮盖。\
             \nThe card is only read: nothing is debited and no PIN is asked for. Kept: commands, status words, lengths, names of applications, issuer, region, days of validity. Numbers and serials become made-up digits; all else is masked."
        );
        let (mut slot, atr) = laid(config)?;
        let recording = record(&mut slot, &cards, &atr)?;
        write_new(&self.out, recording.file(&profile).as_bytes())?;
        let (commands, names, masked) = (recording.commands(), recording.names, recording.masked());
        let text = format!(
            "已写入 {out}：{commands} 条命令，替换 {names} 个号码，遮盖 {masked} 字节。回放结果：{comes_to}\n请打开文件逐行看一遍，确认没有卡号、姓名、证件号，再寄出\n\
             {out} was written: {commands} commands, {names} numbers replaced, {masked} bytes masked. Look through it line by line before you send it",
            out = self.out.display(),
            comes_to = recording.comes_to,
        );
        let json = json!({ "file": self.out, "commands": commands, "replaced": names, "masked_bytes": masked,
            "comes_to": recording.comes_to });
        Ok(Said::new(text, json))
    }
}

impl From<RecordingFault> for Ending {
    fn from(fault: RecordingFault) -> Ending {
        let exit = match fault {
            RecordingFault::Lost(_) => Exit::CardLost,
            RecordingFault::NotReading(..) | RecordingFault::Endless => Exit::Refused,
        };
        Ending::new(exit, fault)
    }
}
