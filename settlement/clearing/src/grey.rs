//! The grey rule: a record that waits is decided by the card's next record.
//!
//! With counter and balance known (`n`, `b`, amount `a`): a paid record at `n` itself proves that nothing was
//! debited; a paid record at `n + 1` proves the debit when its balance before is `b − a`, and disproves it
//! otherwise; with neither, wait. Records whose TAC is wrong wait under the same rule.
//!
//! With the counter unknown: the card's last paid record before the tap has counter `p`, the next one `c`.
//! `c = p + 1`: nothing was debited. `c = p + 2`: debited when the balance fell by `a` in between. Further
//! apart, or without one of the two: wait. A card whose first paid record after the tap has counter 0 was never
//! debited before it.
//!
//! Several in a row: between two paid records lie as many counter values as greys were tapped, and the balance
//! fell by all their amounts together. Then each of them was debited, in the order of their taps.
//!
//! What was decided so is an inference: a proved record that arrives later at the same counter value displaces it.
//!
//! Only paid records are evidence, so a till cannot prove one invented record by another.

use records::Record;

use crate::history::{At, CardView, Use, at};
use crate::{RefuseCause, Waiting};

/// How a waiting record is decided.
#[derive(Debug)]
pub(crate) struct Decision {
    /// The record that waited.
    pub(crate) waiting: Waiting,
    /// Whether the card was debited.
    pub(crate) debited: bool,
    /// Counter and balance before the debit, when debited.
    pub(crate) before: Option<(u32, u32)>,
    /// The record that proves it.
    pub(crate) by: At,
}

/// Takes the next waiting record that can be decided out of the view. The latest tap comes first: of two greys
/// with one counter value only the later can have been debited.
pub(crate) fn next_decision(view: &mut CardView) -> Option<Decision> {
    view.waiting.sort_by_key(|waiting| core::cmp::Reverse((waiting.record.tap.at_us, at(&waiting.record))));
    let each = |place: usize| Some((place, decide(&view.waiting.get(place)?.record, view)?));
    let (place, (before, by)) = (0..view.waiting.len()).find_map(each).or_else(|| first_of_row(view))?;
    let waiting = view.waiting.remove(place);
    Some(Decision { waiting, debited: before.is_some(), before, by })
}

/// Counter and balance before the debit, or none when there was no debit; and the record that proves it.
type Verdict = (Option<(u32, u32)>, At);

/// `None`: wait.
fn decide(record: &Record, view: &CardView) -> Option<Verdict> {
    match record.card_before() {
        Some((counter, balance)) => decide_known(record, counter, balance, view),
        None => decide_unknown(record, view),
    }
}

fn decide_known(record: &Record, counter: u32, balance: u32, view: &CardView) -> Option<Verdict> {
    if let Some(same) = view.used(counter) {
        return Some((None, same.at));
    }
    let next = view.used(counter.checked_add(1)?)?;
    let debited = balance.checked_sub(record.card_amount) == Some(next.balance_before);
    Some((debited.then_some((counter, balance)), next.at))
}

fn decide_unknown(record: &Record, view: &CardView) -> Option<Verdict> {
    let tap = record.tap.at_us;
    let earlier = |(_, used): &(&u32, &Use)| used.tap_us < tap;
    let Some((&before, last)) = view.uses.iter().rev().find(earlier) else {
        return Some((None, view.used(0)?.at));
    };
    let (&after, next) = view.uses.range(before.checked_add(1)?..).next()?;
    let gap = after.checked_sub(before)?;
    if gap == 1 {
        return Some((None, next.at));
    }
    let left = last.balance_before.checked_sub(last.amount);
    let debited = left.and_then(|left| left.checked_sub(record.card_amount)) == Some(next.balance_before);
    let settled = before.checked_add(1).zip(left).filter(|_| debited);
    (gap == 2).then_some((settled, next.at))
}

/// The first of several greys in a row, when all of them were debited.
fn first_of_row(view: &CardView) -> Option<(usize, Verdict)> {
    let uses = view.uses.iter();
    uses.clone().zip(uses.skip(1)).find_map(|((&before, last), (&after, next))| {
        let hole = usize::try_from(after.checked_sub(before)?.checked_sub(1)?).ok()?;
        let within = |waiting: &&Waiting| (last.tap_us..next.tap_us).contains(&waiting.record.tap.at_us);
        let row: Vec<&Waiting> = view.waiting.iter().filter(within).collect();
        let left = last.balance_before.checked_sub(last.amount)?;
        let amounts =
            row.iter().try_fold(0_u32, |sum, waiting| sum.checked_add(waiting.record.card_amount))?;
        let all = hole > 1 && row.len() == hole && left.checked_sub(amounts) == Some(next.balance_before);
        // The view is sorted by the latest tap.
        let first = row.last().filter(|_| all)?;
        let settled = (before.checked_add(1)?, left);
        let agrees = first.record.card_before().is_none_or(|told| told == settled);
        let place = view.waiting.iter().position(|waiting| at(&waiting.record) == at(&first.record))?;
        agrees.then_some((place, (Some(settled), next.at)))
    })
}

/// What a waiting record becomes when it was not debited.
pub(crate) fn refused_as(cause: RefuseCause) -> RefuseCause {
    match cause {
        RefuseCause::Grey => RefuseCause::GreyAdjustRefused,
        other => other,
    }
}
