//! A tally with names, as people read it.

use std::collections::BTreeMap;

use records::{BusinessDay, TerminalId};
use subsidy::Tariff;

use super::notes::notes;
use super::sums::Grow;
use super::{Agreement, Both, Counted, Elders, ReplayFault, Setting, Shop, Sums, Tally};

/// Which tariff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TariffName {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// Its title, Chinese.
    pub zh: String,
}

/// What one fund bears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundLine {
    /// Its code.
    pub code: u8,
    /// Its name, Chinese.
    pub zh: String,
    /// Its name, English.
    pub en: String,
    /// Whether it can run dry; here it did not.
    pub limited: bool,
    /// Sales it bears a part of, and how much.
    pub borne: Both<Counted>,
}

/// Accepted sales of one tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierLine {
    /// The letter; `-` for none.
    pub letter: char,
    /// Its sales.
    pub sums: Both<Sums>,
}

/// Accepted sales of one merchant, or of one terminal nobody is known for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantLine {
    /// The merchant's id, or the terminal's number.
    pub id: String,
    /// The merchant's name; empty for a terminal.
    pub name: String,
    /// How many terminals.
    pub terminals: u64,
    /// Their sales.
    pub sums: Both<Sums>,
}

/// What one rule gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLine {
    /// Its code.
    pub code: u16,
    /// Its name, Chinese.
    pub zh: String,
    /// Its name, English.
    pub en: String,
    /// Sales it gives something in, and how much.
    pub given: Both<Counted>,
}

/// Refusals for one reason that appear or vanish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusalLine {
    /// The reason, for machines.
    pub word: &'static str,
    /// The reason, Chinese.
    pub zh: String,
    /// The reason, English.
    pub en: String,
    /// Accepted before, refused under the new tariff.
    pub appear: Counted,
    /// Refused before, accepted under the new tariff.
    pub vanish: Counted,
}

/// What one must know to read the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// What a replay has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The two tariffs.
    pub tariffs: Both<TariffName>,
    /// First and last business day; `None` without sales.
    pub days: Option<(BusinessDay, BusinessDay)>,
    /// Sales.
    pub sales: u64,
    /// Records that are no sales.
    pub passed: u64,
    /// Cards.
    pub cards: u64,
    /// Accepted sales.
    pub total: Both<Sums>,
    /// Refused sales.
    pub refused: Both<Counted>,
    /// Of these, refused by both.
    pub refused_both: Counted,
    /// How far the old tariff gives what was recorded.
    pub agreement: Agreement,
    /// By fund, in order of code.
    pub funds: Vec<FundLine>,
    /// By tier, in order of letter.
    pub tiers: Vec<TierLine>,
    /// By merchant, in order of id.
    pub merchants: Vec<MerchantLine>,
    /// By rule, in order of code.
    pub rules: Vec<RuleLine>,
    /// Refusals that appear or vanish.
    pub refusals: Vec<RefusalLine>,
    /// Who pays more.
    pub elders: Elders,
    /// What one must know.
    pub notes: Vec<Note>,
}

impl Report {
    /// Gives a tally its names.
    ///
    /// # Errors
    /// Sums beyond 64 bits.
    pub fn new(
        tally: Tally,
        setting: &Setting<'_>,
        shops: &BTreeMap<TerminalId, Shop>,
    ) -> Result<Report, ReplayFault> {
        let tariffs = setting.tariffs;
        let notes = notes(&tally, setting);
        let merchants = merchants(&tally.terminals, shops).ok_or(ReplayFault::Overflow)?;
        let Tally { days, sales, passed, cards, total, refused, refused_both, agreement, elders, .. } = tally;
        let funds = tally.funds.into_iter().map(|(code, borne)| fund(code, borne, tariffs));
        let tiers = tally.tiers.into_iter().map(|(letter, sums)| TierLine { letter, sums });
        let rules = tally.rules.into_iter().map(|(code, given)| {
            let name =
                |tariff: &Tariff| tariff.rule_name(code).map(|(zh, en)| (zh.to_owned(), en.to_owned()));
            let (zh, en) = name(tariffs.new).or_else(|| name(tariffs.old)).unwrap_or_default();
            RuleLine { code, zh, en, given }
        });
        let refusals = refusals(&tally.turned, tariffs);
        Ok(Report {
            tariffs: tariffs.map(|tariff| TariffName {
                id: tariff.id().to_owned(),
                version: tariff.version(),
                zh: tariff.title().0.to_owned(),
            }),
            days,
            sales,
            passed,
            cards,
            total,
            refused,
            refused_both,
            agreement,
            funds: funds.collect(),
            tiers: tiers.collect(),
            merchants,
            rules: rules.collect(),
            refusals,
            elders,
            notes,
        })
    }
}

/// A fund is its code; the new tariff's name for it goes first.
fn fund(code: u8, borne: Both<Counted>, tariffs: Both<&Tariff>) -> FundLine {
    let known = tariffs.new.fund(code).or_else(|| tariffs.old.fund(code));
    let (zh, en) = known.map_or_else(
        || (format!("资金 {code}"), format!("fund {code}")),
        |fund| (fund.zh.clone(), fund.en.clone()),
    );
    FundLine { code, zh, en, limited: known.is_some_and(|fund| fund.limited), borne }
}

fn merchants(
    terminals: &BTreeMap<TerminalId, Both<Sums>>,
    shops: &BTreeMap<TerminalId, Shop>,
) -> Option<Vec<MerchantLine>> {
    let mut lines: BTreeMap<String, MerchantLine> = BTreeMap::new();
    for (terminal, sums) in terminals {
        let (id, name) = match shops.get(terminal) {
            Some(shop) => (shop.merchant.clone(), shop.name.clone()),
            None => (terminal.to_string(), String::new()),
        };
        let blank = MerchantLine { id: id.clone(), name, terminals: 0, sums: Both::default() };
        let line = lines.entry(id).or_insert(blank);
        line.terminals.grow(1)?;
        line.sums.grow(*sums)?;
    }
    Some(lines.into_values().collect())
}

/// A rule that blocks is named behind the reason.
fn refusals(turned: &BTreeMap<subsidy::Denial, super::Turned>, tariffs: Both<&Tariff>) -> Vec<RefusalLine> {
    use subsidy::Denial::{CapReached, PartUnit, PointsShort};
    let mut lines = Vec::new();
    for (&denial, turned) in turned {
        let (mut zh, mut en) = (denial.zh().to_owned(), denial.en().to_owned());
        if let PartUnit { rule } | PointsShort { rule } | CapReached { rule } = denial {
            let name = tariffs.new.rule_name(rule).or_else(|| tariffs.old.rule_name(rule));
            let (rule_zh, rule_en) = name.unwrap_or_default();
            zh.push_str(&format!("（{rule} {rule_zh}）"));
            en.push_str(&format!(" ({rule} {rule_en})"));
        }
        let (appear, vanish) = (turned.appear, turned.vanish);
        lines.push(RefusalLine { word: denial.word(), zh, en, appear, vanish });
    }
    lines
}
