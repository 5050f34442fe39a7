//! What a reconciliation has to say.

use std::sync::Arc;

use money::Fen;

use crate::error::NotExplained;
use crate::kind::DifferenceKind;
use crate::load::Side;
use crate::part::{MERCHANT, STATE, amount, merchant, state};
use crate::sums::{KindSums, MerchantSums, Sums};

/// A side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// The center.
    Left,
    /// The other.
    Right,
}

/// What names a line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// Two numbers: terminal and number, card and counter.
    Pair(u64, u64),
    /// Numbers that are not there, both ends included.
    Span {
        /// Whose.
        first: u64,
        /// The first that is not there.
        from: u64,
        /// The last that is not there.
        to: u64,
    },
    /// A text; two numbers that are too wide are written `1/2`.
    Text(String),
}

impl Key {
    /// As people may see it; masked: of a card, or whatever stands first, the last four digits.
    #[must_use]
    pub fn shown(&self, masked: bool) -> String {
        let first = |digits: &str| if masked { format!("****{}", tail(digits)) } else { digits.to_owned() };
        match self {
            Key::Pair(one, second) => format!("{}/{second}", first(&one.to_string())),
            Key::Span { first: one, from, to } => format!("{}/{from}–{to}", first(&one.to_string())),
            // A card of more than nineteen digits before the stroke.
            Key::Text(text) if masked => {
                let (card, counter) = text.split_once('/').unwrap_or((text, ""));
                format!("****{}/{counter}", tail(card))
            }
            Key::Text(text) => text.clone(),
        }
    }
}

fn tail(text: &str) -> &str {
    text.get(text.len().saturating_sub(4)..).unwrap_or_default()
}

/// A line as its side tells it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// How much.
    pub amount: Fen,
    /// How it stands, when the side tells that.
    pub state: Option<Arc<str>>,
    /// Whose it is, when the side tells that.
    pub merchant: Option<Arc<str>>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Which line.
    pub key: Key,
    /// What is different.
    pub kind: DifferenceKind,
    /// The center's line.
    pub left: Option<Line>,
    /// The other side's line.
    pub right: Option<Line>,
}

/// All there is to say. In any order of lines and by any division of the work, the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The center's lines.
    pub left: Sums,
    /// The other side's lines.
    pub right: Sums,
    /// Lines that agree in everything both sides tell.
    pub matched: Sums,
    /// Every kind that was found.
    pub kinds: Vec<KindSums>,
    /// The differences by key, as far as [`crate::LISTED_MAX`].
    pub differences: Vec<Difference>,
    /// Differences beyond those listed.
    pub unlisted: u64,
    /// Merchants by name; none when neither side tells them.
    pub merchants: Vec<MerchantSums>,
}

impl Report {
    /// How many differences were found, listed or not.
    #[must_use]
    pub fn found(&self) -> u64 {
        self.kinds.iter().map(|kind| kind.count).fold(0, u64::saturating_add)
    }

    /// Whether the differences explain what the sides hold, to the line and to the fen.
    ///
    /// # Errors
    /// They do not.
    pub(crate) fn explained(self) -> Result<Report, NotExplained> {
        let beside = [DifferenceKind::Late, DifferenceKind::UnknownTerminal, DifferenceKind::SequenceGap];
        let (mut left, mut right) = (self.matched, self.matched);
        for kind in self.kinds.iter().filter(|kind| !beside.contains(&kind.kind)) {
            left = left.plus(kind.left).ok_or(NotExplained)?;
            right = right.plus(kind.right).ok_or(NotExplained)?;
        }
        let merchants = |of: fn(&MerchantSums) -> Sums| {
            self.merchants.iter().map(of).try_fold(Sums::default(), Sums::plus).ok_or(NotExplained)
        };
        let none = self.merchants.is_empty();
        let by_merchant =
            none || (merchants(|one| one.left)?, merchants(|one| one.right)?) == (self.left, self.right);
        if (left, right) == (self.left, self.right) && by_merchant { Ok(self) } else { Err(NotExplained) }
    }
}

impl Side {
    /// What a line of this side says.
    pub(crate) fn line(&self, value: u64) -> Line {
        let of = |mask: u64, names: &[Arc<str>], place: usize| {
            let told = self.tells & mask > 0;
            told.then(|| names.get(place).cloned().unwrap_or_default())
        };
        Line {
            amount: Fen(amount(value)),
            state: of(STATE, &self.states, usize::from(state(value))),
            merchant: of(MERCHANT, &self.merchants, usize::from(merchant(value))),
        }
    }

    /// The name of a line in a part.
    pub(crate) fn key(&self, part: usize, index: u32) -> Key {
        let Some(part) = self.parts.get(part) else { return Key::Text(String::new()) };
        if part.is_named() {
            let text = String::from_utf8_lossy(part.text(index)).into_owned();
            // Two numbers of another county than the first line's: which is which must not show.
            let pair = text.split_once('/').filter(|_| self.pair);
            let numbers = pair.and_then(|(first, second)| Some((first.parse().ok()?, second.parse().ok()?)));
            return numbers.map_or(Key::Text(text), |(first, second)| Key::Pair(first, second));
        }
        let (first, second) = self.keying.unpack(part.row(index).key);
        Key::Pair(first, second)
    }
}
