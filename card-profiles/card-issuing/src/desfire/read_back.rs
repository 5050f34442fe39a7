//! Everything a purse shows to anybody, for the desk's screen and to check a card just made; with the load key the
//! value file as well. Reads only.
//!
//! | asks | for |
//! | --- | --- |
//! | 5A, 64, 45 | the chip: version of its master key, settings |
//! | 5A, 45, 64 five times | the application: settings, versions of its keys |
//! | F5 three times (EV1: twice) | its files |
//! | AB (EV1: BB), up to ten | records, newest first |
//! | 5A, 64, 71 AF, 6C | with the load key: the balance of the value file |

use super::command::{CHIP, SETTINGS, aes_keys, get_settings};
use super::entry::{Entering, Entry};
use super::profile::{FilePlan, KEYS};
use super::talk::{Said, Talk};
use super::{BLOCKED, CardOfKeys, DesfireProfile, Left, Place, Refusal, Why};
use crate::card;
use apdu::{Dialogue, Response, Turn};
use desfire_purse::command::get_file_settings::{self, FileSettings};
use desfire_purse::command::{get_key_version, get_value, select_application};
use desfire_purse::wire::Mode;
use desfire_purse::{Kind, LogEnd, LogView, ReadLog, status};
use thiserror::Error;

/// A card as it shows itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Version of the chip's master key.
    pub chip_key: u8,
    /// Settings of the chip, as sent; empty where it does not list them.
    pub chip_settings: Vec<u8>,
    /// Settings of the application, as sent.
    pub settings: Vec<u8>,
    /// Versions of the application's keys, from key 0.
    pub versions: Vec<u8>,
    /// Record file, value file, from EV2 on transaction MAC file; `None` where there is none.
    pub files: Vec<Option<FileSettings>>,
    /// Records, newest first.
    pub log: LogView,
    /// Fen in the value file, where the load key was used.
    pub value: Option<i32>,
    /// Whether the till key was taken out of use.
    pub blocked: bool,
}

/// What is not as it was ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Difference {
    /// Keys or settings of the chip.
    #[error(
        "芯片主控密钥或设置不是本县的，请作废此卡 · the chip's key or settings are not the county's: scrap the card"
    )]
    Chip,
    /// Settings of the application.
    #[error("应用设置与订单不符，请作废此卡 · the application's settings are not as ordered: scrap the card")]
    Settings,
    /// A key of the application.
    #[error(
        "应用密钥版本与订单不符，请作废此卡 · a key of the application is not as ordered: scrap the card"
    )]
    Keys,
    /// A file.
    #[error("应用文件与订单不符，请作废此卡 · a file of the application is not as ordered: scrap the card")]
    Files,
    /// A new card has another history than its issue.
    #[error(
        "新卡的记录不是发卡记录，请作废此卡 · the record of a new card is not that of its issue: scrap the card"
    )]
    Record,
    /// A new card has money on it.
    #[error("新卡有余额，请作废此卡 · a new card has a balance: scrap the card")]
    Balance,
}

impl Picture {
    /// Whether this is a new card of this profile, its value file read.
    ///
    /// # Errors
    /// The first difference.
    pub fn is_as_ordered(&self, profile: &DesfireProfile) -> Result<(), Difference> {
        let county = profile.parameters.key_version;
        let files = plans(profile);
        let as_made = |(found, plan): (&Option<FileSettings>, &FilePlan)| *found == Some(plan.settings);
        if self.chip_key != county || self.chip_settings != [SETTINGS, aes_keys(1)] {
            Err(Difference::Chip)
        } else if self.settings != [SETTINGS, aes_keys(KEYS)] {
            Err(Difference::Settings)
        } else if self.versions != [county; KEYS as usize] {
            Err(Difference::Keys)
        } else if self.files.len() != files.len() || !self.files.iter().zip(&files).all(as_made) {
            Err(Difference::Files)
        } else if !matches!(self.log.entries.as_slice(), [only] if only.kind == Kind::Issued && only.balance == 0)
        {
            Err(Difference::Record)
        } else if self.value != Some(0) {
            Err(Difference::Balance)
        } else {
            Ok(())
        }
    }
}

fn plans(profile: &DesfireProfile) -> Vec<FilePlan> {
    let mut plans = vec![profile.records(), profile.value()];
    plans.extend(profile.proves().then(|| profile.transaction_mac()));
    plans
}

/// One question that everybody may ask.
#[derive(Clone, Copy, Debug)]
enum Question {
    Chip,
    ChipKey,
    ChipSettings,
    Application,
    Settings,
    Key(u8),
    File(u8),
}

fn questions(profile: &DesfireProfile) -> Vec<Question> {
    use Question::{Application, Chip, ChipKey, ChipSettings, Settings};
    let mut questions = vec![Chip, ChipKey, ChipSettings, Application, Settings];
    questions.extend((0..KEYS).map(Question::Key));
    questions.extend(plans(profile).iter().map(|plan| Question::File(plan.head.file)));
    questions
}

/// The conversation, at most 40 turns.
pub struct ReadBack<'a> {
    profile: &'a DesfireProfile,
    /// Where the value file is to be read as well.
    keyed: Option<CardOfKeys<'a>>,
    /// Questions to come, the next one last.
    waiting: Vec<Question>,
    picture: Picture,
    state: State,
}

enum State {
    Asked(Question),
    Log(ReadLog),
    Entering(Entry),
    Value(Talk),
    Over,
}

type Next = Turn<Result<Picture, Refusal>>;

fn refuse(why: Why) -> Next {
    Turn::Done(Err(Refusal { why, left: Left::AsItWas }))
}

fn nothing() -> Picture {
    Picture {
        chip_key: 0,
        chip_settings: Vec::new(),
        settings: Vec::new(),
        versions: Vec::new(),
        files: Vec::new(),
        log: LogView { entries: Vec::new(), end: LogEnd::Whole },
        value: None,
        blocked: false,
    }
}

impl<'a> ReadBack<'a> {
    /// Reads what everybody may.
    #[must_use]
    pub fn new(profile: &'a DesfireProfile) -> ReadBack<'a> {
        ReadBack { profile, keyed: None, waiting: Vec::new(), picture: nothing(), state: State::Over }
    }

    /// Reads the value file as well, with the load key.
    #[must_use]
    pub fn with_value(card: CardOfKeys<'a>) -> ReadBack<'a> {
        ReadBack { keyed: Some(card), ..ReadBack::new(card.profile) }
    }

    fn next(&mut self) -> Next {
        match self.waiting.pop() {
            Some(question) => {
                self.state = State::Asked(question);
                let parameters = &self.profile.parameters;
                card(match question {
                    Question::Chip => select_application::select(CHIP),
                    Question::Application => select_application::select(parameters.aid),
                    Question::ChipSettings | Question::Settings => get_settings().plain(),
                    Question::ChipKey => get_key_version::get(0).plain(),
                    Question::Key(key) => get_key_version::get(key).plain(),
                    Question::File(file) => get_file_settings::get(file).plain(),
                })
            }
            None => {
                let mut log = ReadLog::newest(&self.profile.parameters, usize::MAX);
                let turn = log.start();
                self.log(log, turn)
            }
        }
    }

    fn told(&mut self, question: Question, answer: &Response) -> Next {
        let ok = answer.status == status::OK;
        let picture = &mut self.picture;
        match question {
            Question::Chip | Question::Application if !ok => {
                return refuse(match answer.status {
                    status::NO_APPLICATION => Why::NoApplication,
                    other => Why::Chip(None, other),
                });
            }
            Question::Chip | Question::Application => {}
            Question::ChipSettings if ok => picture.chip_settings.clone_from(&answer.data),
            Question::Settings if ok => picture.settings.clone_from(&answer.data),
            Question::ChipSettings | Question::Settings => {}
            Question::ChipKey | Question::Key(_) => {
                let Some(version) = get_key_version::parse(&answer.data).filter(|_| ok) else {
                    return refuse(Why::Chip(None, answer.status));
                };
                match question {
                    Question::Key(number) => {
                        let till = number == self.profile.parameters.till_key;
                        picture.blocked |= till && version == BLOCKED;
                        picture.versions.push(version);
                    }
                    _ => picture.chip_key = version,
                }
            }
            Question::File(_) => {
                let settings = if ok { get_file_settings::parse(&answer.data) } else { None };
                picture.files.push(settings);
            }
        }
        self.next()
    }

    fn log(&mut self, log: ReadLog, turn: Turn<LogView>) -> Next {
        match turn {
            Turn::Ask(ask) => {
                self.state = State::Log(log);
                Turn::Ask(ask)
            }
            Turn::Done(view) => {
                self.picture.log = view;
                match self.keyed {
                    Some(keyed) => {
                        let place = Place::Application(self.profile.parameters.load_key);
                        let (entry, first) = Entry::begin(&keyed, place);
                        self.state = State::Entering(entry);
                        card(first)
                    }
                    None => self.whole(),
                }
            }
        }
    }

    fn entering(&mut self, entry: Entry, answer: &Response) -> Next {
        let Some(keyed) = self.keyed else { return refuse(Why::Unreadable) };
        match entry.hear(&keyed, answer) {
            Entering::Ask(entry, command) => {
                self.state = State::Entering(entry);
                card(command)
            }
            Entering::In(session) => {
                let value = get_value::get(self.profile.parameters.value_file, Mode::Full);
                match Talk::begin(session, &value) {
                    Some((talk, first)) => {
                        self.state = State::Value(talk);
                        card(first)
                    }
                    None => refuse(Why::Unreadable),
                }
            }
            Entering::Refused(why) => refuse(why),
        }
    }

    fn whole(&mut self) -> Next {
        Turn::Done(Ok(core::mem::replace(&mut self.picture, nothing())))
    }
}

impl Dialogue for ReadBack<'_> {
    type Output = Result<Picture, Refusal>;

    fn start(&mut self) -> Next {
        self.picture = nothing();
        self.waiting = questions(self.profile);
        self.waiting.reverse();
        self.next()
    }

    fn hear(&mut self, answer: &Response) -> Next {
        match core::mem::replace(&mut self.state, State::Over) {
            State::Asked(question) => self.told(question, answer),
            State::Log(mut log) => {
                let turn = log.hear(answer);
                self.log(log, turn)
            }
            State::Entering(entry) => self.entering(entry, answer),
            State::Value(talk) => match talk.hear(answer) {
                Said::Ask(talk, command) => {
                    self.state = State::Value(talk);
                    card(command)
                }
                Said::Done(_, data) => match get_value::parse(&data) {
                    Some(value) => {
                        self.picture.value = Some(value);
                        self.whole()
                    }
                    None => refuse(Why::Unreadable),
                },
                Said::Refused(status) => refuse(Why::Chip(None, status)),
                Said::Unreadable => refuse(Why::Unreadable),
            },
            State::Over => refuse(Why::Unreadable),
        }
    }
}
