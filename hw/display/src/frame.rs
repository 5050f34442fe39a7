//! A framebuffer of 800×480 pixels.

use core::convert::Infallible;
use embedded_graphics::Pixel;
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::geometry::{OriginDimensions, Size};
use embedded_graphics::pixelcolor::{IntoStorage, Rgb565, RgbColor};
use embedded_graphics::primitives::Rectangle;

/// Width in pixels.
pub const WIDTH: u32 = 800;
/// Height in pixels.
pub const HEIGHT: u32 = 480;

/// One picture, row by row, in the colours an SPI panel takes.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    pixels: Vec<Rgb565>,
}

impl core::fmt::Debug for Frame {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Frame({WIDTH}×{HEIGHT})")
    }
}

impl Default for Frame {
    fn default() -> Self {
        Frame::new()
    }
}

impl Frame {
    /// A black picture.
    #[must_use]
    pub fn new() -> Frame {
        Frame { pixels: vec![Rgb565::BLACK; WIDTH as usize * HEIGHT as usize] }
    }

    /// The pixel at a place, or `None` outside.
    #[must_use]
    pub fn pixel(&self, x: u32, y: u32) -> Option<Rgb565> {
        self.pixels.get(place(i64::from(x), i64::from(y))?).copied()
    }

    /// Rows from the upper left, each pixel as big-endian RGB565: what an SPI panel is sent.
    #[must_use]
    pub fn to_rgb565_be(&self) -> Vec<u8> {
        self.pixels.iter().flat_map(|pixel| pixel.into_storage().to_be_bytes()).collect()
    }

    /// Rows from the upper left, three bytes a pixel.
    #[must_use]
    pub fn to_rgb888(&self) -> Vec<u8> {
        self.pixels
            .iter()
            .flat_map(|pixel| {
                let (r, g, b) = (pixel.r(), pixel.g(), pixel.b());
                [(r << 3) | (r >> 2), (g << 2) | (g >> 4), (b << 3) | (b >> 2)]
            })
            .collect()
    }
}

impl Frame {
    /// The picture as a PNG file, eight bits a channel.
    ///
    /// # Errors
    /// The encoder failed; it writes into memory, so this is not expected.
    pub fn to_png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.to_rgb888())?;
        writer.finish()?;
        Ok(file)
    }
}

/// Index of a pixel, or `None` outside.
fn place(x: i64, y: i64) -> Option<usize> {
    let inside = (0..i64::from(WIDTH)).contains(&x) && (0..i64::from(HEIGHT)).contains(&y);
    if inside { usize::try_from(y * i64::from(WIDTH) + x).ok() } else { None }
}

impl OriginDimensions for Frame {
    fn size(&self) -> Size {
        Size::new(WIDTH, HEIGHT)
    }
}

impl DrawTarget for Frame {
    type Color = Rgb565;
    type Error = Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<Rgb565>>>(&mut self, pixels: I) -> Result<(), Infallible> {
        for Pixel(at, colour) in pixels {
            let slot = place(i64::from(at.x), i64::from(at.y)).and_then(|index| self.pixels.get_mut(index));
            if let Some(slot) = slot {
                *slot = colour;
            }
        }
        Ok(())
    }

    fn fill_contiguous<I: IntoIterator<Item = Rgb565>>(
        &mut self,
        area: &Rectangle,
        colours: I,
    ) -> Result<(), Infallible> {
        let whole = area.top_left.x == 0 && area.top_left.y == 0 && area.size == self.size();
        if whole {
            self.pixels.iter_mut().zip(colours).for_each(|(slot, colour)| *slot = colour);
            return Ok(());
        }
        self.draw_iter(area_points(area).zip(colours).map(|(at, colour)| Pixel(at, colour)))
    }
}

fn area_points(area: &Rectangle) -> impl Iterator<Item = embedded_graphics::geometry::Point> + use<> {
    use embedded_graphics::primitives::PointsIter;
    area.points()
}
