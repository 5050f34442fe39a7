//! From one frame to an answer: wrapping, chaining both ways, protection, and who does the work.

use super::session::Chain;
use super::state::MEMORY;
use super::{VirtualDesfire, status};
use crate::incoming::{Incoming, NOT_FOUND, WRONG_INS, WRONG_P1_P2, to_bytes};
use std::collections::VecDeque;
use std::mem;

/// What goes out after a frame was heard.
pub(super) enum Said {
    /// The answer, or the last of it.
    Whole(Vec<u8>),
    /// There is more to come, from one side or the other.
    Continue(Vec<u8>),
}

/// What a command comes to.
pub(super) enum Reply {
    /// Data to protect as the plan says.
    Sealed(Vec<u8>),
    /// The same, and the session is over after it.
    Last(Vec<u8>),
    /// Nothing, unprotected: the session is over because its key is.
    Bare,
}

impl VirtualDesfire {
    pub(super) fn hear(&mut self, command: &[u8]) -> Vec<u8> {
        let heard = match Incoming::parse(command) {
            Ok(heard) => heard,
            Err(status) => return to_bytes(Err(status)),
        };
        match (heard.cla, heard.p1, heard.p2) {
            (0x90, 0, 0) => {}
            (0x90, _, _) => return to_bytes(Err(WRONG_P1_P2)),
            // There is no application of a name that ISO SELECT could find.
            _ if heard.ins == 0xA4 => return to_bytes(Err(NOT_FOUND)),
            _ => return to_bytes(Err(WRONG_INS)),
        }
        let (mut bytes, status) = match self.native(heard.ins, heard.data) {
            Ok(Said::Whole(data)) => (data, status::OK),
            Ok(Said::Continue(data)) => (data, status::ADDITIONAL_FRAME),
            Err(status) => {
                self.session.fail();
                (Vec::new(), status)
            }
        };
        bytes.extend([0x91, status]);
        bytes
    }

    fn native(&mut self, ins: u8, data: &[u8]) -> Result<Said, u8> {
        let (ins, wire) = match (mem::take(&mut self.session.chain), ins) {
            (Chain::Idle, 0xAF) => return Err(self.manner.decisions.unknown),
            (Chain::Idle, _) => (ins, data.to_vec()),
            (Chain::Handshake(shake), 0xAF) => return self.finish_handshake(&shake, data),
            (Chain::Makers(sent), 0xAF) => return self.finish_makers(sent, data),
            (Chain::Answer(frames), 0xAF) if data.is_empty() => return Ok(self.next_frame(frames)),
            (Chain::Command { ins, heard }, 0xAF) if !data.is_empty() => (ins, [&heard, data].concat()),
            (Chain::Answer(_) | Chain::Command { .. }, 0xAF) => return Err(status::LENGTH),
            _ => return Err(status::COMMAND_ABORTED),
        };
        if !self.knows(ins) {
            return Err(self.manner.decisions.unknown);
        }
        if data.len() > self.frame_max(ins) {
            return Err(status::LENGTH);
        }
        match ins {
            0x5A => self.select(&wire),
            0x1A => self.authenticate_makers(&wire),
            _ if self.session.makers.is_some() => self.in_makers_session(ins, &wire),
            0xAA => self.authenticate_aes(&wire),
            0x71 => self.authenticate_first(&wire),
            0x77 => self.authenticate_again(&wire),
            _ => self.protected(ins, wire),
        }
    }

    /// Sent plain even inside a session, which it ends.
    fn select(&mut self, wire: &[u8]) -> Result<Said, u8> {
        let aid: [u8; 3] = wire.try_into().map_err(|_| status::LENGTH)?;
        self.session.fail();
        self.session.selected = match aid {
            [0, 0, 0] => None,
            _ if self.state.application(aid).is_some() => Some(aid),
            _ => return Err(status::APPLICATION_NOT_FOUND),
        };
        Ok(Said::Whole(Vec::new()))
    }

    /// Length, MAC, padding, then parameters and the work, then the protected answer.
    fn protected(&mut self, ins: u8, wire: Vec<u8>) -> Result<Said, u8> {
        let plan = self.plan(ins, &wire)?;
        let channel = self.session.login.as_ref().map(|login| &login.channel);
        let length =
            |clear| channel.map_or(clear, |channel| channel.wire_len(plan.command, plan.header, clear));
        let lengths = length(*plan.clear.start())..=length(*plan.clear.end());
        if plan.chained && wire.len() < *lengths.start() {
            // What can never fit is refused before it is collected.
            let room = *lengths.start() <= MEMORY + 64;
            self.session.chain = Chain::Command { ins, heard: wire };
            return if room { Ok(Said::Continue(Vec::new())) } else { Err(status::BOUNDARY) };
        }
        if !lengths.contains(&wire.len()) {
            return Err(status::LENGTH);
        }
        let (clear, rest) = match &mut self.session.login {
            Some(login) => {
                let opened = login.channel.open(ins, plan.command, plan.header, &plan.clear, &wire)?;
                (opened.clear, opened.rest)
            }
            None => (wire, Vec::new()),
        };
        if !plan.clear.contains(&clear.len()) {
            return Err(status::LENGTH);
        }
        if let Some(status) = plan.refused {
            return Err(status);
        }
        let key_change = matches!(ins, 0xC4 | 0xC6);
        if !key_change && rest.iter().any(|byte| *byte != 0) {
            return Err(status::INTEGRITY);
        }
        let reply = self.execute(ins, &clear, &rest)?;
        let sealed = match (&reply, &mut self.session.login) {
            (Reply::Sealed(data) | Reply::Last(data), Some(login)) => login.channel.seal(plan.answer, data),
            (Reply::Sealed(data) | Reply::Last(data), None) => data.clone(),
            (Reply::Bare, _) => Vec::new(),
        };
        if matches!(reply, Reply::Last(_) | Reply::Bare) {
            self.session.login = None;
        }
        Ok(self.next_frame(self.frames(ins, &sealed)))
    }

    fn execute(&mut self, ins: u8, clear: &[u8], rest: &[u8]) -> Result<Reply, u8> {
        // Issuing is no part of a transaction: what is pending is thrown away.
        if matches!(ins, 0x54 | 0x5F | 0xC0 | 0xC1 | 0xC4 | 0xC6 | 0xCA..=0xCE | 0xDA | 0xDF | 0xFC) {
            self.session.transaction = None;
        }
        match ins {
            0xC4 | 0xC6 => return self.change_key(ins, clear, rest),
            0xDA => return self.delete_application(clear),
            _ => {}
        }
        let said = match ins {
            0x60 => Ok(self.version()),
            0x51 => Ok(self.state.uid.to_vec()),
            0x64 => self.key_version(clear),
            0x45 => self.key_settings(),
            0x6A => self.application_ids(),
            0x6F => self.file_ids(),
            0xF5 => self.file_settings(clear),
            0x54 => self.change_key_settings(clear),
            0x5F => self.change_file_settings(clear),
            0xFC => self.format(),
            0xCA => self.create_application(clear),
            0xCB | 0xCD => self.create_data(ins, clear),
            0xCC => self.create_value(clear),
            0xC0 | 0xC1 => self.create_records(ins, clear),
            0xCE => self.create_transaction_mac(clear),
            0xDF => self.delete_file(clear),
            0xBD | 0xAD => self.read_data(ins, clear),
            0x3D | 0x8D => self.write_data(ins, clear),
            0xBB | 0xAB => self.read_records(ins, clear),
            0x3B | 0x8B => self.write_record(ins, clear),
            0xDB | 0xBA => self.update_record(ins, clear),
            0xEB => self.clear_records(clear),
            0x6C => self.get_value(clear),
            0x0C | 0xDC | 0x1C => self.change_value(ins, clear),
            0xC8 => self.commit_reader(clear),
            0xC7 => self.commit(clear),
            0xA7 => self.abort(),
            _ => Err(self.manner.decisions.unknown),
        };
        said.map(Reply::Sealed)
    }

    /// An answer in frames: a version in its three parts, others as long as fits.
    fn frames(&self, ins: u8, sealed: &[u8]) -> VecDeque<Vec<u8>> {
        let most = match ins {
            0xAB | 0xAD => usize::from(u8::MAX),
            _ => self.manner.decisions.answer_bytes_max.max(1),
        };
        let (begin, rest) = match ins {
            0x60 => sealed.split_at_checked(14).unwrap_or((&[], sealed)),
            _ => (&[][..], sealed),
        };
        let frames: VecDeque<Vec<u8>> =
            begin.chunks(7).chain(rest.chunks(most)).map(<[u8]>::to_vec).collect();
        frames
    }

    fn next_frame(&mut self, mut frames: VecDeque<Vec<u8>>) -> Said {
        let frame = frames.pop_front().unwrap_or_default();
        if frames.is_empty() {
            return Said::Whole(frame);
        }
        self.session.chain = Chain::Answer(frames);
        Said::Continue(frame)
    }
}
