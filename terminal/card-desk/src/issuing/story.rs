//! The journal's entries told again: which cards and loads are how far. Pure; every entry must fit what came before.

use std::collections::BTreeMap;

use super::{CardPlan, Entry, LoadPlan, LoadVerdict};

/// How far something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage<E> {
    /// Begun; nobody may take it for done.
    Open,
    /// Done in this way; the center does not know yet.
    Ended(E),
    /// Done, and the center knows.
    Reported(E),
}

/// A card's story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardStory {
    /// What it is to be.
    pub plan: CardPlan,
    /// Steps surely done.
    pub done: usize,
    /// How far it is.
    pub stage: Stage<()>,
}

/// A load's story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadStory {
    /// What was permitted.
    pub plan: LoadPlan,
    /// Whether the credit went out.
    pub sent: bool,
    /// What the card had sealed by then, in hex.
    pub sealed: Option<String>,
    /// How far it is.
    pub stage: Stage<LoadVerdict>,
}

/// Everything the journal knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// Cards by request. A scrapped card is forgotten: its request may be begun again.
    pub cards: BTreeMap<u64, CardStory>,
    /// Loads by receipt.
    pub loads: BTreeMap<String, LoadStory>,
    /// Blocks that the center does not know yet: number, reason, whether the card itself was blocked.
    pub blocks: BTreeMap<String, (String, bool)>,
    /// How many cards were scrapped.
    pub scrapped: u64,
}

/// An entry that the story so far does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "台账中这一步与之前的不符：{0}，未写入；请保留台账并联系维护人员 · this entry does not fit the journal ({0}), nothing was written; keep the journal and call maintenance"
)]
pub struct Contradiction(pub &'static str);

impl Story {
    /// Hears one entry.
    ///
    /// # Errors
    /// An entry that does not fit; the story is as before.
    pub fn hear(&mut self, entry: &Entry) -> Result<(), Contradiction> {
        match entry {
            Entry::Intended(plan) => self.intend(plan),
            Entry::Step { request, done } => {
                let card = self.open_card(*request)?;
                if *done <= card.done {
                    return Err(Contradiction("step"));
                }
                card.done = *done;
                Ok(())
            }
            Entry::Finished { request } => {
                self.open_card(*request)?.stage = Stage::Ended(());
                Ok(())
            }
            Entry::Reported { request } => {
                let card = self.cards.get_mut(request).ok_or(Contradiction("card"))?;
                report(&mut card.stage)
            }
            Entry::Scrapped { request, .. } => {
                self.open_card(*request)?;
                self.cards.remove(request);
                self.scrapped = self.scrapped.saturating_add(1);
                Ok(())
            }
            Entry::LoadPermitted(plan) => {
                if self.loads.contains_key(&plan.reference) || self.open_load_of(&plan.card_no).is_some() {
                    return Err(Contradiction("load"));
                }
                let story = LoadStory { plan: plan.clone(), sent: false, sealed: None, stage: Stage::Open };
                self.loads.insert(plan.reference.clone(), story);
                Ok(())
            }
            Entry::LoadSent { reference, sealed } => {
                let load = self.open_load(reference)?;
                if core::mem::replace(&mut load.sent, true) {
                    return Err(Contradiction("sent twice"));
                }
                load.sealed.clone_from(sealed);
                Ok(())
            }
            Entry::LoadEnded { reference, verdict } => {
                let load = self.open_load(reference)?;
                if !load.sent && *verdict != LoadVerdict::Void {
                    return Err(Contradiction("never sent"));
                }
                load.stage = Stage::Ended(verdict.clone());
                Ok(())
            }
            Entry::LoadReported { reference } => {
                let load = self.loads.get_mut(reference).ok_or(Contradiction("load"))?;
                report(&mut load.stage)
            }
            Entry::BlockIntended { card_no, reason, on_card } => {
                self.blocks.insert(card_no.clone(), (reason.clone(), *on_card));
                Ok(())
            }
            Entry::BlockReported { card_no } => {
                self.blocks.remove(card_no).map(|_| ()).ok_or(Contradiction("block"))
            }
        }
    }

    fn intend(&mut self, plan: &CardPlan) -> Result<(), Contradiction> {
        let same = |card: &CardStory| {
            card.plan.request == plan.request
                || card.plan.card_no == plan.card_no
                || (card.plan.chip == plan.chip && card.stage == Stage::Open)
        };
        if self.cards.values().any(same) {
            return Err(Contradiction("card"));
        }
        let story = CardStory { plan: plan.clone(), done: 0, stage: Stage::Open };
        self.cards.insert(plan.request, story);
        Ok(())
    }

    fn open_card(&mut self, request: u64) -> Result<&mut CardStory, Contradiction> {
        let card = self.cards.get_mut(&request).ok_or(Contradiction("card"))?;
        if card.stage == Stage::Open { Ok(card) } else { Err(Contradiction("card is finished")) }
    }

    fn open_load(&mut self, reference: &str) -> Result<&mut LoadStory, Contradiction> {
        let load = self.loads.get_mut(reference).ok_or(Contradiction("load"))?;
        if load.stage == Stage::Open { Ok(load) } else { Err(Contradiction("load is ended")) }
    }

    /// The unfinished card on this chip: to be finished or scrapped before anything else.
    #[must_use]
    pub fn unfinished_on(&self, chip: &str) -> Option<&CardStory> {
        self.cards.values().find(|card| card.stage == Stage::Open && card.plan.chip == chip)
    }

    /// The load of this card whose end nobody knows.
    #[must_use]
    pub fn open_load_of(&self, card_no: &str) -> Option<&LoadStory> {
        self.loads.values().find(|load| load.stage == Stage::Open && load.plan.card_no == card_no)
    }
}

fn report<E: Clone>(stage: &mut Stage<E>) -> Result<(), Contradiction> {
    let Stage::Ended(end) = stage else { return Err(Contradiction("nothing to report")) };
    *stage = Stage::Reported(end.clone());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(request: u64, chip: &str) -> CardPlan {
        let card_no = format!("{request:020}");
        CardPlan { request, card_no, chip: chip.to_owned(), valid: ("20250101".into(), "20351231".into()) }
    }

    fn load(reference: &str) -> LoadPlan {
        LoadPlan {
            load: 1,
            reference: reference.to_owned(),
            card_no: "1".repeat(20),
            amount: 100,
            balance: 0,
            counter: 0,
            stamp: String::new(),
            written: None,
        }
    }

    /// Each line: what was written before, and the entry that must not follow.
    #[test]
    fn what_does_not_fit_is_refused() {
        let step = |done| Entry::Step { request: 1, done };
        let (begun, done, told) =
            (Entry::Intended(plan(1, "aa")), Entry::Finished { request: 1 }, Entry::Reported { request: 1 });
        let scrapped = Entry::Scrapped { request: 1, erased: true };
        let (permitted, sent) =
            (Entry::LoadPermitted(load("R")), Entry::LoadSent { reference: "R".into(), sealed: None });
        let end = |verdict| Entry::LoadEnded { reference: "R".into(), verdict };
        let (void, credited) = (end(LoadVerdict::Void), end(LoadVerdict::Credited { tac: None }));
        let known = Entry::LoadReported { reference: "R".into() };
        for (before, wrong) in [
            (vec![], step(1)),
            (vec![], done.clone()),
            (vec![begun.clone()], begun.clone()),
            (vec![begun.clone()], Entry::Intended(plan(2, "aa"))),
            (vec![begun.clone(), step(2)], step(2)),
            (vec![begun.clone()], told.clone()),
            (vec![begun.clone(), done.clone()], scrapped.clone()),
            (vec![begun.clone(), done.clone()], step(9)),
            (vec![begun.clone(), done.clone(), told.clone()], told.clone()),
            (vec![begun, scrapped], done),
            (vec![], sent.clone()),
            (vec![permitted.clone()], Entry::LoadPermitted(load("S"))),
            (vec![permitted.clone()], credited.clone()),
            (vec![permitted.clone(), sent.clone()], sent.clone()),
            (vec![permitted.clone(), void.clone()], sent.clone()),
            (vec![permitted.clone(), sent.clone(), credited.clone()], void.clone()),
            (vec![permitted, sent, credited, known.clone()], known),
            (vec![], Entry::BlockReported { card_no: "1".into() }),
        ] {
            let mut story = Story::default();
            for entry in &before {
                story.hear(entry).unwrap();
            }
            let as_before = story.clone();
            assert!(story.hear(&wrong).is_err(), "{before:?} then {wrong:?}");
            assert_eq!(story, as_before);
        }
    }

    #[test]
    fn a_torn_card_is_found_by_its_chip_until_it_is_done_or_scrapped() {
        let mut story = Story::default();
        story.hear(&Entry::Intended(plan(1, "aa"))).unwrap();
        story.hear(&Entry::Step { request: 1, done: 7 }).unwrap();
        assert_eq!(story.unfinished_on("aa").unwrap().done, 7);
        assert!(story.unfinished_on("bb").is_none());
        story.hear(&Entry::Scrapped { request: 1, erased: true }).unwrap();
        assert!(story.unfinished_on("aa").is_none());
        // The request is free again, and so is the chip.
        story.hear(&Entry::Intended(plan(1, "aa"))).unwrap();
        story.hear(&Entry::Finished { request: 1 }).unwrap();
        assert!(story.unfinished_on("aa").is_none());
        assert_eq!(story.scrapped, 1);
    }
}
