//! The card desk in stories: PIN, loads, balance, locks, blocking; the center stands behind it.

use card_stories::Script;
use card_stories::golden::{bytes, json, text, upper};
use pboc_purse::crypto::{Cipher, Derivation, LoadMoment, TacScheme};
use pboc_purse::proof::TacMasterKey;
use pboc_purse::proof::load::{LoadMasterKey, verify_load_tac};
use pboc_purse::{
    Block, BlockOrder, CreditOutcome, FindLock, Levels, LoadCredit, LoadFacts, LoadInit, LoadIntention,
    LoadOrder, LoadResolution, Parameters, Pin, ReadBalance, ReadTrips, ResolveLoad, Tac, VerifyPin,
};
use purse::{CardAmount, CardNumber, Issuer};

/// What a desk holds between dialogues.
#[derive(Default)]
pub(crate) struct Desk {
    begun: Option<(LoadOrder, LoadFacts)>,
    torn: Option<LoadCredit>,
}

/// The card of the derived vectors.
const NUMBER: CardNumber = CardNumber([0x03, 0x10, 0x99, 0x55, 0x10, 0, 0, 0, 0, 0x17]);
const ISSUER: Issuer = Issuer([0x01, 0x99, 0x55, 0x10, 0xFF, 0xFF, 0xFF, 0xFF]);

fn master(name: &str) -> [u8; 16] {
    bytes(text(&json("pboc-derived-3des.json")["master_keys"], name))
}

fn pin(digits: &str) -> Option<Pin> {
    (digits != "none").then(|| Pin::from_digits(digits).unwrap())
}

fn said<T: std::fmt::Debug, E: std::fmt::Debug>(outcome: Result<T, E>, good: &str) -> String {
    outcome.map_or_else(|refusal| format!("refused: {refusal:?}"), |_| good.to_owned())
}

impl Desk {
    /// `pin DIGITS` · `balance` · `trips COUNT` · `lock` · `block` · `load FEN PIN|none` · `credit HHMMSS` ·
    /// `resolve-load PIN|none`; `None` for a dialogue that is not the desk's.
    pub(crate) fn begin(&mut self, words: &[&str], script: &Script) -> Option<String> {
        Some(match *words {
            ["pin", digits] => {
                said(script.play(&mut VerifyPin::new(pin(digits).unwrap())).unwrap(), "PIN verified")
            }
            ["balance"] => match script.play(&mut ReadBalance::new()).unwrap() {
                Ok(CardAmount(fen)) => format!("balance {}.{:02}", fen / 100, fen % 100),
                Err(refusal) => format!("refused: {refusal:?}"),
            },
            ["trips", count] => {
                let view = script.play(&mut ReadTrips::newest(count.parse().unwrap())).unwrap();
                let trips = view.entries.iter().map(|trip| {
                    format!("event {} amount {} on {}", trip.event, trip.amount.0, upper(&trip.date))
                });
                format!("trips: {}; {:?}", trips.collect::<Vec<_>>().join(", "), view.end)
            }
            ["lock"] => {
                format!("lock: {:?}", script.play(&mut FindLock::new(&Parameters::default().aid)).unwrap())
            }
            ["block"] => said(script.play(&mut Block::new(block())).unwrap(), "blocked"),
            ["load", fen, digits] => self.load(script, fen, digits),
            ["credit", time] => self.credit(script, time),
            ["resolve-load", digits] => self.resolve(script, digits),
            _ => return None,
        })
    }

    fn load(&mut self, script: &Script, fen: &str, digits: &str) -> String {
        let amount = CardAmount(fen.parse().unwrap());
        let order = LoadOrder { key_id: 0x01, amount, terminal: bytes("551000000042") };
        match script.play(&mut LoadInit::new(order, pin(digits))).unwrap() {
            Ok(facts) => {
                self.begun = Some((order, facts));
                let (counter, CardAmount(fen)) = (facts.counter, facts.balance_before);
                format!("load begun: counter {counter}, balance {}.{:02}", fen / 100, fen % 100)
            }
            Err(refusal) => format!("refused: {refusal:?}"),
        }
    }

    /// The center verifies MAC1 and makes MAC2; afterwards it must accept the TAC.
    fn credit(&mut self, script: &Script, time: &str) -> String {
        let (order, facts) = self.begun.take().unwrap();
        let moment = LoadMoment { date: bytes("20260720"), time: bytes(time) };
        let center = LoadMasterKey::new(master("MLK"));
        let session = center.session(&Derivation::default(), ISSUER, NUMBER, facts.inputs(&order));
        let mac2 = session.permit(facts.mac1, moment).unwrap();
        let mut credit = LoadCredit::new(order, facts, moment, mac2);
        let outcome = script.play(&mut credit).unwrap_or_else(|_| credit.so_far());
        assert_eq!(credit.money_at_risk(), matches!(outcome, CreditOutcome::Unknown(_)));
        if let CreditOutcome::Credited(tac) = outcome {
            accepts(tac, &credit);
        }
        self.torn = Some(credit);
        match outcome {
            CreditOutcome::Credited(_) => "credited, TAC accepted".to_owned(),
            CreditOutcome::Refused(refusal) => format!("refused, nothing loaded: {refusal:?}"),
            CreditOutcome::Unknown(status) => {
                format!("unknown: {}", status.map_or("no answer".to_owned(), |status| status.to_string()))
            }
        }
    }

    fn resolve(&mut self, script: &Script, digits: &str) -> String {
        let torn = self.torn.take().unwrap();
        let mut resolve = ResolveLoad::new(LoadIntention::from(&torn), pin(digits));
        match script.play(&mut resolve).unwrap() {
            LoadResolution::Credited(Some(tac)) => {
                accepts(tac, &torn);
                "credited, TAC accepted".to_owned()
            }
            LoadResolution::Credited(None) => "credited, no TAC".to_owned(),
            LoadResolution::NotCredited => "not credited".to_owned(),
            LoadResolution::Undecided(why) => format!("undecided: {why:?}"),
        }
    }
}

fn block() -> BlockOrder {
    BlockOrder {
        serial_factor: NUMBER.factor(),
        issuer_factor: ISSUER.0,
        levels: Levels::Two,
        key_version: 0x01,
        cipher: Cipher::TripleDes,
        for_good: false,
    }
}

fn accepts(tac: Tac, credit: &LoadCredit) {
    let inputs = credit.facts().inputs(credit.order());
    let center = TacMasterKey::new(master("MTK"));
    let (derivation, scheme) = (Derivation::default(), TacScheme::DesFolded);
    assert!(verify_load_tac(tac, &center, &derivation, scheme, ISSUER, NUMBER, (&inputs, credit.moment())));
}
