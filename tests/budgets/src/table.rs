//! An aligned table: what, how much, against what, how much is allowed.

/// Widths of the columns before the last, in columns of a terminal.
const WIDTHS: [usize; 3] = [52, 24, 22];

/// A table that prints itself row by row, so that a slow benchmark shows how far it is.
#[derive(Debug)]
pub struct Table;

impl Table {
    /// Prints the title and the head.
    #[must_use]
    pub fn start(title: &str) -> Table {
        println!("\n== {title}");
        let table = Table;
        table.row("项目 · what", "数值 · figure", "比率 · ratio", "预算 · budget");
        table
    }

    /// Prints a row; the label has Chinese first.
    pub fn row(&self, label: &str, figure: impl AsRef<str>, ratio: impl AsRef<str>, budget: &str) {
        let [what, much, against] = WIDTHS;
        let line = [padded(label, what), padded(figure.as_ref(), much), padded(ratio.as_ref(), against)];
        println!("{}", format!("{}{budget}", line.concat()).trim_end());
    }

    /// Prints a remark under the table.
    pub fn note(&self, text: &str) {
        println!("   {text}");
    }
}

/// A quotient with two decimals, made of integers: `1.25`.
#[must_use]
pub fn hundredths(amount: u64, base: u64) -> String {
    if base == 0 {
        return "–".to_owned();
    }
    let hundred = u128::from(amount) * 100 / u128::from(base);
    format!("{}.{:02}", hundred / 100, hundred % 100)
}

/// A number with a space between its thousands: `12 345`.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// Chinese letters take two columns.
fn padded(text: &str, columns: usize) -> String {
    let taken: usize = text.chars().map(|letter| if wide(letter) { 2 } else { 1 }).sum();
    format!("{text}{}", " ".repeat(columns.saturating_sub(taken).max(1)))
}

fn wide(letter: char) -> bool {
    matches!(letter, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(hundredths(5, 4), "1.25");
        assert_eq!(hundredths(1, 3), "0.33");
        assert_eq!(hundredths(1, 0), "–");
        assert_eq!(["0", "999", "1 000", "1 234 567"], [0, 999, 1_000, 1_234_567].map(thousands).as_slice());
    }

    #[test]
    fn columns_align() {
        assert_eq!(padded("午餐", 6), "午餐  ");
        assert_eq!(padded("lunch", 6), "lunch ");
        assert_eq!(padded("too long for it", 6), "too long for it ");
    }
}
