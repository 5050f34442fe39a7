//! T=0: the answer to a command that carried data waits for GET RESPONSE (61xx), and Le must fit (6Cxx).

use crate::incoming::{CONDITIONS, Incoming, Said, to_bytes};

const GET_RESPONSE: u8 = 0xC0;

/// The answer that waits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Waiting(Vec<u8>);

impl Waiting {
    /// Passes a command to a chip, unless it only asks for what waits.
    pub(crate) fn pass(&mut self, command: &[u8], say: impl FnOnce(&Incoming<'_>) -> Said) -> Vec<u8> {
        let heard = match Incoming::parse(command) {
            Ok(heard) => heard,
            Err(status) => return to_bytes(Err(status)),
        };
        let waiting = std::mem::take(&mut self.0);
        if heard.ins == GET_RESPONSE {
            let said = if waiting.is_empty() { Err(CONDITIONS) } else { heard.cut(&waiting, true) };
            if said.is_err() {
                self.0 = waiting;
            }
            return to_bytes(said);
        }
        match say(&heard) {
            Ok(data) if !data.is_empty() && !heard.data.is_empty() => {
                let length = u8::try_from(data.len()).unwrap_or(0);
                self.0 = data;
                vec![0x61, length]
            }
            said => to_bytes(said),
        }
    }
}
