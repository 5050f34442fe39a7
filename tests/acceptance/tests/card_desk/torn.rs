//! A chip leaves the desk's reader at every command of its making, heard or not, and once more while it is finished.

use std::cell::Cell;
use std::path::Path;

use anyhow::Result;
use apdu::{Transport, TransportError};
use card_desk::cards::{PbocTerms, PbocWork};
use card_desk::center::{
    CardReport, CardRequest, Center, CenterFault, DesfireLoadAsk, LoadAnswer, LoadAsk, LoadWord,
};
use card_desk::custody::{CardKeys, FileKeys, KeyTerms};
use card_desk::exit::{Ending, Exit};
use card_desk::issuing::{Journal, Stage};
use card_desk::keys::{Cipher, KeyId, KeySet};
use card_desk::work::{Bench, Issued, issue, scrap};
use pboc_purse::Pin;
use purse::{Issuer, Secret16, Validity};
use virtual_cards::{Chip as _, Exchange, Tear, VirtualFmcos};

use crate::office::Office;

const TRANSPORT: [u8; 16] = [0x11; 16];
const CHIP: [u8; 8] = [0, 0, 0, 0, 8, 1, 2, 3];
const NUMBER: &str = "03109955100000000017";

/// A center that counts what it is told.
#[derive(Default)]
struct Counting(Cell<u32>);

impl Center for Counting {
    fn requests(&self) -> Result<Vec<CardRequest>, CenterFault> {
        Ok(Vec::new())
    }

    fn take(&self, _: u64) -> Result<CardRequest, CenterFault> {
        Err(CenterFault::Answer)
    }

    fn report_card(&self, report: &CardReport) -> Result<(), CenterFault> {
        assert_eq!(report.card_no, NUMBER);
        self.0.set(self.0.get() + 1);
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

struct OnReader<'a>(&'a mut VirtualFmcos);

impl Transport for OnReader<'_> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        match self.0.exchange(command) {
            Exchange::Answer(bytes) => Ok(bytes),
            Exchange::Lost { .. } => Err(TransportError::CardGone),
        }
    }
}

/// A desk with a journal on the disk and a chip in the hand.
struct Desk {
    journal: Journal,
    center: Counting,
    keeper: FileKeys,
    chip: VirtualFmcos,
}

impl Desk {
    fn new(folder: &Path, name: &str) -> Result<Desk> {
        let keys = KeySet::fresh(&KeyId::set(&[Cipher::TripleDes], 1))?;
        Ok(Desk {
            journal: Journal::open(&folder.join(format!("{name}.db")))?,
            center: Counting::default(),
            keeper: FileKeys::new(keys),
            chip: VirtualFmcos::blank(&[8, 1, 2, 3], virtual_cards::Cipher::TripleDes, &TRANSPORT),
        })
    }

    fn bench<T>(&mut self, job: impl FnOnce(&mut Bench<'_>, &mut OnReader<'_>) -> T) -> T {
        let terms = PbocTerms {
            issuer: Issuer([0x01, 0x99, 0x55, 0x10, 0xFF, 0xFF, 0xFF, 0xFF]),
            province: [0x51, 0x00],
            city: [0x55, 0x10],
            interop: true,
            kind: 0x03,
        };
        let keys = CardKeys::new(&self.keeper, KeyTerms::default(), Some(Secret16::new(TRANSPORT)));
        self.chip.reset();
        let mut bench = Bench {
            journal: &mut self.journal,
            center: &self.center,
            work: &PbocWork::new(terms, 1),
            keys: &keys,
            key_version: 1,
            now_us: || 1_721_008_800_000_000,
        };
        job(&mut bench, &mut OnReader(&mut self.chip))
    }

    fn issue(&mut self) -> Result<Issued, Ending> {
        let request = CardRequest {
            number: 7,
            handle: "BK-1".to_owned(),
            kind: "pboc".to_owned(),
            card_no: Some(NUMBER.to_owned()),
            replaces: None,
        };
        let validity = Validity { from: [0x20, 0x25, 0x01, 0x01], to: [0x20, 0x40, 0x12, 0x31] };
        let pin = Pin::from_digits("123456").expect("six digits");
        self.bench(|bench, reader| issue(bench, reader, CHIP, &request, validity, Some(pin)))
    }

    fn done(&self) -> bool {
        let card = self.journal.story().cards.get(&7);
        card.is_some_and(|card| card.stage == Stage::Reported(()) && card.done == 20)
            && self.center.0.get() == 1
    }
}

/// Commands for a card: two to look at it, forty to make it, six to read it back.
const COMMANDS: u32 = 48;

fn tears() -> impl Iterator<Item = Tear> {
    (0..COMMANDS).flat_map(|after| [Tear::Unheard { after }, Tear::Unanswered { after, keep: 0 }])
}

#[test]
fn every_torn_card_is_finished_on_the_next_tap() -> Result<()> {
    let folder = Office::folder("office-torn")?;
    let mut cuts = 0;
    for tear in tears() {
        let mut desk = Desk::new(&folder, &format!("cut-{cuts}"))?;
        desk.chip.arm(tear);
        let torn = desk.issue().expect_err("torn");
        assert_eq!(torn.exit, Exit::CardLost, "{tear:?}: {torn}");
        assert_eq!(desk.center.0.get(), 0, "{tear:?}: an unfinished card is reported to nobody");
        let finished = desk.issue();
        assert!(finished.is_ok(), "{tear:?}: {finished:?}");
        assert!(desk.done(), "{tear:?}");
        cuts += 1;
    }
    assert_eq!(cuts, 96);
    Ok(())
}

/// Given up where that can be done without risk, and made again; elsewhere refused, and finished.
#[test]
fn every_torn_card_may_be_given_up_or_is_finished() -> Result<()> {
    let folder = Office::folder("office-scrapped")?;
    let (mut given_up, mut kept) = (0, 0);
    for tear in tears() {
        let mut desk = Desk::new(&folder, &format!("cut-{}", given_up + kept))?;
        desk.chip.arm(tear);
        desk.issue().expect_err("torn");
        match desk.bench(|bench, reader| scrap(bench, reader, CHIP)) {
            Ok(request) => {
                assert_eq!(request, Some(7), "{tear:?}");
                given_up += 1;
            }
            Err(ending) => {
                assert_eq!(ending.exit, Exit::Refused, "{tear:?}: {ending}");
                kept += 1;
            }
        }
        let finished = desk.issue();
        assert!(finished.is_ok(), "{tear:?}: {finished:?}");
        assert!(desk.done(), "{tear:?}");
    }
    assert_eq!((given_up, kept), (69, 27));
    Ok(())
}
