//! A real Chromium, driven over the W3C WebDriver protocol by Debian's chromedriver.

use crate::child::{Running, wait_for};
use anyhow::{Context, Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use ureq::Agent;

/// Name of an element in WebDriver answers (W3C WebDriver §11).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with one window the width of a phone.
pub struct Browser {
    agent: Agent,
    session: String,
    _driver: Running,
}

impl Browser {
    /// Opens a window of `width` × `height` CSS pixels.
    ///
    /// # Errors
    /// chromedriver or Chromium cannot be started.
    pub fn open(logs: &Path, width: u32, height: u32) -> Result<Browser> {
        let port = crate::free_port()?;
        let profile = logs.join(format!("chromium-{port}"));
        let driver =
            Running::start("chromedriver", Command::new("chromedriver").arg(format!("--port={port}")), logs)?;
        let agent: Agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        let root = format!("http://127.0.0.1:{port}");
        wait_for("chromedriver", Duration::from_secs(20), || {
            agent.get(format!("{root}/status")).call().ok().map(|_| ())
        })?;
        let wanted = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": {
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=zh-CN",
                "--hide-scrollbars", format!("--user-data-dir={}", profile.display())],
            "mobileEmulation": {"deviceMetrics": {"width": width, "height": height, "pixelRatio": 2.0, "touch": true}}
        }}}});
        let mut browser = Browser { agent, session: root, _driver: driver };
        let opened = browser.post("/session", &wanted)?;
        let id = opened["sessionId"].as_str().context("chromedriver gave no session")?;
        browser.session = format!("{}/session/{id}", browser.session);
        Ok(browser)
    }

    /// Opens a page.
    ///
    /// # Errors
    /// The page cannot be reached.
    pub fn go(&self, url: &str) -> Result<()> {
        self.post("/url", &json!({ "url": url })).map(|_| ())
    }

    /// Types into the field that `css` selects.
    ///
    /// # Errors
    /// No such field.
    pub fn fill(&self, css: &str, text: &str) -> Result<()> {
        let element = self.find(css)?;
        self.post(&format!("/element/{element}/value"), &json!({ "text": text })).map(|_| ())
    }

    /// Presses what `css` selects.
    ///
    /// # Errors
    /// No such element.
    pub fn click(&self, css: &str) -> Result<()> {
        let element = self.find(css)?;
        self.post(&format!("/element/{element}/click"), &json!({})).map(|_| ())
    }

    /// Where the browser is now.
    ///
    /// # Errors
    /// The browser does not answer.
    pub fn address(&self) -> Result<String> {
        Ok(self.get("/url")?.as_str().unwrap_or_default().to_owned())
    }

    /// What a person reads in the element that `css` selects.
    ///
    /// # Errors
    /// No such element.
    pub fn text(&self, css: &str) -> Result<String> {
        let element = self.find(css)?;
        let answer = self.get(&format!("/element/{element}/text"))?;
        Ok(answer.as_str().unwrap_or_default().to_owned())
    }

    /// Width of the page's content in CSS pixels, to see whether a phone must scroll sideways.
    ///
    /// # Errors
    /// The page does not answer.
    pub fn content_width(&self) -> Result<i64> {
        let script = json!({"script": "return document.documentElement.scrollWidth", "args": []});
        self.post("/execute/sync", &script)?.as_i64().context("no width")
    }

    /// A picture of the window, as PNG bytes.
    ///
    /// # Errors
    /// The browser does not answer.
    pub fn screenshot(&self) -> Result<Vec<u8>> {
        let answer = self.get("/screenshot")?;
        Ok(STANDARD.decode(answer.as_str().unwrap_or_default())?)
    }

    fn find(&self, css: &str) -> Result<String> {
        let found = self.post("/element", &json!({"using": "css selector", "value": css}))?;
        found[ELEMENT].as_str().map(str::to_owned).with_context(|| format!("{css} is not on the page"))
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let answer = self.agent.post(format!("{}{path}", self.session)).send_json(body)?;
        value(path, answer.into_body().read_json()?)
    }

    fn get(&self, path: &str) -> Result<Value> {
        let answer = self.agent.get(format!("{}{path}", self.session)).call()?;
        value(path, answer.into_body().read_json()?)
    }
}

fn value(path: &str, mut answer: Value) -> Result<Value> {
    if let Some(error) = answer["value"]["error"].as_str() {
        bail!("browser: {path}: {error}: {}", answer["value"]["message"].as_str().unwrap_or_default());
    }
    Ok(answer["value"].take())
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Err(error) = self.agent.delete(&self.session).call() {
            eprintln!("browser: {error}");
        }
    }
}
