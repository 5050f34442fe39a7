//! The one place that opens a connection. Blocking; every wait is bounded; nothing is followed or repeated by itself.

use core::fmt;
use std::time::Duration;

use records::{EnrolmentCode, SigningKey, VerifyingKey, sign_get, sign_send};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use ureq::http::Response;
use ureq::{Agent, Body};

use super::wire::Problem;
use super::{
    CardReport, CardRequest, Center, CenterFault, DesfireLoadAsk, Enrolled, LoadAnswer, LoadAsk, LoadWord,
};
use crate::hex::{hex, unhex};

/// The most we read of one answer.
const LARGEST_ANSWER: u64 = 1024 * 1024;

/// Who this desk is. `Debug` shows the number alone.
#[derive(Clone)]
pub struct Identity {
    /// The desk's number.
    pub desk: u32,
    /// Its own key, made at enrolment.
    pub key: SigningKey,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({})", self.desk)
    }
}

/// A way to the center.
pub struct Link {
    agent: Agent,
    base: String,
    identity: Identity,
}

fn agent(base: &str) -> Result<(Agent, String), CenterFault> {
    if base.starts_with("https://") {
        return Err(CenterFault::Tls);
    }
    let host = base.strip_prefix("http://").unwrap_or_default().trim_end_matches('/');
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if host.is_empty() || !host.chars().all(plain) {
        return Err(CenterFault::Address(base.chars().take(80).collect()));
    }
    let agent = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .user_agent("card-desk")
        .timeout_connect(Some(Duration::from_secs(5)))
        .timeout_per_read(Some(Duration::from_secs(15)))
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .new_agent();
    Ok((agent, format!("http://{host}")))
}

fn heard<T: DeserializeOwned>(sent: Result<Response<Body>, ureq::Error>) -> Result<T, CenterFault> {
    let mut response = sent.map_err(|error| CenterFault::Away(error.to_string()))?;
    let status = response.status().as_u16();
    let body = response.body_mut().with_config().limit(LARGEST_ANSWER).read_to_vec();
    let body = body.map_err(|error| CenterFault::Away(error.to_string()))?;
    if (200..300).contains(&status) {
        return serde_json::from_slice(&body).map_err(|_| CenterFault::Answer);
    }
    let problem: Problem = serde_json::from_slice(&body).unwrap_or_default();
    let sentence = if problem.detail.is_empty() { problem.title } else { problem.detail };
    let short = |text: String| text.chars().take(300).collect();
    Err(CenterFault::Refused { status, code: short(problem.code), sentence: short(sentence) })
}

/// Enrols a desk: its one-time code and key against its number. The code's last group is a fingerprint of the county's
/// key, so that nobody on the line can put his own in its place.
///
/// # Errors
/// As [`CenterFault`]; enrolling may be tried again with the same key.
pub fn enrol(base: &str, code: &EnrolmentCode, key: &SigningKey) -> Result<Enrolled, CenterFault> {
    let (agent, base) = agent(base)?;
    let body =
        json!({ "code": code.reveal(), "public_key": hex(key.verifying_key().as_bytes()) }).to_string();
    let url = format!("{base}/v1/card-desk/enrolments");
    let told: Enrolled = heard(agent.post(&url).header("content-type", "application/json").send(&body))?;
    let center = unhex::<32>(&told.center_public_key).and_then(|key| VerifyingKey::from_bytes(&key).ok());
    let center = center.ok_or(CenterFault::Answer)?;
    if code.names_center(&center) { Ok(told) } else { Err(CenterFault::Fingerprint) }
}

impl Link {
    /// A link to `base`, such as `http://center.example:8080`.
    ///
    /// # Errors
    /// An address that is not `http://host[:port]`.
    pub fn new(base: &str, identity: Identity) -> Result<Link, CenterFault> {
        let (agent, base) = agent(base)?;
        Ok(Link { agent, base, identity })
    }

    fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, CenterFault> {
        let at = jiff::Timestamp::now().to_string();
        let signature = hex(&sign_get(path, &at, &self.identity.key));
        let request = self.agent.get(format!("{}{path}", self.base));
        heard(
            request
                .header("x-lovecard-desk", self.identity.desk.to_string())
                .header("x-lovecard-at", at)
                .header("x-lovecard-signature", signature)
                .call(),
        )
    }

    fn send<T: DeserializeOwned>(&self, put: bool, path: &str, body: &str) -> Result<T, CenterFault> {
        let at = jiff::Timestamp::now().to_string();
        let signature = hex(&sign_send(path, &at, body.as_bytes(), &self.identity.key));
        let url = format!("{}{path}", self.base);
        let request = if put { self.agent.put(url) } else { self.agent.post(url) };
        heard(
            request
                .header("content-type", "application/json")
                .header("x-lovecard-desk", self.identity.desk.to_string())
                .header("x-lovecard-at", at)
                .header("x-lovecard-signature", signature)
                .send(body),
        )
    }

    /// The card profile that tills are given, as text.
    ///
    /// # Errors
    /// As [`CenterFault`].
    pub fn card_profile(&self) -> Result<String, CenterFault> {
        #[derive(Deserialize)]
        struct Installed {
            text: String,
        }
        self.get::<Installed>("/v1/card-desk/card-profile").map(|installed| installed.text)
    }

    /// Somebody's own card, by its 20 digits, is now the card of the holder whom this number names. Whether that is news.
    ///
    /// # Errors
    /// As [`CenterFault`].
    pub fn register_identity(&self, card_no: &str, holder: &str) -> Result<bool, CenterFault> {
        #[derive(Deserialize)]
        struct Registered {
            news: bool,
        }
        let body = json!({ "card_no": card_no, "holder": holder }).to_string();
        self.send::<Registered>(false, "/v1/card-desk/identities", &body).map(|registered| registered.news)
    }
}

/// An answer of which only its coming matters.
#[derive(Deserialize)]
struct Taken {}

impl Center for Link {
    fn requests(&self) -> Result<Vec<CardRequest>, CenterFault> {
        #[derive(Deserialize)]
        struct List {
            requests: Vec<CardRequest>,
        }
        self.get::<List>("/v1/card-desk/requests").map(|list| list.requests)
    }

    fn take(&self, request: u64) -> Result<CardRequest, CenterFault> {
        self.send(true, &format!("/v1/card-desk/requests/{request}/desk"), "")
    }

    fn report_card(&self, report: &CardReport) -> Result<(), CenterFault> {
        let body = serde_json::to_string(report).map_err(|_| CenterFault::Answer)?;
        self.send::<Taken>(false, "/v1/card-desk/cards", &body).map(|_| ())
    }

    fn report_block(&self, card_no: &str, reason: &str, on_card: bool) -> Result<(), CenterFault> {
        let body = json!({ "card_no": card_no, "reason": reason, "on_card": on_card }).to_string();
        self.send::<Taken>(false, "/v1/card-desk/blocks", &body).map(|_| ())
    }

    fn order_load(&self, ask: &LoadAsk) -> Result<LoadAnswer, CenterFault> {
        let body = serde_json::to_string(ask).map_err(|_| CenterFault::Answer)?;
        self.send(false, "/v1/card-desk/loads", &body)
    }

    fn order_desfire_load(&self, ask: &DesfireLoadAsk) -> Result<LoadAnswer, CenterFault> {
        let body = serde_json::to_string(ask).map_err(|_| CenterFault::Answer)?;
        self.send(false, "/v1/card-desk/desfire-loads", &body)
    }

    fn end_load(&self, load: u64, word: &LoadWord) -> Result<String, CenterFault> {
        #[derive(Deserialize)]
        struct Ended {
            state: String,
        }
        let body = serde_json::to_string(word).map_err(|_| CenterFault::Answer)?;
        let path = format!("/v1/card-desk/loads/{load}/outcome");
        self.send::<Ended>(true, &path, &body).map(|ended| ended.state)
    }
}
