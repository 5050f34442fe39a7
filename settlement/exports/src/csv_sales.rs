//! Every record of a day as it stands, schema `lovecard-sales/1`: for whoever adds up on their own.

use clearing::SaleRow;
use jiff::civil::Date;
use money::Fen;
use records::{CardNo, Kind, Tender};

use crate::cells::{BOM, ExportError, compact, finish, terminal};

const SCHEMA: &str = "lovecard-sales/1";
const COLUMNS: [&str; 13] = [
    "merchant", "terminal", "seq", "at", "card", "kind", "service", "tender", "price", "benefit", "self_pay",
    "status", "legs",
];

/// The file while it grows, merchant by merchant.
#[derive(Debug)]
pub struct SalesFile {
    writer: csv::Writer<Vec<u8>>,
    count: u64,
    price: Fen,
}

impl SalesFile {
    /// The head of the file.
    ///
    /// # Errors
    /// None that depends on the day.
    pub fn of(day: Date) -> Result<SalesFile, ExportError> {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(BOM.to_vec());
        writer.write_record([SCHEMA, &compact(day)])?;
        writer.write_record(COLUMNS)?;
        Ok(SalesFile { writer, count: 0, price: Fen::ZERO })
    }

    /// A merchant's records. Whose part each fund bears is written `code:amount`, separated by `;`.
    ///
    /// # Errors
    /// Sums that do not fit.
    pub fn add(&mut self, merchant: &str, rows: &[SaleRow]) -> Result<(), ExportError> {
        for SaleRow { record, status, legs } in rows {
            let legs: Vec<String> = legs.iter().map(|leg| format!("{}:{}", leg.fund, leg.amount)).collect();
            let card = record.card_no;
            self.writer.write_record([
                merchant.to_owned(),
                terminal(record.terminal),
                record.seq.to_string(),
                record.tap.county_time().map(|at| at.to_string()).unwrap_or_default(),
                if card == CardNo::NONE { String::new() } else { card.masked() },
                if record.kind == Kind::Grey { "grey" } else { "sale" }.to_owned(),
                record.service.to_string(),
                tender(record.tender).to_owned(),
                record.price.to_string(),
                record.benefit.to_string(),
                record.self_pay.to_string(),
                status.to_string(),
                legs.join(";"),
            ])?;
            self.count = self.count.saturating_add(1);
            let sum = self.price.checked_add(record.price);
            self.price = sum.ok_or_else(|| ExportError::from_text("sum".to_owned()))?;
        }
        Ok(())
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// None that depends on the day.
    pub fn finish(mut self) -> Result<Vec<u8>, ExportError> {
        self.writer.write_record(["END", &self.count.to_string(), &self.price.to_string()])?;
        finish(self.writer)
    }
}

fn tender(tender: Tender) -> &'static str {
    match tender {
        Tender::Nothing => "nothing",
        Tender::CardPurse => "purse",
        Tender::Cash => "cash",
    }
}
