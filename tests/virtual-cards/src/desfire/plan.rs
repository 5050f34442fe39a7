//! How each command is protected, and how long it may be.

use super::access::{CommMode, Grant, granted};
use super::file::{File, number};
use super::status::{AUTHENTICATION, LENGTH};
use super::transaction::proof_of;
use super::{Channel, Generation, VirtualDesfire};
use core::ops::RangeInclusive;

/// Commands that only EV2 and later know.
const SINCE_EV2: &[u8] = &[0x71, 0x77, 0x8B, 0x8D, 0xAB, 0xAD, 0xBA, 0xC6, 0xC8, 0xCE, 0xDB];
/// Second opcodes of data commands, made for chaining between reader and card.
const READER_CHAINED: &[u8] = &[0x8B, 0x8D, 0xAB, 0xAD, 0xBA];

/// How one command is taken apart and its answer put together.
pub(super) struct Plan {
    /// Bytes that are never enciphered.
    pub(super) header: usize,
    /// Allowed lengths in the clear.
    pub(super) clear: RangeInclusive<usize>,
    /// Protection of the command.
    pub(super) command: CommMode,
    /// Protection of the answer.
    pub(super) answer: CommMode,
    /// It may come in several frames.
    pub(super) chained: bool,
    /// What to refuse it with once its length and its MAC are right: a MAC that a card without a session
    /// cannot expect makes the command too long, and that is found first.
    pub(super) refused: Option<u8>,
}

/// What a command wants to be protected by.
#[derive(Clone, Copy)]
enum Protection {
    /// Management: a MAC where there is a session.
    Manage,
    /// A MAC in either channel.
    Tagged,
    /// Data enciphered.
    Secret,
    /// The answer enciphered.
    SecretAnswer,
    /// Data of a file are read.
    Read(CommMode),
    /// Data of a file are written.
    Write(CommMode),
}

/// Protection of command and answer. In the first channel a plain command moves the running value, and
/// every answer has a MAC.
fn modes(wanted: Protection, channel: Option<&Channel>) -> (CommMode, CommMode) {
    use CommMode::{Full, Mac, Plain};
    match (channel, wanted) {
        (None, _) => (Plain, Plain),
        (Some(Channel::Second { .. }), Protection::Manage | Protection::Tagged) => (Mac, Mac),
        (Some(Channel::Second { .. }), Protection::SecretAnswer | Protection::Read(Full)) => (Mac, Full),
        (Some(Channel::Second { .. }), Protection::Read(mode)) => (mode, mode),
        (Some(Channel::Second { .. }), Protection::Write(Plain)) => (Plain, Plain),
        (Some(Channel::First { .. }), Protection::SecretAnswer | Protection::Read(Full)) => (Plain, Full),
        (Some(Channel::First { .. }), Protection::Manage | Protection::Read(_)) => (Plain, Mac),
        (Some(Channel::First { .. }), Protection::Tagged) => (Mac, Mac),
        (Some(_), Protection::Secret) => (Full, Mac),
        (Some(_), Protection::Write(mode)) => (mode, Mac),
    }
}

impl VirtualDesfire {
    /// Whether a card of this generation has the command.
    pub(super) fn knows(&self, ins: u8) -> bool {
        self.state.generation != Generation::Ev1 || !SINCE_EV2.contains(&ins)
    }

    /// Longest data field of one frame of this command.
    pub(super) fn frame_max(&self, ins: u8) -> usize {
        if READER_CHAINED.contains(&ins) {
            usize::from(u8::MAX)
        } else {
            self.manner.decisions.command_bytes_max
        }
    }

    /// How the command that begins like this is protected.
    pub(super) fn plan(&self, ins: u8, wire: &[u8]) -> Result<Plan, u8> {
        use Protection::{Manage, Secret, SecretAnswer};
        match ins {
            // GetVersion, GetApplicationIDs, GetKeySettings, GetFileIDs, AbortTransaction, FormatPICC
            0x60 | 0x6A | 0x45 | 0x6F | 0xA7 | 0xFC => Ok(self.simple(Manage, 0, 0..=0)),
            // GetKeyVersion, GetFileSettings, DeleteFile
            0x64 | 0xF5 | 0xDF => Ok(self.simple(Manage, 0, 1..=1)),
            // DeleteApplication, CreateApplication, the Create…Files, CommitTransaction
            0xDA => Ok(self.simple(Manage, 0, 3..=3)),
            0xCA => Ok(self.simple(Manage, 0, 5..=5)),
            0xCD | 0xCB => Ok(self.simple(Manage, 0, 7..=7)),
            0xCC => Ok(self.simple(Manage, 0, 17..=17)),
            0xC0 | 0xC1 => Ok(self.simple(Manage, 0, 10..=10)),
            0xC7 => Ok(self.simple(Manage, 0, 0..=1)),
            // GetCardUID
            0x51 => Ok(self.authenticated(SecretAnswer, 0, 0..=0)),
            // ChangeKeySettings, ChangeKey, ChangeKeyEV2, CreateTransactionMACFile
            0x54 => Ok(self.authenticated(Secret, 0, 1..=1)),
            0xC4 => Ok(self.authenticated(Secret, 1, 18..=22)),
            0xC6 => Ok(self.authenticated(Secret, 2, 19..=23)),
            0xCE => Ok(self.authenticated(Secret, 5, 22..=22)),
            0x5F => self.settings_plan(wire),
            0xC8 => self.reader_plan(),
            0x6C => self.value_plan(ins, wire, 1),
            0x0C | 0xDC | 0x1C => self.value_plan(ins, wire, 5),
            0xBD | 0xAD | 0xBB | 0xAB => self.read_plan(wire),
            0x3D | 0x8D | 0x3B | 0x8B => self.write_plan(wire, 7),
            0xDB | 0xBA => self.write_plan(wire, 10),
            0xEB => self.clear_plan(wire),
            _ => Err(self.manner.decisions.unknown),
        }
    }

    fn simple(&self, wanted: Protection, header: usize, clear: RangeInclusive<usize>) -> Plan {
        let channel = self.session.login.as_ref().map(|login| &login.channel);
        let (command, answer) = modes(wanted, channel);
        Plan { header, clear, command, answer, chained: false, refused: None }
    }

    fn authenticated(&self, wanted: Protection, header: usize, clear: RangeInclusive<usize>) -> Plan {
        let refused = self.session.login.is_none().then_some(AUTHENTICATION);
        Plan { refused, ..self.simple(wanted, header, clear) }
    }

    /// Whether the session may do this with the file, and how its data then travel.
    fn file_mode(&self, file: &File, nibbles: &[u8]) -> (CommMode, Option<u8>) {
        if file.transaction_mac().is_none() && self.worn_out() {
            return (file.mode(), Some(self.manner.decisions.counter_end));
        }
        match granted(self.session.key(), nibbles) {
            Ok(Grant::Keyed) => (file.mode(), None),
            Ok(Grant::Free) => (CommMode::Plain, None),
            Err(status) => (file.mode(), Some(status)),
        }
    }

    fn file_of(&self, wire: &[u8]) -> Result<&File, u8> {
        self.file(*wire.first().ok_or(LENGTH)?)
    }

    fn value_plan(&self, ins: u8, wire: &[u8], length: usize) -> Result<Plan, u8> {
        let file = self.file_of(wire)?;
        let (read, write, both) = (file.access.read(), file.access.write(), file.access.read_write());
        let everybody = file.value().is_some_and(|value| value.flags & 0x02 != 0);
        let nibbles: &[u8] = match ins {
            0x0C => &[both],
            0x1C => &[write, both],
            0x6C if everybody => &[read, write, both, 0x0E],
            _ => &[read, write, both],
        };
        let (mode, refused) = self.file_mode(file, nibbles);
        let wanted = if ins == 0x6C { Protection::Read(mode) } else { Protection::Write(mode) };
        Ok(Plan { refused, ..self.simple(wanted, 1, length..=length) })
    }

    fn read_plan(&self, wire: &[u8]) -> Result<Plan, u8> {
        let file = self.file_of(wire)?;
        let (read, both) = (file.access.read(), file.access.read_write());
        // ReadWrite of a transaction MAC file is the right to name the reader, not to read.
        let both = if file.transaction_mac().is_some() { read } else { both };
        let (mode, refused) = self.file_mode(file, &[read, both]);
        Ok(Plan { refused, ..self.simple(Protection::Read(mode), 7, 7..=7) })
    }

    fn write_plan(&self, wire: &[u8], header: usize) -> Result<Plan, u8> {
        let file = self.file_of(wire)?;
        let (mode, refused) = self.file_mode(file, &[file.access.write(), file.access.read_write()]);
        let length = wire.get(..header).and_then(<[u8]>::last_chunk::<3>).ok_or(LENGTH)?;
        let whole = header + number(*length);
        let plan = self.simple(Protection::Write(mode), header, whole..=whole);
        Ok(Plan { chained: true, refused, ..plan })
    }

    fn clear_plan(&self, wire: &[u8]) -> Result<Plan, u8> {
        let file = self.file_of(wire)?;
        let (_, refused) = self.file_mode(file, &[file.access.read_write()]);
        Ok(Plan { refused, ..self.simple(Protection::Manage, 0, 1..=1) })
    }

    fn settings_plan(&self, wire: &[u8]) -> Result<Plan, u8> {
        let file = self.file_of(wire)?;
        let (wanted, refused) = match granted(self.session.key(), &[file.access.change()]) {
            Ok(Grant::Keyed) => (Protection::Secret, None),
            Ok(Grant::Free) => (Protection::Write(CommMode::Plain), None),
            Err(status) => (Protection::Secret, Some(status)),
        };
        Ok(Plan { refused, ..self.simple(wanted, 1, 4..=8) })
    }

    fn reader_plan(&self) -> Result<Plan, u8> {
        // Nobody in particular may not name the reader, even where everybody may.
        let plan = self.authenticated(Protection::Tagged, 0, 16..=16);
        let Some((_, file, _)) = proof_of(self.application()?) else { return Ok(plan) };
        let denied = granted(self.session.key(), &[file.access.read_write()]).err();
        let worn_out = self.worn_out().then_some(self.manner.decisions.counter_end);
        Ok(Plan { refused: plan.refused.or(worn_out).or(denied), ..plan })
    }
}
