//! Any card of the tray.

use crate::desfire::VirtualDesfire;
use crate::{
    Chip, Exchange, ForeignCard, ManyApplications, SocialCard, StorageCard, Tear, TwoCards, UnreadableCard,
    VirtualFmcos, VirtualPurse,
};

/// Any card that may be held to a reader.
#[derive(Clone, Debug)]
pub enum VirtualCard {
    /// A love card.
    Purse(Box<VirtualPurse>),
    /// A chip from its maker, or on its way to be a card.
    Fmcos(Box<VirtualFmcos>),
    /// A love card whose purse is one application of several.
    Many(Box<ManyApplications>),
    /// A love card on a DESFire, or a DESFire of somebody else.
    Desfire(Box<VirtualDesfire>),
    /// A social-security card.
    Social(SocialCard),
    /// A storage card: a serial and nothing else.
    Storage(StorageCard),
    /// A card of another scheme.
    Foreign(ForeignCard),
    /// A card that says nothing useful.
    Unreadable(UnreadableCard),
    /// Two cards at once.
    Two(TwoCards),
}

impl VirtualCard {
    /// The purse, where this is one.
    #[must_use]
    pub fn purse(&self) -> Option<&VirtualPurse> {
        match self {
            VirtualCard::Purse(purse) => Some(purse),
            VirtualCard::Many(many) => Some(many.purse()),
            _ => None,
        }
    }

    /// The purse, where this is one.
    pub fn purse_mut(&mut self) -> Option<&mut VirtualPurse> {
        match self {
            VirtualCard::Purse(purse) => Some(purse),
            VirtualCard::Many(many) => Some(many.purse_mut()),
            _ => None,
        }
    }

    /// The DESFire, where this is one.
    #[must_use]
    pub fn desfire(&self) -> Option<&VirtualDesfire> {
        if let VirtualCard::Desfire(card) = self { Some(card) } else { None }
    }

    /// The DESFire, where this is one.
    pub fn desfire_mut(&mut self) -> Option<&mut VirtualDesfire> {
        if let VirtualCard::Desfire(card) = self { Some(card) } else { None }
    }

    /// Fen, where this is a card with money of ours.
    #[must_use]
    pub fn balance(&self) -> Option<u32> {
        let purse = self.purse().map(|purse| purse.state().balance);
        purse.or_else(|| self.desfire()?.balance())
    }

    /// The field will go away once, at this place; says whether this is a card that pays.
    pub fn arm(&mut self, tear: Tear) -> bool {
        if let Some(purse) = self.purse_mut() {
            purse.arm(tear);
        } else if let Some(card) = self.desfire_mut() {
            card.arm(tear);
        } else {
            return false;
        }
        true
    }

    /// Takes an armed tear back.
    pub fn disarm(&mut self) {
        if let Some(purse) = self.purse_mut() {
            purse.disarm();
        } else if let Some(card) = self.desfire_mut() {
            card.disarm();
        }
    }

    /// The tear that has not happened yet.
    #[must_use]
    pub fn armed(&self) -> Option<Tear> {
        self.purse().map_or_else(|| self.desfire()?.armed(), VirtualPurse::armed)
    }

    fn chip(&self) -> &dyn Chip {
        match self {
            VirtualCard::Purse(purse) => purse.as_ref(),
            VirtualCard::Fmcos(chip) => chip.as_ref(),
            VirtualCard::Many(many) => many.as_ref(),
            VirtualCard::Desfire(card) => card.as_ref(),
            VirtualCard::Social(card) => card,
            VirtualCard::Storage(card) => card,
            VirtualCard::Foreign(card) => card,
            VirtualCard::Unreadable(card) => card,
            VirtualCard::Two(cards) => cards,
        }
    }

    fn chip_mut(&mut self) -> &mut dyn Chip {
        match self {
            VirtualCard::Purse(purse) => purse.as_mut(),
            VirtualCard::Fmcos(chip) => chip.as_mut(),
            VirtualCard::Many(many) => many.as_mut(),
            VirtualCard::Desfire(card) => card.as_mut(),
            VirtualCard::Social(card) => card,
            VirtualCard::Storage(card) => card,
            VirtualCard::Foreign(card) => card,
            VirtualCard::Unreadable(card) => card,
            VirtualCard::Two(cards) => cards,
        }
    }
}

impl From<VirtualPurse> for VirtualCard {
    fn from(purse: VirtualPurse) -> VirtualCard {
        VirtualCard::Purse(Box::new(purse))
    }
}

impl From<VirtualFmcos> for VirtualCard {
    fn from(chip: VirtualFmcos) -> VirtualCard {
        VirtualCard::Fmcos(Box::new(chip))
    }
}

impl From<VirtualDesfire> for VirtualCard {
    fn from(card: VirtualDesfire) -> VirtualCard {
        VirtualCard::Desfire(Box::new(card))
    }
}

impl Chip for VirtualCard {
    fn atr(&self) -> Vec<u8> {
        self.chip().atr()
    }

    fn uid(&self) -> Option<Vec<u8>> {
        self.chip().uid()
    }

    fn power_on(&mut self) {
        self.chip_mut().power_on();
    }

    fn power_off(&mut self) {
        self.chip_mut().power_off();
    }

    fn exchange(&mut self, command: &[u8]) -> Exchange {
        self.chip_mut().exchange(command)
    }

    fn commits(&self) -> u64 {
        self.chip().commits()
    }

    fn latency_ms(&self) -> u32 {
        self.chip().latency_ms()
    }
}
