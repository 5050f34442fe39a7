//! A picture in memory that can be blended into, then handed to a panel row by row.

use crate::glyphs::{FULL, Glyphs, Set};
use crate::{HEIGHT, WIDTH};
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::geometry::{Point, Size};
use embedded_graphics::pixelcolor::{Rgb565, RgbColor};
use embedded_graphics::primitives::Rectangle;

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rect {
    /// Left edge.
    pub(crate) x: i32,
    /// Upper edge.
    pub(crate) y: i32,
    /// Width.
    pub(crate) w: i32,
    /// Height.
    pub(crate) h: i32,
}

impl Rect {
    /// From the left upper corner and a size.
    pub(crate) const fn new(x: i32, y: i32, w: i32, h: i32) -> Rect {
        Rect { x, y, w, h }
    }

    /// The column after the last.
    pub(crate) const fn right(self) -> i32 {
        self.x + self.w
    }

    /// The row after the last.
    pub(crate) const fn bottom(self) -> i32 {
        self.y + self.h
    }

    /// The same, smaller by so much on every side.
    pub(crate) const fn inset(self, by: i32) -> Rect {
        Rect { x: self.x + by, y: self.y + by, w: self.w - 2 * by, h: self.h - 2 * by }
    }
}

/// The picture.
#[derive(Debug)]
pub(crate) struct Canvas {
    pixels: Vec<Rgb565>,
}

impl Canvas {
    /// A black picture.
    pub(crate) fn new() -> Canvas {
        Canvas { pixels: vec![Rgb565::BLACK; WIDTH as usize * HEIGHT as usize] }
    }

    /// Fills a rectangle.
    pub(crate) fn fill(&mut self, rect: Rect, colour: Rgb565) {
        for y in rect.y..rect.bottom() {
            if let Some(row) = self.row(y, rect.x, rect.right()) {
                row.fill(colour);
            }
        }
    }

    /// Blends a colour into one pixel; `level` is 0 to [`FULL`].
    pub(crate) fn blend(&mut self, x: i32, y: i32, colour: Rgb565, level: u8) {
        if level == 0 {
            return;
        }
        if let Some([pixel]) = self.row(y, x, x.saturating_add(1)) {
            *pixel = if level >= FULL { colour } else { mixed(*pixel, colour, level) };
        }
    }

    /// Draws text from a pen on a baseline. Returns nothing outside the picture.
    pub(crate) fn text(
        &mut self,
        glyphs: &mut Glyphs,
        pen: (i32, i32),
        text: &str,
        set: Set,
        colour: Rgb565,
    ) {
        let mut along = 0;
        for letter in text.chars() {
            let at = pen.0 + scaled(along, set);
            if let Some(picture) = glyphs.picture(letter, set) {
                let rows = picture.coverage.chunks_exact(picture.width.max(1));
                for (y, row) in (pen.1 + picture.top..).zip(rows) {
                    for (x, level) in (at + picture.left..).zip(row) {
                        self.blend(x, y, colour, *level);
                    }
                }
            }
            along += glyphs.advance(letter);
        }
    }

    /// Hands every pixel to a panel.
    pub(crate) fn show<D: DrawTarget<Color = Rgb565>>(&self, target: &mut D) -> Result<(), D::Error> {
        let whole = Rectangle::new(Point::zero(), Size::new(WIDTH, HEIGHT));
        target.fill_contiguous(&whole, self.pixels.iter().copied())
    }

    /// Part of a row, cut at the edges.
    fn row(&mut self, y: i32, from: i32, to: i32) -> Option<&mut [Rgb565]> {
        let y = u32::try_from(y).ok().filter(|y| *y < HEIGHT)?;
        let from = u32::try_from(from.max(0)).ok()?.min(WIDTH);
        let to = u32::try_from(to).ok()?.min(WIDTH);
        let start = (y * WIDTH) as usize;
        self.pixels.get_mut(start + from as usize..start + to as usize)
    }
}

/// Font units as pixels, rounded to the nearest.
pub(crate) fn scaled(units: i32, set: Set) -> i32 {
    let whole = i64::from(units) * i64::from(set.size) * i64::from(set.narrow);
    i32::try_from((whole + 500_000).div_euclid(1_000_000)).unwrap_or(i32::MAX)
}

fn mixed(ground: Rgb565, colour: Rgb565, level: u8) -> Rgb565 {
    let part = |from: u8, to: u8| {
        let (from, to, level, full) = (i32::from(from), i32::from(to), i32::from(level), i32::from(FULL));
        u8::try_from(from + ((to - from) * level + full / 2).div_euclid(full)).unwrap_or(0)
    };
    Rgb565::new(part(ground.r(), colour.r()), part(ground.g(), colour.g()), part(ground.b(), colour.b()))
}
