//! The colours, and what each one says.
//!
//! Every pair of text and ground reaches a contrast of 7:1 (WCAG 2.2 AAA), measured after the five and six
//! bits of the panel.

use embedded_graphics::pixelcolor::Rgb565;

/// A colour written as designers write it, cut to the bits of the panel.
const fn hex(rgb: u32) -> Rgb565 {
    Rgb565::new(((rgb >> 19) & 0x1f) as u8, ((rgb >> 10) & 0x3f) as u8, ((rgb >> 3) & 0x1f) as u8)
}

/// Text, and the ground of things in work.
pub(crate) const INK: Rgb565 = hex(0x0010_1c28);
/// The ground of the body.
pub(crate) const PAPER: Rgb565 = hex(0x00ff_ffff);
/// The ground of the footer.
pub(crate) const MIST: Rgb565 = hex(0x00e8_eef2);
/// Rules and frames; never text.
pub(crate) const RULE: Rgb565 = hex(0x00a8_b8c4);
/// Second-rank text on paper and mist.
pub(crate) const SOFT: Rgb565 = hex(0x0033_404c);
/// Paid.
pub(crate) const GREEN: Rgb565 = hex(0x0000_5830);
/// Ground of a reassurance.
pub(crate) const GREEN_PALE: Rgb565 = hex(0x00e0_f4e8);
/// Hold: only the same card continues.
pub(crate) const AMBER: Rgb565 = hex(0x00ff_b818);
/// Ground of a notice.
pub(crate) const AMBER_PALE: Rgb565 = hex(0x00ff_f0c8);
/// Refused.
pub(crate) const RED: Rgb565 = hex(0x0098_1018);
/// Ground of a problem.
pub(crate) const RED_PALE: Rgb565 = hex(0x00ff_e8e8);
/// Trouble of the till itself.
pub(crate) const SLATE: Rgb565 = hex(0x0030_4050);

#[cfg(test)]
mod tests {
    #![expect(clippy::float_arithmetic, reason = "the formula of WCAG is in fractions; no money is near")]
    use super::*;
    use embedded_graphics::pixelcolor::RgbColor;

    fn luminance(colour: Rgb565) -> f64 {
        let part = |value: u8, most: u8| {
            let share = f64::from(value) / f64::from(most);
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(colour.r(), 31) + 0.7152 * part(colour.g(), 63) + 0.0722 * part(colour.b(), 31)
    }

    fn contrast(one: Rgb565, other: Rgb565) -> f64 {
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        one.max(other) / one.min(other)
    }

    #[test]
    fn every_text_is_read_at_seven_to_one() {
        for (name, text, ground) in [
            ("ink on paper", INK, PAPER),
            ("ink on mist", INK, MIST),
            ("ink on amber", INK, AMBER),
            ("ink on pale amber", INK, AMBER_PALE),
            ("ink on pale red", INK, RED_PALE),
            ("ink on pale green", INK, GREEN_PALE),
            ("paper on ink", PAPER, INK),
            ("paper on green", PAPER, GREEN),
            ("paper on red", PAPER, RED),
            ("paper on slate", PAPER, SLATE),
            ("soft on paper", SOFT, PAPER),
            ("soft on mist", SOFT, MIST),
            ("green on paper", GREEN, PAPER),
            ("green on pale green", GREEN, GREEN_PALE),
            ("red on pale red", RED, RED_PALE),
        ] {
            let found = contrast(text, ground);
            assert!(found >= 7.0, "{name}: {found:.2}");
        }
        assert!((contrast(Rgb565::BLACK, Rgb565::WHITE) - 21.0).abs() < 0.01, "the formula itself");
    }
}
