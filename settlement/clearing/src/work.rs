//! Findings as work: who owns each kind, what may be done about it, and where one stands after what was done.
//!
//! What was done is a list of lines that never change; where a finding stands is read from it. Nothing here moves
//! money: a decision says what is to be done, and the entry that does it names the finding.

use crate::FindingKind;

/// The four offices of an operations center.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnerRole {
    /// 咨询: answers elders and merchants.
    Inquiry,
    /// 策划: rules and budgets.
    Planning,
    /// 监管: anomalies and merchants.
    Supervision,
    /// 运维: terminals, keys, versions.
    Maintenance,
}

/// What may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Pay or correct by an adjusting entry.
    Adjust,
    /// Leave it unpaid.
    Refuse,
    /// Take it back with the merchant's next batch.
    ClawBack,
    /// Ask for the missing records, from the terminal or the card's own log (补采). It stays open.
    Recollect,
    /// Ask that the difference be written off; another person approves.
    WriteOff,
    /// Approve a write-off.
    Approve,
    /// Decline a write-off: open again.
    Decline,
    /// Open again what was decided.
    Reopen,
    /// Say something about it.
    Note,
}

/// Who bears what two offline tills gave together beyond what was due: the county says, per kind of finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bearer {
    /// The funds, as the sale was booked.
    #[default]
    Fund,
    /// The merchant of the later tap: a claw-back.
    Merchant,
    /// The elder, asked kindly.
    Elder,
}

/// Where a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkState {
    /// Somebody should look.
    Open,
    /// Missing records were asked for.
    Recollecting,
    /// A write-off waits for another person.
    AwaitingApproval,
    /// Decided, and by which action.
    Decided(Action),
}

/// One line of a finding's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkStep {
    /// What was done.
    pub action: Action,
    /// By whom.
    pub actor: String,
    /// Why.
    pub reason: String,
    /// When, UTC µs.
    pub at_us: i64,
}

/// Why an action is not taken; nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkRefusal {
    /// Not for this kind.
    #[error(
        "这种异常不能这样处理，请用 findings show 查看可做的 · this kind allows no such action; findings show lists what it allows"
    )]
    NotAllowed,
    /// Not where it stands.
    #[error("按目前状态不能这样处理，请用 findings show 查看 · not in its present state; see findings show")]
    WrongState,
    /// The person who asked for a write-off does not approve it.
    #[error(
        "提出核销的人不能自己批准，请由另一人处理 · who asked for the write-off does not decide on it; let another person"
    )]
    SamePerson,
}

macro_rules! words {
    ($of:ident $($value:ident $word:literal $zh:literal)*) => {
        impl $of {
            /// All of them.
            pub const ALL: &'static [$of] = &[$($of::$value),*];

            /// The word for machines, for ever.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $($of::$value => $word),* }
            }

            /// The Chinese word.
            #[must_use]
            pub fn zh(self) -> &'static str {
                match self { $($of::$value => $zh),* }
            }

            /// What a word stands for.
            #[must_use]
            pub fn from_word(word: &str) -> Option<$of> {
                $of::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

words! { OwnerRole
    Inquiry "inquiry" "咨询"
    Planning "planning" "策划"
    Supervision "supervision" "监管"
    Maintenance "maintenance" "运维"
}

words! { Action
    Adjust "adjust" "调整"
    Refuse "refuse" "拒付"
    ClawBack "claw-back" "下批扣回"
    Recollect "recollect" "补采"
    WriteOff "write-off" "申请核销"
    Approve "approve" "批准核销"
    Decline "decline" "不准核销"
    Reopen "reopen" "重新打开"
    Note "note" "备注"
}

words! { Bearer
    Fund "fund" "资金"
    Merchant "merchant" "商户"
    Elder "elder" "老人"
}

/// The kinds for which a county may say who bears them.
pub const BORNE_BY_POLICY: [FindingKind; 2] = [FindingKind::OverCap, FindingKind::VoucherOverdrawn];

use Action::{Adjust, ClawBack, Recollect, Refuse, WriteOff};
use OwnerRole::{Inquiry, Maintenance, Planning, Supervision};

/// Who owns a kind, and what it allows besides a note. Every kind stands here.
#[must_use]
pub fn work(kind: FindingKind) -> (OwnerRole, &'static [Action]) {
    match kind {
        // Missing, forked or miscounted records.
        FindingKind::SequenceGap => (Maintenance, &[Recollect, WriteOff]),
        FindingKind::ChainFork => (Maintenance, &[Refuse, Recollect]),
        FindingKind::RunningTotalBreak => (Supervision, &[Adjust, Recollect, WriteOff]),
        FindingKind::AnnouncedWrong => (Maintenance, &[Recollect, WriteOff]),
        // Clocks.
        FindingKind::ClockGuess | FindingKind::ClockBack => (Maintenance, &[Adjust, WriteOff]),
        FindingKind::LateRecord | FindingKind::EarlyRecord => (Supervision, &[Adjust, ClawBack, WriteOff]),
        // Refused: the merchant may have a case.
        FindingKind::BadTime | FindingKind::IllegalData | FindingKind::InsufficientBalance => {
            (Supervision, &[Adjust, Refuse, Recollect])
        }
        FindingKind::TestData => (Maintenance, &[Refuse]),
        FindingKind::DuplicateCardCounter => (Supervision, &[Adjust, Refuse, Recollect]),
        FindingKind::DeliveredTwice => (Maintenance, &[Refuse]),
        // Waiting, and decided by the card's next record.
        FindingKind::TacError => (Supervision, &[Adjust, Refuse, Recollect]),
        FindingKind::GreyWaiting => (Inquiry, &[Recollect]),
        FindingKind::GreyPaid | FindingKind::TacProved => (Supervision, &[ClawBack]),
        FindingKind::GreyRefused => (Inquiry, &[Adjust, Refuse]),
        FindingKind::TacSettled => (Maintenance, &[ClawBack, WriteOff]),
        FindingKind::TacRefused => (Supervision, &[Adjust, Refuse]),
        // Cards.
        FindingKind::CounterChainBreak => (Supervision, &[Adjust, Recollect, WriteOff]),
        FindingKind::BalanceRose => (Supervision, &[Recollect, WriteOff]),
        FindingKind::OtherReader => (Supervision, &[ClawBack, Recollect, WriteOff]),
        FindingKind::CopiedCard => (Supervision, &[Adjust, Refuse, ClawBack]),
        FindingKind::CounterBack | FindingKind::TwoPlaces => (Supervision, &[ClawBack, Recollect, WriteOff]),
        FindingKind::StoppedCard | FindingKind::UsedAfterDeath => {
            (Supervision, &[Adjust, ClawBack, WriteOff])
        }
        // Prices and who bears them.
        FindingKind::PriceMismatch | FindingKind::OverCap => (Supervision, &[Adjust, ClawBack, WriteOff]),
        FindingKind::PriceUnproven => (Supervision, &[Adjust, Recollect, WriteOff]),
        FindingKind::UnknownTariff => (Maintenance, &[Adjust, WriteOff]),
        FindingKind::BenefitUnattributed => (Planning, &[Adjust]),
        FindingKind::VoucherOverdrawn => (Supervision, &[ClawBack, WriteOff]),
        FindingKind::FundExhausted | FindingKind::CeilingReached => (Planning, &[Adjust]),
    }
}

/// Where a finding stands after its history.
#[must_use]
pub fn work_state(history: &[WorkStep]) -> WorkState {
    history.iter().fold(WorkState::Open, |state, step| match step.action {
        Action::Note => state,
        Action::Reopen | Action::Decline => WorkState::Open,
        Action::Recollect => WorkState::Recollecting,
        Action::WriteOff => WorkState::AwaitingApproval,
        Action::Approve => WorkState::Decided(Action::WriteOff),
        Action::Adjust | Action::Refuse | Action::ClawBack => WorkState::Decided(step.action),
    })
}

/// Whether somebody may do this to a finding of this kind with this history.
///
/// # Errors
/// Why not.
pub fn may_act(
    kind: FindingKind,
    history: &[WorkStep],
    action: Action,
    actor: &str,
) -> Result<(), WorkRefusal> {
    let state = work_state(history);
    let open = matches!(state, WorkState::Open | WorkState::Recollecting);
    let right = match action {
        Action::Note => return Ok(()),
        Action::Approve | Action::Decline => state == WorkState::AwaitingApproval,
        Action::Reopen => matches!(state, WorkState::Decided(_)),
        Adjust | Refuse | ClawBack | Recollect | WriteOff if !work(kind).1.contains(&action) => {
            return Err(WorkRefusal::NotAllowed);
        }
        Adjust | Refuse | ClawBack | Recollect | WriteOff => open,
    };
    if !right {
        return Err(WorkRefusal::WrongState);
    }
    let asked = history.iter().rev().find(|step| step.action == WriteOff);
    let own = action == Action::Approve && asked.is_some_and(|step| step.actor == actor);
    if own { Err(WorkRefusal::SamePerson) } else { Ok(()) }
}

/// What somebody may do next, for lists and pages.
#[must_use]
pub fn may_next(kind: FindingKind, history: &[WorkStep]) -> Vec<Action> {
    let may = |action: &Action| may_act(kind, history, *action, "").is_ok();
    Action::ALL.iter().copied().filter(may).collect()
}
