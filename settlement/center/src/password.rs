//! Password hashes: Argon2id in PHC strings.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use crate::Failure;

/// The shortest password we take.
pub(crate) const SHORTEST: usize = 8;
/// The longest input we hash.
const LONGEST: usize = 256;

/// Hashes a secret with a random salt.
///
/// # Errors
/// The system gives no random numbers.
pub(crate) fn hash(secret: &str) -> Result<String, Failure> {
    Argon2::default()
        .hash_password(secret.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| Failure::Fault(error.to_string()))
}

/// The same with a salt that is told: for a county of a rehearsal, whose books must come out alike twice.
///
/// # Errors
/// A salt that is too short.
pub(crate) fn hash_with_salt(secret: &str, salt: &[u8]) -> Result<String, Failure> {
    Argon2::default()
        .hash_password_with_salt(secret.as_bytes(), salt)
        .map(|hash| hash.to_string())
        .map_err(|error| Failure::Fault(error.to_string()))
}

/// Whether the secret is the one behind the hash. `None` stands for an unknown login: it takes as long, so that
/// the time tells nothing.
pub(crate) fn verify(secret: &str, hash: Option<&str>) -> bool {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$5rF1Zg1eQ1v0m3l0C0mGJr6Y3b0Yk1nYQy5o0m9m1sE";
    let secret = if secret.len() <= LONGEST { secret } else { "" };
    let matches = PasswordHash::new(hash.unwrap_or(NOBODY))
        .is_ok_and(|parsed| Argon2::default().verify_password(secret.as_bytes(), &parsed).is_ok());
    matches && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_secret() {
        let stored = hash("correct horse").unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(verify("correct horse", Some(&stored)));
        assert!(!verify("correct hors", Some(&stored)));
        assert!(!verify("", None));
        assert!(!verify("x", Some("not a hash")));
    }

    #[test]
    fn nobody_takes_as_long_as_somebody() {
        let stored = hash("x").unwrap();
        let spent = |hash: Option<&str>| {
            let start = std::time::Instant::now();
            assert!(!verify("wrong", hash));
            start.elapsed()
        };
        let (somebody, nobody) = (spent(Some(&stored)), spent(None));
        assert!(nobody * 4 > somebody, "{nobody:?} against {somebody:?}");
    }
}
