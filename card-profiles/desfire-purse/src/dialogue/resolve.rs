//! Torn recovery: the same card was found again, and its newest record with it. Nothing is committed here.
//!
//! | the records say (see `verdict.rs`) | asks | comes to |
//! | --- | --- | --- |
//! | ours is the newest | from EV2 on: 71 AF, BD of the transaction MAC file | debited, with its proof where the counter is still ours |
//! | the newest settles it otherwise | nothing | not debited |
//! | ours is further back | up to ten records | debited, without a proof |
//! | ours is not among them | up to ten records | not debited, or undecided |
//!
//! While the proof is read, only the card's own word ends the asking without one. What breaks off, or is not authentic,
//! stays undecided: the proof is still on the card, and the same card brings it the next time.

use super::authenticate::{Authenticate, Credentials, Opening};
use super::card;
use super::log_view::LogView;
use super::read_log::ReadLog;
use super::transaction::facts;
use super::verdict::{Verdict, by_log, by_newest};
use crate::chain::{Chain, Heard};
use crate::command::{commit_transaction, read_data};
use crate::status::{self, is_locked};
use crate::wire::{Answer, Mode};
use crate::{Channel, Generation, Parameters, Record};
use apdu::{Dialogue, Response, StatusWord, Turn};
use purse::{Check, Paid, Proof, PurchaseRefusal, Resolution, Undecided};

/// What is to be learned.
pub(crate) struct Question {
    pub(crate) parameters: Parameters,
    /// The record that the card was to keep; `None` when what was remembered is none.
    pub(crate) written: Option<Record>,
    /// The newest record now.
    pub(crate) newest: Option<Record>,
    /// What the card had sealed, where it was remembered.
    pub(crate) sealed: Option<[u8; 16]>,
    /// The till key, where there is one: without it there is no proof.
    pub(crate) till: Option<Credentials>,
}

/// The conversation.
pub(crate) struct Resolve {
    question: Question,
    state: State,
}

enum State {
    Ready,
    Log(Record, ReadLog),
    Opening(Paid, Authenticate),
    Proving(Paid, Channel, Chain),
    Over(Resolution),
}

/// Whether this refusal to read the proof is the card's last word.
fn has_none(status: StatusWord) -> bool {
    [status::AUTHENTICATION, status::PERMISSION, status::NO_FILE].contains(&status) || is_locked(status)
}

const UNREADABLE: Resolution = Resolution::Undecided(Undecided::CardUnreadable);

impl Resolve {
    pub(crate) fn new(question: Question) -> Resolve {
        Resolve { question, state: State::Ready }
    }

    fn begin(&mut self) -> Turn<Resolution> {
        let (Some(ours), Some(newest)) = (self.question.written, self.question.newest) else {
            return self.over(UNREADABLE);
        };
        match by_newest(&ours, &newest) {
            Some(Verdict::Happened) => self.prove(&ours),
            Some(verdict) => self.judged(&ours, verdict),
            None => {
                let mut log = ReadLog::until(&self.question.parameters, ours);
                let turn = log.start();
                self.read(ours, log, turn)
            }
        }
    }

    fn read(&mut self, ours: Record, log: ReadLog, turn: Turn<LogView>) -> Turn<Resolution> {
        match turn {
            Turn::Ask(ask) => {
                self.state = State::Log(ours, log);
                Turn::Ask(ask)
            }
            Turn::Done(view) => self.judged(&ours, by_log(&ours, &view)),
        }
    }

    fn judged(&mut self, ours: &Record, verdict: Verdict) -> Turn<Resolution> {
        let resolution = match verdict {
            Verdict::Happened => Resolution::Debited(self.paid(ours)),
            Verdict::DidNotHappen => Resolution::NotDebited,
            Verdict::Undecided(why) => Resolution::Undecided(why),
        };
        self.over(resolution)
    }

    /// The card keeps the proof of its last commit, which is ours.
    fn prove(&mut self, ours: &Record) -> Turn<Resolution> {
        let paid = self.paid(ours);
        let Question { parameters, sealed, till, .. } = &self.question;
        match (parameters.generation, sealed, till) {
            (Generation::Ev2, Some(_), Some(till)) => {
                let (session, first) = Authenticate::begin(parameters.generation, till.clone());
                self.state = State::Opening(paid, session);
                card(first)
            }
            _ => self.over(Resolution::Debited(paid)),
        }
    }

    /// It happened; of the proof nothing is known yet.
    fn paid(&self, ours: &Record) -> Paid {
        let facts = facts(&self.question.parameters, ours, self.question.sealed);
        Paid { proof: Proof::None, check: Check::Unchecked, facts }
    }

    fn opening(&mut self, paid: Paid, mut session: Authenticate, answer: &Response) -> Turn<Resolution> {
        match session.hear(answer) {
            Opening::Ask(command) => {
                self.state = State::Opening(paid, session);
                card(command)
            }
            Opening::Open(mut channel) => {
                let file = self.question.parameters.mac_file;
                let read = read_data::read(file, 0, read_data::TRANSACTION_MAC, Mode::Mac);
                match channel.seal(&read) {
                    Some(body) => {
                        let (chain, first) = Chain::begin(read.ins, &body);
                        self.state = State::Proving(paid, channel, chain);
                        card(first)
                    }
                    None => self.over(Resolution::Debited(paid)),
                }
            }
            Opening::Refused(PurchaseRefusal::CardKey | PurchaseRefusal::Locked)
                if answer.data.is_empty() =>
            {
                self.over(Resolution::Debited(paid))
            }
            Opening::Refused(PurchaseRefusal::Card(status)) if answer.data.is_empty() => {
                self.over(Resolution::Undecided(Undecided::CardRefused(status)))
            }
            Opening::Refused(_) => self.over(UNREADABLE),
        }
    }

    fn proving(
        &mut self,
        paid: Paid,
        mut channel: Channel,
        mut chain: Chain,
        answer: &Response,
    ) -> Turn<Resolution> {
        let whole = match chain.hear(answer) {
            Heard::Ask(command) => {
                self.state = State::Proving(paid, channel, chain);
                return card(command);
            }
            Heard::Whole(data) => channel.open(Answer::Mac, &data),
            Heard::Refused(status) if answer.data.is_empty() => {
                let resolution = if has_none(status) {
                    Resolution::Debited(paid)
                } else {
                    Resolution::Undecided(Undecided::CardRefused(status.0))
                };
                return self.over(resolution);
            }
            Heard::Refused(_) | Heard::Endless => None,
        };
        let Some((counter, value)) = whole.and_then(|data| commit_transaction::parse(&data)) else {
            return self.over(UNREADABLE);
        };
        let proved = match (self.question.sealed, self.question.written) {
            // The file keeps the last commit only; another counter is another's commit.
            (Some(sealed), Some(ours)) if counter == ours.counter => {
                let proof = Proof::TransactionMac { counter, value, sealed };
                Paid { proof, check: Check::Verified, ..paid }
            }
            _ => paid,
        };
        self.over(Resolution::Debited(proved))
    }

    fn over(&mut self, resolution: Resolution) -> Turn<Resolution> {
        self.state = State::Over(resolution);
        Turn::Done(resolution)
    }
}

impl purse::Resolve for Resolve {
    fn so_far(&self) -> Resolution {
        match &self.state {
            State::Ready | State::Log(..) | State::Opening(..) | State::Proving(..) => UNREADABLE,
            State::Over(resolution) => *resolution,
        }
    }
}

impl Dialogue for Resolve {
    type Output = Resolution;

    fn start(&mut self) -> Turn<Resolution> {
        self.begin()
    }

    fn hear(&mut self, answer: &Response) -> Turn<Resolution> {
        match core::mem::replace(&mut self.state, State::Over(UNREADABLE)) {
            State::Log(ours, mut log) => {
                let turn = log.hear(answer);
                self.read(ours, log, turn)
            }
            State::Opening(paid, session) => self.opening(paid, session, answer),
            State::Proving(paid, channel, chain) => self.proving(paid, channel, chain, answer),
            State::Ready => self.over(UNREADABLE),
            State::Over(resolution) => self.over(resolution),
        }
    }
}
