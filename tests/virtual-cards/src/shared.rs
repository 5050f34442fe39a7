//! One card with several applications, and two cards in one field.

use crate::foreign::{PPSE, entry, listing, tlv};
use crate::incoming::{Incoming, WRONG_INS, to_bytes};
use crate::{Chip, Exchange, VirtualCard, VirtualPurse};

/// A card on which our purse is the last of several applications.
#[derive(Clone, Debug)]
pub struct ManyApplications {
    purse: VirtualPurse,
    /// Name and label, in the order of the directory.
    others: Vec<(Vec<u8>, Vec<u8>)>,
    /// Whether one of the others is selected.
    elsewhere: bool,
}

impl ManyApplications {
    /// A purse behind a bank's debit application and a social-security one.
    #[must_use]
    pub fn new(purse: VirtualPurse) -> ManyApplications {
        let others = vec![
            (vec![0xA0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01, 0x01], b"PBOC DEBIT".to_vec()),
            (vec![0xD1, 0x56, 0x00, 0x00, 0x05, 0x00], b"SSSE".to_vec()),
        ];
        ManyApplications { purse, others, elsewhere: false }
    }

    /// The purse among them.
    #[must_use]
    pub fn purse(&self) -> &VirtualPurse {
        &self.purse
    }

    /// The purse among them.
    pub fn purse_mut(&mut self) -> &mut VirtualPurse {
        &mut self.purse
    }

    fn directory(&self) -> Vec<u8> {
        let others = self.others.iter().map(|(name, label)| (&name[..], &label[..]));
        let all = others.chain([(&crate::purse::AID[..], &b"MOT_T_EP"[..])]);
        listing(
            &all.zip(1..).map(|((name, label), rank)| entry(name, label, rank)).collect::<Vec<_>>().concat(),
        )
    }

    /// What another application or the directory answers; `None` when the purse is meant.
    fn other(&mut self, heard: &Incoming<'_>) -> Option<Vec<u8>> {
        if (heard.cla, heard.ins) != (0x00, 0xA4) {
            // Another application has its own commands, and none of the purse's.
            return self.elsewhere.then(|| to_bytes(Err(WRONG_INS)));
        }
        let answer = match heard.data {
            PPSE => self.directory(),
            name if self.others.iter().any(|(other, _)| other == name) => tlv(&[0x6F], &tlv(&[0x84], name)),
            _ => return None,
        };
        // The purse forgets that it was selected.
        self.purse.reset();
        self.elsewhere = heard.data != PPSE;
        Some(to_bytes(heard.cut(&answer, false)))
    }
}

impl Chip for ManyApplications {
    fn atr(&self) -> Vec<u8> {
        self.purse.atr()
    }

    fn uid(&self) -> Option<Vec<u8>> {
        self.purse.uid()
    }

    fn power_on(&mut self) {
        self.elsewhere = false;
        self.purse.power_on();
    }

    fn power_off(&mut self) {
        self.elsewhere = false;
        self.purse.power_off();
    }

    fn exchange(&mut self, command: &[u8]) -> Exchange {
        let heard = Incoming::parse(command).ok();
        if let Some(answer) = heard.and_then(|heard| self.other(&heard)) {
            return Exchange::Answer(answer);
        }
        let answer = self.purse.exchange(command);
        if matches!(heard, Some(Incoming { cla: 0x00, ins: 0xA4, .. })) {
            self.elsewhere = false;
        }
        answer
    }

    fn commits(&self) -> u64 {
        self.purse.commits()
    }

    fn latency_ms(&self) -> u32 {
        self.purse.latency_ms()
    }
}

/// Two cards held to one reader: it finds that something is there and can speak to neither, as readers do
/// that stop at a collision.
#[derive(Clone, Debug)]
pub struct TwoCards {
    /// They lie one upon the other.
    pub cards: Box<[VirtualCard; 2]>,
}

impl TwoCards {
    /// These two.
    #[must_use]
    pub fn new(one: VirtualCard, other: VirtualCard) -> TwoCards {
        TwoCards { cards: Box::new([one, other]) }
    }
}

impl Chip for TwoCards {
    /// None: nobody has answered the reset alone.
    fn atr(&self) -> Vec<u8> {
        Vec::new()
    }

    fn uid(&self) -> Option<Vec<u8>> {
        None
    }

    fn power_on(&mut self) {
        self.cards.iter_mut().for_each(Chip::power_on);
    }

    fn power_off(&mut self) {
        self.cards.iter_mut().for_each(Chip::power_off);
    }

    /// Whatever is said is lost: neither card hears it.
    fn exchange(&mut self, _command: &[u8]) -> Exchange {
        Exchange::Lost { partial: Vec::new() }
    }

    fn commits(&self) -> u64 {
        self.cards.iter().map(Chip::commits).sum()
    }
}
