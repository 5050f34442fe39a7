//! Asking the center without a socket.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use county_center::{Center, routes};
use tower::ServiceExt;

use super::PASSWORD;

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Status and problem code, as `409 chain-fork`.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json", "{}", self.text());
        format!("{} {}", self.status.as_u16(), self.json()["code"].as_str().unwrap())
    }
}

pub(crate) fn ask(center: &Center, request: Request<Body>) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let response = routes::router(center.clone()).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    })
}

pub(crate) fn put(center: &Center, path: &str, body: Vec<u8>) -> Answer {
    ask(center, Request::put(path).body(Body::from(body)).unwrap())
}

pub(crate) fn get(center: &Center, path: &str, cookie: &str) -> Answer {
    ask(center, Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap())
}

pub(crate) fn form(center: &Center, path: &str, cookie: &str, body: String) -> Answer {
    let request = Request::post(path)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    ask(center, request.body(Body::from(body)).unwrap())
}

/// What forms of a session carry, taken from a page.
pub(crate) fn token(page: &Answer) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("name=\"token\" value=\"").expect("a form");
    rest.split('"').next().unwrap().to_owned()
}

/// Logs in and returns the cookie.
pub(crate) fn login(center: &Center, login: &str) -> String {
    let answer = form(center, "/login", "", format!("login={login}&password={}", PASSWORD.replace(' ', "+")));
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

/// The words of a page, without its markup.
pub(crate) fn words(page: &str) -> String {
    let mut text = String::new();
    let body = page.split_once("<body").map_or(page, |(_, body)| body);
    let mut inside = !body.starts_with('<');
    for letter in body.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push('\n');
            }
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n") + "\n"
}
