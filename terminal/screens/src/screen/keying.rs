//! The cashier keys an amount: the number being keyed is large, the terms before it stand beneath.

use crate::grid::{self, BODY, Band, Figure};
use crate::palette::{INK, PAPER, RED, RED_PALE};
use crate::phrases;
use crate::sheet::{Sheet, both, words};
use crate::symbol::Symbol;
use crate::view::Keying;

pub(crate) fn lay(sheet: &mut Sheet<'_>, view: &Keying) {
    let band = Band { symbol: Symbol::Keypad, ground: PAPER, ink: INK };
    grid::band(sheet, band, both(phrases::KEY_AMOUNT), 0);
    let digits = if view.digits.is_empty() { "0" } else { &view.digits };
    let height = if view.problem.is_some() { grid::SUM_OVER_REMARK } else { grid::SUM_ALONE };
    grid::sum(sheet, BODY, height, phrases::KEYED, digits, INK);
    if let Some(problem) = &view.problem {
        grid::remark(sheet, grid::REMARK, Symbol::Cross, words(problem), (RED, RED_PALE));
    }
    let service = Figure { parts: 2, ..Figure::text(phrases::SERVICE, view.service.zh.clone()) };
    let mut figures = vec![service];
    if !view.terms.is_empty() {
        figures.push(Figure { parts: 3, ..Figure::text(phrases::TERMS, view.terms.clone()) });
    }
    if let Some(total) = view.total {
        figures.push(Figure { parts: 2, ..Figure::fen(phrases::TOTAL, total) });
    }
    grid::figures(sheet, &figures);
}
