//! `keys`: what the keeper holds; a token filled from a sealed file; the center's own keys.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;
use zeroize::Zeroizing;

use super::ceremony::listed;
use super::{Said, keeper, sealed};
use crate::config::Config;
use crate::custody::Token;
use crate::exit::{Ending, Exit};
use crate::files::write_new;
use crate::hex::{hex, unhex};
use crate::keys::{Cipher, KeyId, KeyUse};
use crate::secret_line;

#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// 列出密钥与校验值 · list the keys with their check values
    List,
    /// 把封存文件中的密钥导入 PKCS#11 令牌 · store the keys of a sealed file in the PKCS#11 token
    Import {
        /// 封存的密钥文件 · the sealed key file
        file: PathBuf,
        /// 本县发卡方标识，16 位十六进制，两级分散时必需 · the county's issuer, 16 hex digits; two levels of derivation need it
        #[arg(long)]
        issuer: Option<String>,
    },
    /// 为中心写出 TAC、充值与交易 MAC 主密钥，明文，仅中心保管 · write the TAC, load and transaction MAC master keys for the center, in the clear: for the center alone
    ForCenter {
        /// 封存的密钥文件 · the sealed key file
        file: PathBuf,
        /// 新文件 · the new file
        #[arg(long)]
        out: PathBuf,
    },
}

impl Keys {
    pub(super) fn run(self, config: &Config) -> Result<Said, Ending> {
        match self {
            Keys::List => {
                let keeper = keeper(config)?;
                let values = keeper.keys()?;
                let lines: Vec<String> =
                    values.iter().map(|(id, value)| format!("{id:<33}{value}")).collect();
                let text = format!("{}\n{}", keeper.name(), lines.join("\n"));
                Ok(Said::new(text, json!({ "keeper": keeper.name(), "keys": listed(&values) })))
            }
            Keys::Import { file, issuer } => {
                let place = config.keys.token.as_ref().ok_or_else(|| {
                    Ending::new(
                        Exit::BadConfig,
                        "配置中没有 [keys.token] · the configuration names no [keys.token]",
                    )
                })?;
                let wrong =
                    || Ending::new(Exit::Usage, "issuer 应为 16 位十六进制 · issuer has 16 hex digits");
                let issuer = issuer.map(|text| unhex::<8>(&text).ok_or_else(wrong)).transpose()?;
                let keys = sealed(&file)?;
                let pin = secret_line::ask("令牌口令 token PIN")?;
                let left_out = Token::open(place, &pin)?.import(&keys, issuer)?;
                let stored = keys.len().saturating_sub(left_out.len());
                let names: Vec<String> = left_out.iter().map(ToString::to_string).collect();
                let mut text = format!("已导入 {stored} 把密钥 · {stored} keys stored");
                if !names.is_empty() {
                    text += &format!(
                        "\n令牌不支持，未导入：{} · left out, the token lacks their cipher",
                        names.join(", ")
                    );
                }
                Ok(Said::new(text, json!({ "stored": stored, "left_out": names })))
            }
            Keys::ForCenter { file, out } => {
                let keys = sealed(&file)?;
                let digits = |key_use, cipher| {
                    let id = KeyId { key_use, cipher, version: config.keys.terms.version };
                    let key = keys.get(id).ok_or(crate::custody::CustodyError::NoKey(id))?;
                    Ok::<_, Ending>(Zeroizing::new(hex(key.expose())))
                };
                let (tac, load) =
                    (digits(KeyUse::Tac, Cipher::TripleDes)?, digits(KeyUse::Load, Cipher::TripleDes)?);
                let proof = digits(KeyUse::TransactionMac, Cipher::Aes128)?;
                let text = Zeroizing::new(format!(
                    "{{\"mtk\":\"{}\",\"mlk\":\"{}\",\"tmk\":\"{}\"}}\n",
                    *tac, *load, *proof
                ));
                write_new(&out, text.as_bytes())?;
                let text = format!(
                    "已写 {}：明文密钥，只交给中心，传送后删除 · written: keys in the clear, for the center alone; delete the file once it is there",
                    out.display()
                );
                Ok(Said::new(text, json!({ "written": out.display().to_string() })))
            }
        }
    }
}
