//! View values drawn on any `DrawTarget`.
//!
//! Promises: a [`View`] with its [`Strip`] decides every pixel; nothing overflows; every text has Chinese
//! first and English beneath; colour is never the only signal; the sum the elder pays is the largest thing.
//!
//! Deliberately does not know: cards, sales, tariffs, clocks, files, devices. It is told words and sums.

mod view;

pub use view::{
    Bill, Enrol, Hold, Keying, LinkState, Mode, Paid, Ready, Refused, Standing, Starting, Strip, Supervisor,
    Tap, Totals, Trouble, View, Words, Working,
};

use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::pixelcolor::Rgb565;

/// Width of every screen in pixels.
pub const WIDTH: u32 = 800;
/// Height of every screen in pixels.
pub const HEIGHT: u32 = 480;

/// The font inside this program cannot be read: the program file is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "程序内的字体损坏，请重新安装程序 · the font inside the program is damaged, install the program again"
)]
pub struct FontFault;

/// Draws views; keeps the glyphs it has drawn before.
#[derive(Debug)]
pub struct Painter {}

impl Painter {
    /// Loads the font.
    ///
    /// # Errors
    /// The program file is damaged.
    pub fn new() -> Result<Painter, FontFault> {
        Ok(Painter {})
    }

    /// Draws the whole screen, 800×480 from the upper left.
    ///
    /// # Errors
    /// Those of the target.
    pub fn draw<D: DrawTarget<Color = Rgb565>>(
        &mut self,
        _strip: &Strip,
        _view: &View,
        _target: &mut D,
    ) -> Result<(), D::Error> {
        Ok(())
    }
}

/// The same screen as text: `{"view":"paid","fields":{"self_pay":"6.00",…},"texts":["扣款成功",…]}`.
#[must_use]
pub fn text_json(_strip: &Strip, _view: &View) -> String {
    "{}".to_owned()
}
