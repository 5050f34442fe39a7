//! After the lunch: what must not be in any log is not in any log.

use crate::county::{PASSPHRASE, PASSWORD, SUPERVISOR};
use crate::lunch::Lunch;
use anyhow::{Result, ensure};
use serde_json::Value;
use std::fs;

/// Fails when a log holds a card number, a birth date, a key, a password or the supervisor's code.
///
/// # Errors
/// The log and the kind of secret, but not the secret.
pub(super) fn stay_secret(lunch: &Lunch) -> Result<()> {
    let mut secrets: Vec<(&str, String)> = vec![
        ("password", PASSWORD.to_owned()),
        ("passphrase", PASSPHRASE.to_owned()),
        ("supervisor code", SUPERVISOR.to_owned()),
    ];
    for card in &lunch.tray.cards {
        let number = &card.entry.number;
        // The whole number, the printed one without its leading zero, and the derivation factor.
        for from in [0, 1, 4] {
            secrets.push(("card number", number.get(from..).unwrap_or_default().to_owned()));
        }
    }
    let keys: Value = serde_json::from_str(&fs::read_to_string(lunch.folder.join("keys.json"))?)?;
    for key in keys.as_object().into_iter().flat_map(|keys| keys.values()).filter_map(Value::as_str) {
        secrets.push(("key", key.to_owned()));
    }
    for line in fs::read_to_string(lunch.folder.join("holders.csv"))?.lines().skip(1) {
        if let Some(birth) = line.split(',').nth(1) {
            secrets.push(("birth date", birth.to_owned()));
        }
    }
    let mut read = 0;
    for entry in fs::read_dir(lunch.logs())? {
        let path = entry?.path();
        if path.extension().is_none_or(|ending| ending != "log") {
            continue;
        }
        let text = fs::read_to_string(&path)?.to_ascii_uppercase();
        read += text.len();
        for (kind, secret) in &secrets {
            ensure!(!text.contains(&secret.to_ascii_uppercase()), "{}: holds a {kind}", path.display());
        }
    }
    ensure!(read > 1000, "the logs are empty, so this proves nothing");
    println!(
        "日志 {read} 字节中没有卡号、密钥、生日、口令 · no card number, key, birth date or password in the logs"
    );
    Ok(())
}
