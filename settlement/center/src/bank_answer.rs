//! A bank's answer beside the payouts it answers: taken over whole, or not at all.

use std::collections::{BTreeMap, BTreeSet};

use bank_files::{
    AnswerError, AnswerMap, Asked, BankAnswer, Outcome, OutcomeLine, match_answer, read_camt053,
};
use jiff::civil::Date;
use ledger::{Entered, Ledger, LedgerError, LineChange, NewAnswer, PayoutLineState, PayoutState};
use money::Fen;
use records::BusinessDay;

use crate::Failure;
use crate::payout::{officers, opened};

/// How the bank wrote it.
pub(crate) enum Form {
    /// A table by the bank's map.
    Table(Box<AnswerMap>),
    /// ISO 20022 camt.053.
    Camt053,
}

impl Form {
    fn name(&self) -> &'static str {
        match self {
            Form::Table(_) => "csv",
            Form::Camt053 => "camt053",
        }
    }

    fn read(&self, bytes: &[u8], asked: &Asked<'_>) -> Result<BankAnswer, AnswerError> {
        match self {
            Form::Table(map) => map.answer(bytes, asked),
            Form::Camt053 => read_camt053(bytes, asked),
        }
    }
}

/// One line of a payout as the answer leaves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// What the bank calls it.
    pub(crate) end_to_end: String,
    /// How much was ordered.
    pub(crate) amount: Fen,
    /// What happened, in words.
    pub(crate) words: String,
}

/// What an answer did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Paid now.
    pub(crate) paid: Vec<Told>,
    /// Failed or back: to be paid anew.
    pub(crate) failed: Vec<Told>,
    /// Not decided, or not in the answer.
    pub(crate) open: Vec<Told>,
    /// For a person; unchanged.
    pub(crate) disputed: Vec<Told>,
    /// Said before, and said again.
    pub(crate) known: usize,
    /// Entries of a statement that are no payment of ours.
    pub(crate) besides: usize,
}

type Changes = Vec<(u32, String, LineChange)>;

/// Reads an answer, matches it with every payout it names, and books what follows. Lines that a person has to look
/// at stop the whole file, unless they are to be left as they are.
///
/// # Errors
/// A file that is not to be believed, or is none of ours; nothing was changed.
pub(crate) fn take(
    ledger: &mut Ledger,
    bytes: &[u8],
    form: &Form,
    day: BusinessDay,
    leave_disputed: bool,
    now_us: i64,
) -> Result<Taken, Failure> {
    let answer = read(ledger, bytes, form, day.date())?;
    let (taken, changes) = compare(ledger, &answer, form)?;
    if !taken.disputed.is_empty() && !leave_disputed {
        let mut lines: Vec<String> = taken
            .disputed
            .iter()
            .map(|one| format!("{} {}：{}", one.end_to_end, one.amount, one.words))
            .collect();
        lines.push("整份回单未入账；问清后可用 --leave-disputed 只入其余各笔 · nothing of the file was booked; once it is clear, --leave-disputed books the other lines".to_owned());
        return Err(Failure::CheckFailed(lines.join("\n")));
    }
    let outcome = format!(
        "paid {}, failed {}, open {}, disputed {}, known {}, besides {}",
        taken.paid.len(),
        taken.failed.len(),
        taken.open.len(),
        taken.disputed.len(),
        taken.known,
        taken.besides
    );
    let new =
        NewAnswer { hash: answer.content, day, format: form.name(), outcome: &outcome, changes: &changes };
    match ledger.take_answer(&new, now_us)? {
        Entered::New => Ok(taken),
        Entered::Known => Err(unbelieved(&AnswerError::AlreadyRead)),
    }
}

/// By any account the county ever paid from: a payout may be older than the account in use.
fn read(ledger: &Ledger, bytes: &[u8], form: &Form, day: Date) -> Result<BankAnswer, Failure> {
    let already = ledger.answers()?;
    let mut accounts = ledger.paying_accounts()?.into_iter().map(|account| account.number);
    let mut account = accounts.next().unwrap_or_default();
    loop {
        match form.read(bytes, &Asked { day, account: &account, already: &already }) {
            Err(AnswerError::OtherAccount) => match accounts.next() {
                Some(older) => account = older,
                None => return Err(unbelieved(&AnswerError::OtherAccount)),
            },
            read => return read.map_err(|reason| unbelieved(&reason)),
        }
    }
}

fn unbelieved(reason: &AnswerError) -> Failure {
    let said = reason.to_string();
    match reason {
        AnswerError::AlreadyRead => Failure::Refused(said),
        AnswerError::TooLarge
        | AnswerError::WrongEncoding
        | AnswerError::Hostile
        | AnswerError::Form { .. }
        | AnswerError::Cell { .. }
        | AnswerError::State { .. }
        | AnswerError::Currency { .. } => Failure::BadInput(said),
        AnswerError::NoRows
        | AnswerError::OtherDay { .. }
        | AnswerError::TwoDays { .. }
        | AnswerError::Cut
        | AnswerError::Count { .. }
        | AnswerError::Sum { .. }
        | AnswerError::Balances { .. }
        | AnswerError::SameRowTwice { .. }
        | AnswerError::OtherAccount => Failure::CheckFailed(said),
    }
}

/// Every line of every payout that the answer names.
fn compare(ledger: &Ledger, answer: &BankAnswer, form: &Form) -> Result<(Taken, Changes), Failure> {
    let mut named: BTreeSet<u32> = BTreeSet::new();
    let mut taken = Taken { besides: answer.besides, ..Taken::default() };
    for line in &answer.lines {
        match ledger.payout_line(&line.end_to_end)? {
            Some(line) => {
                named.insert(line.payout);
            }
            // An account's statement has other payments too; the answer to our order has not.
            None if matches!(form, Form::Camt053) => taken.besides = taken.besides.saturating_add(1),
            None => {
                return Err(Failure::CheckFailed(format!(
                    "第 {} 行不是本县付过的款，未入账；请核对是否选对银行和文件、文件是否被改 · row {} is no payment of this county; nothing was booked, check bank and file, and whether it was altered",
                    line.place, line.place
                )));
            }
        }
    }
    if named.is_empty() {
        return Err(Failure::CheckFailed(
            "回单里没有一笔本县的付款，未入账；请取对的文件 · the file has no payment of this county; nothing was booked, get the right one".to_owned(),
        ));
    }
    let officers = officers(ledger)?;
    let mut changes = Changes::new();
    for number in named {
        let held =
            ledger.payout(number)?.ok_or_else(|| LedgerError::Corrupt("payout_line.payout".to_owned()))?;
        if held.state != PayoutState::Written {
            return Err(Failure::CheckFailed(format!(
                "回单提到付款单 {number}，它从未出过文件，未入账；请立即联系银行 · the file speaks of payout {number}, which was never written; nothing was booked, call the bank now"
            )));
        }
        let payout = opened(&held, &officers).map_err(|reason| Failure::CheckFailed(reason.to_string()))?;
        let stands: BTreeMap<String, PayoutLineState> =
            ledger.payout_lines(number)?.into_iter().map(|line| (line.end_to_end, line.state)).collect();
        for line in match_answer(&payout, answer).lines {
            let stands = stands.get(&line.end_to_end).unwrap_or(&PayoutLineState::Open);
            if let Some(change) = sort(&line, stands, answer.day, &mut taken) {
                changes.push((number, line.merchant.to_string(), change));
            }
        }
    }
    Ok((taken, changes))
}

/// Puts a line where it belongs; what changes, if anything.
fn sort(line: &OutcomeLine, stands: &PayoutLineState, day: Date, taken: &mut Taken) -> Option<LineChange> {
    use PayoutLineState::{Failed, Open, Paid};
    let told = |words: String| Told { end_to_end: line.end_to_end.clone(), amount: line.ordered, words };
    let said = told(line.outcome.to_string());
    match (&line.outcome, stands) {
        (Outcome::Paid, Open) => {
            taken.paid.push(said);
            Some(LineChange::Paid)
        }
        (Outcome::Refused { reason } | Outcome::Returned { reason }, Open) => {
            taken.failed.push(said);
            Some(LineChange::Failed { reason: reason.clone() })
        }
        (Outcome::Returned { reason }, Paid { .. }) => {
            taken.failed.push(said);
            Some(LineChange::Returned { reason: reason.clone() })
        }
        (Outcome::Pending | Outcome::Missing, Open) => {
            taken.open.push(said);
            None
        }
        (Outcome::Missing, Paid { .. } | Failed { .. }) => None,
        // An older file, read late.
        (Outcome::Pending, Paid { .. } | Failed { .. }) => {
            taken.known = taken.known.saturating_add(1);
            None
        }
        (Outcome::Paid, Paid { day: before }) if before.date() == day => {
            taken.known = taken.known.saturating_add(1);
            None
        }
        (Outcome::Refused { .. } | Outcome::Returned { .. }, Failed { .. }) => {
            taken.known = taken.known.saturating_add(1);
            None
        }
        (Outcome::Paid, Paid { day: before }) => {
            let before = before.date();
            taken.disputed.push(told(format!(
                "{before} 已付过，这份回单又说已付，可能付了两次；请立即问银行 · paid on {before} and said to be paid again, perhaps twice; ask the bank now"
            )));
            None
        }
        (Outcome::Paid, Failed { .. }) => {
            taken.disputed.push(told(
                "此前报失败，现在又报已付，可能已另付一次；请立即问银行 · it had failed and is now said to be paid, perhaps twice by now; ask the bank now".to_owned(),
            ));
            None
        }
        (
            Outcome::PaidTwice { .. }
            | Outcome::AmountDiffers { .. }
            | Outcome::PayeeDiffers
            | Outcome::Contradiction
            | Outcome::Refused { .. },
            _,
        ) => {
            taken.disputed.push(said);
            None
        }
    }
}
