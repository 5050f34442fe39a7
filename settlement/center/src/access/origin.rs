//! Forms are taken only from our own pages. `SameSite=Strict` is the first wall, this is the second.

use axum::http::{HeaderMap, StatusCode, header};

use crate::Problem;

/// Whether a form was sent from our own pages. A browser too old to say so is stopped by the cookie's rule.
pub(crate) fn same_origin(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    let own_site = site.is_none_or(|site| matches!(site, "same-origin" | "none"));
    let own_origin = text(header::ORIGIN).is_none_or(|origin| {
        let host = origin.split_once("://").map(|(_, host)| host);
        host.is_some() && host == text(header::HOST)
    });
    if own_site && own_origin {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "foreign-origin",
        "表单不是从本站提交的，未执行；请从登录页重新进入 · the form came from another site and was ignored; start from the login page",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderName;

    #[test]
    fn forms_from_elsewhere_are_ignored() {
        let judged = |pairs: &[(&'static str, &'static str)]| {
            let headers = pairs
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
                .collect::<HeaderMap>();
            same_origin(&headers).is_ok()
        };
        let host = ("host", "center.example:8080");
        for (good, pairs) in [
            (true, vec![host]),
            (true, vec![host, ("origin", "http://center.example:8080"), ("sec-fetch-site", "same-origin")]),
            (false, vec![host, ("origin", "http://center.example")]),
            (false, vec![host, ("origin", "null")]),
            (false, vec![host, ("sec-fetch-site", "cross-site")]),
        ] {
            assert_eq!(judged(&pairs), good, "{pairs:?}");
        }
    }
}
