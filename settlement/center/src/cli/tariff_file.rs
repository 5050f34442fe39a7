//! A tariff file as every verb about tariffs reads it.

use std::path::Path;

use subsidy::{Problem, Tariff};

use super::read_file;
use crate::Failure;

/// A tariff that can be read; whether its examples come out is not asked.
pub(super) fn load(file: &Path) -> Result<Tariff, Failure> {
    Tariff::load(&read_file(file)?).map_err(|found| Failure::CheckFailed(problems(file, &found)))
}

/// What is wrong, each with its file, line and column.
pub(super) fn problems(file: &Path, problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(|problem| format!("{}:{problem}", file.display())).collect();
    lines.join("\n")
}
