//! The day so far, for the cashier.

use crate::canvas::Rect;
use crate::grid::{self, Band, MARGIN, SPAN};
use crate::palette::{INK, PAPER, RULE, SOFT};
use crate::phrases::{self, Phrase};
use crate::sheet::{Align, Sheet, Style, both};
use crate::symbol::Symbol;
use crate::view::Totals;

pub(crate) fn lay(sheet: &mut Sheet<'_>, view: &Totals) {
    let symbol = if view.closed { Symbol::Lock } else { Symbol::Sums };
    let band = Band { symbol, ground: PAPER, ink: INK };
    let title = if view.closed { phrases::DAY_CLOSED } else { phrases::TODAY };
    grid::band(sheet, band, both(title), 260);
    let style = Style::zh(40, INK).aligned(Align::Right);
    sheet.line(Rect::new(528, 80, 240, 48), &view.day, style);
    let rows: [(Phrase, String); 4] = [
        (phrases::COUNT, view.count.to_string()),
        (phrases::PRICE, view.price.to_string()),
        (phrases::BENEFIT, view.benefit.to_string()),
        (phrases::SELF_PAY, view.self_pay.to_string()),
    ];
    for (row, (label, value)) in (0..).zip(&rows) {
        let y = 160 + row * 64;
        if row > 0 {
            sheet.fill(Rect::new(MARGIN, y, SPAN, 2), RULE);
        }
        let (zh, en) = (Rect::new(MARGIN, y + 4, 88, 56), Rect::new(MARGIN + 96, y + 8, 130, 52));
        sheet.pair(zh, en, both(*label), Style::zh(40, INK), Style::en(26, SOFT));
        sheet.line(Rect::new(272, y + 4, 496, 56), value, Style::sum(54, 32, INK).aligned(Align::Right));
    }
}
