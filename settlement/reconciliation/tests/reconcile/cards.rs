//! Cards that were used and loaded truly, with faults put in: those are told, with their counters and sums, and
//! nothing else, in whatever order the cards were read.

use std::collections::BTreeMap;

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};
use reconciliation::{BookedUse, CardBook, CardDifference, DifferenceKind, ReadOut, compare_cards};

/// What is done to one card, at a place that is made to fit it.
#[derive(Clone, Copy, Debug)]
enum Fault {
    None,
    /// Records lost between two that are there.
    LostBetween {
        at: usize,
        count: usize,
    },
    /// The newest records lost, or not uploaded yet.
    LostAtTheEnd {
        count: usize,
    },
    /// Both.
    LostTwice {
        at: usize,
        count: usize,
    },
    /// Money put on the card that the center does not know of, before a debit.
    LoadedBefore {
        at: usize,
        fen: u32,
    },
    /// The balance on the card is another.
    Balance {
        fen: u32,
        less: bool,
    },
    /// A card that is behind its own records: another card with its number.
    Back {
        count: u32,
    },
    /// The center never heard of it.
    Unknown,
    /// Read out once more.
    Twice,
    /// Issued and never used.
    Unused,
}

fn fault() -> impl Strategy<Value = Fault> {
    let (at, count, fen) = (any::<usize>(), 1_usize..9, 1_u32..5_000);
    prop_oneof![
        4 => Just(Fault::None),
        1 => (at, count.clone()).prop_map(|(at, count)| Fault::LostBetween { at, count }),
        1 => count.clone().prop_map(|count| Fault::LostAtTheEnd { count }),
        1 => (at, count).prop_map(|(at, count)| Fault::LostTwice { at, count }),
        1 => (at, fen.clone()).prop_map(|(at, fen)| Fault::LoadedBefore { at, fen }),
        1 => (fen, any::<bool>()).prop_map(|(fen, less)| Fault::Balance { fen, less }),
        1 => (1_u32..9).prop_map(|count| Fault::Back { count }),
        1 => Just(Fault::Unknown),
        1 => Just(Fault::Twice),
        1 => Just(Fault::Unused),
    ]
}

/// A card's true life: per debit what it took and what was loaded before it; then what was loaded last.
type Life = (u32, Vec<(u32, u32)>, u32);

fn life() -> impl Strategy<Value = Life> {
    let load = || prop_oneof![3 => Just(0_u32), 1 => 1_u32..20_000];
    (100_u32..60_000, prop::collection::vec((0_u32..2_000, load()), 6..40), load())
}

/// The debits as they were, and the card as it is then.
fn lived((first, debits, last): &Life) -> (CardBook, ReadOut) {
    let (mut balance, mut counter, mut uses) = (1_000_000_u32, *first, Vec::new());
    for &(debit, loaded) in debits {
        balance += loaded;
        uses.push(BookedUse { counter, before: balance, debit, loaded: loaded.into() });
        balance -= debit;
        counter += 1;
    }
    (CardBook { uses, loaded: (*last).into() }, ReadOut { counter, balance: balance + last })
}

/// Puts the fault in and says what must be told.
fn meddled(
    card: u64,
    life: &Life,
    fault: Fault,
) -> (Option<CardBook>, Vec<ReadOut>, Vec<CardDifference<u64>>) {
    let (mut book, mut out) = lived(life);
    let next = out.counter;
    let mut told = Vec::new();
    let mut say = |kind, counters, missing, expected, met| {
        told.push(CardDifference { card, kind, counters, missing, expected, met });
    };
    // Records from a place on are taken out of the book; what was loaded meanwhile the center knows all the same.
    let mut lose = |book: &mut CardBook, out: ReadOut, from: usize, count: usize| {
        let lost: Vec<BookedUse> = book.uses.drain(from..from + count).collect();
        let counters = (lost[0].counter, lost[count - 1].counter);
        let loaded: u64 = lost.iter().map(|one| one.loaded).sum();
        let met = match book.uses.get_mut(from) {
            Some(after) => {
                after.loaded += loaded;
                after.before
            }
            None => {
                book.loaded += loaded;
                out.balance
            }
        };
        let sum = lost.iter().map(|one| i64::from(one.debit)).sum();
        say(DifferenceKind::CountersMissing, counters, Some(sum), None, met);
    };
    let between = |at: usize, count: usize, all: usize| {
        let count = count.min(all - 2);
        (1 + at % (all - 1 - count), count)
    };
    let mut outs = 1;
    match fault {
        Fault::None => {}
        Fault::LostBetween { at, count } => {
            let (from, count) = between(at, count, book.uses.len());
            lose(&mut book, out, from, count);
        }
        Fault::LostAtTheEnd { count } => {
            let count = count.min(book.uses.len() - 1);
            let from = book.uses.len() - count;
            lose(&mut book, out, from, count);
        }
        Fault::LostTwice { at, count } => {
            let from = book.uses.len() - 1;
            lose(&mut book, out, from, 1);
            let (from, count) = between(at, count, book.uses.len());
            lose(&mut book, out, from, count);
        }
        Fault::LoadedBefore { at, fen } => {
            let at = 1 + at % (book.uses.len() - 1);
            let expected = i64::from(book.uses[at].before);
            for later in &mut book.uses[at..] {
                later.before += fen;
            }
            out.balance += fen;
            let (counter, met) = (book.uses[at].counter, book.uses[at].before);
            say(DifferenceKind::BalanceRose, (counter, counter), None, Some(expected), met);
        }
        Fault::Balance { fen, less } => {
            let expected = i64::from(out.balance);
            out.balance = if less { out.balance - fen } else { out.balance + fen };
            say(DifferenceKind::CardBalance, (next, next), None, Some(expected), out.balance);
        }
        Fault::Back { count } => {
            out.counter -= count;
            let expected = Some(i64::from(out.balance));
            say(DifferenceKind::CounterBack, (next, out.counter), None, expected, out.balance);
        }
        Fault::Unknown => say(DifferenceKind::UnknownCard, (next, next), None, None, out.balance),
        Fault::Twice => {
            outs = 2;
            say(DifferenceKind::Duplicate, (next, next), None, None, out.balance);
        }
        Fault::Unused => book = CardBook { uses: Vec::new(), loaded: book.loaded },
    }
    let book = (!matches!(fault, Fault::Unknown)).then_some(book);
    (book, vec![out; outs], told)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Recall and precision are one: what is told is what was done, one for one.
    #[test]
    fn what_was_done_to_cards_is_told_and_nothing_else(
        cards in prop::collection::vec((life(), fault(), any::<u32>()), 1..24),
    ) {
        let (mut books, mut read, mut told) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (card, (life, fault, place)) in (1_u64..).zip(&cards) {
            let (book, outs, says) = meddled(card, life, *fault);
            books.extend(book.map(|book| (card, book)));
            read.extend(outs.into_iter().map(|out| (*place, (card, out))));
            told.extend(says);
        }
        // In whatever order they were read.
        read.sort_by_key(|(place, _)| *place);
        let read: Vec<(u64, ReadOut)> = read.into_iter().map(|(_, read)| read).collect();
        told.sort();
        prop_assert_eq!(compare_cards(&books, &read), told);
    }

    /// Whatever a desk reads, nothing breaks, and a card has at most one difference for each step.
    #[test]
    fn nonsense_is_told_too(
        uses in prop::collection::vec((any::<u32>(), any::<u32>(), any::<u32>(), any::<u64>()), 0..9),
        loaded in any::<u64>(),
        (counter, balance) in any::<(u32, u32)>(),
    ) {
        let use_of = |&(counter, before, debit, loaded): &(u32, u32, u32, u64)| BookedUse { counter, before, debit, loaded };
        let book = CardBook { uses: uses.iter().map(use_of).collect(), loaded };
        let found = compare_cards(&BTreeMap::from([(1, book)]), &[(1, ReadOut { counter, balance })]);
        assert!(found.len() <= uses.len());
    }
}
