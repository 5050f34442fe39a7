//! The grammar of a story, and its golden files.

use crate::golden::{golden, hex};
use std::path::PathBuf;

/// Which chip a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chip {
    /// The elder's card, or the reader in its place.
    Card,
    /// The security module.
    Sam,
}

/// A byte as a story writes it: `None` is `xx`, a byte that was masked before the story was handed on. Asked, it may
/// be any; answered, it is 00.
pub type Byte = Option<u8>;

/// One exchange: whom, what, and the answer with its status word, or nothing when the card left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Whom.
    pub chip: Chip,
    /// What is asked.
    pub command: Vec<Byte>,
    /// What is answered.
    pub answer: Option<Vec<Byte>>,
}

impl Line {
    /// An exchange with the card, nothing masked.
    #[must_use]
    pub fn card(command: &str, answer: &str) -> Line {
        Line { chip: Chip::Card, command: masked(command), answer: answered(answer) }
    }

    /// An exchange with the security module, nothing masked.
    #[must_use]
    pub fn sam(command: &str, answer: &str) -> Line {
        Line { chip: Chip::Sam, ..Line::card(command, answer) }
    }

    /// The bytes that come back, masked ones as 00; `None` when the card left.
    #[must_use]
    pub fn comes_back(&self) -> Option<Vec<u8>> {
        self.answer.as_ref().map(|bytes| bytes.iter().map(|byte| byte.unwrap_or_default()).collect())
    }
}

/// One dialogue of a story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// The dialogue with its arguments, word by word.
    pub begins: Vec<String>,
    /// The profile file that holds here; empty where the story gives none.
    pub profile: String,
    /// What is said, in order.
    pub lines: Vec<Line>,
}

impl Scene {
    /// The dialogue with its arguments.
    #[must_use]
    pub fn words(&self) -> Vec<&str> {
        self.begins.iter().map(String::as_str).collect()
    }

    /// How many commands this chip is given.
    #[must_use]
    pub fn asked(&self, chip: Chip) -> usize {
        self.lines.iter().filter(|line| line.chip == chip).count()
    }
}

/// A story, as it is written.
#[derive(Clone, Debug)]
pub struct Story(pub String);

impl Story {
    /// A story of the folder `tests/golden/apdu`.
    #[must_use]
    pub fn read(name: &str) -> Story {
        let path = folder("").join(name);
        let text = std::fs::read_to_string(&path);
        Story(text.unwrap_or_else(|fault| panic!("{}: {fault}", path.display())))
    }

    /// Its dialogues.
    #[must_use]
    pub fn scenes(&self) -> Vec<Scene> {
        let (mut scenes, mut profile, mut asked) = (Vec::<Scene>::new(), String::new(), None);
        for line in self.0.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
            match mark {
                "|" => {
                    // A profile after a scene is another profile.
                    if scenes.last().is_some_and(|scene| scene.profile == profile) {
                        profile.clear();
                    }
                    profile.push_str(rest);
                    profile.push('\n');
                }
                "@" => scenes.push(Scene {
                    begins: rest.split(' ').map(str::to_owned).collect(),
                    profile: profile.clone(),
                    lines: Vec::new(),
                }),
                ">" => asked = Some((Chip::Card, masked(rest))),
                "S>" => asked = Some((Chip::Sam, masked(rest))),
                "<" | "S<" => {
                    let (chip, command) = asked.take().unwrap_or_else(|| panic!("nobody asked: {line}"));
                    assert_eq!(mark == "<", chip == Chip::Card, "{line}");
                    let scene = scenes.last_mut().unwrap_or_else(|| panic!("before any dialogue: {line}"));
                    scene.lines.push(Line { chip, command, answer: answered(rest) });
                }
                "=" => {}
                _ => panic!("not a line of a story: {line}"),
            }
        }
        assert_eq!(asked, None, "asked and not answered");
        scenes
    }

    /// The story as it reads when its dialogues come to what `begin` says.
    #[must_use]
    pub fn tell(&self, begin: impl FnMut(&Scene) -> String) -> String {
        let comes_to: Vec<String> = self.scenes().iter().map(begin).collect();
        let ends = self.0.lines().filter(|line| line.starts_with('=')).count();
        assert_eq!(ends, comes_to.len(), "one line with = for every line with @");
        let mut comes_to = comes_to.into_iter();
        let lines = self.0.lines().map(|line| match line.starts_with('=') {
            true => format!("= {}\n", comes_to.next().unwrap_or_default()),
            false => format!("{line}\n"),
        });
        lines.collect()
    }
}

fn folder(name: &str) -> PathBuf {
    golden().join("apdu").join(name)
}

/// Tells every story of a folder and compares. `UPDATE_GOLDEN=1` rewrites the lines that say what dialogues come to;
/// read the difference. Answers the names, one a line.
#[must_use]
pub fn every(under: &str, mut tell: impl FnMut(&Story) -> String) -> String {
    let entries = std::fs::read_dir(folder(under)).unwrap_or_else(|fault| panic!("{under}: {fault}"));
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap_or_else(|fault| panic!("{under}: {fault}")).file_name())
        .filter_map(|name| name.into_string().ok())
        .filter(|name| name.ends_with(".apdu"))
        .collect();
    names.sort();
    for name in &names {
        let place = folder(under).join(name);
        let story = Story::read(&format!("{under}/{name}"));
        assert!(story.0.starts_with("# "), "{name} must say why it is told");
        println!("{name}");
        let told = tell(&story);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&place, told).unwrap_or_else(|fault| panic!("{}: {fault}", place.display()));
        } else {
            assert_eq!(told, story.0, "{name}");
        }
    }
    names.join("\n")
}

fn answered(text: &str) -> Option<Vec<Byte>> {
    (text != "gone").then(|| masked(text))
}

/// Bytes and masked bytes.
fn masked(text: &str) -> Vec<Byte> {
    if !text.contains("xx") {
        return hex(text).into_iter().map(Some).collect();
    }
    text.split(' ').map(|byte| if byte == "xx" { None } else { hex(byte).first().copied() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: &str = "# Why.\n| a = 1\n| b = 2\n@ one 7\n> 00 A4\n< 90 xx 00\nS> 80\nS< gone\n= x\n\n@ two\n= y\n\
                        | a = 3\n@ three\n= z\n";

    #[test]
    fn a_story_has_scenes() {
        let scenes = Story(TOLD.to_owned()).scenes();
        assert_eq!(
            scenes.iter().map(|scene| scene.words()).collect::<Vec<_>>(),
            [vec!["one", "7"], vec!["two"], vec!["three"]]
        );
        assert_eq!(
            scenes.iter().map(|scene| scene.profile.as_str()).collect::<Vec<_>>(),
            ["a = 1\nb = 2\n", "a = 1\nb = 2\n", "a = 3\n"]
        );
        let lines = scenes.first().map(|scene| scene.lines.clone());
        let masked = Line { answer: Some(vec![Some(0x90), None, Some(0)]), ..Line::card("00A4", "gone") };
        assert_eq!(lines, Some(vec![masked, Line::sam("80", "gone")]));
    }

    #[test]
    fn what_it_comes_to_is_told_anew() {
        let story = Story(TOLD.replace("= x", "= was"));
        let told = story.tell(|scene| if scene.lines.is_empty() { "none" } else { "some" }.to_owned());
        let ends = told.lines().filter(|line| line.starts_with('=')).collect::<Vec<_>>();
        assert_eq!(ends, ["= some", "= none", "= none"]);
        assert_eq!(told.lines().count(), TOLD.lines().count());
    }

    #[test]
    #[should_panic(expected = "not a line of a story: ? what")]
    fn nothing_is_passed_over() {
        let _ = Story("# Why.\n@ one\n? what\n".to_owned()).scenes();
    }
}
