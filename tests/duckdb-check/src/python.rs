//! DuckDB as a program that answers in JSON.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// DuckDB, installed.
#[derive(Clone, Debug)]
pub struct DuckDb(PathBuf);

impl DuckDb {
    /// Installs it below a folder, when it is not there.
    ///
    /// # Errors
    /// No `python3`, no way to PyPI.
    pub fn below(folder: &Path) -> Result<DuckDb> {
        let place = folder.join("duckdb");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("install");
        let done = Command::new(script).arg(&place).status().context("install")?;
        ensure!(done.success(), "DuckDB 无法安装 · DuckDB cannot be installed");
        Ok(DuckDb(place.join("bin/python")))
    }

    /// `check.py` as a command: `plain` or `whole`.
    #[must_use]
    pub fn command(&self, mode: &str, left: &Path, right: &Path) -> Command {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("check.py");
        let mut command = Command::new(&self.0);
        command.arg("-B").arg(script).arg(mode).args([left, right]);
        command
    }

    /// Runs `check.py`: `plain` or `whole`.
    ///
    /// # Errors
    /// It fails, or its answer is not JSON.
    pub fn check(&self, mode: &str, left: &Path, right: &Path) -> Result<Value> {
        let output = self.command(mode, left, right).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}
