//! One line as cells, with the quotes and marks that spreadsheets put around them.

use crate::error::FileError;

/// A line as text, without its end.
pub(crate) fn text(line: &[u8], number: u64) -> Result<&str, FileError> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    core::str::from_utf8(line)
        .map_err(|_| FileError::Cell { line: number, what: "编码（应为 UTF-8）encoding" })
}

/// Cells of a line, without what was put around them. `None`: a quote is not closed, or is followed by more.
pub(crate) fn cells(line: &str, separator: u8) -> Option<Vec<String>> {
    let separator = char::from(separator);
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        // `="00017"` keeps zeros in a spreadsheet.
        let quoted = rest.strip_prefix('"').or_else(|| rest.strip_prefix("=\""));
        let after = match quoted {
            Some(inner) => {
                let (cell, after) = quoted_cell(inner)?;
                cells.push(bare(&cell).to_owned());
                after
            }
            None => {
                let end = rest.find(separator).unwrap_or(rest.len());
                cells.push(bare(rest.get(..end)?).to_owned());
                rest.get(end..)?
            }
        };
        match after.strip_prefix(separator) {
            Some(next) => rest = next,
            None if after.is_empty() => return Some(cells),
            None => return None,
        }
    }
}

/// Up to the closing quote; two quotes are one.
fn quoted_cell(inner: &str) -> Option<(String, &str)> {
    let mut cell = String::new();
    let mut rest = inner;
    loop {
        let end = rest.find('"')?;
        cell.push_str(rest.get(..end)?);
        rest = rest.get(end + 1..)?;
        match rest.strip_prefix('"') {
            Some(more) => {
                cell.push('"');
                rest = more;
            }
            None => return Some((cell, rest)),
        }
    }
}

/// Without blanks around it and the marks that keep a long number as text.
fn bare(cell: &str) -> &str {
    let cell = cell.trim();
    let inner = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or_else(|| cell.strip_prefix('\'').unwrap_or(cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_as_spreadsheets_write_them() {
        for (line, told) in [
            ("1,2", Some(vec!["1", "2"])),
            ("", Some(vec![""])),
            (",", Some(vec!["", ""])),
            ("\"a,b\",c", Some(vec!["a,b", "c"])),
            ("\"say \"\"yes\"\"\",2", Some(vec!["say \"yes\"", "2"])),
            ("=\"007\",'12,\t9 ", Some(vec!["007", "12", "9"])),
            ("\"=\"\"007\"\"\",2", Some(vec!["007", "2"])),
            ("\"a", None),
            ("\"a\"b,c", None),
            ("a\"b,c", Some(vec!["a\"b", "c"])),
        ] {
            let told = told.map(|cells| cells.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(cells(line, b','), told, "{line}");
        }
    }
}
