//! What only a server can do: be absent, be forgotten, break off.

use both_stores::Server;
use ledger::{County, Ledger, LedgerError, Merchant};

use crate::place;

fn merchant(number: u32) -> Merchant {
    Merchant { id: format!("m-{number}"), name: "食堂".to_owned() }
}

#[test]
fn opening_says_what_is_wrong_and_never_who_asks() {
    let place = place("opening");
    let mut told = format!("{}\n", Ledger::open(place.path()).unwrap_err());
    drop(Ledger::create(place.path()).unwrap());
    told += &format!("{}\n", Ledger::create(place.path()).unwrap_err());
    let nowhere = std::path::Path::new("postgres://clerk:secret@%2Fnowhere/books?schema=county");
    told += &format!("{}\n", Ledger::open(nowhere).unwrap_err());
    let odd = std::path::Path::new("postgres://clerk:secret@host/books?schema=a;b");
    told += &format!("{}\n", Ledger::open(odd).unwrap_err());
    assert!(!told.contains("secret") && !told.contains("clerk"), "{told}");
    for word in ["账本不存在", "账本已存在", "账本无法打开", "小写字母"] {
        assert!(told.contains(word), "{word}: {told}");
    }
    place.meddle("INSERT INTO schema_version VALUES (99)");
    assert!(matches!(Ledger::open(place.path()), Err(LedgerError::TooNew { found: 99, .. })));
}

#[test]
fn two_programs_migrate_and_write_one_after_the_other() {
    let place = place("both");
    drop(Ledger::create(place.path()).unwrap());
    let writers: Vec<_> = (0..4)
        .map(|writer: u32| {
            let path = place.path().to_owned();
            std::thread::spawn(move || {
                let mut ledger = Ledger::open(&path).unwrap();
                for number in 0..10 {
                    ledger.add_merchant(&merchant(writer * 10 + number), 1).unwrap();
                }
            })
        })
        .collect();
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    let ledger = Ledger::open(place.path()).unwrap();
    assert_eq!(ledger.merchants().unwrap().len(), 40);
}

/// A server that lets nobody wait, but turns one of two away (40001): whoever was turned away comes again.
#[test]
fn a_step_that_gave_way_is_made_again() {
    let place = place("serializable");
    drop(Ledger::create(place.path()).unwrap());
    let strict =
        format!("{}&options=-c%20default_transaction_isolation%3Dserializable", place.path().display());
    let writers: Vec<_> = (0..4)
        .map(|writer: u32| {
            let path = std::path::PathBuf::from(&strict);
            std::thread::spawn(move || {
                let mut ledger = Ledger::open(&path).unwrap();
                (0..25)
                    .filter(|number| ledger.add_merchant(&merchant(writer * 25 + number), 1).is_ok())
                    .count()
            })
        })
        .collect();
    let written: usize = writers.into_iter().map(|writer| writer.join().unwrap()).sum();
    let ledger = Ledger::open(place.path()).unwrap();
    assert_eq!(ledger.merchants().unwrap().len(), written, "what failed left nothing");
    assert!(written >= 95, "{written} of 100");
}

/// What was said to be written is there after a crash, and the books go on without being opened again.
#[test]
fn a_server_that_breaks_off_and_comes_back() {
    let server = Server::start("crash");
    let mut ledger = Ledger::create(&server.place("county")).unwrap();
    let county = County {
        division: 330_703,
        name: "示例县".to_owned(),
        signing_key: [7; 32],
        supervisor_code: String::new(),
    };
    ledger.open_county(&county, 1).unwrap();
    ledger.add_merchant(&merchant(1), 1).unwrap();
    server.crash();
    // The first word may meet the broken line; nobody knows, so it is said again.
    let again = ledger.add_merchant(&merchant(2), 1).or_else(|error| {
        assert!(matches!(error, LedgerError::Lost(_)), "{error:?}");
        ledger.add_merchant(&merchant(2), 1)
    });
    again.unwrap();
    assert_eq!(ledger.merchants().unwrap(), [merchant(1), merchant(2)]);
    assert_eq!(ledger.county().unwrap(), county);
}
