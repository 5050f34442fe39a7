//! A synthetic county, set up by the commands an operator would type.

use crate::child::run;
use crate::program;
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A merchant of the demo: id, name, point, service, price, till mode.
#[derive(Clone, Copy)]
pub struct Merchant {
    /// Id in the books.
    pub id: &'static str,
    /// Name on pages.
    pub name: &'static str,
    /// Name of its point, on the till.
    pub point: &'static str,
    service: &'static str,
    price: &'static str,
    mode: &'static str,
}

/// The three merchants of the demo. Places and names are made up of plain words.
pub const MERCHANTS: [Merchant; 3] = [
    Merchant {
        id: "canteen-1",
        name: "示范街老年食堂",
        point: "示范街助餐点",
        service: "meal_lunch",
        price: "12.00",
        mode: "fixed",
    },
    Merchant {
        id: "canteen-2",
        name: "示范村长者饭堂",
        point: "示范村助餐点",
        service: "meal_lunch",
        price: "12.00",
        mode: "keyed",
    },
    Merchant {
        id: "barber-1",
        name: "示范理发店",
        point: "示范理发店",
        service: "haircut",
        price: "20.00",
        mode: "fixed",
    },
];

/// Password of every account of the demo. It guards nothing but synthetic data on loopback.
pub const PASSWORD: &str = "demo-lunch-2026";
/// Passphrase of the two officers' key files. In a county each has one of their own.
pub const PASSPHRASE: &str = "demo-officer-2026";
/// Supervisor code of the demo's tills.
pub const SUPERVISOR: &str = "271828";

/// The center of the demo: where its files are and where it listens.
pub struct County {
    /// Folder of everything.
    pub folder: PathBuf,
    /// Port of the center.
    pub port: u16,
}

impl County {
    /// Makes the cards, the keys, the books, the merchants, the accounts, the officers and the tariff.
    ///
    /// # Errors
    /// A command refused; the message holds what it said.
    pub fn found(folder: &Path, elders: u32, port: u16) -> Result<County> {
        let county = County { folder: folder.to_path_buf(), port };
        let path = |name: &str| folder.join(name);
        run(
            Command::new(program("card-in-pcscd")?)
                .args(["seed", "--county", "330703", "--elders", &elders.to_string()])
                .arg("--out")
                .arg(path("cards.json"))
                .arg("--holders")
                .arg(path("holders.csv"))
                .arg("--keys")
                .arg(path("keys.json")),
            "",
        )?;
        county.center(&["init", "--county", "330703", "--name", "示范县"], "")?;
        let tariff = path("lunch-demo.toml");
        fs::write(&tariff, include_str!("../../golden/tariffs/lunch-demo.toml"))?;
        county.release(&tariff, 1)?;
        // Not enough for the whole lunch: the charity ends in the middle of a benefit, and nobody pays more.
        let gift = ["--fund", "charity", "--amount", "40.40", "--reference", "JZ-2026-001"];
        county.center(&[&["fund", "inflow"][..], &gift, &["--source", "示范企业"]].concat(), "")?;
        county.center(&["holders", "import", &path("holders.csv").display().to_string()], "")?;
        for Merchant { id, name, service, price, mode, .. } in MERCHANTS {
            county.center(&["merchant", "add", "--id", id, "--name", name], "")?;
            let offer =
                ["--service", service, "--price", price, "--mode", mode, "--from", "00:00", "--to", "24:00"];
            county.center(&[&["offers", "set", "--merchant", id][..], &offer].concat(), "")?;
            let account = ["account", "add", "--login", id, "--role", "merchant", "--merchant", id];
            county.center(&account, PASSWORD)?;
        }
        county.center(&["account", "add", "--login", "center", "--role", "operator"], PASSWORD)?;
        county.center(&["supervisor", "set-code"], SUPERVISOR)?;
        fs::write(
            path("center.toml"),
            format!(
                "listen = \"127.0.0.1:{port}\"\nbooks = {:?}\n\n[cards]\nkey_custody = \"psam\"\ntac_keys = {:?}\n",
                path("books.sqlite"),
                path("keys.json")
            ),
        )?;
        Ok(county)
    }

    /// Two people release a tariff: one makes it, the other checks it.
    fn release(&self, tariff: &Path, version: u32) -> Result<()> {
        let key = |role: &str| self.folder.join(format!("{role}.key")).display().to_string();
        for (name, role) in [("经办员", "maker"), ("复核员", "checker")] {
            let add = ["officer", "add", "--name", name, "--role", role, "--out", &key(role)];
            self.center(&add, PASSPHRASE)?;
        }
        let (tariff, version) = (tariff.display().to_string(), version.to_string());
        self.center(&["tariff", "propose", &tariff, "--key", &key("maker")], PASSPHRASE)?;
        self.center(&["tariff", "approve", &version, "--key", &key("checker")], PASSPHRASE)?;
        Ok(())
    }

    /// Runs a verb of `county-center` on the books of the demo.
    ///
    /// # Errors
    /// It refused.
    pub fn center(&self, words: &[&str], input: &str) -> Result<String> {
        let mut command = Command::new(program("county-center")?);
        command.args(words).arg("--books").arg(self.folder.join("books.sqlite"));
        run(&mut command, input)
    }

    /// A one-time enrolment code for a till of this merchant.
    ///
    /// # Errors
    /// The center refused, or printed no code.
    pub fn invite(&self, merchant: &Merchant) -> Result<String> {
        let words = ["terminal", "invite", "--json", "--merchant", merchant.id, "--point", merchant.point];
        let said: Value = serde_json::from_str(&self.center(&words, "")?)?;
        said["code"].as_str().map(str::to_owned).with_context(|| format!("no code in: {said}"))
    }

    /// Where the center is reached.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}
