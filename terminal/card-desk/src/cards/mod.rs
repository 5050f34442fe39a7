//! The card on the desk's reader: what it is, and what is done to it.
//!
//! Each kind of card is one [`CardWork`]; the conversations themselves belong to the crates of the cards.

mod fault;
mod loading;
mod pboc;

pub use fault::CardFault;
pub use loading::{begin_load, credit, resolve_load};
pub use pboc::{PbocTerms, PbocWork};

use apdu::{Ask, Dialogue, Transport, Turn, exchange};
use card_issuing::{CardName, CardPicture};
use pboc_purse::Pin;
use purse::{CardNumber, Validity};

use crate::custody::CardKeys;

/// What lies on the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A chip that nothing was written to.
    Blank,
    /// A chip that somebody began with.
    Torn,
    /// A finished card.
    Issued(CardNumber),
    /// A card whose application is blocked.
    Blocked,
}

/// A card to be made. `Debug` shows the last digits of its number.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its number.
    pub number: CardNumber,
    /// Serial of the chip, zeros before it.
    pub chip: [u8; 8],
    /// Days of validity.
    pub validity: Validity,
    /// The holder's first PIN.
    pub pin: Pin,
}

/// Hears how many steps are surely done, and keeps it before the next command.
pub type Remember<'a> = dyn FnMut(usize) -> Result<(), CardFault> + 'a;

/// What is done to one kind of card. Implementations hold no reader.
pub trait CardWork {
    /// As the center spells the kind.
    fn kind(&self) -> &'static str;

    /// Version of the files it writes.
    fn layout_version(&self) -> u8;

    /// What lies on the reader? Reads only.
    ///
    /// # Errors
    /// A lost card, or a chip that is none of ours.
    fn examine(&self, card: &mut dyn Transport) -> Result<Found, CardFault>;

    /// Makes the card, from the beginning or from a remembered step, and reads it back.
    ///
    /// # Errors
    /// The first refusal; the card is no card to any till then.
    fn make(
        &self,
        card: &mut dyn Transport,
        job: &Job,
        keys: &CardKeys<'_>,
        begun: Option<usize>,
        remember: &mut Remember<'_>,
    ) -> Result<(), CardFault>;

    /// Reads everything a card shows to anybody, and leaves it selected.
    ///
    /// # Errors
    /// A lost card, or one that cannot be read.
    fn read(&self, card: &mut dyn Transport) -> Result<CardPicture, CardFault>;

    /// Makes an unfinished card blank again. A finished one is never erased.
    ///
    /// # Errors
    /// The refusal; the card is as it was.
    fn scrap(&self, card: &mut dyn Transport, chip: [u8; 8], keys: &CardKeys<'_>) -> Result<(), CardFault>;

    /// Blocks the application of the card that was just read.
    ///
    /// # Errors
    /// The refusal; the card is as it was.
    fn block(&self, card: &mut dyn Transport, name: &CardName, keys: &CardKeys<'_>) -> Result<(), CardFault>;
}

/// Carries a dialogue to its end and lets `after` look at it after every answer, before the next command.
fn converse<D: Dialogue>(
    dialogue: &mut D,
    card: &mut dyn Transport,
    mut after: impl FnMut(&D) -> Result<(), CardFault>,
) -> Result<D::Output, CardFault> {
    let mut turn = dialogue.start();
    loop {
        let command = match turn {
            Turn::Done(output) => return Ok(output),
            Turn::Ask(Ask::Card(command) | Ask::Sam(command)) => command,
        };
        let answer = exchange(card, &command)?;
        turn = dialogue.hear(&answer);
        after(dialogue)?;
    }
}
