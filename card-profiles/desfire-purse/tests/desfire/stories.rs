//! Stories of commands as data: `tests/golden/apdu/desfire/*.apdu`, in the grammar of `tests/golden/apdu`.

use super::desk::Till;
use super::golden::{hex, transcripts};
use super::script::Line;

/// One dialogue of a story.
pub(crate) struct Scene {
    pub(crate) begins: String,
    pub(crate) lines: Vec<Line>,
}

pub(crate) fn scenes(story: &str) -> Vec<Scene> {
    let mut scenes: Vec<Scene> = Vec::new();
    let mut asked = None;
    for line in story.lines().map(str::trim) {
        if let Some(begins) = line.strip_prefix("@ ") {
            scenes.push(Scene { begins: begins.to_owned(), lines: Vec::new() });
            continue;
        }
        if line.is_empty() || line.starts_with('#') || line.starts_with('=') {
            continue;
        }
        let scene = scenes.last_mut().unwrap_or_else(|| panic!("before any dialogue: {line}"));
        match line.split_once(' ') {
            Some((">", command)) => asked = Some(hex(command)),
            Some(("<", answer)) => {
                let command = asked.take().unwrap_or_else(|| panic!("nobody asked: {line}"));
                let answer = (answer != "gone").then(|| hex(answer));
                scene.lines.push(Line { command, answer });
            }
            _ => panic!("not a line of a story: {line}"),
        }
    }
    scenes
}

/// Plays a story and returns what it should read like, with the commands the card was given.
fn tell(story: &str) -> (String, usize) {
    let mut till = Till::new();
    let told: Vec<String> =
        scenes(story).into_iter().map(|scene| till.begin(&scene.begins, &scene.lines)).collect();
    let mut told = told.into_iter();
    let lines = story.lines().map(|line| match line.starts_with('=') {
        true => format!("= {}", told.next().unwrap()),
        false => line.to_owned(),
    });
    (lines.collect::<Vec<_>>().join("\n") + "\n", till.asked)
}

pub(crate) fn read(name: &str) -> String {
    let path = transcripts().join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// The story up to its first commit.
fn first_sale(name: &str) -> usize {
    let story = read(name);
    let commit = story.find("@ commit").unwrap();
    let end = story[commit..].find("\n\n").map_or(story.len(), |end| commit + end);
    tell(&story[..end]).1
}

#[test]
fn a_sale_costs_eight_commands_and_seven_on_ev1() {
    assert_eq!((first_sale("sale.apdu"), first_sale("sale-ev1.apdu")), (8, 7));
}

/// `UPDATE_GOLDEN=1` rewrites the lines that say what dialogues come to; read the difference.
#[test]
fn every_story() {
    let mut names: Vec<String> = std::fs::read_dir(transcripts())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for name in &names {
        let story = read(name);
        assert!(story.starts_with("# "), "{name} must say why it is told");
        println!("{name}");
        let (told, _) = tell(&story);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(transcripts().join(name), told).unwrap();
        } else {
            assert_eq!(told, story, "{name}");
        }
    }
    expect_test::expect![[r#"
        dropped.apdu
        funds.apdu
        load-ev1.apdu
        load.apdu
        memory-failure.apdu
        random-serial.apdu
        sale-ev1.apdu
        sale-free.apdu
        sale.apdu
        torn-after-commit-ev1.apdu
        torn-after-commit.apdu
        torn-before-commit-ev1.apdu
        torn-before-commit.apdu
        torn-load.apdu
        torn-never-then-elsewhere.apdu
        torn-then-elsewhere.apdu
        torn-used-too-often.apdu
        void-ev1.apdu
        void.apdu
        wrong-code.apdu
        wrong-key.apdu"#]]
    .assert_eq(&names.join("\n"));
}
