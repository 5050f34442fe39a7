//! Torn recovery: the same card is back and selected again. INITIALIZE (amount zero) tells counter and
//! balance, the log names transactions, GET TRANSACTION PROVE fetches the proof, and a SAM that still
//! remembers the purchase verifies it. The card is never debited here.
//!
//! | card now | asks | comes to |
//! | --- | --- | --- |
//! | counter unchanged | 8050 | not debited |
//! | counter moved, or unknown | 8050, 00B2 (up to ten) | see `verdict.rs` |
//! | debited | 805A, 8072 if the SAM session lives | debited, with its proof where the card still has it |
//!
//! While the proof is fetched, only the card's own word ends the asking without one. What breaks off or makes no sense
//! stays undecided: the proof outlives the field, and the same card brings it the next time.

use super::armed::SamCheck;
use super::proof::{Proof, ProofOutcome};
use super::read_log::ReadLog;
use super::torn::{Debited, Intention, Undecided};
use super::verdict::{Verdict, by_counter, by_log};
use super::{card, sam};
use crate::PurchaseKind;
use crate::command::initialize::{self, Initialized};
use crate::command::sam_credit;
use crate::command::status::is_locked;
use apdu::{Dialogue, Response, StatusWord, Turn};
use purse::CardAmount;

/// What torn recovery comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// It happened; finish the sale with this.
    Debited(Debited),
    /// It did not happen; the sale may begin anew.
    NotDebited,
    /// It stays held.
    Undecided(Undecided),
}

/// Refusals that operating systems give for good reasons: the status table of the manuals, word by word. A MAC cut short
/// may end like a status of the same class.
const REASONS: [u16; 22] = [
    0x6700, 0x6900, 0x6901, 0x6981, 0x6982, 0x6983, 0x6984, 0x6985, 0x6987, 0x6988, 0x6A80, 0x6A81, 0x6A82,
    0x6A83, 0x6A84, 0x6A86, 0x6A88, 0x6B00, 0x6D00, 0x6E00, 0x9403, 0x9406,
];

/// Whether this refusal to prove is the card's last word.
fn has_none(status: StatusWord) -> bool {
    is_locked(status) || REASONS.contains(&status.0)
}

/// The conversation, at most fourteen turns.
#[derive(Clone, Debug)]
pub struct Resolve {
    intention: Intention,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Composite,
    Simple,
    Log(Initialized, ReadLog),
    Prove(Initialized, Debited),
    Sam(Debited),
    Over(Resolution),
}

impl Resolve {
    /// The purchase to be resolved. The caller has selected the application and compared the card number.
    #[must_use]
    pub fn new(intention: Intention) -> Resolve {
        Resolve { intention, state: State::Composite }
    }

    /// What is known if the conversation breaks off here.
    #[must_use]
    pub fn so_far(&self) -> Resolution {
        match &self.state {
            State::Sam(found) => Resolution::Debited(*found),
            State::Over(resolution) => *resolution,
            _ => Resolution::Undecided(Undecided::CardUnreadable),
        }
    }

    fn initialize(&self, kind: &PurchaseKind) -> Turn<Resolution> {
        card(initialize::initialize(kind, self.intention.key_id, CardAmount::ZERO, self.intention.terminal))
    }

    fn initialized(&mut self, answer: &Response) -> Turn<Resolution> {
        let Some(found) = Initialized::parse(&answer.data) else {
            return self.over(Resolution::Undecided(Undecided::CardUnreadable));
        };
        if let Some(verdict) = by_counter(&self.intention, &found) {
            return self.judged(found, verdict);
        }
        let mut log = ReadLog::until(self.intention);
        let first = log.start();
        self.read(found, log, first)
    }

    fn read(
        &mut self,
        found: Initialized,
        log: ReadLog,
        turn: Turn<super::read_log::LogView>,
    ) -> Turn<Resolution> {
        match turn {
            Turn::Ask(ask) => {
                self.state = State::Log(found, log);
                Turn::Ask(ask)
            }
            Turn::Done(view) => {
                let verdict = by_log(&self.intention, &found, &view);
                self.judged(found, verdict)
            }
        }
    }

    fn judged(&mut self, now: Initialized, verdict: Verdict) -> Turn<Resolution> {
        match verdict {
            Verdict::NotDebited => self.over(Resolution::NotDebited),
            Verdict::Undecided(why) => self.over(Resolution::Undecided(why)),
            Verdict::Debited { counter, balance_before } => {
                let found = Debited {
                    counter,
                    balance_before,
                    key_version: now.key_version,
                    alg_id: now.alg_id,
                    tac: None,
                    sam: SamCheck::Unchecked,
                };
                // The card proves its last transaction only.
                if counter.checked_add(1) != Some(now.counter) {
                    return self.over(Resolution::Debited(found));
                }
                let ask = Proof::new(self.intention.txn_type, now.counter).start();
                self.state = State::Prove(now, found);
                match ask {
                    Turn::Ask(ask) => Turn::Ask(ask),
                    Turn::Done(_) => self.over(Resolution::Debited(found)),
                }
            }
        }
    }

    fn proved(&mut self, now: &Initialized, found: Debited, answer: &Response) -> Turn<Resolution> {
        match Proof::new(self.intention.txn_type, now.counter).hear(answer) {
            Turn::Done(ProofOutcome::Proved { mac2, tac }) => {
                let found = Debited { tac: Some(tac), ..found };
                if !self.intention.sam_session {
                    return self.over(Resolution::Debited(found));
                }
                self.state = State::Sam(found);
                sam(sam_credit::credit(mac2))
            }
            // A refusal carries no data; what does is an answer cut short that happens to end like one.
            Turn::Done(ProofOutcome::NotAvailable(status)) if answer.data.is_empty() => {
                self.over(if has_none(status) {
                    Resolution::Debited(found)
                } else {
                    Resolution::Undecided(Undecided::CardRefused(status))
                })
            }
            _ => self.over(Resolution::Undecided(Undecided::CardUnreadable)),
        }
    }

    fn over(&mut self, resolution: Resolution) -> Turn<Resolution> {
        self.state = State::Over(resolution);
        Turn::Done(resolution)
    }
}

impl Dialogue for Resolve {
    type Output = Resolution;

    fn start(&mut self) -> Turn<Resolution> {
        self.state = State::Composite;
        self.initialize(&PurchaseKind::Composite { update: Vec::new() })
    }

    fn hear(&mut self, answer: &Response) -> Turn<Resolution> {
        let unreadable = State::Over(Resolution::Undecided(Undecided::CardUnreadable));
        match core::mem::replace(&mut self.state, unreadable) {
            State::Composite | State::Simple if answer.status.is_ok() => self.initialized(answer),
            // A purse without composite purchases still answers the simple one.
            State::Composite if !is_locked(answer.status) => {
                self.state = State::Simple;
                self.initialize(&PurchaseKind::Simple)
            }
            State::Composite | State::Simple => {
                self.over(Resolution::Undecided(Undecided::CardRefused(answer.status)))
            }
            State::Log(found, mut log) => {
                let turn = log.hear(answer);
                self.read(found, log, turn)
            }
            State::Prove(now, found) => self.proved(&now, found, answer),
            State::Sam(found) => {
                self.over(Resolution::Debited(Debited { sam: SamCheck::hear(answer), ..found }))
            }
            State::Over(resolution) => self.over(resolution),
        }
    }
}
