//! Books in memory, written from the promise of a store and not from the judge: they keep what a verdict says and
//! answer what clearing asks. Stories are text tables, one record a line, a blank line between batches.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use clearing::{
    Accepted, BatchVerdict, CardFacts, CardHistory, Cursor, Finding, Inferred, Knowledge, NotAdmitted,
    Posting, ProofVerifier, Row, Status, TariffLookup, TerminalFacts, Waiting, judge_batch,
};
use jiff::civil::{Date, Time};
use money::Fen;
use records::{
    Announced, Batch, BusinessDay, CardNo, CardProfile, CardTxn, Chain, ClockQuality, Kind, Moment, Record,
    SigningKey, Tender, TerminalId, Tier,
};
use subsidy::{Point, Standing, Tariff};

const TARIFF: &str = include_str!("../../../../tests/golden/tariffs/lunch-demo.toml");

/// A till number is its terminal's number; tills 1 to 5 belong to canteen-a, the others to canteen-b.
pub(crate) fn till(number: u32) -> TerminalId {
    TerminalId::new(330_703, number).unwrap()
}

/// A card is its tail. The first digit says the holder: 8 is 80 to 89 (tier C), 7 is 70 to 79 (tier B), 5 eats free
/// (tier R), anything else is not listed.
pub(crate) fn card(tail: &str) -> CardNo {
    format!("310477000000000{tail:0>4}").parse().unwrap()
}

fn standing(card: &CardNo) -> Standing {
    match card.tail().chars().next() {
        Some('8') => Standing::new('C', 1 << 2 | 1 << 9),
        Some('7') => Standing::new('B', 1 << 1 | 1 << 9),
        Some('5') => Standing::new('R', 1 << 8 | 1 << 9),
        _ => Standing::NONE,
    }
}

/// One record of a story before it is chained.
#[derive(Clone)]
pub(crate) struct Tap {
    pub(crate) till: u32,
    pub(crate) record: Record,
}

/// Reads `till card day time price benefit rule counter before words…`.
///
/// Words: `grey`, `grey?` (counter unknown), `tac` (wrong), `trial`, `cash`, `guess`, `late` (business day wrong),
/// `odd` (price is not the sum), `close`, `other-tariff`.
pub(crate) fn tap(line: &str) -> Tap {
    let mut words = line.split_whitespace();
    let mut next = || words.next().unwrap_or_else(|| panic!("too short: {line}"));
    let (till_number, tail, day, time) = (next().parse().unwrap(), next(), next(), next());
    let (price, benefit): (Fen, Fen) = (next().parse().unwrap(), next().parse().unwrap());
    let (rule, counter, before): (u16, u32, Fen) =
        (next().parse().unwrap(), next().parse().unwrap(), next().parse().unwrap());
    let words: BTreeSet<&str> = words.collect();
    let says = |word: &str| words.contains(word);
    let date: Date = format!("2024-07-{day}").parse().unwrap();
    let time: Time = format!("{time}:00").parse().unwrap();
    let at_us = jiff::tz::Offset::constant(8).to_timestamp(date.to_datetime(time)).unwrap().as_microsecond();
    let self_pay = price.checked_sub(benefit).unwrap();
    let known = !says("grey?");
    let listed = standing(&card(tail));
    let tender = match self_pay {
        Fen(0) => Tender::Nothing,
        _ if says("cash") => Tender::Cash,
        _ => Tender::CardPurse,
    };
    let debited = if tender == Tender::CardPurse { u32::try_from(self_pay.0).unwrap() } else { 0 };
    let kind = match () {
        () if says("close") => Kind::DayClose,
        () if says("grey") || says("grey?") => Kind::Grey,
        () => Kind::Sale,
    };
    let booked = if says("late") { date.saturating_sub(jiff::Span::new().days(3)) } else { date };
    let blank = Record::blank(kind, till(till_number), BusinessDay::from_date(booked).unwrap());
    let bcd = |text: String| u8::from_str_radix(&text, 16).unwrap();
    let record = Record {
        trial_keys: says("trial"),
        tap: Moment { at_us, clock: if says("guess") { ClockQuality::Guess } else { ClockQuality::Network } },
        tier: Tier::new(listed.letter).unwrap(),
        tender,
        quantity: 1,
        service: 2,
        window: 2,
        rule,
        price: if says("odd") { price.checked_add(Fen(1)).unwrap() } else { price },
        benefit,
        self_pay,
        tariff_version: if says("other-tariff") { 9 } else { 1 },
        tariff_hash: Tariff::load(TARIFF).unwrap().hash()[..8].try_into().unwrap(),
        groups: listed.groups,
        card_profile: CardProfile::TUnionPurse,
        card_txn: CardTxn::Composite,
        card_no: card(tail),
        card_issuer: [3; 8],
        card_counter: Some(counter).filter(|_| known),
        balance_before: Some(u32::try_from(before.0).unwrap()).filter(|_| known),
        card_amount: debited,
        card_date: [0x20, 0x24, bcd(format!("{:02}", date.month())), bcd(format!("{:02}", date.day()))],
        card_time: [bcd(format!("{:02}", time.hour())), bcd(format!("{:02}", time.minute())), 0],
        tac: [u8::from(says("tac")); 4],
        ..blank.clone()
    };
    let record = if kind == Kind::DayClose { Record { tap: record.tap, ..blank } } else { record };
    Tap { till: till_number, record }
}

/// The county's books.
pub(crate) struct Books {
    tariff: Tariff,
    pub(crate) trial: bool,
    /// What limited funds have left; a fund that is absent has no limit.
    pub(crate) left: BTreeMap<u8, Fen>,
    pub(crate) dry: BTreeSet<u8>,
    pub(crate) capped: BTreeSet<u8>,
    writers: BTreeMap<u32, (Chain, records::Running)>,
    cursors: BTreeMap<TerminalId, Cursor>,
    acks: BTreeMap<[u8; 32], Vec<u8>>,
    pub(crate) rows: BTreeMap<(TerminalId, u64), (Row, records::MerchantId)>,
    pub(crate) findings: BTreeMap<(u16, TerminalId, u64), Finding>,
    pub(crate) postings: BTreeMap<(BusinessDay, clearing::Account), Fen>,
    pub(crate) stopped: BTreeMap<CardNo, i64>,
    /// Where tills stand; a till that is absent was never told.
    pub(crate) places: BTreeMap<TerminalId, u16>,
}

impl Books {
    pub(crate) fn new() -> Books {
        let report = subsidy::check(TARIFF);
        assert!(report.passed(), "{report:?}");
        Books {
            tariff: Tariff::load(TARIFF).unwrap(),
            trial: false,
            left: BTreeMap::new(),
            dry: BTreeSet::new(),
            capped: BTreeSet::new(),
            writers: BTreeMap::new(),
            cursors: BTreeMap::new(),
            acks: BTreeMap::new(),
            rows: BTreeMap::new(),
            findings: BTreeMap::new(),
            postings: BTreeMap::new(),
            stopped: BTreeMap::new(),
            places: BTreeMap::new(),
        }
    }

    /// What a till writes: chained, counted, sealed.
    pub(crate) fn seal(&mut self, taps: &[Tap]) -> Batch {
        let number = taps[0].till;
        let (chain, running) = self.writers.entry(number).or_default();
        let mut written = Vec::new();
        for tap in taps {
            let mut record = tap.record.clone();
            record.seq = chain.next_seq;
            record.prev = chain.head;
            *running = running.plus(record.kind, record.price, record.benefit).unwrap();
            record.running = *running;
            chain.extend(&record).unwrap();
            written.push(record);
        }
        let announced = Announced { seq: chain.next_seq - 1, running: *running };
        let sealed_at = written.iter().map(|record| record.tap.at_us).max().unwrap() + 1;
        let bytes = Batch::seal(&written, announced, sealed_at, &SigningKey::from_bytes(&[1; 32])).unwrap();
        Batch::open(&bytes).unwrap()
    }

    pub(crate) fn terminal(&self, terminal: TerminalId) -> TerminalFacts {
        let merchant = if terminal.number() <= 5 { "canteen-a" } else { "canteen-b" };
        TerminalFacts { terminal, merchant: merchant.parse().unwrap(), trial: self.trial }
    }

    pub(crate) fn judge(&self, batch: &Batch) -> Result<BatchVerdict, NotAdmitted> {
        let cursor = self.cursors.get(&batch.terminal).copied().unwrap_or_default();
        let (funds_left, funds_capped, funds_dry) = (&self.left, &self.capped, &self.dry);
        let knowledge =
            Knowledge { tariffs: self, proofs: self, cards: self, funds_left, funds_capped, funds_dry };
        judge_batch(batch, &cursor, &self.terminal(batch.terminal), &knowledge)
    }

    /// Takes a batch, like a store: a known batch gets its old acknowledgement and changes nothing.
    pub(crate) fn take(&mut self, batch: &Batch) -> Result<Vec<u8>, NotAdmitted> {
        let verdict = match self.judge(batch) {
            Ok(verdict) => verdict,
            Err(refusal) => return self.acks.get(&batch.hash()).cloned().ok_or(refusal),
        };
        self.keep(batch.terminal, verdict, batch.hash())
    }

    fn keep(
        &mut self,
        terminal: TerminalId,
        verdict: BatchVerdict,
        hash: [u8; 32],
    ) -> Result<Vec<u8>, NotAdmitted> {
        assert_eq!(clearing::balance(&verdict.postings), Some(Fen::ZERO), "postings add up to zero");
        let merchant = self.terminal(terminal).merchant;
        for row in verdict.rows {
            let key = (row.record.terminal, row.record.seq);
            assert!(self.rows.insert(key, (row, merchant.clone())).is_none(), "one row per record");
        }
        for settlement in verdict.settlements {
            let (row, merchant) = self.rows.get_mut(&(settlement.terminal, settlement.seq)).unwrap();
            let open = matches!(row.status, Status::Waiting(_) | Status::Adjusted);
            assert!(open, "only what waits or was inferred is settled");
            assert_eq!(*merchant, settlement.merchant);
            row.status = settlement.status;
            row.settled = settlement.settled;
            row.legs = settlement.legs;
        }
        for cleared in verdict.cleared {
            self.findings.remove(&(cleared.kind.number(), cleared.terminal, cleared.seq));
        }
        for finding in verdict.findings {
            self.dry.extend(finding.fund);
            self.findings.entry((finding.kind.number(), finding.terminal, finding.seq)).or_insert(finding);
        }
        for Posting { day, account, amount } in verdict.postings {
            if let clearing::Account::Fund(fund) = account
                && let Some(left) = self.left.get_mut(&fund)
            {
                *left = left.checked_sub(amount).unwrap();
            }
            let sum = self.postings.entry((day, account)).or_default();
            *sum = sum.checked_add(amount).unwrap();
        }
        self.postings.retain(|_, sum| *sum != Fen::ZERO);
        self.refill();
        self.cursors.insert(terminal, verdict.cursor);
        let ack = records::Ack::sign(&verdict.ack, &SigningKey::from_bytes(&[2; 32]));
        self.acks.insert(hash, ack.clone());
        Ok(ack)
    }

    /// Money comes into a fund.
    pub(crate) fn give(&mut self, fund: u8, amount: Fen) {
        let left = self.left.entry(fund).or_default();
        *left = left.checked_add(amount).unwrap();
        self.refill();
    }

    /// A fund that has something is not dry any more, and the finding that said so is answered.
    fn refill(&mut self) {
        let Books { left, dry, findings, .. } = self;
        dry.retain(|fund| left.get(fund).is_none_or(|left| *left <= Fen::ZERO));
        findings.retain(|_, finding| finding.fund.is_none_or(|fund| dry.contains(&fund)));
    }

    /// Tells a story.
    pub(crate) fn tell(&mut self, story: &str) -> &mut Books {
        for paragraph in paragraphs(story) {
            let batch = self.seal(&paragraph);
            self.take(&batch).unwrap();
        }
        self
    }

    /// Everything the books say, as text.
    pub(crate) fn show(&self) -> String {
        let mut text = String::new();
        for ((terminal, seq), (row, _)) in &self.rows {
            let _ = writeln!(
                text,
                "{}/{seq} {} {} {}",
                terminal.number(),
                row.record.card_no.masked(),
                row.record.price,
                row.status
            );
        }
        for finding in self.findings.values() {
            let _ = write!(text, "! {} {}", finding.kind.number(), finding.kind.name());
            let _ = write!(text, " {}/{}", finding.terminal.number(), finding.seq);
            if let Some((terminal, seq)) = finding.other {
                let _ = write!(text, " by {}/{seq}", terminal.number());
            }
            if let Some((expected, found)) = finding.expected.zip(finding.found) {
                let _ = write!(text, ": {found}, not {expected}");
            }
            text.push('\n');
        }
        for ((day, account), amount) in &self.postings {
            let sign = if amount.is_negative() { "" } else { "+" };
            let _ = writeln!(text, "{:02} {account:<20} {sign}{amount}", day.number() % 100);
        }
        text
    }
}

/// The taps of a story, batch by batch.
pub(crate) fn paragraphs(story: &str) -> Vec<Vec<Tap>> {
    let mut batches = vec![Vec::new()];
    for line in story.lines().map(str::trim) {
        match (line.is_empty(), line.starts_with('#'), batches.last_mut()) {
            (true, _, Some(last)) if !last.is_empty() => batches.push(Vec::new()),
            (false, false, Some(last)) => last.push(tap(line)),
            _ => {}
        }
    }
    batches.retain(|batch| !batch.is_empty());
    batches
}

impl TariffLookup for Books {
    fn tariff(&self, version: u32) -> Option<&Tariff> {
        Some(&self.tariff).filter(|tariff| tariff.version() == version)
    }

    fn point(&self, terminal: TerminalId, _: &Tariff) -> Point {
        Point { place: self.places.get(&terminal).copied().unwrap_or(0), ..Point::default() }
    }
}

impl ProofVerifier for Books {
    fn verify_batch(&self, records: &[&Record]) -> Vec<bool> {
        records.iter().map(|record| record.tac == [0; 4]).collect()
    }
}

impl CardFacts for Books {
    fn history(&self, card: &CardNo) -> CardHistory {
        let mut history = CardHistory::default();
        for (row, merchant) in self.rows.values().filter(|(row, _)| row.record.card_no == *card) {
            let record = row.record.clone();
            match row.status {
                Status::Good | Status::Adjusted => {
                    let legs = row.legs.iter().map(|leg| (leg.fund, leg.amount)).collect();
                    let inferred = Inferred { merchant: merchant.clone(), legs };
                    let inferred = Some(inferred).filter(|_| row.status == Status::Adjusted);
                    history.accepted.push(Accepted { record, settled: row.settled, inferred });
                }
                Status::Waiting(cause) => {
                    history.waiting.push(Waiting { record, merchant: merchant.clone(), cause });
                }
                Status::Refused(_) => {}
            }
        }
        history
    }

    fn standing(&self, card: &CardNo, _: Date, _: &Tariff) -> Standing {
        standing(card)
    }

    fn stopped_since(&self, card: &CardNo) -> Option<i64> {
        self.stopped.get(card).copied()
    }
}

/// Tells a story to new books and compares what they say.
pub(crate) fn after(story: &str, expected: expect_test::Expect) {
    let mut books = Books::new();
    books.tell(story);
    expected.assert_eq(&books.show());
}
