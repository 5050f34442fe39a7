//! Findings as work: what was done stays, and nobody writes off alone.

use clearing::{Action, Bearer, Finding, FindingKind, WorkRefusal, WorkState, WorkStep};
use ledger::{County, FindingKey, Ledger, LedgerError, Merchant};
use records::TerminalId;

use crate::place;

fn step(action: Action, actor: &str, at_us: i64) -> WorkStep {
    WorkStep { action, actor: actor.to_owned(), reason: "对单".to_owned(), at_us }
}

/// Books with a fork of one terminal and a gap of the same.
fn books(path: &std::path::Path) -> (Ledger, TerminalId) {
    let mut ledger = Ledger::create(path).unwrap();
    let (name, supervisor_code) = ("示例县".to_owned(), String::new());
    ledger
        .open_county(&County { division: 330_703, name, signing_key: [3; 32], supervisor_code }, 1)
        .unwrap();
    ledger.add_merchant(&Merchant { id: "canteen-1".to_owned(), name: "食堂".to_owned() }, 1).unwrap();
    let id = ledger.invite_terminal("canteen-1", "一号", &[9; 32], 1, 100).unwrap();
    for (kind, hash) in [(FindingKind::SequenceGap, 1), (FindingKind::ChainFork, 2)] {
        assert!(ledger.keep_evidence(b"bytes", &[hash; 32], &Finding::about(kind, id, 7), 10).unwrap());
    }
    (ledger, id)
}

#[test]
fn a_history_of_lines_says_where_a_finding_stands() {
    let place = place("work");
    let (mut ledger, id) = books(place.path());
    let (gap, fork): (FindingKey, FindingKey) = ((id, 7, 1), (id, 7, 2));
    use Action::{Adjust, Approve, Decline, Note, Recollect, Refuse, Reopen, WriteOff};
    let open = Ok(WorkState::Open);
    for (key, action, actor, stands) in [
        (gap, Adjust, "王一", Err(WorkRefusal::NotAllowed)),
        (gap, Approve, "王一", Err(WorkRefusal::WrongState)),
        (gap, Note, "王一", open),
        (gap, Recollect, "王一", Ok(WorkState::Recollecting)),
        (gap, WriteOff, "王一", Ok(WorkState::AwaitingApproval)),
        (gap, WriteOff, "李二", Err(WorkRefusal::WrongState)),
        (gap, Approve, "王一", Err(WorkRefusal::SamePerson)),
        (gap, Decline, "李二", open),
        (gap, WriteOff, "李二", Ok(WorkState::AwaitingApproval)),
        (gap, Approve, "李二", Err(WorkRefusal::SamePerson)),
        (gap, Approve, "王一", Ok(WorkState::Decided(WriteOff))),
        (gap, Recollect, "王一", Err(WorkRefusal::WrongState)),
        (gap, Reopen, "王一", open),
        (fork, WriteOff, "王一", Err(WorkRefusal::NotAllowed)),
        (fork, Refuse, "王一", Ok(WorkState::Decided(Refuse))),
    ] {
        assert_eq!(
            ledger.act_on_finding(key, &step(action, actor, 20)).unwrap(),
            stands,
            "{action:?} {actor}"
        );
    }
    let nobody = ledger.act_on_finding((id, 7, 3), &step(Note, "王一", 20));
    assert!(matches!(nobody, Err(LedgerError::Unknown { .. })));
    let before = ledger.work_items(true).unwrap();
    let lengths: Vec<usize> = before.iter().map(|item| item.history.len()).collect();
    assert_eq!(lengths, [7, 1], "what was refused left no line");
    assert_eq!(ledger.work_item(gap).unwrap().as_ref(), before.first());
    drop(ledger);
    let mut ledger = Ledger::open(place.path()).unwrap();
    assert_eq!(ledger.work_items(false).unwrap(), before, "lines are read back as they were written");

    // What later records took back can be spoken of, and nothing else.
    place.meddle("UPDATE finding SET cleared_us = 30 WHERE line = 1");
    assert_eq!(ledger.work_items(false).unwrap().len(), 1);
    let refused = Err(WorkRefusal::WrongState);
    assert_eq!(ledger.act_on_finding(gap, &step(WriteOff, "王一", 40)).unwrap(), refused);
    assert_eq!(ledger.act_on_finding(gap, &step(Note, "王一", 40)).unwrap(), open);
}

#[test]
fn a_policy_says_who_bears_what() {
    let place = place("policy");
    let (mut ledger, _) = books(place.path());
    assert_eq!(ledger.finding_policy(FindingKind::OverCap).unwrap(), Bearer::Fund);
    ledger.set_finding_policy(FindingKind::OverCap, Bearer::Elder, "王一", 5).unwrap();
    ledger.set_finding_policy(FindingKind::OverCap, Bearer::Merchant, "王一", 6).unwrap();
    assert_eq!(ledger.finding_policy(FindingKind::OverCap).unwrap(), Bearer::Merchant);
    assert_eq!(ledger.finding_policy(FindingKind::VoucherOverdrawn).unwrap(), Bearer::Fund);
}
