//! Into a session: select, ask the version of the key, authenticate with the key of that version. Part of
//! conversations, not one of its own; four turns, and four more on a chip as makers deliver it.
//!
//! | version | on the chip | in the application |
//! | --- | --- | --- |
//! | the county's | the county's chip master key | the county's key of this number |
//! | 0 | the key it was delivered with | zeros: nobody has set it yet |
//! | another | the key it was delivered with | refused |
//!
//! Of a chip that is not the county's yet, the settings tell whether its key is AES; DES becomes AES first.

use super::command::{CHIP, get_settings, is_des};
use super::switch::{Switch, Switching};
use super::{CardOfKeys, Place, Why};
use apdu::{Command, Response};
use desfire_purse::command::{get_key_version, select_application};
use desfire_purse::{Authenticate, Channel, Credentials, Opening, status};
use purse::{PurchaseRefusal, Secret16};

/// A session, where it is, and the version of its key.
pub(super) struct Session {
    pub(super) place: Place,
    pub(super) version: u8,
    pub(super) channel: Channel,
}

/// The way in.
pub(super) struct Entry {
    place: Place,
    state: State,
}

enum State {
    Select,
    Version,
    Settings(u8),
    Switching(Switch),
    Opening(u8, Authenticate),
}

/// What comes of a turn.
pub(super) enum Entering {
    Ask(Entry, Command),
    In(Session),
    Refused(Why),
}

impl Entry {
    pub(super) fn begin(card: &CardOfKeys<'_>, place: Place) -> (Entry, Command) {
        let aid = match place {
            Place::Chip => CHIP,
            Place::Application(_) => card.profile.parameters.aid,
        };
        (Entry { place, state: State::Select }, select_application::select(aid))
    }

    pub(super) fn hear(self, card: &CardOfKeys<'_>, answer: &Response) -> Entering {
        let Entry { place, state } = self;
        match state {
            State::Select if answer.status == status::OK => {
                let ask = get_key_version::get(place.key()).plain();
                Entering::Ask(Entry { place, state: State::Version }, ask)
            }
            State::Select if answer.status == status::NO_APPLICATION => Entering::Refused(Why::NoApplication),
            State::Version if answer.status == status::OK => {
                let Some(version) = get_key_version::parse(&answer.data) else {
                    return Entering::Refused(Why::Unreadable);
                };
                if place == Place::Chip && version != card.profile.parameters.key_version {
                    let ask = get_settings().plain();
                    return Entering::Ask(Entry { place, state: State::Settings(version) }, ask);
                }
                open(card, place, version)
            }
            // A chip that does not tell them to everybody has left its maker's hands.
            State::Settings(_) if answer.status == status::OK && is_des(&answer.data) => switch(card),
            State::Settings(version) => open(card, place, version),
            State::Switching(switch) => match switch.hear(answer) {
                Switching::Ask(switch, command) => {
                    Entering::Ask(Entry { place, state: State::Switching(switch) }, command)
                }
                Switching::Done => open(card, place, 0),
                Switching::Refused(why) => Entering::Refused(why),
            },
            State::Select | State::Version => Entering::Refused(Why::Chip(None, answer.status)),
            State::Opening(version, mut opening) => match opening.hear(answer) {
                Opening::Ask(command) => {
                    Entering::Ask(Entry { place, state: State::Opening(version, opening) }, command)
                }
                Opening::Open(channel) => Entering::In(Session { place, version, channel }),
                Opening::Refused(PurchaseRefusal::CardKey) => Entering::Refused(Why::WrongKey(place)),
                Opening::Refused(PurchaseRefusal::Card(status)) => {
                    Entering::Refused(Why::Chip(None, apdu::StatusWord(status)))
                }
                Opening::Refused(_) => Entering::Refused(Why::Unreadable),
            },
        }
    }
}

/// The maker's DES key gives way to the AES key that chips are delivered with.
fn switch(card: &CardOfKeys<'_>) -> Entering {
    match card.credentials(Place::Chip, card.keys.delivered()) {
        Ok(Credentials { key, random, .. }) => {
            let (switch, first) = Switch::begin(key, &random);
            Entering::Ask(Entry { place: Place::Chip, state: State::Switching(switch) }, first)
        }
        Err(why) => Entering::Refused(why),
    }
}

fn open(card: &CardOfKeys<'_>, place: Place, version: u8) -> Entering {
    let credentials = key(card, place, version).and_then(|key| card.credentials(place, key));
    match credentials {
        Ok(credentials) => {
            let generation = card.profile.parameters.generation;
            let (opening, first) = Authenticate::begin(generation, credentials);
            Entering::Ask(Entry { place, state: State::Opening(version, opening) }, first)
        }
        Err(why) => Entering::Refused(why),
    }
}

fn key(card: &CardOfKeys<'_>, place: Place, version: u8) -> Result<Secret16, Why> {
    match place {
        _ if version == card.profile.parameters.key_version => card.county_key(place),
        Place::Chip => Ok(card.keys.delivered()),
        Place::Application(_) if version == 0 => Ok(Secret16::new([0; 16])),
        Place::Application(_) => Err(Why::KeyVersion(version)),
    }
}
