//! A recording as a story: the grammar of `tests/golden/apdu/README.md`.

use core::fmt::Write as _;
use purse::Cards;

use super::redact::{Byte, Redaction, answer_to_reset};
use super::{Heard, replay};

/// One exchange of the file; no answer where the card left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) command: Vec<Byte>,
    pub(super) answer: Option<Vec<Byte>>,
}

/// What was said, without what names anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    atr: Vec<Byte>,
    lines: Vec<Line>,
    /// What a replay comes to.
    pub comes_to: String,
    /// How many names were replaced.
    pub names: usize,
}

impl Recording {
    pub(super) fn new(cards: &Cards, atr: &[u8], heard: &[Heard]) -> Recording {
        let mut redaction = Redaction::default();
        let mut lines: Vec<Line> = heard
            .iter()
            .map(|heard| Line {
                command: heard.command.to_bytes().unwrap_or_default().into_iter().map(Byte::Kept).collect(),
                answer: heard.answer.as_ref().ok().map(|answer| redaction.answer(cards, heard, answer)),
            })
            .collect();
        let mut atr = answer_to_reset(atr);
        redaction.sweep(&mut atr);
        for line in &mut lines {
            redaction.sweep(&mut line.command);
            line.answer.iter_mut().for_each(|answer| redaction.sweep(answer));
        }
        let reset: Vec<u8> = atr.iter().map(Byte::replayed).collect();
        let left = heard.iter().find_map(|heard| heard.answer.as_ref().err());
        let comes_to = match (replay(cards, &reset, &lines), left) {
            (Some(found), _) => found.to_string(),
            (None, Some(lost)) => format!("lost: {lost:?}"),
            (None, None) => "masked bytes decide: no replay".to_owned(),
        };
        Recording { atr, lines, comes_to, names: redaction.names() }
    }

    /// How many commands were given.
    #[must_use]
    pub fn commands(&self) -> usize {
        self.lines.len()
    }

    /// How many bytes are masked.
    #[must_use]
    pub fn masked(&self) -> usize {
        let lines =
            self.lines.iter().flat_map(|line| line.command.iter().chain(line.answer.iter().flatten()));
        lines.chain(&self.atr).filter(|byte| **byte == Byte::Masked).count()
    }

    /// The file, with the profile that the card was asked with.
    #[must_use]
    pub fn file(&self, profile: &str) -> String {
        let mut file = String::from(
            "# 真卡读取记录 · a real card, read out and redacted. Made-up digits stand for its numbers, xx for what was masked.\n\
             # 寄出前请逐行看一遍 · look through it before you send it.\n",
        );
        for line in profile.lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with('#')) {
            file += &format!("| {line}\n");
        }
        let atr = if self.atr.is_empty() { String::new() } else { format!(" {}", text(&self.atr)) };
        file += &format!("@ inquiry{atr}\n");
        for line in &self.lines {
            let answer = line.answer.as_deref().map_or_else(|| "gone".to_owned(), text);
            file += &format!("> {}\n< {answer}\n", text(&line.command));
        }
        file += &format!("= {}\n", self.comes_to);
        file
    }
}

fn text(bytes: &[Byte]) -> String {
    let mut text = String::new();
    for byte in bytes {
        let space = if text.is_empty() { "" } else { " " };
        // Writing to a string cannot fail.
        let _ = match byte {
            Byte::Kept(byte) | Byte::MadeUp(byte) => write!(text, "{space}{byte:02X}"),
            Byte::Masked => write!(text, "{space}xx"),
        };
    }
    text
}
