//! A debit of unknown outcome: the same card must come again. Nothing else is served meanwhile.

use crate::canvas::Rect;
use crate::grid::{self, BODY, Band, Figure};
use crate::palette::{AMBER, GREEN, GREEN_PALE, INK};
use crate::phrases::{self, Phrase};
use crate::sheet::{Sheet, both};
use crate::symbol::Symbol;
use crate::view::Hold;

/// The same card again.
pub(crate) fn lay(sheet: &mut Sheet<'_>, view: &Hold) {
    page(sheet, view, Symbol::Ring, phrases::SAME_CARD_AGAIN, phrases::NOT_TWICE, Symbol::Tick);
}

/// Another card came.
pub(crate) fn lay_other(sheet: &mut Sheet<'_>, view: &Hold) {
    page(sheet, view, Symbol::TwoCards, phrases::ANOTHER_CARD, phrases::BRING_FIRST_CARD, Symbol::Tick);
}

fn page(sheet: &mut Sheet<'_>, view: &Hold, symbol: Symbol, title: Phrase, calm: Phrase, sign: Symbol) {
    let band = Band { symbol, ground: AMBER, ink: INK };
    grid::band(sheet, band, both(title), if view.code.is_empty() { 0 } else { 144 });
    grid::code(sheet, band, &view.code);
    grid::sum(sheet, BODY, grid::SUM_OVER_REMARK, phrases::SELF_PAY, &view.self_pay.to_string(), INK);
    grid::remark(sheet, grid::REMARK, sign, both(calm), (GREEN, GREEN_PALE));
    let tail = Figure::text(phrases::CARD, format!("****{}", view.card_tail));
    let right_half = Figure::text(Phrase { zh: "", en: "" }, String::new());
    grid::figures(sheet, &[tail, right_half]);
    let way_out = phrases::SUPERVISOR_CANCELS;
    let (upper, lower) = (Rect::new(440, 336, 328, 40), Rect::new(440, 378, 328, 30));
    let (zh, en) = (crate::sheet::Style::zh(34, INK), crate::sheet::Style::en(22, crate::palette::SOFT));
    let right = crate::sheet::Align::Right;
    sheet.pair(upper, lower, both(way_out), zh.aligned(right), en.aligned(right));
}
