//! Elders and their cards: counter, balance, TAC, and what the card was given before.

use jiff::civil::{Date, date};
use pboc_purse::crypto::{Derivation, TacInputs, TacScheme};
use pboc_purse::proof::{TacMasterKey, tac};
use purse::{CardAmount, CardNumber, Issuer};
use records::{CardNo, Record};
use subsidy::{HolderFacts, Standing, Taken, Tariff, classify};

use crate::dice::Dice;
use crate::{Unfit, the_day};

/// The issuer of every card here: one that no real issuer has.
pub(crate) const ISSUER: [u8; 8] = [0x99, 0x99, 0, 0, 0, 0, 0, 0];
/// Cards that are lost when the day begins and never used.
pub(crate) const LOST: usize = 10;

/// Somebody on the center's list.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The card.
    pub card: CardNo,
    /// What the center knows.
    pub facts: HolderFacts,
}

/// The card in the elder's hand.
pub(crate) struct Card {
    pub(crate) number: CardNo,
    pub(crate) standing: Standing,
    pub(crate) counter: u32,
    pub(crate) balance: u32,
    pub(crate) taken: Taken,
    /// Start and town of its last tap.
    pub(crate) last: Option<(i64, u32)>,
    /// It is needed for what was planned, or gone for good.
    pub(crate) locked: bool,
    /// A fault was about it.
    pub(crate) marked: bool,
    /// Terminal place and number of its taps since the holder's death would have been entered.
    pub(crate) after_stop: Vec<(usize, u64)>,
}

impl Card {
    /// The TAC that this card gives for this record's debit.
    pub(crate) fn sign(&self, record: &Record, master: &TacMasterKey) -> [u8; 4] {
        let inputs = TacInputs {
            amount: CardAmount(record.card_amount),
            txn_type: 0x09,
            terminal: record.psam_terminal,
            psam_seq: record.psam_seq,
            date: record.card_date,
            time: record.card_time,
        };
        let number = CardNumber(self.number.0);
        tac(master, &Derivation::default(), TacScheme::DesFolded, Issuer(ISSUER), number, &inputs).0
    }

    /// The debit commits.
    pub(crate) fn debit(&mut self, amount: u32) -> Result<(), Unfit> {
        self.counter = self.counter.checked_add(1).ok_or(Unfit::Broken("counter"))?;
        self.balance = self.balance.checked_sub(amount).ok_or(Unfit::Broken("balance"))?;
        Ok(())
    }
}

/// Everybody: holders as the center lists them, and the cards town by town.
pub(crate) fn everybody(
    seed: u64,
    taps: u32,
    towns: u32,
    tariff: &Tariff,
) -> Result<(Vec<Holder>, Vec<Card>), Unfit> {
    let mut dice = Dice::new(seed, "people");
    let day = the_day().date();
    // Each card is tapped one and a half times, more or less.
    let count = u64::from(taps) * 5 / 8 + u64::from(towns);
    let (mut holders, mut cards) = (Vec::new(), Vec::new());
    for number in 1..=count {
        let card: CardNo =
            format!("999900000000{number:08}").parse().map_err(|_| Unfit::Broken("card number"))?;
        let facts = facts(&mut dice);
        let listed = !dice.percent(4);
        let standing = if listed { classify(tariff, &facts, day) } else { Standing::NONE };
        if listed {
            holders.push(Holder { card, facts });
        }
        cards.push(Card {
            number: card,
            standing,
            counter: u32::try_from(7 + dice.below(900)).unwrap_or(7),
            balance: u32::try_from(3_000 + dice.below(27_000)).unwrap_or(3_000),
            taken: Taken::default(),
            last: None,
            locked: false,
            marked: false,
            after_stop: Vec::new(),
        });
    }
    for lost in cards.iter_mut().rev().take(LOST) {
        lost.locked = true;
    }
    Ok((holders, cards))
}

fn facts(dice: &mut Dice) -> HolderFacts {
    let mut facts = HolderFacts::born(born(dice));
    if dice.percent(8) {
        facts.categories.insert("dibao".to_owned());
    }
    if dice.percent(3) {
        facts.rosters.insert("free_lunch".to_owned());
    }
    facts
}

fn born(dice: &mut Dice) -> Date {
    let small = |number: u64| i8::try_from(number).unwrap_or(1);
    let year = 1925 + i16::try_from(dice.below(41)).unwrap_or(0);
    let (month, day) = (1 + small(dice.below(12)), 1 + small(dice.below(28)));
    Date::new(year, month, day).unwrap_or(date(1944, 7, 15))
}
