//! Two files of the same sales in two orders, and what is wrong with one of them.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

const TERMINALS: u64 = 500;
const MERCHANTS: u64 = 2_000;
const FIRST_TERMINAL: u64 = 33_070_300_000_001;

/// What to write.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Sales.
    pub rows: u64,
    /// Other faults for another seed.
    pub seed: u64,
    /// Whether some lines come twice.
    pub doubles: bool,
}

/// What happens to a sale, of ten thousand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    LostAtOther,
    LostAtCenter,
    Amount,
    State,
    Merchant,
    TwiceAtOther,
    TwiceAtCenter,
    Fine,
}

struct Sale {
    terminal: u64,
    seq: u64,
    merchant: u64,
    fen: u64,
    refused: bool,
}

impl Plan {
    /// Writes both files, the center's in the order of the sales, the other side's in another.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn write(self, left: &Path, right: &Path) -> io::Result<()> {
        let (mut left, mut right) = (head(left)?, head(right)?);
        for number in 0..self.rows {
            let (sale, fate) = (self.sale(number), self.fate(number));
            for _ in 0..match fate {
                Fate::LostAtCenter => 0,
                Fate::TwiceAtCenter => 2,
                _ => 1,
            } {
                sale.put(&mut left)?;
            }
        }
        let mut number = 0;
        for _ in 0..self.rows {
            let fate = self.fate(number);
            let sale = self.sale(number);
            let sale = match fate {
                Fate::Amount => Sale { fen: sale.fen + 1 + number % 500, ..sale },
                Fate::State => Sale { refused: !sale.refused, ..sale },
                Fate::Merchant => Sale { merchant: (sale.merchant + 1) % MERCHANTS, ..sale },
                _ => sale,
            };
            for _ in 0..match fate {
                Fate::LostAtOther => 0,
                Fate::TwiceAtOther => 2,
                _ => 1,
            } {
                sale.put(&mut right)?;
            }
            number = self.after(number);
        }
        left.flush()?;
        right.flush()
    }

    /// The sale that follows in the other file: a step that has no factor in common with any number of rows below it.
    fn after(self, number: u64) -> u64 {
        const STEP: u64 = 7_368_787;
        (number + STEP) % self.rows
    }

    fn mixed(self, number: u64, salt: u64) -> u64 {
        let mixed = (number ^ self.seed).wrapping_add(salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 20
    }

    fn fate(self, number: u64) -> Fate {
        match self.mixed(number, 1) % 10_000 {
            0..10 => Fate::LostAtOther,
            10..20 => Fate::LostAtCenter,
            20..25 => Fate::Amount,
            25..27 => Fate::State,
            27 => Fate::Merchant,
            28 if self.doubles => Fate::TwiceAtOther,
            29 if self.doubles => Fate::TwiceAtCenter,
            _ => Fate::Fine,
        }
    }

    fn sale(self, number: u64) -> Sale {
        let place = number % TERMINALS;
        Sale {
            terminal: FIRST_TERMINAL + place,
            seq: number / TERMINALS + 1,
            merchant: (place * 4 + self.mixed(number, 2) % 4) % MERCHANTS,
            fen: 100 + self.mixed(number, 3) % 2_900,
            refused: self.mixed(number, 4).is_multiple_of(50),
        }
    }
}

impl Sale {
    fn put(&self, file: &mut impl Write) -> io::Result<()> {
        let Sale { terminal, seq, merchant, fen, refused } = self;
        let state = if *refused { "refused" } else { "paid" };
        writeln!(file, "{terminal},{seq},m{merchant:04},{fen},{state}")
    }
}

fn head(path: &Path) -> io::Result<BufWriter<File>> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    writeln!(file, "terminal,seq,merchant,fen,state")?;
    Ok(file)
}
