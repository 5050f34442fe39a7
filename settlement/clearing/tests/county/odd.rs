//! Odd records, each under its own name: late, early, delivered twice, copied, counted back, after death, over the cap.

use clearing::{
    Action, Bearer, CardFacts, CardHistory, FindingKind, Knowledge, OwnerRole, Status, judge_batch, may_next,
    work,
};
use jiff::civil::Date;
use records::{Batch, CardNo, CardProfile, CardTxn, Record, SigningKey};
use subsidy::{Standing, Tariff};

use crate::books::{Books, Tap, paragraphs};

const DAY_US: i64 = 86_400_000_000;

/// Takes batches of one tap each, changed first.
fn told(story: &str, change: impl Fn(usize, &mut Record)) -> Vec<String> {
    let mut books = Books::new();
    for (place, mut taps) in paragraphs(story).into_iter().enumerate() {
        taps.iter_mut().for_each(|tap| change(place, &mut tap.record));
        let batch = books.seal(&taps);
        books.take(&batch).unwrap();
    }
    found(&books)
}

/// Every finding as `name till/number`.
fn found(books: &Books) -> Vec<String> {
    let line = |finding: &clearing::Finding| {
        format!("{} {}/{}", finding.kind.name(), finding.terminal.number(), finding.seq)
    };
    books.findings.values().map(line).collect()
}

#[test]
fn one_counter_value_twice() {
    let story = "
        1 8001 15 12:00 12.00 6.00  73 5 100.00

        6 8001 15 12:00 12.00 6.00  73 5 100.00
        ";
    // The very same event by another path; and one that the card signed as well, with other words.
    assert_eq!(told(story, |_, _| ()), ["DeliveredTwice 6/1"]);
    let other = |place, record: &mut Record| record.psam_seq = u32::try_from(place).unwrap();
    assert_eq!(told(story, other), ["CopiedCard 6/1"]);
    // Without a proof of its own it is no evidence of a second card.
    let unproved = |place, record: &mut Record| {
        other(place, record);
        record.tac = [u8::from(place == 1); 4];
    };
    assert_eq!(told(story, unproved), ["DuplicateCardCounter 6/1"]);
}

#[test]
fn the_counter_of_a_card_went_back() {
    let back = "
        1 8001 15 12:00 12.00 6.00  73 5 100.00

        6 8001 16 12:00 12.00 6.00  73 4 106.00
        ";
    assert_eq!(told(back, |_, _| ()), ["CounterBack 6/1"]);
    let clocks = back.replace("16 12:00", "15 12:30");
    assert!(!told(&clocks, |_, _| ()).contains(&"CounterBack 6/1".to_owned()), "half an hour is a clock");
}

/// The batch of a tap, sealed so much later.
fn sealed(books: &mut Books, taps: &[Tap], later_us: i64) -> Vec<String> {
    let batch = books.seal(taps);
    let at_us = batch.records[0].tap.at_us + later_us;
    let bytes =
        Batch::seal(&batch.records, batch.announced, at_us, &SigningKey::from_bytes(&[1; 32])).unwrap();
    books.take(&Batch::open(&bytes).unwrap()).unwrap();
    found(books)
}

#[test]
fn late_and_early() {
    let taps = &paragraphs("1 8001 15 12:00 12.00 6.00  73 5 100.00")[0];
    for (later_us, says) in [
        (0, vec![]),
        (7 * DAY_US, vec![]),
        (7 * DAY_US + 1, vec!["LateRecord 1/1"]),
        (-120_000_000, vec![]),
        (-120_000_001, vec!["EarlyRecord 1/1"]),
        (-DAY_US - 1, vec!["EarlyRecord 1/1", "BadTime 1/1"]),
    ] {
        assert_eq!(sealed(&mut Books::new(), taps, later_us), says, "{later_us}");
    }
}

/// Books that know of a death.
struct Dead<'a>(&'a Books, i64);

impl CardFacts for Dead<'_> {
    fn history(&self, card: &CardNo) -> CardHistory {
        self.0.history(card)
    }

    fn standing(&self, card: &CardNo, day: Date, tariff: &Tariff) -> Standing {
        CardFacts::standing(self.0, card, day, tariff)
    }

    fn stopped_since(&self, _: &CardNo) -> Option<i64> {
        Some(self.1)
    }

    fn deceased_since(&self, _: &CardNo) -> Option<i64> {
        Some(self.1)
    }
}

#[test]
fn after_death_is_more_than_after_a_stop() {
    let mut books = Books::new();
    let taps = &paragraphs("1 8001 15 12:00 12.00 6.00  73 5 100.00")[0];
    let (batch, at_us) = (books.seal(taps), taps[0].record.tap.at_us);
    for (since_us, says) in [(at_us, vec![FindingKind::UsedAfterDeath]), (at_us + 1, vec![])] {
        let dead = Dead(&books, since_us);
        let (funds_left, funds_capped, funds_dry) = (&books.left, &books.capped, &books.dry);
        let knowledge =
            Knowledge { tariffs: &books, proofs: &books, cards: &dead, funds_left, funds_capped, funds_dry };
        let facts = books.terminal(batch.terminal);
        let verdict = judge_batch(&batch, &clearing::Cursor::default(), &facts, &knowledge).unwrap();
        let kinds: Vec<FindingKind> = verdict.findings.iter().map(|finding| finding.kind).collect();
        assert_eq!(kinds, says);
        assert_eq!(verdict.rows[0].status, Status::Good, "what is done about it is for people");
    }
}

/// A card that carries no count, at two canteens of one lunch. The earlier tap stands, in whichever order they come.
#[test]
fn over_the_cap_between_canteens() {
    let identity = |_, record: &mut Record| {
        record.card_profile = CardProfile::IdentityCard;
        record.card_txn = CardTxn::None;
        (record.card_counter, record.balance_before, record.card_amount) = (None, None, 0);
    };
    let first = "1 8001 15 11:30 12.00 6.00  73 5 100.00 cash\n";
    let later = "6 8001 15 11:50 12.00 6.00  73 5 100.00 cash\n";
    let again = "1 8001 15 11:45 12.00 6.00  73 5 100.00 cash\n";
    for story in [format!("{first}\n{later}"), format!("{later}\n{first}")] {
        assert_eq!(told(&story, identity), ["OverCap 6/1"], "{story}");
    }
    // One till that forgets its own sale has no such excuse.
    assert_eq!(told(&format!("{first}\n{again}"), identity), ["PriceMismatch 1/2"]);
    // A card that carries its count tells every till.
    let carried = |_, record: &mut Record| {
        record.card_counter = record.card_counter.map(|_| 5 + u32::from(record.terminal.number() == 6))
    };
    let told = told(&format!("{first}\n{later}"), carried);
    assert!(told.contains(&"PriceMismatch 6/1".to_owned()), "{told:?}");
}

#[test]
fn every_kind_has_an_owner_and_something_to_do() {
    for &kind in FindingKind::ALL {
        let (owner, allowed) = work(kind);
        assert!(OwnerRole::ALL.contains(&owner) && !allowed.is_empty(), "{kind:?}");
        assert!(allowed.iter().all(|action| may_next(kind, &[]).contains(action)), "{kind:?}");
        assert!(!allowed.contains(&Action::Approve), "only what was asked is approved: {kind:?}");
    }
    for &action in Action::ALL {
        assert_eq!(Action::from_word(action.word()), Some(action));
    }
    for &bearer in Bearer::ALL {
        assert_eq!(Bearer::from_word(bearer.word()), Some(bearer));
    }
}
