//! What a profile file comes to, for the person who is about to sign it: what is asked in which order, every parameter
//! with its grade of evidence, and what is probably not meant.
//!
//! Usual values and grades are read from the profile files of this crate, which show every key; nothing is said twice.

use purse::{Profile, ProfileError, Told};

/// A profile that can be used, explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What people call it.
    pub name: String,
    /// Its applications, in the order of asking.
    pub applications: Vec<Described>,
    /// What is probably not meant.
    pub warnings: Vec<Warning>,
}

/// One application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// Its line.
    pub line: usize,
    /// The family's word.
    pub family: String,
    /// What the card is asked for; a card without identifiers is known by its serial.
    pub aid: Option<String>,
    /// Every parameter, the usual ones too.
    pub keys: Vec<Key>,
}

/// One parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its line, when the file says it.
    pub line: Option<usize>,
    /// Its name.
    pub name: String,
    /// Its value, as a profile file writes it.
    pub value: String,
    /// Grade of evidence, A to D, of the usual value; `None` where there is nothing to prove.
    pub grade: Option<char>,
}

/// Something that is allowed and probably not meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Its line.
    pub line: usize,
    /// What, Chinese.
    pub zh: String,
    /// What, English.
    pub en: String,
}

/// Checks a profile file as [`crate::read`] does, and explains it.
///
/// # Errors
/// The first thing in it that cannot be used.
pub fn explain(text: &str) -> Result<Report, ProfileError> {
    crate::read(text)?;
    let profile = Profile::parse(text)?;
    let sections = sections(text);
    let usual = Section { line: 1, lines: Vec::new() };
    let applications: Vec<Described> = profile
        .applications
        .iter()
        .enumerate()
        .map(|(index, told)| describe(told, sections.get(index).unwrap_or(&usual)))
        .collect();
    let warnings = warnings(&applications);
    Ok(Report { name: profile.name, applications, warnings })
}

/// One `[[application]]` of a text: its line, and the keys below it with line, value and comment.
struct Section<'a> {
    line: usize,
    lines: Vec<(usize, &'a str, &'a str, &'a str)>,
}

fn sections(text: &str) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut above = "";
    for (line, words) in (1..).zip(text.lines()) {
        let words = words.trim();
        if words.starts_with("[[application]]") {
            sections.push(Section { line, lines: Vec::new() });
        } else if let Some(comment) = words.strip_prefix('#') {
            above = comment;
        } else if let (Some(section), Some((name, rest))) = (sections.last_mut(), words.split_once('=')) {
            let (value, comment) = rest.split_once('#').unwrap_or((rest, above));
            section.lines.push((line, name.trim(), value.trim(), comment));
            above = "";
        }
    }
    sections
}

/// The file of this crate that shows every key of such an application.
fn shown(told: &Told) -> &'static str {
    let says = |key: &str, word: &str| told.keys.get(key).and_then(|value| value.as_str()) == Some(word);
    match told.family.as_str() {
        "pboc" if says("layout", "city-union") => include_str!("../profiles/city-union.toml"),
        "pboc" => crate::USUAL,
        "desfire" if says("generation", "ev1") => include_str!("../profiles/desfire-ev1.toml"),
        "desfire" => include_str!("../profiles/desfire-ev2.toml"),
        "social" => include_str!("../profiles/social-cards.toml"),
        _ => include_str!("../profiles/storage-cards.toml"),
    }
}

fn describe(told: &Told, section: &Section<'_>) -> Described {
    let mut shown = sections(shown(told));
    let usual = if shown.is_empty() { Vec::new() } else { shown.remove(0).lines };
    let mut keys: Vec<Key> = usual
        .into_iter()
        .filter(|(_, name, ..)| *name != "family")
        .map(|(_, name, value, comment)| key(told, section, name, value, grade(comment)))
        .collect();
    let others = told.keys.keys().filter(|name| !keys.iter().any(|key| key.name == **name));
    let others: Vec<Key> = others.map(|name| key(told, section, name, "", None)).collect();
    keys.extend(others);
    let named = |name: &&Key| matches!(name.name.as_str(), "aid" | "environment");
    let aid = keys.iter().find(named).map(|key| key.value.trim_matches('"').to_owned());
    Described { line: section.line, family: told.family.clone(), aid, keys }
}

fn key(told: &Told, section: &Section<'_>, name: &str, usual: &str, grade: Option<char>) -> Key {
    let said = section.lines.iter().find(|(_, key, ..)| *key == name && told.keys.contains_key(name));
    Key {
        line: said.map(|(line, ..)| *line),
        name: name.to_owned(),
        value: said.map_or(usual, |(_, _, value, _)| value).to_owned(),
        grade,
    }
}

/// The letter behind the last semicolon of a comment.
fn grade(comment: &str) -> Option<char> {
    let last = comment.rsplit(';').next()?.trim();
    last.parse().ok().filter(|letter| ('A'..='D').contains(letter))
}

fn warnings(applications: &[Described]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut warn = |line: usize, zh: &str, en: &str| {
        warnings.push(Warning { line, zh: zh.to_owned(), en: en.to_owned() });
    };
    let says = |one: &Described, name: &str| {
        let found = one.keys.iter().find(|key| key.name == name);
        found.map_or(String::new(), |key| key.value.trim_matches('"').to_owned())
    };
    let mut before: Vec<&Described> = Vec::new();
    for one in applications {
        if before.iter().any(|earlier| earlier.family == "chip") {
            warn(
                one.line,
                "排在 chip 之后，凭序列号已认出的卡不会再问到它",
                "it stands behind chip: a card that is known by its serial is never asked for it",
            );
        }
        let twin = before.iter().find(|earlier| earlier.aid.is_some() && earlier.aid == one.aid);
        if let Some(twin) = twin {
            let generations = says(twin, "generation") != says(one, "generation");
            if generations {
                warn(
                    one.line,
                    "与前面的应用同一标识而代别不同：终端按先问到的认卡，请为 EV1 另用标识",
                    "the identifier of an earlier application, and another generation: tills go by the first; give EV1 an identifier of its own",
                );
            } else {
                warn(
                    one.line,
                    "与前面的应用同一标识，永远轮不到它",
                    "the identifier of an earlier application: its turn never comes",
                );
            }
        }
        if says(one, "generation") == "ev1" {
            warn(
                one.line,
                "EV1 卡没有交易证明，中心只能相信终端",
                "EV1 cards sign nothing: the center has only the till's word",
            );
        }
        let guests =
            one.keys.iter().find(|key| key.name == "guests" && key.line.is_some() && key.value != "[]");
        if let Some(line) = guests.and_then(|key| key.line)
            && says(one, "issuers") == "[]"
        {
            warn(line, "issuers 为空时 guests 不起作用", "guests means nothing while issuers is empty");
        }
        before.push(one);
    }
    warnings
}
