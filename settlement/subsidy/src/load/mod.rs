//! From a text to a tariff: everything that can be known to be wrong without pricing a sale.

mod amounts;
mod benefits;
mod calendar;
mod caps;
mod examples;
mod fees;
mod funding;
mod groups;
mod names;
mod places;
mod rules;
mod services;
mod slots;
mod windows;

use crate::benefit::Round;
use crate::problem::{Findings, Problem};
use crate::tariff::{Account, Fund, Kind, Tariff};
use crate::text::{self, AccountText, FundText, HeadText, KindText, Unit};
pub(crate) use examples::NO_RULE;
use money::{RoundMode, Rounding};
use names::Names;
use sha2::{Digest, Sha256};

impl Tariff {
    /// Reads a tariff text. The examples inside are not worked out; see [`crate::check`].
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the text.
    pub fn load(text: &str) -> Result<Tariff, Vec<Problem>> {
        load(text)
    }
}

/// Reads a tariff. All problems are told that can be told at once, in the order of the text.
pub(crate) fn load(text: &str) -> Result<Tariff, Vec<Problem>> {
    let written = text::read(text).map_err(|problem| vec![problem])?;
    let mut findings = Findings::new(text);
    let findings_mut = &mut findings;
    let names = Names::gather(&written, findings_mut);
    head(&written.tariff, findings_mut);
    let round =
        written.tariff.round.as_ref().map_or(FEN_HALF_UP, |round| amounts::rounding(round, findings_mut));
    let calendar = calendar::calendar(&written.days, findings_mut);
    let festivals = calendar::festivals(&written.festivals, findings_mut);
    let windows = windows::windows(&written.windows, findings_mut);
    let places = places::places(&written.places, &names, findings_mut);
    let mut services = services::services(&written.services, &windows, &festivals, &names, findings_mut);
    let ground = rules::Ground {
        services: &services,
        festivals: &festivals,
        places: &places,
        names: &names,
        head: &written.tariff,
        round,
    };
    let rules = rules::rules(&written.rules, &ground, findings_mut);
    slots::slots(&written.rules, &rules, &services, &windows, findings_mut);
    services::attach(&mut services, &rules);
    let tariff = Tariff {
        id: written.tariff.id.get_ref().clone(),
        title: (written.tariff.zh.get_ref().clone(), written.tariff.en.get_ref().clone()),
        version: *written.tariff.version.get_ref(),
        hash: Sha256::digest(text.as_bytes()).into(),
        effective_from: written.tariff.effective_from.0,
        age_basis: written.tariff.age_basis,
        leap_rule: written.tariff.leap_rule,
        refund: written.tariff.refund,
        categories: names.categories.iter().map(|&name| name.to_owned()).collect(),
        rosters: names.rosters.iter().map(|&name| name.to_owned()).collect(),
        groups: groups::groups(&written.groups, &names, &places, findings_mut),
        funds: funds(&written.funds),
        kinds: kinds(&written.kinds),
        accounts: accounts(&written.accounts),
        fees: fees::fees(&written.fees, &names, findings_mut),
        examples: examples::examples(
            &written.examples,
            &names,
            written.tariff.effective_from.0,
            findings_mut,
        ),
        order_examples: examples::orders(&written.order_examples, &names, findings_mut),
        fee_examples: examples::fees(&written.fee_examples, &names, findings_mut),
        calendar,
        festivals,
        windows,
        places,
        services,
        rules,
    };
    let problems = findings.sorted();
    if problems.is_empty() { Ok(tariff) } else { Err(problems) }
}

/// Rounding when a tariff says nothing: to the fen, half up, the benefit, the bill.
const FEN_HALF_UP: Round =
    Round { rounding: Rounding { unit: 1, mode: RoundMode::HalfUp }, on_self_pay: false, each_item: false };

fn head(head: &HeadText, findings: &mut Findings<'_>) {
    if *head.version.get_ref() == 0 {
        findings.add(
            &head.version,
            "版本号从 1 开始",
            "versions begin at 1",
            "写 version = 1，每次发布加一 · write version = 1 and add one at each release",
        );
    }
}

fn funds(written: &[FundText]) -> Vec<Fund> {
    let fund = |fund: &FundText| Fund {
        code: *fund.code.get_ref(),
        name: fund.name.get_ref().clone(),
        zh: fund.zh.get_ref().clone(),
        en: fund.en.get_ref().clone(),
        limited: fund.limited,
    };
    written.iter().map(fund).collect()
}

fn kinds(written: &[KindText]) -> Vec<Kind> {
    let kind = |kind: &KindText| Kind {
        code: *kind.code.get_ref(),
        name: kind.name.get_ref().clone(),
        zh: kind.zh.get_ref().clone(),
        en: kind.en.get_ref().clone(),
    };
    written.iter().map(kind).collect()
}

fn accounts(written: &[AccountText]) -> Vec<Account> {
    let account = |account: &AccountText| Account {
        code: *account.code.get_ref(),
        name: account.name.get_ref().clone(),
        zh: account.zh.get_ref().clone(),
        en: account.en.get_ref().clone(),
        in_fen: account.unit == Unit::Fen,
    };
    written.iter().map(account).collect()
}
