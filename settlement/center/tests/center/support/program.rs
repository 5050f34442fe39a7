//! The built program, run as people and tills run it.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_county-center"));
    command.current_dir(folder);
    // A county of the stories, not one that a story makes by hand.
    if crate::server().is_some() && folder.join("center.toml").is_file() {
        command.env("COUNTY_BOOKS", super::books_in(folder));
    }
    command
}

/// Runs a command; the folder's name is taken out of what it says.
pub(crate) fn run(folder: &Path, arguments: &[&str], input: &str) -> Ran {
    let mut child = program(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not listen may be gone already.
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let text =
        |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&folder.display().to_string(), "HERE");
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// A running center.
pub(crate) struct Serving {
    child: Child,
    pub(crate) url: String,
}

impl Serving {
    pub(crate) fn start(folder: &Path) -> Serving {
        let mut child = program(folder)
            .args(["serve", "--config", "center.toml"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Serving { child, url: url.trim().to_owned() }
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// As a power cut: no word, no chance to finish.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// As a service manager does; returns the exit code.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        let told = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(told.success());
        self.child.wait().unwrap().code()
    }
}

/// Runs a command and cuts its power after a while; whether it had ended before.
pub(crate) fn cut(folder: &Path, arguments: &[&str], after: std::time::Duration) -> bool {
    let mut child = program(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(after);
    let ended = child.try_wait().unwrap().is_some();
    drop(child.kill());
    child.wait().unwrap();
    ended
}
