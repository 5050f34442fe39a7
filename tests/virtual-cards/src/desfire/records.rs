//! ReadRecords, WriteRecord, UpdateRecord, ClearRecordFile.

use super::VirtualDesfire;
use super::data::split;
use super::file::{RecordFile, number, three};
use super::status::{BOUNDARY, LENGTH, PARAMETER};

impl VirtualDesfire {
    fn committed_records(&self, number: u8) -> Result<&RecordFile, u8> {
        self.file(number)?.records().ok_or(self.manner.decisions.wrong_kind)
    }

    /// Record 0 is the newest; they come oldest first.
    pub(super) fn read_records(&mut self, ins: u8, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let (number, newest, count, _) = split(clear)?;
        let records = &self.committed_records(number)?.records;
        let end = records.len().checked_sub(newest).filter(|end| *end > 0).ok_or(BOUNDARY)?;
        let count = if count == 0 { end } else { count };
        let begin = end.checked_sub(count).ok_or(BOUNDARY)?;
        let said = records.get(begin..end).ok_or(BOUNDARY)?.concat();
        self.note(&[&[ins, number], &three(newest), &three(count), &[0; 8], &said])?;
        Ok(said)
    }

    /// One new record for each file and transaction: the first write makes it, later ones write into it.
    pub(super) fn write_record(&mut self, ins: u8, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let (number, offset, length, data) = split(clear)?;
        if length == 0 {
            return Err(PARAMETER);
        }
        let decisions = self.manner.decisions;
        self.committed_records(number)?;
        let transaction = self.transaction()?;
        if transaction.cleared.contains(&number) {
            return Err(decisions.write_after_clear);
        }
        let file = transaction.next.files.get_mut(&number).and_then(super::File::records_mut);
        let file = file.ok_or(decisions.wrong_kind)?;
        if transaction.fresh.insert(number) {
            make_room(file)?;
            file.records.push(vec![0; file.size]);
        }
        let newest = file.records.last_mut().ok_or(BOUNDARY)?;
        write(newest, offset, data)?;
        transaction.changed = true;
        self.note(&[&[ins], clear.get(..7).unwrap_or_default(), &[0; 8], data])?;
        Ok(Vec::new())
    }

    /// Changes a committed record.
    pub(super) fn update_record(&mut self, ins: u8, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let [file_number, a, b, c, rest @ ..] = clear else { return Err(LENGTH) };
        let record = number([*a, *b, *c]);
        let (_, offset, length, data) = split(&[&[*file_number], rest].concat())
            .map(|(file, offset, length, data)| (file, offset, length, data.to_vec()))?;
        if length == 0 {
            return Err(PARAMETER);
        }
        let decisions = self.manner.decisions;
        let there = self.committed_records(*file_number)?.records.len();
        let transaction = self.transaction()?;
        let fresh = usize::from(transaction.fresh.contains(file_number));
        let file = transaction.next.files.get_mut(file_number).and_then(super::File::records_mut);
        let file = file.ok_or(decisions.wrong_kind)?;
        // Counted from the newest committed one; the oldest may have given way to the new one.
        let behind = record.checked_add(1 + fresh).filter(|_| record < there).ok_or(BOUNDARY)?;
        let at = file.records.len().checked_sub(behind).ok_or(BOUNDARY)?;
        write(file.records.get_mut(at).ok_or(BOUNDARY)?, offset, &data)?;
        transaction.changed = true;
        self.note(&[&[ins], clear.get(..10).unwrap_or_default(), &[0; 5], &data])?;
        Ok(Vec::new())
    }

    pub(super) fn clear_records(&mut self, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let &[number] = clear else { return Err(LENGTH) };
        let decisions = self.manner.decisions;
        self.committed_records(number)?;
        let transaction = self.transaction()?;
        let file = transaction.next.files.get_mut(&number).and_then(super::File::records_mut);
        file.ok_or(decisions.wrong_kind)?.records.clear();
        transaction.fresh.remove(&number);
        transaction.cleared.insert(number);
        transaction.changed = true;
        self.note(&[&[0xEB, number]])?;
        Ok(Vec::new())
    }
}

/// The oldest record of a full cyclic file gives way; a full linear file takes no more.
fn make_room(file: &mut RecordFile) -> Result<(), u8> {
    let usable = file.max.saturating_sub(usize::from(file.cyclic));
    if file.records.len() < usable {
        return Ok(());
    }
    if !file.cyclic || file.records.is_empty() {
        return Err(BOUNDARY);
    }
    file.records.remove(0);
    Ok(())
}

fn write(record: &mut [u8], offset: usize, data: &[u8]) -> Result<(), u8> {
    let end = offset.checked_add(data.len()).ok_or(BOUNDARY)?;
    record.get_mut(offset..end).ok_or(BOUNDARY)?.copy_from_slice(data);
    Ok(())
}
