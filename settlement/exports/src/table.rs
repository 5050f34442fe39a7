//! A table of text, counts and amounts, before anybody decides what it is written as.

use money::Fen;

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Words.
    Text(String),
    /// A count, or a change of one.
    Count(i64),
    /// An amount.
    Yuan(Fen),
    /// Nothing.
    Empty,
}

/// A table with a head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// Chinese, then English; also the name of a sheet.
    pub(crate) title: &'static str,
    /// The names of the columns.
    pub(crate) head: Vec<&'static str>,
    /// The rows, none longer than the head.
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    pub(crate) fn count(count: u64) -> Cell {
        Cell::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// What a person reads.
    fn shown(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Count(count) => count.to_string(),
            Cell::Yuan(fen) => fen.to_string(),
            Cell::Empty => String::new(),
        }
    }

    fn is_number(&self) -> bool {
        matches!(self, Cell::Count(_) | Cell::Yuan(_))
    }
}

impl Table {
    /// Lines for a terminal: words to the left, numbers to the right. Chinese letters take two columns.
    pub(crate) fn lines(&self) -> Vec<String> {
        let shown: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(Cell::shown).collect()).collect();
        let mut lines = vec![format!("== {}", self.title)];
        let widths: Vec<usize> = self
            .head
            .iter()
            .enumerate()
            .map(|(place, name)| {
                let cells = shown.iter().filter_map(|row| row.get(place)).map(|text| columns(text));
                cells.chain([columns(name)]).max().unwrap_or(0)
            })
            .collect();
        let right: Vec<bool> = (0..self.head.len())
            .map(|place| self.rows.iter().any(|row| row.get(place).is_some_and(Cell::is_number)))
            .collect();
        let line = |cells: Vec<&str>| {
            let padded = cells.iter().zip(&widths).zip(&right).map(|((text, &width), &right)| {
                let gap = " ".repeat(width.saturating_sub(columns(text)));
                if right { format!("{gap}{text}") } else { format!("{text}{gap}") }
            });
            padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        lines.push(line(self.head.clone()));
        lines.extend(shown.iter().map(|row| line(row.iter().map(String::as_str).collect())));
        lines
    }
}

/// How many columns of a terminal a text takes.
fn columns(text: &str) -> usize {
    text.chars().map(|letter| if wide(letter) { 2 } else { 1 }).sum()
}

fn wide(letter: char) -> bool {
    matches!(letter, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FF60}'
        | '\u{FFE0}'..='\u{FFE6}' | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_meet_whatever_the_letters() {
        let row = |name: &str, fen| vec![Cell::text(name), Cell::Yuan(Fen(fen)), Cell::Empty];
        let table = Table {
            title: "资金 funds",
            head: vec!["资金 fund", "元", "备注"],
            rows: vec![row("县财政（兜底）", 123_456), row("charity", -5)],
        };
        let lines = table.lines();
        assert_eq!(
            lines.get(1..),
            Some(
                ["资金 fund            元  备注", "县财政（兜底）  1234.56", "charity           -0.05",]
                    .map(str::to_owned)
                    .as_slice()
            )
        );
        let [head, first, second] = [1, 2, 3].map(|line| columns(&lines[line]));
        assert_eq!((first, second, head), (23, 23, 29));
    }
}
