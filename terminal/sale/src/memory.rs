//! The seam to whatever remembers: begin a durable write, go on working, wait for it.
//!
//! [`Writing`] and [`Remembered`] are the two halves of a promise. Only this crate makes a `Writing`, only a
//! [`Memory`] is ever given one, and only a `Writing` becomes a `Remembered`. So a `Remembered` in hand means
//! that a memory has said "this is on disk" about exactly these bytes.

use crate::Refusal;

/// One journal entry on its way to the disk.
#[derive(Debug)]
#[must_use = "an entry that no memory has taken is not remembered"]
pub struct Writing {
    bytes: Vec<u8>,
}

impl Writing {
    pub(crate) fn new(bytes: Vec<u8>) -> Writing {
        Writing { bytes }
    }

    /// The bytes to be kept, exactly.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Said by a memory, and only after the bytes have survived a sync.
    pub fn kept(self) -> Remembered {
        Remembered { bytes: self.bytes }
    }
}

/// Proof that one entry is on disk. It cannot be made, copied or reused.
///
/// ```compile_fail
/// let forged = sale::Remembered { bytes: Vec::new() };
/// ```
///
/// ```compile_fail
/// fn twice(token: sale::Remembered) -> (sale::Remembered, sale::Remembered) {
///     (token.clone(), token)
/// }
/// ```
#[derive(Debug, PartialEq, Eq)]
#[must_use = "the sale goes on only with this token"]
pub struct Remembered {
    bytes: Vec<u8>,
}

impl Remembered {
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Where entries are kept: the journal on a till, a simulated disk in a simulation.
pub trait Memory {
    /// A write under way.
    type Ticket;

    /// Whether another sale could be written down now. Asked before the card is touched.
    ///
    /// # Errors
    /// Why not.
    fn room(&mut self) -> Result<(), MemoryFault>;

    /// Starts to write one entry after all earlier ones and returns at once.
    ///
    /// # Errors
    /// The write was not started.
    fn begin(&mut self, writing: Writing) -> Result<Self::Ticket, MemoryFault>;

    /// Waits until the write survives a power cut.
    ///
    /// # Errors
    /// It may or may not have reached the disk. The memory takes no further entry; open it again and replay.
    fn wait(&mut self, ticket: Self::Ticket) -> Result<Remembered, MemoryFault>;
}

/// Why nothing can be remembered. Nothing was debited on the strength of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MemoryFault {
    /// No room.
    #[error(
        "存储空间不足：剩 {free_kib} KiB，需 {needed_kib} KiB；请清理存储 · the disk is full: {free_kib} KiB left, {needed_kib} KiB needed; free space on it"
    )]
    Full {
        /// Room left.
        free_kib: u64,
        /// Room a sale and its upload need.
        needed_kib: u64,
    },
    /// The disk accepts no writing.
    #[error("存储只读：{what}；请更换存储卡 · the disk cannot be written: {what}; change the storage card")]
    ReadOnly {
        /// What said so.
        what: String,
    },
    /// Anything else the disk or the database said.
    #[error("流水存储故障：{what}；请重启本机 · the journal failed: {what}; restart the till")]
    Broken {
        /// What it said.
        what: String,
    },
}

impl MemoryFault {
    /// The refusal the cashier sees.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            MemoryFault::Full { .. } => Refusal::DiskFull,
            MemoryFault::ReadOnly { .. } => Refusal::DiskReadOnly,
            MemoryFault::Broken { .. } => Refusal::JournalFault,
        }
    }
}
