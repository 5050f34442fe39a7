//! The DESFire against published values, and what it promises.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that goes wrong shall stop")]

mod files;
mod issuing;
mod reader;
mod refusals;
mod sale;
mod sessions;
mod strangers;
mod tears;
mod transactions;
mod units;

use serde_json::Value;
use std::{fs, path::Path};
use virtual_cards::Key;
use virtual_cards::desfire::{CountyCard, CountyKeys, Generation};

const UID: [u8; 7] = [0x04, 0x78, 0x2E, 0x21, 0x80, 0x1D, 0x80];

/// Every vector of one of the three files, and which they are.
fn golden(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../golden/cards").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// All vectors of one kind.
fn of_kind(kind: &str) -> Vec<Value> {
    let files = ["desfire-published.json", "desfire-real-cards.json", "desfire-derived.json"];
    files.iter().flat_map(|name| golden(name)).filter(|vector| vector["kind"] == kind).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    assert!(hex.len().is_multiple_of(2), "{hex}");
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn array<const N: usize>(hex: &str) -> [u8; N] {
    bytes(hex).try_into().unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}"))
}

fn key(value: &Value, name: &str) -> Key {
    Key(array(text(value, name)))
}

fn keys() -> CountyKeys {
    CountyKeys {
        application: [Key([10; 16]), Key([11; 16]), Key([12; 16]), Key([13; 16]), Key([14; 16])],
        transaction_mac: Key([20; 16]),
        card: Key([30; 16]),
        version: 1,
    }
}

/// A county card with 50.00 on it.
fn county(generation: Generation) -> CountyCard {
    CountyCard { balance: 5_000, issued: 0x3200_0000, ..CountyCard::new(keys(), UID, generation) }
}
