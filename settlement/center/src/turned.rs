//! Why somebody does not get a page: sent to log in, or told in HTML.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};

use pages::ErrorView;

use crate::{BooksError, Failure, Problem};

/// An answer of a page route that is not the page.
#[derive(Debug)]
pub(crate) enum Turned {
    /// Not logged in.
    ToLogin,
    /// There is nothing here, or nothing for this person: the two look alike.
    NotFound,
    /// The address cannot be understood.
    Unclear(&'static str, &'static str),
    /// The center cannot answer now.
    Problem(Problem),
    /// What was asked for was not done, and why.
    Failed(Failure),
}

impl From<BooksError> for Turned {
    fn from(error: BooksError) -> Turned {
        Turned::Problem(Problem::from(error))
    }
}

impl From<Problem> for Turned {
    fn from(problem: Problem) -> Turned {
        Turned::Problem(problem)
    }
}

impl IntoResponse for Turned {
    fn into_response(self) -> Response {
        let pair = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
        let view = match self {
            Turned::ToLogin => return Redirect::to("/login").into_response(),
            Turned::NotFound => ErrorView {
                status: 404,
                code: "not-found".to_owned(),
                what: pair("没有这一页", "No such page"),
                todo: pair("请从首页重新进入。", "Start again from the first page."),
                onward: Some(onward()),
            },
            Turned::Unclear(zh, en) => ErrorView {
                status: 400,
                code: "unclear".to_owned(),
                what: pair("地址无法理解", "The address cannot be understood"),
                todo: pair(zh, en),
                onward: Some(onward()),
            },
            Turned::Problem(problem) => {
                let (zh, en) = problem.detail().split_once(" · ").unwrap_or((problem.detail(), ""));
                ErrorView {
                    status: problem.status().as_u16(),
                    code: problem.code().to_owned(),
                    what: pair("现在无法显示", "This cannot be shown now"),
                    todo: pair(zh, en),
                    onward: Some(onward()),
                }
            }
            Turned::Failed(failure) => not_done(&failure),
        };
        let status = StatusCode::from_u16(view.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Html(pages::error(&view))).into_response()
    }
}

/// A deed that was not done. What the books say of a fault stays in the log.
fn not_done(failure: &Failure) -> ErrorView {
    let pair = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    let (status, code) = match failure {
        Failure::Fault(_) => (500, "fault"),
        Failure::Books(_) => (503, "books-unavailable"),
        Failure::BadInput(_) => (422, "bad-input"),
        Failure::CheckFailed(_) | Failure::Differs(_) => (409, "check-failed"),
        Failure::Refused(_) => (409, "refused"),
    };
    tracing::warn!(code, "A form was not acted on");
    let said = failure.to_string();
    let todo = said.rsplit_once(" · ").filter(|_| !said.contains('\n'));
    let todo = todo.map_or((said.as_str(), ""), |(zh, en)| (zh, en));
    ErrorView {
        status,
        code: code.to_owned(),
        what: pair("没有执行", "Nothing was done"),
        todo: pair(todo.0, todo.1),
        onward: Some(onward()),
    }
}

fn onward() -> (String, String, String) {
    ("/".to_owned(), "回到首页".to_owned(), "To the first page".to_owned())
}
