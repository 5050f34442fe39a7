//! Is this application on the card? SELECT, two files and the meal mark: three commands on a card of ours, because
//! the FCI carries file 0015.
//!
//! | asks | when |
//! | --- | --- |
//! | 00A4 the application | always |
//! | 00B0 file 0015 | only if the FCI has no usable copy |
//! | 00B0 file 0017 | always |
//! | 00B2 meal mark | always; its absence is normal |

use super::card;
use crate::Parameters;
use crate::command::status::is_locked;
use crate::command::{read_binary, read_record, select};
use crate::file::city::{self, CityData};
use crate::file::public::{self, PublicData};
use apdu::{Dialogue, Response, Turn};
use purse::{Mark, Probe, PurseView, Validity};

/// The conversation. Its output is a [`Probe`].
#[derive(Clone, Debug)]
pub struct Inquiry {
    parameters: Parameters,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Select,
    Public,
    City(PublicData),
    Mark(PublicData, Option<CityData>),
    Over,
}

type Step = Turn<Probe>;

impl Inquiry {
    /// Asks for the application of these parameters.
    #[must_use]
    pub fn new(parameters: &Parameters) -> Inquiry {
        Inquiry { parameters: parameters.clone(), state: State::Over }
    }

    fn selected(&mut self, answer: &Response) -> Step {
        if is_locked(answer.status) {
            return Turn::Done(Probe::Locked);
        }
        if !answer.status.is_ok() {
            return Turn::Done(Probe::Absent);
        }
        match select::file_0015(answer).and_then(PublicData::parse) {
            Some(public) => self.identified(public),
            None => {
                self.state = State::Public;
                card(read_binary::read(read_binary::PUBLIC, public::LENGTH))
            }
        }
    }

    fn read_public(&mut self, answer: &Response) -> Step {
        if is_locked(answer.status) {
            return Turn::Done(Probe::Locked);
        }
        match PublicData::parse(&answer.data) {
            Some(public) if answer.status.is_ok() => self.identified(public),
            _ => Turn::Done(Probe::Unreadable),
        }
    }

    fn identified(&mut self, public: PublicData) -> Step {
        if !public.is_enabled() || !public.has_purse() {
            return Turn::Done(Probe::NotEnabled);
        }
        self.state = State::City(public);
        card(read_binary::read(read_binary::CITY, city::LENGTH))
    }

    fn read_city(&mut self, public: PublicData, answer: &Response) -> Step {
        let city = answer.status.is_ok().then(|| CityData::parse(&answer.data)).flatten();
        self.state = State::Mark(public, city);
        card(read_record::by_identifier(self.parameters.mark_sfi, self.parameters.mark_record_id))
    }
}

/// Puts the view together.
fn view(public: PublicData, city: Option<CityData>, mark: &Response) -> Probe {
    Probe::Found(PurseView {
        application: 0,
        number: public.number,
        issuer: public.issuer,
        has_purse: true,
        validity: Some(Validity { from: public.valid_from, to: public.valid_to }),
        kind: city.map(|city| city.kind),
        interop: city.and_then(|city| city.interop),
        balance: None,
        mark: (mark.status.is_ok() && !mark.data.is_empty()).then(|| Mark::Record(mark.data.clone())),
        memo: Vec::new(),
    })
}

impl Dialogue for Inquiry {
    type Output = Probe;

    fn start(&mut self) -> Step {
        self.state = State::Select;
        card(select::by_name(&self.parameters.aid))
    }

    fn hear(&mut self, answer: &Response) -> Step {
        match core::mem::replace(&mut self.state, State::Over) {
            State::Select => self.selected(answer),
            State::Public => self.read_public(answer),
            State::City(public) => self.read_city(public, answer),
            State::Mark(public, city) => Turn::Done(view(public, city, answer)),
            State::Over => Turn::Done(Probe::Unreadable),
        }
    }
}
