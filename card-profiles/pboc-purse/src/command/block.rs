//! APPLICATION BLOCK, APPLICATION UNBLOCK and CARD BLOCK. JR/T 0025.1; FMCOS 2.0 manual.
//!
//! | command | CLA | INS | P1 | P2 | Lc | data |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | APPLICATION BLOCK | 84 | 1E | 00 | 00, or 01 for good | 04 | MAC |
//! | APPLICATION UNBLOCK | 84 | 18 | 00 | 00 | 04 | MAC |
//! | CARD BLOCK | 84 | 16 | 00 | 00 | 04 | MAC |
//!
//! MAC: command MAC of the maintenance key over `CLA INS P1 P2 04`, IV from GET CHALLENGE.
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | done |
//! | 6984 | no challenge before |
//! | 6987 6988 | MAC missing, MAC wrong; three wrong ones in a row lock the application for good |
//! | 6983 | maintenance key blocked |
//! | 6A81 9303 | locked already, locked for good |

use crate::Mac;
use apdu::Command;

/// What is blocked, or opened again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocking {
    /// The application, until its issuer opens it again.
    Application,
    /// The application, for good.
    ApplicationForGood,
    /// Nothing any more: the application is opened.
    Unblock,
    /// The whole chip, for good.
    Card,
}

impl Blocking {
    /// `CLA INS P1 P2 Lc`: what the MAC covers.
    #[must_use]
    pub fn header(self) -> [u8; 5] {
        match self {
            Blocking::Application => [0x84, 0x1E, 0x00, 0x00, 0x04],
            Blocking::ApplicationForGood => [0x84, 0x1E, 0x00, 0x01, 0x04],
            Blocking::Unblock => [0x84, 0x18, 0x00, 0x00, 0x04],
            Blocking::Card => [0x84, 0x16, 0x00, 0x00, 0x04],
        }
    }

    /// The command.
    #[must_use]
    pub fn command(self, mac: Mac) -> Command {
        let [cla, ins, p1, p2, _] = self.header();
        Command::new(cla, ins, p1, p2).with_data(mac.0)
    }
}
