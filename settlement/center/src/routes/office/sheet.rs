//! A form as sent in parts: fields and files.

use std::collections::BTreeMap;

use axum::extract::Multipart;
use axum::http::{HeaderMap, StatusCode};
use records::{BusinessDay, SigningKey};

use crate::access::{Guest, Right, acting};
use crate::turned::Turned;
use crate::{Center, Failure, Problem, officer_key};

/// No form has more parts.
const MOST_PARTS: usize = 16;

/// What was filled in.
pub(super) struct Sheet(BTreeMap<String, Vec<u8>>);

/// Reads a form of somebody who may do this, once its token is found to be theirs.
pub(super) async fn sheet(
    center: &Center,
    headers: &HeaderMap,
    right: Right,
    sent: Multipart,
) -> Result<(Guest, Sheet), Turned> {
    // Strangers are turned away before anything is read.
    crate::access::entering(center, headers, right).await?;
    let sheet = read(sent).await?;
    let guest = acting(center, headers, right, &sheet.text("token")).await?;
    Ok((guest, sheet))
}

async fn read(mut sent: Multipart) -> Result<Sheet, Turned> {
    let cut = |_| {
        let told = "表单未收全或太大，未执行；请重新提交 · the form did not arrive whole or is too large, nothing was done; send it again";
        Turned::Problem(Problem::new(StatusCode::BAD_REQUEST, "body-cut-short", told))
    };
    let mut parts = BTreeMap::new();
    while let Some(part) = sent.next_field().await.map_err(cut)? {
        let name = part.name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(cut)?;
        if parts.len() < MOST_PARTS {
            parts.insert(name, bytes.to_vec());
        }
    }
    Ok(Sheet(parts))
}

impl Sheet {
    /// What stands in a field; nothing where it was left out.
    pub(super) fn text(&self, name: &str) -> String {
        let bytes = self.0.get(name).map(Vec::as_slice).unwrap_or_default();
        String::from_utf8_lossy(bytes).trim().to_owned()
    }

    /// The content of a file; nothing where none was chosen.
    pub(super) fn file(&self, name: &str) -> Vec<u8> {
        self.0.get(name).cloned().unwrap_or_default()
    }

    /// A reason: 1 to 40 characters, nothing invisible.
    pub(super) fn reason(&self) -> Result<String, Failure> {
        crate::plain_text::name(&self.text("reason")).map_err(|error| {
            Failure::BadInput(format!(
                "理由应为 {error}，未改动；请返回填写 · nothing was changed; go back and give a reason"
            ))
        })
    }

    /// A day, where one is given.
    pub(super) fn day(&self) -> Result<Option<BusinessDay>, Failure> {
        let text = self.text("day");
        if text.is_empty() {
            return Ok(None);
        }
        let day = text.replace('-', "").parse().ok().and_then(BusinessDay::from_number);
        day.map(Some).ok_or_else(|| {
            Failure::BadInput(
                "日期应写成 2024-07-15，未改动 · write the day as 2024-07-15, nothing was changed".to_owned(),
            )
        })
    }

    /// The key and passphrase of an officer, still locked.
    pub(super) fn lock(&self) -> Lock {
        // A passphrase is taken as typed: blanks are part of it.
        let secret = self.0.get("passphrase").cloned().unwrap_or_default();
        Lock { file: self.file("key"), secret: String::from_utf8_lossy(&secret).into_owned() }
    }
}

/// A key file and what should open it. Shows neither.
pub(super) struct Lock {
    file: Vec<u8>,
    secret: String,
}

impl Lock {
    /// Whether a key file was sent at all.
    pub(super) fn is_empty(&self) -> bool {
        self.file.is_empty()
    }

    /// Opens it; slow on purpose.
    pub(super) fn open(&self) -> Result<SigningKey, Failure> {
        officer_key::unlock(&self.file, &self.secret)
    }
}

/// Does something with an officer's key, as [`crate::access::does`]. Keys are slow to open: so many at a time.
pub(super) async fn with_key<T: Send + 'static>(
    center: &Center,
    guest: &Guest,
    what: (&str, String),
    lock: Lock,
    job: impl FnOnce(&mut ledger::Ledger, &SigningKey) -> Result<(T, String), Failure> + Send + 'static,
) -> Result<T, Turned> {
    let turn = center.password_turns.acquire().await;
    let done = crate::access::does(center, guest, what, move |ledger| {
        let key = lock.open()?;
        job(ledger, &key)
    });
    let done = done.await;
    drop(turn);
    done
}
