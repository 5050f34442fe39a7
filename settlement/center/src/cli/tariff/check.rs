//! `tariff check`: what is wrong with a tariff, and what a policy officer should see.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use subsidy::{Problem, Report, check};

use crate::Failure;
use crate::cli::tariff_file::problems;
use crate::cli::{Said, read_file};

#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct Check {
    /// 资费文件 · tariff file
    file: PathBuf,
    /// 有提醒也算不通过 · fail on advice too
    #[arg(long)]
    strict: bool,
}

impl Check {
    pub(super) fn run(&self) -> Result<Said, Failure> {
        let report = check(&read_file(&self.file)?);
        if !report.passed() || (self.strict && !report.advice.is_empty()) {
            return Err(Failure::CheckFailed(told(&self.file, &report).join("\n")));
        }
        let (id, version) = report.tariff.clone().unwrap_or_default();
        let mut lines = told(&self.file, &report);
        lines.push(format!(
            "资费 {id} 第 {version} 版可以发布，{0} 个例题全对 · fit for release, {0} examples hold",
            report.examples
        ));
        let advice: Vec<Value> = report.advice.iter().map(shown).collect();
        let json = json!({ "tariff": id, "version": version, "examples": report.examples, "advice": advice });
        Ok(Said::new(lines.join("\n"), json))
    }
}

/// Problems, then advice, each with the file and its place.
fn told(file: &Path, report: &Report) -> Vec<String> {
    let wrong = (!report.problems.is_empty()).then(|| problems(file, &report.problems));
    let advice = report.advice.iter().map(|advice| format!("{}:{}", file.display(), advice.as_note()));
    wrong.into_iter().chain(advice).collect()
}

fn shown(problem: &Problem) -> Value {
    let Problem { line, column, what_zh, what_en, remedy } = problem;
    json!({ "line": line, "column": column, "zh": what_zh, "en": what_en, "remedy": remedy })
}
