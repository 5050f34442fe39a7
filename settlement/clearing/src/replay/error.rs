//! Why a file of records cannot be replayed.

use records::RecordError;
use subsidy::AttributeError;

/// What is wrong, and with which record. Nothing of a replay that failed is shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("第 {number} 条记录 · record {number}: {fault}")]
pub struct ReplayError {
    /// The place of the record in the file, from 1.
    pub number: u64,
    /// What is wrong with it.
    pub fault: ReplayFault,
}

/// What is wrong with one record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayFault {
    /// It is not a record.
    #[error("{0}")]
    Record(RecordError),
    /// It is earlier than the one before it.
    #[error(
        "早于前一条；记录须按营业日和刷卡时刻排列，请用 books records 重新导出 · \
         earlier than the one before; records go by business day and start of the tap, export them again with books records"
    )]
    Order,
    /// Its moment lies beyond the calendar.
    #[error("刷卡时刻不在日历之内 · the start of the tap lies beyond the calendar")]
    Moment,
    /// The sums have grown beyond 64 bits.
    #[error("合计溢出，金额有误 · the sums overflow, an amount is wrong")]
    Overflow,
    /// A benefit could not be divided among funds.
    #[error("{0}")]
    Funds(AttributeError),
}
