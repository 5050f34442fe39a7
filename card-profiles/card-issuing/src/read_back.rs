//! Everything a T-Union purse shows to anybody, for the desk's screen and to check a card just made. Reads only.
//!
//! | asks | for |
//! | --- | --- |
//! | 00A4 by name | the application |
//! | 00B0 0015, 0017 | public files; never 0016, which holds personal data |
//! | 00B2 mark | the meal mark |
//! | 805C | balance |
//! | 00B2 0018 | log, up to ten |

use crate::fmcos::FmcosProfile;
use crate::{IssueOrder, card};
use apdu::{Dialogue, Response, StatusWord, Turn};
use pboc_purse::command::{read_binary, read_record, select};
use pboc_purse::file::city::{self, CityData};
use pboc_purse::file::public::{self, PublicData};
use pboc_purse::{BalanceRefusal, LogView, ReadBalance, ReadLog};
use purse::CardAmount;
use thiserror::Error;

/// A card as it shows itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardPicture {
    /// File 0015.
    pub public: PublicData,
    /// File 0017, whole; `None` where there is none.
    pub city: Option<Vec<u8>>,
    /// The meal mark, header included; `None` where there is none.
    pub mark: Option<Vec<u8>>,
    /// Balance.
    pub balance: CardAmount,
    /// The log.
    pub log: LogView,
}

/// What is not as it was ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Difference {
    /// File 0015.
    #[error("公共文件与订单不符，请作废此卡 · file 0015 is not as ordered: scrap the card")]
    Public,
    /// File 0017.
    #[error("城市文件与订单不符，请作废此卡 · file 0017 is not as ordered: scrap the card")]
    City,
    /// The meal mark is missing or not empty.
    #[error("用餐记录不是空的，请作废此卡 · the meal mark is not an empty one: scrap the card")]
    Mark,
    /// A new card has money on it.
    #[error("新卡有余额，请作废此卡 · a new card has a balance: scrap the card")]
    Balance,
    /// A new card has a history.
    #[error("新卡有交易记录，请作废此卡 · a new card has a history: scrap the card")]
    Log,
}

impl CardPicture {
    /// What file 0017 says; `None` where there is none.
    #[must_use]
    pub fn city_data(&self) -> Option<CityData> {
        CityData::parse(self.city.as_deref()?)
    }

    /// Whether this is the new card that was ordered.
    ///
    /// # Errors
    /// The first difference.
    pub fn is_as_ordered(&self, order: &IssueOrder, profile: &FmcosProfile) -> Result<(), Difference> {
        if PublicData::parse(&order.public_file()).as_ref() != Some(&self.public) {
            Err(Difference::Public)
        } else if self.city.as_deref() != Some(&order.city_file()) {
            Err(Difference::City)
        } else if self.mark.as_deref() != Some(&profile.mark.empty()) {
            Err(Difference::Mark)
        } else if self.balance != CardAmount::ZERO {
            Err(Difference::Balance)
        } else if !self.log.entries.is_empty() {
            Err(Difference::Log)
        } else {
            Ok(())
        }
    }
}

/// Why a card could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReadBackRefusal {
    /// The application cannot be selected.
    #[error("卡上没有可读的应用 {0}，请检查此卡 · there is no application to read ({0}): examine the card")]
    NoApplication(StatusWord),
    /// File 0015 cannot be read.
    #[error("公共文件读不出 {0}，请检查此卡 · file 0015 cannot be read ({0}): examine the card")]
    NoPublic(StatusWord),
    /// The balance cannot be read.
    #[error("{0}")]
    Balance(BalanceRefusal),
    /// The conversation was over.
    #[error("卡的应答读不懂，请再放一次卡 · the card's answer makes no sense: put the card down again")]
    Unreadable,
}

/// The conversation, at most seventeen turns.
#[derive(Clone, Debug)]
pub struct ReadBack {
    profile: FmcosProfile,
    state: State,
}

/// What is known so far.
#[derive(Clone, Debug)]
struct Files {
    public: PublicData,
    city: Option<Vec<u8>>,
    mark: Option<Vec<u8>>,
}

#[derive(Clone, Debug)]
enum State {
    Select,
    Public,
    City(PublicData),
    Mark(PublicData, Option<Vec<u8>>),
    Balance(Files, ReadBalance),
    Log(Files, CardAmount, ReadLog),
    Over,
}

type Next = Turn<Result<CardPicture, ReadBackRefusal>>;

fn content(answer: &Response) -> Option<Vec<u8>> {
    (answer.status.is_ok() && !answer.data.is_empty()).then(|| answer.data.clone())
}

impl ReadBack {
    /// Reads a card of this profile.
    #[must_use]
    pub fn new(profile: &FmcosProfile) -> ReadBack {
        ReadBack { profile: profile.clone(), state: State::Over }
    }

    fn read_public(&mut self, answer: &Response) -> Next {
        match PublicData::parse(&answer.data) {
            Some(public) if answer.status.is_ok() => {
                self.state = State::City(public);
                card(read_binary::read(read_binary::CITY, city::LENGTH))
            }
            _ => Turn::Done(Err(ReadBackRefusal::NoPublic(answer.status))),
        }
    }

    fn balance(
        &mut self,
        files: Files,
        asking: ReadBalance,
        turn: Turn<Result<CardAmount, BalanceRefusal>>,
    ) -> Next {
        match turn {
            Turn::Ask(ask) => {
                self.state = State::Balance(files, asking);
                Turn::Ask(ask)
            }
            Turn::Done(Err(refusal)) => Turn::Done(Err(ReadBackRefusal::Balance(refusal))),
            Turn::Done(Ok(balance)) => {
                let mut log = ReadLog::newest(u8::MAX);
                let turn = log.start();
                self.log(files, balance, log, turn)
            }
        }
    }

    fn log(&mut self, files: Files, balance: CardAmount, asking: ReadLog, turn: Turn<LogView>) -> Next {
        match turn {
            Turn::Ask(ask) => {
                self.state = State::Log(files, balance, asking);
                Turn::Ask(ask)
            }
            Turn::Done(log) => {
                let Files { public, city, mark } = files;
                Turn::Done(Ok(CardPicture { public, city, mark, balance, log }))
            }
        }
    }
}

impl Dialogue for ReadBack {
    type Output = Result<CardPicture, ReadBackRefusal>;

    fn start(&mut self) -> Next {
        self.state = State::Select;
        card(select::by_name(&self.profile.aid))
    }

    fn hear(&mut self, answer: &Response) -> Next {
        match core::mem::replace(&mut self.state, State::Over) {
            State::Select if answer.status.is_ok() => {
                self.state = State::Public;
                card(read_binary::read(read_binary::PUBLIC, public::LENGTH))
            }
            State::Select => Turn::Done(Err(ReadBackRefusal::NoApplication(answer.status))),
            State::Public => self.read_public(answer),
            State::City(public) => {
                self.state = State::Mark(public, content(answer));
                let mark = self.profile.mark;
                card(read_record::by_identifier(mark.sfi, mark.id))
            }
            State::Mark(public, city) => {
                let files = Files { public, city, mark: content(answer) };
                let mut asking = ReadBalance::new();
                let turn = asking.start();
                self.balance(files, asking, turn)
            }
            State::Balance(files, mut asking) => {
                let turn = asking.hear(answer);
                self.balance(files, asking, turn)
            }
            State::Log(files, balance, mut asking) => {
                let turn = asking.hear(answer);
                self.log(files, balance, asking, turn)
            }
            State::Over => Turn::Done(Err(ReadBackRefusal::Unreadable)),
        }
    }
}
