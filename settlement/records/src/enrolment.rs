//! The one-time code a person types into a new terminal.

use core::fmt;
use core::str::FromStr;

use ed25519_dalek::VerifyingKey;

use crate::sha256;

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// `XXXX-XXXX-XXXX` in Crockford's base 32. The first two groups are the secret (40 bits); the last is a
/// fingerprint of the center's key (20 bits of its SHA-256), so that a terminal does not trust whoever
/// answers first. The code is a secret: `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnrolmentCode([u8; 12]);

/// The text is not an enrolment code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "入网码应为三组、每组四个字母或数字，请核对后重输 · an enrolment code has three groups of four, check and type it again"
)]
pub struct CodeError;

impl EnrolmentCode {
    /// A code from five random bytes for a center.
    #[must_use]
    pub fn new(random: [u8; 5], center: &VerifyingKey) -> EnrolmentCode {
        let mut code = [0; 12];
        spell(&random, &mut code[..8]);
        code[8..].copy_from_slice(&fingerprint(center));
        EnrolmentCode(code)
    }

    /// Whether the code was made by the holder of this key.
    #[must_use]
    pub fn names_center(&self, center: &VerifyingKey) -> bool {
        self.0.ends_with(&fingerprint(center))
    }

    /// The code as a person reads it. Spelled out so that it is never shown by accident.
    #[must_use]
    pub fn reveal(&self) -> String {
        let groups: Vec<String> =
            self.0.chunks(4).map(|group| group.iter().copied().map(char::from).collect()).collect();
        groups.join("-")
    }
}

/// Five bits a letter, most significant first.
fn spell(bytes: &[u8], letters: &mut [u8]) {
    let bits = bytes.iter().fold(0_u64, |bits, &byte| bits << 8 | u64::from(byte));
    let width = 8 * bytes.len();
    for (place, letter) in letters.iter_mut().enumerate() {
        let index = bits >> (width - 5 * (place + 1)) & 0x1F;
        *letter = usize::try_from(index).ok().and_then(|index| LETTERS.get(index)).copied().unwrap_or(b'0');
    }
}

fn fingerprint(center: &VerifyingKey) -> [u8; 4] {
    let [first, second, third, ..] = sha256(center.as_bytes());
    let mut letters = [0; 4];
    spell(&[first, second, third], &mut letters);
    letters
}

impl fmt::Debug for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<enrolment code>")
    }
}

/// Reads a code as people type it: any case, with or without dashes and spaces, O for 0, I or L for 1.
impl FromStr for EnrolmentCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<EnrolmentCode, CodeError> {
        let mut code = [0; 12];
        let mut places = code.iter_mut();
        for letter in text.bytes().filter(|byte| !matches!(byte, b'-' | b' ')) {
            let letter = match letter.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            };
            if !LETTERS.contains(&letter) {
                return Err(CodeError);
            }
            *places.next().ok_or(CodeError)? = letter;
        }
        if places.next().is_some() { Err(CodeError) } else { Ok(EnrolmentCode(code)) }
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::*;

    #[test]
    fn typed_as_people_type() {
        let center = SigningKey::from_bytes(&[9; 32]).verifying_key();
        let code = EnrolmentCode::new([0x00, 0x44, 0x32, 0x14, 0xC7], &center);
        let text = code.reveal();
        assert!(text.starts_with("0123-4567-"), "{text}");
        for typed in [text.clone(), text.to_lowercase(), text.replace('-', " "), text.replace("01", "OL")] {
            assert_eq!(typed.parse(), Ok(code), "{typed}");
        }
        for wrong in [text.get(1..).unwrap(), "0123-4567-89U0", "", "0123-4567-8901-2"] {
            assert_eq!(wrong.parse::<EnrolmentCode>(), Err(CodeError));
        }
        assert_eq!(format!("{code:?}"), "<enrolment code>");
    }

    #[test]
    fn another_center_has_another_fingerprint() {
        let center = |seed| SigningKey::from_bytes(&[seed; 32]).verifying_key();
        let code = EnrolmentCode::new([1, 2, 3, 4, 5], &center(1));
        assert!(code.names_center(&center(1)));
        assert!(!code.names_center(&center(2)));
    }
}
