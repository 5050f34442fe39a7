//! A sale, a void or a load, up to the point of no return. Whatever is refused here, nothing has changed on the card:
//! it drops the transaction with the next selection, any error, or the field.
//!
//! | turn | EV2, EV3 | EV1 |
//! | --- | --- | --- |
//! | session with the till key (EV1, load: with the load key) | 71 AF | AA AF |
//! | who commits | C8 | |
//! | load alone: go on with the load key | 77 AF | |
//! | money: debit, limited credit, or credit | DC, 1C, 0C | DC, 1C, 0C |
//! | record | 8B | 3B |

use super::armed::Armed;
use super::authenticate::{Authenticate, Credentials, Opening};
use super::card;
use crate::chain::{Chain, Heard};
use crate::command::{commit_reader_id, credit, debit, limited_credit, write_record};
use crate::proof::reader_id;
use crate::status::{self, is_locked};
use crate::wire::{Answer, Mode, Native};
use crate::{Channel, Generation, Kind, Parameters, Record};
use apdu::{Dialogue, Response, StatusWord, Turn};
use purse::{CardAmount, Facts, PurchaseRefusal};

/// AES-128, as DESFire numbers key types.
pub(crate) const AES: u8 = 0x02;

/// What is to happen.
pub(crate) struct Order {
    pub(crate) parameters: Parameters,
    /// What the card is to keep.
    pub(crate) record: Record,
    /// The terminal's whole number.
    pub(crate) terminal: u64,
    /// The key that opens the session.
    pub(crate) opens: Credentials,
    /// The key that moves the money, where it is another.
    pub(crate) moves: Option<Credentials>,
}

impl Order {
    /// What a record needs to know, before anything is sealed.
    pub(crate) fn facts(&self) -> Facts {
        facts(&self.parameters, &self.record, None)
    }

    fn money(&self) -> Native {
        let (file, Record { kind, amount, .. }) = (self.parameters.value_file, self.record);
        match kind {
            Kind::Load => credit::credit(file, amount, Mode::Full),
            Kind::Void => limited_credit::limited_credit(file, amount, Mode::Full),
            Kind::Issued | Kind::Sale => debit::debit(file, amount, Mode::Full),
        }
    }

    fn keeping(&self) -> Native {
        let Parameters { write_code, record_file, .. } = self.parameters;
        write_record::write(write_code, record_file, 0, &self.record.to_bytes(), Mode::Mac)
    }
}

/// What card and record say of the time before the commit.
pub(crate) fn facts(parameters: &Parameters, record: &Record, sealed: Option<[u8; 16]>) -> Facts {
    Facts {
        counter: match parameters.generation {
            Generation::Ev1 => None,
            Generation::Ev2 => record.counter.checked_sub(1),
        },
        balance_before: record.balance_before().map(CardAmount),
        key_version: parameters.key_version,
        alg_id: AES,
        sam_seq: None,
        sealed,
    }
}

/// The conversation. Its output is an armed transaction, which alone can be committed.
pub(crate) struct Transaction {
    order: Order,
    sealed: Option<[u8; 16]>,
    state: State,
}

enum State {
    Opening(Authenticate),
    Reader(Channel, Chain),
    Switching(Authenticate),
    Money(Channel, Chain),
    Record(Channel, Chain),
    Over,
}

type Step = Turn<Result<Box<dyn purse::Armed>, PurchaseRefusal>>;

fn refuse(refusal: PurchaseRefusal) -> Step {
    Turn::Done(Err(refusal))
}

impl Transaction {
    pub(crate) fn new(order: Order) -> Transaction {
        Transaction { order, sealed: None, state: State::Over }
    }

    /// Asks a command of the session.
    fn ask(&mut self, mut channel: Channel, command: &Native, state: fn(Channel, Chain) -> State) -> Step {
        match channel.seal(command) {
            Some(body) => {
                let (chain, first) = Chain::begin(command.ins, &body);
                self.state = state(channel, chain);
                card(first)
            }
            None => refuse(PurchaseRefusal::CardUnreadable),
        }
    }

    /// Goes on with one command's frames; the authentic data once it is whole.
    fn frame(
        &mut self,
        mut channel: Channel,
        mut chain: Chain,
        answer: &Response,
        state: fn(Channel, Chain) -> State,
        refusal: fn(StatusWord) -> PurchaseRefusal,
    ) -> Result<(Channel, Vec<u8>), Step> {
        match chain.hear(answer) {
            Heard::Ask(command) => {
                self.state = state(channel, chain);
                Err(card(command))
            }
            Heard::Whole(data) => match channel.open(Answer::Mac, &data) {
                Some(data) => Ok((channel, data)),
                None => Err(refuse(PurchaseRefusal::CardUnreadable)),
            },
            Heard::Refused(locked) if is_locked(locked) => Err(refuse(PurchaseRefusal::Locked)),
            Heard::Refused(status) => Err(refuse(refusal(status))),
            Heard::Endless => Err(refuse(PurchaseRefusal::CardUnreadable)),
        }
    }

    fn opening(&mut self, mut session: Authenticate, answer: &Response) -> Step {
        match session.hear(answer) {
            Opening::Ask(command) => {
                self.state = State::Opening(session);
                card(command)
            }
            Opening::Open(channel) => match self.order.parameters.generation {
                Generation::Ev1 => self.money(channel),
                Generation::Ev2 => {
                    let reader = commit_reader_id::commit(reader_id(self.order.terminal));
                    self.ask(channel, &reader, State::Reader)
                }
            },
            Opening::Refused(refusal) => refuse(refusal),
        }
    }

    fn sealed(&mut self, channel: Channel, data: &[u8]) -> Step {
        self.sealed = commit_reader_id::parse(data);
        match (self.sealed, self.order.moves.take(), channel) {
            (None, ..) => refuse(PurchaseRefusal::CardUnreadable),
            (_, Some(credentials), Channel::Ev2(session)) => {
                let (session, first) = Authenticate::go_on(session, credentials);
                self.state = State::Switching(session);
                card(first)
            }
            (_, _, channel) => self.money(channel),
        }
    }

    fn switching(&mut self, mut session: Authenticate, answer: &Response) -> Step {
        match session.hear(answer) {
            Opening::Ask(command) => {
                self.state = State::Switching(session);
                card(command)
            }
            Opening::Open(channel) => self.money(channel),
            Opening::Refused(refusal) => refuse(refusal),
        }
    }

    fn money(&mut self, channel: Channel) -> Step {
        let money = self.order.money();
        self.ask(channel, &money, State::Money)
    }

    fn armed(&self, channel: Channel) -> Step {
        let Order { parameters, .. } = &self.order;
        let facts = Facts { sealed: self.sealed, ..self.order.facts() };
        Turn::Done(Ok(Box::new(Armed::new(channel, parameters.generation, facts))))
    }
}

fn reader_refusal(status: StatusWord) -> PurchaseRefusal {
    match status {
        status::AUTHENTICATION => PurchaseRefusal::CardKey,
        other => PurchaseRefusal::Card(other.0),
    }
}

fn debit_refusal(status: StatusWord) -> PurchaseRefusal {
    match status {
        status::BOUNDARY => PurchaseRefusal::Funds,
        status::AUTHENTICATION | status::PERMISSION => PurchaseRefusal::CardKey,
        other => PurchaseRefusal::Card(other.0),
    }
}

/// Beyond a limit here is a full purse, or a sale that can no longer be undone: never too little money.
fn credit_refusal(status: StatusWord) -> PurchaseRefusal {
    match status {
        status::AUTHENTICATION | status::PERMISSION => PurchaseRefusal::CardKey,
        other => PurchaseRefusal::Card(other.0),
    }
}

fn record_refusal(status: StatusWord) -> PurchaseRefusal {
    PurchaseRefusal::Mark(status.0)
}

impl Dialogue for Transaction {
    type Output = Result<Box<dyn purse::Armed>, PurchaseRefusal>;

    fn start(&mut self) -> Step {
        let Order { parameters, opens, .. } = &self.order;
        let (session, first) = Authenticate::begin(parameters.generation, opens.clone());
        self.state = State::Opening(session);
        card(first)
    }

    fn hear(&mut self, answer: &Response) -> Step {
        let money_refusal = match self.order.record.kind {
            Kind::Load | Kind::Void => credit_refusal,
            Kind::Issued | Kind::Sale => debit_refusal,
        };
        match core::mem::replace(&mut self.state, State::Over) {
            State::Opening(session) => self.opening(session, answer),
            State::Reader(channel, chain) => {
                match self.frame(channel, chain, answer, State::Reader, reader_refusal) {
                    Ok((channel, data)) => self.sealed(channel, &data),
                    Err(step) => step,
                }
            }
            State::Switching(session) => self.switching(session, answer),
            State::Money(channel, chain) => {
                match self.frame(channel, chain, answer, State::Money, money_refusal) {
                    Ok((channel, data)) if data.is_empty() => {
                        let record = self.order.keeping();
                        self.ask(channel, &record, State::Record)
                    }
                    Ok(_) => refuse(PurchaseRefusal::CardUnreadable),
                    Err(step) => step,
                }
            }
            State::Record(channel, chain) => {
                match self.frame(channel, chain, answer, State::Record, record_refusal) {
                    Ok((channel, data)) if data.is_empty() => self.armed(channel),
                    Ok(_) => refuse(PurchaseRefusal::CardUnreadable),
                    Err(step) => step,
                }
            }
            State::Over => refuse(PurchaseRefusal::CardUnreadable),
        }
    }
}
