//! The center with its master keys in a token (SoftHSM2), as a program: what it says, and what it never says.

use std::path::{Path, PathBuf};
use std::process::Command;

use axum::http::StatusCode;
use key_custody::{KeySet, Token, TokenPlace};
use purse::Secret16;
use serde_json::json;

use crate::support::card::{ISSUER, MTK, hex};
use crate::support::desk::{MLK, Purse};
use crate::support::program::{Ran, run};
use crate::support::{Card, County, Desk, Folder, http};

const MODULES: [&str; 3] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
];
const PIN: &str = "24681357";
const CHILD: &str = "COUNTY_CENTER_TOKEN_TEST";
const TERMINAL: [u8; 6] = [0x33, 0x07, 0x03, 0x90, 0x00, 0x01];

/// SoftHSM reads its folder from the environment, which a running process must not change: the story is told in a
/// process of its own.
#[test]
fn a_center_with_a_token_waits_for_it_and_says_no_key() {
    if std::env::var_os(CHILD).is_some() {
        return the_story();
    }
    let folder = Folder::new();
    std::fs::create_dir_all(folder.file("tokens")).unwrap();
    let config = folder.file("softhsm2.conf");
    std::fs::write(&config, format!("directories.tokendir = {}\n", folder.file("tokens").display())).unwrap();
    let made = Command::new("softhsm2-util")
        .env("SOFTHSM2_CONF", &config)
        .args(["--init-token", "--free", "--label", "lovecard", "--so-pin", "13572468", "--pin", PIN])
        .output()
        .expect("softhsm2-util is installed: make packages");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let told = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "token::a_center_with_a_token_waits_for_it_and_says_no_key", "--nocapture"])
        .env("SOFTHSM2_CONF", &config)
        .env("COUNTY_TOKEN_PIN", PIN)
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&told.stdout).into_owned() + &String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success() && said.contains("the story was told"), "{said}");
}

fn module() -> PathBuf {
    MODULES.iter().map(PathBuf::from).find(|path| path.exists()).expect("SoftHSM2's module: make packages")
}

/// Writes the county's configuration with a token of this label and these lines more.
fn configure(county: &County, label: &str, more: &str) {
    let (books, module) = (county.books(), module());
    let config = format!(
        "listen = \"127.0.0.1:0\"\nbooks = {books:?}\n[cards]\nkey_custody = \"psam\"\n[cards.token]\nmodule = {module:?}\nlabel = \"{label}\"\nload = \"load/3des/01\"\n{more}"
    );
    std::fs::write(county.folder.file("center.toml"), config).unwrap();
}

fn recheck(here: &Path) -> Ran {
    let ran = run(here, &["books", "recheck", "--config", "center.toml"], "");
    let said = format!("{}{}", ran.out, ran.err);
    for secret in [hex(&MTK), hex(&MLK), String::from_utf8_lossy(&MTK).into_owned(), PIN.to_owned()] {
        assert!(!said.contains(&secret), "{said}");
    }
    ran
}

fn the_story() {
    let mut masters = KeySet::default();
    for (label, key) in [("tac/3des/01", MTK), ("load/3des/01", MLK)] {
        masters.insert(label.parse().unwrap(), Secret16::new(key));
    }
    let place = |label: &str| TokenPlace { module: module(), label: label.to_owned() };
    Token::open(&place("lovecard"), PIN).unwrap().import(&masters, Some(ISSUER)).unwrap();

    // The token is away: what comes waits, nothing is refused; the same books as with a key file that comes later.
    let county = County::new();
    let here = county.folder.path();
    let mut till = county.till("canteen-1");
    let desk = Desk::new(&county, 60, 500_000);
    let mut cards: Vec<Card> = (1..=4).map(Card::new).collect();
    for card in &mut cards {
        till.sell(card, 2, 1200);
    }
    configure(&county, "elsewhere", "");
    let (center, _writer) = county.center();
    assert_eq!(http::put(&center, &till.path(1), till.seal(1, 4)).status, StatusCode::OK);
    let effects = county.effects();
    assert_eq!(effects.matches("waiting:01").count(), 4, "{effects}");
    let mut purse = Purse::new(&Card::new(1).number.digits());
    let order = purse.order("R-1", 2000, TERMINAL);
    let asked = desk.send(&center, "POST", "/v1/card-desk/loads", &order);
    assert_eq!(asked.problem(), "503 token-away");
    let away = recheck(here);
    assert_eq!(away.code, 6, "{}", away.err);
    assert!(away.err.contains("elsewhere") && away.err.contains("记录照旧等待"), "{}", away.err);
    assert_eq!(county.effects(), effects);
    drop(center);

    // Back: paid, and a load goes its way; a second run has no use for the token's keys.
    configure(&county, "lovecard", "");
    let back = recheck(here);
    assert_eq!((back.code, back.out.contains("付款 4 笔")), (0, true), "{}{}", back.out, back.err);
    assert_eq!(county.effects().matches(" good\n").count(), 4);
    let (center, _writer) = county.center();
    let permit = desk.send(&center, "POST", "/v1/card-desk/loads", &order).json();
    let tac = purse.credit(2000, TERMINAL, &permit);
    let outcome = format!("/v1/card-desk/loads/{}/outcome", permit["load"]);
    let told = desk.send(&center, "PUT", &outcome, &json!({ "outcome": "credited", "tac": tac })).json();
    assert_eq!(told["state"], "good");
    let mut forged = purse.order("R-2", 2000, TERMINAL);
    forged["mac1"] = json!("00000000");
    assert_eq!(desk.send(&center, "POST", "/v1/card-desk/loads", &forged).problem(), "403 mac1-wrong");
    drop(center);

    // The cache is changed: one line, and the same verdicts.
    let cache = county.folder.file("card-keys.cache");
    let mut bytes = std::fs::read(&cache).unwrap();
    for secret in [&MTK[..8], &MLK[..8], PIN.as_bytes()] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret));
    }
    bytes[50] ^= 1;
    std::fs::write(&cache, bytes).unwrap();
    let told = recheck(here);
    assert_eq!((told.code, told.err.lines().count()), (0, 1), "{}", told.err);
    assert!(told.err.contains("asked for again"), "{}", told.err);
    assert_eq!(recheck(here).err, "");

    // A PIN that others can read, a wrong one, and a label that is no key are said before anything starts.
    let pin = county.folder.file("pin");
    std::fs::write(&pin, "00000000\n").unwrap();
    for (more, mode, named) in [
        ("pin_file = \"pin\"\n", "644", "chmod 600"),
        ("pin_file = \"pin\"\n", "600", "令牌口令不对"),
        ("tac = \"tac/3des/09\"\n", "600", "tac/3des/09"),
        ("tac = \"load/3des/01\"\n", "600", "应写成 tac/3des/01"),
    ] {
        assert!(Command::new("chmod").arg(mode).arg(&pin).status().unwrap().success());
        configure(&county, "lovecard", more);
        let told = recheck(here);
        assert_eq!((told.code, told.err.contains(named)), (3, true), "{more}{}", told.err);
    }
    println!("the story was told");
}
