//! A card goes out of use on itself, whole or not at all.

use super::{CHIPS, made, tears};
use card_issuing::desfire::{BLOCKED, Block, Examine, Finding, ReadBack, Scrap, Why};
use issuing::Reader;
use issuing::desfire::{DesfireKeys, at_desk, profile, spare_key};
use purse::{Application, CardAmount, DebitOrder, Probe, PurchaseRefusal};
use virtual_cards::desfire::{COUNTY_AID, CardKey, VirtualDesfire};

/// What a till says to a card for one sale of nothing.
fn sale(chip: &mut VirtualDesfire) -> Result<(), PurchaseRefusal> {
    let profile = profile(chip.state().generation);
    let mut reader = Reader::new(chip);
    let mut probe = profile.parameters().probe();
    let Probe::Found(view) = reader.carry(&mut *probe, |_| {}).unwrap() else { panic!("not found") };
    let order = DebitOrder {
        amount: CardAmount::ZERO,
        mark: None,
        sam: None,
        till: 0x42,
        sale: 1,
        date: [0x20, 0x26, 0x07, 0x15],
        time: [0x12, 0x15, 0x30],
    };
    let mut plan = profile.parameters().plan(&view, &order, &DesfireKeys::default())?;
    reader.carry(&mut *plan.purchase, |_| {}).unwrap().map(|_| ())
}

#[test]
fn no_till_gets_in_any_more() {
    for generation in CHIPS {
        let (profile, keys) = (profile(generation), DesfireKeys::default());
        let mut chip = made(generation);
        assert_eq!(sale(&mut chip), Ok(()));
        let mut reader = Reader::new(&mut chip);
        assert_eq!(reader.ask(Block::new(at_desk(&profile, &keys))).unwrap(), Ok(()));
        let commands = u32::try_from(reader.heard.len()).unwrap();
        // Again changes nothing, and asks no key to be changed.
        reader.heard.clear();
        assert_eq!(reader.ask(Block::new(at_desk(&profile, &keys))).unwrap(), Ok(()));
        assert!(reader.heard.iter().all(|(command, _)| command[1] != 0xC4));
        assert_eq!(reader.ask(Examine::new(&profile)).unwrap(), Finding::Blocked);
        assert!(reader.ask(ReadBack::new(&profile)).unwrap().unwrap().blocked);
        assert_eq!(sale(&mut chip), Err(PurchaseRefusal::CardKey));
        let key = chip.state().application(COUNTY_AID).unwrap().keys[1];
        assert_eq!(key, CardKey { key: spare_key(1), version: BLOCKED });
        let refusal = Reader::new(&mut chip).ask(Scrap::new(at_desk(&profile, &keys))).unwrap().unwrap_err();
        assert_eq!(refusal.why, Why::Issued);

        for tear in tears(commands) {
            let mut chip = made(generation);
            chip.arm(tear);
            Reader::new(&mut chip).ask(Block::new(at_desk(&profile, &keys))).unwrap_err();
            let finding = Reader::new(&mut chip).ask(Examine::new(&profile)).unwrap();
            assert_eq!(sale(&mut chip).is_ok(), finding == Finding::Issued, "{tear:?}");
            assert_eq!(Reader::new(&mut chip).ask(Block::new(at_desk(&profile, &keys))).unwrap(), Ok(()));
            assert_eq!(sale(&mut chip), Err(PurchaseRefusal::CardKey));
        }
    }
}
