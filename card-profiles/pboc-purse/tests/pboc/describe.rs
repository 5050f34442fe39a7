//! What dialogues come to, in one line of plain words.

use card_stories::golden::upper;
use pboc_purse::{DebitOutcome, Facts, Resolution, SamRefusal, SamView};
use purse::{CardAmount, Mark, Recognition};

fn yuan(CardAmount(fen): CardAmount) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

pub(crate) fn recognition(found: &Recognition) -> String {
    match found {
        Recognition::Ours(view) => format!(
            "ours: {}, issuer {}, valid {}, kind {:?}, interop {:?}, mark {}",
            view.number,
            upper(&view.issuer.0),
            view.validity.map_or("not said".to_owned(), |valid| {
                format!("{} to {}", upper(&valid.from), upper(&valid.to))
            }),
            view.kind,
            view.interop,
            match &view.mark {
                Some(Mark::Record(bytes) | Mark::Room(bytes)) => upper(bytes),
                None => "none".to_owned(),
            },
        ),
        Recognition::Foreign { aids } => {
            format!("foreign: {}", aids.iter().map(|aid| upper(aid)).collect::<Vec<_>>().join(" "))
        }
        Recognition::Locked => "locked".to_owned(),
        Recognition::NotEnabled => "not enabled".to_owned(),
        Recognition::Unreadable => "unreadable".to_owned(),
    }
}

pub(crate) fn facts(facts: &Facts) -> String {
    format!(
        "armed: counter {}, balance {}, overdraft {}, key version {}, algorithm {}, sequence {}",
        facts.counter,
        yuan(facts.balance_before),
        yuan(facts.overdraft),
        facts.key_version,
        facts.alg_id,
        facts.psam_seq,
    )
}

pub(crate) fn outcome(outcome: &DebitOutcome) -> String {
    match outcome {
        DebitOutcome::Paid(paid) => format!("paid: {}", format!("{:?}", paid.sam).to_lowercase()),
        DebitOutcome::Refused(refusal) => format!("refused, nothing taken: {refusal:?}"),
        DebitOutcome::Unknown(status) => {
            format!("unknown: {}", status.map_or("no answer".to_owned(), |status| status.to_string()))
        }
    }
}

pub(crate) fn resolution(resolution: &Resolution) -> String {
    match resolution {
        Resolution::Debited(found) => format!(
            "debited: counter {}, balance before {}, {}, {}",
            found.counter,
            yuan(found.balance_before),
            if found.tac.is_some() { "proof" } else { "no proof" },
            format!("{:?}", found.sam).to_lowercase(),
        ),
        Resolution::NotDebited => "not debited".to_owned(),
        Resolution::Undecided(why) => format!("undecided: {why:?}"),
    }
}

pub(crate) fn sam(found: &Result<SamView, SamRefusal>) -> String {
    match found {
        Ok(view) => format!(
            "sam: serial {}, terminal {}, key {}, issuer {}, acceptor {}, valid {} to {}, next sequence {:?}",
            upper(&view.serial),
            upper(&view.terminal),
            view.key_index,
            upper(&view.issuer),
            upper(&view.acceptor),
            upper(&view.valid_from),
            upper(&view.valid_to),
            view.next_seq,
        ),
        Err(refusal) => format!("refused: {refusal:?}"),
    }
}
