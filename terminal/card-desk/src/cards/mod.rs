//! The card on the desk's reader: what it is, and what is done to it.
//!
//! Each kind of card is one [`CardWork`]; the conversations themselves belong to the crates of the cards.

mod desfire;
mod fault;
mod identity;
mod loading;
mod pboc;
mod speech;

pub use desfire::DesfireWork;
pub use fault::CardFault;
pub use identity::identity;
pub use loading::{begin_load, credit, resolve_load};
pub use pboc::{PbocTerms, PbocWork};
pub use speech::{Speech, speech};

use apdu::{Ask, Dialogue, Transport, Turn, exchange};
use card_issuing::{CardPicture, Progress, desfire::Picture};
use desfire_purse::Parameters;
use pboc_purse::Pin;
use purse::{CardNumber, ChipScheme, Issuer, Validity};

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
    /// The holder's first PIN; a DESFire card has none.
    pub pin: Option<Pin>,
    /// Now, seconds since 2000-01-01 00:00, county time.
    pub seconds: u32,
}

/// A card as it shows itself.
#[derive(Clone, Debug)]
pub enum Seen {
    /// A T-Union purse.
    Pboc(CardPicture),
    /// A DESFire purse.
    Desfire {
        /// Made of the chip's serial.
        number: CardNumber,
        /// The county's application.
        issuer: Issuer,
        /// Everything else.
        picture: Picture,
    },
}

impl Seen {
    /// Its number.
    #[must_use]
    pub fn number(&self) -> CardNumber {
        match self {
            Seen::Pboc(picture) => picture.public.number,
            Seen::Desfire { number, .. } => *number,
        }
    }
}

/// The kind of a card as the center spells it: the number tells.
#[must_use]
pub fn kind(number: &CardNumber) -> &'static str {
    if number.chip(ChipScheme::Desfire).is_some() { "desfire" } else { "pboc" }
}

/// Hears how many steps are surely done, and keeps it before the next command.
pub type Remember<'a> = dyn FnMut(usize) -> Result<(), CardFault> + 'a;

/// What is done to one kind of card. Implementations hold no reader.
pub trait CardWork {
    /// As the center spells the kind.
    fn kind(&self) -> &'static str;

    /// The application on DESFire chips; `None` for other cards.
    fn desfire(&self) -> Option<&Parameters> {
        None
    }

    /// Version of the files it writes.
    fn layout_version(&self) -> u8;

    /// The number of a card to be made on this chip, where the request names this one. `None`: there is none.
    fn number(&self, asked: Option<CardNumber>, chip: [u8; 8]) -> Option<CardNumber>;

    /// What lies on the reader? Reads only.
    ///
    /// # Errors
    /// A lost card, or a chip that is none of ours.
    fn examine(&self, card: &mut dyn Transport, chip: [u8; 8]) -> Result<Found, CardFault>;

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
    fn read(&self, card: &mut dyn Transport, chip: [u8; 8]) -> Result<Seen, CardFault>;

    /// Makes an unfinished card blank again. A finished one is never erased.
    ///
    /// # Errors
    /// The refusal; the card is as it was.
    fn scrap(&self, card: &mut dyn Transport, chip: [u8; 8], keys: &CardKeys<'_>) -> Result<(), CardFault>;

    /// Blocks the application of the card that was just read.
    ///
    /// # Errors
    /// The refusal; the card is as it was.
    fn block(
        &self,
        card: &mut dyn Transport,
        chip: [u8; 8],
        seen: &Seen,
        keys: &CardKeys<'_>,
    ) -> Result<(), CardFault>;
}

/// Carries a dialogue to its end and lets `after` look at it after every answer, before the next command.
pub(crate) fn converse<D: Dialogue + ?Sized>(
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

/// Carries the making of a card to its end; every step that is surely done is remembered before the next command.
fn made<D: Dialogue>(
    dialogue: &mut D,
    card: &mut dyn Transport,
    progress: impl Fn(&D) -> Progress,
    begun: Option<usize>,
    remember: &mut Remember<'_>,
) -> Result<D::Output, CardFault> {
    let mut known = begun.unwrap_or(0);
    converse(dialogue, card, |dialogue| {
        let Progress(done) = progress(dialogue);
        if done > known {
            remember(done)?;
            known = done;
        }
        Ok(())
    })
}

/// The refusal of a dialogue; where a key was missing, the keeper's own word for it.
fn refused(keys: &CardKeys<'_>, refusal: impl ToString) -> CardFault {
    keys.take_fault().map_or_else(|| CardFault::Refused(refusal.to_string()), CardFault::Keys)
}
