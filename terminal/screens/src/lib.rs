//! View values drawn on any `DrawTarget`.
//!
//! Promises: a [`View`] with its [`Strip`] decides every pixel; nothing overflows; every text has Chinese
//! first and English beneath; colour is never the only signal; the sum the elder pays is the largest thing.
//!
//! Deliberately does not know: cards, sales, tariffs, clocks, files, devices. It is told words and sums.

mod canvas;
#[cfg(test)]
mod gallery;
mod glyphs;
mod grid;
mod painter;
mod palette;
pub mod phrases;
mod screen;
mod sheet;
mod symbol;
mod text;
mod view;

pub use painter::{FontFault, Painter, missing_glyphs};
pub use text::text_json;
pub use view::{
    Bill, Enrol, Hold, Keying, LinkState, Mode, Paid, Ready, Refused, Standing, Starting, Strip, Supervisor,
    Tap, Totals, Trouble, View, Words, Working,
};

/// Width of every screen in pixels.
pub const WIDTH: u32 = 800;
/// Height of every screen in pixels.
pub const HEIGHT: u32 = 480;
