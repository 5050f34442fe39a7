//! `books records`: paid records out of the books, byte for byte.

use std::path::Path;

use ledger::Ledger;
use records::BusinessDay;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::Said;
use super::place::Place;
use crate::progress::Progress;
use crate::{Failure, hex};

/// Writes the paid records of these days, both included, to a new file.
pub(super) fn export(
    ledger: &Ledger,
    from: BusinessDay,
    to: BusinessDay,
    file: &Path,
) -> Result<Said, Failure> {
    if to < from {
        return Err(Failure::BadInput("--from 不能晚于 --to · --from must not be after --to".to_owned()));
    }
    let mut place = Place::take(file)?;
    let days: Vec<BusinessDay> = from
        .date()
        .series(jiff::Span::new().days(1))
        .take_while(|day| *day <= to.date())
        .filter_map(BusinessDay::from_date)
        .collect();
    let mut progress = Progress::new(u64::try_from(days.len()).unwrap_or(0));
    let (mut hash, mut count) = (Sha256::new(), 0_u64);
    for (done, day) in (0..).zip(days) {
        let records = ledger.paid_records(day)?;
        count = count.saturating_add(u64::try_from(records.len()).unwrap_or(0));
        let bytes = records.concat();
        hash.update(&bytes);
        place.write(&bytes)?;
        progress.at(done);
    }
    place.keep()?;
    progress.finish();
    let hash = hex::hex(&hash.finalize());
    let path = file.display();
    let text = format!("已写 {count} 条记录到 {path}，SHA-256 {hash} · records written");
    Ok(Said::new(text, json!({ "records": count, "sha256": hash })))
}
