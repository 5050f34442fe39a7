//! The work of an intake step by step, each step with its own clock.

use anyhow::{Context, Result, ensure};
use budgets::county::center_key;
use budgets::tills::{CHARITY, MORNING_US, Sealed, master};
use clearing::{
    BatchVerdict, CardFacts, CardHistory, Cursor, Knowledge, ProofVerifier, TariffLookup, TerminalFacts,
    judge_batch,
};
use county_center::intake::{Applications, Proofs};
use jiff::civil::Date;
use ledger::{BatchEntry, CardAsked, Ledger, Recorded, RosterEntry};
use money::Fen;
use records::{Ack, Batch, CardNo, FactorOrder, Record};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use subsidy::{Standing, Tariff};

/// Books, and what was spent on each step so far.
pub(crate) struct Apart<'a> {
    pub(crate) ledger: &'a mut Ledger,
    pub(crate) tariff: &'a Tariff,
    pub(crate) spent: BTreeMap<(u8, &'static str), Duration>,
}

impl Apart<'_> {
    fn timed<T>(&mut self, order: u8, label: &'static str, work: impl FnOnce(&mut Ledger) -> T) -> T {
        let start = Instant::now();
        let done = work(self.ledger);
        *self.spent.entry((order, label)).or_default() += start.elapsed();
        done
    }

    /// Takes a batch in as the center does.
    pub(crate) fn take(&mut self, sealed: &Sealed) -> Result<BatchVerdict> {
        let tariff = self.tariff;
        let batch = self.timed(1, "读记录 · decode", |_| Batch::open(&sealed.bytes))?;
        let terminal = self.ledger.terminal(batch.terminal)?.context("terminal")?;
        let key = records::VerifyingKey::from_bytes(&terminal.public_key.context("key")?)?;
        self.timed(2, "批签名 · signature", |_| batch.verify(&key))?;
        self.timed(3, "哈希链 · hash chain", |_| batch.check_chain())?;
        let (proofs, none) = (Proofs::new(master(), FactorOrder::IssuerFirst), Applications::default());
        let proofs = proofs.of(&none);
        let asked: Vec<&Record> = batch.records.iter().collect();
        let proved = self.timed(4, "TAC", |_| proofs.verify_batch(&asked));
        ensure!(proved.iter().all(|proved| *proved), "a TAC is wrong");
        let cards = self
            .timed(5, "查卡与名册 · cards and roster read", |ledger| gather(ledger, tariff, &batch))?;
        let before = self.ledger.cursor(batch.terminal)?.unwrap_or_default();
        let facts =
            TerminalFacts { terminal: batch.terminal, merchant: terminal.merchant.parse()?, trial: false };
        let funds_left = BTreeMap::from([(CHARITY, self.ledger.fund(CHARITY)?.left())]);
        let verdict = self.timed(6, "规则（含哈希链） · rules, with the chain", |_| {
            let knowledge = Knowledge {
                tariffs: &cards,
                proofs: &Proved,
                cards: &cards,
                funds_left: &funds_left,
                funds_capped: &BTreeSet::new(),
                funds_dry: &BTreeSet::new(),
            };
            judge_batch(&batch, &before, &facts, &knowledge)
        })?;
        ensure!(verdict.findings.is_empty(), "{:?}", verdict.findings);
        let ack = Ack::sign(&verdict.ack, &center_key());
        let mark = self.ledger.mark()?;
        let stored = self.timed(7, "写行与提交 · rows and commit", |ledger| {
            ledger.record_batch(
                mark,
                &entry(&batch, &ack, &verdict, (&before, &funds_left), &terminal.merchant),
            )
        })?;
        ensure!(stored == Recorded::Stored, "not stored");
        Ok(verdict)
    }
}

pub(crate) fn entry<'a>(
    batch: &'a Batch,
    ack: &'a [u8],
    verdict: &'a BatchVerdict,
    (before, funds_left): (&'a Cursor, &'a BTreeMap<u8, Fen>),
    merchant: &'a str,
) -> BatchEntry<'a> {
    let announced = &batch.announced;
    let (body, received_us) = (batch.bytes(), MORNING_US);
    BatchEntry { body, ack, verdict, before, merchant, announced, funds_left, received_us }
}

/// What the books know of the cards of a batch.
struct Cards<'a> {
    tariff: &'a Tariff,
    known: BTreeMap<CardNo, (CardHistory, Standing)>,
}

fn gather<'a>(ledger: &Ledger, tariff: &'a Tariff, batch: &Batch) -> Result<Cards<'a>> {
    let asked = |record: &Record| CardAsked {
        card: record.card_no,
        from_day: record.business_day.number() / 100 * 100,
        from_counter: record.card_counter.map_or(u32::MAX, |counter| counter.saturating_sub(1)),
    };
    let histories = ledger.card_histories(&batch.records.iter().map(asked).collect::<Vec<_>>())?;
    let on_roster = |record: &Record| (record.roster_version, record.card_no, record.business_day.number());
    let rows = ledger.roster_rows_of(&batch.records.iter().map(on_roster).collect::<Vec<_>>())?;
    let cards: Vec<CardNo> = batch.records.iter().map(|record| record.card_no).collect();
    ensure!(ledger.cards_stopped_since(&cards)?.iter().all(Option::is_none), "stopped");
    let standing =
        |row: Option<RosterEntry>| row.map_or(Standing::NONE, |row| Standing::new(row.tier, row.groups));
    let known = cards.into_iter().zip(histories.into_iter().zip(rows.into_iter().map(standing))).collect();
    Ok(Cards { tariff, known })
}

impl TariffLookup for Cards<'_> {
    fn tariff(&self, version: u32) -> Option<&Tariff> {
        (version == self.tariff.version()).then_some(self.tariff)
    }
}

impl CardFacts for Cards<'_> {
    fn history(&self, card: &CardNo) -> CardHistory {
        self.known.get(card).map(|(history, _)| history.clone()).unwrap_or_default()
    }

    fn standing(&self, card: &CardNo, _day: Date, _tariff: &Tariff) -> Standing {
        self.known.get(card).map_or(Standing::NONE, |(_, standing)| *standing)
    }
}

/// Proofs that were verified a step earlier.
struct Proved;

impl ProofVerifier for Proved {
    fn verify_batch(&self, records: &[&Record]) -> Vec<bool> {
        vec![true; records.len()]
    }
}
