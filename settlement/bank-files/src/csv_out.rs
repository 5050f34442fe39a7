//! A payout as the table that one bank wants, by a map.
//!
//! Fields between braces: of a line `{n}` (from 1), `{merchant}`, `{name}`, `{account}`, `{bank}`, `{amount}`,
//! `{purpose}`, `{id}`; of the file, anywhere, `{payout}`, `{first}` and `{last}` day (`yyyymmdd`), `{debtor}`,
//! `{debtor_account}`, `{debtor_bank}`, `{count}`, `{total}`. Everything else stands as it is written.

use money::Fen;
use serde::Deserialize;

use crate::letters::{Encoding, MapError, Separator, Unit, read_map};
use crate::payout::{Account, Payout, PayoutLine};
use crate::signed::ReleasedPayout;

/// Why a file could not be written. No money has moved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// A letter that the bank's encoding lacks.
    #[error(
        "银行的编码里没有某个字；未付款，请与银行商定写法 · the bank's encoding lacks a letter; nothing was paid, agree with the bank how to write it"
    )]
    Letter,
    /// Not made, though it is made in memory: a fault of the program.
    #[error(
        "付款文件未能生成（{0}）；未付款，请联系运维 · the file was not made ({0}); nothing was paid, call maintenance"
    )]
    Program(String),
}

/// How long numbers are kept from a spreadsheet, which would round them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Protect {
    /// Not at all: nobody opens the file.
    None,
    /// A tab behind.
    Tab,
    /// An apostrophe in front.
    Apostrophe,
    /// `="…"`.
    Formula,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum LineEnd {
    Lf,
    Crlf,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
enum Schema {
    #[serde(rename = "lovecard-bank-order/1")]
    One,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    head: String,
    cell: String,
}

/// How one bank wants its table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderMap {
    #[serde(rename = "schema")]
    _schema: Schema,
    bank: String,
    encoding: Encoding,
    separator: Separator,
    line_end: LineEnd,
    amount: Unit,
    protect: Protect,
    header: bool,
    columns: Vec<Column>,
    #[serde(default)]
    leader: Vec<String>,
    #[serde(default)]
    trailer: Vec<String>,
}

impl OrderMap {
    /// Reads a map.
    ///
    /// # Errors
    /// [`MapError`]: not a map, or one with an unknown field; a line without its amount, account or id.
    pub fn read(text: &str) -> Result<OrderMap, MapError> {
        let map: OrderMap = read_map(text)?;
        let cells = || map.columns.iter().map(|column| &column.cell);
        let of_file = |name: &str| FILE_FIELDS.contains(&name);
        for template in map.leader.iter().chain(&map.trailer) {
            check(template, of_file)?;
        }
        for template in cells() {
            check(template, |name| of_file(name) || LINE_FIELDS.contains(&name))?;
        }
        if ["{amount}", "{account}", "{id}"].iter().all(|field| cells().any(|cell| cell.contains(field))) {
            Ok(map)
        } else {
            Err(MapError::Contradiction("columns 缺 {amount}、{account} 或 {id} · lack one of these"))
        }
    }

    /// The bank that wants it so.
    #[must_use]
    pub fn bank(&self) -> &str {
        &self.bank
    }

    /// Writes a payout. The same payout and map always give the same bytes.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn write(&self, released: ReleasedPayout<'_>) -> Result<Vec<u8>, WriteError> {
        let payout = released.payout();
        let end = match self.line_end {
            LineEnd::Lf => csv::Terminator::Any(b'\n'),
            LineEnd::Crlf => csv::Terminator::CRLF,
        };
        let mut table = csv::WriterBuilder::new();
        table.delimiter(self.separator.byte()).terminator(end).flexible(true);
        let mut table = table.from_writer(Vec::new());
        let program = |error: csv::Error| WriteError::Program(error.to_string());
        let of_file = |name: &str| self.file_field(payout, name);
        let row = |cells: &[String]| cells.iter().map(|cell| self.cell(cell, &of_file)).collect::<Vec<_>>();
        if !self.leader.is_empty() {
            table.write_record(row(&self.leader)).map_err(program)?;
        }
        if self.header {
            table.write_record(self.columns.iter().map(|column| &column.head)).map_err(program)?;
        }
        for (n, line) in (1_usize..).zip(payout.lines()) {
            let of_line = |name: &str| self.line_field(payout, n, line, name).or_else(|| of_file(name));
            let cells = self.columns.iter().map(|column| self.cell(&column.cell, &of_line));
            table.write_record(cells).map_err(program)?;
        }
        if !self.trailer.is_empty() {
            table.write_record(row(&self.trailer)).map_err(program)?;
        }
        let bytes = table.into_inner().map_err(|error| WriteError::Program(error.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|error| WriteError::Program(error.to_string()))?;
        self.encoding.encode(&text).ok_or(WriteError::Letter)
    }

    fn cell(&self, template: &str, field: &dyn Fn(&str) -> Option<String>) -> String {
        let text: String = parts(template)
            .map(|part| match part {
                Part::Fixed(text) => text.to_owned(),
                Part::Field(name) => field(name).unwrap_or_default(),
            })
            .collect();
        // A spreadsheet keeps fifteen digits, drops leading zeros and writes more than eleven with an exponent.
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let long = digits && (text.len() > 11 || (text.len() > 1 && text.starts_with('0')));
        match self.protect {
            Protect::Tab if long => format!("{text}\t"),
            Protect::Apostrophe if long => format!("'{text}"),
            Protect::Formula if long => format!("=\"{text}\""),
            Protect::None | Protect::Tab | Protect::Apostrophe | Protect::Formula => text,
        }
    }

    fn line_field(&self, payout: &Payout, n: usize, line: &PayoutLine, name: &str) -> Option<String> {
        let PayoutLine { merchant, payee: Account { name: payee, number, bank }, amount, purpose } = line;
        Some(match name {
            "n" => n.to_string(),
            "merchant" => merchant.to_string(),
            "name" => payee.clone(),
            "account" => number.clone(),
            "bank" => bank.clone(),
            "amount" => self.yuan_or_fen(*amount),
            "purpose" => purpose.clone(),
            "id" => payout.end_to_end(line),
            _ => return None,
        })
    }

    fn file_field(&self, payout: &Payout, name: &str) -> Option<String> {
        let head = payout.head();
        Some(match name {
            "payout" => head.id.clone(),
            "first" => head.period.first().number().to_string(),
            "last" => head.period.last().number().to_string(),
            "debtor" => head.debtor.name.clone(),
            "debtor_account" => head.debtor.number.clone(),
            "debtor_bank" => head.debtor.bank.clone(),
            "count" => payout.lines().len().to_string(),
            "total" => self.yuan_or_fen(payout.total()),
            _ => return None,
        })
    }

    fn yuan_or_fen(&self, amount: Fen) -> String {
        self.amount.write(amount)
    }
}

const LINE_FIELDS: &[&str] = &["n", "merchant", "name", "account", "bank", "amount", "purpose", "id"];
const FILE_FIELDS: &[&str] =
    &["payout", "first", "last", "debtor", "debtor_account", "debtor_bank", "count", "total"];

enum Part<'a> {
    Fixed(&'a str),
    Field(&'a str),
}

/// `a{b}c` as `a`, the field `b`, `c`. A brace that nothing closes stands for itself.
fn parts(template: &str) -> impl Iterator<Item = Part<'_>> {
    template.split_inclusive('}').flat_map(|piece| {
        let field = piece.strip_suffix('}').and_then(|rest| rest.split_once('{'));
        let (fixed, field) = field.map_or((piece, None), |(fixed, name)| (fixed, Some(Part::Field(name))));
        [Some(Part::Fixed(fixed)), field].into_iter().flatten()
    })
}

fn check(template: &str, known: impl Fn(&str) -> bool) -> Result<(), MapError> {
    for part in parts(template) {
        match part {
            Part::Field(name) if !known(name) => return Err(MapError::Field(name.to_owned())),
            Part::Field(_) | Part::Fixed(_) => {}
        }
    }
    Ok(())
}
