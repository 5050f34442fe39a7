//! A card made here is loaded at the desk, torn at every command: money goes onto it once.

use super::{CHIPS, made, tears};
use apdu::TransportError;
use card_issuing::desfire::{CardKeys, KeyRole};
use desfire_purse::proof::{Claim, TransactionMacMasterKey, verify};
use desfire_purse::{DeskOrder, Parameters, Record};
use issuing::Reader;
use issuing::desfire::{DesfireKeys, UID, profile};
use purse::{Application, CardAmount, DebitOutcome, Paid, Probe, Proof, PurseView, Resolution, Torn};
use virtual_cards::Tear;
use virtual_cards::desfire::{Generation, VirtualDesfire};

const AMOUNT: CardAmount = CardAmount(5_000);
const DESK: u64 = 9;

fn view(reader: &mut Reader<'_>, parameters: &Parameters) -> Result<PurseView, TransportError> {
    match reader.carry(&mut *parameters.probe(), |_| {})? {
        Probe::Found(view) => Ok(view),
        other => panic!("{other:?}"),
    }
}

/// One load. Where it breaks off after the commit went out, what was remembered stays in `torn`.
fn load(
    reader: &mut Reader<'_>,
    parameters: &Parameters,
    sale: u64,
    torn: &mut Option<Torn>,
) -> Result<DebitOutcome, TransportError> {
    let keys = DesfireKeys::default();
    let view = view(reader, parameters)?;
    let (date, time) = ([0x20, 0x26, 0x07, 0x15], [0x09, 0x00, 0x00]);
    let order = DeskOrder { till: DESK, sale, date, time, mark: None };
    let load_key = CardKeys::card_key(&keys, KeyRole::Load, &parameters.input(UID)).unwrap();
    let mut plan = parameters.load(&view, AMOUNT, &order, &load_key, &keys).unwrap();
    let armed = reader.carry(&mut *plan.purchase, |_| {})?.unwrap();
    let facts = armed.facts();
    *torn = Some(Torn {
        number: view.number,
        issuer: view.issuer,
        amount: AMOUNT,
        txn: plan.txn,
        written: plan.written,
        sam: None,
        date,
        time,
        counter_before: facts.counter,
        balance_before: facts.balance_before,
        sealed: facts.sealed,
        sam_session: false,
    });
    let outcome = reader.carry(&mut *armed.debit(), |_| {})?;
    Ok(outcome)
}

/// The center finds the card's word for this load right; EV1 gives none.
fn proved(chip: Generation, paid: Paid, torn: &Torn) {
    let parameters = profile(chip).parameters().clone();
    match paid.proof {
        Proof::TransactionMac { counter, value, sealed } => {
            let record = Record::parse(&torn.written).unwrap();
            let master = TransactionMacMasterKey::new(DesfireKeys::master(KeyRole::TransactionMac));
            let key = master.of_card(&parameters, UID).unwrap();
            let claim = Claim { uid: UID, terminal: DESK, record, counter, value, sealed };
            assert!(verify(&claim, parameters.terms(), &key).is_some());
            let other = Claim { record: Record { amount: record.amount + 1, ..record }, ..claim };
            assert!(verify(&other, parameters.terms(), &key).is_none());
        }
        other => assert_eq!((chip, other), (Generation::Ev1, Proof::None)),
    }
}

fn resolved(chip: &mut VirtualDesfire, torn: &Torn) -> Resolution {
    let parameters = profile(chip.state().generation).parameters().clone();
    let mut reader = Reader::new(chip);
    let view = view(&mut reader, &parameters).unwrap();
    let mut resolve = parameters.resolve(&view, torn, &DesfireKeys::default()).unwrap();
    reader.carry(&mut *resolve, |_| {}).unwrap()
}

#[test]
fn loaded_and_proved() {
    for generation in CHIPS {
        let parameters = profile(generation).parameters().clone();
        let mut chip = made(generation);
        for (sale, balance) in [(1, 5_000), (2, 10_000)] {
            let mut torn = None;
            let outcome = load(&mut Reader::new(&mut chip), &parameters, sale, &mut torn).unwrap();
            let DebitOutcome::Paid(paid) = outcome else { panic!("{outcome:?}") };
            proved(generation, paid, &torn.unwrap());
            assert_eq!(chip.balance(), Some(balance));
        }
        // The twenty-first would pass the county's highest balance: the chip itself says so.
        let before = chip.state().clone();
        let highest = CardAmount(issuing::desfire::HIGHEST);
        let keys = DesfireKeys::default();
        let mut reader = Reader::new(&mut chip);
        let view = view(&mut reader, &parameters).unwrap();
        let order =
            DeskOrder { till: DESK, sale: 3, date: [0x20, 0x26, 0x07, 0x15], time: [9, 0, 0], mark: None };
        let load_key = CardKeys::card_key(&keys, KeyRole::Load, &parameters.input(UID)).unwrap();
        let mut plan = parameters.load(&view, highest, &order, &load_key, &keys).unwrap();
        let refusal = reader.carry(&mut *plan.purchase, |_| {}).unwrap().err().unwrap();
        assert_eq!(refusal, purse::PurchaseRefusal::Card(0x91BE));
        assert_eq!(*chip.state(), before);
    }
}

#[test]
fn a_load_torn_anywhere_is_made_once() {
    for generation in CHIPS {
        let parameters = profile(generation).parameters().clone();
        let mut whole = made(generation);
        let mut reader = Reader::new(&mut whole);
        load(&mut reader, &parameters, 1, &mut None).unwrap();
        let commands = u32::try_from(reader.heard.len()).unwrap();
        let mut cuts = 0;
        for loads_before in 0..2 {
            for tear in tears(commands) {
                let mut chip = made(generation);
                for sale in 0..loads_before {
                    load(&mut Reader::new(&mut chip), &parameters, sale, &mut None).unwrap();
                }
                let before = chip.balance().unwrap();
                chip.arm(tear);
                let mut torn = None;
                load(&mut Reader::new(&mut chip), &parameters, 7, &mut torn).unwrap_err();
                let credited = tear == Tear::Unanswered { after: commands - 1, keep: 0 };
                assert_eq!(chip.balance(), Some(before + if credited { AMOUNT.0 } else { 0 }), "{tear:?}");
                cuts += 1;
                // Nothing had gone out that could have moved money.
                let Some(torn) = torn else { continue };
                match resolved(&mut chip, &torn) {
                    Resolution::Debited(paid) if credited => proved(generation, paid, &torn),
                    Resolution::NotDebited if !credited => {}
                    other => panic!("{generation:?} {tear:?} after {loads_before}: {other:?}"),
                }
                assert_eq!(chip.balance(), Some(before + if credited { AMOUNT.0 } else { 0 }));
            }
        }
        println!("{generation:?}: {cuts} cuts of {commands} commands");
        assert_eq!(cuts, 4 * commands);
    }
}
