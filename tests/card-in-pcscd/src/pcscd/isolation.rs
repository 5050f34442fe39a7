//! How far a private pcscd can be kept from the rest of the machine.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// What this machine allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// Its own view of files and its own network: its TCP ports exist for us alone. (The driver listens on
    /// all interfaces; its other mode, connecting out, makes pcscd 1.9.9 abort whenever a slot is empty.)
    Network,
    /// Its own view of files; its TCP ports are free ones of this machine, on all interfaces.
    Files,
    /// Nothing: the machine's only pcscd.
    None,
}

/// What this machine allows, found out once.
#[must_use]
pub fn isolation() -> Isolation {
    static FOUND: OnceLock<Isolation> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let root = rustix::process::geteuid().is_root();
        let works = |words: &[&str]| {
            let tried =
                Command::new("unshare").args(words).stdout(Stdio::null()).stderr(Stdio::null()).status();
            tried.is_ok_and(|status| status.success())
        };
        if root && works(&["-m", "-n", "ip", "link", "set", "lo", "up"]) {
            Isolation::Network
        } else if works(&[mount_flag(), "mkdir", "-p", super::RUN]) {
            Isolation::Files
        } else {
            Isolation::None
        }
    })
}

/// A new mount namespace; in a user namespace too for those who are not root.
fn mount_flag() -> &'static str {
    if rustix::process::geteuid().is_root() { "-m" } else { "-rm" }
}

/// The command that becomes pcscd.
pub(super) fn command(isolation: Isolation, folder: &Path, conf: &Path) -> Command {
    const FILES: &str = r#"mkdir -p /run/pcscd && mount --bind "$1" /run/pcscd || exit 1; "#;
    // Ends with the thread that started it, where the tool for saying so is installed.
    const EXEC: &str = r#"with=; command -v setpriv >/dev/null && with="setpriv --pdeathsig KILL"; exec $with pcscd --foreground --config "$2""#;
    let (mut command, script) = match isolation {
        Isolation::Network => {
            let mut command = Command::new("unshare");
            command.args(["-m", "-n", "sh", "-c"]);
            (command, format!("ip link set lo up && {FILES}{EXEC}"))
        }
        Isolation::Files => {
            let mut command = Command::new("unshare");
            command.args([mount_flag(), "sh", "-c"]);
            (command, format!("{FILES}{EXEC}"))
        }
        Isolation::None => {
            let mut command = Command::new("sh");
            command.arg("-c");
            (command, format!("mkdir -p /run/pcscd && {EXEC}"))
        }
    };
    command.arg(script).arg("pcscd").arg(folder).arg(conf);
    command
}
