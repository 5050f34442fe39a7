//! From records to batches, and in which order they arrive.

use records::{Announced, Batch, Chain, Record, Running, TerminalId};

use crate::dice::Dice;
use crate::plan::Plan;
use crate::shop::Till;
use crate::slot::{ROUNDS, moment, round_of};
use crate::{Fault, FaultKind, Unfit};

/// What is still missing is collected then, in minutes of the day.
const EVENING: i64 = 21 * 60;
/// Of a hundred batches so many are sent twice, because their acknowledgement was lost.
const AGAIN: u64 = 2;

/// One batch on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The till that sends it.
    pub terminal: TerminalId,
    /// Its first record.
    pub first_seq: u64,
    /// When it arrives, UTC µs.
    pub at_us: i64,
    /// The batch.
    pub body: Vec<u8>,
    /// What a center must answer.
    pub answer: Answer,
}

/// What a center must answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An acknowledgement.
    Taken,
    /// The same acknowledgement as before.
    Again,
    /// That records from this one on are missing.
    Early {
        /// The first of them.
        missing: u64,
    },
}

/// One batch of one till, by places in its list of records.
struct Parcel {
    till: usize,
    first: usize,
    last: usize,
    answer: Answer,
}

/// Numbers and chains what each till wrote.
pub(crate) fn chain(written: Vec<Vec<Record>>) -> Result<Vec<Vec<Record>>, Unfit> {
    let chained = |records: Vec<Record>| {
        let (mut chain, mut running) = (Chain::START, Running::default());
        records
            .into_iter()
            .map(|record| {
                let more = running.plus(record.kind, record.price, record.benefit);
                running = more.map_err(|_| Unfit::Broken("running totals"))?;
                let record = Record { prev: chain.head, running, ..record };
                chain.extend(&record).map_err(|_| Unfit::Broken("chain"))?;
                Ok(record)
            })
            .collect()
    };
    written.into_iter().map(chained).collect()
}

/// Every batch in order of arrival, and the gaps as faults.
pub(crate) fn deliver(
    seed: u64,
    tills: &[Till],
    written: &[Vec<Record>],
    plan: &Plan,
) -> Result<(Vec<Delivery>, Vec<Fault>), Unfit> {
    let mut dice = Dice::new(seed, "post");
    let mut rounds: Vec<Vec<Parcel>> = (0..=ROUNDS.len()).map(|_| Vec::new()).collect();
    let mut faults = Vec::new();
    for (till, records) in written.iter().enumerate() {
        let parcels = match plan.gaps.get(&till) {
            None => batches(till, records),
            Some(&evening) => {
                let (parcels, fault) = with_gap(&mut dice, batches(till, records), evening)?;
                let terminal = tills.get(till).ok_or(Unfit::Broken("till"))?.id;
                faults.push(Fault { kind: FaultKind::Gap, terminal, seq: number(fault), card: None });
                parcels
            }
        };
        for (round, parcel) in parcels {
            rounds.get_mut(round).ok_or(Unfit::Broken("round"))?.push(parcel);
        }
    }
    let mut deliveries = Vec::new();
    for (parcels, minute) in rounds.iter_mut().zip(ROUNDS.into_iter().chain([EVENING])) {
        dice.shuffle(parcels);
        let twice = |parcel: &&Parcel| parcel.answer == Answer::Taken && dice.percent(AGAIN);
        let again: Vec<Parcel> = parcels.iter().filter(twice).map(Parcel::again).collect();
        for (place, parcel) in (0_i64..).zip(parcels.iter().chain(&again)) {
            let till = tills.get(parcel.till).ok_or(Unfit::Broken("till"))?;
            let records = written.get(parcel.till).and_then(|all| all.get(parcel.first..=parcel.last));
            let sealed_us = moment(minute);
            deliveries.push(Delivery {
                terminal: till.id,
                first_seq: number(parcel.first),
                at_us: sealed_us + 1_000_000 + place * 10_000,
                body: seal(till, records.unwrap_or_default(), sealed_us)?,
                answer: parcel.answer,
            });
        }
    }
    Ok((deliveries, faults))
}

impl Parcel {
    fn again(&self) -> Parcel {
        Parcel { answer: Answer::Again, ..*self }
    }
}

/// The sequence number at a place.
fn number(place: usize) -> u64 {
    u64::try_from(place).unwrap_or(0).saturating_add(1)
}

/// One batch for each round in which something was written.
fn batches(till: usize, records: &[Record]) -> Vec<(usize, Parcel)> {
    let mut batches: Vec<(usize, Parcel)> = Vec::new();
    for (place, record) in records.iter().enumerate() {
        let round = round_of(record.tap.at_us);
        match batches.last_mut() {
            Some((known, parcel)) if *known == round => parcel.last = place,
            _ => batches.push((round, Parcel { till, first: place, last: place, answer: Answer::Taken })),
        }
    }
    batches
}

/// One batch is lost; the next comes too early, and the till starts again from where the center stands: with the round
/// after, or in the evening. Also answers the place of the first record that came too early.
fn with_gap(
    dice: &mut Dice,
    batches: Vec<(usize, Parcel)>,
    evening: bool,
) -> Result<(Vec<(usize, Parcel)>, usize), Unfit> {
    let lost = dice.place(batches.len().saturating_sub(1));
    let end = batches.last().map_or(0, |(_, parcel)| parcel.last);
    let first = batches.get(lost).map_or(0, |(_, parcel)| parcel.first);
    let (mut kept, mut early) = (Vec::new(), None);
    let mut collected = false;
    for (place, (round, parcel)) in batches.into_iter().enumerate() {
        match place.checked_sub(lost) {
            Some(0) => {}
            Some(1) => {
                early = Some(parcel.first);
                kept.push((round, Parcel { answer: Answer::Early { missing: number(first) }, ..parcel }));
            }
            Some(2) if !evening => {
                collected = true;
                kept.push((round, Parcel { first, ..parcel }));
            }
            Some(_) if evening => {}
            _ => kept.push((round, parcel)),
        }
    }
    let till = kept.first().map(|(_, parcel)| parcel.till).ok_or(Unfit::Room)?;
    if !collected {
        kept.push((ROUNDS.len(), Parcel { till, first, last: end, answer: Answer::Taken }));
    }
    Ok((kept, early.ok_or(Unfit::Room)?))
}

fn seal(till: &Till, records: &[Record], sealed_us: i64) -> Result<Vec<u8>, Unfit> {
    let last = records.last().ok_or(Unfit::Broken("batch"))?;
    let announced = Announced { seq: last.seq, running: last.running };
    Batch::seal(records, announced, sealed_us, &till.key).map_err(|_| Unfit::Broken("seal"))
}
