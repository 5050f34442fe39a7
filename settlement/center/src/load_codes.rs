//! The codes of a load (圈存) of a 3DES purse. JR/T 0025.2, load transaction.
//!
//! | value | over |
//! | --- | --- |
//! | session key | 3DES(card load key, random 4 ‖ online counter 2 ‖ `80 00`) |
//! | MAC1, card to center | balance 4 ‖ amount 4 ‖ type 1 ‖ terminal 6 |
//! | MAC2, center to card | amount 4 ‖ type 1 ‖ terminal 6 ‖ date 4 ‖ time 3 |
//! | TAC, card to center | new balance 4 ‖ online counter before 2 ‖ amount 4 ‖ type 1 ‖ terminal 6 ‖ date 4 ‖ time 3 |
//!
//! The load key lives here, in the key file, or at the desk with its other keys: then the desk verifies MAC1 and makes
//! MAC2, and the center says only whether there may be a load.

use std::path::Path;

use ledger::LoadOrder;
use pboc_purse::crypto::{Key8, Key16, des_mac, fold, triple_des_ecb};
use purse::CardNumber;
use records::FactorOrder;
use serde::Deserialize;

use crate::Failure;
use crate::hex::unhex;

/// Load of the purse.
const LOAD: u8 = 0x02;

/// The keys that loads need.
pub(crate) struct LoadCodes {
    load: Option<Key16>,
    tac: Key16,
    order: FactorOrder,
}

/// The file may hold other keys; only these are read.
#[derive(Deserialize)]
struct KeyFile {
    mtk: String,
    #[serde(default)]
    mlk: Option<String>,
}

impl LoadCodes {
    /// Reads the key file. The text of an error never repeats the content.
    ///
    /// # Errors
    /// A file whose keys are not 16 bytes in hex.
    pub(crate) fn read(path: &Path, order: FactorOrder) -> Result<LoadCodes, Failure> {
        let bad = || {
            let path = path.display();
            Failure::BadInput(format!(
                "{path}：mtk 与 mlk 应各为 32 位十六进制 · mtk and mlk are 32 hex digits each"
            ))
        };
        let text = std::fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))?;
        let file: KeyFile = serde_json::from_str(&text).map_err(|_| bad())?;
        let key = |text: &str| unhex::<16>(text).map(Key16).ok_or_else(bad);
        let load = file.mlk.as_deref().map(key).transpose()?;
        Ok(LoadCodes { load, tac: key(&file.mtk)?, order })
    }

    /// Whether the center itself verifies MAC1 and makes MAC2.
    pub(crate) fn holds_load_key(&self) -> bool {
        self.load.is_some()
    }

    /// MAC2 for a card whose MAC1 is right; `None` for any other. There is no way to MAC2 that passes MAC1 by.
    pub(crate) fn permit(&self, order: &LoadOrder, random: [u8; 4], mac1: [u8; 4]) -> Option<[u8; 4]> {
        permit(&self.card_key(self.load.as_ref()?, order)?, order, random, mac1)
    }

    /// Whether this TAC is the card's word for this load.
    pub(crate) fn proves(&self, order: &LoadOrder, tac: [u8; 4]) -> bool {
        self.card_key(&self.tac, order).and_then(|card| tac_under(&card, order)) == Some(tac)
    }

    fn card_key(&self, master: &Key16, order: &LoadOrder) -> Option<Key16> {
        let serial = CardNumber(crate::hex::unhex(&order.card_no)?).factor();
        match self.order {
            FactorOrder::IssuerFirst => level(&level(master, order.issuer)?, serial),
            FactorOrder::Listed => level(&level(master, serial)?, order.issuer),
        }
    }
}

/// One level of derivation: the factor and its complement, encrypted.
fn level(key: &Key16, factor: [u8; 8]) -> Option<Key16> {
    let pair = [factor, factor.map(|byte| !byte)].concat();
    triple_des_ecb(key, &pair).first_chunk::<16>().map(|key| Key16(*key))
}

fn permit(card: &Key16, order: &LoadOrder, random: [u8; 4], mac1: [u8; 4]) -> Option<[u8; 4]> {
    let session = [&random[..], &order.counter.to_be_bytes(), &[0x80, 0x00]].concat();
    let session = Key8(*triple_des_ecb(card, &session).first_chunk::<8>()?);
    let amount = u32::try_from(order.amount.0).ok()?;
    let core = [&amount.to_be_bytes()[..], &[LOAD], &order.terminal].concat();
    let proven = [&order.balance.to_be_bytes()[..], &core].concat();
    let right = des_mac(&session, [0; 8], &proven).0 == mac1;
    right.then(|| des_mac(&session, [0; 8], &[&core[..], &order.stamp].concat()).0)
}

fn tac_under(card: &Key16, order: &LoadOrder) -> Option<[u8; 4]> {
    let amount = u32::try_from(order.amount.0).ok()?;
    let told = [
        &order.balance.checked_add(amount)?.to_be_bytes()[..],
        &order.counter.to_be_bytes(),
        &amount.to_be_bytes(),
        &[LOAD],
        &order.terminal,
        &order.stamp,
    ];
    Some(des_mac(&fold(card), [0; 8], &told.concat()).0)
}

/// The terminal number in the codes of a desk's loads: division code, a nine, and the desk's number, BCD. Numbers of
/// PSAMs come from their maker and begin otherwise.
pub(crate) fn desk_terminal(division: u32, desk: u32) -> [u8; 6] {
    unhex(&format!("{:06}9{:05}", division % 1_000_000, desk % 100_000)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(amount: i64, terminal: &str, stamp: &str) -> LoadOrder {
        LoadOrder {
            desk: 1,
            reference: String::new(),
            card_no: String::new(),
            issuer: [0; 8],
            amount: money::Fen(amount),
            balance: 0,
            counter: 0,
            terminal: unhex(terminal).unwrap(),
            stamp: unhex(stamp).unwrap(),
            proven: true,
        }
    }

    /// Two loads of real cards, published with their keys; and one level of derivation of a real PSAM.
    #[test]
    fn published_loads() {
        let key = |text: &str| Key16(unhex(text).unwrap());
        let same = "00112233445566778899AABBCCDDEEFF";
        for (load, tac, order, random, codes) in [
            (
                same,
                same,
                order(0x2000, "001122334455", "20161216105800"),
                "C903814D",
                "03976C228AFA5718FA00066D",
            ),
            (
                "3F3F3F3F3F3F3F3F1122334455667788",
                "34343434343434341122334455667788",
                order(0x10, "666666666666", "20240411212121"),
                "4E066548",
                "0D39ADBB097E98FEA802863E",
            ),
        ] {
            let codes: [u8; 12] = unhex(codes).unwrap();
            let (mac1, rest) = codes.split_first_chunk::<4>().unwrap();
            let (load, random) = (key(load), unhex(random).unwrap());
            assert_eq!(permit(&load, &order, random, *mac1).as_ref().map(|mac2| &mac2[..]), Some(&rest[..4]));
            assert_eq!(permit(&load, &order, random, [mac1[0] ^ 1, mac1[1], mac1[2], mac1[3]]), None);
            assert_eq!(tac_under(&key(tac), &order).as_ref().map(|tac| &tac[..]), Some(&rest[4..]));
        }
        let card = level(&key(same), unhex("1122334455667788").unwrap()).unwrap();
        assert!(card == key("496BD7A3513644533100B54E71196528"));
    }

    #[test]
    fn a_desk_has_a_terminal_number() {
        assert_eq!(desk_terminal(330_703, 12), [0x33, 0x07, 0x03, 0x90, 0x00, 0x12]);
    }
}
