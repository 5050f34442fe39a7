//! The tray as people and scripts use it: over HTTP, with a till of a few lines at its counter.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that goes wrong shall stop")]

mod till;

use apdu::TransportError;
use card_in_pcscd::{CARD_READER, SAM_READER, in_own_process};
use card_reader::{CardSlot, Presence, SamSlot, Watch};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::{fs, thread};
use till::{arm_purchase, ask, debit, present, select_psam, select_purse, until};

/// The program, ended with the test.
struct Running {
    child: Child,
    address: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_card-in-pcscd"))
}

fn seeded(folder: &Path) {
    let mut seed = program();
    seed.args(["seed", "--county", "330703", "--elders", "6"]);
    for (flag, name) in [("--out", "cards.json"), ("--holders", "holders.csv"), ("--keys", "keys.json")] {
        seed.arg(flag).arg(folder.join(name));
    }
    assert!(seed.stdout(Stdio::null()).status().unwrap().success());
    let keys: Value = serde_json::from_str(&fs::read_to_string(folder.join("keys.json")).unwrap()).unwrap();
    assert_eq!(keys["mtk"].as_str().unwrap().len(), 32);
    assert!(fs::read_to_string(folder.join("holders.csv")).unwrap().starts_with("card_no,birth,categories,"));
}

fn running(folder: &Path) -> Running {
    let mut child = program()
        .args(["tray", "--listen", "127.0.0.1:0", "--cards"])
        .arg(folder.join("cards.json"))
        .arg("--state")
        .arg(folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready = lines.map(Result::unwrap).find(|line| line.contains("http://")).unwrap();
    let address = ready.split("http://").nth(1).unwrap().trim_end_matches('/').to_owned();
    Running { child, address }
}

impl Running {
    /// Status and text of the answer, head included.
    fn say(&self, method: &str, path: &str, kind: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: tray\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        (answer[9..12].parse().unwrap(), answer)
    }

    fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let (status, answer) = self.say("POST", path, "application/json", &body.to_string());
        let text = answer.split("\r\n\r\n").nth(1).unwrap();
        (status, serde_json::from_str(text).unwrap_or_else(|_| json!(text)))
    }

    fn get(&self, path: &str) -> Value {
        let (status, answer) = self.say("GET", path, "text/plain", "");
        assert_eq!(status, 200, "{path}");
        serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap()
    }
}

/// Serves one card: buys for 6.50 and returns how the debit went.
fn serve_one(watch: &mut Watch, sam: &mut SamSlot) -> Result<u16, TransportError> {
    until(watch, "a card", present);
    let mut card = CardSlot::at(CARD_READER);
    card.connect()?;
    let order = arm_purchase(&mut card, sam)?;
    let proof = debit(&mut card, &order)?;
    let verdict = ask(sam, [0x80, 0x72, 0x00, 0x00], &proof.data[4..8], None)?;
    Ok(verdict.status.0)
}

fn sam() -> SamSlot {
    until(&mut Watch::new(SAM_READER), "the SAM", present);
    let mut sam = SamSlot::at(SAM_READER);
    sam.connect().unwrap();
    select_psam(&mut sam);
    sam
}

#[test]
fn taps_are_served_and_survive_a_killed_tray() {
    in_own_process("taps_are_served_and_survive_a_killed_tray", "counter-1", |folder| {
        seeded(folder);
        let tray = running(folder);
        let first = tray.get("/cards.json")["cards"][0].clone();
        assert_eq!((&first["tail"], &first["counter"]), (&json!("0001"), &json!(0)));
        let before = first["balance"].as_u64().unwrap();
        let mut module = sam();
        let mut watch = Watch::new(CARD_READER);
        until(&mut watch, "an empty reader", |seen| *seen == Presence::Empty);

        // A tap ends by itself when the till has finished.
        let outcome = thread::scope(|scope| {
            let tap = scope.spawn(|| tray.post("/tap", &json!({ "card": "0001", "hold_ms": 20_000 })));
            assert_eq!(serve_one(&mut watch, &mut module), Ok(0x9000));
            tap.join().unwrap()
        });
        assert_eq!(outcome.0, 200);
        assert_eq!((&outcome.1["ended"], &outcome.1["debits"]), (&json!("finished"), &json!(1)));
        assert_eq!(outcome.1["balance"], json!(before - 650));
        until(&mut watch, "an empty reader", |seen| *seen == Presence::Empty);

        // A torn tap: the card was debited, the till does not know.
        let outcome = thread::scope(|scope| {
            let order = json!({ "card": 0, "tear": "after_commit", "hold_ms": 20_000 });
            let tray = &tray;
            let tap = scope.spawn(move || tray.post("/tap", &order));
            assert_eq!(serve_one(&mut watch, &mut module), Err(TransportError::CardGone));
            tap.join().unwrap().1
        });
        assert_eq!((&outcome["ended"], &outcome["balance"]), (&json!("torn"), &json!(before - 1300)));

        // Nobody asks it goodbye, and nothing is lost; its pcscd is gone with it and comes back with it.
        drop(tray);
        until(&mut watch, "no service", |seen| *seen == Presence::NoService);
        let tray = running(folder);
        let state = tray.get("/state.json");
        assert_eq!(state["cards"][0]["balance"], json!(before - 1300));
        assert_eq!(state["cards"][0]["counter"], json!(2));
        assert_eq!(state["counters"][0]["psam_sequence"], json!(2));
        assert_eq!(&state["cards"][0]["number"].as_str().unwrap()[..10], "0310330703");
        let mut module = sam();
        tray.post("/insert", &json!({ "card": "0001" }));
        until(&mut watch, "the card", present);
        let mut card = CardSlot::at(CARD_READER);
        card.connect().unwrap();
        assert!(select_purse(&mut card).unwrap().status.is_ok());
        let proof = ask(&mut card, [0x80, 0x5A, 0x00, 0x09], &[0, 2], Some(8)).unwrap();
        assert!(proof.status.is_ok(), "the proof of the torn debit");
        assert_eq!(ask(&mut module, [0x80, 0x72, 0, 0], &proof.data[..4], None).unwrap().status.0, 0x6901);
        card.release();
        assert_eq!(tray.post("/remove", &json!({})).0, 200);
        until(&mut watch, "an empty reader", |seen| *seen == Presence::Empty);
    });
}

#[test]
fn a_script_can_do_everything_a_bad_day_does() {
    in_own_process("a_script_can_do_everything_a_bad_day_does", "counter-1", |folder| {
        seeded(folder);
        let tray = running(folder);
        let mut watch = Watch::new(CARD_READER);
        let mut module = Watch::new(SAM_READER);
        until(&mut module, "the SAM", present);
        assert_eq!(tray.post("/sam", &json!({ "power": "off" })).1, json!({ "powered": false }));
        until(&mut module, "an empty slot", |seen| *seen == Presence::Empty);
        assert_eq!(tray.post("/sam", &json!({ "power": "on" })).0, 200);
        until(&mut module, "the SAM", present);

        assert_eq!(tray.post("/insert", &json!({ "card": 1 })).0, 200);
        until(&mut watch, "a card", present);
        assert_eq!(tray.post("/insert", &json!({ "card": 2 })).0, 409, "occupied");
        assert_eq!(tray.post("/tap", &json!({ "card": 2 })).0, 409, "occupied");
        assert_eq!(tray.get("/state.json")["counters"][0]["lies"], json!(1));
        assert_eq!(tray.post("/remove", &json!({})).0, 200);
        until(&mut watch, "an empty reader", |seen| *seen == Presence::Empty);

        assert_eq!(tray.post("/pcscd", &json!({ "action": "kill" })).0, 200);
        until(&mut watch, "no service", |seen| *seen == Presence::NoService);
        assert_eq!(tray.get("/healthz")["ready"], json!(false));
        assert_eq!(tray.post("/pcscd", &json!({ "action": "start" })).0, 200);
        until(&mut watch, "the reader again", |seen| *seen == Presence::Empty);
        until(&mut module, "the SAM again", present);

        // Nobody serves this one: it is taken away after its time.
        let (status, outcome) = tray.post("/tap", &json!({ "card": "0002", "hold_ms": 700 }));
        assert_eq!((status, &outcome["ended"], &outcome["debits"]), (200, &json!("held"), &json!(0)));
        assert_eq!(
            tray.post("/manner", &json!({ "card": "0002", "forges_mac2": true, "latency_ms": 5 })).0,
            200
        );
    });
}

#[test]
fn the_page_works_by_forms_and_nonsense_is_told() {
    in_own_process("the_page_works_by_forms_and_nonsense_is_told", "counter-1", |folder| {
        seeded(folder);
        let tray = running(folder);
        let (status, page) = tray.say("GET", "/", "", "");
        assert_eq!(status, 200);
        for word in ["卡托", "爱心卡", "****0001", "60–69 岁", "¥", "1 号柜台", "未启用", "action=\"/tap\""]
        {
            assert!(page.contains(word), "{word}");
        }
        assert!(!page.contains("0310330703"), "the page shows tails only");
        assert!(!page.contains("<script"));
        assert!(!tray.say("GET", "/?find=0002", "", "").1.contains("****0001"));

        let form = "application/x-www-form-urlencoded";
        let (status, next) =
            tray.say("POST", "/tap", form, "card=0&counter=1&tear=none&hold_ms=600000&find=");
        assert_eq!(status, 303);
        assert!(next.contains("Location: /?counter=1&hold_ms=600000&find="), "{next}");
        let (_, page) = tray.say("GET", "/", "", "");
        assert!(page.contains("****0001 在读卡器上") && page.contains("http-equiv=\"refresh\""));
        assert_eq!(tray.say("POST", "/remove", form, "counter=1").0, 303);

        let mut ledger = Vec::new();
        for (path, body) in [
            ("/tap", "{"),
            ("/tap", "{}"),
            ("/tap", r#"{"card":"9999"}"#),
            ("/tap", r#"{"card":0,"counter":7}"#),
            ("/tap", r#"{"card":0,"tear":"later"}"#),
            ("/tap", r#"{"card":0,"hold_ms":"long"}"#),
            ("/sam", r#"{"power":"maybe"}"#),
            ("/pcscd", "{}"),
            ("/manner", r#"{"card":"9008","latency_ms":1}"#),
            ("/nowhere", "{}"),
        ] {
            ledger.push(tray.say("POST", path, "application/json", body).0);
        }
        assert_eq!(ledger, [400, 400, 400, 404, 400, 400, 400, 400, 400, 404]);
        assert_eq!(tray.say("GET", "/nowhere", "", "").0, 404);
        assert_eq!(tray.say("DELETE", "/", "", "").0, 405);
        assert_eq!(tray.say("POST", "/tap", form, "card=%F").0, 400);
    });
}
