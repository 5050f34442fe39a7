//! A payout beside its answer: what became of every line, and what the answer has that nobody ordered.

use core::fmt;
use std::collections::BTreeMap;

use money::Fen;
use records::MerchantId;

use crate::answer::{AnswerLine, AnswerState, BankAnswer};
use crate::payout::{MAX_AMOUNT, Payout, PayoutLine};

/// What became of a line. When several hold, the earliest here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Paid more than once, returns taken off.
    PaidTwice {
        /// How often.
        times: usize,
    },
    /// The bank names another amount.
    AmountDiffers {
        /// The smallest that it names.
        answered: Fen,
    },
    /// The bank names another payee.
    PayeeDiffers,
    /// The bank says things that cannot all be true.
    Contradiction,
    /// Paid once.
    Paid,
    /// Never paid.
    Refused {
        /// The bank's words.
        reason: String,
    },
    /// Paid, and back.
    Returned {
        /// The bank's words.
        reason: String,
    },
    /// Not decided.
    Pending,
    /// Not in the answer.
    Missing,
}

/// What happened, what the money did, what to do next.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::PaidTwice { times } => write!(
                f,
                "付了 {times} 次，多付的在商户账上；请立即联系银行和商户追回 · paid {times} times, the merchant has too much; call the bank and the merchant now"
            ),
            Outcome::AmountDiffers { answered } => write!(
                f,
                "银行报 {answered} 元，与付款单不符；先不入账，请问银行 · the bank says {answered} yuan, not what was ordered; not booked, ask the bank"
            ),
            Outcome::PayeeDiffers => f.write_str(
                "收款人与付款单不符，款可能付错；先不入账，请立即问银行 · another payee than ordered, the money may be astray; not booked, ask the bank now",
            ),
            Outcome::Contradiction => f.write_str(
                "银行的几条回单互相矛盾；先不入账，请问银行 · the bank contradicts itself; not booked, ask the bank",
            ),
            Outcome::Paid => f.write_str("已付，款已划出；无需处理 · paid, the money has left; nothing to do"),
            Outcome::Refused { reason } => write!(
                f,
                "银行拒付（{reason}），款未动；请改资料后重付 · refused ({reason}), the money did not move; correct it and pay again"
            ),
            Outcome::Returned { reason } => write!(
                f,
                "已退回（{reason}），款已回账；请改资料后重付 · returned ({reason}), the money is back; correct it and pay again"
            ),
            Outcome::Pending => f.write_str(
                "银行处理中，款可能已动；请等下一份回单，不要重付 · the bank is at it, the money may have moved; wait for the next answer, do not pay again",
            ),
            Outcome::Missing => f.write_str(
                "回单里没有这笔，款是否已动不明；请问银行，不要重付 · not in the answer, unknown whether the money moved; ask the bank, do not pay again",
            ),
        }
    }
}

/// One line of the payout and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeLine {
    /// Its name.
    pub end_to_end: String,
    /// Whose.
    pub merchant: MerchantId,
    /// What was ordered.
    pub ordered: Fen,
    /// What became of it.
    pub outcome: Outcome,
}

/// A number of lines and their sum, as ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many.
    pub count: usize,
    /// How much.
    pub amount: Fen,
}

/// The lines by what is to be done: the five are the payout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Paid once.
    pub paid: Sums,
    /// Refused or returned: to be paid again.
    pub unpaid: Sums,
    /// Not decided: to wait for.
    pub pending: Sums,
    /// Not answered: to ask for.
    pub missing: Sums,
    /// Twice, another amount, another payee, contradictory: for a person.
    pub disputed: Sums,
}

/// A payout beside its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Every line of the payout, in its order.
    pub lines: Vec<OutcomeLine>,
    /// Every line of the answer that is none of the payout's, by place. It may be another payout's.
    pub not_ours: Vec<AnswerLine>,
}

/// Matches by end-to-end id. Each line of the payout has one outcome; each line of the answer belongs to one line of
/// the payout or is not ours. The order of the answer changes nothing.
#[must_use]
pub fn match_answer(payout: &Payout, answer: &BankAnswer) -> Match {
    let mut answered: BTreeMap<&str, Vec<&AnswerLine>> = BTreeMap::new();
    for line in &answer.lines {
        answered.entry(&line.end_to_end).or_default().push(line);
    }
    let lines = payout.lines().iter().map(|line| {
        let end_to_end = payout.end_to_end(line);
        let answers = answered.remove(end_to_end.as_str()).unwrap_or_default();
        let outcome = outcome(line, &answers);
        OutcomeLine { end_to_end, merchant: line.merchant.clone(), ordered: line.amount, outcome }
    });
    let lines = lines.collect();
    let mut not_ours: Vec<AnswerLine> = answered.into_values().flatten().cloned().collect();
    not_ours.sort_by(|one, other| (one.place, &one.end_to_end).cmp(&(other.place, &other.end_to_end)));
    Match { lines, not_ours }
}

/// How often each thing was said of one line, and the reasons.
#[derive(Default)]
struct Said<'a> {
    paid: usize,
    returned: usize,
    refused: usize,
    pending: usize,
    reason: Option<&'a str>,
}

impl<'a> Said<'a> {
    fn of(answers: &[&'a AnswerLine]) -> Said<'a> {
        let mut said = Said::default();
        for answer in answers {
            let (count, reason) = match &answer.state {
                AnswerState::Paid => (&mut said.paid, None),
                AnswerState::Returned { reason } => (&mut said.returned, Some(reason.as_str())),
                AnswerState::Refused { reason } => (&mut said.refused, Some(reason.as_str())),
                AnswerState::Pending => (&mut said.pending, None),
            };
            *count = count.saturating_add(1);
            // The least, whatever the order.
            said.reason = said.reason.into_iter().chain(reason).min();
        }
        said
    }
}

fn outcome(line: &PayoutLine, answers: &[&AnswerLine]) -> Outcome {
    let said = Said::of(answers);
    let times = said.paid.saturating_sub(said.returned);
    if times > 1 {
        return Outcome::PaidTwice { times };
    }
    let other = |answer: &&&AnswerLine| answer.amount != line.amount;
    if let Some(answered) = answers.iter().filter(other).map(|answer| answer.amount).min() {
        return Outcome::AmountDiffers { answered };
    }
    let differs = |said: &Option<String>, ordered: &String| said.as_ref().is_some_and(|said| said != ordered);
    let astray = |answer: &&AnswerLine| {
        differs(&answer.payee_name, &line.payee.name) || differs(&answer.payee_account, &line.payee.number)
    };
    if answers.iter().any(astray) {
        return Outcome::PayeeDiffers;
    }
    let reason = || said.reason.unwrap_or_default().to_owned();
    let moved = said.paid > 0 || said.returned > 0;
    match (said.refused > 0, said.pending > 0) {
        (false, false) if !moved => Outcome::Missing,
        (false, true) if said.paid == said.returned => Outcome::Pending,
        (false, _) if times == 1 => Outcome::Paid,
        // A return may come days after its payment, in a file without it.
        (false, false) if said.returned == said.paid.max(1) => Outcome::Returned { reason: reason() },
        (true, false) if !moved => Outcome::Refused { reason: reason() },
        (false, false) | (false, true) | (true, _) => Outcome::Contradiction,
    }
}

impl Match {
    /// Counts and sums by what is to be done.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for line in &self.lines {
            let sums = match line.outcome {
                Outcome::Paid => &mut tally.paid,
                Outcome::Refused { .. } | Outcome::Returned { .. } => &mut tally.unpaid,
                Outcome::Pending => &mut tally.pending,
                Outcome::Missing => &mut tally.missing,
                Outcome::PaidTwice { .. }
                | Outcome::AmountDiffers { .. }
                | Outcome::PayeeDiffers
                | Outcome::Contradiction => &mut tally.disputed,
            };
            sums.count = sums.count.saturating_add(1);
            // Parts of a payout, whose whole is at most this.
            sums.amount = sums.amount.checked_add(line.ordered).unwrap_or(MAX_AMOUNT);
        }
        tally
    }
}
