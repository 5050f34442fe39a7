//! Payouts: what is confirmed and unpaid, signed by two people, written for a bank.

use std::collections::BTreeMap;

use bank_files::{
    Account, Dispatch, OrderMap, Payout, PayoutHead, PayoutLine, PayoutProposal, PayoutSignError, Period,
    SignedPayout, write_pain001,
};
use ledger::{
    BankAccount, Fault, Ledger, LedgerError, MerchantTerms, NewPayout, NewPayoutLine, PayoutState,
    SettlementState, StoredOfficer, StoredPayout,
};
use money::Fen;
use records::{BusinessDay, Officer, OfficerRole, SigningKey};

use crate::release::in_service;
use crate::{Failure, clock};

/// A payout and its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Numbered {
    /// Its number in the books.
    pub(crate) number: u32,
    /// What is paid.
    pub(crate) payout: Payout,
}

/// How a file for a bank is written.
pub(crate) enum Form<'a> {
    /// A table by the bank's map.
    Table(&'a OrderMap),
    /// ISO 20022 pain.001.
    Pain001,
}

fn at_bank(account: &BankAccount) -> Account {
    let BankAccount { name, number, bank } = account.clone();
    Account { name, number, bank }
}

/// An account that a bank can carry.
///
/// # Errors
/// Which field cannot.
pub(crate) fn carried(account: &BankAccount) -> Result<(), Failure> {
    at_bank(account).wrong().map_or(Ok(()), |field| {
        Err(Failure::BadInput(format!(
            "{field} 不合规，未改动；户名 1–70 字，账号 1–34 位数字或大写字母，联行号 12 位数字 · no bank can carry this, nothing was changed: name 1 to 70 characters, account 1 to 34 digits or capitals, bank code 12 digits"
        )))
    })
}

/// Makes a payout of everything that is confirmed and unpaid, signed by its maker; of some merchants where they are
/// named. `None`: there is nothing to pay.
///
/// # Errors
/// A key that may not make, no account to pay from, a payee that no bank can carry. Nothing was changed.
pub(crate) fn propose(
    ledger: &mut Ledger,
    maker: &SigningKey,
    merchants: &[String],
    now_us: i64,
) -> Result<Option<Numbered>, Failure> {
    let officer = in_service(ledger, maker, OfficerRole::Maker)?;
    let debtor = ledger.paying_account()?.ok_or_else(|| {
        Failure::Refused(
            "还没有付款账户，未改动；请先 payout account · there is no account to pay from, nothing was changed; run payout account first".to_owned(),
        )
    })?;
    let today = clock::county_day(now_us).ok_or_else(clock::unset)?;
    let mut of_merchant: BTreeMap<String, NewPayoutLine> = BTreeMap::new();
    let mut period: Option<(BusinessDay, BusinessDay)> = None;
    for one in ledger.settlements(Some(SettlementState::Confirmed))? {
        let asked = merchants.is_empty() || merchants.contains(&one.merchant);
        if !asked || one.payout.is_some() || one.netted.pay == Fen::ZERO {
            continue;
        }
        let (first, last) = period.unwrap_or((one.first, one.last));
        period = Some((first.min(one.first), last.max(one.last)));
        let line = of_merchant.entry(one.merchant.clone()).or_insert_with(|| NewPayoutLine {
            merchant: one.merchant.clone(),
            end_to_end: String::new(),
            amount: Fen::ZERO,
            settlements: Vec::new(),
        });
        line.amount = line.amount.checked_add(one.netted.pay).ok_or(LedgerError::OutOfRange("payout"))?;
        line.settlements.push(one.number);
    }
    let Some((first, last)) = period else { return Ok(None) };
    let (number, version) = ledger.next_payout((first, last))?;
    let head = PayoutHead {
        id: format!("PAY-{}-{}-{number}", ledger.county()?.division, last.number()),
        period: Period::new(first, last).map_err(|reason| Failure::Refused(reason.to_string()))?,
        version,
        debtor: at_bank(&debtor),
    };
    let mut lines: Vec<NewPayoutLine> = of_merchant.into_values().collect();
    let purpose = format!("爱心卡结算款 {}-{}", first.number(), last.number());
    let of = |line: &NewPayoutLine| {
        Ok(PayoutLine {
            merchant: line.merchant.parse().map_err(|_| LedgerError::Corrupt("merchant".to_owned()))?,
            payee: at_bank(&payee(ledger, &line.merchant, today)?),
            amount: line.amount,
            purpose: purpose.clone(),
        })
    };
    let paid = lines.iter().map(of).collect::<Result<Vec<PayoutLine>, Failure>>()?;
    let payout = Payout::new(head, paid).map_err(|reason| Failure::Refused(reason.to_string()))?;
    for (line, paid) in lines.iter_mut().zip(payout.lines()) {
        line.end_to_end = payout.end_to_end(paid);
    }
    let proposal = PayoutProposal::sign(&payout, maker);
    let (id, period, body) = (&payout.head().id, (first, last), proposal.bytes());
    let new = NewPayout { number, id, period, version, body, maker: officer.number, lines: &lines };
    ledger.propose_payout(&new, now_us)?;
    Ok(Some(Numbered { number, payout }))
}

/// Where a merchant is paid today.
fn payee(ledger: &Ledger, merchant: &str, today: BusinessDay) -> Result<BankAccount, Failure> {
    let terms = ledger.terms(merchant)?;
    let terms = MerchantTerms::on(&terms, today).ok_or_else(|| {
        Failure::Refused(format!(
            "商户 {merchant} 今天没有生效的条款，未改动 · merchant {merchant} has no terms in force today, nothing was changed"
        ))
    })?;
    Ok(terms.payee.clone())
}

/// Signs a proposal as another person than its maker. Its lines are compared with the books once more.
///
/// # Errors
/// Nothing that waits, the maker as checker, a key that may not check, bytes that were altered. Nothing was changed.
pub(crate) fn check(
    ledger: &mut Ledger,
    number: Option<u32>,
    checker: &SigningKey,
    now_us: i64,
) -> Result<Numbered, Failure> {
    let (officer, held) = deciding(ledger, number, checker, &[PayoutState::Proposed])?;
    let proposal = PayoutProposal::open(&held.body).map_err(unsigned)?;
    let maker = ledger.officers()?.into_iter().find(|maker| maker.number == held.maker);
    let maker = maker.ok_or_else(|| LedgerError::Corrupt("payout.maker".to_owned()))?;
    if maker.revoked_us.is_some() {
        return Err(Failure::Refused(format!(
            "付款单 {0} 的经办人已被停用，未复核；请 payout reject 后由他人重做 · the maker of payout {0} is revoked, it was not released; reject it and let another make it",
            held.number
        )));
    }
    let officers = [maker.officer, officer.officer];
    proposal.verify(&officers).map_err(unsigned)?;
    agrees(ledger, held.number, proposal.payout())?;
    let signed = proposal.check(checker).map_err(unsigned)?;
    signed.verify(&officers).map_err(unsigned)?;
    ledger.release_payout(held.number, signed.bytes(), officer.number, now_us)?;
    Ok(Numbered { number: held.number, payout: proposal.payout().clone() })
}

/// Turns a payout down before a file of it is written: its settlements may be paid anew.
///
/// # Errors
/// As [`check`].
pub(crate) fn reject(
    ledger: &mut Ledger,
    number: Option<u32>,
    checker: &SigningKey,
    reason: &str,
    now_us: i64,
) -> Result<u32, Failure> {
    let states = [PayoutState::Proposed, PayoutState::Released];
    let (officer, held) = deciding(ledger, number, checker, &states)?;
    ledger.reject_payout(held.number, officer.number, reason, now_us)?;
    Ok(held.number)
}

/// The checker, and the payout that is to be decided: the only one that waits, where none is named.
fn deciding(
    ledger: &Ledger,
    number: Option<u32>,
    checker: &SigningKey,
    states: &[PayoutState],
) -> Result<(StoredOfficer, StoredPayout), Failure> {
    let officer = in_service(ledger, checker, OfficerRole::Checker)?;
    let held = waiting(ledger, number, states)?;
    let same = |one: &StoredOfficer| one.number == held.maker && one.name == officer.name;
    if held.maker == officer.number || ledger.officers()?.iter().any(same) {
        return Err(unsigned(PayoutSignError::SamePerson));
    }
    Ok((officer, held))
}

fn waiting(ledger: &Ledger, number: Option<u32>, states: &[PayoutState]) -> Result<StoredPayout, Failure> {
    let mut found: Vec<StoredPayout> = match number {
        Some(number) => ledger.payout(number)?.into_iter().collect(),
        None => ledger.payouts()?,
    };
    found.retain(|payout| states.contains(&payout.state));
    match (found.pop(), found.is_empty()) {
        (Some(one), true) => Ok(one),
        (None, _) => Err(Failure::Refused(
            "没有等这一步的付款单，未改动；用 payout list 查看 · no payout waits for this, nothing was changed; see payout list".to_owned(),
        )),
        (Some(_), false) => Err(Failure::Refused(
            "有几份付款单在等，请写明编号，未改动；用 payout list 查看 · several payouts wait, give the number, nothing was changed; see payout list".to_owned(),
        )),
    }
}

/// Whether the signed lines are those of the books.
fn agrees(ledger: &Ledger, number: u32, payout: &Payout) -> Result<(), Failure> {
    let held: Vec<(String, String, Fen)> = ledger
        .payout_lines(number)?
        .into_iter()
        .map(|line| (line.merchant, line.end_to_end, line.amount))
        .collect();
    let signed: Vec<(String, String, Fen)> = payout
        .lines()
        .iter()
        .map(|line| (line.merchant.to_string(), payout.end_to_end(line), line.amount))
        .collect();
    if held == signed {
        return Ok(());
    }
    Err(Failure::CheckFailed(format!(
        "付款单 {number} 签名的内容与账上不符，未付款；请 payout reject 并报告维护人员 · what was signed of payout {number} is not what the books say, nothing was paid; reject it and call maintenance"
    )))
}

/// The bytes for a bank, and notes them; from then on the settlements count as paid. Written again in the same form,
/// the bytes are the same.
///
/// # Errors
/// Anything but a payout that two people signed, and letters that the bank does not have.
pub(crate) fn write(
    ledger: &mut Ledger,
    number: Option<u32>,
    form: &Form<'_>,
    now_us: i64,
) -> Result<(Numbered, Vec<u8>), Failure> {
    let held = waiting(ledger, number, &[PayoutState::Released]).or_else(|refused| match number {
        Some(_) => waiting(ledger, number, &[PayoutState::Written]),
        None => Err(refused),
    })?;
    let signed = SignedPayout::open(&held.body).map_err(unsigned)?;
    let released = signed.verify(&officers(ledger)?).map_err(unsigned)?;
    agrees(ledger, held.number, released.payout())?;
    let (name, bytes) = match form {
        Form::Table(map) => ("csv", map.write(released)),
        Form::Pain001 => {
            let files = ledger.payout_files(held.number)?;
            let first = files.iter().find(|file| file.format == "pain001").map(|file| file.written_us);
            let created = clock::county_time(first.unwrap_or(now_us));
            ("pain001", write_pain001(released, &Dispatch { created, execute: created.date() }))
        }
    };
    let bytes = bytes.map_err(|reason| Failure::Refused(reason.to_string()))?;
    ledger.write_payout(held.number, (name, records::sha256(&bytes)), now_us)?;
    Ok((Numbered { number: held.number, payout: released.payout().clone() }, bytes))
}

/// All who ever had a key: what they signed stays signed.
pub(crate) fn officers(ledger: &Ledger) -> Result<Vec<Officer>, LedgerError> {
    Ok(ledger.officers()?.into_iter().map(|officer| officer.officer).collect())
}

/// What a payout says, under as many signatures as it needs by now.
pub(crate) fn opened(held: &StoredPayout, officers: &[Officer]) -> Result<Payout, PayoutSignError> {
    if held.state == PayoutState::Proposed {
        let proposal = PayoutProposal::open(&held.body)?;
        proposal.verify(officers)?;
        return Ok(proposal.payout().clone());
    }
    let signed = SignedPayout::open(&held.body)?;
    Ok(signed.verify(officers)?.payout().clone())
}

/// Payouts whose signatures are not good, or that the books do not repeat line by line.
///
/// # Errors
/// Books that cannot be read.
pub(crate) fn faults(ledger: &Ledger) -> Result<Vec<Fault>, Failure> {
    let officers = officers(ledger)?;
    let mut faults = Vec::new();
    // What was turned down pays nothing.
    let held = ledger.payouts()?.into_iter().filter(|held| held.state != PayoutState::Rejected);
    for held in held {
        let wrong = match opened(&held, &officers) {
            Err(reason) => Some(reason.to_string()),
            Ok(payout) => agrees(ledger, held.number, &payout).err().map(|reason| reason.to_string()),
        };
        if let Some(said) = wrong {
            let (zh, en) = said.split_once(" · ").unwrap_or((&said, &said));
            let place = format!("付款单 payout {}", held.number);
            faults.push(Fault { place, zh: zh.to_owned(), en: en.to_owned() });
        }
    }
    Ok(faults)
}

fn unsigned(reason: PayoutSignError) -> Failure {
    match reason {
        PayoutSignError::SamePerson => Failure::Refused(reason.to_string()),
        other => Failure::CheckFailed(other.to_string()),
    }
}
