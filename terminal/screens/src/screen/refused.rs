//! No sale: what happened, what the money did, what to do next. Also the troubles of the till itself.

use crate::canvas::Rect;
use crate::grid::{self, BODY, BODY_END, Band, MARGIN, SPAN};
use crate::palette::{GREEN, GREEN_PALE, INK, PAPER, RED, SLATE, SOFT};
use crate::sheet::{Sheet, Style, words};
use crate::symbol::Symbol;
use crate::view::{Refused, Trouble, Words};

pub(crate) fn lay(sheet: &mut Sheet<'_>, view: &Refused) {
    let band = Band { symbol: Symbol::Cross, ground: RED, ink: PAPER };
    page(sheet, band, &view.code, [&view.words, &view.money, &view.advice]);
}

pub(crate) fn lay_trouble(sheet: &mut Sheet<'_>, view: &Trouble) {
    let band = Band { symbol: Symbol::Warning, ground: SLATE, ink: PAPER };
    page(sheet, band, &view.code, [&view.words, &view.money, &view.advice]);
}

fn page(sheet: &mut Sheet<'_>, band: Band, code: &str, said: [&Words; 3]) {
    let [what, money, advice] = said;
    grid::band(sheet, band, words(what), if code.is_empty() { 0 } else { 144 });
    grid::code(sheet, band, code);
    let advice_at = if money.zh.is_empty() { BODY + 20 } else { BODY + 124 };
    if !money.zh.is_empty() {
        reassurance(sheet, BODY + 10, money);
    }
    let room = BODY_END - 4 - advice_at;
    let zh_room = room * 58 / 100;
    let zh = Rect::new(MARGIN, advice_at, SPAN, zh_room);
    let en = Rect::new(MARGIN, advice_at + zh_room + 2, SPAN, room - zh_room - 2);
    sheet.paragraph(zh, &advice.zh, Style::zh(44, INK));
    sheet.paragraph(en, &advice.en, Style::en(24, SOFT));
}

/// What the money did, in a pale green strip 104 pixels high with a tick.
fn reassurance(sheet: &mut Sheet<'_>, y: i32, money: &Words) {
    sheet.round(Rect::new(MARGIN - 12, y, SPAN + 24, 104), 12, GREEN_PALE);
    sheet.sign(Symbol::Tick, Rect::new(MARGIN + 6, y + 20, 64, 64), GREEN, GREEN_PALE);
    let (upper, lower) = (Rect::new(128, y + 4, 632, 64), Rect::new(128, y + 68, 632, 30));
    sheet.pair(upper, lower, words(money), Style::zh(60, GREEN), Style::en(26, GREEN));
}
