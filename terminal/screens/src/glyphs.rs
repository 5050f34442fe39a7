//! The font: how wide a character is, and its picture.
//!
//! The only place with fractions. Widths leave here as whole font units, pictures as whole levels of
//! coverage, so that everything else is integer arithmetic and the same on every machine.
#![expect(clippy::float_arithmetic, reason = "outlines are scaled in fractions; no money is near")]

use crate::FontFault;
use ab_glyph::{Font, FontRef, PxScale, point};
use std::collections::BTreeMap;

static FONT: &[u8] = include_bytes!("../font/noto-sans-cjk-sc-bold-subset.otf");

/// Font units in one em of this font.
pub(crate) const UNITS_PER_EM: i32 = 1000;
/// Coverage of a pixel that is wholly inside.
pub(crate) const FULL: u8 = 32;
/// Pictures are forgotten past this many bytes; a busy day needs a fifth of it.
const KEPT_MAX: usize = 8 << 20;
/// Shown for a character the font lacks.
const GETA: char = '〓';

/// How one character is set: its size, and its width as thousandths of the natural width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Set {
    /// Em in pixels.
    pub(crate) size: u16,
    /// 1000 is natural, less is narrower.
    pub(crate) narrow: u16,
}

/// The picture of a character: coverage 0 to [`FULL`], placed from the pen on the baseline.
#[derive(Debug)]
pub(crate) struct Picture {
    /// Columns right of the pen.
    pub(crate) left: i32,
    /// Rows below the baseline; mostly negative.
    pub(crate) top: i32,
    /// Columns.
    pub(crate) width: usize,
    /// Row by row.
    pub(crate) coverage: Vec<u8>,
}

/// Measures and draws characters, and keeps what it has drawn.
pub(crate) struct Glyphs {
    font: FontRef<'static>,
    drawn: BTreeMap<(char, Set), Option<Picture>>,
    kept: usize,
}

impl core::fmt::Debug for Glyphs {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Glyphs({} drawn)", self.drawn.len())
    }
}

impl Glyphs {
    /// Opens the font inside the program.
    pub(crate) fn new() -> Result<Glyphs, FontFault> {
        let font = FontRef::try_from_slice(FONT).map_err(|_| FontFault)?;
        let units = font.units_per_em().map(whole);
        if units == Some(UNITS_PER_EM) {
            Ok(Glyphs { font, drawn: BTreeMap::new(), kept: 0 })
        } else {
            Err(FontFault)
        }
    }

    /// Whether the font has a picture of its own for a character.
    pub(crate) fn has(&self, letter: char) -> bool {
        self.font.glyph_id(letter).0 != 0
    }

    /// Advance of a character in font units.
    pub(crate) fn advance(&self, letter: char) -> i32 {
        whole(self.font.h_advance_unscaled(self.font.glyph_id(self.shown(letter))))
    }

    /// The character that stands for this one on the screen.
    fn shown(&self, letter: char) -> char {
        if self.has(letter) { letter } else { GETA }
    }

    /// The picture of a character, or `None` for one without ink.
    pub(crate) fn picture(&mut self, letter: char, set: Set) -> Option<&Picture> {
        let letter = self.shown(letter);
        if self.kept > KEPT_MAX {
            self.drawn.clear();
            self.kept = 0;
        }
        let (font, kept) = (&self.font, &mut self.kept);
        let slot = self.drawn.entry((letter, set)).or_insert_with(|| {
            let picture = draw(font, letter, set);
            *kept += picture.as_ref().map_or(0, |picture| picture.coverage.len());
            picture
        });
        slot.as_ref()
    }
}

fn draw(font: &FontRef<'static>, letter: char, set: Set) -> Option<Picture> {
    // ab_glyph scales by ascent minus descent, not by the em.
    let height = font.height_unscaled() / 1000.0 * f32::from(set.size);
    let scale = PxScale { x: height * f32::from(set.narrow) / 1000.0, y: height };
    let outlined =
        font.outline_glyph(font.glyph_id(letter).with_scale_and_position(scale, point(0.0, 0.0)))?;
    let bounds = outlined.px_bounds();
    let width = usize::try_from(whole(bounds.width())).ok()?;
    let rows = usize::try_from(whole(bounds.height())).ok()?;
    let mut coverage = vec![0; width.checked_mul(rows)?];
    outlined.draw(|x, y, share| {
        let slot = (y as usize).checked_mul(width).and_then(|row| coverage.get_mut(row + x as usize));
        if let Some(slot) = slot {
            // Levels, not bytes: a last-bit difference between two processors then rarely shows.
            *slot = u8::try_from(whole(share * f32::from(FULL))).unwrap_or(FULL).min(FULL);
        }
    });
    Some(Picture { left: whole(bounds.min.x), top: whole(bounds.min.y), width, coverage })
}

/// The nearest whole number; font metrics are far inside the range.
#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and metrics are small")]
fn whole(value: f32) -> i32 {
    value.round() as i32
}
