//! Values that real cards, a manual and textbooks have published. Every check of every group is computed
//! here by name; an unknown name fails.

use card_stories::golden::{bytes, hex, json, text, upper};
use pboc_purse::crypto::{
    Cipher, CodeKey, Key8, Key16, LoadInputs, LoadMoment, SessionInputs, TacInputs, TacScheme, des_mac,
    diversify, fold, purchase_mac1, purchase_mac2, purchase_session_key, purchase_tac, retail_mac, sm4_ecb,
    triple_des_ecb,
};
use purse::CardAmount;
use serde_json::Value;

const ZERO: [u8; 8] = [0; 8];

/// One group of published values.
struct Group<'a>(&'a Value);

impl Group<'_> {
    fn input(&self, key: &str) -> &str {
        text(&self.0["inputs"], key)
    }

    /// The first of these inputs that the group has.
    fn any(&self, keys: &[&str]) -> &str {
        keys.iter().find_map(|key| self.0["inputs"][*key].as_str()).unwrap_or_else(|| panic!("{keys:?}"))
    }

    fn key(&self, keys: &[&str]) -> Key16 {
        Key16(bytes(self.any(keys)))
    }

    fn amount(&self) -> CardAmount {
        CardAmount::from_bytes(bytes(self.input("amount")))
    }

    fn moment(&self, joint: &str) -> ([u8; 4], [u8; 3]) {
        let joint = self.0["inputs"][joint].as_str().map(str::to_owned);
        let joint = joint.unwrap_or_else(|| format!("{}{}", self.input("date"), self.input("time")));
        (bytes(&joint[..8]), bytes(&joint[8..]))
    }

    fn purchase_session(&self) -> CodeKey {
        let inputs = SessionInputs {
            random: bytes(self.input("rand")),
            counter: u16::from_be_bytes(bytes(self.any(&["offline_seq", "seq"]))),
            psam_seq: u32::from_be_bytes(bytes(self.input("terminal_seq"))),
        };
        purchase_session_key(Cipher::TripleDes, &self.key(&["purchase_key", "key"]), &inputs)
    }

    fn load(&self) -> LoadInputs {
        let [txn_type] = bytes(self.any(&["load_type", "type"]));
        LoadInputs {
            // The textbook example starts from an empty purse.
            balance_before: self.0["inputs"]["old_balance"]
                .as_str()
                .map_or(CardAmount::ZERO, |old| CardAmount::from_bytes(bytes(old))),
            counter: u16::from_be_bytes(bytes(self.any(&["online_seq", "seq"]))),
            random: bytes(self.input("rand")),
            amount: self.amount(),
            txn_type,
            terminal: bytes(self.input("terminal")),
        }
    }

    fn load_session(&self) -> CodeKey {
        self.load().session(Cipher::TripleDes, &self.key(&["load_key", "key"]))
    }

    fn load_moment(&self) -> LoadMoment {
        let (date, time) = self.moment("load_datetime");
        LoadMoment { date, time }
    }

    fn load_mac1(&self) -> [u8; 4] {
        self.load().mac1(&self.load_session()).0
    }

    fn load_mac2(&self) -> [u8; 4] {
        self.load().mac2(&self.load_session(), self.load_moment()).0
    }

    fn load_tac(&self) -> [u8; 4] {
        let key = CodeKey::of_tac(&self.key(&["tac_key"]), TacScheme::DesFolded);
        self.load().tac(&key, self.load_moment()).unwrap().0
    }

    fn purchase_type(&self) -> u8 {
        let [txn_type] = bytes(self.any(&["purchase_type", "type"]));
        txn_type
    }

    fn purchase_mac1(&self) -> [u8; 4] {
        let (date, time) = self.moment("purchase_datetime");
        let terminal = bytes(self.input("terminal"));
        purchase_mac1(&self.purchase_session(), self.amount(), self.purchase_type(), terminal, date, time).0
    }

    fn purchase_tac(&self) -> [u8; 4] {
        let (date, time) = self.moment("purchase_datetime");
        let inputs = TacInputs {
            amount: self.amount(),
            txn_type: self.purchase_type(),
            terminal: bytes(self.input("terminal")),
            psam_seq: u32::from_be_bytes(bytes(self.input("terminal_seq"))),
            date,
            time,
        };
        purchase_tac(&self.key(&["tac_key"]), TacScheme::DesFolded, &inputs).0
    }

    /// An eight-byte key as a double one with equal halves: 3DES with it is single DES.
    fn single(&self) -> Key16 {
        let key = self.input("key");
        Key16(bytes(&format!("{key}{key}")))
    }

    fn compute(&self, check: &Value) -> Vec<u8> {
        let id = text(self.0, "id");
        match (id, text(check, "field")) {
            (_, "SESLK") => des_key(&self.load_session()),
            (_, "SESPK") => des_key(&self.purchase_session()),
            ("S", "SM4") => sm4_ecb(&self.key(&["key"]), &hex(self.input("plaintext"))),
            (_, "TACKEY") => fold(&self.key(&["tac_key"])).0.to_vec(),
            ("A3", "MAC1") | (_, "purchase MAC1") => self.purchase_mac1().to_vec(),
            ("A3", "MAC2") | (_, "purchase MAC2") => {
                purchase_mac2(&self.purchase_session(), self.amount()).0.to_vec()
            }
            ("A3", "TAC") => self.purchase_tac().to_vec(),
            ("A1" | "A2" | "B", "MAC1") | (_, "load MAC1") => self.load_mac1().to_vec(),
            ("A2" | "B", "MAC2") | (_, "load MAC2") => self.load_mac2().to_vec(),
            ("A2" | "B", "TAC") => self.load_tac().to_vec(),
            ("D", "DK") => diversify(&self.key(&["master_key"]), bytes(self.input("factor"))).0.to_vec(),
            ("F", "DES") => triple_des_ecb(&self.single(), &hex(self.input("data"))),
            ("F", "MAC") => {
                des_mac(&Key8(bytes(self.input("key"))), ZERO, &hex(self.input("data"))).0.to_vec()
            }
            ("G", "cipher") => triple_des_ecb(&self.key(&["protecting_key"]), &hex(self.input("plain"))),
            ("G", "MAC") => self.key_load_mac().to_vec(),
            ("H1", "MAC") => {
                retail_mac(&self.key(&["key"]), bytes(self.input("iv")), &hex(self.input("data"))).0.to_vec()
            }
            ("I", "cipher F9") => triple_des_ecb(&self.single(), &hex(self.input("plain F9"))),
            ("I", "cipher 39") => triple_des_ecb(&self.single(), &hex(self.input("plain 39"))),
            ("I", _) => {
                let iv = pboc_purse::crypto::command_iv(bytes(text(check, "rand")));
                des_mac(&Key8(bytes(self.input("key"))), iv, &hex(text(check, "over"))).0.to_vec()
            }
            other => panic!("no computation for {other:?}"),
        }
    }

    fn key_load_mac(&self) -> [u8; 4] {
        let key = self.key(&["protecting_key"]);
        let cipher = triple_des_ecb(&key, &hex(self.input("plain")));
        retail_mac(&key, bytes(self.input("iv")), &[hex(self.input("apdu_head")), cipher].concat()).0
    }
}

fn des_key(session: &CodeKey) -> Vec<u8> {
    let CodeKey::Des(key) = session else { panic!("{session:?}") };
    key.0.to_vec()
}

#[test]
fn every_published_value() {
    let file = json("pboc-public.json");
    let mut checked = Vec::new();
    for value in file.as_array().unwrap() {
        let group = Group(value);
        for check in value["checks"].as_array().unwrap() {
            let id = text(value, "id");
            assert_eq!(upper(&group.compute(check)), text(check, "expected"), "{id} {check}");
            checked.push(id.to_owned());
        }
    }
    let count = |id| checked.iter().filter(|found| *found == id).count();
    let counts = ["A1", "A2", "A3", "B", "D", "E", "F", "G", "H1", "I", "S"].map(count);
    assert_eq!(counts, [2, 5, 4, 5, 1, 6, 2, 2, 1, 5, 1]);
    assert_eq!(checked.len(), 34);
}

#[test]
fn a3_on_the_wire() {
    // The published answers of that real card, through the commands a terminal gives.
    use pboc_purse::command::{debit, initialize};
    let file = json("pboc-public.json");
    let value = file.as_array().unwrap().iter().find(|value| text(value, "id") == "A3").unwrap();
    let group = Group(value);
    let card = initialize::Initialized::parse(&hex(group.input("init_resp"))).unwrap();
    assert_eq!((card.balance, card.counter, card.key_version, card.alg_id), (CardAmount(0x2000), 0, 0, 0));
    assert_eq!(upper(&card.random), group.input("rand"));
    let (tac, mac2) = debit::parse(&hex(group.input("debit_resp"))).unwrap();
    assert_eq!(tac.0, group.purchase_tac());
    assert_eq!(mac2.0, purchase_mac2(&group.purchase_session(), group.amount()).0);
}
