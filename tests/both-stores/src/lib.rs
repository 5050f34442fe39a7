//! A real PostgreSQL from Debian's packages, in a folder of its own, for as long as a test runs.
//!
//! It listens on a socket in that folder and nowhere else, keeps its promises about the disk as a county's would, and
//! goes away with the process that started it. A thread of its own starts it, because a server dies with the thread
//! that did.

use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};

/// How long a server may take to answer. A busy machine writes its first files slowly.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server.
#[derive(Debug)]
pub struct Server {
    folder: PathBuf,
    orders: Sender<Sender<()>>,
}

impl Server {
    /// The server of this process: started at the first call.
    ///
    /// # Panics
    /// Where PostgreSQL is not installed (`make packages` installs it) or does not start.
    pub fn shared() -> &'static Server {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(|| Server::start("shared"))
    }

    /// A server for one test alone, so that it may be stopped.
    ///
    /// # Panics
    /// As [`Server::shared`].
    pub fn start(name: &str) -> Server {
        let folder = std::env::temp_dir().join(format!("lovecard-postgres-{}-{name}", std::process::id()));
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).expect("a folder for the server");
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&folder));
        }
        let data = folder.join("data");
        let mut make = as_server(&program("initdb"));
        make.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D"])
            .arg(&data);
        run(&mut make);
        let (orders, inbox) = channel();
        let (up, heard) = channel();
        let home = folder.clone();
        std::thread::spawn(move || keep(&home, &inbox, &up));
        heard.recv().expect("the server starts");
        Server { folder, orders }
    }

    /// Where books of this name are: what `--books` takes.
    #[must_use]
    pub fn place(&self, schema: &str) -> PathBuf {
        PathBuf::from(format!("{}?schema={schema}", address(&self.folder)))
    }

    /// The folder with everything of it.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the server is, without any schema.
    #[must_use]
    pub fn address(&self) -> String {
        address(&self.folder)
    }

    /// Somebody touches the books from outside, past every key.
    ///
    /// # Panics
    /// On SQL that the server refuses.
    pub fn meddle(&self, schema: &str, sql: &str) {
        let mut client = connect(&self.folder).expect("the server answers");
        let past = format!("SET search_path TO {schema}; SET session_replication_role TO replica; {sql}");
        client.batch_execute(&past).expect("the statement runs");
    }

    /// The server breaks off in the middle of whatever it does, as at a power cut, and comes back.
    ///
    /// # Panics
    /// When it does not come back.
    pub fn crash(&self) {
        let (up, heard) = channel();
        self.orders.send(up).expect("the keeper listens");
        heard.recv().expect("the server starts again");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// Starts the server, and again after every order to crash.
fn keep(folder: &Path, inbox: &Receiver<Sender<()>>, up: &Sender<()>) {
    let mut child = serve(folder);
    up.send(()).ok();
    for up in inbox {
        run(Command::new("kill").args(["-QUIT", &child.id().to_string()]));
        drop(child.wait());
        child = serve(folder);
        up.send(()).ok();
    }
    drop(child.kill());
    drop(child.wait());
}

fn serve(folder: &Path) -> Child {
    let data = folder.join("data");
    let mut command = as_server(&program("postgres"));
    command.arg("-D").arg(&data).arg("-k").arg(folder).args([
        "-c",
        "listen_addresses=",
        "-c",
        "log_min_messages=fatal",
    ]);
    let child = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().expect("the server starts");
    let begun = Instant::now();
    while connect(folder).is_err() {
        assert!(begun.elapsed() < PATIENCE, "the server does not answer");
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

fn address(folder: &Path) -> String {
    format!("postgres://postgres@{}/postgres", folder.display().to_string().replace('/', "%2F"))
}

fn connect(folder: &Path) -> Result<Client, postgres::Error> {
    Client::connect(&address(folder), NoTls)
}

/// The newest one that Debian's packages have installed.
fn program(name: &str) -> PathBuf {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin").join(name)))
        .filter(|path| path.is_file())
        .collect();
    found.sort();
    found
        .pop()
        .unwrap_or_else(|| panic!("没有 {name}，请先运行 make packages · no {name}, run make packages"))
}

/// Runs as the server's own user, who is never root, and ends with the thread that starts it.
fn as_server(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]);
    if is_root() {
        command.args(["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]);
    }
    command.arg("--").arg(program).current_dir("/");
    command
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|this| this.uid() == 0)
}

fn run(command: &mut Command) {
    let output = command.output().expect("the command runs");
    if !output.status.success() {
        drop(std::io::stderr().write_all(&output.stderr));
        panic!("{command:?} failed");
    }
}
