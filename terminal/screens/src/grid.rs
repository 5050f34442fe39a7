//! The grid all screens share: header, band, body, footer; and the parts that recur in bodies.
//!
//! ```text
//!   0 ┌ header: point ─────────────────────────────── time ┐
//!  44 ├ band:   sign │ what is going on                code ┤  colour says it too
//! 140 ├ body:   label │ the sum                             ┤
//!     │         figures, notices                           │
//! 416 ├ footer: link, pending, verified ──────── trial keys ┤
//! 480 └────────────────────────────────────────────────────┘
//! ```

use crate::canvas::Rect;
use crate::palette::{AMBER, INK, MIST, PAPER, RULE, SOFT};
use crate::phrases::{self, Phrase};
use crate::sheet::{Align, Sheet, Style};
use crate::symbol::Symbol;
use crate::view::Strip;
use embedded_graphics::pixelcolor::Rgb565;
use money::Fen;

/// Free space at the left and right edge.
pub(crate) const MARGIN: i32 = 32;
/// Width between the margins.
pub(crate) const SPAN: i32 = 736;
/// Upper edge of the body.
pub(crate) const BODY: i32 = 140;
/// Lower edge of the body.
pub(crate) const BODY_END: i32 = 416;
/// Em of digits that stand at least 120 pixels tall.
pub(crate) const SUM_LEAST: u16 = 168;

const HEADER: Rect = Rect::new(0, 0, 800, 44);
const BAND: Rect = Rect::new(0, 44, 800, 96);
const FOOTER: Rect = Rect::new(0, 416, 800, 64);

/// The colours and the sign of a band.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Band {
    /// What the shape says.
    pub(crate) symbol: Symbol,
    /// Ground of the band.
    pub(crate) ground: Rgb565,
    /// Text on it.
    pub(crate) ink: Rgb565,
}

/// Header and footer of every screen.
pub(crate) fn edges(sheet: &mut Sheet<'_>, strip: &Strip) {
    sheet.fill(Rect::new(0, 0, 800, 480), PAPER);
    sheet.fill(HEADER, INK);
    sheet.line(Rect::new(MARGIN, 1, 580, 42), &strip.point, Style::zh(32, PAPER));
    sheet.line(Rect::new(648, 1, 120, 42), &strip.time, Style::zh(34, PAPER).aligned(Align::Right));

    sheet.fill(FOOTER, MIST);
    sheet.fill(Rect::new(0, 416, 800, 2), RULE);
    let (symbol, link) = if strip.link.online {
        (Symbol::Linked, phrases::ONLINE)
    } else {
        (Symbol::Unlinked, phrases::OFFLINE)
    };
    sheet.sign(symbol, Rect::new(MARGIN, 430, 36, 36), INK, MIST);
    footer_cell(sheet, 78, 80, link.zh, link.en);
    let pending = format!("{} {}", phrases::PENDING.zh, strip.link.pending);
    footer_cell(sheet, 176, 164, &pending, phrases::PENDING.en);
    let verified = format!("{} {}", phrases::VERIFIED.zh, strip.link.verified);
    footer_cell(sheet, 358, 212, &verified, phrases::VERIFIED.en);
    if strip.trial_keys {
        sheet.framed(Rect::new(588, 420, 180, 58), 8, INK, AMBER);
        let (upper, lower) = (Rect::new(598, 421, 160, 36), Rect::new(598, 456, 160, 20));
        let (zh, en) = (phrases::TRIAL_KEYS.zh, phrases::TRIAL_KEYS.en);
        let zh_style = Style::zh(34, INK).aligned(Align::Centre);
        sheet.pair(upper, lower, (zh, en), zh_style, Style::en(18, INK).aligned(Align::Centre));
    }
}

fn footer_cell(sheet: &mut Sheet<'_>, x: i32, width: i32, zh: &str, en: &str) {
    let (upper, lower) = (Rect::new(x, 420, width, 36), Rect::new(x, 455, width, 22));
    sheet.pair(upper, lower, (zh, en), Style::zh(34, INK), Style::en(19, SOFT));
}

/// The band: sign, words, and what stands at its right edge (a width is kept free for it).
pub(crate) fn band(sheet: &mut Sheet<'_>, band: Band, said: (&str, &str), kept: i32) {
    sheet.fill(BAND, band.ground);
    if band.ground == PAPER {
        sheet.fill(Rect::new(0, 137, 800, 3), INK);
    }
    sheet.sign(band.symbol, Rect::new(MARGIN, 55, 74, 74), band.ink, band.ground);
    let width = 640 - kept;
    let (upper, lower) = (Rect::new(128, 45, width, 62), Rect::new(128, 102, width, 34));
    sheet.pair(upper, lower, said, Style::zh(56, band.ink), Style::en(25, band.ink));
}

/// A code such as `E04` in a frame at the right edge of the band. Keeps 144 pixels.
pub(crate) fn code(sheet: &mut Sheet<'_>, band: Band, code: &str) {
    if !code.is_empty() {
        sheet.framed(Rect::new(648, 62, 120, 60), 10, band.ink, band.ground);
        sheet.line(Rect::new(656, 66, 104, 52), code, Style::zh(40, band.ink).aligned(Align::Centre));
    }
}

/// The sum that matters: label at the left, digits as tall as there is room, the unit after them.
pub(crate) fn sum(sheet: &mut Sheet<'_>, y: i32, height: i32, label: Phrase, digits: &str, colour: Rgb565) {
    let middle = y + height / 2;
    let (upper, lower) = (Rect::new(MARGIN, middle - 46, 128, 58), Rect::new(MARGIN, middle + 14, 128, 30));
    sheet.pair(upper, lower, (label.zh, label.en), Style::zh(56, colour), Style::en(26, SOFT));
    let tallest = u16::try_from(height * 100 / 82).unwrap_or(SUM_LEAST).clamp(SUM_LEAST, 230);
    let style = Style::sum(tallest, SUM_LEAST, colour).aligned(Align::Right);
    sheet.line(Rect::new(168, y, 540, height), digits, style);
    let (upper, lower) = (Rect::new(720, middle - 2, 48, 46), Rect::new(720, middle + 42, 48, 24));
    let (zh, en) = (phrases::YUAN.zh, phrases::YUAN.en);
    let style = Style::zh(44, colour).aligned(Align::Right);
    sheet.pair(upper, lower, (zh, en), style, Style::en(20, SOFT).aligned(Align::Right));
}

/// A labelled value in the lower row of the body.
pub(crate) struct Figure {
    /// What it is.
    pub(crate) label: Phrase,
    /// The value.
    pub(crate) value: String,
    /// A sign before the value.
    pub(crate) symbol: Option<Symbol>,
    /// Share of the row.
    pub(crate) parts: i32,
}

impl Figure {
    /// A sum of money.
    pub(crate) fn fen(label: Phrase, fen: Fen) -> Figure {
        Figure::text(label, fen.to_string())
    }

    /// A word.
    pub(crate) fn text(label: Phrase, value: String) -> Figure {
        Figure { label, value, symbol: None, parts: 1 }
    }
}

/// The row of figures at the foot of the body, 84 pixels high, with rules between.
pub(crate) fn figures(sheet: &mut Sheet<'_>, figures: &[Figure]) {
    const ROW: i32 = 332;
    sheet.fill(Rect::new(MARGIN, ROW - 2, SPAN, 2), RULE);
    let parts = figures.iter().map(|figure| figure.parts).sum::<i32>().max(1);
    let mut done = 0;
    for figure in figures {
        let left = MARGIN + SPAN * done / parts;
        done += figure.parts;
        let width = MARGIN + SPAN * done / parts - left - 20;
        if left > MARGIN {
            sheet.fill(Rect::new(left - 1, ROW + 8, 2, 68), RULE);
        }
        let x = if left > MARGIN { left + 16 } else { left };
        let width = if left > MARGIN { width - 12 } else { width };
        figure_cell(sheet, Rect::new(x, ROW, width, 84), figure);
    }
}

fn figure_cell(sheet: &mut Sheet<'_>, cell: Rect, figure: &Figure) {
    let natural = sheet.width(figure.label.zh, crate::glyphs::Set { size: 32, narrow: 1000 });
    let zh = Rect::new(cell.x, cell.y + 2, natural.min(cell.w) + 2, 38);
    let en = Rect::new(zh.right() + 6, cell.y + 6, cell.right() - zh.right() - 6, 34);
    sheet.pair(zh, en, (figure.label.zh, figure.label.en), Style::zh(32, SOFT), Style::en(22, SOFT));
    let mut value = Rect::new(cell.x, cell.y + 36, cell.w, 46);
    if let Some(symbol) = figure.symbol {
        sheet.sign(symbol, Rect::new(value.x, value.y + 5, 34, 34), INK, PAPER);
        value = Rect::new(value.x + 42, value.y, value.w - 42, value.h);
    }
    let is_sum = figure.value.chars().all(|letter| letter.is_ascii_digit() || ".-".contains(letter));
    let style = if is_sum { Style::sum(40, 32, INK) } else { Style::zh(40, INK) };
    sheet.line(value, &figure.value, style);
}

/// Upper edge of a remark between the sum and the figures.
pub(crate) const REMARK: i32 = 282;
/// Height of a sum above a remark: room for digits of 120 pixels and air around them.
pub(crate) const SUM_OVER_REMARK: i32 = 140;
/// Height of a sum with nothing beneath it but the figures.
pub(crate) const SUM_ALONE: i32 = 180;

/// A remark in a pale strip 44 pixels high: sign, Chinese, English beside it.
pub(crate) fn remark(
    sheet: &mut Sheet<'_>,
    y: i32,
    symbol: Symbol,
    said: (&str, &str),
    colours: (Rgb565, Rgb565),
) {
    let (ink, ground) = colours;
    let strip = Rect::new(MARGIN - 12, y, SPAN + 24, 44);
    sheet.round(strip, 10, ground);
    sheet.sign(symbol, Rect::new(MARGIN, y + 5, 34, 34), ink, ground);
    let set = crate::glyphs::Set { size: 34, narrow: 1000 };
    let natural = sheet.width(said.0, set).min(440);
    let zh = Rect::new(MARGIN + 46, y, natural + 4, 44);
    let en = Rect::new(zh.right() + 16, y + 2, MARGIN + SPAN - zh.right() - 16, 42);
    sheet.pair(zh, en, said, Style::zh(34, ink), Style::en(24, ink));
}
