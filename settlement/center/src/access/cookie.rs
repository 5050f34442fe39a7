//! The session cookie: a random token for the browser, its hash for the books.

use axum::http::{HeaderMap, HeaderValue, header};
use records::sha256;

use crate::hex::{hex, unhex};
use crate::{Failure, random};

const NAME: &str = "lovecard";
const SECONDS: i64 = super::SESSION_US / 1_000_000;

/// A session token.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token([u8; 32]);

impl Token {
    pub(crate) fn fresh() -> Result<Token, Failure> {
        Ok(Token(random::bytes()?))
    }

    /// The token a browser sent, if it sent one.
    pub(crate) fn sent(headers: &HeaderMap) -> Option<Token> {
        let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut values =
            pairs.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
        values.find(|(name, _)| *name == NAME).and_then(|(_, value)| unhex(value)).map(Token)
    }

    /// What the books keep: a stolen copy of the books opens no session.
    pub(crate) fn hash(&self) -> [u8; 32] {
        sha256(&self.0)
    }

    /// What forms of this session carry: it follows from the token and gives none of it away.
    pub(crate) fn form_token(&self) -> String {
        let mut text = b"lovecard-form/1".to_vec();
        text.extend_from_slice(&self.0);
        hex(&sha256(&text))
    }

    pub(crate) fn set_cookie(&self, secure: bool) -> Option<HeaderValue> {
        cookie(&hex(&self.0), SECONDS, secure)
    }
}

/// Takes the cookie away.
pub(crate) fn clear_cookie(secure: bool) -> Option<HeaderValue> {
    cookie("", 0, secure)
}

fn cookie(value: &str, seconds: i64, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{NAME}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_token_counts() {
        let sent = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_str(text).unwrap());
            Token::sent(&headers)
        };
        let token = "ab".repeat(32);
        assert!(sent(&format!("other=1; lovecard={token}")).is_some());
        for text in
            [format!("lovecard={}", &token[2..]), format!("xlovecard={token}"), "lovecard=".to_owned()]
        {
            assert!(sent(&text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_strangers() {
        let text = Token([1; 32]).set_cookie(true).unwrap();
        let text = text.to_str().unwrap();
        assert!(text.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure"), "{text}");
    }
}
