//! What is pending until CommitTransaction, and the MAC over it.

use super::cipher::{Block, ZERO, cbc_encrypt, cmac, odd};
use super::file::{Body, TransactionMac};
use super::state::Application;
use super::status::{LENGTH, MEMORY, PARAMETER};
use super::{Generation, VirtualDesfire};
use crate::Key;
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of commands one transaction may collect for its MAC. A chip computes it as it goes and has no such
/// limit; a simulated one keeps them to be looked at.
const INPUT_MAX: usize = 65_536;

/// A transaction that has begun.
#[derive(Clone, Debug)]
pub(super) struct Transaction {
    /// The application as it will be.
    pub(super) next: Application,
    /// Whether that differs from what is committed.
    pub(super) changed: bool,
    /// Record files with a new record.
    pub(super) fresh: BTreeSet<u8>,
    /// Record files that were cleared.
    pub(super) cleared: BTreeSet<u8>,
    /// What Debit took from each value file.
    pub(super) debited: BTreeMap<u8, u32>,
    /// Value files whose LimitedCredit has been used.
    pub(super) restored: BTreeSet<u8>,
    /// Transaction MAC input.
    pub(super) input: Vec<u8>,
    /// Who makes this one.
    pub(super) reader: Option<Block>,
}

impl Transaction {
    fn new(application: &Application) -> Transaction {
        Transaction {
            next: application.clone(),
            changed: false,
            fresh: BTreeSet::new(),
            cleared: BTreeSet::new(),
            debited: BTreeMap::new(),
            restored: BTreeSet::new(),
            input: Vec::new(),
            reader: None,
        }
    }
}

/// Which key of a transaction.
#[derive(Clone, Copy)]
enum Purpose {
    Mac = 0x5A,
    Encryption = 0xA5,
}

/// A key of the transaction that will be counted `counter`.
fn transaction_key(proof: &TransactionMac, purpose: Purpose, counter: u32, uid: [u8; 7]) -> Key {
    let label = [purpose as u8, 0x00, 0x01, 0x00, 0x80];
    Key(cmac(&proof.key.key, ZERO, &[&label[..], &counter.to_le_bytes(), &uid].concat()))
}

/// The MAC of a transaction: over all its commands, under a key of this one transaction.
pub(super) fn transaction_mac(proof: &TransactionMac, counter: u32, uid: [u8; 7], input: &[u8]) -> [u8; 8] {
    odd(cmac(&transaction_key(proof, Purpose::Mac, counter, uid), ZERO, input))
}

/// Who made the transaction before, enciphered for the issuer.
pub(super) fn enciphered_reader(proof: &TransactionMac, counter: u32, uid: [u8; 7]) -> Vec<u8> {
    let key = transaction_key(proof, Purpose::Encryption, counter, uid);
    cbc_encrypt(&key, &mut ZERO.clone(), &proof.reader)
}

/// The transaction MAC file of an application, with its number.
pub(super) fn proof_of(application: &Application) -> Option<(u8, &super::File, &TransactionMac)> {
    let found = application.files.iter().find(|(_, file)| file.transaction_mac().is_some());
    found.and_then(|(number, file)| Some((*number, file, file.transaction_mac()?)))
}

impl VirtualDesfire {
    /// The pending transaction of the selected application; it begins with the first data command.
    pub(super) fn transaction(&mut self) -> Result<&mut Transaction, u8> {
        let application = self.application()?.clone();
        Ok(self.session.transaction.get_or_insert_with(|| Transaction::new(&application)))
    }

    /// Adds a command to the MAC input, filled up with zeros to whole blocks.
    pub(super) fn note(&mut self, item: &[&[u8]]) -> Result<(), u8> {
        let anonymous = self.session.login.is_none();
        let counts =
            proof_of(self.application()?).is_some_and(|(_, file, _)| !(anonymous && file.option & 0x10 != 0));
        let input = &mut self.transaction()?.input;
        if counts {
            input.extend(item.concat());
            input.resize(input.len().next_multiple_of(16), 0);
        }
        if input.len() > INPUT_MAX { Err(MEMORY) } else { Ok(()) }
    }

    /// Whether the transaction counter has come to its end.
    pub(super) fn worn_out(&self) -> bool {
        let proof = self.application().ok().and_then(proof_of);
        proof.is_some_and(|(_, _, proof)| proof.counter >= proof.limit)
    }

    /// CommitReaderID: who makes this transaction; answered with who made the one before.
    pub(super) fn commit_reader(&mut self, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let reader: Block = clear.try_into().map_err(|_| LENGTH)?;
        let uid = self.state.uid;
        let decisions = self.manner.decisions;
        let Some((_, _, proof)) = proof_of(self.application()?) else {
            return Err(decisions.reader_without_file);
        };
        let counter = proof.counter.checked_add(1).ok_or(decisions.counter_end)?;
        let said = enciphered_reader(proof, counter, uid);
        if self.transaction()?.reader.is_some() {
            return Err(decisions.second_reader);
        }
        self.transaction()?.reader = Some(reader);
        self.note(&[&[0xC8], &reader, &said, &[0; 15]])?;
        Ok(said)
    }

    /// CommitTransaction: everything becomes true in one assignment; there is no state in between.
    pub(super) fn commit(&mut self, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let decisions = self.manner.decisions;
        let tell = match clear {
            [] => false,
            [_] if self.state.generation == Generation::Ev1 => return Err(LENGTH),
            [0x00] => false,
            [0x01] => true,
            [_] => return Err(PARAMETER),
            _ => return Err(LENGTH),
        };
        let Some(pending) = self.session.transaction.take() else { return Err(decisions.nothing_pending) };
        let proof = proof_of(&pending.next).map(|(number, file, proof)| (number, file.access, proof.clone()));
        if tell && proof.is_none() {
            return Err(decisions.proof_without_file);
        }
        if !pending.changed && pending.input.is_empty() {
            return Err(decisions.nothing_pending);
        }
        let mut next = settled(&pending);
        let mut told = Vec::new();
        if let Some((number, access, mut proof)) = proof
            && !pending.input.is_empty()
        {
            if access.read_write() != 0x0F && pending.reader.is_none() {
                return Err(decisions.commit_without_reader);
            }
            proof.counter = proof.counter.checked_add(1).ok_or(decisions.counter_end)?;
            proof.mac = transaction_mac(&proof, proof.counter, self.state.uid, &pending.input);
            if self.manner.forges_proof {
                proof.mac = proof.mac.map(|byte| !byte);
            }
            proof.reader = pending.reader.unwrap_or(proof.reader);
            told = [&proof.counter.to_le_bytes()[..], &proof.mac].concat();
            if let Some(file) = next.files.get_mut(&number) {
                file.body = Body::TransactionMac(proof);
            }
        }
        self.save(|state| {
            if let Some(application) = state.application_mut(next.aid) {
                *application = next;
            }
        });
        Ok(if tell { told } else { Vec::new() })
    }

    /// AbortTransaction.
    pub(super) fn abort(&mut self) -> Result<Vec<u8>, u8> {
        let pending = self.session.transaction.take();
        let something = pending.is_some_and(|pending| pending.changed || !pending.input.is_empty());
        if something { Ok(Vec::new()) } else { Err(self.manner.decisions.nothing_pending) }
    }
}

/// The application after the transaction: what LimitedCredit may give back is what Debit took in the most
/// recent transaction with a Debit, and nothing once it has been used.
fn settled(pending: &Transaction) -> Application {
    let mut next = pending.next.clone();
    for (number, file) in &mut next.files {
        let Some(value) = file.value_mut() else { continue };
        match pending.debited.get(number) {
            Some(sum) => value.limited = *sum,
            None if pending.restored.contains(number) => value.limited = 0,
            None => {}
        }
    }
    next
}
