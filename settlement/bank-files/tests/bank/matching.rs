//! What was ordered beside what was answered: exactly the injected faults are listed, whatever the order.

use bank_files::{
    AnswerLine, AnswerState, BankAnswer, Match, Outcome, OutcomeLine, Payout, Sums, Tally, match_answer,
};
use money::Fen;
use proptest::prelude::*;

use crate::story::{BOOKED, head, line, payout};

fn answer(lines: Vec<AnswerLine>) -> BankAnswer {
    BankAnswer { day: BOOKED, lines, besides: 0, content: [0; 32] }
}

fn said(payout: &Payout, line: usize, state: AnswerState) -> AnswerLine {
    let ordered = &payout.lines()[line];
    AnswerLine {
        place: 0,
        end_to_end: payout.end_to_end(ordered),
        amount: ordered.amount,
        state,
        payee_name: Some(ordered.payee.name.clone()),
        payee_account: Some(ordered.payee.number.clone()),
    }
}

fn paid() -> AnswerState {
    AnswerState::Paid
}

fn refused() -> AnswerState {
    AnswerState::Refused { reason: "r".into() }
}

fn back() -> AnswerState {
    AnswerState::Returned { reason: "b".into() }
}

#[test]
fn what_the_bank_may_say_of_one_line() {
    let pending = || AnswerState::Pending;
    let (refused_so, back_so) =
        (|| Outcome::Refused { reason: "r".into() }, || Outcome::Returned { reason: "b".into() });
    for (states, expected) in [
        (vec![], Outcome::Missing),
        (vec![paid()], Outcome::Paid),
        (vec![pending()], Outcome::Pending),
        (vec![pending(), paid()], Outcome::Paid),
        (vec![refused()], refused_so()),
        (vec![refused(), refused()], refused_so()),
        (vec![back()], back_so()),
        (vec![paid(), back()], back_so()),
        (vec![paid(), back(), paid()], Outcome::Paid),
        (vec![paid(), back(), pending()], Outcome::Pending),
        (vec![paid(), paid()], Outcome::PaidTwice { times: 2 }),
        (vec![paid(), paid(), paid(), back()], Outcome::PaidTwice { times: 2 }),
        (vec![paid(), paid(), refused()], Outcome::PaidTwice { times: 2 }),
        (vec![paid(), refused()], Outcome::Contradiction),
        (vec![refused(), pending()], Outcome::Contradiction),
        (vec![back(), back()], Outcome::Contradiction),
        (vec![paid(), back(), back()], Outcome::Contradiction),
    ] {
        let payout = payout();
        let lines: Vec<AnswerLine> = states.iter().map(|state| said(&payout, 0, state.clone())).collect();
        let forward = match_answer(&payout, &answer(lines.clone()));
        let backward = match_answer(&payout, &answer(lines.into_iter().rev().collect()));
        assert_eq!(forward, backward, "{states:?}");
        assert_eq!(forward.lines[0].outcome, expected, "{states:?}");
    }
}

#[test]
fn of_two_reasons_always_the_same() {
    let payout = payout();
    let because = |reason: &str| said(&payout, 0, AnswerState::Refused { reason: reason.into() });
    for lines in [vec![because("b"), because("a")], vec![because("a"), because("b")]] {
        let found = match_answer(&payout, &answer(lines));
        assert_eq!(found.lines[0].outcome, Outcome::Refused { reason: "a".into() });
    }
}

#[test]
fn an_answer_that_was_altered() {
    let payout = payout();
    let mut dearer = said(&payout, 0, paid());
    dearer.amount = Fen(123_457);
    let mut astray = said(&payout, 1, paid());
    astray.payee_account = Some("6222000000000009999".into());
    let mut stranger = said(&payout, 2, paid());
    stranger.end_to_end = "clinic-20240715d1v2".into();
    let found = match_answer(&payout, &answer(vec![dearer, astray, stranger.clone()]));
    let outcomes: Vec<&Outcome> = found.lines.iter().map(|line| &line.outcome).collect();
    assert_eq!(
        outcomes,
        [&Outcome::AmountDiffers { answered: Fen(123_457) }, &Outcome::PayeeDiffers, &Outcome::Missing]
    );
    assert_eq!(found.not_ours, [stranger]);
    let disputed = Sums { count: 2, amount: Fen(123_461) };
    let missing = Sums { count: 1, amount: Fen(990_000) };
    assert_eq!(found.tally(), Tally { disputed, missing, ..Tally::default() });
}

#[test]
fn every_outcome_says_what_the_money_did() {
    for (outcome, zh, en) in [
        (Outcome::Paid, "已付", "the money has left"),
        (Outcome::Refused { reason: "户名不符".into() }, "款未动", "did not move"),
        (Outcome::Returned { reason: String::new() }, "款已回账", "the money is back"),
        (Outcome::Pending, "不要重付", "do not pay again"),
        (Outcome::Missing, "不要重付", "do not pay again"),
        (Outcome::PaidTwice { times: 3 }, "付了 3 次", "paid 3 times"),
        (Outcome::AmountDiffers { answered: Fen(5) }, "0.05 元", "0.05 yuan"),
        (Outcome::PayeeDiffers, "可能付错", "astray"),
        (Outcome::Contradiction, "互相矛盾", "contradicts"),
    ] {
        let text = outcome.to_string();
        let (chinese, english) = text.split_once(" · ").unwrap();
        assert!(chinese.contains(zh) && english.contains(en), "{text}");
    }
}

/// What is done to the answer for one line.
#[derive(Clone, Copy, Debug)]
enum Fault {
    None,
    Refused,
    Returned,
    Pending,
    Left,
    Dearer(i64),
    Astray,
    Twice(usize),
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        4 => Just(Fault::None),
        1 => Just(Fault::Refused),
        1 => Just(Fault::Returned),
        1 => Just(Fault::Pending),
        1 => Just(Fault::Left),
        1 => (1_i64..1000).prop_map(Fault::Dearer),
        1 => Just(Fault::Astray),
        1 => (2_usize..5).prop_map(Fault::Twice),
    ]
}

/// The bank's lines about one of ours with a fault, and what must be found.
fn injected(payout: &Payout, place: usize, fault: Fault) -> (Vec<AnswerLine>, Outcome) {
    let ordered = payout.lines()[place].amount;
    let of = |state| said(payout, place, state);
    match fault {
        Fault::None => (vec![of(paid())], Outcome::Paid),
        Fault::Refused => (vec![of(refused())], Outcome::Refused { reason: "r".into() }),
        Fault::Returned => (vec![of(paid()), of(back())], Outcome::Returned { reason: "b".into() }),
        Fault::Pending => (vec![of(AnswerState::Pending)], Outcome::Pending),
        Fault::Left => (vec![], Outcome::Missing),
        Fault::Dearer(fen) => {
            let answered = Fen(ordered.0 + fen);
            (vec![AnswerLine { amount: answered, ..of(paid()) }], Outcome::AmountDiffers { answered })
        }
        Fault::Astray => {
            (vec![AnswerLine { payee_account: Some("9".into()), ..of(paid()) }], Outcome::PayeeDiffers)
        }
        Fault::Twice(times) => (vec![of(paid()); times], Outcome::PaidTwice { times }),
    }
}

fn parts(tally: &Tally) -> [Sums; 5] {
    [tally.paid, tally.unpaid, tally.pending, tally.missing, tally.disputed]
}

/// A payout, the bank's lines about it, what must be found, and how many lines are nobody's.
type Story = (Payout, Vec<AnswerLine>, Vec<Outcome>, usize);

fn told(orders: &[(i64, Fault)], strangers: &[i64]) -> Story {
    let lines = (0..)
        .zip(orders)
        .map(|(n, (fen, _)): (u32, _)| line(&format!("m-{n}"), "示例商户", &format!("6222{n:015}"), *fen));
    let payout = Payout::new(head(), lines.collect()).unwrap();
    let (mut answered, mut expected) = (Vec::new(), Vec::new());
    for (place, (_, fault)) in orders.iter().enumerate() {
        let (lines, outcome) = injected(&payout, place, *fault);
        answered.extend(lines);
        expected.push(outcome);
    }
    for fen in strangers {
        let end_to_end = format!("other-{fen}");
        answered.push(AnswerLine { end_to_end, amount: Fen(*fen), ..said(&payout, 0, paid()) });
    }
    (payout, answered, expected, strangers.len())
}

fn story() -> impl Strategy<Value = (Story, Vec<AnswerLine>)> {
    let orders = prop::collection::vec((1_i64..10_000_000, fault()), 1..40);
    let strangers = prop::collection::vec(1_i64..1000, 0..5);
    (orders, strangers).prop_flat_map(|(orders, strangers)| {
        let story = told(&orders, &strangers);
        let shuffled = Just(story.1.clone()).prop_shuffle();
        (Just(story), shuffled)
    })
}

proptest! {
    #[test]
    fn exactly_what_was_injected(((payout, answered, expected, strangers), shuffled) in story()) {
        let found: Match = match_answer(&payout, &answer(answered));
        let outcomes: Vec<Outcome> = found.lines.iter().map(|line: &OutcomeLine| line.outcome.clone()).collect();
        prop_assert_eq!(outcomes, expected);
        prop_assert_eq!(found.not_ours.len(), strangers);
        let parts = parts(&found.tally());
        prop_assert_eq!(parts.iter().map(|sums| sums.count).sum::<usize>(), payout.lines().len());
        prop_assert_eq!(Fen::sum(parts.map(|sums| sums.amount)), Some(payout.total()));
        let mut again = match_answer(&payout, &answer(shuffled));
        prop_assert_eq!(&again.lines, &found.lines);
        prop_assert_eq!(again.tally(), found.tally());
        again.not_ours.sort_by_key(|line| line.end_to_end.clone());
        let mut strangers = found.not_ours;
        strangers.sort_by_key(|line| line.end_to_end.clone());
        prop_assert_eq!(again.not_ours, strangers);
    }
}
