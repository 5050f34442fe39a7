//! The till waits for the next elder, with or without a price.

use crate::grid::{self, BODY, Band, Figure};
use crate::palette::{AMBER_PALE, INK, PAPER};
use crate::phrases::{self, Phrase};
use crate::sheet::{Sheet, both, words};
use crate::symbol::Symbol;
use crate::view::{Mode, Ready, Tap, Words};
use money::Fen;

pub(crate) fn lay(sheet: &mut Sheet<'_>, view: &Ready) {
    let (symbol, title, price) = match view.mode {
        Mode::Fixed => (Symbol::CardWaves, phrases::TAP, view.price),
        Mode::Keyed => (Symbol::Keypad, phrases::KEY_AMOUNT, Fen::ZERO),
    };
    let label = if view.mode == Mode::Fixed { phrases::PRICE } else { phrases::KEYED };
    grid::band(sheet, Band { symbol, ground: PAPER, ink: INK }, both(title), 0);
    body(sheet, (label, price), &view.service, &view.window, view.notice.as_ref());
}

/// The same with a keyed price: only a card is missing.
pub(crate) fn lay_tap(sheet: &mut Sheet<'_>, view: &Tap) {
    let band = Band { symbol: Symbol::CardWaves, ground: INK, ink: PAPER };
    grid::band(sheet, band, both(phrases::TAP), 0);
    body(sheet, (phrases::PRICE, view.price), &view.service, "", None);
}

fn body(
    sheet: &mut Sheet<'_>,
    (label, price): (Phrase, Fen),
    service: &Words,
    window: &str,
    notice: Option<&Words>,
) {
    let height = if notice.is_some() { grid::SUM_OVER_REMARK } else { grid::SUM_ALONE };
    grid::sum(sheet, BODY + 4, height, label, &price.to_string(), INK);
    if let Some(notice) = notice {
        grid::remark(sheet, grid::REMARK, Symbol::Warning, words(notice), (INK, AMBER_PALE));
    }
    let said = [service.zh.as_str(), service.en.as_str()].join("  ");
    let mut figures = vec![Figure { parts: 3, ..Figure::text(phrases::SERVICE, said.trim().to_owned()) }];
    if !window.is_empty() {
        figures.push(Figure { parts: 2, ..Figure::text(phrases::HOURS, window.to_owned()) });
    }
    grid::figures(sheet, &figures);
}
