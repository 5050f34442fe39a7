//! The primitives: CMAC, CRC, key diversification, initial values.

use crate::{array, bytes, hex, key, of_kind, text};
use virtual_cards::desfire::{an10922, cmac, crc32, encrypt};

#[test]
fn cmac_is_the_published_one() {
    let vectors = of_kind("cmac");
    assert_eq!(vectors.len(), 3);
    for vector in vectors {
        let inputs = &vector["inputs"];
        let mac = cmac(&key(inputs, "key"), [0; 16], &bytes(text(inputs, "msg")));
        assert_eq!(hex(&mac), text(&vector["expected"], "cmac"), "{}", vector["id"]);
    }
}

#[test]
fn crc_is_the_published_one() {
    let vectors = of_kind("crc");
    assert_eq!(vectors.len(), 4);
    for vector in vectors {
        let crc = crc32(&bytes(text(&vector["inputs"], "data")));
        assert_eq!(hex(&crc), text(&vector["expected"], "crc32_le"), "{}", vector["id"]);
    }
}

#[test]
fn keys_are_diversified_as_published() {
    let vectors = of_kind("an10922");
    assert_eq!(vectors.len(), 6);
    for vector in vectors {
        let inputs = &vector["inputs"];
        let own = an10922(&key(inputs, "key"), &bytes(text(inputs, "m")));
        assert_eq!(hex(&own.0), text(&vector["expected"], "key"), "{}", vector["id"]);
    }
}

#[test]
fn initial_values_carry_identifier_and_count() {
    let vectors = of_kind("ev2_iv");
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        let inputs = &vector["inputs"];
        let label = if inputs["response"] == true { [0x5A, 0xA5] } else { [0xA5, 0x5A] };
        let count = u16::try_from(inputs["cmd_ctr"].as_u64().unwrap()).unwrap().to_le_bytes();
        let ti: [u8; 4] = array(text(inputs, "ti"));
        let block = [&label[..], &ti, &count, &[0; 8]].concat();
        let iv = encrypt(&key(inputs, "ses_enc"), block.try_into().unwrap());
        assert_eq!(hex(&iv), text(&vector["expected"], "iv"), "{}", vector["id"]);
    }
}
