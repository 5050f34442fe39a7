//! Whether a batch is the next one of its terminal.

use records::{Batch, Chain, ChainBreak};

use crate::{Cursor, FindingKind};

/// Why a batch is not taken. Nothing of it is booked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAdmitted {
    /// It begins before the cursor. When its bytes are known it is a replay: answer with the stored
    /// acknowledgement. Otherwise the terminal forked.
    #[error("批次的开头已经收过 · the beginning of this batch was received before")]
    Behind {
        /// Where the center stands.
        cursor: Chain,
    },
    /// It begins after the cursor: records are missing.
    #[error("缺少第 {} 条起的记录，请从那里重传 · records are missing, resend from there", cursor.next_seq)]
    Gap {
        /// Where the center stands.
        cursor: Chain,
    },
    /// It begins at the cursor, but after another record.
    #[error(
        "批次与已收记录分叉，请停用终端并联系运维 · the chain forks, stop the terminal and call maintenance"
    )]
    Fork {
        /// Where the center stands.
        cursor: Chain,
    },
    /// Its own records do not form a chain.
    #[error(transparent)]
    Broken(#[from] ChainBreak),
    /// Its sums do not fit: damaged data.
    #[error("批次金额溢出，请联系运维 · the batch's sums overflow, call maintenance")]
    Overflow,
}

impl NotAdmitted {
    /// The finding to write down; none for what may be a replay.
    #[must_use]
    pub fn finding(&self) -> Option<FindingKind> {
        match self {
            NotAdmitted::Behind { .. } | NotAdmitted::Overflow => None,
            NotAdmitted::Gap { .. } => Some(FindingKind::SequenceGap),
            NotAdmitted::Fork { .. } | NotAdmitted::Broken(_) => Some(FindingKind::ChainFork),
        }
    }
}

/// Admits the next batch and says where the chain stands after it. The signature is the caller's matter.
///
/// # Errors
/// A batch that is not the next one.
pub fn admit(batch: &Batch, cursor: &Cursor) -> Result<Chain, NotAdmitted> {
    let stand = cursor.chain;
    if batch.first_seq < stand.next_seq {
        return Err(NotAdmitted::Behind { cursor: stand });
    }
    if batch.first_seq > stand.next_seq {
        return Err(NotAdmitted::Gap { cursor: stand });
    }
    if batch.prev_head != stand.head {
        return Err(NotAdmitted::Fork { cursor: stand });
    }
    Ok(batch.check_chain()?)
}
