//! The TAC master key of a trial, from a file.

use std::path::Path;

use pboc_purse::proof::TacMasterKey;
use serde::Deserialize;

use crate::Failure;
use crate::hex::unhex;

/// The file may hold other keys of the trial; only this one is read.
#[derive(Deserialize)]
struct KeyFile {
    mtk: String,
}

/// Reads the key file. The text of an error never repeats the content.
///
/// # Errors
/// A file without a 16-byte `mtk` in hex.
pub(crate) fn read(path: &Path) -> Result<TacMasterKey, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))?;
    let bad = |place: String| {
        let path = path.display();
        Failure::BadInput(format!(
            "{path}{place}：应含 {{\"mtk\": \"32 位十六进制\"}} · must hold mtk as 32 hex digits"
        ))
    };
    let file: KeyFile = serde_json::from_str(&text).map_err(|error| bad(format!(":{}", error.line())))?;
    unhex::<16>(&file.mtk).map(TacMasterKey::new).ok_or_else(|| bad(String::new()))
}
