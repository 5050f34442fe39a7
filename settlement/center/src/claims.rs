//! Claims (申报): what a fund bore on closed accounting days, told to its payer once, with evidence and signature.

use std::collections::{BTreeMap, BTreeSet};

use clearing::Account;
use ed25519_dalek::Signer as _;
use exports::{Claim, ClaimLine, claim_text};
use ledger::{FundClaim, Ledger, LedgerError};
use money::Fen;
use records::{BusinessDay, MerchantId, SigningKey};

use crate::Failure;
use crate::funds::NamedFund;

/// Claims every closed day through a day that was not claimed yet. `None`: there is none.
///
/// # Errors
/// Books that do not agree with themselves, or cannot be written. Nothing was claimed.
pub(crate) fn make_claim(
    ledger: &mut Ledger,
    fund: &NamedFund,
    through: BusinessDay,
    now_us: i64,
) -> Result<Option<FundClaim>, Failure> {
    let days = ledger.unclaimed_days(fund.code, through)?;
    let (Some(&first), Some(&last)) = (days.first(), days.last()) else { return Ok(None) };
    let mut lines = Vec::new();
    for day in days {
        lines.extend(day_lines(ledger, fund.code, day)?);
    }
    let county = ledger.county()?;
    let claim = Claim {
        division: county.division,
        fund: (fund.code, fund.zh.clone()),
        days: (first.date(), last.date()),
        lines,
    };
    let amount = claim.amount().ok_or(LedgerError::OutOfRange("claim"))?;
    let document = claim_text(&claim).ok_or(LedgerError::OutOfRange("claim"))?;
    let key = SigningKey::from_bytes(&county.signing_key);
    let signature = key.sign(document.as_bytes()).to_bytes();
    let kept = FundClaim { fund: fund.code, first, last, amount, document, signature };
    if ledger.keep_claim(&kept, now_us)? {
        Ok(Some(kept))
    } else {
        Err(Failure::Refused(
            "另一人刚申报了这些会计日，未申报；请重新运行 · somebody claimed these days just now, nothing was claimed; run it again".to_owned(),
        ))
    }
}

/// What a fund bore on a day, merchant by merchant; it must come to what its account moved.
fn day_lines(ledger: &Ledger, fund: u8, day: BusinessDay) -> Result<Vec<ClaimLine>, Failure> {
    let mut borne: BTreeMap<MerchantId, Fen> = BTreeMap::new();
    for line in ledger.turnover(day)? {
        if let Some(amount) = line.sums.funds.get(&fund) {
            let sum = borne.entry(line.merchant).or_default();
            *sum = sum.checked_add(*amount).ok_or(LedgerError::OutOfRange("claim"))?;
        }
    }
    let returned = ledger.fund_returns(fund, day)?;
    let statements = ledger.statements(day)?;
    let version = |merchant: &MerchantId| {
        statements.iter().find(|one| one.merchant == merchant.as_str()).map_or(0, |one| one.version)
    };
    let merchants: BTreeSet<&MerchantId> = borne.keys().chain(returned.keys()).collect();
    let of = |sums: &BTreeMap<MerchantId, Fen>, merchant| sums.get(merchant).copied().unwrap_or_default();
    let lines: Vec<ClaimLine> = merchants
        .into_iter()
        .map(|merchant| ClaimLine {
            day: day.date(),
            merchant: merchant.as_str().to_owned(),
            statement: version(merchant),
            borne: of(&borne, merchant),
            returned: of(&returned, merchant),
        })
        .filter(|line| (line.borne, line.returned) != (Fen::ZERO, Fen::ZERO))
        .collect();
    let told = Fen::sum(lines.iter().flat_map(|line| [line.borne, line.returned]));
    let booked = ledger.fund_moved(fund, day)?;
    if told != Some(booked) {
        let (day, told) = (day.date(), told.unwrap_or_default());
        return Err(Failure::CheckFailed(format!(
            "{day} {}：各商户合计 {told}，账上 {booked}，未申报；请运行 books check · the merchants come to {told}, the books to {booked}, nothing was claimed; run books check",
            Account::Fund(fund)
        )));
    }
    Ok(lines)
}
