//! Child processes that never outlive the lunch, each with a log file of its own.

use anyhow::{Context, Result, bail};
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A running program. Dropping it ends it: politely first, then for good.
pub struct Running {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Running {
    /// Starts `command`; what it prints is appended to `NAME.log` in `logs`.
    ///
    /// # Errors
    /// The log cannot be opened or the program cannot be started.
    pub fn start(name: &str, command: &mut Command, logs: &Path) -> Result<Running> {
        let log = logs.join(format!("{name}.log"));
        let file: File = OpenOptions::new().create(true).append(true).open(&log)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("{name} 无法启动 · cannot be started"))?;
        Ok(Running { name: name.to_owned(), child, log })
    }

    /// Number of the process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Fails with the end of the log when the program has already ended.
    ///
    /// # Errors
    /// The program has ended.
    pub fn alive(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("{} 已退出 · ended with {status}\n{}", self.name, tail(&self.log)),
        }
    }

    /// Ends the program as a power cut would: SIGKILL, no farewell.
    ///
    /// # Errors
    /// The signal cannot be sent.
    pub fn kill(&mut self) -> Result<ExitStatus> {
        self.child.kill()?;
        Ok(self.child.wait()?)
    }

    /// Asks the program to end (SIGTERM) and waits up to `patience`.
    ///
    /// # Errors
    /// The program did not end in time; it is killed then.
    pub fn end(&mut self, patience: Duration) -> Result<ExitStatus> {
        if let Some(status) = self.child.try_wait()? {
            return Ok(status);
        }
        Command::new("kill").arg("-TERM").arg(self.pid().to_string()).status()?;
        let start = Instant::now();
        while start.elapsed() < patience {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        self.kill()?;
        bail!("{} 未按时退出，已强制结束 · did not end in time and was killed", self.name)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Err(error) = self.end(Duration::from_secs(5)) {
            eprintln!("{error:#}");
        }
    }
}

fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(12)..).unwrap_or_default().join("\n")
}

/// Runs a command to its end and returns what it printed.
///
/// # Errors
/// It cannot be started, or it ended with a code other than zero; the message holds what it said.
pub fn run(command: &mut Command, input: &str) -> Result<String> {
    use std::io::Write;
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{name} 无法启动 · cannot be started"))?;
    if let Some(mut pipe) = child.stdin.take() {
        pipe.write_all(input.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("{command:?}: {}\n{said}{}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(said)
}

/// Asks `question` until it answers, or fails with what was waited for.
///
/// # Errors
/// No answer within `patience`.
pub fn wait_for<T>(what: &str, patience: Duration, mut question: impl FnMut() -> Option<T>) -> Result<T> {
    let start = Instant::now();
    loop {
        if let Some(answer) = question() {
            return Ok(answer);
        }
        if start.elapsed() > patience {
            bail!("等待超时 · waited {} s in vain for: {what}", patience.as_secs());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
