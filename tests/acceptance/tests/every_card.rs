//! One till, cards of every family: what a county has issued already is read from a profile, and nothing else changes.
//! Real pcscd, real programs; the debit key of DESFire cards lies in a file, which every screen says.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected must stop"
)]

use card_in_pcscd::tray::{Outcome, TapOrder};
use laptop_till::child::wait_for;
use laptop_till::lunch::{Lunch, Ports};
use ledger::Ledger;
use purse::{CardNumber, ChipScheme};
use records::BusinessDay;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use virtual_cards::desfire::{CountyCard, CountyKeys, Generation};
use virtual_cards::{
    Key, ManyApplications, SocialCard, SocialGeneration, StorageCard, Tear, TwoCards, VirtualCard,
};

const LOOK: Duration = Duration::from_secs(20);

const PROFILE: &str = r#"
format = 1
name = "全县各种卡"
[[application]]
family = "pboc"
aid = "A000000632010105"
[[application]]
family = "desfire"
[[application]]
family = "social"
[[application]]
family = "chip"
"#;

const TILL_KEY: [u8; 16] = [0x11; 16];
const PROOF_KEY: [u8; 16] = [0x33; 16];
const DESFIRE: [u8; 7] = [4, 0x59, 0x7A, 0x32, 0x50, 0x14, 1];
const SERIAL: [u8; 4] = [0xDE, 0xAD, 0xBE, 0xEF];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// A card of the county, as its issuer made it.
fn desfire(generation: Generation) -> VirtualCard {
    let application = [[0; 16], TILL_KEY, [0x22; 16], [0x44; 16], [0x55; 16]].map(Key);
    let keys = CountyKeys { application, transaction_mac: Key(PROOF_KEY), card: Key([0x66; 16]), version: 1 };
    CountyCard { balance: 10_000, ..CountyCard::new(keys, DESFIRE, generation) }.card().into()
}

/// A county that has installed the profile and listed these chips beside its elders.
fn county(name: &str) -> Lunch {
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut lunch =
        Lunch::start(&folder, 12, 1, Ports::Free).expect("a lunch starts; run `make test`, which builds it");
    lunch.stop_till(0).unwrap();
    lunch.stop_center().unwrap();
    let path = |name: &str| lunch.folder.join(name);
    let write = |name: &str, text: String| fs::write(path(name), text).unwrap();
    write("cards.toml", PROFILE.to_owned());
    let number = |scheme, chip: &[u8]| CardNumber::of_chip(scheme, chip).unwrap().digits();
    let more = [number(ChipScheme::Desfire, &DESFIRE), number(ChipScheme::Serial, &SERIAL)]
        .map(|card_no| format!("{card_no},1940-01-01,,,1\n"));
    let holders = fs::read_to_string(path("holders.csv")).unwrap() + &more.concat();
    write("holders.csv", holders);
    let keys = fs::read_to_string(path("keys.json")).unwrap();
    write(
        "keys.json",
        keys.trim_end().trim_end_matches('}').to_owned() + &format!(",\"tmk\":\"{}\"}}", hex(&PROOF_KEY)),
    );
    let center = fs::read_to_string(path("center.toml")).unwrap();
    write("center.toml", center.replace("\"psam\"", "\"trial-file\""));
    let center = |words: &[&str]| lunch.county.center(words, "").unwrap();
    let file = |name: &str| path(name).display().to_string();
    // Two people sign the profile.
    for (role, phrase, verb, from, to) in [
        ("maker", "correct horse\n", "make", "cards.toml", "cards.made"),
        ("checker", "battery staple\n", "approve", "cards.made", "cards.signed"),
    ] {
        let (name, key) = (format!("card-{role}"), file(&format!("card-{role}.key")));
        let words = ["officer", "add", "--name", &name, "--role", role, "--out", &key];
        lunch.county.center(&words, phrase).unwrap();
        let words = ["card-profile", verb, &file(from), "--key", &key, "--out", &file(to)];
        lunch.county.center(&words, phrase).unwrap();
    }
    center(&["card-profile", "install", &file("cards.signed")]);
    center(&["holders", "import", &path("holders.csv").display().to_string()]);
    let config = fs::read_to_string(path("till-1/terminal.toml")).unwrap();
    write("till-1/terminal.toml", config + "\n[keys]\ndebit_file = \"./debit.toml\"\n");
    write("till-1/debit.toml", format!("[[debit]]\nversion = 1\nkey = \"{}\"\n", hex(&TILL_KEY)));
    fs::set_permissions(path("till-1/debit.toml"), fs::Permissions::from_mode(0o600)).unwrap();
    lunch.start_center().unwrap();
    lunch.start_till(0).unwrap();
    wait_for("the package with the profile", LOOK, || {
        let ledger = Ledger::open(&lunch.folder.join("books.sqlite")).ok()?;
        let newest = ledger.newest_package(ledger.terminals().ok()?.first()?.id).ok()??;
        let there = String::from_utf8_lossy(&newest.package).contains("desfire");
        (there && lunch.inspect(0).ok()?["parameters_version"] == newest.version).then_some(())
    })
    .unwrap_or_else(|error| panic!("{error:?}: {}", lunch.inspect(0).unwrap()));
    shows(&lunch, "ready", "");
    lunch
}

/// Waits until the screen shows this view, with this code where one is named; every screen says that it is a trial.
fn shows(lunch: &Lunch, view: &str, code: &str) -> serde_json::Value {
    let mut last = serde_json::Value::Null;
    let seen = wait_for(view, LOOK, || {
        last = lunch.view(0).ok()?;
        (last["view"] == view && (code.is_empty() || last["fields"]["code"] == code)).then_some(())
    });
    assert!(seen.is_ok(), "{seen:?}; it shows {last}");
    assert_eq!(last["strip"]["trial_keys"], true, "{last}");
    last
}

fn lay(lunch: &Lunch, card: VirtualCard) {
    *lunch.tray.cards[0].look() = card;
}

fn tap(lunch: &Lunch, hold_ms: u64, tear: Option<Tear>) -> Outcome {
    let order = TapOrder { card: 0, counter: 1, hold: Duration::from_millis(hold_ms), tear };
    lunch.tray.tap(order).expect("the reader is free")
}

/// How the records of today stand at the center, once it has them all.
fn standings(lunch: &Lunch, count: usize) -> Vec<String> {
    let look = || {
        let ledger = Ledger::open(&lunch.folder.join("books.sqlite")).ok()?;
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let now = records::Moment {
            at_us: i64::try_from(now.as_micros()).unwrap(),
            clock: records::ClockQuality::Network,
        };
        let day = BusinessDay::from_date(now.county_time()?.date())?;
        let rows = ledger.merchant_day(lunch.tills[0].merchant.id, day).ok()?;
        (rows.len() == count).then(|| rows.iter().map(|row| row.status.to_string()).collect())
    };
    wait_for("the center has the records", LOOK, look).unwrap()
}

#[test]
fn a_desfire_card_pays_and_is_proved() {
    let lunch = county("desfire-pays");
    lay(&lunch, desfire(Generation::Ev2));
    let paid = tap(&lunch, 6_000, None);
    shows(&lunch, "paid", "");
    assert_eq!((paid.debits, paid.commands), (1, 8), "eight commands, one commit");
    let lunch_price = paid.balance_before.unwrap() - paid.balance.unwrap();
    assert!(lunch_price > 0);
    shows(&lunch, "ready", "");
    // The link is cut after the commit: the same card says what became of it, and is not debited again.
    std::thread::sleep(Duration::from_secs(11));
    let torn = tap(&lunch, 6_000, Some(Tear::AfterCommit));
    shows(&lunch, "hold_card", "E13");
    let back = tap(&lunch, 6_000, None);
    shows(&lunch, "paid", "");
    assert_eq!((torn.debits + back.debits, back.balance), (0, torn.balance), "{torn:?} {back:?}");
    assert_eq!(standings(&lunch, 2), ["good", "good"], "the center proves what the card signed");
    let log = lunch.log("till-1").unwrap();
    let number = CardNumber::of_chip(ChipScheme::Desfire, &DESFIRE).unwrap().digits();
    assert!(
        !log.contains(&hex(&TILL_KEY)) && !log.contains(&number) && !log.contains(&hex(&DESFIRE)),
        "{log}"
    );
    let started = log.lines().skip_while(|line| !line.contains("real money is not protected"));
    assert!(
        started.clone().count() > 0
            && started.clone().all(|line| line.starts_with("试用密钥") || line.starts_with("screen ")),
        "{log}"
    );
}

#[test]
fn a_chip_without_a_purse_gets_the_benefit_and_pays_in_cash() {
    let lunch = county("chip-names");
    lay(&lunch, VirtualCard::Storage(StorageCard::new(&SERIAL)));
    tap(&lunch, 2_500, None);
    let shown = shows(&lunch, "paid", "");
    assert!(shown.to_string().contains("此卡无钱包，收现金"), "{shown}");
    shows(&lunch, "ready", "");
    lay(&lunch, VirtualCard::Storage(StorageCard::new(&[1, 2, 3, 4])));
    tap(&lunch, 2_500, None);
    shows(&lunch, "refused", "E01");
    shows(&lunch, "ready", "");
    lay(&lunch, VirtualCard::Social(SocialCard::new(&[4, 1, 2, 3, 4, 5, 6], SocialGeneration::Three)));
    tap(&lunch, 2_500, None);
    shows(&lunch, "refused", "E01");
    assert_eq!(standings(&lunch, 1), ["good"]);
}

/// Ours is the last of three applications: from the card on the reader to the price on the screen in a second.
#[test]
fn our_application_is_found_behind_others_and_two_cards_are_none() {
    let lunch = county("behind-others");
    let purse = lunch.tray.cards[0].look().purse().unwrap().clone();
    lay(&lunch, VirtualCard::Many(Box::new(ManyApplications::new(purse.clone()))));
    let begun = Instant::now();
    lunch.tray.insert(0, 1, None).unwrap();
    shows(&lunch, "paid", "");
    let took = begun.elapsed();
    println!("ours behind two others: paid {} ms after the card was laid down", took.as_millis());
    lunch.tray.counter(1).unwrap().take_away();
    shows(&lunch, "ready", "");
    let before = purse.state().balance;
    lay(&lunch, VirtualCard::Two(TwoCards::new(purse.into(), desfire(Generation::Ev2))));
    let both = tap(&lunch, 2_500, None);
    assert_eq!(both.debits, 0, "nobody is debited: {before}");
    let shown = lunch.view(0).unwrap();
    assert_ne!(shown["view"], "paid", "{shown}");
}
