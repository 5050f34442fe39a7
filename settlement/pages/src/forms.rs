//! The forms of officers: what they do is said above the button, and a key is asked for with its passphrase.

use maud::{Markup, html};

use crate::frame::{Visit, token};
use crate::words::both;

/// A form of this session. Every form is sent in parts, for most carry a file.
pub(crate) fn form(visit: &Visit, action: &str, fields: &Markup) -> Markup {
    html! {
        form.deed method="post" action=(action) enctype="multipart/form-data" { (token(visit)) (fields) }
    }
}

/// A key file and its passphrase. `id` keeps labels of several forms apart.
pub(crate) fn key(id: &str) -> Markup {
    let (file, secret) = (format!("key-{id}"), format!("secret-{id}"));
    html! {
        label for=(file) { (both("本人的密钥文件", "Your own key file")) }
        input id=(file) name="key" type="file" required;
        label for=(secret) { (both("密钥口令", "Its passphrase")) }
        input id=(secret) name="passphrase" type="password" autocomplete="off" required;
    }
}

/// Why, in a few words.
pub(crate) fn reason(id: &str, value: &str) -> Markup {
    let id = format!("reason-{id}");
    html! {
        label for=(id) { (both("理由，1–40 字", "Reason")) }
        input id=(id) name="reason" type="text" maxlength="40" required value=(value);
    }
}

/// The button that does it.
pub(crate) fn submit(zh: &str, en: &str) -> Markup {
    html! { button.main type="submit" { (zh) " " span.en lang="en" { (en) } } }
}
