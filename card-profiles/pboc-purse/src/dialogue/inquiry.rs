//! Which card is this? SELECT, two files and the meal mark: three commands on a card of ours, because the
//! FCI carries file 0015.
//!
//! | asks | when |
//! | --- | --- |
//! | 00A4 each application in probing order | until one answers |
//! | 00B0 file 0015 | only if the FCI has no usable copy |
//! | 00B0 file 0017 | always |
//! | 00B2 meal mark | always; its absence is normal |
//! | 00A4 PPSE | only if no application answered |

use super::card;
use crate::command::status::is_locked;
use crate::command::{read_binary, read_record, select};
use crate::file::city::{self, CityData};
use crate::file::public::{self, PublicData};
use apdu::{Dialogue, Response, StatusWord, Turn};
use purse::{ProfileParameters, PurseView, Recognition};

/// The conversation. Its output is a [`Recognition`].
#[derive(Clone, Debug)]
pub struct Inquiry {
    profile: ProfileParameters,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    /// The application at this place in the probing order was asked for.
    Select(usize),
    Public,
    City(PublicData),
    Mark(PublicData, Option<CityData>),
    Directory,
    Over,
}

impl Inquiry {
    /// An inquiry by these parameters.
    #[must_use]
    pub fn new(profile: &ProfileParameters) -> Inquiry {
        Inquiry { profile: profile.clone(), state: State::Over }
    }

    fn select(&mut self, place: usize) -> Turn<Recognition> {
        match self.profile.aids.get(place) {
            Some(aid) => {
                self.state = State::Select(place);
                card(select::by_name(aid))
            }
            None => {
                self.state = State::Directory;
                card(select::by_name(select::PPSE))
            }
        }
    }

    fn selected(&mut self, place: usize, answer: &Response) -> Turn<Recognition> {
        if is_locked(answer.status) {
            return Turn::Done(Recognition::Locked);
        }
        if !answer.status.is_ok() {
            return self.select(place.saturating_add(1));
        }
        match select::file_0015(answer).and_then(PublicData::parse) {
            Some(public) => self.identified(public),
            None => {
                self.state = State::Public;
                card(read_binary::read(read_binary::PUBLIC, public::LENGTH))
            }
        }
    }

    fn read_public(&mut self, answer: &Response) -> Turn<Recognition> {
        if is_locked(answer.status) {
            return Turn::Done(Recognition::Locked);
        }
        match PublicData::parse(&answer.data) {
            Some(public) if answer.status.is_ok() => self.identified(public),
            _ => Turn::Done(Recognition::Unreadable),
        }
    }

    fn identified(&mut self, public: PublicData) -> Turn<Recognition> {
        if !public.is_enabled() || !public.has_purse() {
            return Turn::Done(Recognition::NotEnabled);
        }
        self.state = State::City(public);
        card(read_binary::read(read_binary::CITY, city::LENGTH))
    }

    fn read_city(&mut self, public: PublicData, answer: &Response) -> Turn<Recognition> {
        let city = answer.status.is_ok().then(|| CityData::parse(&answer.data)).flatten();
        self.state = State::Mark(public, city);
        card(read_record::by_identifier(self.profile.mark_sfi, self.profile.mark_record_id))
    }
}

/// Puts the view together.
fn view(public: PublicData, city: Option<CityData>, mark: &Response) -> Recognition {
    Recognition::Ours(PurseView {
        number: public.number,
        issuer: public.issuer,
        app_type: public.app_type,
        valid_from: public.valid_from,
        valid_to: public.valid_to,
        kind: city.map(|city| city.kind),
        interop: city.and_then(|city| city.interop),
        mark: (mark.status.is_ok() && !mark.data.is_empty()).then(|| mark.data.clone()),
    })
}

impl Dialogue for Inquiry {
    type Output = Recognition;

    fn start(&mut self) -> Turn<Recognition> {
        self.select(0)
    }

    fn hear(&mut self, answer: &Response) -> Turn<Recognition> {
        match core::mem::replace(&mut self.state, State::Over) {
            State::Select(place) => self.selected(place, answer),
            State::Public => self.read_public(answer),
            State::City(public) => self.read_city(public, answer),
            State::Mark(public, city) => Turn::Done(view(public, city, answer)),
            State::Directory => Turn::Done(match answer.status {
                StatusWord::OK => Recognition::Foreign { aids: select::listed_applications(answer) },
                // It speaks ISO 7816-4 and keeps no payment directory.
                StatusWord::FILE_NOT_FOUND | StatusWord::NOT_SUPPORTED => {
                    Recognition::Foreign { aids: Vec::new() }
                }
                _ => Recognition::Unreadable,
            }),
            State::Over => Turn::Done(Recognition::Unreadable),
        }
    }
}
