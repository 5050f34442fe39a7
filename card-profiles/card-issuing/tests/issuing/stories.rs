//! `tests/golden/apdu/issuing/*.apdu`: see the README beside them. Every byte and the order count.

use super::desk::{DeskKeys, order};
use apdu::{Ask, Dialogue, Response, Turn};
use card_issuing::fmcos::{FmcosProfile, Personalise, Progress, Scrap};
use card_issuing::{Examine, Finding, ReadBack};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/apdu/issuing")
}

fn upper(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}

fn hex(text: &str) -> Vec<u8> {
    text.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

/// Exchanges of one dialogue: asked, and answered or gone.
type Lines = VecDeque<(String, String)>;

/// Carries a dialogue along its lines; nothing when the card left.
fn play<D: Dialogue>(dialogue: &mut D, lines: &mut Lines) -> Option<D::Output> {
    let mut turn = dialogue.start();
    loop {
        let command = match turn {
            Turn::Done(output) => return Some(output),
            Turn::Ask(Ask::Card(command)) => command,
            Turn::Ask(Ask::Sam(command)) => panic!("the SAM was asked {command}"),
        };
        let (asked, answer) = lines.pop_front().unwrap_or_else(|| panic!("the story is over: {command}"));
        assert_eq!(upper(&command.to_bytes().unwrap()), asked);
        if answer == "gone" {
            return None;
        }
        turn = dialogue.hear(&Response::parse(&hex(&answer)).unwrap());
    }
}

fn begin(name: &str, lines: &mut Lines) -> String {
    let (profile, order, keys) = (FmcosProfile::default(), order(), DeskKeys);
    let made = |mut personalise: Personalise<'_>, lines: &mut Lines| {
        let outcome = play(&mut personalise, lines);
        let Progress(steps) = personalise.progress();
        match outcome {
            Some(Ok(())) => format!("finished, {steps} steps"),
            Some(Err(refusal)) => format!("refused after {steps} steps: {refusal:?}"),
            None => format!("the card left, {steps} steps are sure"),
        }
    };
    match name.split_once(' ') {
        Some(("resume", steps)) => {
            let progress = Progress(steps.parse().unwrap());
            made(Personalise::resume(&profile, &order, &keys, progress), lines)
        }
        _ if name == "personalise" => made(Personalise::new(&profile, &order, &keys), lines),
        _ if name == "examine" => match play(&mut Examine::new(&profile.aid), lines).unwrap() {
            Finding::Issued(public) => format!("issued: {}", public.number),
            other => format!("{other:?}").to_lowercase(),
        },
        _ if name == "scrap" => {
            format!("{:?}", play(&mut Scrap::new(&profile, &order.name(), &keys), lines).unwrap())
        }
        _ if name == "read-back" => {
            let picture = play(&mut ReadBack::new(&profile), lines).unwrap().unwrap();
            format!("as ordered: {:?}", picture.is_as_ordered(&order, &profile))
        }
        _ => panic!("no such dialogue: {name}"),
    }
}

fn tell(story: &str) -> String {
    let mut told = String::new();
    let (mut name, mut lines, mut asked) = ("", Lines::new(), "");
    for line in story.lines() {
        match line.split_once(' ') {
            Some(("@", dialogue)) => name = dialogue,
            Some((">", command)) => asked = command,
            Some(("<", answer)) => lines.push_back((asked.to_owned(), answer.to_owned())),
            Some(("=", _)) => {
                told.push_str(&format!("= {}\n", begin(name, &mut lines)));
                assert!(lines.is_empty(), "not all was asked: {name}");
                continue;
            }
            _ => assert!(line.is_empty() || line.starts_with('#'), "not a line of a story: {line}"),
        }
        told.push_str(line);
        told.push('\n');
    }
    told
}

/// `UPDATE_GOLDEN=1` rewrites the lines that say what dialogues come to; read the difference.
#[test]
fn every_story() {
    let mut names: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["issue-torn.apdu", "issue.apdu", "scrap.apdu"]);
    for name in &names {
        let path = folder().join(name);
        let story = std::fs::read_to_string(&path).unwrap();
        let told = tell(&story);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(path, told).unwrap();
        } else {
            assert_eq!(told, story, "{name}");
        }
    }
}
