//! The master keys of card proofs of a trial, from a file.

use std::path::Path;

use desfire_purse::proof::TransactionMacMasterKey;
use pboc_purse::proof::TacMasterKey;
use serde::Deserialize;

use crate::Failure;
use crate::hex::unhex;

/// The file may hold other keys of the trial; only these are read.
#[derive(Deserialize)]
struct KeyFile {
    mtk: String,
    mtk_sm4: Option<String>,
    tmk: Option<String>,
}

/// The keys by what they prove.
pub(crate) struct Masters {
    /// TACs of 3DES purses.
    pub(crate) tac: TacMasterKey,
    /// TACs of SM4 purses, where the county has such cards.
    pub(crate) tac_sm4: Option<TacMasterKey>,
    /// Transaction MACs, where the county has DESFire cards.
    pub(crate) transaction_mac: Option<TransactionMacMasterKey>,
}

/// Reads the key file. The text of an error never repeats the content.
///
/// # Errors
/// A file without a 16-byte `mtk` in hex, or with a `tmk` that is none.
pub(crate) fn read(path: &Path) -> Result<Masters, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))?;
    let bad = |place: String| {
        let path = path.display();
        Failure::BadInput(format!(
            "{path}{place}：应含 {{\"mtk\": \"32 位十六进制\"}}，有 SM4 卡时另含 mtk_sm4，有 DESFire 卡时另含 tmk · must hold mtk as 32 hex digits, mtk_sm4 too where there are SM4 cards, tmk where there are DESFire cards"
        ))
    };
    let file: KeyFile = serde_json::from_str(&text).map_err(|error| bad(format!(":{}", error.line())))?;
    let key = |word: &str| unhex::<16>(word).ok_or_else(|| bad(String::new()));
    Ok(Masters {
        tac: TacMasterKey::new(key(&file.mtk)?),
        tac_sm4: file.mtk_sm4.as_deref().map(key).transpose()?.map(TacMasterKey::new),
        transaction_mac: file.tmk.as_deref().map(key).transpose()?.map(TransactionMacMasterKey::new),
    })
}
