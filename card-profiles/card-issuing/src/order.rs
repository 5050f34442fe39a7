//! Which purse a blank card is to become.

use crate::CardName;
use pboc_purse::Pin;
use purse::{CardNumber, Issuer, Validity};

/// One card to be made. It carries no name and no identity number: the holder is the center's knowledge.
#[derive(Clone, Debug)]
pub struct IssueOrder {
    /// Issuer.
    pub issuer: Issuer,
    /// Application serial.
    pub number: CardNumber,
    /// Serial of the chip on the reader, zeros before it.
    pub chip: [u8; 8],
    /// Days of validity.
    pub validity: Validity,
    /// Province.
    pub province: [u8; 2],
    /// City.
    pub city: [u8; 2],
    /// Whether the card works outside its city.
    pub interop: bool,
    /// Card kind, from the issuer's table. No benefit rests on it.
    pub kind: u8,
    /// The holder's first PIN.
    pub pin: Pin,
}

impl IssueOrder {
    /// What names the card to the issuer's keys.
    #[must_use]
    pub fn name(&self) -> CardName {
        CardName { issuer: self.issuer, number: self.number, chip: self.chip }
    }

    /// File 0015: a purse, enabled. Layout in `pboc_purse::file::public`.
    #[must_use]
    pub fn public_file(&self) -> Vec<u8> {
        let Validity { from, to } = self.validity;
        [&self.issuer.0[..], &[0x02, 0x01], &self.number.0, &from, &to, &[0x00, 0x00]].concat()
    }

    /// File 0017, 60 bytes. Layout in `pboc_purse::file::city`.
    #[must_use]
    pub fn city_file(&self) -> Vec<u8> {
        let mut file = vec![0x00, 0x00, 0x01, 0x56];
        file.extend(self.province);
        file.extend(self.city);
        file.extend([0x00, u8::from(self.interop), self.kind]);
        file.resize(usize::from(pboc_purse::file::city::LENGTH), 0x00);
        file
    }
}
