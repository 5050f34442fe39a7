//! A center of the test's own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};
use laptop_till::program;
use serde_json::Value;

/// A running center with a folder of its own.
pub(crate) struct Office {
    pub(crate) folder: PathBuf,
    center: Child,
    pub(crate) url: String,
}

impl Office {
    /// Opens an office whose center has this key file.
    pub(crate) fn open(name: &str, keys: &str) -> Result<Office> {
        let folder = Office::folder(name)?;
        std::fs::write(folder.join("keys.json"), keys)?;
        Office::serve(folder)
    }

    /// A folder of its own, empty.
    pub(crate) fn folder(name: &str) -> Result<PathBuf> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Makes books beside `keys.json` and runs the center.
    pub(crate) fn serve(folder: PathBuf) -> Result<Office> {
        std::fs::write(
            folder.join("center.toml"),
            "listen = \"127.0.0.1:0\"\nbooks = \"books.db\"\n[cards]\nkey_custody = \"psam\"\ntac_keys = \"keys.json\"\n",
        )?;
        told(&folder, &["init", "--county", "330703", "--name", "示范县"])?;
        let mut center = Command::new(program("county-center")?)
            .current_dir(&folder)
            .args(["serve", "--config", "center.toml"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut url = String::new();
        BufReader::new(center.stdout.take().context("stdout")?).read_line(&mut url)?;
        Ok(Office { folder, center, url: url.trim().to_owned() })
    }

    /// What the center's program answers.
    pub(crate) fn told(&self, words: &[&str]) -> Result<Value> {
        told(&self.folder, words)
    }

    /// Installs a card profile that two people have signed.
    pub(crate) fn install(&self, profile: &Path) -> Result<()> {
        let profile = profile.display().to_string();
        for (role, verb, from, to) in
            [("maker", "make", &*profile, "cards.made"), ("checker", "approve", "cards.made", "cards.signed")]
        {
            let key = format!("{role}.key");
            let phrase = format!("correct horse {role}\n");
            let person = ["officer", "add", "--name", role, "--role", role, "--out", &key];
            hearing(&self.folder, &person, &phrase)?;
            hearing(&self.folder, &["card-profile", verb, from, "--key", &key, "--out", to], &phrase)?;
        }
        self.told(&["card-profile", "install", "cards.signed"]).map(drop)
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        drop(self.center.kill());
        drop(self.center.wait());
    }
}

fn told(folder: &Path, words: &[&str]) -> Result<Value> {
    hearing(folder, words, "")
}

/// What the center's program answers to this on its standard input.
fn hearing(folder: &Path, words: &[&str], input: &str) -> Result<Value> {
    let mut child = Command::new(program("county-center")?)
        .current_dir(folder)
        .arg("--json")
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    child.stdin.take().context("stdin")?.write_all(input.as_bytes())?;
    let ran = child.wait_with_output()?;
    anyhow::ensure!(ran.status.success(), "{words:?}: {}", String::from_utf8_lossy(&ran.stderr));
    Ok(serde_json::from_slice(&ran.stdout)?)
}
