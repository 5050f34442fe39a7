//! The way in.

use maud::html;

use crate::frame::document;
use crate::words::both;

/// What the login page shows.
#[derive(Clone, Debug, Default)]
pub struct LoginView {
    /// Name of the county.
    pub county: String,
    /// What was typed as login last time.
    pub login: String,
    /// Why the last attempt failed, Chinese and English.
    pub failure: Option<(String, String)>,
    /// Whether the county is on trial.
    pub trial: bool,
}

/// Draws the login page. Posts `login` and `password` to `/login`.
#[must_use]
pub fn login(view: &LoginView) -> String {
    let body = html! {
        main.door {
            p.seal aria-hidden="true" { "爱" }
            h1 { "爱心卡运营中心" span.en lang="en" { "Love card operations center" } }
            p.county { (view.county) }
            @if let Some((zh, en)) = &view.failure {
                div.notice.bad role="alert" { p { (zh) } p.en lang="en" { (en) } }
            }
            form method="post" action="/login" {
                label for="login" { (both("登录名", "Login")) }
                input #login name="login" type="text" autocomplete="username" autocapitalize="none"
                    spellcheck="false" required value=(view.login);
                label for="password" { (both("密码", "Password")) }
                input #password name="password" type="password" autocomplete="current-password" required;
                button.main type="submit" { "登录 " span.en lang="en" { "Log in" } }
            }
            p.help {
                "忘记密码请联系运营中心运维，密码不能由短信找回。"
                span.en lang="en" { "Forgot the password? Ask maintenance at the center." }
            }
        }
    };
    document("login", "登录 · 爱心卡运营中心", view.trial, &body)
}
