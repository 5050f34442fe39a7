//! The supervisor's code against its hash.

use argon2::Argon2;
use argon2::password_hash::{PasswordVerifier as _, phc::PasswordHash};

/// Argon2 against the PHC string of the parameters. An empty or unreadable string lets nobody in.
pub struct Argon;

impl cashier::Supervisor for Argon {
    fn knows(&self, hash: &str, code: &str) -> bool {
        PasswordHash::new(hash)
            .is_ok_and(|hash| Argon2::default().verify_password(code.as_bytes(), &hash).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::PasswordHasher as _;
    use cashier::Supervisor as _;

    #[test]
    fn only_the_code_itself() {
        let hash = Argon2::default().hash_password(b"204816").unwrap().to_string();
        assert!(Argon.knows(&hash, "204816"));
        for (hash, code) in
            [(hash.as_str(), "204817"), (&hash, ""), ("", ""), ("", "204816"), ("garbage", "1")]
        {
            assert!(!Argon.knows(hash, code), "{code:?}");
        }
    }
}
