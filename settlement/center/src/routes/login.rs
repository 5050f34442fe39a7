//! `GET` and `POST /login`, `POST /logout`.

use axum::extract::{Form, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use ledger::Outcome;
use pages::LoginView;
use serde::Deserialize;

use super::page;
use crate::access::{LOCKED_US, SESSION_US, Token, WRONG_PASSWORDS, clear_cookie, guest, note, same_origin};
use crate::turned::Turned;
use crate::{Center, Problem, clock, password};

/// One sentence for every failure, so that nobody learns which logins exist or are locked.
const WRONG: (&str, &str) = (
    "登录名或密码不对；连续错 5 次会锁定 15 分钟",
    "wrong login or password; five in a row lock the account for 15 minutes",
);

#[derive(Deserialize)]
pub(crate) struct Credentials {
    login: String,
    password: String,
}

pub(crate) async fn get(State(center): State<Center>) -> Response {
    entrance(&center, StatusCode::OK, "", None)
}

pub(crate) async fn post(
    State(center): State<Center>,
    headers: HeaderMap,
    Form(sent): Form<Credentials>,
) -> Result<Response, Problem> {
    same_origin(&headers)?;
    let now = clock::now_us();
    let login = sent.login.trim().to_ascii_lowercase();
    let (wanted, until) = (login.clone(), now.saturating_add(LOCKED_US));
    let account =
        center.books.write(move |ledger| ledger.begin_login(&wanted, WRONG_PASSWORDS, now, until)).await?;
    let role = account.as_ref().map(|account| account.role.word());
    let hash = account.map(|account| account.password_hash);
    let key = center.key.clone();
    if !verified(&center, sent.password, hash).await? {
        tracing::warn!("Login refused");
        // What nobody is called is not written down: people type their password there.
        if let Some(role) = role {
            let who = login.clone();
            let line = move |ledger: &mut ledger::Ledger| {
                note(ledger, &key, (&who, role), ("login", ""), Outcome::Refused)
            };
            center.books.write(line).await?;
        }
        return Ok(entrance(&center, StatusCode::UNAUTHORIZED, &login, Some(WRONG)));
    }
    let token = Token::fresh().map_err(|error| fault(&error))?;
    let hash = token.hash();
    center
        .books
        .write(move |ledger| {
            ledger.clear_login_failures(&login)?;
            note(ledger, &key, (&login, role.unwrap_or_default()), ("login", ""), Outcome::Done)?;
            ledger.open_session(&hash, &login, now, now.saturating_add(SESSION_US))
        })
        .await?;
    Ok(with_cookie(Redirect::to("/").into_response(), token.set_cookie(center.secure_cookies)))
}

/// A form that carries nothing but its token.
#[derive(Deserialize)]
pub(crate) struct Bare {
    #[serde(default)]
    token: String,
}

pub(crate) async fn logout(
    State(center): State<Center>,
    headers: HeaderMap,
    Form(sent): Form<Bare>,
) -> Result<Response, Turned> {
    guest(&center, &headers).await?.sent(&headers, &sent.token)?;
    if let Some(token) = Token::sent(&headers) {
        center.books.write(move |ledger| ledger.close_session(&token.hash())).await?;
    }
    Ok(with_cookie(Redirect::to("/login").into_response(), clear_cookie(center.secure_cookies)))
}

fn entrance(center: &Center, status: StatusCode, login: &str, failure: Option<(&str, &str)>) -> Response {
    let view = LoginView {
        county: center.county.to_string(),
        login: login.to_owned(),
        failure: failure.map(|(zh, en)| (zh.to_owned(), en.to_owned())),
        trial: center.trial,
    };
    page(status, pages::login(&view))
}

async fn verified(center: &Center, password: String, hash: Option<String>) -> Result<bool, Problem> {
    let turn = center.password_turns.acquire().await.map_err(|error| fault(&error))?;
    let right = tokio::task::spawn_blocking(move || password::verify(&password, hash.as_deref())).await;
    drop(turn);
    right.map_err(|error| fault(&error))
}

fn fault(error: &dyn core::fmt::Display) -> Problem {
    tracing::error!(error = %error, "Login failed");
    let told = "登录暂不可用，请稍后再试 · login is not available, try again shortly";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "login-unavailable", told).retry_after(5)
}

fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}
