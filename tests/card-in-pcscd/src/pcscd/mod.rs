//! A pcscd of our own, with the two virtual slots, ended with its owner.

mod isolation;

pub use isolation::{Isolation, isolation};

use crate::{Door, PORT};
use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{ChildStderr, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

const DRIVER: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
/// Where pcscd puts its socket, whatever it is told.
const RUN: &str = "/run/pcscd";
/// A Unix socket's path holds no more.
const SOCKET_PATH_MAX: usize = 107;
const START: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(10);

/// A private pcscd.
pub struct Pcscd {
    folder: PathBuf,
    isolation: Isolation,
    port: u16,
    /// The process, 0 while it does not run. Shared with the doors of its slots.
    pid: Arc<AtomicU32>,
    ended: Option<Receiver<()>>,
}

impl Pcscd {
    /// Starts one that keeps its files in `folder` and answers at [`Pcscd::socket`].
    ///
    /// # Errors
    /// pcscd or its virtual reader is not installed, or it does not start; the message holds what it said.
    pub fn start(folder: &Path) -> Result<Pcscd> {
        let isolation = isolation();
        let port = if isolation == Isolation::Network { PORT } else { two_free_ports()? };
        // The service changes its working folder.
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        let folder = folder.canonicalize()?;
        let mut pcscd = Pcscd { folder, isolation, port, pid: Arc::default(), ended: None };
        let socket = pcscd.socket();
        if socket.as_os_str().len() > SOCKET_PATH_MAX {
            bail!("路径太长，放不下套接字 · the path is too long for a socket: {}", socket.display());
        }
        pcscd.go()?;
        Ok(pcscd)
    }

    /// Whether the programs are there.
    #[must_use]
    pub fn installed() -> bool {
        Path::new(DRIVER).exists() && Command::new("pcscd").arg("--version").output().is_ok()
    }

    /// What a client puts into `PCSCLITE_CSOCK_NAME` before its first call.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        Pcscd::socket_in(&self.folder)
    }

    /// The socket of a pcscd that will be started in this folder.
    #[must_use]
    pub fn socket_in(folder: &Path) -> PathBuf {
        match isolation() {
            Isolation::None => PathBuf::from(RUN).join("pcscd.comm"),
            Isolation::Network | Isolation::Files => folder.join("pcscd.comm"),
        }
    }

    /// The card's slot and the SAM's.
    #[must_use]
    pub fn doors(&self) -> [Door; 2] {
        [self.port, self.port + 1].map(|port| match self.isolation {
            Isolation::Network => Door::inside(port, Arc::clone(&self.pid)),
            Isolation::Files | Isolation::None => Door::at(port),
        })
    }

    /// Whether it runs.
    #[must_use]
    pub fn running(&self) -> bool {
        self.pid.load(Ordering::SeqCst) != 0
    }

    /// Ends it at once, as a crash would. It can be started again.
    pub fn kill(&mut self) {
        let pid = self.pid.swap(0, Ordering::SeqCst);
        if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
            // It may have ended by itself.
            let _ = kill_process(pid, Signal::KILL);
        }
        if let Some(ended) = self.ended.take() {
            let _ = ended.recv_timeout(START);
        }
    }

    /// Starts it again in the same place.
    ///
    /// # Errors
    /// As [`Pcscd::start`].
    pub fn restart(&mut self) -> Result<()> {
        self.kill();
        self.go()
    }

    fn go(&mut self) -> Result<()> {
        let conf = self.folder.join("conf");
        fs::create_dir_all(&conf).with_context(|| conf.display().to_string())?;
        let reader = format!(
            "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:{port:#06X}\nLIBPATH {DRIVER}\nCHANNELID {port:#06X}\n",
            port = self.port
        );
        fs::write(conf.join("virtual"), reader)?;
        if self.isolation == Isolation::None && UnixStream::connect(self.socket()).is_ok() {
            bail!("本机已有 pcscd 在运行，请先停止 · stop the pcscd that runs on this machine first");
        }
        for left_over in ["pcscd.comm", "pcscd.pid"] {
            // What a killed one left behind; usually nothing.
            let _ = fs::remove_file(self.socket().with_file_name(left_over));
        }
        let log = self.folder.join("pcscd.log");
        let mut command = isolation::command(self.isolation, &self.folder, &conf);
        command.stdin(Stdio::null()).stdout(File::create(&log)?).stderr(Stdio::piped());
        self.spawn(command, &log)?;
        let patience = Instant::now() + START;
        while UnixStream::connect(self.socket()).is_err() {
            let over = self.ended.as_ref().is_none_or(|ended| ended.try_recv().is_ok());
            if over || Instant::now() > patience {
                self.kill();
                let said = fs::read_to_string(&log).unwrap_or_default();
                bail!("pcscd 没有启动 · pcscd did not start ({:?}): {said}", self.isolation);
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }

    /// Starts the process on a thread that stays with it: the kernel ends the process when that thread ends,
    /// so a pcscd never outlives us, not even when we are killed.
    fn spawn(&mut self, mut command: Command, log: &Path) -> Result<()> {
        let (tell_pid, pid) = channel();
        let (tell_end, ended) = channel();
        let log = log.to_path_buf();
        let running = Arc::clone(&self.pid);
        thread::spawn(move || match command.spawn() {
            Err(error) => {
                // The receiver may have given up.
                let _ = tell_pid.send(Err(error));
            }
            Ok(mut child) => {
                running.store(child.id(), Ordering::SeqCst);
                let _ = tell_pid.send(Ok(()));
                if let Some(said) = child.stderr.take() {
                    append(said, &log);
                }
                let _ = child.wait();
                let _ = running.compare_exchange(child.id(), 0, Ordering::SeqCst, Ordering::SeqCst);
                let _ = tell_end.send(());
            }
        });
        pid.recv().context("pcscd")?.context("unshare 或 pcscd 无法启动 · cannot be started")?;
        self.ended = Some(ended);
        Ok(())
    }
}

impl Drop for Pcscd {
    fn drop(&mut self) {
        self.kill();
    }
}

fn append(mut said: ChildStderr, log: &Path) {
    if let Ok(mut file) = File::options().append(true).open(log) {
        // The log is a courtesy.
        let _ = std::io::copy(&mut said, &mut file);
    }
}

/// A port whose successor is free as well.
fn two_free_ports() -> Result<u16> {
    const TRIES: usize = 50;
    for _ in 0..TRIES {
        let first = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        let port = first.local_addr()?.port();
        if port < u16::MAX && TcpListener::bind((Ipv4Addr::UNSPECIFIED, port + 1)).is_ok() {
            return Ok(port);
        }
    }
    bail!("找不到两个相邻的空闲端口 · no two neighbouring free ports")
}
