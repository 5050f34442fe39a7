//! `load`: money onto a purse.

use clap::Args;
use pboc_purse::Pin;
use purse::CardAmount;
use serde_json::json;

use super::Said;
use super::at_reader::{Desk, card};
use crate::config::Config;
use crate::exit::{Ending, Exit};
use crate::hex::unhex;
use crate::secret_line;
use crate::work::{LoadWish, load};

#[derive(Debug, Args)]
pub(super) struct Load {
    /// 金额，元，如 50 或 50.00 · amount in yuan
    #[arg(long, value_name = "YUAN", value_parser = amount)]
    amount: u32,
    /// 收据号，一笔一号 · the receipt, one number for one load
    #[arg(long, value_parser = receipt)]
    receipt: String,
    /// 充值不需密码的卡 · the card asks no PIN for a load
    #[arg(long)]
    no_pin: bool,
}

impl Load {
    pub(super) fn run(self, config: &Config) -> Result<Said, Ending> {
        let mut desk = Desk::open(config)?;
        let terminal =
            unhex(&desk.enrolled.terminal).ok_or_else(|| Ending::new(Exit::BadConfig, "terminal"))?;
        let (mut slot, chip) = card(config)?;
        let speech = desk.works.listen(&mut slot)?;
        // A DESFire card knows no PIN.
        let pin = if self.no_pin || desk.works.suiting(speech).desfire().is_some() {
            None
        } else {
            let digits = secret_line::ask("持卡人密码 the holder's PIN")?;
            let bad = "密码应为数字，未充值 · a PIN is made of digits, nothing was loaded";
            Some(Pin::from_digits(&digits).ok_or_else(|| Ending::new(Exit::Usage, bad))?)
        };
        let amount = CardAmount(self.amount);
        let wish =
            LoadWish { reference: self.receipt, amount, terminal, key_id: desk.works.pboc.key_id(), pin };
        let loaded = desk.at_bench(speech, |bench| load(bench, &mut slot, chip, wish))?;
        let (number, balance) = (loaded.number, loaded.balance);
        let text = format!(
            "卡 {number} 已充 {}，余额 {} · loaded, balance {}",
            yuan(amount.0),
            yuan(balance.0),
            yuan(balance.0)
        );
        let json = json!({ "card": number.tail(), "amount_fen": amount.0, "balance_fen": balance.0 });
        Ok(Said::new(text, json).with(&loaded.pending))
    }
}

/// Fen as yuan.
pub(super) fn yuan(fen: u32) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

fn amount(text: &str) -> Result<u32, String> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "00"));
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    let fen = |digits: &str| match digits.len() {
        1 => digits.parse::<u32>().ok()?.checked_mul(10),
        2 => digits.parse().ok(),
        _ => None,
    };
    let whole = Some(whole).filter(|text| plain(text)).and_then(|text| text.parse::<u32>().ok());
    let part = Some(part).filter(|text| plain(text)).and_then(fen);
    let sum =
        whole.and_then(|yuan| yuan.checked_mul(100)).zip(part).and_then(|(yuan, fen)| yuan.checked_add(fen));
    sum.filter(|fen| *fen > 0)
        .ok_or_else(|| "应为大于零的金额，如 50.00 · an amount above nothing, such as 50.00".to_owned())
}

fn receipt(text: &str) -> Result<String, String> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let good = (1..=40).contains(&text.len()) && text.chars().all(plain);
    good.then(|| text.to_owned())
        .ok_or_else(|| "1 至 40 个字母、数字或短横 · 1 to 40 of letters, digits and -".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_fen() {
        for (text, fen) in [("50", 5_000), ("50.5", 5_050), ("0.01", 1), ("42949672.95", u32::MAX)] {
            assert_eq!(amount(text), Ok(fen), "{text}");
        }
        for text in ["", "0", "0.00", ".5", "5.", "1.234", "-1", "+1", "1e3", "42949672.96", "１"] {
            assert!(amount(text).is_err(), "{text}");
        }
        assert_eq!(yuan(105), "1.05");
        assert!(receipt("R-2025-1").is_ok() && receipt("").is_err() && receipt("a b").is_err());
    }
}
