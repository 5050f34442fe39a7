//! T-Union purses on FMCOS chips.

use apdu::Transport;
use card_issuing::fmcos::{FmcosProfile, Personalise, Progress, Scrap};
use card_issuing::{
    CardName, CardPicture, Examine, Finding, IssueOrder, IssuerBlock, IssuerKeys as _, KeyRole, ReadBack,
};
use pboc_purse::command::block::Blocking;
use pboc_purse::crypto::Cipher;
use purse::{CardNumber, Issuer};

use super::{CardFault, CardWork, Found, Job, Remember, Seen, converse, made, refused};
use crate::custody::CardKeys;

/// What every card of the county says alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PbocTerms {
    /// Issuer.
    pub issuer: Issuer,
    /// Province, BCD.
    pub province: [u8; 2],
    /// City, BCD.
    pub city: [u8; 2],
    /// Whether cards work outside their city.
    pub interop: bool,
    /// Card kind, from the issuer's table.
    pub kind: u8,
}

/// The work on these cards.
#[derive(Clone, Debug)]
pub struct PbocWork {
    profile: FmcosProfile,
    terms: PbocTerms,
}

impl PbocWork {
    /// For cards of these terms, with keys of this version.
    #[must_use]
    pub fn new(terms: PbocTerms, key_version: u8) -> PbocWork {
        PbocWork { profile: FmcosProfile { key_version, ..FmcosProfile::default() }, terms }
    }

    fn picture(&self, card: &mut dyn Transport) -> Result<CardPicture, CardFault> {
        let read = converse(&mut ReadBack::new(&self.profile), card, |_| Ok(()))?;
        read.map_err(|refusal| CardFault::Refused(refusal.to_string()))
    }

    /// Key identifier of load keys.
    #[must_use]
    pub fn key_id(&self) -> u8 {
        self.profile.key_id
    }

    /// `None` without a PIN, which these cards must have.
    fn order(&self, job: &Job) -> Option<IssueOrder> {
        let PbocTerms { issuer, province, city, interop, kind } = self.terms;
        let Job { number, chip, validity, pin, .. } = job;
        Some(IssueOrder {
            issuer,
            number: *number,
            chip: *chip,
            validity: *validity,
            province,
            city,
            interop,
            kind,
            pin: pin.clone()?,
        })
    }
}

impl CardWork for PbocWork {
    fn kind(&self) -> &'static str {
        "pboc"
    }

    fn layout_version(&self) -> u8 {
        1
    }

    fn number(&self, asked: Option<CardNumber>, _: [u8; 8]) -> Option<CardNumber> {
        asked
    }

    fn examine(&self, card: &mut dyn Transport, _: [u8; 8]) -> Result<Found, CardFault> {
        match converse(&mut Examine::new(&self.profile.aid), card, |_| Ok(()))? {
            Finding::Blank => Ok(Found::Blank),
            Finding::Torn => Ok(Found::Torn),
            Finding::Issued(public) => Ok(Found::Issued(public.number)),
            Finding::Locked => Ok(Found::Blocked),
            Finding::Strange(status) => Err(CardFault::Refused(format!(
                "不是本县可用的芯片（{status}），卡未改动，请换卡 · not a chip that this county uses, it is unchanged; take another"
            ))),
        }
    }

    fn make(
        &self,
        card: &mut dyn Transport,
        job: &Job,
        keys: &CardKeys<'_>,
        begun: Option<usize>,
        remember: &mut Remember<'_>,
    ) -> Result<(), CardFault> {
        let order = self.order(job).ok_or_else(|| {
            CardFault::Refused(
                "这种卡要有持卡人密码，卡未动 · such a card wants a holder's PIN, nothing was touched"
                    .to_owned(),
            )
        })?;
        let mut personalise = match begun {
            None => Personalise::new(&self.profile, &order, keys),
            Some(done) => Personalise::resume(&self.profile, &order, keys, Progress(done)),
        };
        let ended = made(&mut personalise, card, Personalise::progress, begun, remember)?;
        ended.map_err(|refusal| refused(keys, refusal))?;
        let picture = self.picture(card)?;
        picture
            .is_as_ordered(&order, &self.profile)
            .map_err(|difference| CardFault::Refused(difference.to_string()))
    }

    fn read(&self, card: &mut dyn Transport, _: [u8; 8]) -> Result<Seen, CardFault> {
        self.picture(card).map(Seen::Pboc)
    }

    fn scrap(&self, card: &mut dyn Transport, chip: [u8; 8], keys: &CardKeys<'_>) -> Result<(), CardFault> {
        // Only the chip's root key is shown, and that goes by the chip alone.
        let name = CardName { issuer: self.terms.issuer, number: CardNumber([0; 10]), chip };
        let scrapped = converse(&mut Scrap::new(&self.profile, &name, keys), card, |_| Ok(()))?;
        scrapped.map_err(|refusal| refused(keys, refusal))
    }

    fn block(
        &self,
        card: &mut dyn Transport,
        chip: [u8; 8],
        seen: &Seen,
        keys: &CardKeys<'_>,
    ) -> Result<(), CardFault> {
        let Seen::Pboc(CardPicture { public, .. }) = seen else {
            return Err(CardFault::Refused(
                "不是这种卡，卡未改动 · another kind of card, it is unchanged".to_owned(),
            ));
        };
        let name = &CardName { issuer: public.issuer, number: public.number, chip };
        // A wrong MAC counts against the card: without its key nothing is asked.
        if keys.diversify(KeyRole::Maintenance, name).is_none() {
            return Err(refused(keys, "没有维护密钥 · no maintenance key"));
        }
        let mut block = IssuerBlock::new(Blocking::Application, *name, Cipher::TripleDes, keys);
        let blocked = converse(&mut block, card, |_| Ok(()))?;
        blocked.map_err(|refusal| refused(keys, refusal))
    }
}
