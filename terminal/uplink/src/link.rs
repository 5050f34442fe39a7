//! The driver that carries one request over HTTP. Blocking; every wait is bounded.

use crate::identity::hex;
use crate::{Identity, Reply, Request};
use std::time::Duration;
use ureq::{Agent, Body, http::Response};

/// The most we read of one answer: parameter packages carry a county's roster.
const LARGEST_ANSWER: u64 = 64 * 1024 * 1024;

/// Bounds of every call.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For a connection to stand.
    pub connect: Duration,
    /// For each read.
    pub per_read: Duration,
    /// For the whole call.
    pub global: Duration,
}

impl Default for Timeouts {
    fn default() -> Timeouts {
        Timeouts {
            connect: Duration::from_secs(5),
            per_read: Duration::from_secs(15),
            global: Duration::from_secs(60),
        }
    }
}

/// An address that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Not an http address.
    #[error("中心地址 {0:?} 应写成 http://主机:端口 · the center's address must be written http://host:port")]
    Address(String),
    /// TLS is not built in.
    #[error(
        "本程序不含 TLS，请让 https 由本机代理终结 · no TLS is built in; let a local proxy speak https to the center"
    )]
    Tls,
}

/// A way to the center.
#[derive(Clone)]
pub struct Link {
    agent: Agent,
    base: String,
}

impl Link {
    /// A link to `base`, such as `http://center.example:8080`.
    ///
    /// # Errors
    /// An address that is not `http://host[:port]`.
    pub fn new(base: &str, timeouts: Timeouts) -> Result<Link, LinkError> {
        if base.starts_with("https://") {
            return Err(LinkError::Tls);
        }
        let host = base.strip_prefix("http://").unwrap_or_default().trim_end_matches('/');
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        if host.is_empty() || !host.chars().all(plain) {
            return Err(LinkError::Address(base.chars().take(80).collect()));
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent("canteen-terminal")
            .timeout_connect(Some(timeouts.connect))
            .timeout_per_read(Some(timeouts.per_read))
            .timeout_global(Some(timeouts.global))
            .build()
            .new_agent();
        Ok(Link { agent, base: format!("http://{host}") })
    }

    /// Carries one request. Never fails: silence is an answer too.
    #[must_use]
    pub fn carry(&self, identity: &Identity, request: &Request, now_utc_us: i64) -> Reply {
        let url = format!("{}{}", self.base, request.path());
        let sent = match request {
            Request::Batch { bytes, .. } => {
                self.agent.put(&url).header("content-type", "application/octet-stream").send(bytes.as_slice())
            }
            Request::Cursor { .. } => self.signed_get(&url, identity, request, now_utc_us).call(),
            Request::Parameters { have_version, .. } => self
                .signed_get(&url, identity, request, now_utc_us)
                .header("if-none-match", format!("\"{have_version}\""))
                .call(),
        };
        receive(sent)
    }

    /// Posts JSON, for enrolment.
    pub(crate) fn post_json(&self, path: &str, body: &str) -> Reply {
        let url = format!("{}{path}", self.base);
        receive(self.agent.post(&url).header("content-type", "application/json").send(body))
    }

    /// Ends connections and wakes a call in flight.
    pub fn shut(&self) {
        self.agent.clone().shutdown();
    }

    fn signed_get(
        &self,
        url: &str,
        identity: &Identity,
        request: &Request,
        now_utc_us: i64,
    ) -> ureq::RequestBuilder<ureq::typestate::WithoutBody> {
        let at =
            jiff::Timestamp::from_second(now_utc_us.div_euclid(1_000_000)).unwrap_or_default().to_string();
        let signature = hex(&records::sign_get(&request.path(), &at, &identity.key));
        self.agent.get(url).header("x-lovecard-at", at).header("x-lovecard-signature", signature)
    }
}

fn receive(sent: Result<Response<Body>, ureq::Error>) -> Reply {
    let mut response = match sent {
        Ok(response) => response,
        Err(error) => return Reply::Unreachable(error.to_string()),
    };
    let status = response.status().as_u16();
    let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
    let retry_after_s = header("retry-after").and_then(|text| text.trim().parse().ok());
    let center_time_s = header("date")
        .and_then(|text| jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok())
        .map(|at| at.as_second());
    match response.body_mut().with_config().limit(LARGEST_ANSWER).read_to_vec() {
        Ok(body) => Reply::Answer { status, body, retry_after_s, center_time_s },
        Err(error) => Reply::Unreachable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let link = |base| Link::new(base, Timeouts::default()).map(|_| ());
        assert_eq!(link("http://127.0.0.1:8080"), Ok(()));
        assert_eq!(link("http://center.example/"), Ok(()));
        assert_eq!(link("https://center.example"), Err(LinkError::Tls));
        for bad in ["", "center.example", "http://", "http://a b", "http://user@host", "ftp://x"] {
            assert_eq!(link(bad), Err(LinkError::Address(bad.to_owned())), "{bad}");
        }
    }
}
