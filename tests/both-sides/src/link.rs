//! A link between a till and a card that can be cut after any byte, in either direction.

use apdu::{Dialogue, Response, Transport, TransportError, Turn};
use virtual_cards::{Chip, InField};

/// How the link is cut. After all but the last the card has lost its power and says nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// So many bytes of the command get through: the card executes nothing.
    Command(usize),
    /// The card executes; so many bytes of the answer get through, and the reader reports a fault.
    Answer(usize),
    /// The card executes; so many bytes of the answer get through, and the reader takes them for all of it.
    Short(usize),
    /// The same, and the card stays in the field.
    Glitch(usize),
}

/// One cut: at which exchange, from 0, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tear {
    /// Which exchange of the conversation.
    pub exchange: usize,
    /// How.
    pub cut: Cut,
}

/// Bytes of one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lengths {
    /// Whether the reader answers it itself (class FF) and nothing goes over the air.
    pub by_reader: bool,
    /// Of the command.
    pub command: usize,
    /// Of the answer, status word included.
    pub answer: usize,
}

/// What readers say when a link breaks; which of them it is tells nothing.
pub(crate) const FAULTS: [TransportError; 5] = [
    TransportError::CardGone,
    TransportError::TimedOut,
    TransportError::Unexpected(0x8010_002F),
    TransportError::CardReset,
    TransportError::ReaderGone,
];

/// A card in the field of a reader, until this is dropped or the link is cut.
pub struct Link<C: Chip> {
    field: InField<C>,
    tear: Option<Tear>,
    gone: bool,
    heard: Vec<Lengths>,
}

impl<C: Chip> Link<C> {
    /// Brings the card into the field; the link will be cut once, at this place.
    pub fn tap(card: C, tear: Option<Tear>) -> Link<C> {
        Link { field: InField::tap(card), tear, gone: false, heard: Vec::new() }
    }

    /// Takes the card away and says what was exchanged.
    pub fn take(self) -> Vec<Lengths> {
        self.field.take();
        self.heard
    }

    fn lose(&mut self) {
        self.gone = true;
        self.field.chip_mut().power_off();
    }
}

impl<C: Chip> Transport for Link<C> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        if self.gone {
            return Err(TransportError::CardGone);
        }
        let by_reader = command.first() == Some(&0xFF);
        let tear = self.tear.take_if(|tear| tear.exchange == self.heard.len());
        if let Some(Tear { cut: Cut::Command(kept), .. }) = tear {
            self.heard.push(Lengths { by_reader, command: command.len(), answer: 0 });
            self.lose();
            return Err(FAULTS[kept % FAULTS.len()]);
        }
        let answer = self.field.exchange(command)?;
        self.heard.push(Lengths { by_reader, command: command.len(), answer: answer.len() });
        match tear.map(|tear| tear.cut) {
            Some(Cut::Answer(kept)) => {
                self.lose();
                Err(FAULTS[kept % FAULTS.len()])
            }
            Some(Cut::Short(kept)) => {
                self.lose();
                Ok(answer[..kept].to_vec())
            }
            Some(Cut::Glitch(kept)) => Ok(answer[..kept].to_vec()),
            Some(Cut::Command(_)) | None => Ok(answer),
        }
    }
}

/// A dialogue of any size, borrowed: [`apdu::converse`] wants to know the size.
pub struct Boxed<'a, D: ?Sized>(pub &'a mut D);

impl<D: Dialogue + ?Sized> Dialogue for Boxed<'_, D> {
    type Output = D::Output;

    fn start(&mut self) -> Turn<D::Output> {
        self.0.start()
    }

    fn hear(&mut self, answer: &Response) -> Turn<D::Output> {
        self.0.hear(answer)
    }
}
