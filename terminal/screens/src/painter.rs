//! From a view to pixels.

use crate::canvas::Canvas;
use crate::glyphs::Glyphs;
use crate::sheet::{Item, Sheet};
use crate::symbol::{Signs, fill_round};
use crate::view::{Strip, View};
use crate::{grid, screen};
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::pixelcolor::Rgb565;

/// The font inside this program cannot be read: the program file is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "程序内的字体损坏，请重新安装程序 · the font inside the program is damaged, install the program again"
)]
pub struct FontFault;

/// Draws views; keeps the glyphs and signs it has drawn before.
#[derive(Debug)]
pub struct Painter {
    glyphs: Glyphs,
    signs: Signs,
    canvas: Canvas,
}

impl Painter {
    /// Opens the font.
    ///
    /// # Errors
    /// The program file is damaged.
    pub fn new() -> Result<Painter, FontFault> {
        Ok(Painter { glyphs: Glyphs::new()?, signs: Signs::default(), canvas: Canvas::new() })
    }

    /// Draws the whole screen, 800×480 from the upper left.
    ///
    /// # Errors
    /// Those of the target.
    pub fn draw<D: DrawTarget<Color = Rgb565>>(
        &mut self,
        strip: &Strip,
        view: &View,
        target: &mut D,
    ) -> Result<(), D::Error> {
        for item in lay_out(&self.glyphs, strip, view).items {
            match item {
                Item::Fill(rect, radius, colour) => fill_round(&mut self.canvas, rect, radius, colour),
                Item::Sign(symbol, rect, fore, back) => {
                    self.signs.draw(symbol, &mut self.canvas, rect, fore, back);
                }
                Item::Line(line) => {
                    self.canvas.text(&mut self.glyphs, line.pen, &line.text, line.set, line.colour);
                }
            }
        }
        self.canvas.show(target)
    }
}

/// The characters of a text that the font cannot show; they would appear as `〓`. For tests of words that
/// come from elsewhere.
///
/// # Errors
/// The program file is damaged.
pub fn missing_glyphs(text: &str) -> Result<Vec<char>, FontFault> {
    let glyphs = Glyphs::new()?;
    Ok(text.chars().filter(|letter| !letter.is_control() && !glyphs.has(*letter)).collect())
}

/// Where everything of a view stands.
pub(crate) fn lay_out<'a>(glyphs: &'a Glyphs, strip: &Strip, view: &View) -> Sheet<'a> {
    let mut sheet = Sheet::new(glyphs);
    grid::edges(&mut sheet, strip);
    match view {
        View::Starting(view) => screen::starting::lay(&mut sheet, view),
        View::Enrol(view) => screen::enrol::lay(&mut sheet, view),
        View::Ready(view) => screen::ready::lay(&mut sheet, view),
        View::Keying(view) => screen::keying::lay(&mut sheet, view),
        View::Tap(view) => screen::ready::lay_tap(&mut sheet, view),
        View::Working(view) => screen::working::lay(&mut sheet, view),
        View::Quote(view) => screen::bill::lay_quote(&mut sheet, view),
        View::Paid(view) => screen::bill::lay_paid(&mut sheet, view),
        View::Refused(view) => screen::refused::lay(&mut sheet, view),
        View::HoldCard(view) => screen::hold::lay(&mut sheet, view),
        View::OtherCard(view) => screen::hold::lay_other(&mut sheet, view),
        View::Supervisor(view) => screen::supervisor::lay(&mut sheet, view),
        View::Trouble(view) => screen::refused::lay_trouble(&mut sheet, view),
        View::Totals(view) => screen::totals::lay(&mut sheet, view),
    }
    sheet
}
