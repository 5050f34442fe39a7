//! Why a batch was not taken.

use ledger::LedgerError;
use records::{BatchError, Chain, ChainBreak};

/// A batch that was not taken. Forks, gaps and broken chains under a good signature are kept as evidence.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The bytes are not a batch, or not signed by this terminal.
    #[error("{0}。未接收；请检查终端程序和密钥 · nothing was taken; check the terminal's program and key")]
    Malformed(#[from] BatchError),
    /// The batch belongs to another address.
    #[error(
        "批次的终端号或首流水与地址不符，未接收 · the batch is not the one its address names, nothing was taken"
    )]
    Misaddressed,
    /// No such terminal, or not enrolled.
    #[error(
        "本中心没有这台终端，未接收；请用入网码登记 · this center does not know the terminal, nothing was taken; enrol it with a code"
    )]
    UnknownTerminal,
    /// The terminal may no longer speak.
    #[error(
        "终端已被吊销（{reason}），未接收；请保留终端内数据并联系运营中心 · the terminal was revoked, nothing was taken; keep its data and call the operations center"
    )]
    Revoked {
        /// Why.
        reason: String,
    },
    /// Its own records do not form a chain.
    #[error(
        "{0}。未接收，已留证；请停用终端并联系运维 · not taken, kept as evidence; stop the terminal and call maintenance"
    )]
    Broken(ChainBreak),
    /// Its sums do not fit into the books.
    #[error(
        "批次金额溢出，未接收，已留证；请停用终端并联系运维 · the batch's sums overflow; not taken, kept as evidence; stop the terminal and call maintenance"
    )]
    Overflow,
    /// It contradicts what was received.
    #[error(
        "批次与已收记录分叉，未接收，已留证；请停用终端并联系运维 · the chain forks from what was received; not taken, kept as evidence; stop the terminal and call maintenance"
    )]
    Fork {
        /// Where the center stands.
        cursor: Chain,
    },
    /// Its beginning was received before, its end was not.
    #[error("批次的开头已经收过，请从第 {} 条重新封装 · the beginning was received before, seal again from there", cursor.next_seq)]
    Overlap {
        /// Where the center stands.
        cursor: Chain,
    },
    /// Records before it are missing.
    #[error("缺少第 {} 条起的记录，请从那里重传 · records are missing, resend from there", cursor.next_seq)]
    Gap {
        /// Where the center stands.
        cursor: Chain,
    },
    /// The books could not be used.
    #[error(transparent)]
    Books(#[from] LedgerError),
}

impl Refusal {
    /// Stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Malformed(BatchError::Signature) => "bad-signature",
            Refusal::Malformed(_) => "malformed-batch",
            Refusal::Misaddressed => "misaddressed-batch",
            Refusal::UnknownTerminal => "unknown-terminal",
            Refusal::Revoked { .. } => "terminal-revoked",
            Refusal::Broken(_) => "broken-chain",
            Refusal::Overflow => "sums-overflow",
            Refusal::Fork { .. } => "chain-fork",
            Refusal::Overlap { .. } => "overlap",
            Refusal::Gap { .. } => "sequence-gap",
            Refusal::Books(_) => "books-unavailable",
        }
    }

    /// Where the center stands, when that is what the terminal needs to know.
    #[must_use]
    pub fn cursor(&self) -> Option<Chain> {
        match self {
            Refusal::Fork { cursor } | Refusal::Overlap { cursor } | Refusal::Gap { cursor } => Some(*cursor),
            Refusal::Malformed(_)
            | Refusal::Misaddressed
            | Refusal::UnknownTerminal
            | Refusal::Revoked { .. }
            | Refusal::Broken(_)
            | Refusal::Overflow
            | Refusal::Books(_) => None,
        }
    }
}
