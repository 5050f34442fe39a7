//! What every file writes the same way.

use jiff::civil::{Date, DateTime};
use records::TerminalId;

/// The byte order mark: a spreadsheet reads the file as UTF-8.
pub(crate) const BOM: &[u8] = "\u{feff}".as_bytes();

/// The file could not be written out. It is made in memory, so this means a fault of the program.
#[derive(Debug, thiserror::Error)]
#[error("报表无法生成，请联系运维（{0}）· the file could not be made, call maintenance")]
pub struct ExportError(String);

impl ExportError {
    pub(crate) fn from_text(text: String) -> ExportError {
        ExportError(text)
    }
}

impl From<csv::Error> for ExportError {
    fn from(error: csv::Error) -> ExportError {
        ExportError(error.to_string())
    }
}

/// The bytes behind a writer.
pub(crate) fn finish(writer: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, ExportError> {
    writer.into_inner().map_err(|error| ExportError(error.to_string()))
}

/// `20240715`.
pub(crate) fn compact(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// `12:00:05`.
pub(crate) fn time(at: DateTime) -> String {
    at.time().to_string().chars().take(8).collect()
}

/// `330703-00000017`: with the dash a spreadsheet keeps all fourteen digits.
pub(crate) fn terminal(id: TerminalId) -> String {
    format!("{:06}-{:08}", id.division(), id.number())
}

/// Text that a spreadsheet would read as a formula gets a quote in front.
pub(crate) fn plain(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{text}") } else { text.to_owned() }
}
