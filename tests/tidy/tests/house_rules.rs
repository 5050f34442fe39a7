//! Rules about files and lines.

use std::fs;
use tidy::{files, root, short};

/// No file of code grows past this.
const FILE_LINES_MAX: usize = 500;
/// No function of a program grows past this; a table of cases in a test reads best in one piece.
const FUNCTION_LINES_MAX: usize = 80;

fn sources() -> Vec<(String, String)> {
    files(&root(), ".rs")
        .into_iter()
        .map(|path| (short(&path), fs::read_to_string(&path).expect("sources are UTF-8")))
        .collect()
}

fn none(broken: Vec<String>, remedy: &str) {
    assert!(broken.is_empty(), "{remedy}:\n  {}", broken.join("\n  "));
}

#[test]
fn every_file_says_what_it_is() {
    let broken = sources().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(path, _)| path);
    none(broken.collect(), "open the file with //! and its purpose");
}

#[test]
fn files_stay_readable() {
    let broken = sources()
        .into_iter()
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > FILE_LINES_MAX)
        .map(|(path, lines)| format!("{path}: {lines} lines"));
    none(broken.collect(), "split the file by what it does");
}

#[test]
fn functions_stay_readable() {
    let mut broken = Vec::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| path.contains("/src/")) {
        let mut open: Option<(usize, usize, String)> = None;
        for (number, line) in text.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            match &open {
                None if is_function(line) => open = Some((indent, number, line.trim().to_owned())),
                Some((depth, start, name)) if indent == *depth && line.trim_start().starts_with('}') => {
                    if number - start > FUNCTION_LINES_MAX {
                        broken.push(format!("{path}:{}: {} lines: {name}", start + 1, number - start));
                    }
                    open = None;
                }
                Some((depth, ..)) if indent == *depth && line.ends_with(';') => open = None,
                _ => {}
            }
        }
    }
    none(broken, "split the function where a name for the part exists");
}

fn is_function(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches("pub(crate) ").trim_start_matches("pub ");
    let line = line.trim_start_matches("const ").trim_start_matches("async ");
    line.starts_with("fn ") && !line.ends_with(';') && !line.ends_with('}')
}

#[test]
fn no_room_without_a_name() {
    let nameless = ["common", "utils", "util", "manager", "helpers", "misc"];
    let broken = sources()
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| path.split('/').any(|part| nameless.contains(&part.trim_end_matches(".rs"))));
    none(broken.collect(), "name the module for what it holds");
}

#[test]
fn nothing_is_left_unfinished() {
    // Written in two halves so that this file does not find itself.
    let marks =
        [concat!("FIX", "ME"), concat!("// XX", "X"), concat!("#[ign", "ore"), concat!("assert!(tr", "ue)")];
    let mut broken = Vec::new();
    for (path, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) {
                broken.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    none(broken, "finish it, or write an issue");
}

#[test]
fn no_float_near_money() {
    let near = ["settlement/", "card-profiles/", "terminal/sale/", "terminal/cashier/", "terminal/journal/"];
    let mut broken = Vec::new();
    for (path, text) in
        sources().into_iter().filter(|(path, _)| near.iter().any(|place| path.starts_with(place)))
    {
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            let mut words = code.split(|letter: char| !letter.is_alphanumeric());
            if words.any(|word| matches!(word, "f32" | "f64")) {
                broken.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    none(broken, "money is integer fen");
}

#[test]
fn golden_files_are_read_by_a_test() {
    let sources = sources();
    let golden = root().join("tests/golden");
    let broken = files(&golden, "").into_iter().map(|path| short(&path)).filter(|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let folder = path.rsplit('/').nth(1).unwrap_or(path);
        name != "README.md"
            && !sources.iter().any(|(_, text)| text.contains(name))
            && !sources.iter().any(|(_, text)| text.contains(&format!("golden/{folder}")))
    });
    none(broken.collect(), "use the golden file in a test or delete it");
}

#[test]
fn the_tree_names_no_machine() {
    let homes = [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/wo", "rk/")];
    let mut broken = Vec::new();
    for ending in [".rs", ".md", ".toml", ".sh", ".py", "Makefile", ".service"] {
        for path in files(&root(), ending) {
            let text = fs::read_to_string(&path).unwrap_or_default();
            for (number, line) in text.lines().enumerate() {
                if homes.iter().any(|home| line.contains(home)) {
                    broken.push(format!("{}:{}: {}", short(&path), number + 1, line.trim()));
                }
            }
        }
    }
    none(broken, "a stranger's machine has other folders");
}
