//! A card is known and a price is found; nothing is written yet.

use crate::admitted::admitted;
use crate::intention::Intention;
use crate::mark::{MarkError, MealMark};
use crate::unquoted::Unquoted;
use crate::{Refusal, Rules, Till, Unremembered, clock};
use jiff::civil::DateTime;
use money::Fen;
use purse::{CardAmount, Custody, DebitOrder, Mark, PurchaseRefusal, PurseView, Recognition, SamTerms};
use records::{
    BusinessDay, CardNo, CardProfile, CardTxn, Further, Kind, Offer, OfferMode, Record, Tender, Tier,
    TransactionMac,
};
use std::collections::BTreeMap;
use subsidy::{Case, Denial, Quote, Taken, Tariff, Usage};

/// What the cashier asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Service code of the tariff.
    pub service: u16,
    /// The whole bill (应收).
    pub price: Fen,
    /// Pieces on it, at least 1.
    pub quantity: u8,
    /// How the elder pays.
    pub pay_with: PayWith,
}

/// How the elder pays the own part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PayWith {
    /// From the purse on the card.
    #[default]
    Card,
    /// In cash; the card is still tapped, for the benefit and the mark.
    Cash,
}

/// The security module as it stands: whose terminal, which key, which number next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sam {
    /// Terminal number in every MAC and record.
    pub terminal: [u8; 6],
    /// Key the card is asked to use.
    pub key_id: u8,
    /// Number of its next purchase.
    pub next_seq: u32,
}

impl Sam {
    /// As an order names it.
    pub(crate) fn terms(&self) -> SamTerms {
        SamTerms { terminal: self.terminal, key_id: self.key_id }
    }

    /// After a sale: the module counts on only when it has verified the card's answer.
    #[must_use]
    pub fn after(self, paid: &crate::Paid) -> Sam {
        let ours =
            paid.record.card_profile == CardProfile::TUnionPurse && paid.record.psam_seq == self.next_seq;
        let counted = paid.proof == crate::ProofCheck::Verified && ours;
        Sam { next_seq: self.next_seq.saturating_add(u32::from(counted)), ..self }
    }
}

/// A sale with a price. Dropping it costs nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Quoted {
    unquoted: Unquoted,
    order: Order,
    card: PurseView,
    quote: Quote,
    taken: Taken,
    mark: Result<Option<MealMark>, MarkError>,
    business_day: BusinessDay,
    card_amount: u32,
}

impl Unquoted {
    /// Looks at the card and finds its price.
    ///
    /// # Errors
    /// The first reason not to sell, in order of precedence.
    pub fn quote(
        self,
        till: &Till,
        rules: &Rules,
        order: Order,
        found: &Recognition,
    ) -> Result<Quoted, Refusal> {
        let (card, at) = admitted(&self, till, rules, found)?;
        let number = CardNo(card.number.0);
        // A card without a purse names its holder; the own part is paid in cash.
        let pay_with = if card.has_purse { order.pay_with } else { PayWith::Cash };
        let order = Order { pay_with, ..order };
        let offers = offered(rules, order, at)?;
        let tariff = rules.tariff_at(self.tap.at_us);
        let place = subsidy::place(tariff, order.service, at).map_err(refusal)?;
        priced(&offers, order)?;
        let mark = card.mark.as_ref().map(MealMark::read).transpose();
        let local = till.taken(number);
        let taken = match &mark {
            Ok(Some(mark)) => mark.taken().merged(&local),
            Ok(None) | Err(_) => local,
        };
        let lots = till.lots(rules, number, self.tap.at_us);
        let standing = rules.standing(number, tariff.standing_day(place.day));
        let case = Case {
            quantity: u16::from(order.quantity),
            point: rules.point(tariff),
            taken: &taken,
            lots: &lots,
            ..Case::plain(order.service, order.price, at, standing)
        };
        let quote = subsidy::quote(tariff, &case);
        if let Some(denial) = quote.denied {
            return Err(refusal(denial));
        }
        let from_purse = if order.pay_with == PayWith::Card { quote.self_pay } else { Fen::ZERO };
        let card_amount = u32::try_from(from_purse.0).map_err(|_| Refusal::PriceUnusable)?;
        let business_day = BusinessDay::from_date(quote.day).ok_or(Refusal::ClockWrong)?;
        let card = card.clone();
        Ok(Quoted { unquoted: self, order, card, quote, taken, mark, business_day, card_amount })
    }
}

impl Quoted {
    /// What the elder pays, and why.
    #[must_use]
    pub fn quote(&self) -> &Quote {
        &self.quote
    }

    /// When the tap began: the tariff of that instant prices it.
    #[must_use]
    pub fn tap_us(&self) -> i64 {
        self.unquoted.tap.at_us
    }

    /// Last four digits of the card.
    #[must_use]
    pub fn card_tail(&self) -> String {
        self.card.number.tail()
    }

    /// What the purse will be debited, fen.
    #[must_use]
    pub fn card_amount(&self) -> u32 {
        self.card_amount
    }

    /// Why the card carries no meal mark that can be used: caps then rest on this till's own count.
    #[must_use]
    pub fn mark_trouble(&self) -> Option<MarkError> {
        self.mark.as_ref().err().copied()
    }

    /// What the cashier must take in cash because the card has no purse; nothing where it has one, or nothing is due.
    #[must_use]
    pub fn cash_due(&self) -> Option<Fen> {
        (!self.card.has_purse && self.quote.self_pay > Fen::ZERO).then_some(self.quote.self_pay)
    }

    /// Whether the security module takes part.
    #[must_use]
    pub fn needs_sam(&self, rules: &Rules) -> bool {
        rules.cards.at(self.card.application).is_some_and(purse::Application::needs_sam)
    }

    /// Says what will be done, to be written down before anything is done. `sam`: the security module, where the
    /// card's family needs one.
    ///
    /// # Errors
    /// A moment no card can be told, no security module where one is needed, or a card that this till has no key for.
    pub fn intend(
        &self,
        till: &Till,
        rules: &Rules,
        sam: Option<Sam>,
        custody: &dyn Custody,
    ) -> Result<Unremembered, Refusal> {
        let quote = &self.quote;
        let second = clock::card_second(self.unquoted.tap, till.card_second());
        let (card_date, card_time) = clock::card_time(second).ok_or(Refusal::ClockWrong)?;
        let after = self.taken.after(quote);
        let slots = quote.parts().filter_map(|part| part.slot);
        let usage: BTreeMap<u8, Usage> =
            slots.filter_map(|slot| Some((slot, *after.slots.get(&slot)?))).collect();
        let tariff = rules.tariff_at(self.unquoted.tap.at_us);
        let tariff_hash = tariff.hash();
        let application = rules.cards.at(self.card.application).ok_or(Refusal::Foreign)?;
        let sam = sam.filter(|_| application.needs_sam());
        if application.needs_sam() && sam.is_none() {
            return Err(Refusal::NoSam);
        }
        let order = DebitOrder {
            amount: CardAmount(self.card_amount),
            mark: self.marked(tariff, &usage),
            sam: sam.as_ref().map(Sam::terms),
            till: till.terminal().0,
            sale: till.next_sale(),
            date: card_date,
            time: card_time,
        };
        let plan = application.plan(&self.card, &order, custody).map_err(|refusal| unplanned(&refusal))?;
        let draft = Record {
            trial_keys: rules.trial_keys,
            seq: 0,
            tap: self.unquoted.tap,
            tier: Tier::new(quote.letter).unwrap_or(Tier::NONE),
            tender: self.tender(),
            quantity: self.order.quantity,
            service: quote.service,
            window: quote.window,
            rule: quote.rule().unwrap_or(0),
            further: further(quote),
            points: points(quote, tariff),
            price: quote.price,
            benefit: quote.benefit,
            self_pay: quote.self_pay,
            tariff_version: tariff.version(),
            tariff_hash: tariff_hash.first_chunk().copied().unwrap_or_default(),
            roster_version: rules.roster_version,
            stoplist_version: rules.stoplist_version,
            groups: quote.groups_used,
            card_profile: CardProfile::from_code(application.code()).ok_or(Refusal::Foreign)?,
            card_txn: CardTxn::from_code(plan.txn).ok_or(Refusal::Foreign)?,
            card_no: CardNo(self.card.number.0),
            card_issuer: self.card.issuer.0,
            card_amount: self.card_amount,
            psam_terminal: sam.map_or([0; 6], |sam| sam.terminal),
            psam_seq: sam.map_or(0, |sam| sam.next_seq),
            card_date,
            card_time,
            sale: till.next_sale(),
            transaction_mac: evidence(&plan.written),
            ..Record::blank(Kind::Sale, till.terminal(), self.business_day)
        };
        let key_id = sam.map_or(0, |sam| sam.key_id);
        Ok(Unremembered::new(Intention { draft, key_id, usage }, plan.purchase))
    }

    /// The card's mark after this sale; `None` where nothing is to be counted or the card has no place for it.
    fn marked(&self, tariff: &Tariff, usage: &BTreeMap<u8, Usage>) -> Option<Mark> {
        let mark = self.mark.as_ref().ok().and_then(Option::as_ref).filter(|_| !usage.is_empty())?;
        let set = |mark: MealMark, (slot, usage): (&u8, &Usage)| {
            mark.with(*slot, *usage, tariff.slot_scopes(*slot).collect())
        };
        Some(usage.iter().fold(mark.clone(), set).write())
    }

    fn tender(&self) -> Tender {
        match self.order.pay_with {
            _ if self.quote.self_pay == Fen::ZERO => Tender::Nothing,
            PayWith::Card => Tender::CardPurse,
            PayWith::Cash => Tender::Cash,
        }
    }
}

/// What the second and the third rule give.
fn further(quote: &Quote) -> [Further; 2] {
    let mut further = [Further::NONE; 2];
    for (part, field) in quote.parts().skip(1).zip(&mut further) {
        *field = Further { rule: part.rule, benefit: part.benefit };
    }
    further
}

/// What is drawn of accounts that hold no money.
fn points(quote: &Quote, tariff: &Tariff) -> u32 {
    let in_fen = |account| tariff.account(account).is_some_and(|account| account.in_fen);
    let drawn = quote.parts().filter_map(|part| part.drawn).filter(|drawn| !in_fen(drawn.account));
    u32::try_from(drawn.fold(0i64, |sum, drawn| sum.saturating_add(drawn.amount))).unwrap_or(u32::MAX)
}

/// What the card will keep of a sale, where the record has to say it.
fn evidence(written: &[u8]) -> Option<TransactionMac> {
    let written = written.try_into().ok()?;
    Some(TransactionMac { written, value: [0; 8], sealed: [0; 16] })
}

/// Why a debit cannot even be planned.
fn unplanned(refusal: &PurchaseRefusal) -> Refusal {
    match refusal {
        PurchaseRefusal::TillKey => Refusal::NoCardKey,
        PurchaseRefusal::Funds => Refusal::BalanceShort,
        PurchaseRefusal::Locked => Refusal::Locked,
        _ => Refusal::CardRefused,
    }
}

/// What is offered of this service at this hour.
fn offered(rules: &Rules, order: Order, at: DateTime) -> Result<Vec<&Offer>, Refusal> {
    if !rules.offers.iter().any(|offer| offer.service == order.service) {
        return Err(Refusal::NotHere);
    }
    let minute = u16::try_from(i16::from(at.hour()) * 60 + i16::from(at.minute())).unwrap_or(0);
    let now: Vec<&Offer> = rules.offers_at(minute).filter(|offer| offer.service == order.service).collect();
    if now.is_empty() { Err(Refusal::WindowClosed) } else { Ok(now) }
}

/// Whether one of these offers has this price.
fn priced(offers: &[&Offer], order: Order) -> Result<(), Refusal> {
    let fits = offers.iter().any(|offer| match offer.mode {
        OfferMode::Keyed => true,
        OfferMode::Fixed => Fen(offer.price_fen).checked_mul(i64::from(order.quantity)) == Some(order.price),
    });
    let sold = order.quantity > 0 && !order.price.is_negative();
    if fits && sold { Ok(()) } else { Err(Refusal::PriceUnusable) }
}

fn refusal(denial: Denial) -> Refusal {
    match denial {
        Denial::UnknownService | Denial::WrongMerchant => Refusal::NotHere,
        Denial::NotOnRoster => Refusal::NotListed,
        Denial::BadPrice | Denial::BadQuantity | Denial::PartUnit { .. } => Refusal::PriceUnusable,
        Denial::WindowClosed | Denial::ClosedDay => Refusal::WindowClosed,
        Denial::OrderRequired => Refusal::NotOrdered,
        Denial::PointsShort { .. } => Refusal::PointsShort,
        Denial::CapReached { .. } => Refusal::CountCap,
    }
}
