//! Books of a small county, and batches as its tills would send them.

use crate::county::{
    ISSUER, LUNCH, PRICE, TARIFF, TIER_C, center_key, checker, digits, keys, maker, number, officers,
};
use anyhow::{Context, Result, ensure};
use county_center::release;
use ledger::{County, Holder, Inflow, InflowKind, Ledger, Merchant};
use money::Fen;
use pboc_purse::crypto::TacInputs;
use pboc_purse::proof::{TacMasterKey, tac_3des};
use purse::{CardAmount, CardNumber, Issuer};
use records::{
    Announced, Batch, BusinessDay, CardNo, CardProfile, CardTxn, Chain, ClockQuality, Kind, Moment, Record,
    Running, SigningKey, Tender, TerminalId, Tier,
};
use std::path::Path;
use subsidy::{Case, Standing, Tariff, quote};

/// 2026-07-21 10:00 in the county, UTC µs.
pub const MORNING_US: i64 = 1_784_599_200_000_000;
const DAY_US: i64 = 86_400_000_000;
/// The fund of the tariff that can run dry; here it has enough.
pub const CHARITY: u8 = 2;

/// The key that proves TACs.
#[must_use]
pub fn master() -> TacMasterKey {
    TacMasterKey::new(keys().tac.0)
}

/// How large a county is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Merchants, each with one till.
    pub merchants: u32,
    /// Elders of each till, nobody else's.
    pub elders: u32,
}

/// Books with the tariff, the holders of every till, and the tills.
///
/// # Errors
/// Books that cannot be made there.
pub fn books(path: &Path, tariff: &Tariff, size: Size) -> Result<(Ledger, Vec<Till>)> {
    let mut ledger = Ledger::create(path)?;
    let county = County {
        division: 330_703,
        name: "示范县".to_owned(),
        signing_key: center_key().to_bytes(),
        supervisor_code: String::new(),
    };
    ledger.open_county(&county, 1)?;
    for (name, officer) in ["经办", "复核"].into_iter().zip(officers()) {
        ledger.add_officer(name, &officer, 1)?;
    }
    let holder = |elder| Holder::born(digits(elder), 19_440_101);
    ledger.replace_holders(&(0..size.elders * size.merchants).map(holder).collect::<Vec<_>>())?;
    // The roster is compiled with the release: version 1.
    let day = BusinessDay::from_number(20_260_721).context("day")?;
    let (reference, source) = ("JZ-1".to_owned(), String::new());
    ledger.enter_inflow(
        &Inflow {
            reference,
            fund: CHARITY,
            amount: Fen(10_000_000_000),
            source,
            kind: InflowKind::Donation,
            note: String::new(),
        },
        day,
        1,
    )?;
    let today = day.start_us();
    release::propose(&mut ledger, "tariff", TARIFF, &maker(), today)?;
    let released = release::approve(&mut ledger, tariff.version(), &checker(), today)?;
    ensure!(released.roster_version == 1, "{released:?}");
    let mut tills = Vec::new();
    for number in 0..size.merchants {
        let mut code = [1; 32];
        code[..4].copy_from_slice(&number.to_be_bytes());
        let key = SigningKey::from_bytes(&code);
        let merchant = format!("canteen-{number}");
        ledger.add_merchant(&Merchant { id: merchant.clone(), name: "示范街老年食堂".to_owned() }, 1)?;
        let id = ledger.invite_terminal(&merchant, "窗口", &code, 1, i64::MAX)?;
        let enrolled = ledger.enrol_terminal(&code, key.verifying_key().as_bytes(), 2)?;
        ensure!(enrolled == Ok(id), "{enrolled:?}");
        let (chain, running) = (Chain::START, Running::default());
        tills.push(Till { id, merchant, key, first_elder: number * size.elders, chain, running });
    }
    Ok((ledger, tills))
}

/// A batch as it comes.
#[derive(Debug)]
pub struct Sealed {
    /// Who sends it.
    pub terminal: TerminalId,
    /// Its first record.
    pub first: u64,
    /// As sealed.
    pub bytes: Vec<u8>,
    /// How many records.
    pub records: usize,
}

/// A till and how far it has come.
#[derive(Debug)]
pub struct Till {
    id: TerminalId,
    /// Whose it is.
    pub merchant: String,
    key: SigningKey,
    first_elder: u32,
    chain: Chain,
    running: Running,
}

impl Till {
    /// One sale to each of its first elders, on a day counted from 0: one batch.
    ///
    /// # Errors
    /// None that a benchmark could mend.
    pub fn day(&mut self, tariff: &Tariff, day: u32, elders: u32) -> Result<Sealed> {
        let first = self.chain.next_seq;
        let mut records = Vec::new();
        let mut at_us = 0;
        for nth in 0..elders {
            at_us = MORNING_US + i64::from(day) * DAY_US + i64::from(nth) * 5_000_000;
            records.push(self.sell(tariff, self.first_elder + nth, day, at_us)?);
        }
        let announced = Announced { seq: self.chain.next_seq - 1, running: self.running };
        let bytes = Batch::seal(&records, announced, at_us, &self.key)?;
        Ok(Sealed { terminal: self.id, first, bytes, records: records.len() })
    }

    /// A record as a till writes it, with the TAC its card would give.
    fn sell(&mut self, tariff: &Tariff, elder: u32, day: u32, at_us: i64) -> Result<Record> {
        let tap = Moment { at_us, clock: ClockQuality::Network };
        let at = tap.county_time().context("time")?;
        let (letter, groups) = TIER_C;
        let quote = quote(tariff, &Case::plain(LUNCH, Fen(PRICE), at, Standing::new(letter, groups)));
        let hash = tariff.hash();
        let paid = u32::try_from(quote.self_pay.0)?;
        let mut record = Record {
            seq: self.chain.next_seq,
            prev: self.chain.head,
            tap,
            tier: Tier::new(letter).context("tier")?,
            tender: Tender::CardPurse,
            quantity: 1,
            service: LUNCH,
            window: quote.window,
            rule: quote.rule().unwrap_or(0),
            price: quote.price,
            benefit: quote.benefit,
            self_pay: quote.self_pay,
            tariff_version: tariff.version(),
            tariff_hash: hash.first_chunk().copied().context("hash")?,
            roster_version: 1,
            groups: quote.groups_used,
            card_profile: CardProfile::TUnionPurse,
            card_txn: CardTxn::Composite,
            card_no: CardNo(number(elder)),
            card_issuer: ISSUER,
            card_counter: Some(day),
            balance_before: Some(9_000_000 - day * paid),
            card_amount: paid,
            psam_terminal: [1; 6],
            psam_seq: u32::try_from(self.chain.next_seq)?,
            card_date: [0x20, 0x26, 0x07, 0x21],
            card_time: [0x10, 0, 0],
            sale: self.chain.next_seq,
            ..Record::blank(Kind::Sale, self.id, BusinessDay::from_date(quote.day).context("day")?)
        };
        record.tac = tac(&record);
        self.running = self.running.plus(record.kind, record.price, record.benefit)?;
        record.running = self.running;
        self.chain.extend(&record)?;
        Ok(record)
    }
}

fn tac(record: &Record) -> [u8; 4] {
    let inputs = TacInputs {
        amount: CardAmount(record.card_amount),
        txn_type: 0x09,
        terminal: record.psam_terminal,
        psam_seq: record.psam_seq,
        date: record.card_date,
        time: record.card_time,
    };
    let (issuer, number) = (Issuer(record.card_issuer), CardNumber(record.card_no.0));
    tac_3des(&master(), issuer, number, purse::FactorOrder::IssuerFirst, &inputs).0
}
