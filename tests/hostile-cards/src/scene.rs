//! A till's side of a conversation: a card and a module that may turn hostile, and the bookkeeping around a dialogue.

use crate::chip::{HostileChip, Mood};
use crate::{Corpus, Noise, Report};
use apdu::{Dialogue, TransportError, converse};
use both_sides::county::{Kind, TillKeys};
use both_sides::link::Boxed;
use pboc_purse::{SamProfile, SamStart};
use purse::{CardAmount, DebitOrder, Probe, PurseView, SamTerms};
use virtual_cards::{Chip, VirtualCard, VirtualPsam};

/// Physical exchanges that one question of a dialogue may become: `61xx` and `6Cxx` are followed so often.
pub(crate) const ROUNDS: usize = 4;

/// Who takes part.
pub(crate) struct Scene<'a> {
    pub(crate) kind: Kind,
    pub(crate) card: HostileChip<'a, VirtualCard>,
    pub(crate) sam: HostileChip<'a, VirtualPsam>,
    pub(crate) keys: TillKeys,
    pub(crate) atr: Vec<u8>,
    card_mood: Mood,
    sam_mood: Mood,
}

impl<'a> Scene<'a> {
    /// Honest chips, the module started.
    pub(crate) fn new(kind: Kind, noise: &mut Noise, corpus: &'a Corpus) -> Scene<'a> {
        let own = |noise: &mut Noise| Noise::of(noise.below(usize::MAX) as u64, 0);
        let card_mood = Mood::any(noise, corpus);
        // A module turns hostile less often than cards do.
        let sam_mood = if noise.chance(40) { Mood::any(noise, corpus) } else { Mood::Honest };
        let card = kind.card(1);
        let atr = if noise.chance(50) { card.atr() } else { noise.bytes(33) };
        let mut scene = Scene {
            kind,
            card: HostileChip::new(card, own(noise), corpus),
            sam: HostileChip::new(kind.psam(), own(noise), corpus),
            keys: TillKeys::default(),
            atr,
            card_mood,
            sam_mood,
        };
        let mut start = SamStart::new(SamProfile::default());
        converse(&mut start, &mut scene.card, &mut scene.sam).map(drop).unwrap_or_default();
        scene
    }

    /// From now on the chips are in their moods, mostly after having been honest for a while.
    pub(crate) fn turn(&mut self, noise: &mut Noise) {
        self.card.patience = if noise.chance(60) { noise.below(10) } else { 0 };
        (self.card.mood, self.sam.mood) = (self.card_mood.clone(), self.sam_mood.clone());
    }

    /// Honest again, and the card is laid down anew.
    pub(crate) fn calm(&mut self) {
        (self.card.mood, self.sam.mood) = (Mood::Honest, Mood::Honest);
        self.card.patience = 0;
        self.card.genuine.chip_mut().reset();
    }

    /// Finds the card honestly.
    pub(crate) fn found(&mut self) -> Option<PurseView> {
        let mut probe = self.kind.application().probe();
        match converse(&mut Boxed(&mut *probe), &mut self.card, &mut self.sam) {
            Ok(Probe::Found(view)) => Some(view),
            _ => None,
        }
    }

    /// An honest sale of two yuan, so that there is something to undo and to read. Without one nothing follows.
    pub(crate) fn sold(&mut self) -> Option<PurseView> {
        let (view, application) = (self.found()?, self.kind.application());
        let mut plan = application.plan(&view, &order(200), &self.keys).ok()?;
        let armed = converse(&mut Boxed(&mut *plan.purchase), &mut self.card, &mut self.sam).ok()?.ok()?;
        converse(&mut Boxed(&mut *armed.debit()), &mut self.card, &mut self.sam).ok()?;
        self.calm();
        self.found()
    }

    /// The same where it does not matter what it comes to.
    pub(crate) fn hold<D: Dialogue + ?Sized>(
        &mut self,
        report: &mut Report,
        named: (&'static str, usize),
        dialogue: &mut D,
        good: impl FnOnce(&D::Output) -> bool,
    ) {
        let _: Result<D::Output, TransportError> = self.carry(report, named, dialogue, good);
    }

    /// Carries one dialogue and holds it to its bound, told in questions. `good` judges what it comes to.
    pub(crate) fn carry<D: Dialogue + ?Sized>(
        &mut self,
        report: &mut Report,
        (name, questions): (&'static str, usize),
        dialogue: &mut D,
        good: impl FnOnce(&D::Output) -> bool,
    ) -> Result<D::Output, TransportError> {
        (self.card.exchanges, self.sam.exchanges, self.card.moved) = (0, 0, 0);
        let mut heard = Err(TransportError::Unexpected(0));
        let memory = allocation_counter::measure(|| {
            heard = converse(&mut Boxed(dialogue), &mut self.card, &mut self.sam);
        });
        assert!(self.card.moved <= 1, "{name} moves money {} times", self.card.moved);
        let exchanges = self.card.exchanges + self.sam.exchanges;
        let well = heard.as_ref().is_ok_and(good);
        report.dialogue(name, questions * ROUNDS, exchanges, memory.bytes_max, well);
        heard
    }
}

/// What a till orders.
pub(crate) fn order(fen: u32) -> DebitOrder {
    DebitOrder {
        amount: CardAmount(fen),
        mark: None,
        sam: Some(SamTerms { terminal: both_sides::county::SAM_TERMINAL, key_id: 1 }),
        till: 7,
        sale: 1,
        date: [0x20, 0x26, 0x07, 0x15],
        time: [0x12, 0x15, 0x30],
    }
}
