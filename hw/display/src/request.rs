//! What a request to `/keys` asks for.

use crate::Key;
use serde_json::Value;
use std::io::Read;
use tiny_http::Request;

/// Bytes a request may have; a hundred keys are far fewer.
const BODY_MAX: u64 = 4096;

/// Keys to be pressed, in order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) keys: Vec<Key>,
    /// Whether a page's form asked, which wants the page again.
    pub(crate) form: bool,
}

/// Reads the body of a request.
///
/// # Errors
/// What is wrong and what would be right.
pub(crate) fn keys(request: &mut Request) -> Result<Asked, String> {
    let kind = request.headers().iter().find(|header| header.field.equiv("Content-Type"));
    let json = kind.is_some_and(|header| header.value.as_str().starts_with("application/json"));
    let mut body = String::new();
    let limit = BODY_MAX.saturating_add(1);
    let read = request.as_reader().take(limit).read_to_string(&mut body);
    if read.is_err() {
        return Err("请求体不是文字 · the body is not text".to_owned());
    }
    if u64::try_from(body.len()).unwrap_or(u64::MAX) > BODY_MAX {
        return Err(format!("请求体超过 {BODY_MAX} 字节 · the body is longer than {BODY_MAX} bytes"));
    }
    let keys = if json { from_json(&body)? } else { from_form(&body)? };
    Ok(Asked { keys, form: !json })
}

fn from_json(body: &str) -> Result<Vec<Key>, String> {
    let wanted = "应为 {\"keys\":[\"1\",\"Enter\"]} · must be {\"keys\":[\"1\",\"Enter\"]}";
    let value: Value = serde_json::from_str(body).map_err(|error| format!("{wanted}: {error}"))?;
    let names = value.get("keys").and_then(Value::as_array).ok_or_else(|| wanted.to_owned())?;
    names.iter().map(|name| name.as_str().ok_or_else(|| wanted.to_owned()).and_then(named)).collect()
}

fn from_form(body: &str) -> Result<Vec<Key>, String> {
    let pairs: Vec<_> = body.split('&').filter(|pair| !pair.is_empty()).collect();
    if pairs.is_empty() {
        return Err("没有按键，应为 key=1 · no key, must be key=1".to_owned());
    }
    let key = |pair: &&str| match pair.split_once('=') {
        // A form writes `+` as %2B; a bare `+` would be a space.
        Some(("key", "%2B")) => Ok(Key::Plus),
        Some(("key", name)) => named(name),
        _ => Err("应为 key=1 · must be key=1".to_owned()),
    };
    pairs.iter().map(key).collect()
}

fn named(name: &str) -> Result<Key, String> {
    Key::from_name(name).ok_or_else(|| {
        let name: String = name.chars().take(16).collect();
        format!("没有按键 {name:?}，可用 0-9 . + x Enter Clear Cancel F1-F4 · no such key")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_json_name_keys() {
        assert_eq!(from_form("key=1&key=%2B&key=Enter"), Ok(vec![Key::Digit(1), Key::Plus, Key::Enter]));
        assert_eq!(
            from_json(r#"{"keys":["1",".","x","F4"]}"#),
            Ok(vec![Key::Digit(1), Key::Dot, Key::Times, Key::F4])
        );
        assert_eq!(from_json(r#"{"keys":[]}"#), Ok(Vec::new()));
    }

    #[test]
    fn nonsense_is_told() {
        for form in ["", "key", "k=1", "key=10", "key=", "key=%00", "key=１"] {
            assert!(from_form(form).is_err(), "{form:?}");
        }
        for json in
            ["", "[]", "{}", r#"{"keys":1}"#, r#"{"keys":[1]}"#, r#"{"keys":["Boom"]}"#, r#"{"keys":"#]
        {
            assert!(from_json(json).is_err(), "{json:?}");
        }
    }
}
