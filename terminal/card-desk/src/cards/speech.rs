//! What a chip speaks, learned from its answers: an answer to reset is the maker's and the reader's to choose.

use apdu::{Command, Dialogue, Response, Transport, Turn};
use desfire_purse::chain::{Chain, Heard};
use desfire_purse::command::get_version;

use super::{CardFault, converse};

/// What a chip speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speech {
    /// The native commands of DESFire EV1 to EV3.
    Desfire,
    /// Those of ISO/IEC 7816-4, as PBOC purses and their blank chips do; or nothing.
    Iso,
}

/// Asks the chip for its version, three frames at most. Reads only; a chip of another kind refuses the first.
///
/// # Errors
/// A lost card, or a chip that speaks like a DESFire and is none (DESFire Light, NTAG).
pub fn speech(card: &mut dyn Transport) -> Result<Speech, CardFault> {
    converse(&mut Asking(None), card, |_| Ok(()))?
}

struct Asking(Option<Chain>);

type Said = Turn<Result<Speech, CardFault>>;

fn card(command: Command) -> Said {
    Turn::Ask(apdu::Ask::Card(command))
}

impl Dialogue for Asking {
    type Output = Result<Speech, CardFault>;

    fn start(&mut self) -> Said {
        let (chain, first) = Chain::begin(get_version::INS, &[]);
        self.0 = Some(chain);
        card(first)
    }

    fn hear(&mut self, answer: &Response) -> Said {
        // Whatever a chip means by 91xx, none but native ones say it.
        let native = answer.status.0 >> 8 == 0x91;
        let Some(mut chain) = self.0.take().filter(|_| native) else { return Turn::Done(Ok(Speech::Iso)) };
        let version = match chain.hear(answer) {
            Heard::Ask(command) => {
                self.0 = Some(chain);
                return card(command);
            }
            Heard::Whole(data) => get_version::parse(&data),
            Heard::Refused(_) | Heard::Endless => None,
        };
        match version {
            Some(version) if version.kind != get_version::DESFIRE => {
                Turn::Done(Err(CardFault::Refused(format!(
                    "芯片不是 DESFire EV1 至 EV3（{version:?}），卡未动；请换芯片 · the chip is no DESFire EV1 to EV3, nothing was touched; take another"
                ))))
            }
            _ => Turn::Done(Ok(Speech::Desfire)),
        }
    }
}
