//! The card is being read or written and must stay.

use crate::canvas::Rect;
use crate::grid::{self, BODY, Band, MARGIN, SPAN};
use crate::palette::{INK, PAPER, SOFT};
use crate::phrases;
use crate::sheet::{Align, Sheet, Style, both};
use crate::symbol::Symbol;
use crate::view::Working;

pub(crate) fn lay(sheet: &mut Sheet<'_>, view: &Working) {
    let band = Band { symbol: Symbol::Hourglass, ground: INK, ink: PAPER };
    grid::band(sheet, band, both(phrases::KEEP_CARD), 0);
    let (zh, en) = (Style::zh(64, INK), Style::en(30, SOFT));
    match view.price {
        Some(price) => {
            grid::sum(sheet, BODY + 4, grid::SUM_ALONE, phrases::PRICE, &price.to_string(), INK);
            let (upper, lower) = (Rect::new(MARGIN, 340, SPAN, 42), Rect::new(MARGIN, 382, SPAN, 28));
            sheet.pair(upper, lower, both(phrases::READING), Style::zh(36, SOFT), Style::en(22, SOFT));
        }
        None => {
            let (zh, en) = (zh.aligned(Align::Centre), en.aligned(Align::Centre));
            let (upper, lower) = (Rect::new(MARGIN, 232, SPAN, 76), Rect::new(MARGIN, 308, SPAN, 40));
            sheet.pair(upper, lower, both(phrases::READING), zh, en);
        }
    }
}
