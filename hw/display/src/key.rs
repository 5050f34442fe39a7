//! The keys of a till.

/// One key, wherever it was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

impl Key {
    /// The key of a name: `0`…`9`, `.`, `+`, `x`, `Enter`, `Clear`, `Cancel`, `F1`…`F4`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Key> {
        Some(match name {
            "." => Key::Dot,
            "+" => Key::Plus,
            "x" => Key::Times,
            "Enter" => Key::Enter,
            "Clear" => Key::Clear,
            "Cancel" => Key::Cancel,
            "F1" => Key::F1,
            "F2" => Key::F2,
            "F3" => Key::F3,
            "F4" => Key::F4,
            digit => match digit.as_bytes() {
                [byte @ b'0'..=b'9'] => Key::Digit(byte - b'0'),
                _ => return None,
            },
        })
    }
}
