//! Tables as an XLSX workbook, one sheet for each.
//!
//! An amount is a number for the spreadsheet, formatted with two decimals, and is written as the formula
//! `=fen/100` beside its finished value as text: the file holds whole fen, and no binary fraction comes near money
//! on our side.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};

use crate::ExportError;
use crate::table::{Cell, Table};

/// Width of the columns, in letters of a spreadsheet.
const WIDTH: u32 = 18;

impl From<XlsxError> for ExportError {
    fn from(error: XlsxError) -> ExportError {
        ExportError::from_text(error.to_string())
    }
}

/// The bytes of the file. The same tables give the same bytes: the file names no moment of its making.
pub(crate) fn workbook(tables: &[Table]) -> Result<Vec<u8>, ExportError> {
    let mut book = Workbook::new();
    let no_moment = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&no_moment));
    for table in tables {
        fill(book.add_worksheet(), table)?;
    }
    Ok(book.save_to_buffer()?)
}

fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), ExportError> {
    let (bold, yuan) = (Format::new().set_bold(), Format::new().set_num_format("#,##0.00"));
    sheet.set_name(table.title)?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, name) in (0_u16..).zip(&table.head) {
        sheet.write_string_with_format(0, column, *name, &bold)?;
        sheet.set_column_width(column, WIDTH)?;
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Text(text) => {
                    sheet.write_string(row, column, text)?;
                }
                Cell::Count(count) => match i32::try_from(*count) {
                    Ok(count) => {
                        sheet.write_number(row, column, count)?;
                    }
                    Err(_) => {
                        let formula = Formula::new(format!("={count}")).set_result(count.to_string());
                        sheet.write_formula(row, column, formula)?;
                    }
                },
                Cell::Yuan(fen) => {
                    let formula = Formula::new(format!("={}/100", fen.0)).set_result(fen.to_string());
                    sheet.write_formula_with_format(row, column, formula, &yuan)?;
                }
                Cell::Empty => {}
            }
        }
    }
    Ok(())
}
