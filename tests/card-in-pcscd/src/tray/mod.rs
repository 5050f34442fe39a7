//! The tray: all cards of a county, up to eight counters with a reader and a SAM each, a page and an interface
//! for scripts.

mod counter;
mod form;
mod http;
mod made;
mod page;
mod tap;

pub use counter::{Counter, Reader};
pub use http::serve;
pub use tap::{Ended, Outcome, TapOrder, TapRefusal};

use crate::kept::{Deck, Entry, purse_to_json, replace};
use crate::slot::Keeper;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use virtual_cards::VirtualCard;

/// A card of the tray.
pub struct TrayCard {
    /// What it is.
    pub entry: Entry,
    /// The chip.
    pub chip: Arc<Mutex<VirtualCard>>,
    file: PathBuf,
}

impl TrayCard {
    /// The last four digits.
    #[must_use]
    pub fn tail(&self) -> &str {
        self.entry.number.get(16..).unwrap_or("----")
    }

    /// The chip, to look at or to change.
    pub fn look(&self) -> MutexGuard<'_, VirtualCard> {
        self.chip.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Balance in fen and offline counter, where it has them.
    #[must_use]
    pub fn money(&self) -> Option<(u32, u16)> {
        self.look().purse().map(|purse| (purse.state().balance, purse.state().offline))
    }

    fn keeper(&self) -> Keeper<VirtualCard> {
        let file = self.file.clone();
        Arc::new(move |card| {
            let Some(purse) = card.purse() else { return };
            let kept = purse_to_json(purse.state()).and_then(|text| replace(&file, &text));
            if let Err(error) = kept {
                eprintln!("卡的状态没有写下 · a card's memory was not written: {error:#}");
            }
        })
    }
}

/// All cards and counters.
pub struct Tray {
    /// The cards, in the order of the deck.
    pub cards: Vec<TrayCard>,
    /// The counters; the first is number 1.
    pub counters: Vec<Counter>,
}

impl Tray {
    /// Lays out a deck. What the chips remember is read from `folder` and kept there.
    ///
    /// # Errors
    /// A file cannot be read, is not what it should be, or there are more readers than modules.
    pub fn lay_out(deck: &Deck, folder: &Path, readers: Vec<Reader>) -> Result<Tray> {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        let cards = deck.cards.iter().map(|entry| {
            let file = folder.join(format!("card-{}.json", entry.number));
            let chip = made::card(deck, entry, &file).with_context(|| file.display().to_string())?;
            Ok(TrayCard { entry: entry.clone(), chip: Arc::new(Mutex::new(chip)), file })
        });
        let cards = cards.collect::<Result<_>>()?;
        if readers.len() > deck.psams.len() {
            bail!("读卡器多于 SAM · {} readers, {} modules", readers.len(), deck.psams.len());
        }
        let counters = deck.psams.iter().zip(readers).enumerate().map(|(nth, (module, reader))| {
            let file = folder.join(format!("psam-{}.json", nth + 1));
            let psam = made::psam(deck, module, &file).with_context(|| file.display().to_string())?;
            Ok(Counter::open(nth + 1, reader, psam, file))
        });
        Ok(Tray { cards, counters: counters.collect::<Result<_>>()? })
    }

    /// A card by its place in the tray, its last four digits (four characters) or its number.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        match name.len() {
            4 => self.cards.iter().position(|card| card.tail() == name),
            19 | 20 => self.cards.iter().position(|card| card.entry.number.ends_with(name)),
            _ => name.parse().ok().filter(|place| *place < self.cards.len()),
        }
    }

    /// A counter by its number.
    #[must_use]
    pub fn counter(&self, number: usize) -> Option<&Counter> {
        self.counters.iter().find(|counter| counter.number == number)
    }
}
