//! A blank chip becomes a purse, step by step ([`super::steps`]); torn, it goes on where it stopped.
//!
//! | session | asks |
//! | --- | --- |
//! | root | 00A4 3F00, 0084, 0082 with the maker's transport key, or the issuer's root key once it is there |
//! | application | 00A4 by name |
//! | master | 0084, 0082 with the application's master key, once it is written |
//!
//! Each step then is one command, or two when it wants a challenge for its MAC. A step that was perhaps done before
//! the card left is done again: files written twice are the same, and a refusal of a second creation is an answer
//! too. A wrong authentication is never repeated, for the chip counts; only a chip that was begun and may have its root
//! key already is asked with the other key, while it has a try left. A root without any key, as some chips are after
//! they were erased, gets its key file and key first.

use super::step::{KeySlot, Step, steps};
use super::{FmcosProfile, PersonaliseRefusal, Progress, command};
use crate::keys::key16;
use crate::{IssueOrder, IssuerKeys, KeyRole, card};
use apdu::{Command, Dialogue, Response, StatusWord, Turn};
use pboc_purse::Mac;
use pboc_purse::command::{challenge, read_record, select, status, verify_pin};
use pboc_purse::crypto::{Cipher, Key16};

/// The kind that replaces a key of authentication.
const EXTERNAL: u8 = 0x39;

type Next = Turn<Result<(), PersonaliseRefusal>>;

/// Where in the chip we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Session {
    Nowhere,
    Root,
    Application,
    Master,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// Select the root.
    Root,
    /// The key file of an emptied root.
    RootFile,
    /// A challenge for this key was asked for.
    Challenge(KeyRole),
    /// This key was shown.
    Shown(KeyRole),
    /// Select the application.
    Enter,
    /// A challenge for the MAC of this step.
    StepChallenge(Step),
    /// Is the mark there already?
    Look,
    /// The step's own command.
    Step,
    Over,
}

/// The conversation, at most 44 turns.
pub struct Personalise<'a> {
    profile: &'a FmcosProfile,
    order: &'a IssueOrder,
    keys: &'a dyn IssuerKeys,
    steps: Vec<Step>,
    done: usize,
    /// The first step of a resumed card may have been done already.
    perhaps_done: bool,
    session: Session,
    /// The root has no key at all.
    open_root: bool,
    state: State,
}

impl<'a> Personalise<'a> {
    /// A blank card.
    #[must_use]
    pub fn new(
        profile: &'a FmcosProfile,
        order: &'a IssueOrder,
        keys: &'a dyn IssuerKeys,
    ) -> Personalise<'a> {
        Personalise {
            profile,
            order,
            keys,
            steps: steps(),
            done: 0,
            perhaps_done: false,
            session: Session::Nowhere,
            open_root: false,
            state: State::Over,
        }
    }

    /// A card that was left with this progress; the caller has compared the chip serial, and gives the same order.
    /// A chip that looks blank and may have been begun here is one of progress zero.
    #[must_use]
    pub fn resume(
        profile: &'a FmcosProfile,
        order: &'a IssueOrder,
        keys: &'a dyn IssuerKeys,
        progress: Progress,
    ) -> Personalise<'a> {
        let done = progress.0.min(steps().len());
        Personalise { done, perhaps_done: true, ..Personalise::new(profile, order, keys) }
    }

    /// How many steps are surely done. Remember it whenever it has grown.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress(self.done)
    }

    fn refuse(&mut self, refusal: PersonaliseRefusal) -> Next {
        self.state = State::Over;
        Turn::Done(Err(refusal))
    }

    fn key(&self, role: KeyRole) -> Option<Key16> {
        self.keys.diversify(role, &self.order.name()).map(|secret| key16(&secret))
    }

    /// On to the next step, by way of the session it wants.
    fn advance(&mut self) -> Next {
        let Some(step) = self.steps.get(self.done).copied() else {
            self.state = State::Over;
            return Turn::Done(Ok(()));
        };
        let wanted = match step {
            Step::RootKey | Step::Application => Session::Root,
            Step::KeyFile | Step::Key(KeySlot::Issuer(KeyRole::Master)) => Session::Application,
            Step::Key(_) | Step::File(_) | Step::Mark | Step::City | Step::Public => Session::Master,
        };
        match (self.session, wanted) {
            (Session::Nowhere, Session::Root) => {
                self.state = State::Root;
                card(select::by_file(command::ROOT))
            }
            (Session::Nowhere | Session::Root, Session::Application | Session::Master) => {
                self.state = State::Enter;
                card(select::by_name(&self.profile.aid))
            }
            (Session::Application, Session::Master) => self.ask_challenge(KeyRole::Master),
            _ => self.begin(step),
        }
    }

    fn ask_challenge(&mut self, role: KeyRole) -> Next {
        self.state = State::Challenge(role);
        card(command::challenge())
    }

    fn show_key(&mut self, role: KeyRole, answer: &Response) -> Next {
        let Ok(random) = <[u8; 8]>::try_from(answer.data.as_slice()) else {
            return self.refuse(PersonaliseRefusal::Unreadable);
        };
        let Some(key) = self.key(role) else {
            return self.refuse(PersonaliseRefusal::NoKey(role));
        };
        self.state = State::Shown(role);
        card(command::authenticate(KeySlot::Issuer(role).id(self.profile), &key, random))
    }

    fn shown(&mut self, role: KeyRole, answer: &Response) -> Next {
        let tries_left = match answer.status {
            StatusWord::OK => return self.proved(role),
            status::BLOCKED => Some(0),
            other => verify_pin::tries_left(other),
        };
        match (role, answer.status) {
            (KeyRole::Transport | KeyRole::Root, status::KEY | status::KEY_REFERENCE) => {
                self.open_root = true;
                self.session = Session::Root;
                self.advance()
            }
            (KeyRole::Transport, _) if self.perhaps_done && tries_left >= Some(1) => {
                self.ask_challenge(KeyRole::Root)
            }
            _ => self.refuse(PersonaliseRefusal::WrongKey { role, tries_left }),
        }
    }

    fn proved(&mut self, role: KeyRole) -> Next {
        self.session = match role {
            KeyRole::Transport | KeyRole::Root => Session::Root,
            _ => Session::Master,
        };
        // The root key was put there before the card left.
        if role == KeyRole::Root && self.done == 0 {
            self.done = 1;
            self.perhaps_done = true;
        }
        self.advance()
    }

    fn entered(&mut self, answer: &Response) -> Next {
        match answer.status {
            StatusWord::OK => {
                self.session = Session::Application;
                self.advance()
            }
            StatusWord::FILE_NOT_FOUND => self.refuse(PersonaliseRefusal::AnotherCard),
            status => self.refused(status),
        }
    }

    /// The step's first command.
    fn begin(&mut self, step: Step) -> Next {
        let asked = match step {
            Step::Application => command::create_application(self.profile),
            Step::KeyFile => command::create_key_file(self.profile),
            Step::File(file) => file.create(self.profile),
            Step::Key(KeySlot::Issuer(KeyRole::Master)) => return self.first_key(KeyRole::Master),
            Step::RootKey if self.open_root => {
                self.state = State::RootFile;
                return card(command::create_root_key_file(self.profile));
            }
            Step::RootKey | Step::Key(_) | Step::City | Step::Public => {
                self.state = State::StepChallenge(step);
                return card(challenge::challenge());
            }
            Step::Mark => {
                self.state = State::Look;
                return card(read_record::by_identifier(self.profile.mark.sfi, self.profile.mark.id));
            }
        };
        self.state = State::Step;
        card(asked)
    }

    /// The first key of a key file, which nothing can hide.
    fn first_key(&mut self, role: KeyRole) -> Next {
        let slot = KeySlot::Issuer(role);
        match slot.secret(self.order, |role| self.keys.diversify(role, &self.order.name())) {
            Some(secret) => {
                self.state = State::Step;
                card(command::write_key(slot.id(self.profile), &slot.block(self.profile, &secret)))
            }
            None => self.refuse(PersonaliseRefusal::NoKey(role)),
        }
    }

    /// The step's command, with its MAC.
    fn sealed(&mut self, step: Step, answer: &Response) -> Next {
        let Some(random) = challenge::parse(&answer.data) else {
            return self.refuse(PersonaliseRefusal::Unreadable);
        };
        let (asked, role) = match step {
            Step::Key(slot) => match self.wrapped(slot, KeyRole::Master) {
                Ok(wrapped) => (wrapped, KeyRole::Master),
                Err(role) => return self.refuse(PersonaliseRefusal::NoKey(role)),
            },
            Step::RootKey => match self.wrapped(KeySlot::Issuer(KeyRole::Root), KeyRole::Transport) {
                Ok(wrapped) => (Command { p1: EXTERNAL, ..wrapped }, KeyRole::Transport),
                Err(role) => return self.refuse(PersonaliseRefusal::NoKey(role)),
            },
            Step::City => (command::update(0x17, self.order.city_file()), KeyRole::Maintenance),
            Step::Public => (command::update(0x15, self.order.public_file()), KeyRole::Maintenance),
            Step::Application | Step::KeyFile | Step::File(_) | Step::Mark => {
                return self.refuse(PersonaliseRefusal::Unreadable);
            }
        };
        match self.mac(role, random, &asked) {
            Some(mac) => {
                self.state = State::Step;
                card(command::sealed(asked, mac))
            }
            None => self.refuse(PersonaliseRefusal::NoKey(role)),
        }
    }

    /// A key under the one that guards it; the role that is not kept otherwise.
    fn wrapped(&self, slot: KeySlot, guard: KeyRole) -> Result<Command, KeyRole> {
        let role = match slot {
            KeySlot::Issuer(role) => role,
            KeySlot::Pin => guard,
        };
        let name = self.order.name();
        let secret = slot.secret(self.order, |role| self.keys.diversify(role, &name)).ok_or(role)?;
        let wrapping = self.key(guard).ok_or(guard)?;
        let block = slot.block(self.profile, &secret);
        Ok(command::wrapped_key(slot.id(self.profile), &block, &wrapping))
    }

    fn mac(&self, role: KeyRole, random: [u8; 4], asked: &Command) -> Option<Mac> {
        let input = command::mac_input(asked);
        self.keys.mac(role, &self.order.name(), Cipher::TripleDes, random, &input)
    }

    fn looked(&mut self, answer: &Response) -> Next {
        if answer.status.is_ok() {
            return self.finished();
        }
        self.state = State::Step;
        card(command::append(self.profile.mark.sfi, self.profile.mark.empty()))
    }

    fn finished(&mut self) -> Next {
        if self.steps.get(self.done) == Some(&Step::RootKey) {
            // Nothing is built on a root key that was not proved.
            self.session = Session::Nowhere;
        }
        self.done = self.done.saturating_add(1);
        self.perhaps_done = false;
        self.open_root = false;
        self.advance()
    }

    /// What a refusal of the step means.
    fn refused(&mut self, status: StatusWord) -> Next {
        let creates = matches!(
            self.steps.get(self.done),
            Some(Step::Application | Step::KeyFile | Step::Key(_) | Step::File(_))
        );
        // Where the master key is written already, another needs it to be proved first.
        let guarded = matches!(self.steps.get(self.done), Some(Step::Key(KeySlot::Issuer(KeyRole::Master))))
            && status == StatusWord::SECURITY_STATUS;
        let exists = guarded || matches!(status.0, 0x6A80 | 0x6A89 | 0x6A8A);
        let first = self.steps.get(self.done) == Some(&Step::Application);
        match status {
            _ if creates && exists && self.perhaps_done => self.finished(),
            _ if creates && exists && first => self.refuse(PersonaliseRefusal::NotBlank),
            StatusWord(0x6A84) => self.refuse(PersonaliseRefusal::NoRoom),
            status => self.refuse(PersonaliseRefusal::Step { step: self.done.saturating_add(1), status }),
        }
    }
}

impl Dialogue for Personalise<'_> {
    type Output = Result<(), PersonaliseRefusal>;

    fn start(&mut self) -> Next {
        self.session = Session::Nowhere;
        self.advance()
    }

    fn hear(&mut self, answer: &Response) -> Next {
        let ok = answer.status.is_ok();
        match core::mem::replace(&mut self.state, State::Over) {
            State::Root if ok && self.done == 0 => self.ask_challenge(KeyRole::Transport),
            State::Root if ok => self.ask_challenge(KeyRole::Root),
            State::RootFile => self.first_key(KeyRole::Root),
            State::Challenge(role) if ok => self.show_key(role, answer),
            State::Shown(role) => self.shown(role, answer),
            State::Enter => self.entered(answer),
            State::StepChallenge(step) if ok => self.sealed(step, answer),
            State::Look => self.looked(answer),
            State::Step if ok => self.finished(),
            State::Root | State::Challenge(_) | State::StepChallenge(_) | State::Step => {
                self.refused(answer.status)
            }
            State::Over => Turn::Done(Err(PersonaliseRefusal::Unreadable)),
        }
    }
}
