//! The signature a terminal puts on a reading request, so that parameters go only to enrolled terminals.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::wire::Put;

const CONTEXT: &[u8] = b"lovecard get v1\0";

fn message(path: &str, at: &str) -> Vec<u8> {
    // The line feed cannot occur in a path or a date, so no two requests share a message.
    Put::default().bytes(CONTEXT).bytes(path.as_bytes()).bytes(b"\n").bytes(at.as_bytes()).finish()
}

/// Signs `context ‖ path ‖ "\n" ‖ at`. `path` is the request path as sent; `at` is the RFC 3339 text of the
/// date header, byte for byte.
#[must_use]
pub fn sign_get(path: &str, at: &str, key: &SigningKey) -> [u8; 64] {
    key.sign(&message(path, at)).to_bytes()
}

/// Whether the signature is the terminal's. The caller judges the age of `at`.
#[must_use]
pub fn verify_get(path: &str, at: &str, signature: &[u8; 64], key: &VerifyingKey) -> bool {
    key.verify_strict(&message(path, at), &Signature::from_bytes(signature)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binds_path_and_time() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let signed = sign_get("/v1/terminals/1/parameters", "2024-07-15T12:00:00+08:00", &key);
        let check = |path, at| verify_get(path, at, &signed, &key.verifying_key());
        assert!(check("/v1/terminals/1/parameters", "2024-07-15T12:00:00+08:00"));
        assert!(!check("/v1/terminals/2/parameters", "2024-07-15T12:00:00+08:00"));
        assert!(!check("/v1/terminals/1/parameters", "2024-07-15T12:00:01+08:00"));
    }
}
