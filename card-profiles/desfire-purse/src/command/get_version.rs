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
        self.kind == 0x01 && self.major >= 0x10
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
