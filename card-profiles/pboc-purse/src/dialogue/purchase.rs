//! Purchase up to the point of no return: INITIALIZE (card), MAC1 (SAM), cached records (card). Before that, the
//! card's identification for a SAM that wants it.
//! Whatever is refused here, nothing has changed on the card.

use super::armed::{Armed, Facts};
use super::{card, sam};
use crate::command::initialize::{self, Initialized};
use crate::command::status::{self, is_locked};
use crate::command::{identify, sam_initialize, update_cache};
use crate::{Mac, PurchaseKind, PurchaseOrder, RecordUpdate};
use apdu::{Dialogue, Response, StatusWord, Turn};
use thiserror::Error;

/// Why a purchase did not come to the debit. The card is unchanged in every case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PurchaseRefusal {
    /// 9401.
    #[error(
        "卡内余额不足，未扣款，请充值或改用现金 · not enough on the card, nothing taken: top up or pay cash"
    )]
    Funds,
    /// 9402.
    #[error(
        "卡交易次数已用完，未扣款，请换卡 · the card's counter is used up, nothing taken: replace the card"
    )]
    CounterExhausted,
    /// 9403 from the card.
    #[error(
        "卡内没有消费密钥，未扣款，请联系发卡点 · the card lacks the purchase key, nothing taken: ask the card office"
    )]
    CardKey,
    /// 9403 or 6A88 from the SAM.
    #[error(
        "终端密钥卡没有此卡的密钥版本，未扣款，请联系运维 · the SAM lacks this card's key version, nothing taken: call support"
    )]
    SamKey,
    /// 6283, 6284, 6A81 or 9303 from the card.
    #[error("卡已锁定，未扣款，请联系发卡点 · the card is locked, nothing taken: ask the card office")]
    Locked,
    /// The card refused INITIALIZE otherwise.
    #[error("卡拒绝交易 {0}，未扣款，请再刷一次 · the card refused ({0}), nothing taken: tap again")]
    Card(StatusWord),
    /// The card refused to take a record along.
    #[error(
        "卡不能记录本次用餐 {0}，未扣款，请联系发卡点 · the card cannot keep the meal mark ({0}), nothing taken: ask the card office"
    )]
    Record(StatusWord),
    /// The SAM refused otherwise.
    #[error(
        "终端密钥卡拒绝交易 {0}，未扣款，请联系运维 · the SAM refused ({0}), nothing taken: call support"
    )]
    Sam(StatusWord),
    /// The card's answer has the wrong shape.
    #[error(
        "卡的应答读不懂，未扣款，请再刷一次 · the card's answer makes no sense, nothing taken: tap again"
    )]
    CardUnreadable,
    /// The SAM's answer has the wrong shape.
    #[error(
        "终端密钥卡的应答读不懂，未扣款，请联系运维 · the SAM's answer makes no sense, nothing taken: call support"
    )]
    SamUnreadable,
}

/// The conversation. Its output is an [`Armed`] purchase, which alone can be debited.
#[derive(Clone, Debug)]
pub struct Purchase {
    order: PurchaseOrder,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Identity,
    Introduced,
    Initialize,
    Sam(Initialized),
    Cache { facts: Facts, mac1: Mac, waiting: Vec<RecordUpdate> },
    Over,
}

type Step = Turn<Result<Armed, PurchaseRefusal>>;

impl Purchase {
    /// A purchase to be.
    #[must_use]
    pub fn new(order: PurchaseOrder) -> Purchase {
        Purchase { order, state: State::Initialize }
    }

    fn initialize(&mut self) -> Step {
        let order = &self.order;
        self.state = State::Initialize;
        card(initialize::initialize(&order.kind, order.key_id, order.amount, order.terminal))
    }

    fn identified(&mut self, answer: &Response) -> Step {
        if !answer.status.is_ok() {
            return Turn::Done(Err(PurchaseRefusal::Card(answer.status)));
        }
        match identify::parse(&answer.data) {
            Some(identification) => {
                self.state = State::Introduced;
                sam(identify::to_sam(identification))
            }
            None => Turn::Done(Err(PurchaseRefusal::CardUnreadable)),
        }
    }

    fn initialized(&mut self, answer: &Response) -> Step {
        let refusal = match answer.status {
            StatusWord::OK => match Initialized::parse(&answer.data) {
                Some(found) => {
                    let ask = sam(sam_initialize::initialize(&self.order, &found));
                    self.state = State::Sam(found);
                    return ask;
                }
                None => PurchaseRefusal::CardUnreadable,
            },
            status::FUNDS => PurchaseRefusal::Funds,
            status::COUNTER => PurchaseRefusal::CounterExhausted,
            status::KEY => PurchaseRefusal::CardKey,
            locked if is_locked(locked) => PurchaseRefusal::Locked,
            other => PurchaseRefusal::Card(other),
        };
        Turn::Done(Err(refusal))
    }

    fn authorised(&mut self, card: &Initialized, answer: &Response) -> Step {
        let refusal = match answer.status {
            StatusWord::OK => match sam_initialize::parse(&answer.data) {
                Some((psam_seq, mac1)) => {
                    let mut waiting = match &self.order.kind {
                        PurchaseKind::Simple => Vec::new(),
                        PurchaseKind::Composite { update } => update.clone(),
                    };
                    waiting.reverse();
                    return self.next(Facts::new(card, psam_seq), mac1, waiting);
                }
                None => PurchaseRefusal::SamUnreadable,
            },
            status::KEY | status::KEY_REFERENCE => PurchaseRefusal::SamKey,
            other => PurchaseRefusal::Sam(other),
        };
        Turn::Done(Err(refusal))
    }

    /// The next record to cache, or the end. `waiting` is in reverse.
    fn next(&mut self, facts: Facts, mac1: Mac, mut waiting: Vec<RecordUpdate>) -> Step {
        match waiting.pop() {
            Some(record) => {
                self.state = State::Cache { facts, mac1, waiting };
                card(update_cache::update(&record))
            }
            None => Turn::Done(Ok(Armed::new(self.order.clone(), facts, mac1))),
        }
    }
}

impl Dialogue for Purchase {
    type Output = Result<Armed, PurchaseRefusal>;

    fn start(&mut self) -> Step {
        if self.order.identify {
            self.state = State::Identity;
            return card(identify::of_card());
        }
        self.initialize()
    }

    fn hear(&mut self, answer: &Response) -> Step {
        match core::mem::replace(&mut self.state, State::Over) {
            State::Identity => self.identified(answer),
            State::Introduced if answer.status.is_ok() => self.initialize(),
            State::Introduced => Turn::Done(Err(PurchaseRefusal::Sam(answer.status))),
            State::Initialize => self.initialized(answer),
            State::Sam(card) => self.authorised(&card, answer),
            State::Cache { facts, mac1, waiting } if answer.status.is_ok() => self.next(facts, mac1, waiting),
            State::Cache { .. } => Turn::Done(Err(PurchaseRefusal::Record(answer.status))),
            State::Over => Turn::Done(Err(PurchaseRefusal::CardUnreadable)),
        }
    }
}
