//! What genuine conversations contain: the answers of the golden transcripts, golden records, profiles.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};

/// Bytes to start from.
#[derive(Clone, Debug)]
pub struct Corpus {
    /// Answers of cards and modules.
    pub answers: Vec<Vec<u8>>,
    /// Records, batches, acknowledgements, packages, journal entries.
    pub records: Vec<Vec<u8>>,
    /// Profile files.
    pub profiles: Vec<String>,
}

const PROFILES: &str = r#"
format = 1
name = "各种卡"
[[application]]
family = "pboc"
aid = "A00000000386980701"
issuers = ["0133070300000001"]
factor-order = "listed"
levels = 2
layout = "city-union"
issuer-factor = "city"
identify = true
guests = [1, 2, 3]
mark-sfi = 23
mark-record = 161
[[application]]
family = "social"
identify = "number"
regions = ["330703"]
offline = { uses = 2, benefit-fen = 2000 }
[[application]]
family = "chip"
lengths = [4, 7]
"#;

impl Corpus {
    /// Reads the golden files of this repository.
    ///
    /// # Errors
    /// They are not there.
    pub fn read() -> Result<Corpus> {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../golden");
        let mut answers = Vec::new();
        // One folder a family of cards.
        for folder in folders(&golden.join("apdu"))? {
            for file in files(&folder, "apdu")? {
                let text = fs::read_to_string(&file)?;
                let told =
                    text.lines().filter_map(|line| line.strip_prefix("S< ").or(line.strip_prefix("< ")));
                answers.extend(told.filter_map(hex));
            }
        }
        let mut records = Vec::new();
        for file in files(&golden.join("records"), "hex")? {
            let text = fs::read_to_string(&file)?;
            let fields: String = text.lines().map(|line| line.split('#').next().unwrap_or("")).collect();
            records.extend(hex(&fields));
        }
        // One journal entry a paragraph.
        let entries = fs::read_to_string(golden.join("sale/entries-v1.hex"))?;
        let plain =
            |paragraph: &str| paragraph.lines().filter(|line| !line.starts_with('#')).collect::<String>();
        records.extend(entries.split("\n\n").filter_map(|paragraph| hex(&plain(paragraph))));
        records.retain(|record| !record.is_empty());
        ensure!(answers.len() > 100 && records.len() > 5, "{} {}", answers.len(), records.len());
        Ok(Corpus { answers, records, profiles: vec![card_families::USUAL.to_owned(), PROFILES.to_owned()] })
    }
}

/// This folder and those in it.
fn folders(root: &Path) -> Result<Vec<PathBuf>> {
    let listed = fs::read_dir(root).with_context(|| root.display().to_string())?;
    let mut folders: Vec<PathBuf> =
        listed.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect();
    folders.push(root.to_owned());
    folders.sort();
    Ok(folders)
}

fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let listed = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files: Vec<PathBuf> = listed.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|found| found == ending));
    // The same order everywhere, for a seed must mean the same.
    files.sort();
    Ok(files)
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: String = text.split_whitespace().collect();
    purse::unhex(&digits)
}
