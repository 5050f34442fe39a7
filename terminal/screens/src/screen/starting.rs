//! The till wakes.

use crate::canvas::Rect;
use crate::grid::{self, Band, MARGIN, SPAN};
use crate::palette::{INK, PAPER, SOFT};
use crate::phrases;
use crate::sheet::{Sheet, Style, both, words};
use crate::symbol::Symbol;
use crate::view::Starting;

pub(crate) fn lay(sheet: &mut Sheet<'_>, view: &Starting) {
    let band = Band { symbol: Symbol::Hourglass, ground: PAPER, ink: INK };
    grid::band(sheet, band, both(phrases::STARTING), 0);
    let (upper, lower) = (Rect::new(MARGIN, 186, SPAN, 64), Rect::new(MARGIN, 252, SPAN, 36));
    sheet.pair(upper, lower, words(&view.step), Style::zh(56, INK), Style::en(28, SOFT));
    let (upper, lower) = (Rect::new(MARGIN, 326, SPAN, 44), Rect::new(MARGIN, 370, SPAN, 30));
    sheet.pair(upper, lower, both(phrases::PLEASE_WAIT), Style::zh(36, SOFT), Style::en(24, SOFT));
}
