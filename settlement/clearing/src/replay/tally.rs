//! What a replay adds up. Tallies of different cards add up to the tally of all.

use std::collections::BTreeMap;

use money::Fen;
use records::{BusinessDay, TerminalId};
use subsidy::Denial;

use super::sums::Grow;
use super::{Both, Counted, Elders, Sums};

/// How many of the largest increases are listed.
pub const LARGEST: usize = 20;

/// How far the replay under the old tariff is what was recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// What the records say.
    pub recorded: Sums,
    /// Sales priced as recorded, to the fen.
    pub agreed: u64,
    /// Sales priced otherwise.
    pub differed: u64,
    /// Sales that the old tariff refuses now.
    pub refused: u64,
    /// Of the sales priced otherwise: benefit above what was recorded.
    pub above: Fen,
    /// Of the sales priced otherwise: benefit below what was recorded.
    pub below: Fen,
    /// Sales that were priced under another tariff than the old one.
    pub other_tariff: u64,
}

/// Refusals for one reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turned {
    /// Accepted by the old tariff, refused by the new one; their price.
    pub appear: Counted,
    /// Refused by the old tariff, accepted by the new one.
    pub vanish: Counted,
}

/// What a replay has added up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// First and last business day.
    pub days: Option<(BusinessDay, BusinessDay)>,
    /// Sales.
    pub sales: u64,
    /// Records that are no sales and were passed over.
    pub passed: u64,
    /// Sales without a card.
    pub cardless: u64,
    /// Cards that are not in the list of holders.
    pub unlisted: u64,
    /// Cards.
    pub cards: u64,
    /// Accepted sales.
    pub total: Both<Sums>,
    /// Refused sales and their price.
    pub refused: Both<Counted>,
    /// Sales that both refuse.
    pub refused_both: Counted,
    /// Refusals that appear or vanish, by reason.
    pub turned: BTreeMap<Denial, Turned>,
    /// What each fund bears.
    pub funds: BTreeMap<u8, Both<Counted>>,
    /// Accepted sales by tier letter; a sale may stand under two.
    pub tiers: BTreeMap<char, Both<Sums>>,
    /// Accepted sales by terminal.
    pub terminals: BTreeMap<TerminalId, Both<Sums>>,
    /// What each rule gives.
    pub rules: BTreeMap<u16, Both<Counted>>,
    /// Who pays more.
    pub elders: Elders,
    /// How far the old tariff gives what was recorded.
    pub agreement: Agreement,
}

impl Tally {
    /// Both together; `None` when a sum does not fit 64 bits. No card may be in the two.
    #[must_use]
    pub fn plus(mut self, other: Tally) -> Option<Tally> {
        self.days = match (self.days, other.days) {
            (Some((first, last)), Some((from, to))) => Some((first.min(from), last.max(to))),
            (one, another) => one.or(another),
        };
        self.sales.grow(other.sales)?;
        self.passed.grow(other.passed)?;
        self.cardless.grow(other.cardless)?;
        self.unlisted.grow(other.unlisted)?;
        self.cards.grow(other.cards)?;
        self.total.grow(other.total)?;
        self.refused.grow(other.refused)?;
        self.refused_both.grow(other.refused_both)?;
        merge(&mut self.turned, other.turned)?;
        merge(&mut self.funds, other.funds)?;
        merge(&mut self.tiers, other.tiers)?;
        merge(&mut self.terminals, other.terminals)?;
        merge(&mut self.rules, other.rules)?;
        self.elders = self.elders.plus(other.elders)?;
        self.agreement.grow(other.agreement)?;
        Some(self)
    }

    /// Whether price = self-pay + funds under both tariffs.
    #[must_use]
    pub fn balances(&self) -> bool {
        let borne =
            |side: fn(&Both<Counted>) -> Counted| Fen::sum(self.funds.values().map(|both| side(both).amount));
        let whole = |sums: Sums, funds: Option<Fen>| {
            funds == Some(sums.benefit) && sums.self_pay.checked_add(sums.benefit) == Some(sums.price)
        };
        whole(self.total.old, borne(|both| both.old)) && whole(self.total.new, borne(|both| both.new))
    }
}

fn merge<K: Ord, V: Grow>(into: &mut BTreeMap<K, V>, from: BTreeMap<K, V>) -> Option<()> {
    from.into_iter().try_for_each(|(key, more)| into.entry(key).or_default().grow(more))
}

impl Grow for Turned {
    fn plus(self, more: Turned) -> Option<Turned> {
        Some(Turned { appear: self.appear.plus(more.appear)?, vanish: self.vanish.plus(more.vanish)? })
    }
}

impl Grow for Agreement {
    fn plus(self, more: Agreement) -> Option<Agreement> {
        Some(Agreement {
            recorded: self.recorded.plus(more.recorded)?,
            agreed: self.agreed.plus(more.agreed)?,
            differed: self.differed.plus(more.differed)?,
            refused: self.refused.plus(more.refused)?,
            above: self.above.plus(more.above)?,
            below: self.below.plus(more.below)?,
            other_tariff: self.other_tariff.plus(more.other_tariff)?,
        })
    }
}
