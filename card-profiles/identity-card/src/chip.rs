//! Any chip by its serial (UID): MIFARE Classic and everything else that has nothing better. The serial can be
//! copied by anybody, so it names and proves nothing.
//!
//! | asks | when |
//! | --- | --- |
//! | FF CA 00 00 00, answered by the reader (PC/SC part 3 §3.2.2.1.3) | always |
//!
//! | key | meaning | where nothing is said |
//! | --- | --- | --- |
//! | `lengths` | bytes a serial may have | 4, 7, 10 |
//! | `offline` | `uses`, `benefit-fen`: what one card gets before the center has answered | 2, 2000 |

use crate::limits::Limits;
use crate::{CODE, idle, number};
use apdu::{Ask, Command, Dialogue, Response, Turn};
use purse::{
    Application, ChipScheme, Custody, DebitOrder, Family, OfflineLimits, Plan, Probe, ProfileError,
    PurchaseRefusal, PurseView, Resolve, Told, Torn,
};
use serde::Deserialize;

/// Chips by their serial: `family = "chip"`.
#[derive(Clone, Copy, Debug)]
pub struct Chip;

/// First byte of a serial that is drawn anew at every activation (ISO/IEC 14443-3 §6.5.4): it names nobody.
const RANDOM: u8 = 0x08;

/// The parameters of one application.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Serial {
    #[serde(default = "lengths")]
    lengths: Vec<usize>,
    #[serde(default)]
    offline: Limits,
}

fn lengths() -> Vec<usize> {
    vec![4, 7, 10]
}

impl Family for Chip {
    fn name(&self) -> &'static str {
        "chip"
    }

    fn application(&self, told: &Told) -> Result<Box<dyn Application>, ProfileError> {
        let serial: Serial = told.parameters()?;
        let known = |length: &usize| matches!(length, 4 | 7 | 10);
        if serial.lengths.is_empty() || !serial.lengths.iter().all(known) {
            return Err(told.wrong("lengths 应为 4、7、10 中的若干个"));
        }
        Ok(Box::new(serial))
    }
}

impl Application for Serial {
    fn code(&self) -> u8 {
        CODE
    }

    fn aid(&self) -> Option<&[u8]> {
        None
    }

    fn suits(&self, atr: &[u8]) -> bool {
        purse::is_storage_card(atr)
    }

    fn needs_sam(&self) -> bool {
        false
    }

    fn offline_limits(&self) -> Option<OfflineLimits> {
        Some(self.offline.into())
    }

    fn probe(&self) -> Box<dyn Dialogue<Output = Probe>> {
        Box::new(Asking { lengths: self.lengths.clone() })
    }

    fn plan(&self, view: &PurseView, order: &DebitOrder, _: &dyn Custody) -> Result<Plan, PurchaseRefusal> {
        idle::plan(view, order)
    }

    fn resolve(&self, _: &PurseView, _: &Torn, _: &dyn Custody) -> Result<Box<dyn Resolve>, PurchaseRefusal> {
        Ok(Box::new(idle::NothingTaken))
    }
}

struct Asking {
    lengths: Vec<usize>,
}

impl Dialogue for Asking {
    type Output = Probe;

    fn start(&mut self) -> Turn<Probe> {
        Turn::Ask(Ask::Card(Command::new(0xFF, 0xCA, 0x00, 0x00).expecting(0x00)))
    }

    fn hear(&mut self, answer: &Response) -> Turn<Probe> {
        let uid = answer.data.as_slice();
        let random = uid.len() == 4 && uid.first() == Some(&RANDOM);
        if !answer.status.is_ok() || random || !self.lengths.contains(&uid.len()) {
            return Turn::Done(Probe::Absent);
        }
        Turn::Done(match number(ChipScheme::Serial, uid) {
            Some(number) => Probe::Found(crate::named(number)),
            None => Probe::Absent,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use purse::{Profile, Recognition};

    fn ask(keys: &str, answer: Response) -> Recognition {
        let text = format!("format = 1\nname = \"x\"\n[[application]]\nfamily = \"chip\"\n{keys}");
        let told = Profile::parse(&text).unwrap();
        let cards = purse::Cards::new(vec![Chip.application(&told.applications[0]).unwrap()]);
        let mut inquiry = purse::Inquiry::new(&cards, &purse::Presence::default());
        let Turn::Ask(Ask::Card(command)) = inquiry.start() else { panic!("asks nothing") };
        assert_eq!(command.to_bytes().unwrap(), [0xFF, 0xCA, 0, 0, 0]);
        match inquiry.hear(&answer) {
            Turn::Done(found) => found,
            // The payment directory: a chip without one.
            Turn::Ask(_) => {
                match inquiry.hear(&Response { data: vec![], status: apdu::StatusWord(0x6A81) }) {
                    Turn::Done(found) => found,
                    Turn::Ask(ask) => panic!("asks on: {ask:?}"),
                }
            }
        }
    }

    #[test]
    fn a_serial_is_a_number() {
        for (uid, digits) in [
            (&[0xDE, 0xAD, 0xBE, 0xEF][..], "90400000003735928559"),
            (&[0x04, 0x59, 0x7A, 0x32, 0x50, 0x14, 0x90], "90401224281271833744"),
        ] {
            let Recognition::Ours(view) = ask("", Response::ok(uid.to_vec())) else { panic!("not found") };
            assert_eq!((view.number.digits(), view.has_purse), (digits.to_owned(), false));
        }
        let Recognition::Ours(long) = ask("", Response::ok([7; 10])) else { panic!("not found") };
        assert!(long.number.digits().starts_with("904"));
    }

    #[test]
    fn a_serial_that_names_nobody_is_foreign() {
        let foreign = Recognition::Foreign { aids: vec![] };
        assert_eq!(ask("", Response::ok([0x08, 1, 2, 3])), foreign, "drawn anew at every tap");
        assert_eq!(ask("lengths = [7]\n", Response::ok([0xDE, 0xAD, 0xBE, 0xEF])), foreign);
        assert_eq!(ask("", Response::ok([1; 5])), foreign);
        assert_eq!(ask("", Response { data: vec![], status: apdu::StatusWord(0x6A81) }), foreign);
    }
}
