//! The county center: the production intake on a real SQLite file, in the same thread.

use crate::releases;
use crate::sabotage::Sabotage;
use crate::scratch::Scratch;
use crate::tape::{Fact, Tape};
use county_center::intake::{Intake, Proofs, Receipt, Refusal};
use county_center::package::{CardTerms, package};
use county_center::roster;
use county_center::{Cards, Failure, release};
use ledger::{
    CardLoad, County, Holder, Inflow, InflowKind, Ledger, LedgerError, Merchant, Offer, StoredPackage,
};
use money::Fen;
use pboc_purse::proof::TacMasterKey;
use records::{
    BusinessDay, FactorOrder, KeyCustody, Officer, OfficerRole, SigningKey, TerminalId, VerifyingKey, sha256,
};
use std::collections::BTreeMap;
use std::path::PathBuf;
use uplink::{Reply, Request};

/// The one fund of the tariff that can run dry.
const CHARITY: u8 = 2;
/// What it is given every morning.
const DONATION: Fen = Fen(15_040);

/// The center.
pub(crate) struct Center {
    pub(crate) ledger: Ledger,
    pub(crate) key: SigningKey,
    pub(crate) sabotage: Sabotage,
    intake: Intake,
    terms: CardTerms,
    packages: BTreeMap<TerminalId, StoredPackage>,
    scratch: Scratch,
    tape: Tape,
}

/// One point of sale to be set up.
pub(crate) struct Point {
    pub(crate) merchant: &'static str,
    pub(crate) service: u16,
    pub(crate) price: Fen,
    pub(crate) keyed: bool,
}

impl Center {
    /// New books with tariff, holders and merchants.
    pub(crate) fn open(
        holders: &[Holder],
        points: &[Point],
        tac: [u8; 16],
        now_us: i64,
        tape: Tape,
    ) -> Result<Center, LedgerError> {
        let scratch = Scratch::make()?;
        let mut ledger = Ledger::create(&scratch.path().join("books.db"))?;
        let county = County {
            division: 330_703,
            name: "演示县".to_owned(),
            signing_key: sha256(b"center"),
            supervisor_code: crate::parts::shelf::SUPERVISOR_CODE.to_owned(),
        };
        ledger.open_county(&county, now_us)?;
        for (name, key, role) in [
            ("经办人", releases::maker(), OfficerRole::Maker),
            ("复核人", releases::checker(), OfficerRole::Checker),
        ] {
            ledger.add_officer(name, &Officer { key: key.verifying_key(), role }, now_us)?;
        }
        ledger.replace_holders(holders)?;
        for point in points {
            let merchant =
                Merchant { id: point.merchant.to_owned(), name: format!("商户 {}", point.merchant) };
            ledger.add_merchant(&merchant, now_us)?;
            let (service, price, keyed) = (point.service, point.price, point.keyed);
            let offer = Offer { service, price, keyed, from_minute: 0, to_minute: 1440 };
            ledger.set_offer(point.merchant, &offer)?;
        }
        let key = SigningKey::from_bytes(&county.signing_key);
        let order = FactorOrder::IssuerFirst;
        let cards = Cards {
            key_custody: KeyCustody::Psam,
            tac_keys: None,
            token: None,
            aids: vec!["A000000632010105".to_owned()],
            issuers: Vec::new(),
            factor_order: order,
            mark_sfi: 0x19,
            mark_record_id: 0xA1,
        };
        let mut center = Center {
            ledger,
            intake: Intake::new(key.clone(), Proofs::new(TacMasterKey::new(tac), order), false),
            key,
            sabotage: Sabotage::Nothing,
            terms: CardTerms::from(&cards),
            packages: BTreeMap::new(),
            scratch,
            tape,
        };
        center.release(&releases::first(), now_us)?;
        center.new_day(now_us)?;
        Ok(center)
    }

    /// The file with the books.
    pub(crate) fn books(&self) -> PathBuf {
        self.scratch.path().join("books.db")
    }

    /// Invites a till and binds its key.
    pub(crate) fn enrol(
        &mut self,
        merchant: &str,
        key: &VerifyingKey,
        now_us: i64,
    ) -> Result<TerminalId, LedgerError> {
        let code = sha256(key.as_bytes());
        self.ledger.invite_terminal(merchant, "一号窗口", &code, now_us, i64::MAX)?;
        let enrolled = self.ledger.enrol_terminal(&code, key.as_bytes(), now_us)?;
        enrolled.map_err(|refusal| LedgerError::Corrupt(format!("{refusal:?}")))
    }

    /// Two people release a tariff. Returns from when it prices, UTC µs.
    pub(crate) fn release(&mut self, text: &str, now_us: i64) -> Result<i64, LedgerError> {
        let failed = |failure: Failure| LedgerError::Corrupt(failure.to_string());
        let (maker, checker) = (releases::maker(), releases::checker());
        let terms = release::propose(&mut self.ledger, "tariff", text, &maker, now_us).map_err(failed)?;
        release::approve(&mut self.ledger, terms.version, &checker, now_us).map_err(failed)?;
        self.tape.push(Fact::Released { version: terms.version, from_us: terms.effective_us });
        Ok(terms.effective_us)
    }

    /// The morning at the center: a donation that lasts some lunches and then runs dry, so that both happen every
    /// day; and a new year wants a new roster.
    pub(crate) fn new_day(&mut self, now_us: i64) -> Result<(), LedgerError> {
        if let Some(today) = county_day(now_us) {
            let gift = Inflow {
                reference: format!("JZ-{}", today.number()),
                fund: CHARITY,
                amount: DONATION,
                source: "演示捐赠".to_owned(),
                kind: InflowKind::Donation,
                note: String::new(),
            };
            self.ledger.enter_inflow(&gift, today, now_us)?;
        }
        if let Some(today) = county_day(now_us) {
            roster::refresh(&mut self.ledger, today, now_us)?;
        }
        self.vouchers(now_us)?;
        for terminal in self.ledger.terminals()? {
            if let Some(made) = package(&mut self.ledger, &terminal, &self.terms, now_us)? {
                self.packages.insert(terminal.id, made);
            }
        }
        Ok(())
    }

    /// Every seventh elder is given a lunch voucher each morning, for five days; what is over is cleared. Tills hear of
    /// it once a day, so two of them may give the same voucher.
    fn vouchers(&mut self, now_us: i64) -> Result<(), LedgerError> {
        let Some(today) = county_day(now_us) else { return Ok(()) };
        let last = today.date().saturating_add(jiff::Span::new().days(4));
        let Some(last_day) = BusinessDay::from_date(last) else { return Ok(()) };
        let mut loads = Vec::new();
        for holder in self.ledger.holders()?.into_iter().step_by(7) {
            let held = self.ledger.lots(&holder.card_no)?;
            let load = held.last().map_or(0, |lot| lot.load.load).saturating_add(1);
            let (card_no, first_day) = (holder.card_no, today);
            loads.push(CardLoad { card_no, load, account: 1, amount: 500, first_day, last_day });
        }
        self.ledger.enter_loads(&loads, &[], &format!("{today}"), now_us)?;
        self.ledger.expire_lots(today, now_us)?;
        Ok(())
    }

    /// Answers one request as the routes do.
    pub(crate) fn answer(&mut self, request: &Request, now_us: i64) -> Reply {
        let (status, body) = match request {
            Request::Batch { terminal, first_seq, bytes } => {
                self.batch((*terminal, *first_seq), bytes, now_us)
            }
            Request::Cursor { terminal } => match self.ledger.cursor(*terminal) {
                Ok(cursor) => (200, cursor_body(&cursor.unwrap_or_default().chain).into_bytes()),
                Err(_) => (500, Vec::new()),
            },
            Request::Parameters { terminal, have_version } => match self.packages.get(terminal) {
                Some(made) if made.version == *have_version => (304, Vec::new()),
                Some(made) => (200, made.package.clone()),
                None => (404, br#"{"code":"no-parameters"}"#.to_vec()),
            },
        };
        let center_time_s = Some(now_us.div_euclid(1_000_000));
        Reply::Answer { status, body, retry_after_s: None, center_time_s }
    }

    fn batch(&mut self, address: (TerminalId, u64), bytes: &[u8], now_us: i64) -> (u16, Vec<u8>) {
        let refusal = match self.intake.take(&mut self.ledger, address, bytes, now_us) {
            Ok(receipt) => {
                let mut ack = receipt.ack().to_vec();
                match &receipt {
                    Receipt::Taken { .. } => crate::spoil::books(&self.books(), self.sabotage, address),
                    Receipt::Replayed { .. } if self.sabotage == Sabotage::IntakeAnswersAnew => ack.reverse(),
                    Receipt::Replayed { .. } => {}
                }
                self.tape.push(Fact::Answered { batch: bytes.to_vec(), ack: ack.clone() });
                return (200, ack);
            }
            Err(refusal) => refusal,
        };
        let status = match &refusal {
            Refusal::Malformed(_) | Refusal::Misaddressed | Refusal::Broken(_) | Refusal::Overflow => 422,
            Refusal::UnknownTerminal | Refusal::Revoked { .. } => 403,
            Refusal::Fork { .. } | Refusal::Overlap { .. } => 409,
            Refusal::Gap { .. } => 425,
            Refusal::Books(_) => 500,
        };
        let code = refusal.code();
        let body = match refusal.cursor() {
            Some(chain) => format!(r#"{{"code":"{code}","cursor":{}}}"#, cursor_body(&chain)),
            None => format!(r#"{{"code":"{code}"}}"#),
        };
        (status, body.into_bytes())
    }
}

fn cursor_body(chain: &records::Chain) -> String {
    let head: String = chain.head.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(r#"{{"next_seq":{},"head":"{head}"}}"#, chain.next_seq)
}

pub(crate) fn county_day(at_us: i64) -> Option<BusinessDay> {
    let moment = records::Moment { at_us, clock: records::ClockQuality::Network };
    BusinessDay::from_date(moment.county_time()?.date())
}
