//! Nothing overflows, nothing touches, nothing is too small to read.

use super::stories::stories;
use crate::canvas::Rect;
use crate::glyphs::Glyphs;
use crate::painter::lay_out;
use crate::sheet::{CHINESE_LEAST, ENGLISH_LEAST, Item, Line, Sheet};
use crate::*;
use money::Fen;
use proptest::prelude::*;

fn lines(sheet: &Sheet<'_>) -> Vec<Line> {
    let line = |item: &Item| if let Item::Line(line) = item { Some(line.clone()) } else { None };
    sheet.items.iter().filter_map(line).collect()
}

/// The box of the ink of a line.
fn ink(glyphs: &mut Glyphs, line: &Line) -> Option<Rect> {
    let mut found: Option<(i32, i32, i32, i32)> = None;
    let mut along = 0;
    for letter in line.text.chars() {
        let at = line.pen.0 + crate::canvas::scaled(along, line.set);
        along += glyphs.advance(letter);
        if let Some(picture) = glyphs.picture(letter, line.set) {
            let (left, top) = (at + picture.left, line.pen.1 + picture.top);
            let width = i32::try_from(picture.width).unwrap();
            let height = i32::try_from(picture.coverage.len()).unwrap() / width.max(1);
            let (right, bottom) = (left + width, top + height);
            found = Some(match found {
                None => (left, top, right, bottom),
                Some((l, t, r, b)) => (l.min(left), t.min(top), r.max(right), b.max(bottom)),
            });
        }
    }
    found.map(|(left, top, right, bottom)| Rect::new(left, top, right - left, bottom - top))
}

fn overlap(one: Rect, other: Rect) -> bool {
    one.x < other.right() && other.x < one.right() && one.y < other.bottom() && other.y < one.bottom()
}

fn check(name: &str, strip: &Strip, view: &View) {
    let mut glyphs = Glyphs::new().unwrap();
    let lines = lines(&lay_out(&glyphs, strip, view));
    let inks: Vec<(Rect, String)> =
        lines.iter().filter_map(|line| Some((ink(&mut glyphs, line)?, line.text.clone()))).collect();
    for line in &lines {
        let Some(ink) = ink(&mut glyphs, line) else { continue };
        let slot = line.slot;
        // Two pixels for the rounding of single letters and for side bearings.
        let across = ink.x >= slot.x - 2 && ink.right() <= slot.right() + 2;
        let down = ink.y >= slot.y - 2 && ink.bottom() <= slot.bottom() + 2;
        assert!(across && down, "{name}: {:?} leaves its slot {slot:?}: {ink:?}", line.text);
        let inside = slot.x >= 0 && slot.y >= 0 && slot.right() <= 800 && slot.bottom() <= 480;
        assert!(inside, "{name}: the slot of {:?} leaves the screen: {slot:?}", line.text);
        let chinese = line.text.chars().any(|letter| letter > '\u{2e80}');
        let least = if chinese { CHINESE_LEAST } else { ENGLISH_LEAST };
        let tiny_sum = line.text.chars().all(|letter| letter.is_ascii_digit() || ".-".contains(letter));
        assert!(line.set.size >= least || tiny_sum, "{name}: {:?} is {} px", line.text, line.set.size);
    }
    for (at, (one, said)) in inks.iter().enumerate() {
        for (other, also) in inks.iter().skip(at + 1) {
            assert!(!overlap(*one, *other), "{name}: {said:?} {one:?} touches {also:?} {other:?}");
        }
    }
}

#[test]
fn every_text_stays_in_its_slot_and_touches_no_other() {
    for story in stories() {
        check(story.name, &story.strip, &story.view);
    }
}

#[test]
fn the_self_payment_is_the_largest_thing_and_120_pixels_tall() {
    let mut glyphs = Glyphs::new().unwrap();
    for fen in [0, 5, 600, 1_200, 12_345, 123_456, 9_999_999] {
        for story in stories() {
            let self_pay = Fen(fen);
            let view = match story.view {
                View::Quote(bill) => View::Quote(Bill { self_pay, ..bill }),
                View::Paid(paid) => View::Paid(Paid { bill: Bill { self_pay, ..paid.bill }, ..paid }),
                View::HoldCard(hold) => View::HoldCard(Hold { self_pay, ..hold }),
                View::OtherCard(hold) => View::OtherCard(Hold { self_pay, ..hold }),
                _ => continue,
            };
            let lines = lines(&lay_out(&glyphs, &story.strip, &view));
            let tallest = lines.iter().max_by_key(|line| line.set.size).unwrap();
            assert_eq!(tallest.text, self_pay.to_string(), "{}", story.name);
            let height = ink(&mut glyphs, tallest).unwrap().h;
            assert!(height >= 120, "{}: {self_pay} is {height} px tall", story.name);
        }
    }
}

#[test]
fn a_sum_is_never_cut() {
    let glyphs = Glyphs::new().unwrap();
    let strip = Strip::default();
    let bill = Bill { self_pay: Fen(i64::MIN), price: Fen(i64::MAX), tier: '-', ..Bill::default() };
    let texts: Vec<String> =
        lines(&lay_out(&glyphs, &strip, &View::Quote(bill))).into_iter().map(|line| line.text).collect();
    for sum in ["-92233720368547758.08", "92233720368547758.07"] {
        assert!(texts.iter().any(|text| text == sum), "{sum} in {texts:?}");
    }
}

prop_compose! {
    fn any_words()(zh in "[一-龥0-9，。 ]{0,60}", en in "[A-Za-z0-9 ,.;:'()?!-]{0,120}") -> Words {
        Words { zh, en }
    }
}

prop_compose! {
    fn any_strip()(point in "[一-龥（）]{0,40}", pending: u32, verified: u64, online: bool, trial_keys: bool) -> Strip {
        Strip { point, time: "09:05".to_owned(), link: LinkState { pending, verified, online }, trial_keys }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_said_stays_in_its_place(
        strip in any_strip(),
        (words, advice, money) in (any_words(), any_words(), any_words()),
        (price, benefit, self_pay) in (any::<i64>(), any::<i64>(), any::<i64>()),
        (text, stars) in ("[0-9.+× -]{0,40}", any::<u8>()),
    ) {
        let bill = Bill {
            service: words.clone(),
            price: Fen(price),
            benefit: Fen(benefit),
            self_pay: Fen(self_pay),
            tier: 'Q',
            card_tail: text.clone(),
            notices: vec![advice.clone(), money.clone()],
        };
        let code = text.clone();
        let problem = Some(money.clone());
        let hold = Hold { code: code.clone(), self_pay: Fen(self_pay), card_tail: text.clone() };
        let service = words.clone();
        for view in [
            View::Starting(Starting { step: words.clone() }),
            View::Enrol(Enrol { typed: text.clone(), problem: problem.clone() }),
            View::Ready(Ready { service: service.clone(), window: text.clone(), price: Fen(price), mode: Mode::Fixed, notice: problem.clone() }),
            View::Keying(Keying {
                service,
                digits: text.clone(),
                terms: text.clone(),
                total: Some(Fen(price)),
                problem: problem.clone(),
            }),
            View::Paid(Paid { bill: bill.clone(), balance_after: Some(Fen(benefit)), standing: Standing::Pending }),
            View::Quote(bill),
            View::Refused(Refused { code: code.clone(), words: words.clone(), advice: advice.clone(), money: money.clone() }),
            View::HoldCard(hold.clone()),
            View::OtherCard(hold),
            View::Supervisor(Supervisor { stars, purpose: words.clone(), problem }),
            View::Trouble(Trouble { code, words, advice, money }),
            View::Totals(Totals {
                day: text,
                count: u64::MAX,
                price: Fen(price),
                benefit: Fen(benefit),
                self_pay: Fen(self_pay),
                closed: true,
            }),
        ] {
            check("any", &strip, &view);
        }
    }
}
