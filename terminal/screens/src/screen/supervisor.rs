//! The supervisor keys a code. Only how many digits is shown.

use crate::canvas::Rect;
use crate::grid::{self, Band, MARGIN, SPAN};
use crate::palette::{INK, MIST, PAPER, RED, RED_PALE, RULE, SOFT};
use crate::phrases;
use crate::sheet::{Sheet, Style, both, words};
use crate::symbol::Symbol;
use crate::view::Supervisor;

/// Places drawn; a longer code fills them all.
const PLACES: u8 = 8;

pub(crate) fn lay(sheet: &mut Sheet<'_>, view: &Supervisor) {
    let band = Band { symbol: Symbol::Lock, ground: INK, ink: PAPER };
    grid::band(sheet, band, both(phrases::SUPERVISOR), 0);
    let purpose =
        if view.purpose.zh.is_empty() { both(phrases::RELEASES_HELD_SALE) } else { words(&view.purpose) };
    let (upper, lower) = (Rect::new(MARGIN, 164, SPAN, 46), Rect::new(MARGIN, 210, SPAN, 30));
    sheet.pair(upper, lower, purpose, Style::zh(38, INK), Style::en(24, SOFT));

    for place in 0..PLACES {
        let keyed = place < view.stars;
        let rect = Rect::new(MARGIN + i32::from(place) * 76, 252, 64, 72);
        let (frame, ground) = if keyed { (INK, PAPER) } else { (RULE, MIST) };
        sheet.framed(rect, 8, frame, ground);
        let sign = Rect::new(rect.x + 16, rect.y + 20, 32, 32);
        if keyed {
            sheet.sign(Symbol::Dot, sign, INK, ground);
        }
    }
    match &view.problem {
        Some(problem) => grid::remark(sheet, 348, Symbol::Cross, words(problem), (RED, RED_PALE)),
        None => {
            let (upper, lower) = (Rect::new(MARGIN, 338, SPAN, 42), Rect::new(MARGIN, 380, SPAN, 30));
            sheet.pair(
                upper,
                lower,
                both(phrases::ENTER_OR_CANCEL),
                Style::zh(34, SOFT),
                Style::en(22, SOFT),
            );
        }
    }
}
