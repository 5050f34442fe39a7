//! `tariff diff`: what changes from one tariff to the next, for whom.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use subsidy::{About, Change, diff};

use crate::Failure;
use crate::cli::Said;
use crate::cli::tariff_file::load;

#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct Diff {
    /// 旧资费 · the tariff before
    before: PathBuf,
    /// 新资费 · the tariff after
    after: PathBuf,
}

impl Diff {
    /// Two tariffs that differ are no failure: saying so is what was asked.
    pub(super) fn run(&self) -> Result<Said, Failure> {
        let changes = diff(&load(&self.before)?, &load(&self.after)?);
        let listed: Vec<_> = changes
            .iter()
            .map(|change| json!({ "about": change.about.word(), "zh": change.zh, "en": change.en }))
            .collect();
        Ok(Said::new(told(&changes), json!({ "changes": listed })))
    }
}

/// A heading for each kind of change, and two lines for each change.
fn told(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "两份资费相同 · the two tariffs say the same".to_owned();
    }
    let mut lines = Vec::new();
    let mut about: Option<About> = None;
    for change in changes {
        if about != Some(change.about) {
            let (zh, en) = change.about.words();
            lines.push(format!("{zh} · {en}"));
            about = Some(change.about);
        }
        lines.push(format!("  {}\n    {}", change.zh, change.en));
    }
    lines.join("\n")
}
