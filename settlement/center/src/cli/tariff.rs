//! `tariff`: check, explain, diff, schema, quote, simulate; and by two people: propose, approve, reject, releases.

mod check;
mod diff;
mod explain;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use subsidy::cases;

use super::tariff_file::load;
use super::{Said, read_file, release, simulate};
use crate::Failure;

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
    /// 用过去的流水试行新资费 · replay recorded sales under a proposed tariff
    Simulate(simulate::Simulate),
    /// 经办：提交资费待复核 · the maker proposes a tariff
    Propose(release::Propose),
    /// 复核：发布待复核的资费 · the checker releases it
    Approve(release::Approve),
    /// 复核：驳回 · the checker turns it down
    Reject(release::Reject),
    /// 列出各版资费及其经办、复核 · list versions, who made and who checked them
    Releases,
}

impl Tariff {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        match self {
            Tariff::Check(check) => check.run(),
            Tariff::Explain(explain) => explain.run(),
            Tariff::Diff(diff) => diff.run(),
            Tariff::Schema => Ok(Said::lines(subsidy::SCHEMA.trim_end().to_owned())),
            Tariff::Quote { file, cases } => quote(&file, &cases),
            Tariff::Simulate(command) => command.run(books),
            Tariff::Propose(command) => command.run(books),
            Tariff::Approve(command) => command.run(books),
            Tariff::Reject(command) => command.run(books),
            Tariff::Releases => release::releases(books),
        }
    }
}

fn quote(file: &Path, cases_file: &Path) -> Result<Said, Failure> {
    let tariff = load(file)?;
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
