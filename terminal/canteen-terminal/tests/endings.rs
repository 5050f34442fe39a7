//! The program as scripts see it: exit codes, sentences, a clean end.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use records::{EnrolmentCode, SigningKey, TerminalId};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const TERMINAL: TerminalId = TerminalId(33_070_300_000_017);

fn folder(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("till-endings-{}-{name}", std::process::id()));
    drop(fs::remove_dir_all(&dir));
    fs::create_dir_all(&dir).unwrap();
    dir
}

/// A configuration that reaches nobody: no center, and readers that do not exist.
fn config(dir: &Path, center: &str) -> PathBuf {
    let path = dir.join("terminal.toml");
    let text = format!(
        "data_dir = \"data\"\n[center]\nurl = \"{center}\"\n[reader]\ncard = \"no such reader\"\nsam = \"no such slot\"\n[screen]\nlisten = \"127.0.0.1:0\"\n"
    );
    fs::write(&path, text).unwrap();
    path
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_canteen-terminal"))
}

fn run(verb: &str, config: &Path, more: &[&str]) -> Output {
    program().arg(verb).arg("--config").arg(config).args(more).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A center that gives one answer to everybody.
fn center(status: &'static str, body: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut length = 0;
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line).unwrap_or(0) < 3 {
                    break;
                }
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
            }
            let mut request = vec![0; length];
            reader.read_exact(&mut request).unwrap();
            let head =
                format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())));
        }
    });
    base
}

fn center_key() -> SigningKey {
    SigningKey::from_bytes(&[9; 32])
}

fn good_center() -> String {
    let key: String =
        center_key().verifying_key().as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    center("200 OK", format!(r#"{{"terminal":{},"center_public_key":"{key}"}}"#, TERMINAL.0))
}

fn one_time_code() -> String {
    EnrolmentCode::new([1, 2, 3, 4, 5], &center_key().verifying_key()).reveal()
}

#[test]
fn a_command_line_that_makes_no_sense() {
    for arguments in [&[][..], &["sell"], &["run"], &["run", "--config"], &["inspect", "--jsn"]] {
        assert_eq!(code(&program().args(arguments).output().unwrap()), 2, "{arguments:?}");
    }
    let dir = folder("code");
    let output = run("enrol", &config(&dir, "http://127.0.0.1:1"), &["--code", "not a code"]);
    assert_eq!(code(&output), 2);
    assert!(said(&output).contains("三组"), "{}", said(&output));
    assert!(!dir.join("data").exists(), "nothing changed");
}

#[test]
fn a_configuration_that_makes_no_sense() {
    let dir = folder("config");
    let path = dir.join("terminal.toml");
    for (text, says) in
        [("data_dir = 7\n", "第 1 行"), ("\u{0}", "第 1 行"), ("data_dir = \"x\"\n[centre]\n", "第 2 行")]
    {
        fs::write(&path, text).unwrap();
        for verb in ["run", "inspect"] {
            let output = run(verb, &path, &[]);
            assert_eq!(code(&output), 3, "{text:?}");
            assert!(said(&output).contains(says), "{text:?}: {}", said(&output));
        }
    }
    let output = run("run", &dir.join("missing.toml"), &[]);
    assert_eq!(code(&output), 3);
    assert!(said(&output).contains("missing.toml"), "{}", said(&output));
}

#[test]
fn enrolled_then_inspected_then_not_enrolled_twice() {
    let dir = folder("enrol");
    let path = config(&dir, &good_center());
    let output = run("inspect", &path, &["--json"]);
    assert_eq!(code(&output), 5, "no journal yet: {}", said(&output));
    let output = run("enrol", &path, &["--code", &one_time_code().to_lowercase()]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let output = run("inspect", &path, &["--json"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["terminal"], TERMINAL.0);
    for zero in ["sales", "price", "benefit", "self_paid", "pending", "verified_through", "records"] {
        assert_eq!(report[zero], 0, "{zero}");
    }
    assert_eq!((&report["chain_ok"], &report["open_grey"]), (&true.into(), &serde_json::Value::Null));
    assert_eq!(code(&run("enrol", &path, &["--code", &one_time_code()])), 6);
}

#[test]
fn a_damaged_journal_is_not_replaced() {
    let dir = folder("damaged");
    let path = config(&dir, &good_center());
    assert_eq!(code(&run("enrol", &path, &["--code", &one_time_code()])), 0);
    let journal = dir.join("data/journal.sqlite");
    let kept = fs::read(&journal).unwrap();
    fs::write(&journal, b"garbage").unwrap();
    for verb in ["run", "inspect"] {
        let output = run(verb, &path, &[]);
        assert!([4, 5].contains(&code(&output)), "{verb}: {}", said(&output));
        assert!(said(&output).contains("流水"), "{verb}: {}", said(&output));
        assert_eq!(fs::read(&journal).unwrap(), b"garbage", "{verb} changed nothing");
    }
    fs::remove_file(&journal).unwrap();
    let output = run("run", &path, &[]);
    assert_eq!(code(&output), 5, "a missing journal is never an empty beginning: {}", said(&output));
    assert!(!journal.exists());
    fs::write(&journal, kept).unwrap();
    assert_eq!(code(&run("inspect", &path, &[])), 0);
}

#[test]
fn enrolment_refused_or_impossible() {
    let refused =
        center("403 Forbidden", r#"{"code":"code-used","detail":"入网码已被使用 · used"}"#.to_owned());
    let stranger = good_center();
    let other =
        EnrolmentCode::new([1, 2, 3, 4, 5], &SigningKey::from_bytes(&[8; 32]).verifying_key()).reveal();
    let table = [
        (refused, one_time_code(), 6, "入网码已被使用"),
        (stranger, other, 6, "冒充"),
        ("http://127.0.0.1:1".to_owned(), one_time_code(), 1, "没有应答"),
        (center("200 OK", "{}".to_owned()), one_time_code(), 1, "无法理解"),
    ];
    for (turn, (base, typed, exit, says)) in table.into_iter().enumerate() {
        let dir = folder(&format!("refused-{turn}"));
        let output = run("enrol", &config(&dir, &base), &["--code", &typed]);
        assert_eq!(code(&output), exit, "{}", said(&output));
        assert!(said(&output).contains(says), "{}", said(&output));
        assert!(!dir.join("data/enrolment.toml").exists() && !dir.join("data/journal.sqlite").exists());
    }
}

/// Reads the address of the screen and keeps the rest of the log flowing.
fn started(child: &mut Child) -> String {
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = loop {
        let line = lines.next().unwrap().unwrap();
        if let Some(address) = line.strip_prefix("screen ") {
            break address.to_owned();
        }
    };
    std::thread::spawn(move || lines.for_each(drop));
    address
}

fn ends_within(child: &mut Child, limit: Duration) -> i32 {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code().unwrap_or(-1);
        }
        if start.elapsed() > limit {
            child.kill().unwrap();
            return -2;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Enrolled or not, without reader, SAM, parameters or center: it runs, says where its screen is, and ends
/// cleanly on either signal.
#[test]
fn it_runs_without_anything_and_ends_cleanly() {
    for (enrolled, signal) in [(false, "TERM"), (true, "TERM"), (true, "INT")] {
        let dir = folder(&format!("run-{enrolled}-{signal}"));
        if enrolled {
            let path = config(&dir, &good_center());
            assert_eq!(code(&run("enrol", &path, &["--code", &one_time_code()])), 0);
        }
        let path = config(&dir, "http://127.0.0.1:1");
        let mut child =
            program().arg("run").arg("--config").arg(&path).stderr(Stdio::piped()).spawn().unwrap();
        let address = started(&mut child);
        assert!(address.starts_with("http://127.0.0.1:"), "{address}");
        std::thread::sleep(Duration::from_millis(700));
        assert!(child.try_wait().unwrap().is_none(), "still running");
        let told =
            Command::new("kill").arg(format!("-{signal}")).arg(child.id().to_string()).status().unwrap();
        assert!(told.success());
        assert_eq!(ends_within(&mut child, Duration::from_secs(5)), 0, "enrolled {enrolled}, {signal}");
    }
}
