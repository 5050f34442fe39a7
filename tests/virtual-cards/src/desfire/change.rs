//! ChangeKey, ChangeKeySettings, ChangeFileSettings.

use super::access::{Access, CommMode};
use super::cipher::crc32;
use super::session::Login;
use super::state::CardKey;
use super::status::{AUTHENTICATION, INTEGRITY, LENGTH, NO_SUCH_KEY, PARAMETER, PERMISSION_DENIED};
use super::{Channel, Reply, VirtualDesfire};
use crate::Key;

impl VirtualDesfire {
    /// ChangeKey C4, ChangeKeyEV2 C6 (of the only key set). A new key for another number comes mixed with the
    /// old one and with its own CRC, one's own key comes as it is.
    pub(super) fn change_key(&mut self, ins: u8, clear: &[u8], rest: &[u8]) -> Result<Reply, u8> {
        let (wire_number, body) = match (ins, clear) {
            (0xC4, [number, body @ ..]) => (*number, body),
            (_, [0, number, body @ ..]) => (*number, body),
            _ => return Err(PARAMETER),
        };
        let Some(Login { key: session_key, channel }) = self.session.login.clone() else {
            return Err(AUTHENTICATION);
        };
        let number = self.target(wire_number)?;
        let old = self.key(number).ok_or(NO_SUCH_KEY)?.key;
        self.may_change_key(number, session_key)?;
        let Some((mixed, tail)) = body.split_first_chunk::<16>() else { return Err(LENGTH) };
        let (version, tail) = tail.split_first().ok_or(LENGTH)?;
        // The first channel has a CRC of the whole before that of the key; it is checked already.
        let after = if matches!(channel, Channel::First { .. }) { rest } else { tail };
        let own = number == session_key;
        let key = if own { *mixed } else { core::array::from_fn(|at| byte(mixed, at) ^ byte(&old.0, at)) };
        let padding = if own {
            after
        } else {
            let (crc, padding) = after.split_first_chunk::<4>().ok_or(LENGTH)?;
            if crc32(&key) != *crc {
                return Err(INTEGRITY);
            }
            padding
        };
        if padding.iter().any(|byte| *byte != 0) {
            return Err(INTEGRITY);
        }
        self.put_key(number, CardKey { key: Key(key), version: *version });
        Ok(if own { Reply::Bare } else { Reply::Sealed(Vec::new()) })
    }

    /// The key that is meant: of the card itself the number also says that it becomes AES.
    fn target(&self, wire_number: u8) -> Result<u8, u8> {
        match (self.session.selected, wire_number) {
            (Some(_), number) => Ok(number),
            (None, 0x80) => Ok(0),
            (None, _) => Err(PARAMETER),
        }
    }

    /// Which key changes which is in the key settings.
    fn may_change_key(&self, number: u8, session_key: u8) -> Result<(), u8> {
        let settings = self.settings()?;
        let right = match settings >> 4 {
            _ if number == 0 && settings & 0x01 == 0 => return Err(PERMISSION_DENIED),
            _ if number == 0 => session_key == 0,
            0x0F => return Err(PERMISSION_DENIED),
            0x0E => session_key == number,
            // The change key itself is changed by the master key.
            changer if changer == number => session_key == 0,
            changer => session_key == changer,
        };
        if right { Ok(()) } else { Err(AUTHENTICATION) }
    }

    fn put_key(&mut self, number: u8, key: CardKey) {
        let selected = self.session.selected;
        self.save(|state| match selected {
            None => state.master = key,
            Some(aid) => {
                let keys = state.application_mut(aid).map(|application| &mut application.keys);
                if let Some(place) = keys.and_then(|keys| keys.get_mut(usize::from(number))) {
                    *place = key;
                }
            }
        });
    }

    pub(super) fn change_key_settings(&mut self, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let &[settings] = clear else { return Err(LENGTH) };
        if !self.is_master() {
            return Err(AUTHENTICATION);
        }
        if self.settings()? & 0x08 == 0 {
            return Err(PERMISSION_DENIED);
        }
        let selected = self.session.selected;
        self.save(|state| match selected {
            None => state.settings = settings,
            Some(aid) => {
                if let Some(application) = state.application_mut(aid) {
                    application.settings = settings;
                }
            }
        });
        Ok(Vec::new())
    }

    pub(super) fn change_file_settings(&mut self, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let &[number, option, high, low, ref rest @ ..] = clear else { return Err(LENGTH) };
        let file = self.file(number)?;
        let access = Access([high, low]);
        let proof = file.transaction_mac().is_some();
        let limit = match rest {
            [] if option & 0x20 == 0 => None,
            &[a, b, c, d] if option & 0x20 != 0 && proof => Some(u32::from_le_bytes([a, b, c, d])),
            _ => return Err(LENGTH),
        };
        let allowed = if proof { 0x33 } else { 0x03 };
        let nobody_writes = !proof || access.write() == 0x0F;
        if CommMode::of(option).is_none() || option & !allowed != 0 || !nobody_writes {
            return Err(PARAMETER);
        }
        let aid = self.application()?.aid;
        self.save(|state| {
            let file = state.application_mut(aid).and_then(|found| found.files.get_mut(&number));
            let Some(file) = file else { return };
            (file.option, file.access) = (option, access);
            if let (Some(proof), Some(limit)) = (file.transaction_mac_mut(), limit) {
                proof.limit = limit;
            }
        });
        Ok(Vec::new())
    }
}

fn byte(block: &[u8; 16], at: usize) -> u8 {
    block.get(at).copied().unwrap_or_default()
}
