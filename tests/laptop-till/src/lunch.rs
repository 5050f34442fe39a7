//! Everything a lunch needs, started in order and ended in order.

use crate::child::{Running, run, wait_for};
use crate::county::{County, MERCHANTS, Merchant};
use crate::{free_port, program};
use anyhow::{Context, Result};
use card_in_pcscd::kept::Deck;
use card_in_pcscd::tray::{Reader, Tray, serve};
use serde_json::Value;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;

/// How long a program may take to answer for the first time.
const START: Duration = Duration::from_secs(30);

/// Where things listen: the well-known ports of the demo, or free ones for tests.
#[derive(Clone, Copy)]
pub enum Ports {
    /// Center 8080, tills from 8090, tray 8070.
    WellKnown,
    /// Whatever is free.
    Free,
}

impl Ports {
    fn pick(self, well_known: u16) -> Result<u16> {
        match self {
            Ports::WellKnown => Ok(well_known),
            Ports::Free => free_port(),
        }
    }
}

/// A till at its counter.
pub struct Till {
    /// Whose it is.
    pub merchant: Merchant,
    /// Number of its counter in the tray.
    pub counter: usize,
    /// Where its screen is mirrored.
    pub url: String,
    config: PathBuf,
    socket: PathBuf,
    process: Option<Running>,
}

/// A county at lunch.
pub struct Lunch {
    /// Everything is in here.
    pub folder: PathBuf,
    /// The center's books and verbs.
    pub county: County,
    /// The cards.
    pub tray: Arc<Tray>,
    /// Where the tray is shown.
    pub tray_url: String,
    /// The tills, in the order of the merchants.
    pub tills: Vec<Till>,
    center: Option<Running>,
    agent: Agent,
}

impl Lunch {
    /// Founds a county in `folder` (which is emptied) and starts its center and `tills` tills.
    ///
    /// # Errors
    /// What could not be started, and what it said.
    pub fn start(folder: &Path, elders: u32, tills: usize, ports: Ports) -> Result<Lunch> {
        if folder.exists() {
            fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        fs::create_dir_all(folder.join("logs"))?;
        let folder = folder.canonicalize()?;
        let county = County::found(&folder, elders, ports.pick(8080)?)?;
        let deck = Deck::load(&folder.join("cards.json"))?;
        let readers = (1..=tills).map(|nth| Reader::own(&folder.join(format!("pcscd-{nth}"))));
        let readers = readers.collect::<Result<_>>()?;
        let tray = Arc::new(Tray::lay_out(&deck, &folder.join("tray"), readers)?);
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, ports.pick(8070)?));
        let tray_url = format!("http://{}", serve(Arc::clone(&tray), listen)?);
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(20)))
            .build()
            .into();
        let mut lunch = Lunch { folder, county, tray, tray_url, tills: Vec::new(), center: None, agent };
        lunch.start_center()?;
        for (counter, merchant) in (1..=tills).zip(MERCHANTS) {
            let nth = u16::try_from(counter)?;
            let till = lunch.set_up(merchant, counter, ports.pick(8089 + nth)?)?;
            lunch.tills.push(till);
            lunch.start_till(counter - 1)?;
        }
        Ok(lunch)
    }

    fn set_up(&self, merchant: Merchant, counter: usize, port: u16) -> Result<Till> {
        let home = self.folder.join(format!("till-{counter}"));
        fs::create_dir_all(&home)?;
        let config = home.join("terminal.toml");
        fs::write(
            &config,
            format!(
                "data_dir = \"data\"\n\n[center]\nurl = \"{}\"\npoll_seconds = 2\n\n[reader]\ncard = \"Virtual PCD 00 00\"\n\
                 sam = \"Virtual PCD 00 01\"\n\n[screen]\nlisten = \"127.0.0.1:{port}\"\n",
                self.county.url("")
            ),
        )?;
        let code = self.county.invite(&merchant)?;
        let mut enrol = Command::new(program("canteen-terminal")?);
        run(enrol.arg("enrol").arg("--config").arg(&config).args(["--code", &code]), "")?;
        let socket = self.tray.counter(counter).and_then(|counter| counter.socket()).context("no counter")?;
        let url = format!("http://127.0.0.1:{port}");
        Ok(Till { merchant, counter, url, config, socket, process: None })
    }

    /// Starts the center and waits until it answers.
    ///
    /// # Errors
    /// It does not answer.
    pub fn start_center(&mut self) -> Result<()> {
        let mut command = Command::new(program("county-center")?);
        command.arg("serve").arg("--config").arg(self.folder.join("center.toml"));
        let mut center = Running::start("center", &mut command, &self.folder.join("logs"))?;
        let url = self.county.url("/healthz");
        wait_for("county-center", START, || self.agent.get(&url).call().ok())
            .or_else(|slow| center.alive().and(Err(slow)))?;
        self.center = Some(center);
        Ok(())
    }

    /// Ends the center: the line is dead until it starts again.
    ///
    /// # Errors
    /// It did not end in time.
    pub fn stop_center(&mut self) -> Result<()> {
        match self.center.take() {
            Some(mut center) => center.end(Duration::from_secs(10)).map(|_| ()),
            None => Ok(()),
        }
    }

    /// Starts a till and waits until it is ready for cards.
    ///
    /// # Errors
    /// It does not become ready.
    pub fn start_till(&mut self, index: usize) -> Result<()> {
        let till = self.tills.get_mut(index).context("no such till")?;
        let mut command = Command::new(program("canteen-terminal")?);
        command.arg("run").arg("--config").arg(&till.config).env("PCSCLITE_CSOCK_NAME", &till.socket);
        let name = format!("till-{}", till.counter);
        let mut process = Running::start(&name, &mut command, &self.folder.join("logs"))?;
        let url = format!("{}/view.json", till.url);
        wait_for(&format!("{name} is up"), START, || self.agent.get(&url).call().ok())
            .or_else(|slow| process.alive().and(Err(slow)))?;
        till.process = Some(process);
        Ok(())
    }

    /// Cuts a till's power: SIGKILL.
    ///
    /// # Errors
    /// It was not running.
    pub fn kill_till(&mut self, index: usize) -> Result<()> {
        let till = self.tills.get_mut(index).context("no such till")?;
        till.process.take().context("the till is not running")?.kill().map(|_| ())
    }

    /// Ends a till as a service manager would.
    ///
    /// # Errors
    /// It did not end in time.
    pub fn stop_till(&mut self, index: usize) -> Result<()> {
        let till = self.tills.get_mut(index).context("no such till")?;
        match till.process.take() {
            Some(mut process) => process.end(Duration::from_secs(10)).map(|_| ()),
            None => Ok(()),
        }
    }

    /// Process number of a till.
    #[must_use]
    pub fn till_pid(&self, index: usize) -> Option<u32> {
        self.tills.get(index)?.process.as_ref().map(Running::pid)
    }

    /// What a till's screen shows, in words.
    ///
    /// # Errors
    /// The till does not answer.
    pub fn view(&self, index: usize) -> Result<Value> {
        let till = self.tills.get(index).context("no such till")?;
        Ok(self.agent.get(format!("{}/view.json", till.url)).call()?.into_body().read_json()?)
    }

    /// A till's screen as PNG.
    ///
    /// # Errors
    /// The till does not answer.
    pub fn screen(&self, index: usize) -> Result<Vec<u8>> {
        let till = self.tills.get(index).context("no such till")?;
        Ok(self.agent.get(format!("{}/screen.png", till.url)).call()?.into_body().read_to_vec()?)
    }

    /// Presses keys on a till.
    ///
    /// # Errors
    /// The till does not answer, or does not know the key.
    pub fn press(&self, index: usize, keys: &[&str]) -> Result<()> {
        let till = self.tills.get(index).context("no such till")?;
        let answer =
            self.agent.post(format!("{}/keys", till.url)).send_json(serde_json::json!({ "keys": keys }))?;
        anyhow::ensure!(answer.status().is_success(), "keys {keys:?}: {}", answer.status());
        Ok(())
    }

    /// What `canteen-terminal inspect` says of a till.
    ///
    /// # Errors
    /// It refused.
    pub fn inspect(&self, index: usize) -> Result<Value> {
        let till = self.tills.get(index).context("no such till")?;
        let mut command = Command::new(program("canteen-terminal")?);
        command.arg("inspect").arg("--config").arg(&till.config).arg("--json");
        Ok(serde_json::from_str(&run(&mut command, "")?)?)
    }

    /// The log of a program (`center`, `till-1`).
    ///
    /// # Errors
    /// There is none.
    pub fn log(&self, name: &str) -> Result<String> {
        Ok(fs::read_to_string(self.folder.join("logs").join(format!("{name}.log")))?)
    }

    /// Where logs go.
    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.folder.join("logs")
    }
}

impl Drop for Lunch {
    /// Tills first, then the center: a till that still has something to say may say it.
    fn drop(&mut self) {
        self.tills.clear();
        self.center = None;
    }
}
