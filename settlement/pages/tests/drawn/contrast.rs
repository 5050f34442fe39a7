//! Text stands out from its ground by 7 to 1 or more (WCAG 2, level AAA), as the style sheet says the colours.

/// Text and the ground it stands on, by their names in the sheet.
const PAIRS: [(&str, &str); 15] = [
    ("ink", "paper"),
    ("ink", "card"),
    ("soft", "paper"),
    ("soft", "card"),
    ("soft", "line"),
    ("red", "paper"),
    ("red", "card"),
    ("good", "good-bg"),
    ("wait", "wait-bg"),
    ("bad", "bad-bg"),
    ("good", "card"),
    ("bad", "card"),
    ("bad", "paper"),
    ("card", "red"),
    ("card", "soft"),
];

fn colour(name: &str) -> [u32; 3] {
    let sheet = include_str!("../../src/style.css");
    let (_, rest) = sheet.split_once(&format!("--{name}:#")).unwrap();
    let digits: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    let digits =
        if digits.len() == 3 { digits.chars().flat_map(|digit| [digit; 2]).collect() } else { digits };
    [0, 2, 4].map(|at| u32::from_str_radix(&digits[at..at + 2], 16).unwrap())
}

/// Relative luminance in millionths, of sRGB: 2.4 is taken by a table of its own, whole numbers all the way.
fn luminance([red, green, blue]: [u32; 3]) -> u64 {
    (u64::from(linear(red)) * 2126 + u64::from(linear(green)) * 7152 + u64::from(linear(blue)) * 722) / 10_000
}

/// ((c/255 + 0.055) / 1.055)^2.4 in millionths: x^2.4 = x² · x^0.4, and x^0.4 is the fifth root of x².
fn linear(channel: u32) -> u32 {
    const ONE: u128 = 1_000_000;
    if channel <= 10 {
        return u32::try_from(u128::from(channel) * ONE * 100 / (255 * 1292)).unwrap();
    }
    let x = (u128::from(channel) * ONE / 255 + 55_000) * 1000 / 1055;
    let square = x * x / ONE;
    // The largest root with root^5 <= square, both in millionths.
    let (mut low, mut high) = (0_u128, ONE);
    while low < high {
        let middle = (low + high).div_ceil(2);
        let fifth = middle * middle / ONE * middle / ONE * middle / ONE * middle / ONE;
        if fifth <= square { low = middle } else { high = middle - 1 }
    }
    u32::try_from(square * low / ONE).unwrap()
}

#[test]
fn the_luminance_of_known_colours() {
    assert_eq!([linear(0), linear(255)], [0, 1_000_000]);
    // 0x80 is 0.215861 by the formula.
    assert!(linear(0x80).abs_diff(215_861) < 20, "{}", linear(0x80));
}

#[test]
fn text_stands_out_by_seven_to_one() {
    for (text, ground) in PAIRS {
        let (one, other) = (luminance(colour(text)), luminance(colour(ground)));
        let (light, dark) = (one.max(other) + 50_000, one.min(other) + 50_000);
        assert!(light >= 7 * dark, "{text} on {ground}: {}.{:02}", light / dark, light * 100 / dark % 100);
    }
}
