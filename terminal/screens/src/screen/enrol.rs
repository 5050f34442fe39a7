//! No center knows this till yet: the one-time code is keyed in three groups of four.

use crate::canvas::Rect;
use crate::grid::{self, Band, MARGIN, SPAN};
use crate::palette::{INK, MIST, PAPER, RED, RED_PALE, RULE, SOFT};
use crate::phrases;
use crate::sheet::{Align, Sheet, Style, both, words};
use crate::symbol::Symbol;
use crate::view::Enrol;

/// Places of the code.
const PLACES: usize = 12;

pub(crate) fn lay(sheet: &mut Sheet<'_>, view: &Enrol) {
    let band = Band { symbol: Symbol::Badge, ground: PAPER, ink: INK };
    grid::band(sheet, band, both(phrases::NOT_ENROLLED), 0);
    let (upper, lower) = (Rect::new(MARGIN, 164, SPAN, 46), Rect::new(MARGIN, 210, SPAN, 30));
    sheet.pair(upper, lower, both(phrases::KEY_ENROLMENT_CODE), Style::zh(38, INK), Style::en(24, SOFT));

    let mut typed = view.typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-');
    let mut next = true;
    for place in 0..PLACES {
        let group = i32::try_from(place / 4).unwrap_or(0);
        let place = i32::try_from(place).unwrap_or(0);
        let rect = Rect::new(MARGIN + place * 58 + group * 20, 254, 52, 76);
        match typed.next() {
            Some(letter) => {
                sheet.framed(rect, 8, INK, PAPER);
                let slot = rect.inset(4);
                sheet.line(slot, &letter.to_string(), Style::zh(48, INK).aligned(Align::Centre));
            }
            None => {
                sheet.framed(rect, 8, if next { INK } else { RULE }, MIST);
                next = false;
            }
        }
    }
    if let Some(problem) = &view.problem {
        grid::remark(sheet, 350, Symbol::Cross, words(problem), (RED, RED_PALE));
    }
}
