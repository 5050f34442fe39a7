//! A till of the stories: its county's keys, and what it holds between dialogues.

use card_stories::golden::{bytes, hex, upper};
use card_stories::{Scene, Script};
use desfire_purse::crypto::diversify::{Variant, diversify};
use desfire_purse::proof::{Claim, TransactionMacMasterKey, reader_id, verify, verify_all};
use desfire_purse::{DeskOrder, Generation, Memo, Parameters, ReadLog, Record};
use purse::{
    Application, Armed, CardAmount, Custody, DebitOrder, DebitOutcome, KeyUse, Mark, Paid, Plan, Probe,
    Proof, PurchaseRefusal, PurseView, Resolution, Secret16, Torn,
};
use std::cell::Cell;

/// The till's number.
pub(crate) const TILL: u64 = 0x0000_5510_0000_0042;

/// Synthetic: the first half of SHA-256 of a label.
const TILL_KEY: &str = "52327DEC55967A7ADD42A88E47C7B54F";
const LOAD_KEY: &str = "2D1E5D3C4335C6106FC18E5A6886276B";
const TRANSACTION_MAC_KEY: &str = "318E219F0019233DA45FB81E9615B000";

/// Keeps the till key, and gives random numbers that a story can foresee.
#[derive(Default)]
pub(crate) struct Keys {
    given: Cell<u8>,
}

impl Custody for Keys {
    fn card_key(&self, _: KeyUse, version: u8, input: &[u8]) -> Option<Secret16> {
        assert_eq!(version, 1);
        diversify(&Secret16::new(bytes(TILL_KEY)), Variant::An10922, input)
    }

    fn random(&self) -> Option<[u8; 16]> {
        self.given.set(self.given.get() + 1);
        Some(core::array::from_fn(|place| self.given.get() * 16 + u8::try_from(place).unwrap()))
    }
}

#[derive(Default)]
pub(crate) struct Till {
    pub(crate) parameters: Parameters,
    keys: Keys,
    view: Option<PurseView>,
    pub(crate) armed: Option<Box<dyn Armed>>,
    written: Vec<u8>,
    sealed: Option<[u8; 16]>,
    /// Number of the last transaction.
    sale: u64,
    /// How many commands the card was given, the reader's own not counted.
    pub(crate) asked: usize,
}

impl Till {
    pub(crate) fn new() -> Till {
        Till { sale: 6, ..Till::default() }
    }

    /// `inquiry ev1|ev2` · `sale FEN HHMMSS [MARK]` · `void HHMMSS` · `load FEN HHMMSS` · `commit` · `resolve` ·
    /// `log WANTED`
    pub(crate) fn begin(&mut self, scene: &Scene) -> String {
        let (words, script) = (scene.words(), Script::new(scene.lines.iter().cloned()));
        self.asked += scene.lines.iter().filter(|line| line.command[0] == Some(0x90)).count();
        let comes_to = self.said(&words, &script);
        assert_eq!(script.left(), 0, "not all was asked: {words:?}");
        comes_to
    }

    fn said(&mut self, words: &[&str], script: &Script) -> String {
        match *words {
            ["inquiry", generation] => self.inquire(script, generation),
            ["sale" | "void" | "load", ..] => {
                let plan = self.plan(words);
                self.arm(script, plan)
            }
            ["commit"] => self.commit(script),
            ["resolve"] => self.resolve(script),
            ["log", wanted] => {
                let mut log = ReadLog::newest(&self.parameters, wanted.parse().unwrap());
                let view = script.play(&mut log).unwrap();
                let kinds: Vec<String> = view
                    .entries
                    .iter()
                    .map(|entry| format!("{:?} {}", entry.kind, yuan(entry.amount)))
                    .collect();
                format!("{}; {:?}", kinds.join(", "), view.end)
            }
            _ => panic!("no such dialogue: {words:?}"),
        }
    }

    fn inquire(&mut self, script: &Script, generation: &str) -> String {
        self.parameters = match generation {
            "ev1" => Parameters::usual(Generation::Ev1),
            _ => Parameters::default(),
        };
        match script.play(&mut *self.parameters.probe()).unwrap() {
            Probe::Found(view) => {
                let Some(Mark::Room(mark)) = &view.mark else { panic!("{view:?}") };
                let told = format!(
                    "ours: {}, balance {}, mark {}",
                    view.number,
                    yuan(view.balance.unwrap().0),
                    upper(mark)
                );
                self.view = Some(view);
                told
            }
            other => format!("{other:?}"),
        }
    }

    fn view(&self) -> PurseView {
        self.view.clone().unwrap()
    }

    fn order(&mut self, time: &str) -> DeskOrder {
        self.sale += 1;
        DeskOrder { till: TILL, sale: self.sale, date: bytes("20260715"), time: bytes(time), mark: None }
    }

    /// Prepares what a line of a story says, without asking the card.
    pub(crate) fn plan(&mut self, words: &[&str]) -> Result<Plan, PurchaseRefusal> {
        let view = self.view();
        match *words {
            ["sale", fen, time] => self.sale(&view, fen, time, None),
            ["sale", fen, time, mark] => self.sale(&view, fen, time, Some(Mark::Room(hex(mark)))),
            ["void", time] => {
                let (order, sold) = (self.order(time), Record::parse(&self.written).unwrap());
                self.parameters.void(&view, &sold, &order, &self.keys)
            }
            ["load", fen, time] => {
                let order = self.order(time);
                let input = self.parameters.input(Parameters::serial(&view).unwrap());
                let key = diversify(&Secret16::new(bytes(LOAD_KEY)), Variant::An10922, &input).unwrap();
                self.parameters.load(&view, CardAmount(fen.parse().unwrap()), &order, &key, &self.keys)
            }
            _ => panic!("no such transaction: {words:?}"),
        }
    }

    fn sale(
        &mut self,
        view: &PurseView,
        fen: &str,
        time: &str,
        mark: Option<Mark>,
    ) -> Result<Plan, PurchaseRefusal> {
        let DeskOrder { till, sale, date, time, .. } = self.order(time);
        let amount = CardAmount(fen.parse().unwrap());
        let order = DebitOrder { amount, mark, sam: None, till, sale, date, time };
        self.parameters.plan(view, &order, &self.keys)
    }

    fn arm(&mut self, script: &Script, plan: Result<Plan, PurchaseRefusal>) -> String {
        let mut plan = match plan {
            Ok(plan) => plan,
            Err(refusal) => return format!("refused before anything was asked: {refusal:X?}"),
        };
        match script.play(&mut *plan.purchase).unwrap() {
            Ok(armed) => {
                let facts = armed.facts();
                self.armed = Some(armed);
                self.written = plan.written;
                self.sealed = facts.sealed;
                let counter = facts.counter.map_or("none".to_owned(), |counter| counter.to_string());
                format!(
                    "armed: type {:02X}, counter {counter}, balance before {}, key version {}, algorithm {}, {}",
                    plan.txn,
                    yuan(facts.balance_before.unwrap().0),
                    facts.key_version,
                    facts.alg_id,
                    if facts.sealed.is_some() { "sealed" } else { "not sealed" },
                )
            }
            Err(refusal) => format!("refused: {refusal:X?}"),
        }
    }

    fn commit(&mut self, script: &Script) -> String {
        let mut debit = self.armed.take().unwrap().debit();
        let outcome = script.play(&mut *debit).unwrap_or_else(|_| debit.so_far());
        assert_eq!(debit.money_at_risk(), outcome == DebitOutcome::Unknown);
        match outcome {
            DebitOutcome::Paid(paid) => format!("paid: {}", self.paid(&paid)),
            DebitOutcome::Refused(refusal) => format!("refused, nothing moved: {refusal:X?}"),
            DebitOutcome::Unknown => "unknown".to_owned(),
        }
    }

    /// The center must accept every proof of every story, and no other record with it.
    fn paid(&self, paid: &Paid) -> String {
        let told = format!(
            "balance before {}, {}",
            yuan(paid.facts.balance_before.unwrap().0),
            format!("{:?}", paid.check).to_lowercase()
        );
        let Proof::TransactionMac { counter, value, sealed } = paid.proof else {
            return format!("{told}, no proof");
        };
        assert_eq!(paid.facts.counter, counter.checked_sub(1));
        let uid = Memo::parse(&self.view().memo).unwrap().uid;
        let record = Record::parse(&self.written).unwrap();
        let claim = Claim { uid, terminal: TILL, record, counter, value, sealed };
        let master = TransactionMacMasterKey::new(bytes(TRANSACTION_MAC_KEY));
        let key = master.of_card(&self.parameters, uid).unwrap();
        let terms = self.parameters.terms();
        let genuine = verify(&claim, terms, &key).unwrap();
        let dearer = Record { amount: record.amount + 1, ..record };
        for forged in [
            Claim { record: dearer, ..claim },
            Claim { counter: counter + 1, ..claim },
            Claim { terminal: TILL + 1, ..claim },
            Claim { sealed: [0; 16], ..claim },
        ] {
            assert_eq!(verify(&forged, terms, &key), None);
            assert_eq!(verify_all(&master, &self.parameters, &[forged, claim]), [false, true]);
        }
        let before = match genuine.previous_reader {
            [0, ..] if genuine.previous_reader == [0; 16] => "nobody before",
            reader if reader == reader_id(TILL) => "this till before",
            _ => "another till before",
        };
        format!("{told}, proof {counter}, {before}")
    }

    fn resolve(&mut self, script: &Script) -> String {
        let (view, record) = (self.view(), Record::parse(&self.written).unwrap());
        let torn = Torn {
            number: view.number,
            issuer: view.issuer,
            amount: CardAmount(record.amount),
            txn: 0xDC,
            written: self.written.clone(),
            sam: None,
            date: bytes("20260715"),
            time: bytes("121530"),
            counter_before: None,
            balance_before: None,
            sealed: self.sealed,
            sam_session: false,
        };
        let mut resolve = self.parameters.resolve(&view, &torn, &self.keys).unwrap();
        let resolution = script.play(&mut *resolve).unwrap_or_else(|_| resolve.so_far());
        assert_eq!(resolve.so_far(), resolution);
        match resolution {
            Resolution::Debited(paid) => format!("debited: {}", self.paid(&paid)),
            Resolution::NotDebited => "not debited".to_owned(),
            Resolution::Undecided(why) => format!("undecided: {why:?}"),
        }
    }
}

fn yuan(fen: u32) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}
