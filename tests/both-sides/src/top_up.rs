//! A desk that loads purses, with the center's load key behind it: one load open at most.

use crate::county::{ISSUER, Kind, PURSE_KEYS};
use crate::link::Boxed;
use crate::{Lengths, Link, Tear};
use apdu::converse;
use pboc_purse::crypto::{Cipher, Derivation, IssuerFactor, LoadMoment, TacScheme};
use pboc_purse::proof::TacMasterKey;
use pboc_purse::proof::load::{LoadMasterKey, verify_load_tac};
use pboc_purse::{
    CreditOutcome, LoadCredit, LoadInit, LoadIntention, LoadOrder, LoadRefusal, LoadResolution, Pin,
    ResolveLoad, Tac,
};
use purse::{CardAmount, CardNumber, Issuer, Probe};
use virtual_cards::{InField, UnreadableCard, VirtualCard};

/// How a card on the desk ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Loaded {
    /// The card left before anything could happen.
    Nothing,
    /// It refused before anything could happen.
    Refused(LoadRefusal),
    /// The credit came to this.
    Settled(CreditOutcome),
    /// What the card said about a torn load.
    Learned(LoadResolution),
}

/// The desk.
#[derive(Clone)]
pub struct TopUp {
    kind: Kind,
    minute: u8,
    /// What is not settled yet.
    pub open: Option<LoadIntention>,
}

impl TopUp {
    /// A desk for purses of this kind, with nothing open.
    #[must_use]
    pub fn new(kind: Kind) -> TopUp {
        TopUp { kind, minute: 0, open: None }
    }

    /// A card is laid down, with the link cut there: settles what is open, or else loads so many fen.
    pub fn tap(&mut self, card: &mut VirtualCard, fen: u32, tear: Option<Tear>) -> (Loaded, Vec<Lengths>) {
        let mut link = Link::tap(card, tear);
        let loaded = self.talk(&mut link, fen);
        (loaded, link.take())
    }

    fn talk(&mut self, link: &mut Link<&mut VirtualCard>, fen: u32) -> Loaded {
        let mut nobody = InField::tap(UnreadableCard::new(&[0; 4]));
        let mut probe = self.kind.application().probe();
        let Ok(Probe::Found(view)) = converse(&mut Boxed(&mut *probe), link, &mut nobody) else {
            return Loaded::Nothing;
        };
        let pin = Pin::from_digits("123456");
        if let Some(open) = self.open {
            let mut resolve = ResolveLoad::new(open, pin);
            let found = converse(&mut resolve, link, &mut nobody).unwrap_or_else(|_| resolve.so_far());
            if let LoadResolution::Credited(Some(tac)) = found {
                self.genuine(tac, open, view.number);
            }
            if !matches!(found, LoadResolution::Undecided(_)) {
                self.open = None;
            }
            return Loaded::Learned(found);
        }
        let order = LoadOrder { key_id: 1, amount: CardAmount(fen), terminal: [0x55, 0x10, 0, 0, 0, 0x42] };
        let facts = match converse(&mut LoadInit::new(order, pin), link, &mut nobody) {
            Ok(Ok(facts)) => facts,
            Ok(Err(refusal)) => return Loaded::Refused(refusal),
            Err(_) => return Loaded::Nothing,
        };
        self.minute += 1;
        let moment = LoadMoment { date: [0x20, 0x26, 0x07, 0x20], time: [0x09, self.minute, 0] };
        let master = LoadMasterKey::new(PURSE_KEYS.load.0);
        let session = master.session(&self.derivation(), Issuer(ISSUER), view.number, facts.inputs(&order));
        let Some(mac2) = session.permit(facts.mac1, moment) else { return Loaded::Nothing };
        let mut credit = LoadCredit::new(order, facts, moment, mac2);
        let outcome = converse(&mut credit, link, &mut nobody).unwrap_or_else(|_| credit.so_far());
        match outcome {
            CreditOutcome::Credited(tac) => self.genuine(tac, (&credit).into(), view.number),
            CreditOutcome::Unknown(_) => self.open = Some((&credit).into()),
            CreditOutcome::Refused(_) => {}
        }
        Loaded::Settled(outcome)
    }

    /// Every proof must convince the center.
    fn genuine(&self, tac: Tac, load: LoadIntention, number: CardNumber) {
        let inputs = pboc_purse::crypto::LoadInputs {
            balance_before: load.balance_before,
            counter: load.counter_before,
            random: [0; 4],
            amount: load.order.amount,
            txn_type: pboc_purse::crypto::LOAD,
            terminal: load.order.terminal,
        };
        let master = TacMasterKey::new(PURSE_KEYS.tac.0);
        let scheme = TacScheme::from(self.derivation().cipher);
        let (derivation, issuer) = (self.derivation(), Issuer(ISSUER));
        assert!(verify_load_tac(tac, &master, &derivation, scheme, issuer, number, (&inputs, load.moment)));
    }

    fn derivation(&self) -> Derivation {
        let mut derivation = Derivation::default();
        match self.kind {
            Kind::Sm4 => derivation.cipher = Cipher::Sm4,
            Kind::CityUnion => derivation.issuer = IssuerFactor::City,
            _ => {}
        }
        derivation
    }
}
