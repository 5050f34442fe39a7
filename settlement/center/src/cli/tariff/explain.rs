//! `tariff explain`: how a price was found, rule by rule, on a card.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use subsidy::cases;

use crate::Failure;
use crate::cli::tariff_file::load;
use crate::cli::{Said, read_file};

#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct Explain {
    /// 资费文件 · tariff file
    file: PathBuf,
    /// 一个 JSON 案例 · one JSON case
    #[arg(long, value_name = "JSON", required_unless_present = "cases", conflicts_with = "cases")]
    case: Option<String>,
    /// 每行一个 JSON 案例 · one JSON case per line
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
}

impl Explain {
    pub(super) fn run(&self) -> Result<Said, Failure> {
        let tariff = load(&self.file)?;
        let (from, lines) = match (&self.case, &self.cases) {
            (Some(case), _) => (None, case.clone()),
            (None, Some(path)) => (Some(path.as_path()), read_file(path)?),
            (None, None) => (None, String::new()),
        };
        let mut cards = Vec::new();
        let mut answers = Vec::new();
        for (index, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let derivation = cases::explain(&tariff, line).map_err(|error| wrong(from, index, &error))?;
            cards.push(derivation.card.join("\n"));
            answers.push(
                serde_json::from_str::<Value>(&derivation.json)
                    .map_err(|error| Failure::Fault(format!("{error}")))?,
            );
        }
        Ok(Said::new(cards.join("\n\n"), json!(answers)))
    }
}

fn wrong(from: Option<&Path>, index: usize, error: &cases::CaseError) -> Failure {
    let line = index.saturating_add(1);
    let place = from.map_or_else(|| "--case".to_owned(), |path| format!("{}:{line}", path.display()));
    Failure::BadInput(format!("{place}: {error}"))
}
