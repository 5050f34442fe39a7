//! What lies on the desk's reader? Reads only, without a key, at most nine turns.
//!
//! | the chip says | comes to |
//! | --- | --- |
//! | there is no application of ours | blank |
//! | the till key has the version of a blocked one | blocked |
//! | a record that is not one of issue, or with a balance; a key of a version that is neither 0 nor ours | issued |
//! | the county's chip key and settings, a record, and from EV2 on a transaction MAC file | issued |
//! | anything less | torn |
//!
//! Only a torn card is ever erased, so in doubt a card is an issued one.

use super::command::{CHIP, SETTINGS, aes_keys, get_settings};
use super::{BLOCKED, DesfireProfile};
use crate::card;
use apdu::{Dialogue, Response, StatusWord, Turn};
use desfire_purse::chain::{Chain, Heard};
use desfire_purse::command::{get_file_settings, get_key_version, read_records, select_application};
use desfire_purse::wire::Native;
use desfire_purse::{Kind, Parameters, Record, status};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// No application of ours: a blank chip.
    Blank,
    /// An application that was never finished.
    Torn,
    /// A card.
    Issued,
    /// A card whose till key was taken out of use.
    Blocked,
    /// Not a chip of ours.
    Strange(StatusWord),
}

/// The conversation.
#[derive(Clone, Debug)]
pub struct Examine {
    profile: DesfireProfile,
    seen: Seen,
    state: State,
}

/// What is known so far.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    chip_key: u8,
    settings: bool,
    till_key: u8,
    record: Option<Record>,
}

#[derive(Clone, Debug)]
enum State {
    Chip,
    ChipKey,
    ChipSettings,
    Application,
    TillKey,
    Record(Chain),
    Proof,
    Over,
}

impl Examine {
    /// Asks for this application.
    #[must_use]
    pub fn new(profile: &DesfireProfile) -> Examine {
        Examine { profile: profile.clone(), seen: Seen::default(), state: State::Over }
    }

    fn parameters(&self) -> &Parameters {
        &self.profile.parameters
    }

    fn ask(&mut self, command: &Native, state: State) -> Turn<Finding> {
        self.state = state;
        card(command.plain())
    }

    fn keyed(&mut self, answer: &Response) -> Turn<Finding> {
        let Some(version) = get_key_version::parse(&answer.data) else {
            return Turn::Done(Finding::Strange(answer.status));
        };
        self.seen.till_key = version;
        if version == BLOCKED {
            return Turn::Done(Finding::Blocked);
        }
        let Parameters { read_code, record_file, .. } = *self.parameters();
        let read = read_records::read(read_code, record_file, 0, 1);
        let (chain, first) = Chain::begin(read_code, &read.header);
        self.state = State::Record(chain);
        card(first)
    }

    fn record(&mut self, mut chain: Chain, answer: &Response) -> Turn<Finding> {
        match chain.hear(answer) {
            Heard::Ask(command) => {
                self.state = State::Record(chain);
                return card(command);
            }
            // What cannot be read was written by somebody, too.
            Heard::Whole(data) => match Record::parse(&data) {
                Some(record) => self.seen.record = Some(record),
                None => return Turn::Done(Finding::Issued),
            },
            Heard::Refused(status::BOUNDARY | status::NO_FILE) => {}
            Heard::Refused(status) => return Turn::Done(Finding::Strange(status)),
            Heard::Endless => return Turn::Done(Finding::Strange(answer.status)),
        }
        if !self.profile.proves() {
            return Turn::Done(self.judged(true));
        }
        let proof = get_file_settings::get(self.parameters().mac_file);
        self.ask(&proof, State::Proof)
    }

    fn judged(&self, proves: bool) -> Finding {
        let county = self.parameters().key_version;
        let known = |version: u8| version == 0 || version == county;
        let Seen { chip_key, settings, till_key, record } = self.seen;
        let used = record.is_some_and(|record| record.kind != Kind::Issued || record.balance > 0);
        let whole = chip_key == county && settings && record.is_some() && proves;
        // A chip's own key may have any version before it is ours: only that of the application tells.
        if used || whole || !known(till_key) { Finding::Issued } else { Finding::Torn }
    }
}

impl Dialogue for Examine {
    type Output = Finding;

    fn start(&mut self) -> Turn<Finding> {
        self.seen = Seen::default();
        self.state = State::Chip;
        card(select_application::select(CHIP))
    }

    fn hear(&mut self, answer: &Response) -> Turn<Finding> {
        let ok = answer.status == status::OK;
        match core::mem::replace(&mut self.state, State::Over) {
            State::Chip if ok => self.ask(&get_key_version::get(0), State::ChipKey),
            State::ChipKey if ok => {
                self.seen.chip_key = get_key_version::parse(&answer.data).unwrap_or_default();
                self.ask(&get_settings(), State::ChipSettings)
            }
            // A chip that does not list its settings to everybody is none that we have finished.
            State::ChipSettings => {
                self.seen.settings = ok && answer.data == [SETTINGS, aes_keys(1)];
                self.state = State::Application;
                card(select_application::select(self.parameters().aid))
            }
            State::Application if answer.status == status::NO_APPLICATION => Turn::Done(Finding::Blank),
            State::Application if ok => {
                let till = get_key_version::get(self.parameters().till_key);
                self.ask(&till, State::TillKey)
            }
            State::TillKey if ok => self.keyed(answer),
            State::Record(chain) => self.record(chain, answer),
            State::Proof if ok || answer.status == status::NO_FILE => Turn::Done(self.judged(ok)),
            State::Chip
            | State::ChipKey
            | State::Application
            | State::TillKey
            | State::Proof
            | State::Over => Turn::Done(Finding::Strange(answer.status)),
        }
    }
}
