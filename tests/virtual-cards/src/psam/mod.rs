//! A purchase SAM (PSAM): its files, its sequence, its patience with wrong MACs.

mod generic;
mod purchase;
mod state;

pub use state::{PsamKeys, PsamState};

use crate::foreign::tlv;
use crate::incoming::{CONDITIONS, Incoming, NOT_FOUND, Said, WRONG_INS, WRONG_OFFSET, to_bytes};
use crate::t0::Waiting;
use crate::{Chip, Exchange};

/// `MOT.CPSAM01` under the T-Union provider.
const ADF_NAME: [u8; 16] =
    [0xA0, 0x00, 0x00, 0x06, 0x32, 0x4D, 0x4F, 0x54, 0x2E, 0x43, 0x50, 0x53, 0x41, 0x4D, 0x30, 0x31];
const ADF_ID: [u8; 2] = [0x80, 0x11];

/// A module in its slot.
#[derive(Clone, Debug)]
pub struct VirtualPsam {
    state: PsamState,
    powered: bool,
    application_selected: bool,
    pending: Option<purchase::Pending>,
    identified: bool,
    loaded: Option<generic::Loaded>,
    waiting: Waiting,
}

impl VirtualPsam {
    /// A module with this memory.
    #[must_use]
    pub fn new(state: PsamState) -> VirtualPsam {
        VirtualPsam {
            state,
            powered: false,
            application_selected: false,
            pending: None,
            identified: false,
            loaded: None,
            waiting: Waiting::default(),
        }
    }

    /// What the module keeps without power.
    #[must_use]
    pub fn state(&self) -> &PsamState {
        &self.state
    }

    /// Changes what the module keeps, as its issuer could.
    pub fn reissue(&mut self, change: impl FnOnce(&mut PsamState)) {
        change(&mut self.state);
        self.state.commits += 1;
    }

    /// The answer to one command.
    pub fn answer(&mut self, command: &[u8]) -> Vec<u8> {
        self.exchange(command).bytes()
    }

    fn commit(&mut self, next: PsamState) {
        let commits = self.state.commits + 1;
        self.state = PsamState { commits, ..next };
    }

    fn hear(&mut self, heard: &Incoming<'_>) -> Said {
        match (heard.cla, heard.ins) {
            (0x00, 0xA4) => self.select(heard),
            (0x00, 0xB0) => self.read_binary(heard),
            (0x80, 0xCA) => self.identify(heard),
            (0x80, 0x70) => self.init_purchase(heard),
            (0x80, 0x72) => self.credit_purchase(heard),
            (0x80, 0x1A) => self.load_key(heard),
            (0x80, 0xFA) => self.calculate(heard),
            _ => Err(WRONG_INS),
        }
    }

    fn select(&mut self, heard: &Incoming<'_>) -> Said {
        let (name, application) = match (heard.p1, heard.data) {
            (0x04, name) if name == ADF_NAME => (&ADF_NAME[..], true),
            (0x00, id) if id == ADF_ID => (&ADF_NAME[..], true),
            (0x00, [] | [0x3F, 0x00]) => (&b"1PAY.SYS.DDF01"[..], false),
            _ => return Err(NOT_FOUND),
        };
        self.application_selected = application;
        self.forget();
        if application && self.state.locked {
            return Err(self.state.locked_status);
        }
        Ok(tlv(&[0x6F], &[tlv(&[0x84], name), tlv(&[0xA5], &[0x88, 1, 1])].concat()))
    }

    fn read_binary(&mut self, heard: &Incoming<'_>) -> Said {
        let state = &self.state;
        let file = match (heard.p1, self.application_selected) {
            (0x95, _) => [&state.serial[..], &[1, 1, 1, 1]].concat(),
            (0x96, _) => state.terminal.to_vec(),
            (0x97, true) => {
                let who = [&[state.key_index][..], &state.issuer, &state.acceptor];
                [&who.concat()[..], &state.valid_from, &state.valid_to].concat()
            }
            _ => return Err(NOT_FOUND),
        };
        let from = file.get(usize::from(heard.p2)..).filter(|rest| !rest.is_empty()).ok_or(WRONG_OFFSET)?;
        heard.cut(from, self.state.by_get_response)
    }

    fn usable(&self) -> Result<(), u16> {
        match (self.state.locked, self.application_selected) {
            (true, _) => Err(self.state.locked_status),
            (false, false) => Err(CONDITIONS),
            (false, true) => Ok(()),
        }
    }

    /// What a new SELECT and a reset clear.
    fn forget(&mut self) {
        self.pending = None;
        self.identified = false;
        self.loaded = None;
    }
}

impl Chip for VirtualPsam {
    fn atr(&self) -> Vec<u8> {
        // Contact chip, T=0, five historical bytes.
        vec![0x3B, 0x65, 0x00, 0x00, 0x20, 0x63, 0xCB, 0x68, 0x00]
    }

    fn uid(&self) -> Option<Vec<u8>> {
        None
    }

    fn power_on(&mut self) {
        self.power_off();
        self.powered = true;
    }

    fn power_off(&mut self) {
        self.powered = false;
        self.application_selected = false;
        self.forget();
        self.waiting = Waiting::default();
    }

    fn exchange(&mut self, command: &[u8]) -> Exchange {
        if !self.powered {
            return Exchange::Lost { partial: Vec::new() };
        }
        if self.state.by_get_response {
            let mut waiting = std::mem::take(&mut self.waiting);
            let answer = waiting.pass(command, |heard| self.hear(heard));
            self.waiting = waiting;
            return Exchange::Answer(answer);
        }
        let said = Incoming::parse(command).and_then(|heard| self.hear(&heard));
        Exchange::Answer(to_bytes(said))
    }

    fn commits(&self) -> u64 {
        self.state.commits
    }
}
