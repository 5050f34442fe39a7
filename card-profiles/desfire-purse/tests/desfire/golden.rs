//! Reads golden files and hexadecimal.

use serde_json::Value;
use std::path::{Path, PathBuf};

/// The folder `tests/golden/cards`.
pub(crate) fn cards() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/cards")
}

/// The folder `tests/golden/apdu/desfire`.
pub(crate) fn transcripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/apdu/desfire")
}

/// A JSON file of `tests/golden/cards`.
pub(crate) fn json(name: &str) -> Value {
    let path = cards().join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// Bytes of a hexadecimal string; spaces are allowed between bytes.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text
        .chars()
        .filter(|digit| *digit != ' ')
        .map(|digit| digit.to_digit(16).unwrap_or_else(|| panic!("not hexadecimal: {text}")))
        .collect();
    assert!(digits.len().is_multiple_of(2), "half a byte: {text}");
    digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap()).collect()
}

/// Exactly `N` bytes of a hexadecimal string.
pub(crate) fn bytes<const N: usize>(text: &str) -> [u8; N] {
    hex(text).try_into().unwrap_or_else(|_| panic!("not {N} bytes: {text}"))
}

/// Upper-case hexadecimal.
pub(crate) fn upper(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// A string inside a JSON value.
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no text {key} in {value}"))
}
