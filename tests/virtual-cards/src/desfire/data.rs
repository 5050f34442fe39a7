//! ReadData, WriteData: standard, backup and transaction MAC files.

use super::VirtualDesfire;
use super::file::{Body, File, number, three};
use super::status::{BOUNDARY, LENGTH, PARAMETER};

/// `FileNo ‖ Offset[3] ‖ Length[3]`, and what follows.
pub(super) fn split(clear: &[u8]) -> Result<(u8, usize, usize, &[u8]), u8> {
    let [file, a, b, c, d, e, f, data @ ..] = clear else { return Err(LENGTH) };
    Ok((*file, number([*a, *b, *c]), number([*d, *e, *f]), data))
}

impl VirtualDesfire {
    pub(super) fn read_data(&mut self, ins: u8, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let (number, offset, length, _) = split(clear)?;
        let file = self.file(number)?;
        let proof;
        let content: &[u8] = match &file.body {
            Body::Standard(data) | Body::Backup(data) => data,
            Body::TransactionMac(mac) => {
                proof = [&mac.counter.to_le_bytes()[..], &mac.mac].concat();
                &proof
            }
            Body::Value(_) | Body::Records(_) => return Err(self.manner.decisions.wrong_kind),
        };
        let rest = content.get(offset..).filter(|rest| !rest.is_empty()).ok_or(BOUNDARY)?;
        let length = if length == 0 { rest.len() } else { length };
        let said = rest.get(..length).ok_or(BOUNDARY)?.to_vec();
        // Reading the proof of a transaction is no part of one.
        if file.transaction_mac().is_none() {
            self.note(&[&[ins, number], &three(offset), &three(length), &[0; 8], &said])?;
        }
        Ok(said)
    }

    pub(super) fn write_data(&mut self, ins: u8, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let (number, offset, length, data) = split(clear)?;
        if length == 0 {
            return Err(PARAMETER);
        }
        let wrong_kind = self.manner.decisions.wrong_kind;
        let standard = matches!(self.file(number)?.body, Body::Standard(_));
        let transaction = self.transaction()?;
        let file = transaction.next.files.get_mut(&number).ok_or(wrong_kind)?;
        put(file, offset, data).ok_or(wrong_kind)??;
        if standard {
            // At once and for good, whatever becomes of the transaction.
            let aid = transaction.next.aid;
            let after = file.clone();
            self.save(|state| {
                let file = state.application_mut(aid).and_then(|found| found.files.get_mut(&number));
                if let Some(file) = file {
                    *file = after;
                }
            });
        } else {
            transaction.changed = true;
        }
        self.note(&[&[ins], clear.get(..7).unwrap_or_default(), &[0; 8], data])?;
        Ok(Vec::new())
    }
}

/// Writes into a data file; `None` when it is not one.
fn put(file: &mut File, offset: usize, data: &[u8]) -> Option<Result<(), u8>> {
    let (Body::Standard(content) | Body::Backup(content)) = &mut file.body else { return None };
    let end = offset.checked_add(data.len());
    let place = end.and_then(|end| content.get_mut(offset..end));
    Some(place.ok_or(BOUNDARY).map(|place| place.copy_from_slice(data)))
}
