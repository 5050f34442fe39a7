//! GET VERSION, three frames. NXP AN12196; real cards.
//!
//! | INS | answer | status |
//! | --- | --- | --- |
//! | 60 | hardware: vendor 1 ‖ type 1 ‖ subtype 1 ‖ major 1 ‖ minor 1 ‖ storage 1 ‖ protocol 1 | 91AF |
//! | AF | software: the same seven | 91AF |
//! | AF | UID 7 (zeros when it is hidden) ‖ batch 5 ‖ week 1 ‖ year 1 | 9100 |
//!
//! [`crate::chain`] joins the frames.

use crate::wire::Native;

/// Instruction.
pub const INS: u8 = 0x60;
/// Hardware type of DESFire EV1 to EV3. DESFire Light says 08, NTAG 424 says 04.
pub const DESFIRE: u8 = 0x01;

/// GET VERSION.
#[must_use]
pub fn get() -> Native {
    Native::new(INS, [])
}

/// What the chip is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// Hardware vendor, 04 for NXP.
    pub vendor: u8,
    /// Hardware type, 01 for DESFire.
    pub kind: u8,
    /// Hardware generation: 01 EV1, 12 and 22 EV2, 33 EV3.
    pub major: u8,
    /// Storage: a power of two in bits 7 to 1.
    pub storage: u8,
    /// Serial; `None` when the card hides it.
    pub uid: Option<[u8; 7]>,
}

impl Version {
    /// Whether it is a DESFire with the EV2 channel and the transaction MAC.
    #[must_use]
    pub fn has_transaction_mac(&self) -> bool {
        self.kind == DESFIRE && self.major >= 0x10
    }
}

impl core::fmt::Debug for Version {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "type {:02X}, generation {:02X}, storage {:02X}", self.kind, self.major, self.storage)
    }
}

/// Reads the joined frames; `None` for anything but 28 bytes, or 29 with a key id.
#[must_use]
pub fn parse(data: &[u8]) -> Option<Version> {
    let ([vendor, kind, _, major, _, storage, _], rest) = data.split_first_chunk::<7>()?;
    let (_software, rest) = rest.split_first_chunk::<7>()?;
    let (uid, rest) = rest.split_first_chunk::<7>()?;
    let uid = uid.iter().any(|byte| *byte != 0).then_some(*uid);
    matches!(rest.len(), 7 | 8).then_some(Version {
        vendor: *vendor,
        kind: *kind,
        major: *major,
        storage: *storage,
        uid,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_real_cards() {
        let ev1 = [
            4, 1, 1, 1, 0, 0x1A, 5, 4, 1, 1, 1, 4, 0x1A, 5, 4, 0x06, 0x3F, 0x72, 0x63, 0x34, 0x80, 0xBA,
            0x45, 0x19, 0xE3, 0x20, 0x49, 0x13,
        ];
        let version = parse(&ev1).unwrap();
        assert_eq!((version.major, version.storage, version.has_transaction_mac()), (1, 0x1A, false));
        assert_eq!(version.uid, Some([4, 0x06, 0x3F, 0x72, 0x63, 0x34, 0x80]));
        let mut ev3 = ev1;
        ev3[3] = 0x33;
        ev3[14..21].fill(0);
        let version = parse(&ev3).unwrap();
        assert!(version.has_transaction_mac() && version.uid.is_none());
        assert_eq!(parse(&ev1[..27]), None);
        assert_eq!(format!("{version:?}"), "type 01, generation 33, storage 1A");
    }
}
