//! The SQLite journal as the cashier's port.

use journal::{Journal as Kept, JournalFault, Ticket};
use records::Record;
use sale::{Memory, MemoryFault, Refusal, Remembered, Sealed, Till, Writing};

/// The most records read back for a center that lost them, at once.
const REWIND_MAX: usize = 1_000_000;

/// The open journal.
pub(super) struct Journal(pub(super) Kept);

impl Memory for Journal {
    type Ticket = Ticket;

    fn room(&mut self) -> Result<(), MemoryFault> {
        self.0.room()
    }

    fn begin(&mut self, writing: Writing) -> Result<Ticket, MemoryFault> {
        self.0.begin(writing)
    }

    fn wait(&mut self, ticket: Ticket) -> Result<Remembered, MemoryFault> {
        self.0.wait(ticket)
    }
}

impl cashier::Journal for Journal {
    fn reopen(&mut self) -> Result<Till, MemoryFault> {
        self.0.reopen().map_err(|fault| memory_fault(&fault))
    }

    fn records_from(&mut self, seq: u64) -> Result<Vec<Record>, MemoryFault> {
        self.0.records_from(seq, REWIND_MAX).map_err(|fault| memory_fault(&fault))
    }

    fn seals_from(&mut self, seq: u64) -> Result<Vec<Sealed>, MemoryFault> {
        self.0.seals_from(seq).map_err(|fault| memory_fault(&fault))
    }
}

fn memory_fault(fault: &JournalFault) -> MemoryFault {
    let what = fault.to_string();
    match fault.refusal() {
        Refusal::DiskFull => MemoryFault::Full { free_kib: 0, needed_kib: 0 },
        Refusal::DiskReadOnly => MemoryFault::ReadOnly { what },
        _ => MemoryFault::Broken { what },
    }
}
