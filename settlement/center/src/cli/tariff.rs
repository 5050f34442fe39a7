//! `tariff`: check, explain, diff, schema, quote, install.

mod check;
mod diff;
mod explain;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use ledger::StoredTariff;
use serde_json::json;
use subsidy::{Tariff as Rules, cases};

use super::{Said, open, read_file};
use crate::{Failure, clock, roster};

#[derive(Debug, Subcommand)]
pub(super) enum Tariff {
    /// 检查资费文件和其中的例题 · check a tariff and the examples inside it
    Check(check::Check),
    /// 逐条说明一笔的价格 · explain one price, rule by rule
    Explain(explain::Explain),
    /// 新旧资费对谁有什么变化 · what changes for whom
    Diff(diff::Diff),
    /// 资费格式，JSON Schema · the form of a tariff, as a JSON schema
    Schema,
    /// 按资费计算案例 · price cases under a tariff
    Quote {
        /// 资费文件 · tariff file
        file: PathBuf,
        /// 每行一个 JSON 案例 · one JSON case per line
        #[arg(long, value_name = "FILE")]
        cases: PathBuf,
    },
    /// 装入资费并重编名单 · install a tariff and compile the roster anew
    Install {
        /// 资费文件 · tariff file
        file: PathBuf,
    },
}

impl Tariff {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        match self {
            Tariff::Check(check) => check.run(),
            Tariff::Explain(explain) => explain.run(),
            Tariff::Diff(diff) => diff.run(),
            Tariff::Schema => Ok(Said::lines(subsidy::SCHEMA.trim_end().to_owned())),
            Tariff::Quote { file, cases } => quote(&file, &cases),
            Tariff::Install { file } => install(&file, books),
        }
    }
}

fn problems(file: &Path, problems: &[subsidy::Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(|problem| format!("{}:{problem}", file.display())).collect();
    lines.join("\n")
}

fn sound(file: &Path, text: &str) -> Result<(), Failure> {
    let report = subsidy::check(text);
    if report.passed() { Ok(()) } else { Err(Failure::CheckFailed(problems(file, &report.problems))) }
}

fn quote(file: &Path, cases_file: &Path) -> Result<Said, Failure> {
    let tariff =
        Rules::load(&read_file(file)?).map_err(|found| Failure::CheckFailed(problems(file, &found)))?;
    let text = read_file(cases_file)?;
    let mut answers = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let answer = cases::answer(&tariff, line).map_err(|error| {
            let (path, line) = (cases_file.display(), index.saturating_add(1));
            Failure::BadInput(format!("{path}:{line}: {error}"))
        })?;
        answers.push(answer);
    }
    // Answers are JSON lines already: --json changes nothing.
    Ok(Said::lines(answers.join("\n")))
}

fn install(file: &Path, books: &Path) -> Result<Said, Failure> {
    let text = read_file(file)?;
    sound(file, &text)?;
    let tariff = Rules::load(&text).map_err(|found| Failure::CheckFailed(problems(file, &found)))?;
    let mut ledger = open(books)?;
    let now = clock::now_us();
    let today = clock::county_day(now).ok_or_else(clock::unset)?;
    let stored = StoredTariff { version: tariff.version(), hash: tariff.hash(), text };
    ledger.install_tariff(&stored, now)?;
    let roster_version = roster::refresh(&mut ledger, today, now)?;
    let text = format!(
        "已装入资费第 {} 版，名单为第 {roster_version} 版 · tariff installed, roster compiled",
        stored.version
    );
    Ok(Said::new(text, json!({ "version": stored.version, "roster_version": roster_version })))
}
