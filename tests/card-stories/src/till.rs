//! A till that knows cards by `purse` alone: what every family's stories have in common.

use crate::{Scene, Script};
use purse::{
    Armed, CardAmount, Cards, DebitOrder, DebitOutcome, Inquiry, NoKeys, Paid, Presence, Proof, PurseView,
    Recognition, Resolution, Torn,
};

/// A till without keys and without a security module.
pub struct Till<R> {
    read: R,
    profile: String,
    cards: Option<Cards>,
    view: Option<PurseView>,
    armed: Option<Box<dyn Armed>>,
}

impl<R: Fn(&str) -> Cards> Till<R> {
    /// A till that reads profile files so.
    pub fn new(read: R) -> Till<R> {
        Till { read, profile: String::new(), cards: None, view: None, armed: None }
    }

    /// Plays one scene to its end and says what it came to.
    ///
    /// `inquiry [ATR]` · `sale FEN` · `debit` · `resolve FEN`
    ///
    /// # Panics
    /// When anything else is asked than the scene says.
    pub fn begin(&mut self, scene: &Scene) -> String {
        if self.cards.is_none() || scene.profile != self.profile {
            (self.cards, self.profile) = (Some((self.read)(&scene.profile)), scene.profile.clone());
        }
        let (words, script) = (scene.words(), Script::new(scene.lines.iter().cloned()));
        let comes_to = match *words {
            ["inquiry", ref atr @ ..] => self.inquire(&script, atr),
            ["sale", fen] => self.sale(&script, CardAmount(fen.parse().unwrap_or_else(|_| panic!("{fen}")))),
            ["debit"] => self.debit(&script),
            ["resolve", fen] => {
                self.resolve(&script, CardAmount(fen.parse().unwrap_or_else(|_| panic!("{fen}"))))
            }
            _ => panic!("no such dialogue: {words:?}"),
        };
        assert_eq!(script.left(), 0, "not all was asked: {words:?}");
        comes_to
    }

    fn inquire(&mut self, script: &Script, atr: &[&str]) -> String {
        let atr = atr.iter().map(|byte| u8::from_str_radix(byte, 16).unwrap_or_default()).collect();
        let mut inquiry = Inquiry::new(self.cards(), &Presence { atr });
        match script.play(&mut inquiry) {
            Ok(found) => {
                if let Recognition::Ours(view) = &found {
                    self.view = Some(view.clone());
                }
                found.to_string()
            }
            Err(lost) => format!("lost: {lost:?}"),
        }
    }

    fn cards(&self) -> &Cards {
        self.cards.as_ref().unwrap_or_else(|| panic!("no profile"))
    }

    fn view(&self) -> &PurseView {
        self.view.as_ref().unwrap_or_else(|| panic!("no card was found"))
    }

    fn application(&self) -> &dyn purse::Application {
        let place = self.view().application;
        self.cards().at(place).unwrap_or_else(|| panic!("no application {place}"))
    }

    fn sale(&mut self, script: &Script, amount: CardAmount) -> String {
        let (date, time) = ([0x20, 0x26, 0x07, 0x15], [0x12, 0x15, 0x30]);
        let order = DebitOrder { amount, mark: None, sam: None, till: 42, sale: 7, date, time };
        let mut plan = match self.application().plan(self.view(), &order, &NoKeys) {
            Ok(plan) => plan,
            Err(refusal) => return format!("refused before anything was asked: {refusal:?}"),
        };
        match script.play(&mut *plan.purchase) {
            Ok(Ok(armed)) => {
                self.armed = Some(armed);
                "armed".to_owned()
            }
            Ok(Err(refusal)) => format!("refused: {refusal:?}"),
            Err(lost) => format!("lost: {lost:?}"),
        }
    }

    fn debit(&mut self, script: &Script) -> String {
        let mut debit = self.armed.take().unwrap_or_else(|| panic!("nothing is armed")).debit();
        let outcome = script.play(&mut *debit).unwrap_or_else(|_| debit.so_far());
        assert_eq!(debit.money_at_risk(), outcome == DebitOutcome::Unknown);
        match outcome {
            DebitOutcome::Paid(paid) => format!("paid, {}", proof(&paid)),
            DebitOutcome::Refused(refusal) => format!("refused, nothing taken: {refusal:?}"),
            DebitOutcome::Unknown => "unknown".to_owned(),
        }
    }

    fn resolve(&mut self, script: &Script, amount: CardAmount) -> String {
        let view = self.view();
        let torn = Torn {
            number: view.number,
            issuer: view.issuer,
            amount,
            txn: 0,
            written: Vec::new(),
            sam: None,
            date: [0x20, 0x26, 0x07, 0x15],
            time: [0x12, 0x15, 0x30],
            counter_before: None,
            balance_before: None,
            sealed: None,
            sam_session: false,
        };
        let mut resolve = match self.application().resolve(view, &torn, &NoKeys) {
            Ok(resolve) => resolve,
            Err(refusal) => return format!("refused before anything was asked: {refusal:?}"),
        };
        match script.play(&mut *resolve).unwrap_or_else(|_| resolve.so_far()) {
            Resolution::Debited(paid) => format!("debited, {}", proof(&paid)),
            Resolution::NotDebited => "not debited".to_owned(),
            Resolution::Undecided(why) => format!("undecided: {why:?}"),
        }
    }
}

fn proof(paid: &Paid) -> &'static str {
    if paid.proof == Proof::None { "no proof" } else { "proof" }
}
