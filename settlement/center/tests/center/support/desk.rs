//! A card desk: signs what it asks; and a purse that answers a load.

use axum::body::Body;
use axum::http::Request;
use county_center::Center;
use money::Fen;
use pboc_purse::crypto::{Key8, Key16, des_mac, fold, triple_des_ecb};
use records::{SigningKey, sign_get, sign_send};
use serde_json::{Value, json};

use super::County;
use super::card::{ISSUER, MTK, hex};
use super::http::{Answer, ask};

pub(crate) const MLK: [u8; 16] = *b"trial load mastr";

pub(crate) struct Desk {
    pub(crate) number: u32,
    pub(crate) key: SigningKey,
}

pub(crate) fn now() -> String {
    jiff::Timestamp::from_microsecond(county_center::clock::now_us()).unwrap().to_string()
}

impl Desk {
    /// Enrols a desk without going through HTTP.
    pub(crate) fn new(county: &County, seed: u8, load_limit: i64) -> Desk {
        let mut ledger = county.ledger();
        let key = SigningKey::from_bytes(&[seed; 32]);
        let number = ledger.invite_desk("一号发卡台", Fen(load_limit), &[seed; 32], 1, i64::MAX).unwrap();
        let enrolled = ledger.enrol_desk(&[seed; 32], key.verifying_key().as_bytes(), 2).unwrap();
        assert_eq!(enrolled, Ok(number));
        Desk { number, key }
    }

    pub(crate) fn get(&self, center: &Center, path: &str) -> Answer {
        let at = now();
        let signature = hex(&sign_get(path, &at, &self.key));
        self.ask(center, "GET", path, (&at, &signature), String::new())
    }

    pub(crate) fn send(&self, center: &Center, verb: &str, path: &str, body: &Value) -> Answer {
        let (at, body) = (now(), if body.is_null() { String::new() } else { body.to_string() });
        let signature = hex(&sign_send(path, &at, body.as_bytes(), &self.key));
        self.ask(center, verb, path, (&at, &signature), body)
    }

    pub(crate) fn ask(
        &self,
        center: &Center,
        verb: &str,
        path: &str,
        (at, signature): (&str, &str),
        body: String,
    ) -> Answer {
        let request = Request::builder()
            .method(verb)
            .uri(path)
            .header("x-lovecard-desk", self.number)
            .header("x-lovecard-at", at)
            .header("x-lovecard-signature", signature);
        ask(center, request.body(Body::from(body)).unwrap())
    }
}

/// A purse as a load meets it.
pub(crate) struct Purse {
    pub(crate) number: String,
    pub(crate) balance: u32,
    pub(crate) online: u16,
    pub(crate) random: [u8; 4],
}

impl Purse {
    pub(crate) fn new(number: &str) -> Purse {
        Purse { number: number.to_owned(), balance: 500, online: 3, random: [1, 2, 3, 4] }
    }

    fn key(&self, master: [u8; 16]) -> Key16 {
        let level = |key: &Key16, factor: [u8; 8]| {
            let pair = [factor, factor.map(|byte| !byte)].concat();
            Key16(triple_des_ecb(key, &pair).try_into().unwrap())
        };
        let serial: Vec<u8> =
            (4..20).step_by(2).map(|at| u8::from_str_radix(&self.number[at..at + 2], 16).unwrap()).collect();
        level(&level(&Key16(master), ISSUER), serial.try_into().unwrap())
    }

    fn code(&self, data: &[u8]) -> [u8; 4] {
        let input = [&self.random[..], &self.online.to_be_bytes(), &[0x80, 0]].concat();
        let session = triple_des_ecb(&self.key(MLK), &input);
        des_mac(&Key8(session.try_into().unwrap()), [0; 8], data).0
    }

    /// INITIALIZE FOR LOAD, as the desk sends it on.
    pub(crate) fn order(&self, reference: &str, amount: u32, terminal: [u8; 6]) -> Value {
        let data = [&self.balance.to_be_bytes()[..], &amount.to_be_bytes(), &[2], &terminal].concat();
        json!({ "reference": reference, "card_no": self.number, "issuer": hex(&ISSUER), "amount_fen": amount,
            "balance_fen": self.balance, "counter": self.online, "random": hex(&self.random), "algorithm": 0,
            "mac1": hex(&self.code(&data)) })
    }

    /// CREDIT FOR LOAD: checks MAC2, books, answers the TAC.
    pub(crate) fn credit(&mut self, amount: u32, terminal: [u8; 6], permit: &Value) -> String {
        let text = format!("{}{}", permit["date"].as_str().unwrap(), permit["time"].as_str().unwrap());
        let stamp: Vec<u8> =
            (0..14).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect();
        let told = [&amount.to_be_bytes()[..], &[2], &terminal, &stamp].concat();
        assert_eq!(permit["mac2"], hex(&self.code(&told)), "MAC2");
        self.balance += amount;
        let proven = [&self.balance.to_be_bytes()[..], &self.online.to_be_bytes(), &told].concat();
        let tac = des_mac(&fold(&self.key(MTK)), [0; 8], &proven).0;
        self.online += 1;
        hex(&tac)
    }
}
