//! What holds for any county: cards with a true history, tills that see parts of it, batches in any order.

use std::collections::BTreeMap;

use clearing::{RefuseCause, Status};
use money::Fen;
use proptest::prelude::*;
use records::{Batch, Kind};

use crate::books::{self, Books, Tap, card, tap};

/// One tap in truth: which card, which till, what happened, for how much.
#[derive(Clone, Debug)]
struct Truth {
    card: u8,
    till: u32,
    fate: Fate,
    price: i64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Sold,
    /// Torn, and the card was debited.
    TornPaid,
    /// Torn, and the card was not debited.
    TornUnpaid,
    /// Debited, but the code does not verify.
    WrongCode,
    /// The card was used on a bus that writes no record here.
    Elsewhere,
}

fn truths() -> impl Strategy<Value = Vec<Truth>> {
    let fate = prop::sample::select(vec![
        Fate::Sold,
        Fate::Sold,
        Fate::Sold,
        Fate::TornPaid,
        Fate::TornUnpaid,
        Fate::WrongCode,
        Fate::Elsewhere,
    ]);
    let one = (0_u8..3, 1_u32..4, fate);
    // Every price occurs once: a bus ride of exactly the torn amount would be proof of the wrong thing.
    let priced = |(place, (card, till, fate)): (usize, (u8, u32, Fate))| Truth {
        card,
        till,
        fate,
        price: 100 + 37 * i64::try_from(place).unwrap(),
    };
    prop::collection::vec(one, 1..24).prop_map(move |taps| taps.into_iter().enumerate().map(priced).collect())
}

/// Lets the cards live through the taps; returns what each till wrote, in order, with its fate.
fn live(truths: &[Truth]) -> BTreeMap<u32, Vec<(Tap, Fate)>> {
    let mut cards: BTreeMap<u8, (u32, i64)> = BTreeMap::new();
    let mut tills: BTreeMap<u32, Vec<(Tap, Fate)>> = BTreeMap::new();
    for (minute, truth) in truths.iter().enumerate() {
        let (counter, balance) = cards.entry(truth.card).or_insert((1, 100_000));
        let word = match truth.fate {
            Fate::Sold | Fate::Elsewhere => "",
            Fate::TornPaid | Fate::TornUnpaid => "grey",
            Fate::WrongCode => "tac",
        };
        let line = format!(
            "{} 900{} 15 {:02}:{:02} {} 0.00 0 {counter} {} {word}",
            truth.till,
            truth.card,
            8 + minute / 60,
            minute % 60,
            Fen(truth.price),
            Fen(*balance)
        );
        if truth.fate != Fate::Elsewhere {
            tills.entry(truth.till).or_default().push((tap(&line), truth.fate));
        }
        if truth.fate != Fate::TornUnpaid {
            *counter += 1;
            *balance -= truth.price;
        }
    }
    tills
}

/// Cuts each till's records into batches and deals them out in an order that `deal` chooses.
fn deliver(tills: &BTreeMap<u32, Vec<(Tap, Fate)>>, cut: usize, deal: &[usize]) -> (Books, Vec<Batch>) {
    let mut books = Books::new();
    let mut queues: Vec<Vec<Batch>> = Vec::new();
    for taps in tills.values() {
        let taps: Vec<Tap> = taps.iter().map(|(tap, _)| tap.clone()).collect();
        let mut queue: Vec<Batch> = taps.chunks(cut).map(|chunk| books.seal(chunk)).collect();
        queue.reverse();
        queues.push(queue);
    }
    let mut sent = Vec::new();
    let mut deal = deal.iter().cycle();
    while queues.iter().any(|queue| !queue.is_empty()) {
        let queue = deal.next().unwrap() % queues.len();
        // A till that has nothing left lets the next one go.
        let queue =
            (0..queues.len()).map(|step| (queue + step) % queues.len()).find(|&at| !queues[at].is_empty());
        let batch = queues[queue.unwrap()].pop().unwrap();
        books.take(&batch).unwrap();
        sent.push(batch);
    }
    (books, sent)
}

/// Status of every record and every sum.
fn money(books: &Books) -> (Vec<Status>, Vec<String>) {
    let statuses = books.rows.values().map(|(row, _)| row.status).collect();
    let sums = books.postings.iter().map(|((_, account), sum)| format!("{account} {sum}")).collect();
    (statuses, sums)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_county(
        truths in truths(),
        cuts in (1_usize..5, 1_usize..5),
        deals in prop::collection::vec(0_usize..12, 1..12),
        other_deals in prop::collection::vec(0_usize..12, 1..12),
    ) {
        let tills = live(&truths);
        prop_assume!(!tills.is_empty());
        let (mut books, sent) = deliver(&tills, cuts.0, &deals);

        // One place for every record, and each paid counter value paid once (I2).
        let written: usize = tills.values().map(Vec::len).sum();
        prop_assert_eq!(books.rows.len(), written);
        let mut used = BTreeMap::new();
        for (row, _) in books.rows.values().filter(|(row, _)| row.status.is_paid()) {
            let counter = row.settled.or(row.record.card_before()).unwrap().0;
            prop_assert_eq!(used.insert((row.record.card_no, counter), ()), None);
        }

        // The books balance (I3), and the merchants' claims are all there.
        prop_assert_eq!(Fen::sum(books.postings.values().copied()), Some(Fen::ZERO));
        let claims = books.postings.iter().filter(|((_, account), _)| {
            let name = account.to_string();
            name.starts_with("merchant:") || name.starts_with("held:")
        });
        let claimed = Fen::sum(claims.map(|(_, sum)| *sum)).unwrap();
        let prices = Fen::sum(books.rows.values().map(|(row, _)| row.record.price)).unwrap();
        prop_assert_eq!(claimed.0, -prices.0);

        // Whatever was decided was decided as it happened (I7).
        for (&till, taps) in &tills {
            for (place, (_, fate)) in taps.iter().enumerate() {
                let (row, _) = &books.rows[&(books::till(till), u64::try_from(place).unwrap() + 1)];
                let right = match fate {
                    Fate::Sold => row.status == Status::Good,
                    Fate::TornPaid => matches!(row.status, Status::Adjusted | Status::Waiting(RefuseCause::Grey)),
                    Fate::TornUnpaid => matches!(
                        row.status,
                        Status::Refused(RefuseCause::GreyAdjustRefused) | Status::Waiting(RefuseCause::Grey)
                    ),
                    Fate::WrongCode => {
                        matches!(row.status, Status::Adjusted | Status::Waiting(RefuseCause::TacError))
                    }
                    Fate::Elsewhere => false,
                };
                prop_assert!(right, "{:?} became {}", fate, row.status);
            }
        }

        // Replays change nothing; another order of arrival ends in the same money.
        let told = books.show();
        for batch in &sent {
            books.take(batch).unwrap();
        }
        prop_assert_eq!(books.show(), told);
        let (other, _) = deliver(&tills, cuts.1, &other_deals);
        prop_assert_eq!(money(&other), money(&books));
    }
}

/// A grey whose next record is in is never left waiting.
#[test]
fn nothing_waits_that_can_be_decided() {
    let truths: Vec<Truth> = [Fate::Sold, Fate::TornPaid, Fate::Sold, Fate::TornUnpaid, Fate::Sold]
        .into_iter()
        .map(|fate| Truth { card: 1, till: 1, fate, price: 500 })
        .collect();
    let (books, _) = deliver(&live(&truths), 1, &[0]);
    let statuses: Vec<String> = books.rows.values().map(|(row, _)| row.status.to_string()).collect();
    assert_eq!(statuses, ["good", "adjusted", "good", "refused:94", "good"]);
    assert!(books.rows.values().all(|(row, _)| row.record.card_no == card("9001")));
    assert_eq!(books.rows.values().filter(|(row, _)| row.record.kind == Kind::Grey).count(), 2);
}
