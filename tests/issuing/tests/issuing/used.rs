//! A card made here, in use: it is loaded by the center, pays at a till with a software SAM and with a PSAM, gets a new
//! PIN, is blocked and opened again.

use super::made::made;
use card_issuing::fmcos::FmcosProfile;
use card_issuing::{BlockingRefusal, IssuerBlock, KeyRole, PinService, ReadBack, ReloadPin, UnblockPin};
use issuing::{DeskKeys, Reader, order};
use pboc_purse::command::block::Blocking;
use pboc_purse::command::select;
use pboc_purse::crypto::{Algorithms, Cipher, Derivation, Key16, LoadMoment, TacInputs, TacScheme};
use pboc_purse::proof::load::{LoadMasterKey, verify_load_tac};
use pboc_purse::proof::{TacMasterKey, verify_tac};
use pboc_purse::soft_sam::{SoftSam, SoftSamProfile};
use pboc_purse::{
    CreditOutcome, DebitOutcome, FindLock, Inquiry, Levels, LoadCredit, LoadInit, LoadIntention, LoadOrder,
    LoadRefusal, LoadResolution, Lock, Parameters, Pin, PinRefusal, Purchase, PurchaseKind, PurchaseOrder,
    ReadBalance, RecordUpdate, ResolveLoad, SamCheck, VerifyPin,
};
use purse::{CardAmount, FactorOrder, Probe};
use virtual_cards::{Tear, VirtualFmcos};

const ORDER: LoadOrder =
    LoadOrder { key_id: 1, amount: CardAmount(10_000), terminal: [0x55, 0x10, 0, 0, 0, 0x01] };
const MOMENT: LoadMoment = LoadMoment { date: [0x20, 0x26, 0x07, 0x15], time: [0x09, 0x00, 0x00] };

fn select_card(reader: &mut Reader<'_>) -> u16 {
    let aid = FmcosProfile::default().aid;
    apdu::exchange(reader, &select::by_name(&aid)).unwrap().status.0
}

fn pin() -> Option<Pin> {
    Some(order().pin)
}

/// Loads 100 yuan up to the credit.
fn begun(reader: &mut Reader<'_>) -> LoadCredit {
    assert_eq!(select_card(reader), 0x9000);
    let facts = reader.ask(LoadInit::new(ORDER, pin())).unwrap().unwrap();
    let master = LoadMasterKey::new(DeskKeys::master(KeyRole::Load));
    let order = order();
    let session = master.session(&Derivation::default(), order.issuer, order.number, facts.inputs(&ORDER));
    let mac2 = session.permit(facts.mac1, MOMENT).expect("the card's MAC1 is right");
    LoadCredit::new(ORDER, facts, MOMENT, mac2)
}

fn loaded(chip: &mut VirtualFmcos) {
    let mut reader = Reader::new(chip);
    let mut credit = begun(&mut reader);
    let outcome = reader.carry(&mut credit, |_| {}).unwrap();
    let CreditOutcome::Credited(tac) = outcome else { panic!("{outcome:?}") };
    accepted(tac, &credit);
}

fn accepted(tac: pboc_purse::Tac, credit: &LoadCredit) {
    let master = TacMasterKey::new(DeskKeys::master(KeyRole::Tac));
    let (derivation, order) = (Derivation::default(), order());
    let load = (&credit.facts().inputs(&ORDER), MOMENT);
    let scheme = TacScheme::DesFolded;
    assert!(verify_load_tac(tac, &master, &derivation, scheme, order.issuer, order.number, load));
}

#[test]
fn loaded_by_the_center() {
    let mut chip = made();
    let mut reader = Reader::new(&mut chip);
    assert_eq!(select_card(&mut reader), 0x9000);
    assert_eq!(reader.ask(LoadInit::new(ORDER, None)).unwrap(), Err(LoadRefusal::PinWanted));
    loaded(&mut chip);
    let picture = Reader::new(&mut chip).ask(ReadBack::new(&FmcosProfile::default())).unwrap().unwrap();
    assert_eq!(picture.balance, CardAmount(10_000));
    assert!(picture.log.entries[0].is_load() && picture.log.entries.len() == 1);
}

#[test]
fn a_load_torn_anywhere_is_resolved() {
    // Commands of a load: SELECT, VERIFY, INITIALIZE, CREDIT; the last is the one that counts.
    for (tear, credited) in
        [(Tear::Unheard { after: 3 }, false), (Tear::Unanswered { after: 3, keep: 0 }, true)]
    {
        for loads_before in 0..2 {
            let mut chip = made();
            (0..loads_before).for_each(|_| loaded(&mut chip));
            chip.arm(tear);
            let mut reader = Reader::new(&mut chip);
            let mut credit = begun(&mut reader);
            reader.carry(&mut credit, |_| {}).unwrap_err();
            assert!(credit.money_at_risk());
            let mut reader = Reader::new(&mut chip);
            assert_eq!(select_card(&mut reader), 0x9000);
            let resolution = reader.ask(ResolveLoad::new(LoadIntention::from(&credit), pin())).unwrap();
            match resolution {
                LoadResolution::Credited(Some(tac)) if credited => accepted(tac, &credit),
                // The same amount, terminal and moment was loaded before: the log alone cannot tell, the counter can.
                LoadResolution::NotCredited if !credited => {}
                other => panic!("{tear:?} after {loads_before}: {other:?}"),
            }
            let balance = reader.ask(ReadBalance::new()).unwrap().unwrap();
            assert_eq!(balance, CardAmount((loads_before + u32::from(credited)) * 10_000));
        }
    }
}

fn soft_sam() -> SoftSam {
    let order = order();
    let profile = SoftSamProfile {
        serial: [0x55; 10],
        terminal: [0x55, 0x10, 0, 0, 0, 0x42],
        key_index: 0x01,
        key_version: 0x01,
        cipher: Cipher::TripleDes,
        algorithms: Algorithms::default(),
        levels: Levels::Two,
        order: FactorOrder::IssuerFirst,
        issuer: order.issuer.0,
        acceptor: order.issuer.0,
        valid_from: [0x20, 0x25, 0x01, 0x01],
        valid_to: [0x20, 0x40, 0x12, 0x31],
    };
    let key = |role| Key16(DeskKeys::master(role));
    let mut sam = SoftSam::new(profile, key(KeyRole::Purchase), Some(key(KeyRole::Maintenance)), 7);
    let _ = sam.answer(&select::by_name(select::T_UNION_PSAM).to_bytes().unwrap());
    sam
}

#[test]
fn pays_at_a_till_with_a_software_sam() {
    let mut chip = made();
    loaded(&mut chip);
    let mut sam = soft_sam();
    let mut reader = Reader::new(&mut chip);
    let probe = reader.ask(Inquiry::new(&Parameters::default())).unwrap();
    let Probe::Found(view) = probe else { panic!("{probe:?}") };
    let mark = [&[0xA1, 0x7E, 0x00, 0x20, 0x26, 0x07, 0x15, 0x01][..], &[0; 120]].concat();
    let purchase = PurchaseOrder {
        kind: PurchaseKind::Composite {
            update: vec![RecordUpdate { sfi: 0x19, record_id: 0xA1, data: mark.clone() }],
        },
        key_id: 0x01,
        amount: CardAmount(650),
        terminal: [0x55, 0x10, 0, 0, 0, 0x42],
        date: [0x20, 0x26, 0x07, 0x15],
        time: [0x12, 0x15, 0x30],
        serial_factor: view.number.factor(),
        issuer_factor: view.issuer.0,
        levels: Levels::Two,
        identify: false,
    };
    let armed = apdu::converse(&mut Purchase::new(purchase), &mut reader, &mut sam).unwrap().unwrap();
    let mut debit = armed.debit();
    let outcome = apdu::converse(&mut debit, &mut reader, &mut sam).unwrap();
    let DebitOutcome::Paid(paid) = outcome else { panic!("{outcome:?}") };
    assert_eq!((paid.sam, sam.sequence()), (SamCheck::Verified, 8));
    let inputs: TacInputs = debit.tac_inputs();
    let master = TacMasterKey::new(DeskKeys::master(KeyRole::Tac));
    assert!(verify_tac(paid.tac, &inputs, &master, view.issuer, view.number, FactorOrder::IssuerFirst));
    let picture = Reader::new(&mut chip).ask(ReadBack::new(&FmcosProfile::default())).unwrap().unwrap();
    assert_eq!((picture.balance, picture.mark), (CardAmount(9_350), Some(mark)));
}

fn service(new: &str) -> PinService<'static> {
    const KEYS: DeskKeys = DeskKeys { transport: issuing::TRANSPORT };
    PinService { name: order().name(), pin: Pin::from_digits(new).unwrap(), keys: &KEYS }
}

#[test]
fn a_new_pin_and_a_blocked_one() {
    let mut chip = made();
    let mut reader = Reader::new(&mut chip);
    let verify = |digits| VerifyPin::new(Pin::from_digits(digits).unwrap());
    select_card(&mut reader);
    assert_eq!(reader.ask(ReloadPin::new(service("654321"))).unwrap(), Ok(()));
    assert_eq!(reader.ask(verify("654321")).unwrap(), Ok(()));
    for (left, refusal) in [
        (2, PinRefusal::Wrong { tries_left: 2 }),
        (1, PinRefusal::Wrong { tries_left: 1 }),
        (0, PinRefusal::Blocked),
    ] {
        assert_eq!(reader.ask(verify("123456")).unwrap(), Err(refusal), "{left}");
    }
    assert_eq!(reader.ask(verify("654321")).unwrap(), Err(PinRefusal::Blocked));
    assert_eq!(reader.ask(UnblockPin::new(service("112233"))).unwrap(), Ok(()));
    assert_eq!(reader.ask(verify("112233")).unwrap(), Ok(()));
}

fn block<'a>(what: Blocking, keys: &'a DeskKeys) -> IssuerBlock<'a> {
    IssuerBlock::new(what, order().name(), Cipher::TripleDes, keys)
}

#[test]
fn blocked_opened_and_ended() {
    let keys = DeskKeys::default();
    let mut chip = made();
    let aid = FmcosProfile::default().aid;
    let mut reader = Reader::new(&mut chip);
    assert_eq!(select_card(&mut reader), 0x9000);
    assert_eq!(reader.ask(block(Blocking::Application, &keys)).unwrap(), Ok(()));
    reader.chip.reset();
    assert_eq!(reader.ask(FindLock::new(&aid)).unwrap(), Lock::Application);
    assert_eq!(select_card(&mut reader), 0x6A81);
    assert_eq!(reader.ask(block(Blocking::Unblock, &keys)).unwrap(), Ok(()));
    assert_eq!(reader.ask(FindLock::new(&aid)).unwrap(), Lock::Open);
    assert_eq!(reader.ask(block(Blocking::ApplicationForGood, &keys)).unwrap(), Ok(()));
    assert_eq!(reader.ask(FindLock::new(&aid)).unwrap(), Lock::ApplicationForGood);
    assert!(matches!(reader.ask(block(Blocking::Unblock, &keys)).unwrap(), Err(BlockingRefusal::Card(_))));

    let mut chip = made();
    let mut reader = Reader::new(&mut chip);
    select_card(&mut reader);
    assert_eq!(reader.ask(block(Blocking::Card, &keys)).unwrap(), Ok(()));
    assert_eq!(reader.ask(FindLock::new(&aid)).unwrap(), Lock::Card);
}

#[test]
fn blocked_at_a_till_with_its_sam() {
    use pboc_purse::{Block, BlockOrder};
    let mut chip = made();
    let mut sam = soft_sam();
    let mut reader = Reader::new(&mut chip);
    select_card(&mut reader);
    let order = BlockOrder {
        serial_factor: order().number.factor(),
        issuer_factor: order().issuer.0,
        levels: Levels::Two,
        key_version: 0x01,
        cipher: Cipher::TripleDes,
        for_good: false,
    };
    assert_eq!(apdu::converse(&mut Block::new(order), &mut reader, &mut sam).unwrap(), Ok(()));
    assert_eq!(reader.ask(FindLock::new(&FmcosProfile::default().aid)).unwrap(), Lock::Application);
}
