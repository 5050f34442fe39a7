//! What people write for us: files of text, and names and reasons of a few words.

use std::io::Read;
use std::path::Path;

use crate::Failure;

/// The text of a file.
pub(crate) fn read_file(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .map_err(|error| Failure::unreadable(path, &error))?;
    String::from_utf8(bytes).map_err(|error| {
        let line =
            error.as_bytes().iter().take(error.utf8_error().valid_up_to()).filter(|&&b| b == b'\n').count();
        let path = path.display();
        let line = line.saturating_add(1);
        Failure::BadInput(format!(
            "{path}:{line}: 不是 UTF-8，请另存为 UTF-8 · not UTF-8, save the file as UTF-8"
        ))
    })
}

/// A name people will read: 1 to 40 characters, nothing invisible.
pub(crate) fn name(text: &str) -> Result<String, String> {
    let text = text.trim();
    let plain = !text.is_empty() && text.chars().count() <= 40 && !text.chars().any(char::is_control);
    if plain { Ok(text.to_owned()) } else { Err("1–40 个字 · 1 to 40 characters".to_owned()) }
}
