//! `ceremony`: make, check, join. On a machine without a network, with the custodians in the room.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::Said;
use crate::exit::{Ending, Exit};
use crate::files::write_new;
use crate::keys::{CheckValue, Cipher, Division, KeyId, KeySet, Sheet, divide, join, seal};
use crate::secret_line;

#[derive(Debug, Subcommand)]
pub(super) enum Ceremony {
    /// 生成主密钥并分成若干份，每份一个文件，原密钥即刻抹去 · make the master keys and divide them, one file per custodian; the keys themselves are wiped at once
    Make {
        /// 各保管人的分量文件，宜各在其移动介质上 · one new file per custodian, best each on a medium of their own
        #[arg(required = true, num_args = 2..=9)]
        sheets: Vec<PathBuf>,
        /// 恢复所需份数，不写则须全部到场 · how many give the keys back; all of them where this is not said
        #[arg(long)]
        any: Option<u8>,
        /// 密钥版本 · version of the keys
        #[arg(long, default_value_t = 1)]
        version: u8,
        /// 另生成一套国密 SM4 密钥 · make a set for SM4 as well
        #[arg(long)]
        sm4: bool,
    },
    /// 核对一份分量表，不显示分量 · check one sheet without showing it
    Check {
        /// 分量文件 · the sheet
        sheet: PathBuf,
    },
    /// 合成主密钥并以口令封存 · join sheets and seal the keys under a passphrase
    Join {
        /// 分量文件 · the sheets
        #[arg(required = true, num_args = 2..=9)]
        sheets: Vec<PathBuf>,
        /// 新的密钥文件 · the new key file
        #[arg(long)]
        out: PathBuf,
    },
}

impl Ceremony {
    pub(super) fn run(self) -> Result<Said, Ending> {
        match self {
            Ceremony::Make { sheets, any, version, sm4 } => make(&sheets, any, version, sm4),
            Ceremony::Check { sheet } => {
                let sheet = read(&sheet)?;
                let (number, keys) = (sheet.number, sheet.shares.len());
                let text = format!(
                    "第 {number} 份共 {keys} 行，校验值全部相符 · sheet {number}: {keys} lines, every check value agrees"
                );
                let values = sheet.shares.iter().map(|share| (share.id, share.key_check)).collect::<Vec<_>>();
                Ok(Said::new(text, json!({ "sheet": number, "keys": listed(&values) })))
            }
            Ceremony::Join { sheets, out } => {
                let sheets = sheets.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
                let keys = join(&sheets)?;
                let passphrase =
                    secret_line::ask("新口令，至少 12 个字符 new passphrase, 12 characters or more")?;
                let again = secret_line::ask("再输一次 once more")?;
                if *passphrase != *again {
                    return Err(Ending::refused(
                        "两次口令不同，未保存；请重来 · the passphrases differ, nothing was kept; start again",
                    ));
                }
                write_new(&out, seal(&keys, &passphrase)?.as_bytes())?;
                Ok(values_of(&keys, "已合成并封存 · joined and sealed"))
            }
        }
    }
}

fn make(paths: &[PathBuf], any: Option<u8>, version: u8, sm4: bool) -> Result<Said, Ending> {
    let count = u8::try_from(paths.len()).unwrap_or(u8::MAX);
    let division = Division::new(count, any.unwrap_or(count))?;
    let taken = paths.iter().find(|path| path.exists());
    if let Some(path) = taken {
        return Err(Ending::refused(format!(
            "{}：文件已存在，未生成密钥；请换文件名 · exists already, no key was made; choose another name",
            path.display()
        )));
    }
    let ciphers: &[Cipher] = if sm4 { &[Cipher::TripleDes, Cipher::Sm4] } else { &[Cipher::TripleDes] };
    let keys = KeySet::fresh(&KeyId::set(ciphers, version)).map_err(|error| {
        Ending::new(
            Exit::Fault,
            format!("系统随机数不可用（{error}），未生成密钥 · no random numbers, no key was made"),
        )
    })?;
    let sheets = divide(&keys, division)?;
    for (path, sheet) in paths.iter().zip(&sheets) {
        write_new(path, sheet.print().as_bytes())?;
    }
    Ok(values_of(
        &keys,
        "已生成。请各保管人当场核对、打印、封存自己的分量，再从本机删除；下列校验值可公开 · made; let every custodian check, print and seal a sheet and delete it from this machine; the check values below are public",
    ))
}

fn read(path: &Path) -> Result<Sheet, Ending> {
    let bad =
        |what: &dyn core::fmt::Display| Ending::new(Exit::CheckFailed, format!("{}：{what}", path.display()));
    let text = std::fs::read_to_string(path).map(Zeroizing::new).map_err(|error| bad(&error))?;
    Sheet::read(&text).map_err(|error| bad(&error))
}

fn values_of(keys: &KeySet, heading: &str) -> Said {
    let values = keys.check_values();
    let lines: Vec<String> = values.iter().map(|(id, value)| format!("{id:<33}{value}")).collect();
    Said::new(format!("{heading}\n{}", lines.join("\n")), json!({ "keys": listed(&values) }))
}

/// Names and check values for machines.
pub(super) fn listed(values: &[(KeyId, CheckValue)]) -> Value {
    values.iter().map(|(id, value)| json!({ "key": id.to_string(), "check": value.to_string() })).collect()
}
