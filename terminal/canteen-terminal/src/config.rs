//! `terminal.toml`: what differs from one till to the next. Unknown words are errors; every error names the
//! file, the line and the remedy.

use serde::Deserialize;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The whole file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Folder for the key, the enrolment and the parameters; relative to the file.
    pub data_dir: PathBuf,
    /// `[center]`
    pub center: Center,
    /// `[reader]`
    pub reader: Reader,
    /// `[keys]`
    #[serde(default)]
    pub keys: Keys,
    /// `[journal]`
    #[serde(default)]
    pub journal: Journal,
    /// `[screen]`
    #[serde(default)]
    pub screen: Screen,
    /// `[till]`
    #[serde(default)]
    pub till: Till,
}

/// The county center.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Center {
    /// `http://host:port`.
    pub url: String,
    /// How often parameters are asked for, in seconds (1 to 3600).
    #[serde(default = "default_poll_seconds")]
    pub poll_seconds: u32,
}

/// The readers, each by a part of its name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reader {
    /// The reader elders tap.
    pub card: String,
    /// The slot that holds the SAM; may be left out where `[keys]` has a trial file.
    #[serde(default)]
    pub sam: String,
}

/// Keys that the till keeps itself, where no SAM does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Debit keys of DESFire cards. A bare name is a credential of the service manager, sealed to this machine
    /// (`systemd-creds encrypt`); any other path is a trial.
    pub debit_file: Option<PathBuf>,
    /// Purchase key of purses, in place of the SAM: a trial.
    pub trial_file: Option<PathBuf>,
}

/// The journal.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journal {
    /// The file; relative to `data_dir`.
    #[serde(default = "default_journal_path")]
    pub path: PathBuf,
}

/// The screen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screen {
    /// Where the browser mirror listens. Keep it on loopback: whoever reaches it can press keys.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
}

/// The counter's habits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Till {
    /// The same card within this time is a repeated tap (0 to 600).
    #[serde(default = "default_repeat_tap_seconds")]
    pub repeat_tap_seconds: u32,
    /// How long the paid screen stays at least, in seconds (1 to 60).
    #[serde(default = "default_paid_seconds")]
    pub paid_seconds: u32,
}

fn default_poll_seconds() -> u32 {
    30
}

fn default_journal_path() -> PathBuf {
    PathBuf::from("journal.sqlite")
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8090))
}

fn default_repeat_tap_seconds() -> u32 {
    10
}

fn default_paid_seconds() -> u32 {
    3
}

impl Default for Journal {
    fn default() -> Journal {
        Journal { path: default_journal_path() }
    }
}

impl Default for Screen {
    fn default() -> Screen {
        Screen { listen: default_listen() }
    }
}

impl Default for Till {
    fn default() -> Till {
        Till { repeat_tap_seconds: default_repeat_tap_seconds(), paid_seconds: default_paid_seconds() }
    }
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be read.
    #[error(
        "读不到配置文件 {path}：{reason}，请检查路径和权限 · cannot read the configuration, check path and permissions"
    )]
    Unreadable {
        /// The file.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// It is not what is expected.
    #[error(
        "配置文件 {path} 第 {line} 行第 {column} 列：{what}，请改正该行 · correct this line of the configuration"
    )]
    Line {
        /// The file.
        path: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// A value is out of its range.
    #[error("配置文件 {path} 的 {key}：{what} · {remedy}")]
    Value {
        /// The file.
        path: String,
        /// The key, with its section.
        key: &'static str,
        /// What is wrong, in Chinese.
        what: &'static str,
        /// What to write instead, in English.
        remedy: &'static str,
    },
}

impl Config {
    /// Reads and checks a file; relative paths become relative to it.
    ///
    /// # Errors
    /// As [`ConfigError`].
    pub fn load(path: &Path) -> Result<Config, ConfigError> {
        let text = fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
            path: path.display().to_string(),
            reason: error.to_string(),
        })?;
        let mut config = Config::parse(&text, &path.display().to_string())?;
        let beside = path.parent().unwrap_or(Path::new("."));
        config.data_dir = beside.join(&config.data_dir);
        config.journal.path = config.data_dir.join(&config.journal.path);
        config.keys.trial_file = config.keys.trial_file.map(|path| beside.join(path));
        config.keys.debit_file =
            config.keys.debit_file.map(|path| if is_bare(&path) { path } else { beside.join(path) });
        Ok(config)
    }

    /// Reads and checks the text; `path` is for the errors.
    ///
    /// # Errors
    /// As [`ConfigError`].
    pub fn parse(text: &str, path: &str) -> Result<Config, ConfigError> {
        let config: Config = toml::from_str(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            let (line, column) = place(text, offset);
            let what = error.message().replace('\n', " ");
            ConfigError::Line { path: path.to_owned(), line, column, what }
        })?;
        config.check(path)?;
        Ok(config)
    }

    fn check(&self, path: &str) -> Result<(), ConfigError> {
        let value = |key, what, remedy| Err(ConfigError::Value { path: path.to_owned(), key, what, remedy });
        if self.data_dir.as_os_str().is_empty() {
            return value("data_dir", "不能为空", "name a folder");
        }
        if self.reader.card.trim().is_empty() {
            return value("reader.card", "不能为空", "write a part of the reader's name");
        }
        if self.reader.sam.trim().is_empty() && self.keys.trial_file.is_none() {
            return value("reader.sam", "不能为空", "write a part of the SAM slot's name");
        }
        if !self.reader.sam.trim().is_empty() && self.keys.trial_file.is_some() {
            return value(
                "keys.trial_file",
                "不能与 reader.sam 同用",
                "name a SAM slot or a trial file, not both",
            );
        }
        if self.reader.card == self.reader.sam {
            return value("reader.sam", "不能与 reader.card 相同", "name the slot that holds the SAM");
        }
        if !(1..=3_600).contains(&self.center.poll_seconds) {
            return value("center.poll_seconds", "应在 1 到 3600 之间", "write 1 to 3600");
        }
        if self.till.repeat_tap_seconds > 600 {
            return value("till.repeat_tap_seconds", "应在 0 到 600 之间", "write 0 to 600");
        }
        if !(1..=60).contains(&self.till.paid_seconds) {
            return value("till.paid_seconds", "应在 1 到 60 之间", "write 1 to 60");
        }
        if let Err(uplink::LinkError::Address(_)) =
            uplink::Link::new(&self.center.url, uplink::Timeouts::default())
        {
            return value("center.url", "应写成 http://主机:端口", "write http://host:port");
        }
        if self.center.url.starts_with("https://") {
            return value("center.url", "本程序不含 TLS", "write http:// and let a local proxy speak https");
        }
        Ok(())
    }
}

/// A name without a folder: of a credential.
pub(crate) fn is_bare(path: &Path) -> bool {
    path.components().count() == 1 && path.is_relative()
}

/// Line and column, both from 1, of a byte offset.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count().saturating_add(1);
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()).saturating_add(1);
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"data_dir = "till"
[center]
url = "http://127.0.0.1:8080"
[reader]
card = "Virtual PCD 00 00"
sam = "Virtual PCD 00 01"
"#;

    #[test]
    fn defaults_fill_what_is_not_written() {
        let config = Config::parse(GOOD, "t").unwrap();
        assert_eq!(config.screen.listen.to_string(), "127.0.0.1:8090");
        assert_eq!(config.till.repeat_tap_seconds, 10);
        assert_eq!(config.journal.path, Path::new("journal.sqlite"));
        assert_eq!(config.center.poll_seconds, 30);
    }

    /// Each line: what is written instead of what, and what the error must say.
    #[test]
    fn garbage_is_named_with_line_and_remedy() {
        let table = [
            ("data_dir = \"till\"", "data_dir = ", "第 1 行"),
            ("data_dir = \"till\"", "data_dir = 7", "第 1 行"),
            ("data_dir = \"till\"", "data_dir = \"\"", "data_dir：不能为空"),
            ("[center]", "[centre]", "第 2 行"),
            ("url = \"http://127.0.0.1:8080\"", "url = \"127.0.0.1\"", "center.url：应写成 http://主机:端口"),
            ("url = \"http://127.0.0.1:8080\"", "url = \"https://c\"", "center.url：本程序不含 TLS"),
            ("url = \"http://127.0.0.1:8080\"", "uri = \"http://c\"", "第 3 行第 1 列：unknown field `uri`"),
            (
                "url = \"http://127.0.0.1:8080\"",
                "url = \"http://c\"\npoll_seconds = 0",
                "center.poll_seconds",
            ),
            ("card = \"Virtual PCD 00 00\"", "card = \" \"", "reader.card：不能为空"),
            ("card = \"Virtual PCD 00 00\"", "card = \"Virtual PCD 00 01\"", "reader.sam：不能与"),
            ("[reader]", "[screen]\nlisten = \"nowhere\"\n[reader]", "第 5 行"),
            ("[reader]", "[till]\nrepeat_tap_seconds = 601\n[reader]", "till.repeat_tap_seconds"),
            ("[reader]", "[till]\nrepeat_tap_seconds = -1\n[reader]", "第 5 行"),
            ("[reader]", "\u{0}", "第 4 行"),
        ];
        for (from, to, says) in table {
            assert!(GOOD.contains(from), "{from}");
            let error = Config::parse(&GOOD.replace(from, to), "terminal.toml").unwrap_err().to_string();
            assert!(error.contains(says), "{to:?}: {error}");
            assert!(error.contains("terminal.toml"), "{error}");
        }
    }
}
