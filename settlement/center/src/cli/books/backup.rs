//! `books backup` and `books restore`: the whole books in one file, and back into empty ones.

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::Path;

use ledger::{Backup, BackupError, Ledger, Progress};
use serde_json::json;

use super::super::place::Place;
use super::Said;
use crate::Failure;
use crate::hex::hex;

/// Writes a new file that only its owner may read: the center's key is in it. Half a backup is none, and is not there.
pub(super) fn write(books: &Path, path: &Path) -> Result<Said, Failure> {
    let mut place = Place::take_private(path)?;
    let mut out = BufWriter::with_capacity(1 << 20, place.file());
    let written = Ledger::back_up(books, &mut out, &mut tell).map_err(failed)?;
    out.flush().map_err(|error| failed(error.into()))?;
    drop(out);
    place.keep()?;
    let about = about(&written);
    let text = format!(
        "已备份 {about}。文件含中心私钥，请加密存到别处 · backed up; the file holds the center's key, keep it encrypted and elsewhere"
    );
    Ok(Said::new(text, json(&written)))
}

/// Makes books out of a backup where there are none.
pub(super) fn restore(books: &Path, path: &Path) -> Result<Said, Failure> {
    let mut file = File::open(path).map_err(|error| Failure::unreadable(path, &error))?;
    let restored = Ledger::restore(books, &mut file, &mut tell).map_err(failed)?;
    let about = about(&restored);
    let text = format!(
        "已恢复 {about}。请先核对（books check），补录备份之后的人工登记，再启动中心；终端会自行补传备份之后的流水 · restored; check the books, enter again what people entered since, then serve: tills send again what came after the backup"
    );
    Ok(Said::new(text, json(&restored)))
}

fn about(backup: &Backup) -> String {
    let Backup { schema, division, county, tables, rows, bytes, hash } = backup;
    format!(
        "{division} {county}：账本版本 {schema}，{tables} 张表，{rows} 行，{bytes} 字节，SHA-256 {}",
        hex(hash)
    )
}

fn json(backup: &Backup) -> serde_json::Value {
    json!({ "county": backup.division, "name": backup.county, "schema": backup.schema, "tables": backup.tables,
        "rows": backup.rows, "bytes": backup.bytes, "sha256": hex(&backup.hash) })
}

/// For whoever waits at a terminal; a closed one is no reason to stop.
fn tell(progress: Progress<'_>) {
    if !std::io::stderr().is_terminal() {
        return;
    }
    let Progress { table, done } = progress;
    let what = if table.is_empty() { "核对文件，字节 · checking the file, bytes" } else { table };
    drop(writeln!(std::io::stderr().lock(), "{what}: {done}"));
}

fn failed(error: BackupError) -> Failure {
    match error {
        BackupError::Books(error) => error.into(),
        BackupError::NotEmpty(_) | BackupError::TooNew { .. } => Failure::Refused(error.to_string()),
        BackupError::Foreign | BackupError::Damaged { .. } | BackupError::Io(_) => {
            Failure::BadInput(error.to_string())
        }
    }
}
