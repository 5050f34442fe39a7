//! Everything that can happen to a till, in one closed enum.

use crate::News;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// The reader or its card changed.
    Reader(Presence),
    /// News from the center.
    News(News),
    /// Time has passed. Expected several times a second; nothing else moves screens on.
    Tick,
}

/// What the reader's watcher sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// A reader without a card.
    Empty,
    /// A card in the field.
    Present,
    /// No reader of the configured name.
    NoReader,
    /// No reader service.
    NoService,
}

/// One key of the till.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// 0 to 9.
    Digit(u8),
    /// `.`
    Dot,
    /// `+`
    Plus,
    /// `×`
    Times,
    /// 确认
    Enter,
    /// 清除
    Clear,
    /// 取消
    Cancel,
    /// F1 撤销
    F1,
    /// F2 查询
    F2,
    /// F3 补打
    F3,
    /// F4 班结
    F4,
}
