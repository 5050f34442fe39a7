//! Is this application there? SELECT APPLICATION, the serial from the reader, the newest record. Reads only, and
//! without a key.
//!
//! | the card says | found |
//! | --- | --- |
//! | 91A0 to the selection, or no native status at all | absent |
//! | 91CD 91C1 91A1, or 919D to the read (the transaction counter is at its limit) | locked |
//! | a random serial; no record yet; no record file | not enabled |
//! | a record that is none of ours | unreadable |

use super::card;
use crate::chain::{Chain, Heard};
use crate::command::{read_records, reader_uid, select_application};
use crate::status::{self, is_locked};
use crate::{Memo, Parameters, Record};
use apdu::{Dialogue, Response, StatusWord, Turn};
use purse::{CardAmount, CardNumber, ChipScheme, Mark, Probe, PurseView};

/// The conversation.
pub(crate) struct Inquiry {
    parameters: Parameters,
    state: State,
}

enum State {
    Select,
    Serial,
    Newest([u8; 7], Chain),
    Over,
}

impl Inquiry {
    pub(crate) fn new(parameters: &Parameters) -> Inquiry {
        Inquiry { parameters: parameters.clone(), state: State::Over }
    }

    fn selected(&mut self, answer: &Response) -> Turn<Probe> {
        match answer.status {
            status::OK => {
                self.state = State::Serial;
                card(reader_uid::get())
            }
            locked if is_locked(locked) => Turn::Done(Probe::Locked),
            _ => Turn::Done(Probe::Absent),
        }
    }

    fn named(&mut self, answer: &Response) -> Turn<Probe> {
        let Some(uid) = reader_uid::parse(answer) else {
            return Turn::Done(if answer.status.is_ok() { Probe::NotEnabled } else { Probe::Unreadable });
        };
        let Parameters { read_code, record_file, .. } = self.parameters;
        let (chain, first) =
            Chain::begin(read_code, &read_records::read(read_code, record_file, 0, 1).header);
        self.state = State::Newest(uid, chain);
        card(first)
    }

    fn read(&mut self, uid: [u8; 7], mut chain: Chain, answer: &Response) -> Turn<Probe> {
        let found = match chain.hear(answer) {
            Heard::Ask(command) => {
                self.state = State::Newest(uid, chain);
                return card(command);
            }
            Heard::Whole(data) => {
                Record::parse(&data).map_or(Probe::Unreadable, |newest| self.view(uid, newest))
            }
            Heard::Refused(status::BOUNDARY | status::NO_FILE) => Probe::NotEnabled,
            Heard::Refused(status::PERMISSION) => Probe::Locked,
            Heard::Refused(locked) if is_locked(locked) => Probe::Locked,
            Heard::Refused(_) | Heard::Endless => Probe::Unreadable,
        };
        Turn::Done(found)
    }

    fn view(&self, uid: [u8; 7], newest: Record) -> Probe {
        let Some(number) = CardNumber::of_chip(ChipScheme::Desfire, &uid) else {
            return Probe::Unreadable;
        };
        Probe::Found(PurseView {
            application: 0,
            number,
            issuer: self.parameters.issuer(),
            has_purse: true,
            validity: None,
            kind: None,
            interop: None,
            balance: Some(CardAmount(newest.balance)),
            mark: Some(Mark::Room(newest.mark.to_vec())),
            memo: Memo { uid, newest }.to_bytes(),
        })
    }
}

impl Dialogue for Inquiry {
    type Output = Probe;

    fn start(&mut self) -> Turn<Probe> {
        self.state = State::Select;
        card(select_application::select(self.parameters.aid))
    }

    fn hear(&mut self, answer: &Response) -> Turn<Probe> {
        match core::mem::replace(&mut self.state, State::Over) {
            State::Select if answer.status == StatusWord(0x6283) => Turn::Done(Probe::Locked),
            State::Select => self.selected(answer),
            State::Serial => self.named(answer),
            State::Newest(uid, chain) => self.read(uid, chain, answer),
            State::Over => Turn::Done(Probe::Unreadable),
        }
    }
}
