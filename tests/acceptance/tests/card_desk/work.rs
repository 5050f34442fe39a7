//! Loads that are torn, and a block: both books agree.

use anyhow::{Context as _, Result};
use apdu::{Transport, TransportError};
use card_desk::cards::{PbocTerms, PbocWork};
use card_desk::center::{Identity, Link, enrol};
use card_desk::custody::{CardKeys, FileKeys, KeyTerms};
use card_desk::exit::{Ending, Exit};
use card_desk::hex::{hex, unhex};
use card_desk::issuing::{Journal, Stage};
use card_desk::keys::{Cipher, KeyId, KeySet, KeyUse};
use card_desk::work::{Bench, LoadWish, Loaded, block, load};
use pboc_purse::Pin;
use purse::{CardAmount, Issuer, Secret16};
use records::SigningKey;
use virtual_cards::{Chip as _, Exchange, Key, Lock, MasterKeys, Personalise, VirtualPurse};

use crate::office::Office;

const ISSUER: [u8; 8] = [0x03, 0x10, 0x47, 0x70, 0x01, 0x23, 0x45, 0x67];
const NUMBER: [u8; 10] = [0x03, 0x10, 0x47, 0x70, 0, 0, 0, 0, 0x12, 0x34];
const CHIP: [u8; 8] = [0, 0, 0, 0, 8, 0, 0x12, 0x34];
const LOAD: [u8; 16] = *b"office load keys";
const TAC: [u8; 16] = *b"office tac  keys";
const MAINTENANCE: [u8; 16] = *b"office maint key";

/// A card on the desk's reader. Of this command the answer is lost, once: before the card hears it, or after.
struct OnReader<'a> {
    card: &'a mut VirtualPurse,
    lost: Option<(u8, bool)>,
}

impl Transport for OnReader<'_> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let strikes = self.lost.filter(|(ins, _)| command.get(1) == Some(ins));
        if let Some((_, heard)) = strikes {
            self.lost = None;
            if heard {
                self.card.exchange(command);
            }
            self.card.power_off();
            return Err(TransportError::CardGone);
        }
        match self.card.exchange(command) {
            Exchange::Answer(bytes) => Ok(bytes),
            Exchange::Lost { .. } => Err(TransportError::CardGone),
        }
    }
}

struct Desk {
    journal: Journal,
    link: Link,
    terminal: [u8; 6],
    keeper: FileKeys,
}

impl Desk {
    fn enrol(office: &Office) -> Result<Desk> {
        let invited = office.told(&["desk", "invite", "--name", "一号发卡台", "--load-limit", "1000"])?;
        let code = invited["code"].as_str().context("code")?.parse()?;
        let key = SigningKey::from_bytes(&[77; 32]);
        let enrolled = enrol(&office.url, &code, &key)?;
        let mut keys = KeySet::default();
        for (key_use, key) in [(KeyUse::Load, LOAD), (KeyUse::Maintenance, MAINTENANCE)] {
            keys.insert(KeyId { key_use, cipher: Cipher::TripleDes, version: 1 }, Secret16::new(key));
        }
        Ok(Desk {
            journal: Journal::open(&office.folder.join("card-desk.db"))?,
            link: Link::new(&office.url, Identity { desk: enrolled.desk, key })?,
            terminal: unhex(&enrolled.terminal).context("terminal")?,
            keeper: FileKeys::new(keys),
        })
    }

    fn bench<T>(&mut self, job: impl FnOnce(&mut Bench<'_>) -> T) -> T {
        let terms = PbocTerms {
            issuer: Issuer(ISSUER),
            province: [0x33, 0x00],
            city: [0x33, 0x80],
            interop: true,
            kind: 0x03,
        };
        let keys = CardKeys::new(&self.keeper, KeyTerms::default(), None);
        job(&mut Bench {
            journal: &mut self.journal,
            center: &self.link,
            work: &PbocWork::new(terms, 1),
            keys: &keys,
            key_version: 1,
            now_us: || 1_721_008_800_000_000,
        })
    }

    fn load(
        &mut self,
        card: &mut VirtualPurse,
        reference: &str,
        fen: u32,
        lost: Option<(u8, bool)>,
    ) -> Result<Loaded, Ending> {
        card.power_on();
        let wish = LoadWish {
            reference: reference.to_owned(),
            amount: CardAmount(fen),
            terminal: self.terminal,
            key_id: 1,
            pin: Pin::new(&[0x12, 0x34, 0x56]),
        };
        let mut reader = OnReader { card, lost };
        self.bench(|bench| load(bench, &mut reader, CHIP, wish))
    }
}

fn card() -> VirtualPurse {
    let keys =
        MasterKeys { purchase: Key([1; 16]), load: Key(LOAD), tac: Key(TAC), maintenance: Key(MAINTENANCE) };
    Personalise::elder(keys, ISSUER, NUMBER).card()
}

/// CREDIT FOR LOAD.
const CREDIT: u8 = 0x52;

/// Whoever holds the load key, money goes onto the card once, however the card is torn.
#[test]
fn a_load_is_made_once_whoever_holds_the_key() -> Result<()> {
    for load_key in [true, false] {
        let mlk = if load_key { format!(",\"mlk\":\"{}\"", hex(&LOAD)) } else { String::new() };
        let keys = format!("{{\"mtk\":\"{}\"{mlk}}}", hex(&TAC));
        let office = Office::open(if load_key { "office-center-key" } else { "office-desk-key" }, &keys)?;
        let mut desk = Desk::enrol(&office)?;
        let mut card = card();
        let loaded = desk.load(&mut card, "R-1", 5_000, None)?;
        assert_eq!((loaded.balance, loaded.pending.waiting), (CardAmount(5_000), 0));

        // The answer is lost after the card was credited: unknown, then settled by the card, then loaded again.
        let torn = desk.load(&mut card, "R-2", 1_000, Some((CREDIT, true))).expect_err("torn");
        assert_eq!(torn.exit, Exit::CardLost, "{torn}");
        let settled = desk.load(&mut card, "R-3", 9_999, None).expect_err("settled first");
        assert!(settled.to_string().contains("R-2 已到卡上"), "{settled}");
        assert_eq!(card.state().balance, 6_000, "nothing was loaded twice");

        // The card left before it heard anything: not credited, and the card says so.
        let torn = desk.load(&mut card, "R-4", 700, Some((CREDIT, false))).expect_err("torn");
        assert_eq!(torn.exit, Exit::CardLost, "{torn}");
        let settled = desk.load(&mut card, "R-5", 700, None).expect_err("settled first");
        assert!(settled.to_string().contains("R-4 没有充上"), "{settled}");
        let loaded = desk.load(&mut card, "R-6", 700, None)?;
        assert_eq!((loaded.balance, card.state().balance), (CardAmount(6_700), 6_700));

        assert!(desk.journal.story().loads.values().all(|load| matches!(load.stage, Stage::Reported(_))));
        let loads = office.told(&["card", "loads"])?;
        let states: Vec<String> = loads
            .as_array()
            .context("loads")?
            .iter()
            .map(|load| format!("{} {}", load["reference"], load["state"]))
            .collect();
        assert_eq!(
            states,
            [r#""R-6" "good""#, r#""R-4" "void""#, r#""R-2" "good""#, r#""R-1" "good""#],
            "the center holds the load key: {load_key}"
        );
        office.told(&["books", "check"])?;
    }
    Ok(())
}

#[test]
fn a_card_at_hand_is_blocked_on_itself_and_at_the_center() -> Result<()> {
    let office = Office::open("office-block", &format!("{{\"mtk\":\"{}\"}}", hex(&TAC)))?;
    let mut desk = Desk::enrol(&office)?;
    let mut card = card();
    card.power_on();
    let mut reader = OnReader { card: &mut card, lost: None };
    let (number, pending) = desk.bench(|bench| block(bench, &mut reader, CHIP, "lost"))?;
    assert_eq!((number.tail().as_str(), pending.waiting), ("1234", 0));
    assert_eq!(card.state().lock, Lock::Temporary);
    assert!(desk.journal.story().blocks.is_empty(), "the center knows");
    let refused = desk.load(&mut card, "R-1", 100, None).expect_err("blocked");
    assert_eq!(refused.exit, Exit::Refused, "{refused}");
    Ok(())
}
