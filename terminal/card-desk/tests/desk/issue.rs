//! A card from the center's request to the center's receipt, played against recorded chips: whole, torn and given up.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use apdu::{Transport, TransportError};
use card_desk::cards::{PbocTerms, PbocWork};
use card_desk::center::{
    CardReport, CardRequest, Center, CenterFault, DesfireLoadAsk, LoadAnswer, LoadAsk, LoadWord,
};
use card_desk::custody::{CardKeys, FileKeys, KeyTerms};
use card_desk::exit::{Ending, Exit};
use card_desk::issuing::{Entry, Journal};
use card_desk::keys::{Cipher, KeyId, KeySet, KeyUse};
use card_desk::work::{Bench, Issued, issue, report_pending, scrap};
use pboc_purse::Pin;
use purse::{Issuer, Secret16, Validity};

const CHIP: [u8; 8] = [0, 0, 0, 0, 8, 1, 2, 3];
const CARD: &str = "03109955100000000017";

/// The exchanges of one part of a recorded story.
fn part(story: &str, place: usize) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/apdu/issuing").join(story);
    let text = std::fs::read_to_string(path).unwrap();
    let part = text.split("\n@ ").nth(place).unwrap().to_owned();
    let mut asked = "";
    let mut lines = Vec::new();
    for line in part.lines() {
        match line.split_once(' ') {
            Some((">", command)) => asked = command,
            Some(("<", answer)) => lines.push((asked.to_owned(), answer.to_owned())),
            _ => {}
        }
    }
    lines
}

/// A chip that answers as it was recorded, and to nothing else.
struct Recorded(VecDeque<(String, String)>);

impl Recorded {
    fn of(parts: &[(&str, usize)]) -> Recorded {
        Recorded(parts.iter().flat_map(|(story, place)| part(story, *place)).collect())
    }
}

impl Transport for Recorded {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let heard: Vec<String> = command.iter().map(|byte| format!("{byte:02X}")).collect();
        let (asked, answer) = self.0.pop_front().expect("the recording is over");
        assert_eq!(heard.join(" "), asked);
        if answer == "gone" {
            return Err(TransportError::CardGone);
        }
        Ok(card_desk::hex::unhex_any(&answer.replace(' ', "")).unwrap())
    }
}

/// A center that takes everything, unless it is away.
#[derive(Default)]
struct Taking {
    away: Cell<bool>,
    cards: RefCell<Vec<String>>,
}

impl Center for Taking {
    fn requests(&self) -> Result<Vec<CardRequest>, CenterFault> {
        Ok(Vec::new())
    }

    fn take(&self, _: u64) -> Result<CardRequest, CenterFault> {
        Err(CenterFault::Answer)
    }

    fn report_card(&self, report: &CardReport) -> Result<(), CenterFault> {
        if self.away.get() {
            return Err(CenterFault::Away("no link".to_owned()));
        }
        assert_eq!((report.kind.as_str(), report.key_version, report.layout_version), ("pboc", 1, 1));
        assert_eq!(report.uid_hash.len(), 64);
        assert!(!report.uid_hash.contains("08010203"));
        self.cards.borrow_mut().push(report.card_no.clone());
        Ok(())
    }

    fn report_block(&self, _: &str, _: &str, _: bool) -> Result<(), CenterFault> {
        Err(CenterFault::Answer)
    }

    fn order_load(&self, _: &LoadAsk) -> Result<LoadAnswer, CenterFault> {
        Err(CenterFault::Answer)
    }

    fn order_desfire_load(&self, _: &DesfireLoadAsk) -> Result<LoadAnswer, CenterFault> {
        Err(CenterFault::Answer)
    }

    fn end_load(&self, _: u64, _: &LoadWord) -> Result<String, CenterFault> {
        Err(CenterFault::Answer)
    }
}

/// The master keys of the recordings: `B0 B1 …`, told apart by the high half-byte.
fn keys() -> FileKeys {
    let mut keys = KeySet::default();
    for (place, key_use) in [
        (1, KeyUse::Root),
        (2, KeyUse::ExternalAuthentication),
        (3, KeyUse::Purchase),
        (4, KeyUse::Load),
        (5, KeyUse::Tac),
        (6, KeyUse::Maintenance),
        (7, KeyUse::PinUnblock),
        (8, KeyUse::PinReload),
    ] {
        let key: [u8; 16] = core::array::from_fn(|at| 0xB0 ^ u8::try_from(at).unwrap() ^ (place << 4));
        keys.insert(KeyId { key_use, cipher: Cipher::TripleDes, version: 1 }, Secret16::new(key));
    }
    FileKeys::new(keys)
}

struct Office {
    folder: PathBuf,
    center: Taking,
}

impl Office {
    fn new(name: &str) -> Office {
        let folder = std::env::temp_dir().join(format!("card-desk-issue-{}-{name}", std::process::id()));
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).unwrap();
        Office { folder, center: Taking::default() }
    }

    /// Works with the journal as it is on the disk: every time is another start of the program.
    fn work<T>(&self, keeper: &FileKeys, job: impl FnOnce(&mut Bench<'_>) -> T) -> T {
        let mut journal = Journal::open(&self.folder.join("journal.db")).unwrap();
        let terms = PbocTerms {
            issuer: Issuer([0x01, 0x99, 0x55, 0x10, 0xFF, 0xFF, 0xFF, 0xFF]),
            province: [0x51, 0x00],
            city: [0x55, 0x10],
            interop: true,
            kind: 0x03,
        };
        let card_keys = CardKeys::new(keeper, KeyTerms::default(), Some(Secret16::new([0x11; 16])));
        job(&mut Bench {
            journal: &mut journal,
            center: &self.center,
            work: &PbocWork::new(terms, 1),
            keys: &card_keys,
            key_version: 1,
            now_us: || 1_721_008_800_000_000,
        })
    }

    fn issue(&self, chip: &mut Recorded, request: u64, serial: [u8; 8]) -> Result<Issued, Ending> {
        let request = CardRequest {
            number: request,
            handle: "BK-1".to_owned(),
            kind: "pboc".to_owned(),
            card_no: Some(CARD.to_owned()),
            replaces: None,
        };
        let validity = Validity { from: [0x20, 0x25, 0x01, 0x01], to: [0x20, 0x40, 0x12, 0x31] };
        let pin = Pin::new(&[0x12, 0x34, 0x56]).unwrap();
        self.work(&keys(), |bench| issue(bench, chip, serial, &request, validity, Some(pin)))
    }

    fn entries(&self) -> Vec<Entry> {
        let journal = Journal::open(&self.folder.join("journal.db")).unwrap();
        journal.read().unwrap().into_iter().map(|logged| logged.entry).collect()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

const WHOLE: [(&str, usize); 3] = [("issue.apdu", 1), ("issue.apdu", 2), ("issue.apdu", 3)];

#[test]
fn a_blank_chip_becomes_a_card_step_by_step() {
    let office = Office::new("whole");
    let mut chip = Recorded::of(&WHOLE);
    let issued = office.issue(&mut chip, 7, CHIP).unwrap();
    assert!(chip.0.is_empty() && !issued.resumed);
    assert_eq!((issued.number.digits().as_str(), issued.pending.waiting), (CARD, 0));
    assert_eq!(*office.center.cards.borrow(), [CARD]);
    let steps = office.entries().iter().filter(|entry| matches!(entry, Entry::Step { .. })).count();
    assert_eq!((steps, office.entries().len()), (20, 23));
    // The card is made: neither the request nor the number is used again.
    let again = office.issue(&mut Recorded::of(&[]), 7, CHIP).unwrap_err();
    assert_eq!(again.exit, Exit::Refused);
}

#[test]
fn a_torn_card_is_finished_where_it_stopped_and_on_its_own_chip() {
    let office = Office::new("torn");
    let mut chip = Recorded::of(&[("issue.apdu", 1), ("issue-torn.apdu", 1)]);
    let torn = office.issue(&mut chip, 7, CHIP).unwrap_err();
    assert_eq!(torn.exit, Exit::CardLost, "{torn}");
    assert_eq!(office.entries().last(), Some(&Entry::Step { request: 7, done: 3 }));
    // Another chip for the same request, another request on the same chip: nothing is asked of either.
    for (request, serial) in [(7, [9; 8]), (8, CHIP)] {
        let refused = office.issue(&mut Recorded::of(&[]), request, serial).unwrap_err();
        assert_eq!(refused.exit, Exit::Refused, "{refused}");
    }
    // The center is away meanwhile: the card is finished all the same, and told later.
    office.center.away.set(true);
    let mut chip = Recorded::of(&[("issue-torn.apdu", 3), ("issue.apdu", 3)]);
    let issued = office.issue(&mut chip, 7, CHIP).unwrap();
    assert!(chip.0.is_empty() && issued.resumed);
    assert_eq!(issued.pending.waiting, 1);
    office.center.away.set(false);
    let pending = office.work(&keys(), |bench| report_pending(bench).unwrap());
    assert_eq!((pending.waiting, office.center.cards.borrow().len()), (0, 1));
    assert_eq!(office.entries().last(), Some(&Entry::Reported { request: 7 }));
}

#[test]
fn a_torn_card_may_be_given_up() {
    let office = Office::new("scrap");
    let mut chip = Recorded::of(&[("issue.apdu", 1), ("issue-torn.apdu", 1)]);
    office.issue(&mut chip, 7, CHIP).unwrap_err();
    let mut chip = Recorded::of(&[("scrap.apdu", 2)]);
    let given_up = office.work(&keys(), |bench| scrap(bench, &mut chip, CHIP).unwrap());
    assert_eq!((given_up, chip.0.is_empty()), (Some(7), true));
    assert_eq!(office.entries().last(), Some(&Entry::Scrapped { request: 7, erased: true }));
    office.issue(&mut Recorded::of(&WHOLE), 7, CHIP).unwrap();
    assert!(
        office.work(&keys(), |bench| bench.destroyed(7)).is_err(),
        "a finished card is nobody's to destroy"
    );
}

/// The journal, what is printed and what is logged carry neither key nor PIN.
#[test]
fn no_secret_is_left_behind() {
    let office = Office::new("secrets");
    office.issue(&mut Recorded::of(&WHOLE), 7, CHIP).unwrap();
    let mut bytes = std::fs::read(office.folder.join("journal.db")).unwrap();
    bytes.extend(format!("{:?} {:?}", office.entries(), keys()).bytes());
    let text = String::from_utf8_lossy(&bytes).to_lowercase();
    assert!(text.contains(CARD), "the journal does know the card");
    for secret in ["123456", "b0b1b2b3", "1111111111111111"] {
        assert!(!text.contains(secret), "{secret}");
    }
    let shown = format!("{:?}", office.entries());
    assert!(!shown.contains(CARD), "{shown}");
}

#[test]
fn a_missing_key_is_named_and_the_card_can_be_gone_on_with() {
    let office = Office::new("no-key");
    let none = FileKeys::new(KeySet::default());
    let request = CardRequest {
        number: 7,
        handle: "BK-1".to_owned(),
        kind: "pboc".to_owned(),
        card_no: Some(CARD.to_owned()),
        replaces: None,
    };
    let validity = Validity { from: [0x20, 0x25, 0x01, 0x01], to: [0x20, 0x40, 0x12, 0x31] };
    let mut chip = Recorded::of(&WHOLE);
    let pin = Pin::new(&[0x12, 0x34, 0x56]).unwrap();
    let refused =
        office.work(&none, |bench| issue(bench, &mut chip, CHIP, &request, validity, Some(pin)).unwrap_err());
    assert!(refused.to_string().contains("root/3des/01"), "{refused}");
    assert_eq!(refused.exit, Exit::Refused);
}
