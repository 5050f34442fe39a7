//! The signatures on requests: of a terminal that reads its parameters, of a desk that reads or writes. So answers go
//! to enrolled machines alone, and nobody else reports anything.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::sha256;
use crate::wire::Put;

const CONTEXT: &[u8] = b"lovecard get v1\0";
const SEND_CONTEXT: &[u8] = b"lovecard send v1\0";

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

fn sending(path: &str, at: &str, body: &[u8]) -> Vec<u8> {
    // The hash stands for the body: a line feed in it cannot be taken for one of ours.
    let mut put = Put::default();
    put.bytes(SEND_CONTEXT).bytes(path.as_bytes()).bytes(b"\n").bytes(at.as_bytes());
    put.bytes(b"\n").bytes(&sha256(body)).finish()
}

/// Signs `context ‖ path ‖ "\n" ‖ at ‖ "\n" ‖ SHA-256(body)`: a request that carries something.
#[must_use]
pub fn sign_send(path: &str, at: &str, body: &[u8], key: &SigningKey) -> [u8; 64] {
    key.sign(&sending(path, at, body)).to_bytes()
}

/// Whether the signature over path, time and body is good. The caller judges the age of `at`.
#[must_use]
pub fn verify_send(path: &str, at: &str, body: &[u8], signature: &[u8; 64], key: &VerifyingKey) -> bool {
    key.verify_strict(&sending(path, at, body), &Signature::from_bytes(signature)).is_ok()
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

    #[test]
    fn binds_the_body_too() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let signed = sign_send("/v1/x", "2024-07-15T12:00:00+08:00", b"body", &key);
        let check = |path, at, body: &[u8]| verify_send(path, at, body, &signed, &key.verifying_key());
        assert!(check("/v1/x", "2024-07-15T12:00:00+08:00", b"body"));
        assert!(!check("/v1/x", "2024-07-15T12:00:00+08:00", b"bodY"));
        assert!(!check("/v1/y", "2024-07-15T12:00:00+08:00", b"body"));
        assert!(!check("/v1/x", "2024-07-15T12:00:01+08:00", b"body"));
        assert!(!verify_get("/v1/x", "2024-07-15T12:00:00+08:00", &signed, &key.verifying_key()));
    }
}
