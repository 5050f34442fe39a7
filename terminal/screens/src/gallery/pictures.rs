//! Every screen as a picture, compared pixel by pixel. `UPDATE_GOLDEN=1` writes them anew.

use super::stories::stories;
use crate::{HEIGHT, Painter, WIDTH};
use core::convert::Infallible;
use embedded_graphics::Pixel;
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::geometry::{OriginDimensions, Size};
use embedded_graphics::pixelcolor::{Rgb565, RgbColor};
use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

/// A panel that only remembers; pixels outside fail the test.
struct Panel(Vec<Rgb565>);

impl OriginDimensions for Panel {
    fn size(&self) -> Size {
        Size::new(WIDTH, HEIGHT)
    }
}

impl DrawTarget for Panel {
    type Color = Rgb565;
    type Error = Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<Rgb565>>>(&mut self, pixels: I) -> Result<(), Infallible> {
        for Pixel(at, colour) in pixels {
            let (x, y) = (usize::try_from(at.x).unwrap(), usize::try_from(at.y).unwrap());
            self.0[y * WIDTH as usize + x] = colour;
        }
        Ok(())
    }
}

fn rgb(panel: &Panel) -> Vec<u8> {
    let wide = |value: u8, most: u16| u8::try_from(u16::from(value) * 255 / most).unwrap();
    panel.0.iter().flat_map(|pixel| [wide(pixel.r(), 31), wide(pixel.g(), 63), wide(pixel.b(), 31)]).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/screens")
}

fn write(path: &Path, rgb: &[u8]) {
    let mut encoder = png::Encoder::new(fs::File::create(path).unwrap(), WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    encoder.write_header().unwrap().write_image_data(rgb).unwrap();
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let mut reader = png::Decoder::new(Cursor::new(fs::read(path).ok()?)).read_info().ok()?;
    let mut rgb = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut rgb).ok()?;
    (info.color_type == png::ColorType::Rgb).then_some(rgb)
}

#[test]
fn every_screen_looks_as_it_did() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut painter = Painter::new().unwrap();
    let mut changed = Vec::new();
    for story in stories() {
        let mut panel = Panel(vec![Rgb565::MAGENTA; WIDTH as usize * HEIGHT as usize]);
        painter.draw(&story.strip, &story.view, &mut panel).unwrap();
        let (path, drawn) = (folder().join(format!("{}.png", story.name)), rgb(&panel));
        if update {
            write(&path, &drawn);
        }
        let golden = read(&path).unwrap_or_default();
        let different =
            golden.chunks_exact(3).zip(drawn.chunks_exact(3)).filter(|(old, new)| old != new).count();
        if golden.len() != drawn.len() || different > 0 {
            changed.push(format!("{}: {different} pixels differ", story.name));
        }
    }
    assert!(changed.is_empty(), "look at them, then run with UPDATE_GOLDEN=1:\n{}", changed.join("\n"));
}

#[test]
fn every_picture_has_its_story() {
    let told: BTreeSet<String> = stories().iter().map(|story| format!("{}.png", story.name)).collect();
    let kept: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".png"))
        .collect();
    assert_eq!(kept, told, "a picture without a story, or a story without a picture");
}

#[test]
fn a_screen_leaves_nothing_of_the_one_before() {
    let stories = stories();
    let mut used = Painter::new().unwrap();
    for (before, story) in stories.iter().zip(stories.iter().skip(1)) {
        let mut panel = Panel(vec![Rgb565::MAGENTA; WIDTH as usize * HEIGHT as usize]);
        used.draw(&before.strip, &before.view, &mut panel).unwrap();
        used.draw(&story.strip, &story.view, &mut panel).unwrap();
        let mut fresh = Panel(vec![Rgb565::BLACK; WIDTH as usize * HEIGHT as usize]);
        Painter::new().unwrap().draw(&story.strip, &story.view, &mut fresh).unwrap();
        assert!(panel.0 == fresh.0, "{} after {}", story.name, before.name);
    }
}
