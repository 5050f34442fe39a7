//! The oracle as a process: lines go in, lines come out.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

/// Where the oracle's files are.
#[must_use]
pub fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn command(directory: &Path, verb: &str) -> Command {
    let mut command = Command::new("python3");
    command.arg("-B").arg(directory.join("oracle.py")).arg(verb);
    command
}

/// Lets the oracle work out the examples of tariff files.
///
/// # Errors
/// There is no `python3`.
pub fn check<P: AsRef<Path>>(files: &[P]) -> Result<Output> {
    let mut command = command(&directory(), "check");
    command.args(files.iter().map(AsRef::as_ref));
    command.output().context("python3 无法启动 · python3 does not start")
}

/// A running oracle.
#[derive(Debug)]
pub struct Oracle {
    child: Child,
    ask: BufWriter<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Oracle {
    /// Starts one.
    ///
    /// # Errors
    /// There is no `python3`.
    pub fn start() -> Result<Oracle> {
        Oracle::start_in(&directory())
    }

    /// Starts one whose files are somewhere else.
    ///
    /// # Errors
    /// There is no `python3`.
    pub fn start_in(directory: &Path) -> Result<Oracle> {
        let mut child = command(directory, "serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("python3 无法启动 · python3 does not start")?;
        let (ask, answers) = (child.stdin.take(), child.stdout.take());
        let ask = BufWriter::with_capacity(1 << 16, ask.context("no way in")?);
        let answers = BufReader::with_capacity(1 << 16, answers.context("no way out")?);
        Ok(Oracle { child, ask, answers })
    }

    /// Asks; the answers are fetched later, so that both can work at the same time.
    ///
    /// # Errors
    /// The oracle has ended.
    pub fn ask(&mut self, lines: &str) -> Result<()> {
        self.ask.write_all(lines.as_bytes())?;
        self.ask.write_all(b".\n")?;
        self.ask.flush().context("the oracle has ended")
    }

    /// Everything answered to the last [`Oracle::ask`], a line for each answer.
    ///
    /// # Errors
    /// The oracle has ended; it has said why on its standard error.
    pub fn answers(&mut self) -> Result<Vec<String>> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if self.answers.read_line(&mut line)? == 0 {
                bail!("考官程序已退出，见上 · the oracle has ended, see above");
            }
            if line == ".\n" {
                return Ok(lines);
            }
            line.truncate(line.trim_end().len());
            lines.push(line);
        }
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
