//! A tariff that has been read and found sound.

use crate::age::{AgeBasis, LeapRule};
use crate::calendar::{Calendar, Festival};
use crate::fee::Fee;
use crate::holder::{Group, HolderFacts};
use crate::order::OrderTerms;
use crate::place::{Place, Places, Point};
use crate::rule::{Groups, Rule};
use crate::stage::Stage;
use crate::story::{Example, FeeExample, OrderExample};
use crate::taken::Scope;
use crate::text::RefundMethod;
use crate::window::Window;
use jiff::civil::Date;

/// A kind of merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The code in packages.
    pub code: u16,
    /// The name rules use.
    pub name: String,
    /// For people, Chinese.
    pub zh: String,
    /// For people, English.
    pub en: String,
}

/// Where vouchers, points or coins of holders lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The code in loads and records.
    pub code: u8,
    /// The name rules use.
    pub name: String,
    /// For people, Chinese.
    pub zh: String,
    /// For people, English.
    pub en: String,
    /// Whether it holds fen; otherwise points, which are in no sum of money.
    pub in_fen: bool,
}

/// Something that is sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The code in records.
    pub code: u16,
    /// The name rules and cases use.
    pub name: String,
    /// For people, Chinese.
    pub zh: String,
    /// For people, English.
    pub en: String,
    /// Codes of the windows it is sold in; empty: at any time.
    pub windows: Vec<u16>,
    /// Codes of the kinds of merchants that sell it; empty: all.
    pub kinds: Vec<u16>,
    /// Days without sale, sorted.
    pub closed: Vec<Date>,
    /// Bits of the groups it is for; 0: for everybody.
    pub groups: u32,
    /// Whether everybody else is refused, rather than charged the full price.
    pub deny_outsiders: bool,
    /// What it says about ordering ahead.
    pub order: Option<OrderTerms>,
    /// The rules about it, by stage, overlays apart.
    pub(crate) stages: [StageRules; 3],
}

/// The rules of one stage, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StageRules {
    pub(crate) overlays: Vec<Candidate>,
    pub(crate) others: Vec<Candidate>,
}

/// A rule's place in the tariff's list, with its groups at hand: most rules are for somebody else, and are
/// passed over without being looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) groups: Groups,
    pub(crate) index: usize,
}

/// Somebody who bears benefits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fund {
    /// The code in postings.
    pub code: u8,
    /// The name rules and cases use.
    pub name: String,
    /// For people, Chinese.
    pub zh: String,
    /// For people, English.
    pub en: String,
    /// Whether it can run dry. Such a fund is never a guarantor and never in a ratio.
    pub limited: bool,
}

/// A tariff that has been read and found sound.
#[derive(Clone, Debug)]
pub struct Tariff {
    pub(crate) id: String,
    pub(crate) title: (String, String),
    pub(crate) version: u32,
    pub(crate) hash: [u8; 32],
    pub(crate) effective_from: Date,
    pub(crate) age_basis: AgeBasis,
    pub(crate) leap_rule: LeapRule,
    pub(crate) refund: RefundMethod,
    pub(crate) categories: Vec<String>,
    pub(crate) rosters: Vec<String>,
    pub(crate) calendar: Calendar,
    pub(crate) festivals: Vec<Festival>,
    pub(crate) windows: Vec<Window>,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) places: Places,
    pub(crate) accounts: Vec<Account>,
    pub(crate) services: Vec<Service>,
    pub(crate) groups: Vec<Group>,
    pub(crate) funds: Vec<Fund>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) fees: Vec<Fee>,
    pub(crate) examples: Vec<Example>,
    pub(crate) order_examples: Vec<OrderExample>,
    pub(crate) fee_examples: Vec<FeeExample>,
}

impl Tariff {
    /// The name that stays the same from version to version.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is called, Chinese and English.
    #[must_use]
    pub fn title(&self) -> (&str, &str) {
        (&self.title.0, &self.title.1)
    }

    /// Version, from 1.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// SHA-256 of the text.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The first business day it is meant for.
    #[must_use]
    pub fn effective_from(&self) -> Date {
        self.effective_from
    }

    /// The day whose standing counts for a sale placed on `day`: never one before this tariff, which classified
    /// nobody then. They differ when a window that crosses midnight crosses a change of tariff as well.
    #[must_use]
    pub fn standing_day(&self, day: Date) -> Date {
        day.max(self.effective_from)
    }

    /// The categories a holder list may use with this tariff.
    #[must_use]
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// The rosters a holder list may use with this tariff.
    #[must_use]
    pub fn rosters(&self) -> &[String] {
        &self.rosters
    }

    /// Services in the order of the text.
    #[must_use]
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// A service by its code.
    #[must_use]
    pub fn service(&self, code: u16) -> Option<&Service> {
        self.services.iter().find(|service| service.code == code)
    }

    /// A service by its name in the text.
    #[must_use]
    pub fn service_named(&self, name: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.name == name)
    }

    /// Windows in the order of the text.
    #[must_use]
    pub fn windows(&self) -> &[Window] {
        &self.windows
    }

    /// A window by its code.
    #[must_use]
    pub fn window(&self, code: u16) -> Option<&Window> {
        self.windows.iter().find(|window| window.code == code)
    }

    /// Kinds of merchants in the order of the text.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// Places in the order of the text.
    #[must_use]
    pub fn places(&self) -> &[Place] {
        &self.places.0
    }

    /// Accounts in the order of the text.
    #[must_use]
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// An account by its code.
    #[must_use]
    pub fn account(&self, code: u8) -> Option<&Account> {
        self.accounts.iter().find(|account| account.code == code)
    }

    /// Funds in the order of the text.
    #[must_use]
    pub fn funds(&self) -> &[Fund] {
        &self.funds
    }

    /// Whether nobody steps in for a fund somewhere: a rule names it as guarantor, or in a ratio. A ceiling does not
    /// hold it back there.
    #[must_use]
    pub fn relies_on(&self, fund: u8) -> bool {
        self.rules.iter().any(|rule| rule.funding.relies_on(fund))
    }

    /// A fund by its code.
    #[must_use]
    pub fn fund(&self, code: u8) -> Option<&Fund> {
        self.funds.iter().find(|fund| fund.code == code)
    }

    /// Merchant fees in the order of the text.
    #[must_use]
    pub fn fees(&self) -> &[Fee] {
        &self.fees
    }

    /// What a rule is called, Chinese and English. Fit for tills and slips: it names no category.
    #[must_use]
    pub fn rule_name(&self, code: u16) -> Option<(&str, &str)> {
        self.rule(code).map(|rule| (rule.zh.as_str(), rule.en.as_str()))
    }

    /// The name of the group with a bit.
    #[must_use]
    pub fn group_name(&self, bit: u8) -> Option<&str> {
        self.groups.iter().find(|group| group.bit == bit).map(|group| group.name.as_str())
    }

    /// The slot a rule counts in; `None` when it remembers nothing or there is no such rule.
    #[must_use]
    pub fn rule_slot(&self, code: u16) -> Option<u8> {
        self.rule(code).and_then(|rule| rule.slot)
    }

    /// The account of vouchers or points a rule draws from; `None` when it draws from none.
    #[must_use]
    pub fn rule_account(&self, code: u16) -> Option<u8> {
        self.rule(code).and_then(|rule| rule.benefit.account())
    }

    /// The periods over which the rules of a slot are capped.
    pub fn slot_scopes(&self, slot: u8) -> impl Iterator<Item = Scope> {
        let sharing = self.rules.iter().filter(move |rule| rule.slot == Some(slot));
        sharing.flat_map(|rule| &rule.caps).map(|cap| cap.scope).filter(|&scope| scope != Scope::Sale)
    }

    /// The first day that any cap may still count on a day.
    #[must_use]
    pub fn remembers_from(&self, day: Date) -> Date {
        let scopes = self.rules.iter().flat_map(|rule| &rule.caps).map(|cap| cap.scope);
        scopes.map(|scope| scope.start(day)).min().unwrap_or(day)
    }

    /// A till by the names of its kind and place; what this tariff does not know is 0.
    #[must_use]
    pub fn point(&self, kind: &str, place: &str) -> Point {
        let kind = self.kinds.iter().find(|known| known.name == kind).map_or(0, |known| known.code);
        let place = self.places.0.iter().find(|known| known.name == place).map_or(0, |known| known.code);
        Point { kind, place }
    }

    /// The outermost place that a place lies in: its town. Itself where it lies in none, 0 for none.
    #[must_use]
    pub fn town(&self, place: u16) -> u16 {
        self.places.town(place)
    }

    /// The stage of a rule.
    #[must_use]
    pub fn rule_stage(&self, code: u16) -> Option<Stage> {
        self.rule(code).map(|rule| rule.stage)
    }

    pub(crate) fn rule(&self, code: u16) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.code == code)
    }

    /// The code of a holder's place; 0 when it is not known here.
    pub(crate) fn place_of(&self, facts: &HolderFacts) -> u16 {
        let name = facts.place.as_ref();
        let place = name.and_then(|name| self.places.0.iter().find(|place| place.name == *name));
        place.map_or(0, |place| place.code)
    }
}
