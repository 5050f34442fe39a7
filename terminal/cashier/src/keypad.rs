//! The amount being keyed: digits and a point, `+` for another term, `×` for pieces.

use money::Fen;

/// The largest sale a cashier can key: more is a slip of the finger.
pub const KEYED_MAX: Fen = Fen(999_999);

/// Why a key was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyProblem {
    /// More than two decimals, a second point, too many digits.
    NotAnAmount,
    /// Zero.
    Zero,
    /// Above [`KEYED_MAX`].
    TooMuch,
}

impl KeyProblem {
    /// In Chinese and English.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            KeyProblem::NotAnAmount => ("请按 12.50 的格式输入", "key it like 12.50"),
            KeyProblem::Zero => ("请先输入金额", "key an amount first"),
            KeyProblem::TooMuch => ("金额超过 9999.99", "more than 9999.99"),
        }
    }
}

/// An expression of terms, each an amount with an optional factor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keypad {
    done: Vec<(Fen, i64)>,
    /// The amount of the running term once `×` was pressed.
    factored: Option<Fen>,
    digits: String,
}

impl Keypad {
    /// Nothing keyed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Keypad::default()
    }

    /// What is being keyed, exactly.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// What comes before it, such as `8.00 + 3.50 × `.
    #[must_use]
    pub fn terms(&self) -> String {
        let mut text = String::new();
        for (amount, pieces) in &self.done {
            text.push_str(&amount.to_string());
            if *pieces != 1 {
                text.push_str(&format!(" × {pieces}"));
            }
            text.push_str(" + ");
        }
        if let Some(amount) = self.factored {
            text.push_str(&format!("{amount} × "));
        }
        text
    }

    /// A digit or the point.
    ///
    /// # Errors
    /// The text would be no amount; nothing has changed.
    pub fn put(&mut self, c: char) -> Result<(), KeyProblem> {
        let mut digits = self.digits.clone();
        match (c, digits.as_str()) {
            ('.', "") => digits.push_str("0."),
            (c, "0") if c != '.' => digits = c.to_string(),
            (c, _) => digits.push(c),
        }
        let whole = digits.strip_suffix('.').unwrap_or(&digits);
        let readable = match self.factored {
            Some(_) => whole == digits && whole.parse::<i64>().is_ok_and(|pieces| pieces <= 99),
            None => whole.parse::<Fen>().is_ok_and(|amount| amount <= KEYED_MAX),
        };
        if !readable || digits.matches('.').count() > 1 {
            return Err(KeyProblem::NotAnAmount);
        }
        self.digits = digits;
        Ok(())
    }

    /// `+`: closes the running term.
    ///
    /// # Errors
    /// There is none to close, or the sum grows too large.
    pub fn plus(&mut self) -> Result<(), KeyProblem> {
        let term = self.term()?.ok_or(KeyProblem::Zero)?;
        let mut next = Keypad { done: self.done.clone(), ..Keypad::default() };
        next.done.push(term);
        next.sum()?;
        *self = next;
        Ok(())
    }

    /// `×`: what follows counts pieces.
    ///
    /// # Errors
    /// There is no amount before it.
    pub fn times(&mut self) -> Result<(), KeyProblem> {
        if self.factored.is_some() {
            return Err(KeyProblem::NotAnAmount);
        }
        let (amount, _) = self.term()?.ok_or(KeyProblem::Zero)?;
        self.factored = Some(amount);
        self.digits.clear();
        Ok(())
    }

    /// Takes back one character, or the last sign.
    pub fn clear(&mut self) {
        if self.digits.pop().is_some() {
            return;
        }
        if let Some(amount) = self.factored.take() {
            self.digits = amount.to_string();
        } else if let Some((amount, pieces)) = self.done.pop() {
            self.factored = (pieces != 1).then_some(amount);
            self.digits = if pieces == 1 { amount.to_string() } else { pieces.to_string() };
        }
    }

    /// The sum so far; the running term may still be empty.
    ///
    /// # Errors
    /// Too much.
    pub fn sum(&self) -> Result<Fen, KeyProblem> {
        let terms = self.done.iter().copied().chain(self.term()?);
        let amounts = terms.map(|(amount, pieces)| amount.checked_mul(pieces));
        let sum = amounts.collect::<Option<Vec<Fen>>>().and_then(Fen::sum).ok_or(KeyProblem::TooMuch)?;
        if sum > KEYED_MAX { Err(KeyProblem::TooMuch) } else { Ok(sum) }
    }

    /// The finished amount.
    ///
    /// # Errors
    /// Zero, or too much.
    pub fn amount(&self) -> Result<Fen, KeyProblem> {
        match self.sum()? {
            Fen::ZERO => Err(KeyProblem::Zero),
            sum => Ok(sum),
        }
    }

    /// The running term; `None` when nothing of it is keyed.
    fn term(&self) -> Result<Option<(Fen, i64)>, KeyProblem> {
        let digits = self.digits.strip_suffix('.').unwrap_or(&self.digits);
        let bad = KeyProblem::NotAnAmount;
        Ok(match (self.factored, digits) {
            (Some(amount), "") => Some((amount, 1)),
            (Some(amount), pieces) => Some((amount, pieces.parse().map_err(|_| bad)?)),
            (None, "") => None,
            (None, amount) => Some((amount.parse().map_err(|_| bad)?, 1)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Presses keys; `c` is Clear. Returns what stands there and the sum.
    fn keyed(keys: &str) -> (String, Result<Fen, KeyProblem>) {
        let mut keypad = Keypad::default();
        for key in keys.chars() {
            let before = keypad.clone();
            let taken = match key {
                '+' => keypad.plus(),
                'x' => keypad.times(),
                'c' => {
                    keypad.clear();
                    Ok(())
                }
                c => keypad.put(c),
            };
            assert!(taken.is_ok() || keypad == before, "a key that is not taken changes nothing");
        }
        (format!("{}{}", keypad.terms(), keypad.digits()), keypad.amount())
    }

    #[test]
    fn keys_and_what_they_come_to() {
        let table = [
            ("", "", Err(KeyProblem::Zero)),
            ("12", "12", Ok(1200)),
            ("12.", "12.", Ok(1200)),
            ("12.5", "12.5", Ok(1250)),
            (".5", "0.5", Ok(50)),
            ("007", "7", Ok(700)),
            ("0.00", "0.00", Err(KeyProblem::Zero)),
            ("1.234", "1.23", Ok(123)),
            ("1..2", "1.2", Ok(120)),
            ("99999", "9999", Ok(999_900)),
            ("9999.999", "9999.99", Ok(999_999)),
            ("8+3.5x2", "8.00 + 3.50 × 2", Ok(1500)),
            ("8+3.5x2+1", "8.00 + 3.50 × 2 + 1", Ok(1600)),
            ("8+", "8.00 + ", Ok(800)),
            ("8x", "8.00 × ", Ok(800)),
            ("8x0", "8.00 × 0", Err(KeyProblem::Zero)),
            ("8x100", "8.00 × 10", Ok(8000)),
            ("8x1.5", "8.00 × 15", Ok(12_000)),
            ("8xx2", "8.00 × 2", Ok(1600)),
            ("+", "", Err(KeyProblem::Zero)),
            ("x5", "5", Ok(500)),
            ("9000x2", "9000.00 × 2", Err(KeyProblem::TooMuch)),
            ("9000+9000+", "9000.00 + 9000", Err(KeyProblem::TooMuch)),
            ("12c", "1", Ok(100)),
            ("8x2cc", "8.00", Ok(800)),
            ("8x2+ccc", "8.00", Ok(800)),
            ("8+cccccccc", "", Err(KeyProblem::Zero)),
        ];
        for (keys, stands, sum) in table {
            assert_eq!(keyed(keys), (stands.to_owned(), sum.map(Fen)), "{keys}");
        }
    }
}
