//! A real PKCS#11 token: SoftHSM2, started in a folder of the test's own.

use std::path::{Path, PathBuf};
use std::process::Command;

use card_desk::custody::{CardPath, Custody, CustodyError, FileKeys, Token, TokenPlace, card_key};
use card_desk::keys::{Cipher, KeyId, KeySet, KeyUse};
use purse::FactorOrder;

const MODULES: [&str; 3] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
];
const PIN: &str = "24681357";
const CHILD: &str = "CARD_DESK_TOKEN_TEST";

/// SoftHSM reads its folder from the environment, which a running process must not change: the story is told in a
/// process of its own.
#[test]
fn a_token_does_what_the_file_does_and_gives_no_key_away() {
    if std::env::var_os(CHILD).is_some() {
        return the_story();
    }
    let folder = std::env::temp_dir().join(format!("card-desk-token-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("tokens")).unwrap();
    let config = folder.join("softhsm2.conf");
    std::fs::write(&config, format!("directories.tokendir = {}\n", folder.join("tokens").display())).unwrap();
    let made = Command::new("softhsm2-util")
        .env("SOFTHSM2_CONF", &config)
        .args(["--init-token", "--free", "--label", "lovecard", "--so-pin", "13572468", "--pin", PIN])
        .output()
        .expect("softhsm2-util is installed: make packages");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let told = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "token::a_token_does_what_the_file_does_and_gives_no_key_away", "--nocapture"])
        .env("SOFTHSM2_CONF", &config)
        .env(CHILD, &folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&told.stdout).into_owned() + &String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success() && said.contains("the story was told"), "{said}");
    std::fs::remove_dir_all(folder).unwrap();
}

fn place() -> TokenPlace {
    let module = MODULES.iter().map(PathBuf::from).find(|path| Path::new(path).exists());
    TokenPlace { module: module.expect("SoftHSM2's module: make packages"), label: "lovecard".to_owned() }
}

fn the_story() {
    let wrong = Token::open(&place(), "00000000").unwrap_err();
    assert_eq!(wrong, CustodyError::Pin);
    let elsewhere = TokenPlace { label: "nobody".to_owned(), ..place() };
    assert_eq!(Token::open(&elsewhere, PIN).unwrap_err(), CustodyError::NoToken("nobody".to_owned()));
    let no_module = TokenPlace { module: "nowhere.so".into(), ..place() };
    assert!(matches!(Token::open(&no_module, PIN), Err(CustodyError::Module { .. })));

    let issuer = [0x03, 0x10, 0x47, 0x70, 0x01, 0x23, 0x45, 0x67];
    let keys = KeySet::fresh(&KeyId::set(&[Cipher::TripleDes, Cipher::Sm4], 1)).unwrap();
    let token = Token::open(&place(), PIN).unwrap();
    let left_out = token.import(&keys, Some(issuer)).unwrap();
    assert_eq!(left_out.len(), 8);
    assert!(left_out.iter().all(|id| id.cipher == Cipher::Sm4), "{left_out:?}");
    assert!(matches!(token.import(&keys, None), Err(CustodyError::Taken(_))));
    drop(token);

    // Another day: what was stored is there, and names itself by the same check values.
    let token = Token::open(&place(), PIN).unwrap();
    let file = FileKeys::new(keys);
    let held = token.keys().unwrap();
    assert_eq!(held.len(), 13);
    let listed = file.keys().unwrap();
    assert!(held.iter().all(|line| listed.contains(line)), "{held:?}");

    let id = |key_use, cipher| KeyId { key_use, cipher, version: 1 };
    let load = id(KeyUse::Load, Cipher::TripleDes);
    let serial = [0, 0, 0, 0, 0x12, 0x34, 0x56, 0x78];
    let two = |order| CardPath::IssuerAndSerial { issuer, serial, order };
    for path in [CardPath::Serial(serial), two(FactorOrder::IssuerFirst), two(FactorOrder::Listed)] {
        let (ours, theirs) = (card_key(&file, load, &path).unwrap(), card_key(&token, load, &path).unwrap());
        assert_eq!(ours.expose(), theirs.expose(), "{path:?}");
    }
    let till = id(KeyUse::Till, Cipher::Aes128);
    for length in [1, 10, 15, 16, 17, 30, 31] {
        let path = CardPath::An10922(vec![0xA5; length]);
        let (ours, theirs) = (card_key(&file, till, &path).unwrap(), card_key(&token, till, &path).unwrap());
        assert_eq!(ours.expose(), theirs.expose(), "{length}");
    }
    // What the token lacks is refused by name.
    let sm4 = id(KeyUse::Load, Cipher::Sm4);
    let refused = |key, path: &CardPath| card_key(&token, key, path).unwrap_err();
    assert_eq!(refused(sm4, &CardPath::Serial(serial)), CustodyError::Cipher(sm4));
    let stranger = CardPath::IssuerAndSerial { issuer: [9; 8], serial, order: FactorOrder::IssuerFirst };
    assert_eq!(refused(load, &stranger), CustodyError::NoIssuerKey(load));
    let newer = KeyId { version: 2, ..load };
    assert_eq!(refused(newer, &CardPath::Serial(serial)), CustodyError::NoKey(newer));
    assert_eq!(format!("{token:?}"), "Token(lovecard)");
    println!("the story was told");
}
