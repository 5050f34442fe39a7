//! What only the card desk and the center do to cards: make a purse of a blank chip, read it back, block it, open it
//! again, give it a new PIN. Never linked into a till.
//!
//! Promises: every conversation is a value without a reader, bounded whatever the chip answers; a card torn in the
//! middle is never taken for a finished one, because what enables it is written last; a step that was done is never
//! undone by doing it again; an issued card is never erased. FMCOS chips are spoken of here, DESFire in [`desfire`].
//!
//! Deliberately does not know: readers, clocks, files, where keys are kept ([`IssuerKeys`] is somebody else's), whose
//! card it is.
//!
//! A torn card, found again:
//!
//! ```text
//! journal knows the card ──► Personalise::resume(progress) ──► finished, read back
//! journal knows nothing  ──► Examine ──► Blank ──► Personalise::new
//!                                   ├──► Torn ──► Scrap, then Personalise::new
//!                                   └──► Issued ──► leave it alone
//! ```

mod blocking;
pub mod desfire;
mod examine;
pub mod fmcos;
mod keys;
mod order;
mod pin;
mod progress;
mod read_back;

pub use blocking::{BlockingRefusal, IssuerBlock};
pub use examine::{Examine, Finding};
pub use keys::{CardName, IssuerKeys, KeyRole};
pub use order::IssueOrder;
pub use pin::{PinService, PinServiceRefusal, ReloadPin, UnblockPin};
pub use progress::Progress;
pub use read_back::{CardPicture, Difference, ReadBack, ReadBackRefusal};

use apdu::{Ask, Command, Turn};

/// Asks the card; nobody else takes part in issuing.
fn card<O>(command: Command) -> Turn<O> {
    Turn::Ask(Ask::Card(command))
}
