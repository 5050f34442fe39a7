//! Why a map, a file, a run or a report is refused.

/// Why a map of columns is not one. No file was read by it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    /// Not TOML, or not the fields of a map.
    #[error(
        "列表读不懂，未读任何文件，请改第一处：{0} · the column map cannot be read, no file was read, correct this: {0}"
    )]
    Toml(String),
    /// Two rules that cannot both hold.
    #[error(
        "列表自相矛盾：{0}；未读任何文件，请改 · the column map contradicts itself: {0}; no file was read, correct it"
    )]
    Contradiction(&'static str),
}

/// Why a file is refused, whole. Nothing was compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// No head, or nothing under it.
    #[error(
        "文件没有数据行，未对账；请重新导出 · the file has no rows, nothing was compared; export it again"
    )]
    NoRows,
    /// A column of the map is not in the head, or not once.
    #[error(
        "第 1 行：表头里应有且只有一列 {0:?}，未对账；请改列表或文件 · line 1: the head should have one column {0:?}; nothing was compared, correct the map or the file"
    )]
    Column(String),
    /// Too many or too few cells.
    #[error(
        "第 {line} 行：应有 {expected} 列，实有 {found} 列，未对账；请重新导出 · line {line}: {found} cells, not {expected}; nothing was compared, export it again"
    )]
    Cells {
        /// Where.
        line: u64,
        /// As in the head.
        expected: usize,
        /// As found.
        found: usize,
    },
    /// A cell that is not what its column should hold.
    #[error(
        "第 {line} 行：{what} 不对，未对账；请改后重来 · line {line}: {what} is not right; nothing was compared, correct it and try again"
    )]
    Cell {
        /// Where.
        line: u64,
        /// Which column, in the words of the map.
        what: &'static str,
    },
    /// A quote that is not closed where the line ends.
    #[error(
        "第 {line} 行：引号不成对，未对账；请重新导出 · line {line}: a quote is not closed; nothing was compared, export it again"
    )]
    Quote {
        /// Where.
        line: u64,
    },
    /// A state that the map does not name.
    #[error(
        "第 {line} 行：列表里没有这个状态词，未对账；请补入列表 · line {line}: the map does not name this state; nothing was compared, add it to the map"
    )]
    State {
        /// Where.
        line: u64,
    },
    /// The head stands in the file again.
    #[error(
        "第 {line} 行：又是表头，文件重复拼接，未对账；请重新导出 · line {line}: the head again, the file was joined twice; nothing was compared, export it again"
    )]
    HeadAgain {
        /// Where.
        line: u64,
    },
    /// The last line has no end.
    #[error(
        "第 {line} 行没有行尾，文件可能被截断，未对账；请重新导出 · line {line} has no end, the file may be cut; nothing was compared, export it again"
    )]
    Cut {
        /// Where.
        line: u64,
    },
    /// A line beyond [`crate::LINE_MAX`].
    #[error(
        "第 {line} 行太长，未对账；请检查分隔符和编码 · line {line} is too long; nothing was compared, check separator and encoding"
    )]
    Long {
        /// Where.
        line: u64,
    },
    /// A number too far from the others for gaps to be looked for.
    #[error(
        "第 {line} 行：号码与首行相距太远，无法查断号，未对账；请按县分开 · line {line}: too far from the first number to look for gaps; nothing was compared, part the file by county"
    )]
    Far {
        /// Where.
        line: u64,
    },
    /// More lines or words than can be told apart.
    #[error(
        "第 {line} 行：行数或商户过多，未对账；请按日分开 · line {line}: too many lines or merchants; nothing was compared, part the file by day"
    )]
    Many {
        /// Where.
        line: u64,
    },
    /// The sum of all lines does not fit.
    #[error(
        "第 {line} 行：合计溢出，金额有误，未对账 · line {line}: the sum overflows, an amount is wrong; nothing was compared"
    )]
    Sum {
        /// Where.
        line: u64,
    },
}

/// Sums beyond 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("合计溢出，金额有误 · the sums overflow, an amount is wrong")]
pub struct Overflow;

/// The differences do not explain the sums: a fault of the program, and no report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("差异不能解释两方合计之差 · the differences do not explain the sums of the two sides")]
pub struct NotExplained;

/// A run that is not in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("第 {at} 项次序不对 · item {at} is out of order")]
pub struct Unsorted {
    /// Its place, from 0.
    pub at: usize,
}
