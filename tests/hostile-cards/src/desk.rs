//! What a card desk does with purses and DESFire cards: loads, voids, logs, balances, locks, PINs.

use crate::scene::Scene;
use crate::{Corpus, Noise, Report};
use both_sides::county::{ISSUER, Kind, LOAD_KEY, PURSE_KEYS};
use desfire_purse::crypto::diversify::{Variant, diversify};
use desfire_purse::{DeskOrder, Memo};
use pboc_purse::crypto::{Cipher, Derivation, IssuerFactor, LoadMoment};
use pboc_purse::proof::load::LoadMasterKey;
use pboc_purse::{
    Block, BlockOrder, CreditOutcome, FindLock, Levels, LoadCredit, LoadInit, LoadIntention, LoadOrder,
    LoadResolution, Lock, Mac, Pin, ReadBalance, ReadLog, ReadTrips, ResolveLoad, SamProfile, SamStart,
    VerifyPin,
};
use purse::{CardAmount, DebitOutcome, Issuer, Secret16};
use virtual_cards::desfire::Generation;

pub(crate) fn all(corpus: &Corpus, noise: &mut Noise, report: &mut Report) {
    if noise.chance(50) { purses(corpus, noise, report) } else { desfire(corpus, noise, report) }
}

fn purses(corpus: &Corpus, noise: &mut Noise, report: &mut Report) {
    let kind = noise.pick(&[Kind::TUnion, Kind::CityUnion, Kind::Sm4]).copied().unwrap_or(Kind::TUnion);
    let mut scene = Scene::new(kind, noise, corpus);
    if let Some(purse) = scene.card.genuine.chip_mut().purse_mut() {
        purse.reissue(|state| state.trips = vec![[6; 48]; noise.below(31)]);
    }
    let Some(view) = scene.sold() else { return };
    scene.turn(noise);
    let pin = Pin::from_digits("123456");
    let order = LoadOrder { key_id: 1, amount: CardAmount(5_000), terminal: [0x55; 6] };
    let moment = LoadMoment { date: [0x20, 0x26, 0x07, 0x20], time: [9, 0, 0] };
    let init = scene.carry(report, ("purse: load", 2), &mut LoadInit::new(order, pin.clone()), Result::is_ok);
    if let Ok(Ok(facts)) = init {
        let inputs = facts.inputs(&order);
        let permitted = LoadMasterKey::new(PURSE_KEYS.load.0)
            .session(&derivation(kind), Issuer(ISSUER), view.number, inputs)
            .permit(facts.mac1, moment);
        let mac2 = permitted.unwrap_or(Mac([noise.byte(); 4]));
        let mut credit = LoadCredit::new(order, facts, moment, mac2);
        scene.turn(noise);
        let credited = |outcome: &CreditOutcome| matches!(outcome, CreditOutcome::Credited(_));
        scene.hold(report, ("purse: credit", 1), &mut credit, credited);
        let intention = LoadIntention::from(&credit);
        scene.calm();
        scene.found();
        scene.turn(noise);
        let mut resolve = ResolveLoad::new(intention, pin.clone());
        let known = |found: &LoadResolution| !matches!(found, LoadResolution::Undecided(_));
        scene.hold(report, ("purse: load recovery", 13), &mut resolve, known);
        assert_eq!(scene.card.moved, 0);
    }
    scene.calm();
    scene.found();
    scene.turn(noise);
    let (few, many) = (noise.byte(), noise.byte());
    scene.hold(report, ("purse: log", 10), &mut ReadLog::newest(few), |view| !view.entries.is_empty());
    scene.hold(report, ("purse: trips", 30), &mut ReadTrips::newest(many), |view| !view.entries.is_empty());
    scene.hold(report, ("purse: balance", 3), &mut ReadBalance::new(), Result::is_ok);
    scene.hold(report, ("purse: lock", 2), &mut FindLock::new(&[0xA0; 8]), |lock| *lock == Lock::Open);
    if let Some(pin) = pin {
        scene.hold(report, ("purse: PIN", 1), &mut VerifyPin::new(pin), Result::is_ok);
    }
    let order = BlockOrder {
        serial_factor: view.number.factor(),
        issuer_factor: ISSUER,
        levels: Levels::Two,
        key_version: 1,
        cipher: Cipher::TripleDes,
        for_good: false,
    };
    scene.hold(report, ("purse: block", 4), &mut Block::new(order), Result::is_ok);
    scene.hold(report, ("module: start", 6), &mut SamStart::new(SamProfile::default()), Result::is_ok);
}

fn derivation(kind: Kind) -> Derivation {
    let mut derivation = Derivation::default();
    match kind {
        Kind::Sm4 => derivation.cipher = Cipher::Sm4,
        Kind::CityUnion => derivation.issuer = IssuerFactor::City,
        _ => {}
    }
    derivation
}

fn desfire(corpus: &Corpus, noise: &mut Noise, report: &mut Report) {
    let (chip, generation) = match noise.chance(50) {
        true => (Generation::Ev1, desfire_purse::Generation::Ev1),
        false => (Generation::Ev2, desfire_purse::Generation::Ev2),
    };
    let parameters = desfire_purse::Parameters::usual(generation);
    let mut scene = Scene::new(Kind::Desfire(chip), noise, corpus);
    let Some(view) = scene.sold() else { return };
    let mut log = desfire_purse::ReadLog::newest(&parameters, usize::from(noise.byte()));
    scene.turn(noise);
    scene.hold(report, ("DESFire: log", 20), &mut log, |view| !view.entries.is_empty());
    scene.calm();
    scene.found();
    scene.turn(noise);
    let desk =
        DeskOrder { till: 7, sale: 1, date: [0x20, 0x26, 0x07, 0x15], time: [0x12, 0x15, 0x30], mark: None };
    let plan = if noise.chance(50) {
        let Some(serial) = desfire_purse::Parameters::serial(&view) else { return };
        let input = parameters.input(serial);
        let Some(key) = diversify(&Secret16::new(LOAD_KEY), Variant::An10922, &input) else { return };
        parameters.load(&view, CardAmount(100), &desk, &key, &scene.keys)
    } else {
        let Some(memo) = Memo::parse(&view.memo) else { return };
        parameters.void(&view, &memo.newest, &desk, &scene.keys)
    };
    let Ok(mut plan) = plan else { return };
    let armed = scene.carry(report, ("DESFire: load or void", 68), &mut *plan.purchase, Result::is_ok);
    if let Ok(Ok(armed)) = armed {
        let mut commit = armed.debit();
        let done = |outcome: &DebitOutcome| matches!(outcome, DebitOutcome::Paid(_));
        scene.hold(report, ("DESFire: commit of load or void", 1), &mut *commit, done);
    }
}
