//! Findings as people work on them, from the command line and from pages: which wait, where one stands, what is done.

use clearing::{
    Action, BORNE_BY_POLICY, Bearer, FindingKind, OwnerRole, WorkState, WorkStep, may_next, work, work_state,
};
use ledger::{FindingKey, Ledger, LedgerError, WorkItem};
use records::{OfficerRole, SigningKey, TerminalId};

use crate::Failure;
use crate::release::in_service;

const DAY_US: i64 = 86_400_000_000;

/// Who acts: somebody by name, or an officer by key.
pub(crate) enum Actor<'a> {
    /// By name.
    Named(String),
    /// By key.
    Key(&'a SigningKey),
}

/// Adds a line to the history of a finding; where it stands then. Write-offs are asked for and decided with a key.
///
/// # Errors
/// No key where one is needed, a key that may not do it, a finding that does not allow it. Nothing was changed.
pub(crate) fn act(
    ledger: &mut Ledger,
    finding: FindingKey,
    action: Action,
    (actor, reason): (Actor<'_>, String),
    now_us: i64,
) -> Result<(String, WorkState), Failure> {
    let role = match action {
        Action::WriteOff => Some(OfficerRole::Maker),
        Action::Approve | Action::Decline => Some(OfficerRole::Checker),
        _ => None,
    };
    let actor = match (role, actor) {
        (Some(role), Actor::Key(key)) => in_service(ledger, key, role)?.name,
        (None, Actor::Named(by)) => by,
        (Some(_), Actor::Named(_)) => {
            return Err(Failure::Refused("核销要用本人的密钥，请加 --key，未改动 · a write-off takes its officer's key, add --key; nothing was changed".to_owned()));
        }
        (None, Actor::Key(_)) => {
            return Err(Failure::Refused(
                "请用 --by 写明由谁处理，未改动 · say who acts with --by; nothing was changed".to_owned(),
            ));
        }
    };
    let step = WorkStep { action, actor, reason, at_us: now_us };
    let state = ledger.act_on_finding(finding, &step)?.map_err(|reason| {
        let said = reason.to_string();
        let (zh, en) = said.split_once(" · ").unwrap_or((&said, &said));
        Failure::Refused(format!("{zh}，未改动 · {en}, nothing was changed"))
    })?;
    Ok((step.actor, state))
}

/// What people call a state.
pub(crate) fn state_words(state: WorkState) -> (String, String) {
    match state {
        WorkState::Open => ("待处理".to_owned(), "open".to_owned()),
        WorkState::Recollecting => ("已要求补采".to_owned(), "recollecting".to_owned()),
        WorkState::AwaitingApproval => ("核销待批准".to_owned(), "awaiting-approval".to_owned()),
        WorkState::Decided(action) => {
            (format!("已决定（{}）", action.zh()), format!("decided:{}", action.word()))
        }
    }
}

/// Where a finding stands.
pub(crate) fn standing(item: &WorkItem) -> (String, String) {
    match item.stored.cleared_us {
        Some(_) => ("已由后来的流水撤回".to_owned(), "cleared".to_owned()),
        None => state_words(work_state(&item.history)),
    }
}

/// Whether somebody has to look at it.
pub(crate) fn waits(item: &WorkItem) -> bool {
    let open = !matches!(work_state(&item.history), WorkState::Decided(_));
    open && item.stored.cleared_us.is_none() && item.stored.finding.kind.needs_a_person()
}

/// Those that wait, or all, of one owner or of everybody; the oldest first.
pub(crate) fn queue(
    ledger: &Ledger,
    owner: Option<OwnerRole>,
    all: bool,
) -> Result<Vec<WorkItem>, LedgerError> {
    let mut items = ledger.work_items(all)?;
    items.retain(|item| {
        owner.is_none_or(|owner| work(item.stored.finding.kind).0 == owner) && (all || waits(item))
    });
    Ok(items)
}

/// Days since it was found.
pub(crate) fn age_days(item: &WorkItem, now_us: i64) -> i64 {
    now_us.saturating_sub(item.stored.found_us).max(0) / DAY_US
}

/// What may be done next.
pub(crate) fn allowed(item: &WorkItem) -> Vec<Action> {
    if item.stored.cleared_us.is_some() {
        vec![Action::Note]
    } else {
        may_next(item.stored.finding.kind, &item.history)
    }
}

/// Who bears it by the county's policy, where there is such a policy for its kind.
pub(crate) fn borne(ledger: &Ledger, kind: FindingKind) -> Result<Option<Bearer>, LedgerError> {
    if BORNE_BY_POLICY.contains(&kind) { ledger.finding_policy(kind).map(Some) } else { Ok(None) }
}

/// A finding by its name, parted by `by`: terminal, number, line.
pub(crate) fn key(text: &str, by: char) -> Option<FindingKey> {
    let mut parts = text.split(by).map(|part| part.parse::<u64>().ok());
    let (terminal, seq, line) = (parts.next()??, parts.next()??, parts.next()??);
    let line = u32::try_from(line).ok()?;
    parts.next().is_none().then_some((TerminalId(terminal), seq, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_three_numbers() {
        assert_eq!(key("7/2/1", '/'), Some((TerminalId(7), 2, 1)));
        for text in ["", "7/2", "7/2/1/0", "7/2/x", "7/2/4294967296", "7-2-1", "/2/1"] {
            assert_eq!(key(text, '/'), None, "{text}");
        }
    }
}
