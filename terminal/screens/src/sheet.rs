//! What stands where: a list of plain items, before anything is painted.
//!
//! A text is fitted into its slot here: made smaller, then narrower, then (never a sum) cut with `…`.
//! Nothing leaves its slot, and a test proves that no two text slots touch.

use crate::canvas::{Rect, scaled};
use crate::glyphs::{Glyphs, Set};
use crate::phrases::Phrase;
use crate::symbol::Symbol;
use crate::view::Words;
use embedded_graphics::pixelcolor::Rgb565;

/// Where a line stands in its slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// At the left edge.
    Left,
    /// In the middle.
    Centre,
    /// At the right edge.
    Right,
}

/// What kind of letters decide the middle of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    /// Chinese: the em square.
    Chinese,
    /// English: x-height and ascenders.
    English,
    /// Digits of a sum: their own height; never cut.
    Sum,
}

/// How a text should look.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// Em in pixels, when there is room.
    pub(crate) size: u16,
    /// Em in pixels that is kept until the text must be cut.
    pub(crate) least: u16,
    /// Colour.
    pub(crate) colour: Rgb565,
    /// Place in the slot.
    pub(crate) align: Align,
    /// Letters.
    pub(crate) script: Script,
}

impl Style {
    /// Chinese of a size.
    pub(crate) const fn zh(size: u16, colour: Rgb565) -> Style {
        Style { size, least: CHINESE_LEAST, colour, align: Align::Left, script: Script::Chinese }
    }

    /// English of a size.
    pub(crate) const fn en(size: u16, colour: Rgb565) -> Style {
        Style { size, least: ENGLISH_LEAST, colour, align: Align::Left, script: Script::English }
    }

    /// Digits of a size that may shrink to another.
    pub(crate) const fn sum(size: u16, least: u16, colour: Rgb565) -> Style {
        Style { size, least, colour, align: Align::Left, script: Script::Sum }
    }

    /// At another place in the slot.
    pub(crate) const fn aligned(self, align: Align) -> Style {
        Style { align, ..self }
    }

    /// What is tried in turn: how narrow a line may be set, and down to which size.
    const fn tries(self) -> [(u16, u16); 3] {
        match self.script {
            Script::Chinese => [(1000, self.least), (920, self.least), (800, self.least)],
            Script::English => [(940, self.least), (880, self.least), (800, self.least)],
            Script::Sum => [(920, self.least), (680, self.least), (680, 8)],
        }
    }

    /// Rows from the middle of the slot down to the baseline.
    fn drop(self, size: u16) -> i32 {
        let units = match self.script {
            Script::Chinese => 380,
            Script::English => 285,
            Script::Sum => 366,
        };
        scaled(units, Set { size, narrow: 1000 })
    }
}

/// Chinese is never smaller.
pub(crate) const CHINESE_LEAST: u16 = 32;
/// English is never smaller.
pub(crate) const ENGLISH_LEAST: u16 = 18;
/// A line that is cut is set this narrow.
const NARROW_LAST: u16 = 800;

/// One fitted line.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Where it may be.
    #[cfg_attr(not(test), expect(dead_code, reason = "what the tests hold the line to"))]
    pub(crate) slot: Rect,
    /// Pen and baseline.
    pub(crate) pen: (i32, i32),
    /// Size and width.
    pub(crate) set: Set,
    /// Colour.
    pub(crate) colour: Rgb565,
    /// What is drawn.
    pub(crate) text: String,
}

/// One thing to paint.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// A filled rectangle with round corners of a radius.
    Fill(Rect, i32, Rgb565),
    /// A sign: fore and back colour.
    Sign(Symbol, Rect, Rgb565, Rgb565),
    /// A line of text.
    Line(Line),
}

/// Collects items; measures with the font.
pub(crate) struct Sheet<'a> {
    glyphs: &'a Glyphs,
    /// In the order of painting.
    pub(crate) items: Vec<Item>,
    /// Every text as it was asked for, in the order of reading.
    pub(crate) said: Vec<String>,
}

impl<'a> Sheet<'a> {
    /// An empty sheet.
    pub(crate) fn new(glyphs: &'a Glyphs) -> Sheet<'a> {
        Sheet { glyphs, items: Vec::new(), said: Vec::new() }
    }

    /// A plain ground.
    pub(crate) fn fill(&mut self, rect: Rect, colour: Rgb565) {
        self.items.push(Item::Fill(rect, 0, colour));
    }

    /// A ground with round corners.
    pub(crate) fn round(&mut self, rect: Rect, radius: i32, colour: Rgb565) {
        self.items.push(Item::Fill(rect, radius, colour));
    }

    /// A frame with round corners, three pixels wide.
    pub(crate) fn framed(&mut self, rect: Rect, radius: i32, frame: Rgb565, ground: Rgb565) {
        self.round(rect, radius, frame);
        self.round(rect.inset(3), (radius - 3).max(0), ground);
    }

    /// A sign.
    pub(crate) fn sign(&mut self, symbol: Symbol, rect: Rect, fore: Rgb565, back: Rgb565) {
        self.items.push(Item::Sign(symbol, rect, fore, back));
    }

    /// One line in a slot, in the middle of its height.
    pub(crate) fn line(&mut self, slot: Rect, text: &str, style: Style) {
        if !text.trim().is_empty() {
            self.said.push(text.to_owned());
            self.place(slot, &clean(text), style);
        }
    }

    /// Chinese above, English beneath: the upper slot and the lower.
    pub(crate) fn pair(&mut self, upper: Rect, lower: Rect, words: (&str, &str), zh: Style, en: Style) {
        self.line(upper, words.0, zh);
        self.line(lower, words.1, en);
    }

    /// As many lines as a slot holds, filled from above; smaller when they do not fit.
    pub(crate) fn paragraph(&mut self, slot: Rect, text: &str, style: Style) {
        if text.trim().is_empty() {
            return;
        }
        self.said.push(text.to_owned());
        let text = clean(text);
        let mut size = style.size.max(style.least);
        loop {
            let height = line_height(size);
            let room = usize::try_from(slot.h / height).unwrap_or(0).max(1);
            let mut lines = self.wrapped(&text, slot.w, size);
            if lines.len() <= room || size <= style.least {
                if let (true, Some(rest)) = (lines.len() > room, lines.get(room - 1..)) {
                    let rest = rest.concat();
                    lines.truncate(room - 1);
                    lines.push(rest);
                }
                for (row, line) in (0..).zip(&lines) {
                    let slot = Rect::new(slot.x, slot.y + row * height, slot.w, height.min(slot.h));
                    self.place(slot, line.trim(), Style { size, ..style });
                }
                return;
            }
            size -= 1;
        }
    }

    /// Width of a text in pixels.
    pub(crate) fn width(&self, text: &str, set: Set) -> i32 {
        scaled(text.chars().map(|letter| self.glyphs.advance(letter)).sum(), set)
    }

    fn place(&mut self, slot: Rect, text: &str, style: Style) {
        let (set, text) = self.fitted(text, slot, style);
        let width = self.width(&text, set);
        let x = match style.align {
            Align::Left => slot.x,
            Align::Centre => slot.x + (slot.w - width) / 2,
            Align::Right => slot.right() - width,
        };
        let baseline = slot.y + slot.h / 2 + style.drop(set.size);
        self.items.push(Item::Line(Line { slot, pen: (x, baseline), set, colour: style.colour, text }));
    }

    /// The largest setting that fits; a text that fits nowhere is cut, a sum is made as small as it must be.
    fn fitted(&self, text: &str, slot: Rect, style: Style) -> (Set, String) {
        let fits = |set: Set, text: &str| self.width(text, set) <= slot.w;
        for (narrowest, least) in style.tries() {
            let mut sizes = (least..=style.size.max(least)).rev();
            if let Some(size) = sizes.find(|size| fits(Set { size: *size, narrow: narrowest }, text)) {
                let mut widths = (narrowest..=1000).rev().step_by(5);
                let narrow =
                    widths.find(|narrow| fits(Set { size, narrow: *narrow }, text)).unwrap_or(narrowest);
                return (Set { size, narrow }, text.to_owned());
            }
        }
        let set = Set { size: style.least, narrow: NARROW_LAST };
        let mut cut = text.to_owned();
        while !cut.is_empty() && !fits(set, &format!("{cut}…")) {
            cut.pop();
        }
        (set, format!("{}…", cut.trim_end()))
    }

    /// Breaks a text into lines: between Chinese characters, or at spaces; never before closing punctuation.
    fn wrapped(&self, text: &str, width: i32, size: u16) -> Vec<String> {
        let set = Set { size, narrow: 1000 };
        let mut lines = Vec::new();
        let mut line = String::new();
        for piece in pieces(text) {
            if !line.is_empty() && self.width(&(line.clone() + piece.trim_end()), set) > width {
                lines.push(core::mem::take(&mut line));
            }
            line.push_str(piece);
        }
        lines.push(line);
        lines
    }
}

/// Row height of a paragraph.
fn line_height(size: u16) -> i32 {
    i32::from(size) * 6 / 5
}

/// Line breaks and other signs without a picture become spaces.
fn clean(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// The pieces a line may be broken between.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, letter) in text.char_indices() {
        let breaks = match before {
            None => false,
            Some(' ') => letter != ' ',
            Some(last) => {
                (is_wide(last) || is_wide(letter))
                    && !"，。！？：；、）》」』”’… ".contains(letter)
                    && !"（《「『“‘".contains(last)
            }
        };
        if breaks {
            pieces.extend(text.get(start..at));
            start = at;
        }
        before = Some(letter);
    }
    pieces.extend(text.get(start..));
    pieces
}

fn is_wide(letter: char) -> bool {
    letter >= '\u{2e80}'
}

/// Both languages of a phrase.
pub(crate) const fn both(phrase: Phrase) -> (&'static str, &'static str) {
    (phrase.zh, phrase.en)
}

/// Both languages of words that came with the view.
pub(crate) fn words(words: &Words) -> (&str, &str) {
    (&words.zh, &words.en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_where_readers_expect() {
        for (text, expected) in [
            ("请刷卡。", vec!["请", "刷", "卡。"]),
            ("Tap the card", vec!["Tap ", "the ", "card"]),
            ("尾号 ****1234 的卡", vec!["尾", "号 ", "****1234 ", "的", "卡"]),
            ("（现金）", vec!["（现", "金）"]),
        ] {
            assert_eq!(pieces(text), expected, "{text}");
        }
    }
}
