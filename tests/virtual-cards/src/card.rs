//! Any card of the tray.

use crate::{Chip, Exchange, ForeignCard, UnreadableCard, VirtualFmcos, VirtualPurse};

/// Any card that may be held to a reader.
#[derive(Clone, Debug)]
pub enum VirtualCard {
    /// A love card.
    Purse(Box<VirtualPurse>),
    /// A chip from its maker, or on its way to be a card.
    Fmcos(Box<VirtualFmcos>),
    /// A card of another scheme.
    Foreign(ForeignCard),
    /// A card that says nothing useful.
    Unreadable(UnreadableCard),
}

impl VirtualCard {
    /// The purse, where this is one.
    #[must_use]
    pub fn purse(&self) -> Option<&VirtualPurse> {
        match self {
            VirtualCard::Purse(purse) => Some(purse),
            VirtualCard::Fmcos(_) | VirtualCard::Foreign(_) | VirtualCard::Unreadable(_) => None,
        }
    }

    /// The purse, where this is one.
    pub fn purse_mut(&mut self) -> Option<&mut VirtualPurse> {
        match self {
            VirtualCard::Purse(purse) => Some(purse),
            VirtualCard::Fmcos(_) | VirtualCard::Foreign(_) | VirtualCard::Unreadable(_) => None,
        }
    }

    fn chip(&self) -> &dyn Chip {
        match self {
            VirtualCard::Purse(purse) => purse.as_ref(),
            VirtualCard::Fmcos(chip) => chip.as_ref(),
            VirtualCard::Foreign(card) => card,
            VirtualCard::Unreadable(card) => card,
        }
    }

    fn chip_mut(&mut self) -> &mut dyn Chip {
        match self {
            VirtualCard::Purse(purse) => purse.as_mut(),
            VirtualCard::Fmcos(chip) => chip.as_mut(),
            VirtualCard::Foreign(card) => card,
            VirtualCard::Unreadable(card) => card,
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
