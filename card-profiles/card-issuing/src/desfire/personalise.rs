//! A blank chip becomes a purse, step by step ([`super::steps`]); torn, it goes on where it stopped.
//!
//! | step | asks |
//! | --- | --- |
//! | into a session, where the step wants another | 5A, 64, 71 AF (EV1: AA AF) |
//! | create, settings | CA, C0, CC, CE, 54 |
//! | a key | 64, then C4 where it is not there yet |
//! | the record of issue | F5, then 8B C7 (EV1: 3B C7) where there is none yet |
//!
//! A key that is there already is known by its version, a file by the chip's refusal to make it twice.

use super::command::{
    CHIP_MASTER, change_settings, commit_record, create_application, create_transaction_mac,
};
use super::entry::{Entering, Entry, Session};
use super::profile::KEYS;
use super::step::{Step, steps};
use super::talk::{Said, Talk};
use super::{CardOfKeys, Left, Place, Refusal, Why};
use crate::{Progress, card};
use apdu::{Command, Dialogue, Response, StatusWord, Turn};
use desfire_purse::command::change_key::KeyChange;
use desfire_purse::command::get_file_settings::{self, Shape};
use desfire_purse::command::{get_key_version, write_record};
use desfire_purse::wire::{Mode, Native};
use desfire_purse::{Kind, Parameters, Record, status};
use purse::Secret16;

type Next = Turn<Result<(), Refusal>>;

enum State {
    Entering(Entry),
    Talking(Phase, Talk),
    Over,
}

/// Of a step.
#[derive(Clone, Copy)]
enum Phase {
    /// Is it done already?
    Look,
    Do,
    /// The commit of the record of issue.
    Commit,
}

/// The conversation, at most 64 turns.
pub struct Personalise<'a> {
    card: CardOfKeys<'a>,
    /// Seconds since 2000-01-01 00:00, county time, of the record of issue.
    seconds: u32,
    steps: Vec<Step>,
    done: usize,
    /// The first step of a resumed card may have been done already.
    perhaps_done: bool,
    session: Option<Session>,
    state: State,
}

impl<'a> Personalise<'a> {
    /// A blank chip, issued at this second since 2000-01-01 00:00, county time.
    #[must_use]
    pub fn new(card: CardOfKeys<'a>, seconds: u32) -> Personalise<'a> {
        Personalise {
            card,
            seconds,
            steps: steps(card.profile),
            done: 0,
            perhaps_done: false,
            session: None,
            state: State::Over,
        }
    }

    /// A chip that was left with this progress; the caller has compared its serial.
    #[must_use]
    pub fn resume(card: CardOfKeys<'a>, seconds: u32, progress: Progress) -> Personalise<'a> {
        let whole = Personalise::new(card, seconds);
        Personalise { done: progress.0.min(whole.steps.len()), perhaps_done: true, ..whole }
    }

    /// How many steps are surely done. Remember it whenever it has grown.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress(self.done)
    }

    fn step(&self) -> Option<Step> {
        self.steps.get(self.done).copied()
    }

    fn parameters(&self) -> &Parameters {
        &self.card.profile.parameters
    }

    fn refuse(&mut self, why: Why) -> Next {
        self.state = State::Over;
        self.session = None;
        Turn::Done(Err(Refusal { why, left: Left::Unfinished }))
    }

    /// On to the next step, by way of the session it wants.
    fn advance(&mut self) -> Next {
        let Some(step) = self.step() else {
            self.state = State::Over;
            return Turn::Done(Ok(()));
        };
        let place = step.place(self.card.profile);
        match self.session.take() {
            Some(session) if session.place == place => self.begin(step, session),
            _ => {
                let (entry, first) = Entry::begin(&self.card, place);
                self.state = State::Entering(entry);
                card(first)
            }
        }
    }

    fn begin(&mut self, step: Step, session: Session) -> Next {
        let there = session.version == self.parameters().key_version;
        let native = match step {
            Step::Application => create_application(self.parameters().aid, KEYS),
            Step::Records => self.card.profile.create_records(),
            Step::Value => self.card.profile.create_value(),
            Step::TransactionMac => match self.card.transaction_mac_key() {
                Ok(key) => {
                    let head = self.card.profile.transaction_mac().head;
                    create_transaction_mac(head, &key, self.parameters().key_version)
                }
                Err(why) => return self.refuse(why),
            },
            Step::Settings => change_settings(),
            Step::Key(0) | Step::ChipKey if there => {
                self.session = Some(session);
                return self.finished();
            }
            Step::Key(0) => return self.change(0, session, None),
            Step::ChipKey => return self.change(CHIP_MASTER, session, None),
            Step::Key(number) => return self.ask(session, &get_key_version::get(number), Phase::Look),
            Step::Issued => {
                let look = get_file_settings::get(self.parameters().record_file);
                return self.ask(session, &look, Phase::Look);
            }
        };
        self.ask(session, &native, Phase::Do)
    }

    fn ask(&mut self, session: Session, native: &Native, phase: Phase) -> Next {
        self.talk(Talk::begin(session, native), phase)
    }

    /// Puts the county's key in place; `old` for another key than the session's.
    fn change(&mut self, number: u8, session: Session, old: Option<Secret16>) -> Next {
        let place = if number == CHIP_MASTER { Place::Chip } else { Place::Application(number) };
        let version = self.parameters().key_version;
        match self.card.county_key(place) {
            Ok(new) => {
                self.talk(Talk::change_key(session, &KeyChange { number, new, version, old }), Phase::Do)
            }
            Err(why) => self.refuse(why),
        }
    }

    fn talk(&mut self, talk: Option<(Talk, Command)>, phase: Phase) -> Next {
        match talk {
            Some((talk, first)) => {
                self.state = State::Talking(phase, talk);
                card(first)
            }
            None => self.refuse(Why::Unreadable),
        }
    }

    fn record(&self) -> Record {
        Record {
            kind: Kind::Issued,
            seconds: self.seconds,
            terminal: 0,
            sale: 0,
            amount: 0,
            balance: 0,
            counter: 0,
            mark: [0; 15],
        }
    }

    /// What was found decides whether the step is to be done.
    fn looked(&mut self, session: Session, data: &[u8]) -> Next {
        let county = self.parameters().key_version;
        match self.step() {
            Some(Step::Key(number)) => match get_key_version::parse(data) {
                Some(0) => self.change(number, session, Some(Secret16::new([0; 16]))),
                Some(version) if version == county => {
                    self.session = Some(session);
                    self.finished()
                }
                Some(version) => self.refuse(Why::KeyVersion(version)),
                None => self.refuse(Why::Unreadable),
            },
            _ => match get_file_settings::parse(data).map(|settings| settings.shape) {
                Some(Shape::Records { now: 0, .. }) => {
                    let Parameters { write_code, record_file, .. } = *self.parameters();
                    let bytes = self.record().to_bytes();
                    let write = write_record::write(write_code, record_file, 0, &bytes, Mode::Mac);
                    self.ask(session, &write, Phase::Do)
                }
                Some(Shape::Records { .. }) => {
                    self.session = Some(session);
                    self.finished()
                }
                _ => self.refuse(Why::Unreadable),
            },
        }
    }

    fn finished(&mut self) -> Next {
        self.done = self.done.saturating_add(1);
        self.perhaps_done = false;
        self.advance()
    }

    /// What a refusal of the step means.
    fn refused(&mut self, status: StatusWord) -> Next {
        let step = self.step();
        match status {
            // The refusal has ended the session; the next step opens another.
            status::DUPLICATE if self.perhaps_done => self.finished(),
            status::DUPLICATE if step == Some(Step::Application) => self.refuse(Why::NotBlank),
            status::NO_ROOM | status::TOO_MANY => self.refuse(Why::NoRoom),
            status => self.refuse(Why::Chip(Some(self.done.saturating_add(1)), status)),
        }
    }
}

impl Dialogue for Personalise<'_> {
    type Output = Result<(), Refusal>;

    fn start(&mut self) -> Next {
        self.session = None;
        self.advance()
    }

    fn hear(&mut self, answer: &Response) -> Next {
        let (phase, said) = match core::mem::replace(&mut self.state, State::Over) {
            State::Entering(entry) => {
                return match entry.hear(&self.card, answer) {
                    Entering::Ask(entry, command) => {
                        self.state = State::Entering(entry);
                        card(command)
                    }
                    Entering::In(session) => {
                        self.session = Some(session);
                        self.advance()
                    }
                    Entering::Refused(why) => self.refuse(why),
                };
            }
            State::Talking(phase, talk) => (phase, talk.hear(answer)),
            State::Over => return self.refuse(Why::Unreadable),
        };
        match (phase, said) {
            (_, Said::Ask(talk, command)) => {
                self.state = State::Talking(phase, talk);
                card(command)
            }
            (_, Said::Refused(status)) => self.refused(status),
            (_, Said::Unreadable) => self.refuse(Why::Unreadable),
            (Phase::Look, Said::Done(Some(session), data)) => self.looked(session, &data),
            (_, Said::Done(_, data)) if !data.is_empty() => self.refuse(Why::Unreadable),
            (Phase::Do, Said::Done(Some(session), _)) if self.step() == Some(Step::Issued) => {
                self.ask(session, &commit_record(), Phase::Commit)
            }
            (Phase::Look, Said::Done(None, _)) => self.refuse(Why::Unreadable),
            (Phase::Do | Phase::Commit, Said::Done(session, _)) => {
                self.session = session;
                self.finished()
            }
        }
    }
}
