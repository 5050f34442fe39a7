//! A torn load: the same card is back and selected again. Its online counter, its log and its proof of the last
//! transaction tell whether the money is there. The card is never credited here.
//!
//! | card now | asks | comes to |
//! | --- | --- | --- |
//! | online counter unchanged | 0020 where asked, 8050 00 | not credited |
//! | our entry is in the log | 00B2, up to ten | credited |
//! | one load since, an empty log, and the balance fits | the same | credited: a card that keeps no log |
//! | as many loads in the log as were counted, none ours | the same | not credited |
//! | it does not tell its counter | the same | credited if our entry is in the log, else undecided |
//! | anything else | the same | undecided |
//! | credited | 805A 02 | its TAC, where the card still has it |
//!
//! The proof alone proves nothing: it names a counter, and another terminal's load may have had that.

use super::card;
use super::read_log::{LogEnd, LogView, ReadLog};
use crate::command::prove;
use crate::crypto::{LOAD, LoadMoment};
use crate::file::log::{DEPTH, LogEntry};
use crate::{LoadCredit, LoadFacts, LoadInit, LoadOrder, LoadRefusal, Pin, Tac};
use apdu::{Dialogue, Response, Turn};
use purse::CardAmount;
use thiserror::Error;

/// What is remembered of a load whose outcome is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadIntention {
    /// The load.
    pub order: LoadOrder,
    /// When the center says it happens.
    pub moment: LoadMoment,
    /// Online counter before.
    pub counter_before: u16,
    /// Balance before.
    pub balance_before: CardAmount,
}

impl From<&LoadCredit> for LoadIntention {
    fn from(torn: &LoadCredit) -> LoadIntention {
        LoadIntention {
            order: *torn.order(),
            moment: torn.moment(),
            counter_before: torn.facts().counter,
            balance_before: torn.facts().balance_before,
        }
    }
}

impl LoadIntention {
    fn wrote(&self, entry: &LogEntry) -> bool {
        entry.is_load()
            && entry.terminal == self.order.terminal
            && entry.amount == self.order.amount
            && entry.moment() == (self.moment.date, self.moment.time)
    }
}

/// What torn recovery of a load comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadResolution {
    /// It happened. The card's word, where it still has it.
    Credited(Option<Tac>),
    /// It did not happen; the load may begin anew.
    NotCredited,
    /// It stays held.
    Undecided(LoadUndecided),
}

/// Why nothing can be said. The load stays held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LoadUndecided {
    /// The card does not state its online counter.
    #[error("充值未定：{0} · the load is undecided: {0}")]
    CardRefused(LoadRefusal),
    /// The counter is lower than before.
    #[error(
        "卡计数倒退，充值未定，请由主管处理 · the card's counter went back, the load is undecided: call the supervisor"
    )]
    CounterWentBack,
    /// The log does not tell.
    #[error(
        "卡内记录说不清，充值未定，请由主管处理 · the card's log does not tell, the load is undecided: call the supervisor"
    )]
    LogUnclear,
    /// The conversation broke off.
    #[error(
        "卡已离开，充值未定，请再放同一张卡 · the card left, the load is undecided: put the same card down again"
    )]
    BrokenOff,
}

/// The conversation, at most thirteen turns.
#[derive(Clone, Debug)]
pub struct ResolveLoad {
    intention: LoadIntention,
    pin: Option<Pin>,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Counter(LoadInit),
    Log(Result<LoadFacts, LoadRefusal>, ReadLog),
    Prove,
    Over(LoadResolution),
}

const BROKEN_OFF: State = State::Over(LoadResolution::Undecided(LoadUndecided::BrokenOff));

impl ResolveLoad {
    /// What is known if the conversation breaks off here.
    #[must_use]
    pub fn so_far(&self) -> LoadResolution {
        match self.state {
            State::Prove => LoadResolution::Credited(None),
            State::Over(resolution) => resolution,
            State::Counter(_) | State::Log(..) => LoadResolution::Undecided(LoadUndecided::BrokenOff),
        }
    }

    /// The load to be resolved. The caller has selected the application and compared the card number.
    #[must_use]
    pub fn new(intention: LoadIntention, pin: Option<Pin>) -> ResolveLoad {
        ResolveLoad { intention, pin, state: BROKEN_OFF }
    }

    fn over(&mut self, resolution: LoadResolution) -> Turn<LoadResolution> {
        self.state = State::Over(resolution);
        Turn::Done(resolution)
    }

    fn prove(&mut self) -> Turn<LoadResolution> {
        self.state = State::Prove;
        card(prove::prove(LOAD, self.intention.counter_before.saturating_add(1)))
    }

    fn counted(
        &mut self,
        again: LoadInit,
        turn: Turn<Result<LoadFacts, LoadRefusal>>,
    ) -> Turn<LoadResolution> {
        match turn {
            Turn::Ask(ask) => {
                self.state = State::Counter(again);
                Turn::Ask(ask)
            }
            Turn::Done(Ok(now)) if now.counter == self.intention.counter_before => {
                self.over(LoadResolution::NotCredited)
            }
            Turn::Done(Ok(now)) if now.counter < self.intention.counter_before => {
                self.over(LoadResolution::Undecided(LoadUndecided::CounterWentBack))
            }
            Turn::Done(now) => {
                let mut log = ReadLog::newest(DEPTH);
                let turn = log.start();
                self.read(now, log, turn)
            }
        }
    }

    fn read(
        &mut self,
        now: Result<LoadFacts, LoadRefusal>,
        log: ReadLog,
        turn: Turn<LogView>,
    ) -> Turn<LoadResolution> {
        let view = match turn {
            Turn::Ask(ask) => {
                self.state = State::Log(now, log);
                return Turn::Ask(ask);
            }
            Turn::Done(view) => view,
        };
        let resolution = match now {
            _ if view.entries.iter().any(|entry| self.intention.wrote(entry)) => {
                LoadResolution::Credited(None)
            }
            Ok(now) => judge(&self.intention, &view, &now),
            Err(refusal) => LoadResolution::Undecided(LoadUndecided::CardRefused(refusal)),
        };
        match resolution {
            LoadResolution::Credited(_) => self.prove(),
            other => self.over(other),
        }
    }
}

/// The counter has moved, and our entry is not in the log.
fn judge(intention: &LoadIntention, log: &LogView, now: &LoadFacts) -> LoadResolution {
    let since = now.counter.saturating_sub(intention.counter_before);
    let loads = log.entries.iter().filter(|entry| entry.is_load()).count();
    let readable = matches!(log.end, LogEnd::Whole | LogEnd::Enough);
    let fits = intention.balance_before.checked_add(intention.order.amount) == Some(now.balance_before);
    match since {
        _ if readable && loads >= usize::from(since) => LoadResolution::NotCredited,
        // A card that keeps no log of loads: counter and balance speak.
        1 if fits && log.entries.is_empty() => LoadResolution::Credited(None),
        _ => LoadResolution::Undecided(LoadUndecided::LogUnclear),
    }
}

impl Dialogue for ResolveLoad {
    type Output = LoadResolution;

    fn start(&mut self) -> Turn<LoadResolution> {
        let mut again = LoadInit::new(self.intention.order, self.pin.clone());
        let turn = again.start();
        self.counted(again, turn)
    }

    fn hear(&mut self, answer: &Response) -> Turn<LoadResolution> {
        match core::mem::replace(&mut self.state, BROKEN_OFF) {
            State::Counter(mut again) => {
                let turn = again.hear(answer);
                self.counted(again, turn)
            }
            State::Log(now, mut log) => {
                let turn = log.hear(answer);
                self.read(now, log, turn)
            }
            State::Prove => {
                // MAC2 of a load's proof is of no use to anybody.
                let proof = answer.status.is_ok().then(|| prove::parse(&answer.data)).flatten();
                self.over(LoadResolution::Credited(proof.map(|(_, tac)| tac)))
            }
            State::Over(resolution) => self.over(resolution),
        }
    }
}
