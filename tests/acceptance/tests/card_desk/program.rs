//! The program as the people of the office use it: a ceremony, an enrolment, a card on a real PC/SC reader.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result};
use card_desk::keys::{Cipher, KeyId, KeyUse, open};
use card_in_pcscd::{Pcscd, Slot};
use laptop_till::program;
use serde_json::Value;
use virtual_cards::{Key, Lock, MasterKeys, Personalise};

use crate::office::Office;

pub(crate) const PASSPHRASE: &str = "twelve letters or more";
pub(crate) const TOKEN_PIN: &str = "24681357";
pub(crate) const DESK: &str = r#"data_dir = "desk"
[center]
url = "URL"
[reader]
card = "Virtual PCD 00 00"
[keys]
file = "keys.sealed"
[cards]
issuer = "0310477001234567"
province = "3300"
city = "3380"
"#;

pub(crate) struct Program {
    pub(crate) folder: PathBuf,
    pub(crate) socket: PathBuf,
    pub(crate) token: Option<PathBuf>,
}

impl Program {
    /// The same program with a token of its own.
    pub(crate) fn with_token(folder: &Path, socket: PathBuf) -> Result<Program> {
        let tokens = folder.join("tokens");
        std::fs::create_dir_all(&tokens)?;
        let conf = folder.join("softhsm2.conf");
        std::fs::write(&conf, format!("directories.tokendir = {}\n", tokens.display()))?;
        let words =
            ["--init-token", "--free", "--label", "lovecard", "--so-pin", "13572468", "--pin", TOKEN_PIN];
        let made = Command::new("softhsm2-util").env("SOFTHSM2_CONF", &conf).args(words).output()?;
        anyhow::ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Ok(Program { folder: folder.to_path_buf(), socket, token: Some(conf) })
    }

    /// Runs `card-desk --json` with these words and this input: exit code, answer, complaint.
    pub(crate) fn run(&self, words: &[&str], input: &str) -> Result<(i32, Value, String)> {
        let mut command = Command::new(program("card-desk")?);
        if let Some(conf) = &self.token {
            command.env("SOFTHSM2_CONF", conf);
        }
        let mut child = command
            .current_dir(&self.folder)
            .env("PCSCLITE_CSOCK_NAME", &self.socket)
            .arg("--json")
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        // A command that does not listen may be gone already.
        drop(child.stdin.take().context("stdin")?.write_all(input.as_bytes()));
        let ran = child.wait_with_output()?;
        let said = serde_json::from_slice(&ran.stdout).unwrap_or(Value::Null);
        Ok((ran.status.code().unwrap_or(-1), said, String::from_utf8_lossy(&ran.stderr).into_owned()))
    }

    pub(crate) fn done(&self, words: &[&str], input: &str) -> Result<Value> {
        let (code, said, complaint) = self.run(words, input)?;
        anyhow::ensure!(code == 0, "{words:?} ended with {code}: {complaint}");
        Ok(said)
    }
}

/// Keys as the ceremony made them, for the card.
fn master_keys(folder: &Path) -> Result<MasterKeys> {
    let keys = open(&std::fs::read_to_string(folder.join("keys.sealed"))?, PASSPHRASE)?;
    let key = |key_use| {
        let id = KeyId { key_use, cipher: Cipher::TripleDes, version: 1 };
        keys.get(id).map(|key| Key(*key.expose())).context("a key is missing")
    };
    Ok(MasterKeys {
        purchase: key(KeyUse::Purchase)?,
        load: key(KeyUse::Load)?,
        tac: key(KeyUse::Tac)?,
        maintenance: key(KeyUse::Maintenance)?,
    })
}

#[test]
fn from_the_ceremony_to_a_blocked_card() -> Result<()> {
    let folder = Office::folder("office-program")?;
    let pcscd = Pcscd::start(&folder.join("p"))?;
    let desk = Program { folder: folder.clone(), socket: pcscd.socket(), token: None };
    let typed = format!("{PASSPHRASE}\n");

    // Three custodians, any two: made, checked, joined and sealed.
    let made = desk.done(&["ceremony", "make", "--any", "2", "s1.txt", "s2.txt", "s3.txt"], "")?;
    let checked = desk.done(&["ceremony", "check", "s2.txt"], "")?;
    assert_eq!(checked["keys"], made["keys"]);
    let join = ["ceremony", "join", "s3.txt", "s1.txt", "--out", "keys.sealed"];
    let joined = desk.done(&join, &format!("{PASSPHRASE}\n{PASSPHRASE}\n"))?;
    assert_eq!(joined["keys"], made["keys"]);
    assert_eq!(desk.run(&join, &format!("{PASSPHRASE}\n{PASSPHRASE}\n"))?.0, 3, "an existing file stays");
    let (code, _, complaint) = desk.run(&["ceremony", "join", "s1.txt", "s1.txt", "--out", "x"], "")?;
    assert!(code == 4 && complaint.contains("第 1 份"), "{code} {complaint}");

    std::fs::write(folder.join("desk.toml"), DESK)?;
    assert_eq!(desk.done(&["keys", "list"], &typed)?["keys"], made["keys"]);
    assert_eq!(desk.run(&["keys", "list"], "another passphrase\n")?.0, 6);
    desk.done(&["keys", "for-center", "keys.sealed", "--out", "keys.json"], &typed)?;
    assert_eq!(desk.run(&["status"], "")?.0, 3, "not enrolled yet");

    let office = Office::serve(folder.clone())?;
    std::fs::write(folder.join("desk.toml"), DESK.replace("URL", &office.url))?;
    let invited = office.told(&["desk", "invite", "--name", "一号发卡台", "--load-limit", "500"])?;
    let code = invited["code"].as_str().context("code")?;
    assert_eq!(desk.done(&["enrol", "--code", code], "")?["terminal"], "330703900001");
    assert_eq!(desk.run(&["enrol", "--code", code], "")?.0, 6, "once");

    let issuer = [0x03, 0x10, 0x47, 0x70, 0x01, 0x23, 0x45, 0x67];
    let number = [0x03, 0x10, 0x47, 0x70, 0, 0, 0, 0, 0x12, 0x34];
    let card = Arc::new(Mutex::new(Personalise::elder(master_keys(&folder)?, issuer, number).card()));
    let [door, _] = pcscd.doors();
    let _inserted = Slot::behind(door).insert(Arc::clone(&card), None);

    let loaded = desk.done(&["load", "--amount", "50", "--receipt", "R-1"], &format!("{typed}123456\n"))?;
    assert_eq!((&loaded["card"], &loaded["balance_fen"]), (&"1234".into(), &5_000.into()));
    let (code, _, complaint) =
        desk.run(&["load", "--amount", "460", "--receipt", "R-2"], &format!("{typed}123456\n"))?;
    assert!(code == 6 && complaint.contains("over-day"), "{code} {complaint}");
    let read = desk.done(&["read"], "")?;
    assert_eq!((&read["balance_fen"], read["log"].as_array().map(Vec::len)), (&5_000.into(), Some(1)));
    let blocked = desk.done(&["block", "--reason", "lost"], &typed)?;
    assert_eq!((&blocked["on_card"], &blocked["pending"]), (&true.into(), &0.into()));
    assert_eq!(card.lock().unwrap_or_else(PoisonError::into_inner).state().lock, Lock::Temporary);

    let log = desk.done(&["log"], "")?.to_string();
    assert!(log.contains("R-1") && log.contains("****1234") && !log.contains("0310477"), "{log}");
    let status = desk.done(&["status"], "")?;
    assert_eq!(
        (&status["center"], &status["reader"], &status["pending"]),
        (&true.into(), &true.into(), &0.into())
    );
    Ok(())
}

/// The load key in a token at the desk, and nowhere else: the center permits, the token makes the codes.
#[test]
fn a_token_at_the_desk_loads_a_card() -> Result<()> {
    let folder = Office::folder("office-token")?;
    let pcscd = Pcscd::start(&folder.join("p"))?;
    let desk = Program::with_token(&folder, pcscd.socket())?;
    desk.done(&["ceremony", "make", "--sm4", "s1.txt", "s2.txt"], "")?;
    let join = ["ceremony", "join", "s1.txt", "s2.txt", "--out", "keys.sealed"];
    desk.done(&join, &format!("{PASSPHRASE}\n{PASSPHRASE}\n"))?;
    let keys = master_keys(&folder)?;
    let mtk = card_desk::hex::hex(&keys.tac.0);
    std::fs::write(folder.join("keys.json"), format!("{{\"mtk\":\"{mtk}\"}}"))?;

    let modules = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"];
    let module =
        modules.into_iter().find(|path| Path::new(path).exists()).context("SoftHSM2: make packages")?;
    let office = Office::serve(folder.clone())?;
    let token = format!("[keys.token]\nmodule = \"{module}\"\nlabel = \"lovecard\"\n");
    let config = DESK.replace("URL", &office.url).replace("[keys]\nfile = \"keys.sealed\"\n", &token);
    std::fs::write(folder.join("desk.toml"), config)?;
    let import = ["keys", "import", "keys.sealed", "--issuer", "0310477001234567"];
    let imported = desk.done(&import, &format!("{PASSPHRASE}\n{TOKEN_PIN}\n"))?;
    assert_eq!((&imported["stored"], imported["left_out"].as_array().map(Vec::len)), (&13.into(), Some(8)));
    assert_eq!(desk.run(&["keys", "list"], "00000000\n")?.0, 6);
    std::fs::remove_file(folder.join("keys.sealed"))?;

    let invited = office.told(&["desk", "invite", "--name", "一号发卡台", "--load-limit", "500"])?;
    desk.done(&["enrol", "--code", invited["code"].as_str().context("code")?], "")?;
    let issuer = [0x03, 0x10, 0x47, 0x70, 0x01, 0x23, 0x45, 0x67];
    let number = [0x03, 0x10, 0x47, 0x70, 0, 0, 0, 0, 0x56, 0x78];
    let card = Arc::new(Mutex::new(Personalise::elder(keys, issuer, number).card()));
    let [door, _] = pcscd.doors();
    let _inserted = Slot::behind(door).insert(Arc::clone(&card), None);
    let typed = format!("{TOKEN_PIN}\n123456\n");
    let loaded = desk.done(&["load", "--amount", "0.01", "--receipt", "R-1"], &typed)?;
    assert_eq!((&loaded["balance_fen"], &loaded["pending"]), (&1.into(), &0.into()));
    assert_eq!(office.told(&["card", "loads"])?[0]["state"], "good", "the TAC proves it at the center");
    Ok(())
}
