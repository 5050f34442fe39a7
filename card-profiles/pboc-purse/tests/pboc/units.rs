//! MACs at edge lengths and derivation at edge factors.

use card_stories::golden::{bytes, hex, json, text};
use pboc_purse::Mac;
use pboc_purse::crypto::{Cipher, Key8, Key16, des_mac, diversify, retail_mac, sm4_mac};

#[test]
fn macs_at_every_edge_length() {
    let file = json("pboc-units.json");
    let mut lengths = Vec::new();
    for vector in file["macs"].as_array().unwrap() {
        let key = Key16(bytes(text(vector, "key16")));
        let left = Key8(key.0[..8].try_into().unwrap());
        let data = hex(text(vector, "data"));
        let iv = bytes(text(vector, "iv"));
        let mac = |name| Mac(bytes(text(vector, name)));
        assert_eq!(des_mac(&left, [0; 8], &data).0, mac("des_mac").0, "{vector}");
        assert_eq!(retail_mac(&key, [0; 8], &data).0, mac("retail_mac").0, "{vector}");
        assert_eq!(des_mac(&left, iv, &data).0, mac("des_mac_with_iv").0, "{vector}");
        assert_eq!(retail_mac(&key, iv, &data).0, mac("retail_mac_with_iv").0, "{vector}");
        assert_eq!(sm4_mac(&key, [0; 16], &data).0, mac("sm4_mac").0, "{vector}");
        lengths.push(data.len());
    }
    assert_eq!(lengths, [0, 1, 4, 7, 8, 15, 16, 18, 22, 24, 32]);
}

#[test]
fn derivation_at_edge_factors() {
    let file = json("pboc-units.json");
    let vectors = file["diversification"].as_array().unwrap();
    for vector in vectors {
        let key = Key16(bytes(text(vector, "key16")));
        let derived = diversify(&key, bytes(text(vector, "factor")));
        assert_eq!(derived.0, bytes::<16>(text(vector, "derived")), "{vector}");
        let derived = Cipher::Sm4.diversify(&key, bytes(text(vector, "factor")));
        assert_eq!(derived.0, bytes::<16>(text(vector, "derived_sm4")), "{vector}");
    }
    assert_eq!(vectors.len(), 5);
}
