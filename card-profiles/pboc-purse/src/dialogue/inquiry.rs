//! Is this application on the card? SELECT and the meal mark: two commands on a card of ours, because the FCI carries
//! file 0015 and file 0017 matters of guests alone.
//!
//! | asks | when |
//! | --- | --- |
//! | 00A4 the application | always |
//! | 00B0 file 0015 | only if the FCI has no usable copy |
//! | 00B0 file 0017 | of T-Union guests, for what it says of kind and interoperation; City-Union says both in 0015 |
//! | 00B2 meal mark | always; its absence is normal |

use super::card;
use crate::command::status::is_locked;
use crate::command::{read_binary, read_record, select};
use crate::file::city::{self, CityData};
use crate::file::city_union::{self, CityUnionPublic};
use crate::file::public::{self, PublicData};
use crate::{Layout, Parameters};
use apdu::{Dialogue, Response, Turn};
use purse::{CardNumber, Issuer, Mark, Probe, PurseView, Validity};

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
    City(PurseView),
    Mark(PurseView),
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
        match select::file_0015(answer).and_then(|file| self.parse(file)) {
            Some(probe) => self.identified(probe),
            None => {
                self.state = State::Public;
                let length = match self.parameters.layout {
                    Layout::TUnion => public::LENGTH,
                    Layout::CityUnion => city_union::PUBLIC_LENGTH,
                };
                card(read_binary::read(read_binary::PUBLIC, length))
            }
        }
    }

    fn read_public(&mut self, answer: &Response) -> Step {
        if is_locked(answer.status) {
            return Turn::Done(Probe::Locked);
        }
        match self.parse(&answer.data) {
            Some(probe) if answer.status.is_ok() => self.identified(probe),
            _ => Turn::Done(Probe::Unreadable),
        }
    }

    /// What file 0015 says, in either layout: a view so far, or that it is not enabled.
    fn parse(&self, file: &[u8]) -> Option<Probe> {
        let (enabled, view) = match self.parameters.layout {
            Layout::TUnion => {
                let public = PublicData::parse(file)?;
                let validity = Validity { from: public.valid_from, to: public.valid_to };
                (public.is_enabled() && public.has_purse(), view(public.number, public.issuer, validity))
            }
            Layout::CityUnion => {
                let public = CityUnionPublic::parse(file)?;
                let validity = Validity { from: public.valid_from, to: public.valid_to };
                let [kind, _] = public.kind;
                let view = PurseView {
                    kind: Some(kind),
                    interop: public.interop,
                    ..view(public.number, public.issuer, validity)
                };
                (public.is_enabled(), view)
            }
        };
        Some(if enabled { Probe::Found(view) } else { Probe::NotEnabled })
    }

    fn identified(&mut self, probe: Probe) -> Step {
        match (probe, self.parameters.layout) {
            (Probe::Found(view), Layout::TUnion) if self.parameters.may_be_guest(view.issuer) => {
                self.state = State::City(view);
                card(read_binary::read(read_binary::CITY, city::LENGTH))
            }
            (Probe::Found(view), _) => self.read_mark(view),
            (other, _) => Turn::Done(other),
        }
    }

    fn read_city(&mut self, view: PurseView, answer: &Response) -> Step {
        let city = answer.status.is_ok().then(|| CityData::parse(&answer.data)).flatten();
        let (kind, interop) = (city.map(|city| city.kind), city.and_then(|city| city.interop));
        self.read_mark(PurseView { kind, interop, ..view })
    }

    fn read_mark(&mut self, view: PurseView) -> Step {
        self.state = State::Mark(view);
        card(read_record::by_identifier(self.parameters.mark_sfi, self.parameters.mark_record_id))
    }
}

/// What a card has said so far.
fn view(number: CardNumber, issuer: Issuer, validity: Validity) -> PurseView {
    PurseView {
        application: 0,
        number,
        issuer,
        has_purse: true,
        validity: Some(validity),
        kind: None,
        interop: None,
        balance: None,
        mark: None,
        memo: Vec::new(),
    }
}

fn marked(view: PurseView, answer: &Response) -> Probe {
    let mark = (answer.status.is_ok() && !answer.data.is_empty()).then(|| Mark::Record(answer.data.clone()));
    Probe::Found(PurseView { mark, ..view })
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
            State::City(view) => self.read_city(view, answer),
            State::Mark(view) => Turn::Done(marked(view, answer)),
            State::Over => Turn::Done(Probe::Unreadable),
        }
    }
}
