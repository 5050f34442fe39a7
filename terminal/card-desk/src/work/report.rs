//! Telling the center what it has not heard.

use purse::CardNumber;

use super::{Bench, uid_hash};
use crate::cards::kind;
use crate::center::{CardReport, CenterFault, LoadWord};
use crate::exit::Ending;
use crate::hex::unhex;
use crate::issuing::{CardPlan, Entry, LoadVerdict, Stage};

/// What the center has not heard yet, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// How many reports wait.
    pub waiting: usize,
    /// The first reason.
    pub reason: Option<CenterFault>,
}

/// Reports what is ended and not reported; stops asking when the center is away. A load that was credited and whose
/// TAC the card has lost is left to the center, which learns it from the card's next counter.
///
/// # Errors
/// The journal's.
pub fn report_pending(bench: &mut Bench<'_>) -> Result<Pending, Ending> {
    let mut pending = Pending::default();
    for (told, entry) in due(bench) {
        if matches!(pending.reason, Some(CenterFault::Away(_))) {
            pending.waiting = pending.waiting.saturating_add(1);
            continue;
        }
        match told.send(bench) {
            Ok(()) => bench.write(&entry)?,
            Err(fault) => {
                pending.waiting = pending.waiting.saturating_add(1);
                pending.reason.get_or_insert(fault);
            }
        }
    }
    Ok(pending)
}

/// One thing to tell.
enum Told {
    Card(CardPlan),
    Load(u64, LoadWord),
    Block(String, String, bool),
}

impl Told {
    fn send(self, bench: &Bench<'_>) -> Result<(), CenterFault> {
        match self {
            Told::Card(plan) => bench.center.report_card(&CardReport {
                request: plan.request,
                kind: unhex(&plan.card_no).map_or("pboc", |bytes| kind(&CardNumber(bytes))).to_owned(),
                card_no: plan.card_no,
                uid_hash: uid_hash(&plan.chip),
                key_version: bench.key_version,
                layout_version: bench.work.layout_version(),
            }),
            Told::Load(load, word) => bench.center.end_load(load, &word).map(|_| ()),
            Told::Block(card_no, reason, on_card) => bench.center.report_block(&card_no, &reason, on_card),
        }
    }
}

/// Everything to tell, with the entry that says it was told.
fn due(bench: &Bench<'_>) -> Vec<(Told, Entry)> {
    let story = bench.journal.story();
    let cards = story
        .cards
        .values()
        .filter(|card| matches!(card.stage, Stage::Ended(())))
        .map(|card| (Told::Card(card.plan.clone()), Entry::Reported { request: card.plan.request }));
    let loads = story.loads.values().filter_map(|load| {
        let word = match &load.stage {
            Stage::Ended(LoadVerdict::Void) => LoadWord::Void,
            Stage::Ended(LoadVerdict::Credited { tac: Some(tac) }) => LoadWord::Credited { tac: tac.clone() },
            Stage::Ended(LoadVerdict::Committed { proof }) => {
                LoadWord::Committed { written: load.plan.written.clone()?, proof: proof.clone() }
            }
            _ => return None,
        };
        let reference = load.plan.reference.clone();
        Some((Told::Load(load.plan.load, word), Entry::LoadReported { reference }))
    });
    let blocks = story.blocks.iter().map(|(card_no, (reason, on_card))| {
        let told = Told::Block(card_no.clone(), reason.clone(), *on_card);
        (told, Entry::BlockReported { card_no: card_no.clone() })
    });
    cards.chain(loads).chain(blocks).collect()
}
