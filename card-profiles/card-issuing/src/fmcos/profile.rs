//! What differs from one delivery of chips, and from one county, to another.

/// The composite record that carries the meal mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkRecord {
    /// Short file identifier.
    pub sfi: u8,
    /// Record identifier: its first byte.
    pub id: u8,
    /// Length of the whole record, header of three bytes included.
    pub length: u8,
}

impl MarkRecord {
    /// An empty record: identifier, length of what follows the second byte, not locked, nothing. JR/T 0025.9.
    #[must_use]
    pub fn empty(&self) -> Vec<u8> {
        let mut record = vec![self.id, self.length.saturating_sub(2), 0x00];
        record.resize(usize::from(self.length).max(3), 0x00);
        record
    }
}

/// How a blank chip of this delivery becomes a purse of this county.
///
/// Rights bytes: `XY` lets a session in whose security state is at least Y and at most X; `F0` lets everybody in,
/// `EF` nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FmcosProfile {
    /// Key id of the maker's key in the root.
    pub transport_key: u8,
    /// File identifier of the application.
    pub application: u16,
    /// Its short identifier byte.
    pub application_id: u8,
    /// Application identifier.
    pub aid: Vec<u8>,
    /// Room for the application, bytes.
    pub room: u16,
    /// Room for its keys, bytes.
    pub key_room: u16,
    /// Security state that the master key opens, in both half-bytes: whoever has it may create files, add keys and
    /// write records.
    pub master_state: u8,
    /// Key id of purchase and load keys.
    pub key_id: u8,
    /// Version byte of the transaction keys.
    pub key_version: u8,
    /// Algorithm byte of the transaction keys.
    pub alg_id: u8,
    /// Whether a load wants the holder's PIN.
    pub load_wants_pin: bool,
    /// The meal mark.
    pub mark: MarkRecord,
}

impl Default for FmcosProfile {
    /// A T-Union purse with the meal mark in record A1 of file 0019.
    fn default() -> FmcosProfile {
        FmcosProfile {
            transport_key: 0x00,
            application: 0x3F01,
            application_id: 0x95,
            aid: vec![0xA0, 0x00, 0x00, 0x06, 0x32, 0x01, 0x01, 0x05],
            room: 0x0E00,
            key_room: 0x0180,
            master_state: 0xAA,
            key_id: 0x01,
            key_version: 0x01,
            alg_id: 0x00,
            load_wants_pin: true,
            mark: MarkRecord { sfi: 0x19, id: 0xA1, length: 0x80 },
        }
    }
}
