//! One chip in one reader, held exclusively.

use crate::fault::condition;
use crate::reader::{establish, find};
use apdu::TransportError;
use pcsc::{Card, Context, Disposition, Error, MAX_BUFFER_SIZE, Protocols, ShareMode};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Bytes of a status word.
const STATUS_WORD: usize = 2;
/// How long another program may finish with the chip before we give up.
const PATIENCE: Duration = Duration::from_millis(600);
const BETWEEN_TRIES: Duration = Duration::from_millis(15);
/// After a reset by somebody else the first reconnection may fail as well.
const RECONNECTIONS: u8 = 3;

/// A reader by name and, when connected, the chip in it.
pub(crate) struct Contact {
    reader: String,
    context: Option<Context>,
    card: Option<Card>,
}

impl Contact {
    pub(crate) fn at(reader: &str) -> Contact {
        Contact { reader: reader.to_owned(), context: None, card: None }
    }

    pub(crate) fn atr(&self) -> Vec<u8> {
        let status = self.card.as_ref().and_then(|card| card.status2_owned().ok());
        status.map(|status| status.atr().to_vec()).unwrap_or_default()
    }

    pub(crate) fn connected(&self) -> bool {
        self.card.is_some()
    }

    /// Connects to whatever chip is there now; an old connection is let go first, without a reset.
    pub(crate) fn connect(&mut self) -> Result<(), TransportError> {
        self.release();
        let patience = Instant::now() + PATIENCE;
        loop {
            let error = match self.try_connect() {
                Ok(card) => {
                    self.card = Some(card);
                    return Ok(());
                }
                Err(error) => error,
            };
            let retry = match error {
                // A context does not survive a restart of the service; a new one does.
                Error::InvalidHandle | Error::NoService | Error::ServiceStopped => {
                    self.context.take().is_some()
                }
                // Another program probes fresh cards, or the chip needs a second look. While that program resets it,
                // it has no protocol.
                Error::SharingViolation
                | Error::ProtoMismatch
                | Error::ResetCard
                | Error::UnpoweredCard
                | Error::UnresponsiveCard => true,
                Error::CommError => self.stale(),
                _ => false,
            };
            if !retry || Instant::now() >= patience {
                return Err(condition(error));
            }
            sleep(BETWEEN_TRIES);
        }
    }

    fn try_connect(&mut self) -> Result<Card, Error> {
        let context = match &self.context {
            Some(context) => context,
            None => self.context.insert(establish()?),
        };
        let name = find(context, &self.reader)?;
        context.connect(&name, ShareMode::Exclusive, Protocols::ANY)
    }

    /// Lets the chip go as it is: powered, its files selected.
    pub(crate) fn release(&mut self) {
        if let Some(card) = self.card.take() {
            // Dropping the handle would reset the chip.
            if let Err((card, _)) = card.disconnect(Disposition::LeaveCard) {
                drop(card);
            }
        }
    }

    pub(crate) fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let Some(card) = &self.card else { return Err(TransportError::CardGone) };
        // A buffer that is too small makes the library fail after the chip has executed the command.
        let mut buffer = [0; MAX_BUFFER_SIZE];
        match card.transmit(command, &mut buffer) {
            Ok(answer) if answer.len() >= STATUS_WORD => Ok(answer.to_vec()),
            // A link that drops in the middle may report success and no bytes.
            Ok(_) => Err(self.lost(TransportError::CardGone)),
            Err(Error::ResetCard) => Err(self.after_reset()),
            Err(error) => {
                let condition = if self.stale() { TransportError::ReaderGone } else { condition(error) };
                Err(self.lost(condition))
            }
        }
    }

    /// Whether the service has gone away under our context; the context is dropped then. Only a question
    /// that the service itself must answer finds out.
    fn stale(&mut self) -> bool {
        let silent = |answer| !matches!(answer, Ok(_) | Err(Error::NoReadersAvailable));
        let gone = self.context.as_ref().is_some_and(|context| silent(context.list_readers_len()));
        if gone {
            self.context = None;
        }
        gone
    }

    /// The chip cannot be spoken to on this handle any more.
    fn lost(&mut self, condition: TransportError) -> TransportError {
        self.release();
        condition
    }

    /// Somebody reset the chip. The handle is made usable again, and the caller is told that whatever was
    /// selected is not any more; the command was not executed and is not repeated here.
    fn after_reset(&mut self) -> TransportError {
        let Some(card) = &mut self.card else { return TransportError::CardGone };
        for _ in 0..RECONNECTIONS {
            match card.reconnect(ShareMode::Exclusive, Protocols::ANY, Disposition::LeaveCard) {
                Ok(()) => return TransportError::CardReset,
                Err(Error::RemovedCard | Error::NoSmartcard) => break,
                Err(_) => sleep(BETWEEN_TRIES),
            }
        }
        self.lost(TransportError::CardGone)
    }
}

impl Drop for Contact {
    fn drop(&mut self) {
        self.release();
    }
}
