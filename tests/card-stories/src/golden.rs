//! Golden files and hexadecimal.

use serde_json::Value;
use std::path::{Path, PathBuf};

/// The folder `tests/golden`.
#[must_use]
pub fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../golden")
}

/// A JSON file of `tests/golden/cards`.
#[must_use]
pub fn json(name: &str) -> Value {
    let path = golden().join("cards").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// Bytes of a hexadecimal string; spaces are allowed between bytes.
#[must_use]
pub fn hex(text: &str) -> Vec<u8> {
    let digits: String = text.split(' ').collect();
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    assert!(rest.is_empty(), "half a byte: {text}");
    let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
    pairs.iter().map(|pair| byte(pair).unwrap_or_else(|| panic!("not hexadecimal: {text}"))).collect()
}

/// Exactly `N` bytes of a hexadecimal string.
#[must_use]
pub fn bytes<const N: usize>(text: &str) -> [u8; N] {
    hex(text).try_into().unwrap_or_else(|_| panic!("not {N} bytes: {text}"))
}

/// Upper-case hexadecimal.
#[must_use]
pub fn upper(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// A string inside a JSON value.
#[must_use]
pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    let text = value.get(key).and_then(Value::as_str);
    text.unwrap_or_else(|| panic!("no text {key} in {value}"))
}
