//! The security module of a till, and the link to it, which can be cut as a card's can. The module has its power from
//! the till, for days: a cut is a contact that opens, a power loss of the module, or a line that garbles.

use crate::link::FAULTS;
use crate::till::{Ports, Till};
use crate::{Cut, Lengths, Tear};
use apdu::{Dialogue, Transport, TransportError, converse};
use pboc_purse::{SamProfile, SamStart};
use sale::{Refusal, Sam};
use virtual_cards::{Chip as _, Exchange, InField, UnreadableCard, VirtualCard, VirtualPsam};

impl Till {
    /// Starts the module as it stands in its slot.
    pub(crate) fn wake_module(&mut self) {
        let mut psam = self.psam.clone();
        self.start_module(&mut Module(&mut psam)).unwrap();
        self.psam = psam;
    }

    /// The same till with a module of T=1: no answer waits for GET RESPONSE.
    #[must_use]
    pub fn with_module_of_t1(mut self) -> Till {
        self.psam.reissue(|state| state.by_get_response = false);
        self
    }

    /// What a till asks of a module before it relies on it.
    pub(crate) fn start_module(&mut self, module: &mut dyn Transport) -> Result<(), Refusal> {
        self.sam_session = false;
        let mut start = SamStart::new(SamProfile::default());
        let mut nobody = InField::tap(VirtualCard::Unreadable(UnreadableCard::new(&[0; 4])));
        let view = converse(&mut start, &mut nobody, module).map_err(|_| Refusal::NoSam)?;
        let view = view.map_err(|_| Refusal::SamRefused)?;
        // A module of other keys, or that wants the card first, tells no number yet: any serves until it does.
        let next_seq = view.next_seq.unwrap_or(0);
        self.sam = Sam { terminal: view.terminal, key_id: view.key_index, next_seq };
        self.sam_awake = true;
        Ok(())
    }

    /// Carries a dialogue to its end. A module that falls silent has to be started again.
    pub(crate) fn converse<D: Dialogue>(
        &mut self,
        dialogue: &mut D,
        ports: &mut Ports<'_>,
    ) -> Result<D::Output, TransportError> {
        let mut sam = Heeded { sam: &mut *ports.sam, silent: false };
        let heard = converse(dialogue, ports.card, &mut sam);
        if sam.silent {
            (self.sam_awake, self.sam_session) = (false, false);
        }
        heard
    }
}

/// The security module in its slot.
pub(crate) struct Module<'a>(pub(crate) &'a mut VirtualPsam);

impl Transport for Module<'_> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        match self.0.exchange(command) {
            Exchange::Answer(bytes) => Ok(bytes),
            Exchange::Lost { .. } => Err(TransportError::TimedOut),
        }
    }
}

/// A module in its slot for one tap. Once cut it is silent until the tap is over; then its contacts close again.
pub(crate) struct SamLink<'a> {
    psam: &'a mut VirtualPsam,
    tear: Option<Tear>,
    gone: bool,
    heard: Vec<Lengths>,
}

impl<'a> SamLink<'a> {
    /// The link will be cut once, at this place.
    pub(crate) fn new(psam: &'a mut VirtualPsam, tear: Option<Tear>) -> SamLink<'a> {
        SamLink { psam, tear, gone: false, heard: Vec::new() }
    }

    /// Ends the tap and says what was exchanged. A module that lost its power has forgotten its purchase.
    pub(crate) fn take(self) -> Vec<Lengths> {
        if self.gone {
            self.psam.power_on();
        }
        self.heard
    }

    fn lose(&mut self) {
        self.gone = true;
        self.psam.power_off();
    }
}

impl Transport for SamLink<'_> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        if self.gone {
            return Err(TransportError::ReaderGone);
        }
        let tear = self.tear.take_if(|tear| tear.exchange == self.heard.len());
        if let Some(Tear { cut: Cut::Command(kept), .. }) = tear {
            self.heard.push(Lengths { by_reader: false, command: command.len(), answer: 0 });
            self.lose();
            return Err(FAULTS[kept % FAULTS.len()]);
        }
        let Exchange::Answer(answer) = self.psam.exchange(command) else {
            return Err(TransportError::TimedOut);
        };
        self.heard.push(Lengths { by_reader: false, command: command.len(), answer: answer.len() });
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

/// A module that is listened to: whether it fell silent.
struct Heeded<'a> {
    sam: &'a mut dyn Transport,
    silent: bool,
}

impl Transport for Heeded<'_> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let heard = self.sam.exchange(command);
        // An answer shorter than a status word is a lost chip too.
        self.silent |= heard.as_ref().map_or(true, |answer| answer.len() < 2);
        heard
    }
}
