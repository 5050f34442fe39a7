//! Enrolment codes as the books keep them.

use records::{EnrolmentCode, sha256};

/// How long a code may be used: seven days.
pub(crate) const VALID_FOR_US: i64 = 7 * 24 * 3600 * 1_000_000;

/// What the books keep of a code. The code has 40 random bits and a week to live; the hash keeps it out of
/// backups and screens.
pub(crate) fn code_hash(code: &EnrolmentCode) -> [u8; 32] {
    sha256(format!("lovecard enrolment code v1\0{}", code.reveal()).as_bytes())
}
