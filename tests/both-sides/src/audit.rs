//! The journal of a till compared with what the cards keep: the books that must agree after every tap.

use crate::county::TERMINAL;
use crate::module::Module;
use crate::till::{Ending, Till};
use crate::{Link, Truth, truth};
use apdu::converse;
use purse::{Inquiry, Presence, Recognition};
use records::Record;
use sale::{Entry, MoneyNote, Refusal, replay};
use virtual_cards::Chip;

impl Till {
    /// The sales of this card in the journal.
    #[must_use]
    pub fn sales(&self, place: usize) -> Vec<Record> {
        self.records(place, records::Kind::Sale)
    }

    /// The records of the journal about this card, of this kind.
    fn records(&self, place: usize, kind: records::Kind) -> Vec<Record> {
        let ours = self.rules_number(place);
        let entries = self.disk.iter().map(|bytes| Entry::decode(bytes).unwrap());
        entries
            .filter_map(|entry| entry.record().cloned())
            .filter(|record| record.kind == kind && Some(record.card_no.0) == ours)
            .collect()
    }

    /// The number under which the till knows a card; `None` for a card it does not.
    fn rules_number(&self, place: usize) -> Option<[u8; 10]> {
        let mut card = self.cards[place].clone();
        let presence = Presence { atr: card.atr() };
        let mut psam = self.psam.clone();
        let mut inquiry = Inquiry::new(&self.rules.cards, &presence);
        match converse(&mut inquiry, &mut Link::tap(&mut card, None), &mut Module(&mut psam)).unwrap() {
            Recognition::Ours(view) => Some(view.number.0),
            _ => None,
        }
    }

    /// What must hold at any moment: no debit twice, none lost. Every line that a card wrote is one record of the
    /// journal, or a sale that waits, or a grey one; every record of a sale is one line of its card.
    pub fn audit(&self) {
        assert_eq!(
            replay(TERMINAL, &self.disk).unwrap(),
            self.till,
            "the live till is what its journal says"
        );
        for place in 0..self.cards.len() {
            let unexplained = self.unexplained(place);
            let open = self.till.open().map(|open| truth::line(&open.intention.draft));
            assert!(
                unexplained.is_empty() || (unexplained.len() == 1 && open.as_ref() == unexplained.first()),
                "card {place} was debited and the journal does not show it"
            );
        }
    }

    /// The lines of a card that no record explains; on the way, every record of a sale is found on the card.
    fn unexplained(&self, place: usize) -> Vec<Vec<u8>> {
        let now = Truth::of(&self.cards[place]);
        let start = &self.start[place];
        let mut lines = now.since(start).to_vec();
        let debited: u32 = lines.iter().map(|line| amount(line)).sum();
        assert_eq!(now.balance, start.balance.map(|balance| balance - debited), "a card counts right");
        for sale in self.records(place, records::Kind::Sale) {
            if now.balance.is_none() {
                assert_eq!(sale.card_amount, 0, "a card without a purse pays nothing");
                continue;
            }
            let line = truth::line(&sale);
            let at =
                lines.iter().position(|kept| *kept == line).expect("a paid sale is one debit of its card");
            if at + 1 == lines.len() && line == now.lines[now.lines.len() - 1] && !now.proof.is_empty() {
                let proof = sale.transaction_mac.map_or(sale.tac.to_vec(), |kept| kept.value.to_vec());
                assert_eq!(proof, now.proof, "the record carries the card's own proof");
            }
            lines.remove(at);
        }
        for grey in self.records(place, records::Kind::Grey) {
            let line = truth::line(&grey);
            lines.retain(|kept| *kept != line);
        }
        lines
    }

    /// Nothing waits, and nothing is left to explain.
    pub fn settled(&self) {
        assert!(!self.waits());
        for place in 0..self.cards.len() {
            assert_eq!(self.unexplained(place), Vec::<Vec<u8>>::new());
        }
    }

    /// What the cashier is told is what happened, and never nothing.
    pub(crate) fn told_the_truth(&self, place: usize, before: &Truth, ending: &Ending) {
        let now = Truth::of(&self.cards[place]);
        let moved = now.counted - before.counted;
        assert!(moved <= 1, "one tap, one debit");
        match ending {
            Ending::Paid(record) => assert!(self.records(place, records::Kind::Sale).contains(record)),
            Ending::WithoutProof(record) => {
                assert!(self.records(place, records::Kind::Grey).contains(record));
                assert!(now.lines.contains(&truth::line(record)), "the elder has paid");
            }
            Ending::Hold(_) => assert!(self.waits()),
            Ending::Refused(refusal) => {
                assert!(!refusal.advice_zh().is_empty() && !refusal.advice_en().is_empty());
                assert_eq!(moved, 0, "{refusal:?} after a debit");
                match refusal.money() {
                    MoneyNote::Waiting => assert!(self.waits(), "{refusal:?} and nothing waits"),
                    MoneyNote::NotDebited => {
                        assert!(
                            !self.waits() || *refusal == Refusal::OtherCard,
                            "{refusal:?} while a sale waits"
                        );
                    }
                    MoneyNote::Recorded => panic!("{refusal:?}: these cards are genuine"),
                }
            }
        }
    }
}

/// What a line says was debited.
fn amount(line: &[u8]) -> u32 {
    let at = if line.len() == desfire_purse::Record::LENGTH as usize { 13 } else { 0 };
    u32::from_be_bytes(line[at..at + 4].try_into().unwrap())
}
