//! The signs beside the words, so that colour is never the only signal.
//!
//! Each is a few plain figures in a square of 960 units, drawn with sixteen samples a pixel in integers.

use crate::canvas::{Canvas, Rect};
use crate::glyphs::FULL;
use embedded_graphics::pixelcolor::Rgb565;
use std::collections::BTreeMap;

/// Side of the square the figures are written in.
const SIDE: i32 = 960;

/// What a sign says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Symbol {
    /// Done.
    Tick,
    /// Refused: a cross in an octagon.
    Cross,
    /// Hold: a ring that wants to close.
    Ring,
    /// Another card.
    TwoCards,
    /// Tap here.
    CardWaves,
    /// Wait.
    Hourglass,
    /// Keys.
    Keypad,
    /// A secret.
    Lock,
    /// Something is wrong with the till.
    Warning,
    /// A list of sums.
    Sums,
    /// Not registered yet.
    Badge,
    /// Link is there.
    Linked,
    /// Link is not there.
    Unlinked,
    /// A remark.
    Remark,
    /// Written here, not sent yet.
    Unsent,
    /// One keyed digit.
    Dot,
}

/// A plain figure. Coordinates are in the square of [`SIDE`] units.
#[derive(Clone, Copy, Debug)]
enum Figure {
    /// Centre and radius.
    Disc(i32, i32, i32),
    /// A stroke with round ends: from, to, half width.
    Stroke((i32, i32), (i32, i32), i32),
    /// Left, upper, right, lower edge, corner radius.
    Card(i32, i32, i32, i32, i32),
    /// Corners of a convex figure, clockwise.
    Convex(&'static [(i32, i32)]),
    /// Part of a circle line: centre, radius, half width, and from which to which eighth of a turn.
    Arc((i32, i32), i32, i32, (i32, i32)),
}

use Figure::{Arc, Card, Convex, Disc, Stroke};

/// Whether a figure is painted in the fore colour or cut out in the back colour.
type Parts = &'static [(bool, Figure)];

const TICK: Parts = &[
    (true, Disc(480, 480, 470)),
    (false, Stroke((250, 490), (420, 660), 62)),
    (false, Stroke((420, 660), (720, 330), 62)),
];
const CROSS: Parts = &[
    (
        true,
        Convex(&[(285, 10), (675, 10), (950, 285), (950, 675), (675, 950), (285, 950), (10, 675), (10, 285)]),
    ),
    (false, Stroke((300, 300), (660, 660), 62)),
    (false, Stroke((660, 300), (300, 660), 62)),
];
const RING: Parts = &[
    (true, Arc((480, 500), 370, 70, (1, 8))),
    (true, Convex(&[(480, 10), (740, 130), (480, 270)])),
    (true, Disc(480, 500, 130)),
];
const TWO_CARDS: Parts = &[
    (true, Card(20, 150, 600, 530, 60)),
    (false, Card(90, 270, 600, 330, 0)),
    (false, Card(310, 380, 990, 860, 90)),
    (true, Card(360, 430, 940, 810, 60)),
    (false, Stroke((560, 530), (740, 710), 40)),
    (false, Stroke((740, 530), (560, 710), 40)),
];
const CARD_WAVES: Parts = &[
    (true, Card(20, 430, 680, 880, 70)),
    (false, Card(90, 540, 610, 600, 0)),
    (true, Arc((480, 480), 190, 44, (0, 2))),
    (true, Arc((480, 480), 320, 44, (0, 2))),
    (true, Arc((480, 480), 450, 44, (0, 2))),
];
const HOURGLASS: Parts = &[
    (true, Stroke((220, 70), (740, 70), 54)),
    (true, Stroke((220, 890), (740, 890), 54)),
    (true, Convex(&[(250, 130), (710, 130), (510, 480), (450, 480)])),
    (true, Convex(&[(450, 480), (510, 480), (710, 830), (250, 830)])),
    (false, Convex(&[(370, 200), (590, 200), (550, 270), (410, 270)])),
    (false, Convex(&[(465, 560), (495, 560), (580, 700), (380, 700)])),
];
const KEYPAD: Parts = &[
    (true, Card(90, 20, 870, 940, 110)),
    (false, Card(210, 130, 750, 300, 40)),
    (false, Disc(270, 460, 72)),
    (false, Disc(480, 460, 72)),
    (false, Disc(690, 460, 72)),
    (false, Disc(270, 640, 72)),
    (false, Disc(480, 640, 72)),
    (false, Disc(690, 640, 72)),
    (false, Disc(270, 820, 72)),
    (false, Disc(480, 820, 72)),
    (false, Disc(690, 820, 72)),
];
const LOCK: Parts = &[
    (true, Arc((480, 330), 220, 60, (6, 10))),
    (true, Stroke((260, 330), (260, 460), 60)),
    (true, Stroke((700, 330), (700, 460), 60)),
    (true, Card(120, 430, 840, 940, 90)),
    (false, Disc(480, 640, 80)),
    (false, Stroke((480, 660), (480, 800), 38)),
];
const WARNING: Parts = &[
    (true, Convex(&[(480, 30), (950, 900), (10, 900)])),
    (false, Stroke((480, 370), (480, 610), 52)),
    (false, Disc(480, 770, 60)),
];
const SUMS: Parts = &[
    (true, Card(110, 20, 850, 940, 90)),
    (false, Stroke((260, 230), (700, 230), 40)),
    (false, Stroke((260, 420), (700, 420), 40)),
    (false, Stroke((260, 610), (700, 610), 40)),
    (false, Stroke((480, 790), (700, 790), 52)),
];
const BADGE: Parts = &[
    (true, Card(20, 170, 940, 800, 90)),
    (false, Disc(280, 400, 100)),
    (false, Arc((280, 700), 140, 50, (6, 10))),
    (false, Stroke((560, 360), (820, 360), 40)),
    (false, Stroke((560, 500), (820, 500), 40)),
    (false, Stroke((560, 640), (720, 640), 40)),
];
const LINKED: Parts = &[
    (true, Disc(480, 480, 440)),
    (false, Stroke((270, 490), (420, 640), 64)),
    (false, Stroke((420, 640), (700, 340), 64)),
];
const UNLINKED: Parts =
    &[(true, Disc(480, 480, 440)), (false, Disc(480, 480, 320)), (true, Stroke((190, 770), (770, 190), 62))];
const REMARK: Parts =
    &[(true, Disc(480, 480, 450)), (false, Disc(480, 260, 72)), (false, Stroke((480, 450), (480, 700), 60))];
const DOT: Parts = &[(true, Disc(480, 480, 400))];
const UNSENT: Parts = &[
    (true, Disc(480, 480, 440)),
    (false, Disc(480, 480, 330)),
    (true, Disc(290, 480, 70)),
    (true, Disc(480, 480, 70)),
    (true, Disc(670, 480, 70)),
];

impl Symbol {
    fn parts(self) -> Parts {
        match self {
            Symbol::Tick => TICK,
            Symbol::Cross => CROSS,
            Symbol::Ring => RING,
            Symbol::TwoCards => TWO_CARDS,
            Symbol::CardWaves => CARD_WAVES,
            Symbol::Hourglass => HOURGLASS,
            Symbol::Keypad => KEYPAD,
            Symbol::Lock => LOCK,
            Symbol::Warning => WARNING,
            Symbol::Sums => SUMS,
            Symbol::Badge => BADGE,
            Symbol::Linked => LINKED,
            Symbol::Unlinked => UNLINKED,
            Symbol::Remark => REMARK,
            Symbol::Dot => DOT,
            Symbol::Unsent => UNSENT,
        }
    }
}

/// Coverage of one figure, and whether it is painted or cut out.
type Layer = (bool, Vec<u8>);

/// Draws signs, and keeps the coverage of those it has drawn.
#[derive(Debug, Default)]
pub(crate) struct Signs {
    drawn: BTreeMap<(Symbol, i32), Vec<Layer>>,
}

impl Signs {
    /// Draws a sign into the square at the left upper corner of a rectangle.
    pub(crate) fn draw(
        &mut self,
        symbol: Symbol,
        canvas: &mut Canvas,
        rect: Rect,
        fore: Rgb565,
        back: Rgb565,
    ) {
        let side = rect.w.min(rect.h);
        let layers = self.drawn.entry((symbol, side)).or_insert_with(|| {
            symbol.parts().iter().map(|(painted, figure)| (*painted, figure.coverage(side))).collect()
        });
        for (painted, coverage) in layers {
            stamp(canvas, (rect.x, rect.y), side, coverage, if *painted { fore } else { back });
        }
    }
}

/// Blends the coverage of a square into the picture.
fn stamp(canvas: &mut Canvas, at: (i32, i32), side: i32, coverage: &[u8], colour: Rgb565) {
    let width = usize::try_from(side).unwrap_or(0).max(1);
    for (y, row) in (at.1..).zip(coverage.chunks_exact(width)) {
        for (x, level) in (at.0..).zip(row) {
            canvas.blend(x, y, colour, *level);
        }
    }
}

/// Fills a rectangle with round corners; radius in pixels.
pub(crate) fn fill_round(canvas: &mut Canvas, rect: Rect, radius: i32, colour: Rgb565) {
    if radius <= 0 {
        canvas.fill(rect, colour);
        return;
    }
    canvas.fill(Rect::new(rect.x, rect.y + radius, rect.w, rect.h - 2 * radius), colour);
    canvas.fill(Rect::new(rect.x + radius, rect.y, rect.w - 2 * radius, radius), colour);
    canvas.fill(Rect::new(rect.x + radius, rect.bottom() - radius, rect.w - 2 * radius, radius), colour);
    let side = 2 * radius;
    let corner = Disc(SIDE / 2, SIDE / 2, SIDE / 2).coverage(side);
    for (cx, cy) in [
        (rect.x, rect.y),
        (rect.right() - side, rect.y),
        (rect.x, rect.bottom() - side),
        (rect.right() - side, rect.bottom() - side),
    ] {
        stamp(canvas, (cx, cy), side, &corner, colour);
    }
}

impl Figure {
    /// Coverage of every pixel of a square, row by row.
    fn coverage(self, side: i32) -> Vec<u8> {
        // Eight positions a pixel: samples sit at 1/8, 3/8, 5/8, 7/8 in each direction.
        let at = |pixel: i32, sample: i32| (pixel * 8 + sample * 2 + 1) * SIDE / (8 * side);
        let level = |x: i32, y: i32| {
            let inside = (0..16).filter(|sample| self.holds(at(x, sample % 4), at(y, sample / 4))).count();
            u8::try_from(inside * usize::from(FULL) / 16).unwrap_or(FULL)
        };
        (0..side).flat_map(|y| (0..side).map(move |x| (x, y))).map(|(x, y)| level(x, y)).collect()
    }

    fn holds(self, x: i32, y: i32) -> bool {
        match self {
            Disc(cx, cy, radius) => square(x - cx) + square(y - cy) <= square(radius),
            Stroke(from, to, half) => near_segment((x, y), from, to, half),
            Card(left, upper, right, lower, radius) => {
                let dx = (left + radius - x).max(x - (right - radius)).max(0);
                let dy = (upper + radius - y).max(y - (lower - radius)).max(0);
                let within = x >= left && x <= right && y >= upper && y <= lower;
                within && square(dx) + square(dy) <= square(radius)
            }
            Convex(corners) => {
                let turned = corners.iter().cycle().skip(1);
                corners.iter().zip(turned).all(|((ax, ay), (bx, by))| {
                    i64::from(bx - ax) * i64::from(y - ay) >= i64::from(by - ay) * i64::from(x - ax)
                })
            }
            Arc((cx, cy), radius, half, (from, to)) => {
                let far = square(x - cx) + square(y - cy);
                let line = far >= square(radius - half) && far <= square(radius + half);
                line && (from..to).any(|eighth| eighth.rem_euclid(8) == eighth_of(x - cx, y - cy))
            }
        }
    }
}

fn square(value: i32) -> i64 {
    i64::from(value) * i64::from(value)
}

/// Which eighth of a turn a direction lies in, clockwise from twelve o'clock.
fn eighth_of(dx: i32, dy: i32) -> i32 {
    let steep = dy.abs() > dx.abs();
    match (dx >= 0, dy < 0) {
        (true, true) => i32::from(!steep),
        (true, false) => 2 + i32::from(steep),
        (false, false) => 4 + i32::from(!steep),
        (false, true) => 6 + i32::from(steep),
    }
}

/// Whether a point lies within `half` of a segment.
fn near_segment(at: (i32, i32), from: (i32, i32), to: (i32, i32), half: i32) -> bool {
    let (dx, dy) = (i64::from(to.0 - from.0), i64::from(to.1 - from.1));
    let (px, py) = (i64::from(at.0 - from.0), i64::from(at.1 - from.1));
    let length = dx * dx + dy * dy;
    let along = (px * dx + py * dy).clamp(0, length);
    // Distance to the nearest point of the segment, both sides multiplied by the squared length.
    let (ex, ey) = (px * length - along * dx, py * length - along * dy);
    let reach = i128::from(half) * i128::from(length);
    i128::from(ex) * i128::from(ex) + i128::from(ey) * i128::from(ey) <= reach * reach
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eighths_go_clockwise_from_twelve() {
        for (dx, dy, eighth) in
            [(1, -9, 0), (9, -1, 1), (9, 1, 2), (1, 9, 3), (-1, 9, 4), (-9, 1, 5), (-9, -1, 6), (-1, -9, 7)]
        {
            assert_eq!(eighth_of(dx, dy), eighth, "({dx}, {dy})");
        }
    }

    #[test]
    fn a_stroke_has_round_ends() {
        let stroke = Stroke((100, 100), (300, 100), 50);
        for (x, y, inside) in [(200, 149, true), (200, 151, false), (60, 100, true), (60, 140, false)] {
            assert_eq!(stroke.holds(x, y), inside, "({x}, {y})");
        }
    }
}
