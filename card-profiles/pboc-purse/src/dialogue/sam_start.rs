//! Start of a terminal: who is the SAM, and which terminal sequence comes next?
//!
//! | asks | for |
//! | --- | --- |
//! | 00B0 file 0015 | serial |
//! | 00B0 file 0016 | terminal number |
//! | 00A4 by name, else by file identifier | the purse application |
//! | 00B0 file 0017 | key index, issuer, validity |
//! | 8070 for nothing | the next terminal sequence: an abandoned purchase repeats it |
//!
//! The last one ends any purchase the SAM still remembered: do this before recovery, never during a sale.

use super::sam;
use crate::command::initialize::Initialized;
use crate::command::{read_binary, sam_initialize, select};
use crate::file::sam::{self as files, SamApplication};
use crate::{Levels, PurchaseKind, PurchaseOrder};
use apdu::{Command, Dialogue, Response, StatusWord, Turn};
use purse::CardAmount;
use thiserror::Error;

/// How a SAM of this county is addressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamProfile {
    /// Name of the purse application.
    pub name: Vec<u8>,
    /// Its file identifier, tried when the name is not known.
    pub file: u16,
    /// Version of the purchase key to ask with.
    pub key_version: u8,
    /// Algorithm of the purchase key to ask with.
    pub alg_id: u8,
    /// Derivation levels of the purchase key.
    pub levels: Levels,
}

impl Default for SamProfile {
    /// T-Union, first key version, 3DES, two levels.
    fn default() -> SamProfile {
        SamProfile {
            name: select::T_UNION_PSAM.to_vec(),
            file: 0x8011,
            key_version: 0x01,
            alg_id: 0x00,
            levels: Levels::Two,
        }
    }
}

/// The SAM as its public files describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamView {
    /// Serial of the SAM.
    pub serial: [u8; 10],
    /// Terminal number: the *terminal* of every MAC and record.
    pub terminal: [u8; 6],
    /// Key id for INITIALIZE.
    pub key_index: u8,
    /// Issuer of the application.
    pub issuer: [u8; 8],
    /// Acceptor of the application.
    pub acceptor: [u8; 8],
    /// First day of validity, BCD.
    pub valid_from: [u8; 4],
    /// Last day of validity, BCD.
    pub valid_to: [u8; 4],
    /// Terminal sequence of the next purchase; `None` when the SAM did not tell.
    pub next_seq: Option<u32>,
    /// What it said instead.
    pub unwilling: Option<StatusWord>,
}

/// Why a SAM cannot serve. No card is involved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SamRefusal {
    /// Files 0015 and 0016 are not there.
    #[error("卡槽里不是消费密钥卡 {0}，请检查密钥卡 · this is not a purchase SAM ({0}): check the SAM")]
    NotASam(StatusWord),
    /// The purse application is not there, or locked.
    #[error(
        "密钥卡内没有可用的消费应用 {0}，请联系运维 · the SAM has no usable purse application ({0}): call support"
    )]
    NoApplication(StatusWord),
    /// A file has the wrong shape.
    #[error("密钥卡文件读不懂，请联系运维 · a file of the SAM makes no sense: call support")]
    Unreadable,
}

/// The conversation, at most six turns.
#[derive(Clone, Debug)]
pub struct SamStart {
    profile: SamProfile,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Public,
    Terminal { serial: [u8; 10] },
    Name { serial: [u8; 10], terminal: [u8; 6] },
    File { serial: [u8; 10], terminal: [u8; 6] },
    Application { serial: [u8; 10], terminal: [u8; 6] },
    Sequence(SamView),
    Over,
}

type Step = Turn<Result<SamView, SamRefusal>>;

fn refuse(refusal: SamRefusal) -> Step {
    Turn::Done(Err(refusal))
}

impl SamStart {
    /// Asks a SAM of this profile.
    #[must_use]
    pub fn new(profile: SamProfile) -> SamStart {
        SamStart { profile, state: State::Public }
    }

    fn terminal_known(&mut self, serial: [u8; 10], answer: &Response) -> Step {
        match files::terminal(&answer.data) {
            Some(terminal) => {
                self.state = State::Name { serial, terminal };
                sam(select::by_name(&self.profile.name))
            }
            None => refuse(SamRefusal::Unreadable),
        }
    }

    fn application(&mut self, serial: [u8; 10], terminal: [u8; 6]) -> Step {
        self.state = State::Application { serial, terminal };
        sam(read_binary::read(read_binary::CITY, files::APPLICATION_LENGTH))
    }

    fn described(&mut self, serial: [u8; 10], terminal: [u8; 6], answer: &Response) -> Step {
        let Some(application) = SamApplication::parse(&answer.data) else {
            return refuse(SamRefusal::Unreadable);
        };
        let SamApplication { key_index, issuer, acceptor, valid_from, valid_to } = application;
        let (next_seq, unwilling) = (None, None);
        let view = SamView {
            serial,
            terminal,
            key_index,
            issuer,
            acceptor,
            valid_from,
            valid_to,
            next_seq,
            unwilling,
        };
        let ask = sam(self.purchase_of_nothing(&view));
        self.state = State::Sequence(view);
        ask
    }

    fn purchase_of_nothing(&self, view: &SamView) -> Command {
        let order = PurchaseOrder {
            kind: PurchaseKind::Simple,
            key_id: view.key_index,
            amount: CardAmount::ZERO,
            terminal: view.terminal,
            date: view.valid_from,
            time: [0; 3],
            serial_factor: [0; 8],
            issuer_factor: view.issuer,
            levels: self.profile.levels,
            identify: false,
        };
        let nobody = Initialized {
            balance: CardAmount::ZERO,
            counter: 0,
            overdraft: CardAmount::ZERO,
            key_version: self.profile.key_version,
            alg_id: self.profile.alg_id,
            random: [0; 4],
        };
        sam_initialize::initialize(&order, &nobody)
    }
}

impl Dialogue for SamStart {
    type Output = Result<SamView, SamRefusal>;

    fn start(&mut self) -> Step {
        self.state = State::Public;
        sam(read_binary::read(read_binary::PUBLIC, files::PUBLIC_LENGTH))
    }

    fn hear(&mut self, answer: &Response) -> Step {
        let ok = answer.status.is_ok();
        match core::mem::replace(&mut self.state, State::Over) {
            State::Public | State::Terminal { .. } if !ok => refuse(SamRefusal::NotASam(answer.status)),
            State::Public => match files::serial(&answer.data) {
                Some(serial) => {
                    self.state = State::Terminal { serial };
                    sam(read_binary::read(read_binary::TERMINAL, files::TERMINAL_LENGTH))
                }
                None => refuse(SamRefusal::Unreadable),
            },
            State::Terminal { serial } => self.terminal_known(serial, answer),
            State::Name { serial, terminal } | State::File { serial, terminal } if ok => {
                self.application(serial, terminal)
            }
            State::Name { serial, terminal } if answer.status == StatusWord::FILE_NOT_FOUND => {
                self.state = State::File { serial, terminal };
                sam(select::by_file(self.profile.file))
            }
            State::Name { .. } | State::File { .. } => refuse(SamRefusal::NoApplication(answer.status)),
            State::Application { .. } if !ok => refuse(SamRefusal::NoApplication(answer.status)),
            State::Application { serial, terminal } => self.described(serial, terminal, answer),
            State::Sequence(mut view) => {
                view.next_seq =
                    ok.then(|| sam_initialize::parse(&answer.data)).flatten().map(|(sequence, _)| sequence);
                view.unwilling = (!ok).then_some(answer.status);
                Turn::Done(Ok(view))
            }
            State::Over => refuse(SamRefusal::Unreadable),
        }
    }
}
