//! A morning at the center in a real Chromium, by two people: a finding, day close, settlements, a payout that one
//! proposes and the other approves, the bank's file and its answer, paid.

#![expect(clippy::indexing_slicing, reason = "an absent field of a JSON value reads as null")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use laptop_till::browser::Browser;
use laptop_till::child::wait_for;
use laptop_till::program;
use serde_json::Value;

const PASSWORD: &str = "correct horse";
const MAKER: &str = "maker passphrase";
const CHECKER: &str = "checker passphrase";
const LOOK: Duration = Duration::from_secs(30);
const PHONE: (u32, u32) = (360, 900);
const DESK: (u32, u32) = (1280, 1000);

/// A synthetic county with people, keys, terms and a running center.
struct County {
    folder: PathBuf,
    center: Child,
    url: String,
}

impl Drop for County {
    fn drop(&mut self) {
        drop(self.center.kill());
        drop(self.center.wait());
    }
}

fn told(folder: &Path, words: &[&str], input: &str) -> Result<Value> {
    let mut child = Command::new(program("county-center")?)
        .current_dir(folder)
        .arg("--json")
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // A command that does not listen may be gone already.
    drop(child.stdin.take().context("stdin")?.write_all(input.as_bytes()));
    let ran = child.wait_with_output()?;
    ensure!(ran.status.success(), "{words:?}: {}", String::from_utf8_lossy(&ran.stderr));
    Ok(serde_json::from_slice(&ran.stdout)?)
}

impl County {
    fn open(name: &str) -> Result<County> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder)?;
        let tell = |line: &str, input: &str| told(&folder, &line.split(' ').collect::<Vec<_>>(), input);
        tell("demo-county --seed 7 --terminals 12 --records 40 --config center.toml", "")?;
        for login in ["first", "second"] {
            tell(&format!("account add --login {login} --role supervision"), &format!("{PASSWORD}\n"))?;
        }
        tell("officer add --name 周七 --role maker --out maker.key", &format!("{MAKER}\n"))?;
        tell("officer add --name 吴八 --role checker --out checker.key", &format!("{CHECKER}\n"))?;
        tell("payout account --name 示例县民政局 --bank 402338700009", "33070000010000001\n")?;
        let terminals = tell("terminal list", "")?;
        let mut merchants: Vec<&str> =
            terminals.as_array().into_iter().flatten().filter_map(|one| one["merchant"].as_str()).collect();
        merchants.sort_unstable();
        merchants.dedup();
        for merchant in merchants {
            let terms = format!(
                "merchant terms set --merchant {merchant} --from 20200101 --cycle daily:1 --netting all --name 收款户 --bank 402338700017"
            );
            tell(&terms, "6222000000000001234\n")?;
        }
        let map = include_str!("../../../settlement/bank-files/maps/rural.answer.toml");
        std::fs::write(folder.join("answer.toml"), map.replace("gb18030", "utf-8"))?;
        let config = folder.join("center.toml");
        let text = std::fs::read_to_string(&config)?;
        std::fs::write(&config, text + "\n[bank]\nanswer_map = \"answer.toml\"\n")?;
        let mut center = Command::new(program("county-center")?)
            .current_dir(&folder)
            .args(["serve", "--config", "center.toml"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut url = String::new();
        BufReader::new(center.stdout.take().context("stdout")?).read_line(&mut url)?;
        Ok(County { folder, center, url: url.trim().to_owned() })
    }

    fn tells(&self, line: &str) -> Result<Value> {
        told(&self.folder, &line.split(' ').collect::<Vec<_>>(), "")
    }

    fn file(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }
}

/// Somebody at the center with a browser.
struct Person<'a> {
    browser: Browser,
    county: &'a County,
}

impl<'a> Person<'a> {
    fn log_in(county: &'a County, login: &str, (width, height): (u32, u32)) -> Result<Person<'a>> {
        let browser = Browser::open(&county.folder, width, height)?;
        let person = Person { browser, county };
        person.opens("/login")?;
        person.browser.fill("input[name=login]", login)?;
        person.browser.fill("input[name=password]", PASSWORD)?;
        person.browser.click("button[type=submit]")?;
        person.arrives("/morning")?;
        Ok(person)
    }

    fn opens(&self, path: &str) -> Result<()> {
        self.browser.go(&format!("{}{path}", self.county.url))
    }

    fn arrives(&self, path: &str) -> Result<()> {
        let at = |address: String| address.ends_with(path).then_some(());
        let seen = wait_for(path, LOOK, || self.browser.address().ok().and_then(at));
        seen.with_context(|| self.browser.text("main").unwrap_or_default())
    }

    /// Sends the form with this action; its key file and passphrase where it asks for them.
    fn sends(&self, action: &str, key: Option<(&str, &str)>) -> Result<()> {
        let form = format!("form[action=\"{action}\"]");
        if let Some((file, passphrase)) = key {
            self.browser.fill(&format!("{form} input[name=key]"), &self.county.file(file))?;
            self.browser.fill(&format!("{form} input[name=passphrase]"), passphrase)?;
        }
        self.browser.click(&format!("{form} button"))
    }

    fn reads(&self, word: &str) -> Result<()> {
        let seen = wait_for(word, LOOK, || self.browser.text("main").ok()?.contains(word).then_some(()));
        seen.with_context(|| self.browser.text("main").unwrap_or_default())
    }

    /// No page must be scrolled sideways.
    fn fits(&self, width: u32) -> Result<()> {
        let content = self.browser.content_width()?;
        ensure!(content <= i64::from(width), "{content} in {width}: {}", self.browser.address()?);
        Ok(())
    }
}

/// The bank's answer: every line of the payout is paid today.
fn answered(county: &County) -> Result<String> {
    let shown = county.tells("payout show 1")?;
    let today = Command::new("date").args(["-u", "-d", "+8 hours", "+%F"]).output()?.stdout;
    let today = String::from_utf8(today)?;
    let mut text =
        "示例农商银行 批量付款结果\n客户流水号,金额（元）,处理结果,记账日期,失败原因,收款户名,收款账号\n"
            .to_owned();
    let (mut count, mut sum) = (0, 0);
    for line in shown["lines"].as_array().context("lines")? {
        let (id, fen) = (line["end_to_end"].as_str().context("id")?, line["fen"].as_i64().context("fen")?);
        let yuan = format!("{}.{:02}", fen / 100, fen % 100);
        text += &format!("{id},{yuan},成功,{},,收款户,\"6222000000000001234\"\n", today.trim());
        (count, sum) = (count + 1, sum + fen);
    }
    text += &format!("合计,{count},{}.{:02}\n", sum / 100, sum % 100);
    let path = county.file("back.csv");
    std::fs::write(&path, text)?;
    Ok(path)
}

#[test]
fn two_people_from_findings_to_paid() -> Result<()> {
    let county = County::open("morning")?;
    let first = Person::log_in(&county, "first", DESK)?;
    let second = Person::log_in(&county, "second", PHONE)?;
    let (maker, checker) = (Some(("maker.key", MAKER)), Some(("checker.key", CHECKER)));

    // A finding gets a note; a phone shows the same without scrolling sideways.
    second.fits(PHONE.0)?;
    first.opens("/findings?owner=supervision")?;
    first.browser.click(".findings a")?;
    first.reads("依据")?;
    first.browser.click("#action-note")?;
    first.browser.fill("input[name=reason]", "已电话问过")?;
    first.browser.click("form.deed button")?;
    first.reads("已电话问过")?;

    // The day is closed, settled by two people.
    first.opens("/days")?;
    first.sends("/days/close", None)?;
    first.reads("已关账")?;
    first.opens("/settlements")?;
    first.sends("/settlements/make", None)?;
    first.reads("待核对")?;
    first.sends("/settlements/confirm", maker)?;
    first.reads("已核对")?;
    second.opens("/settlements")?;
    second.fits(PHONE.0)?;
    second.sends("/settlements/confirm", checker)?;
    second.reads("已确认")?;

    // One proposes, and cannot approve; the other does.
    first.opens("/payouts")?;
    first.sends("/payouts/propose", maker)?;
    first.arrives("/payouts/1")?;
    first.sends("/payouts/1/check", checker)?;
    first.reads("另一人登录")?;
    second.opens("/payouts/1")?;
    second.fits(PHONE.0)?;
    second.sends("/payouts/1/check", Some(("checker.key", "not her passphrase")))?;
    second.reads("口令不对")?;
    second.opens("/payouts/1")?;
    second.sends("/payouts/1/check", checker)?;
    second.reads("下载银行文件")?;

    // The bank's file is downloaded; its answer says that all is paid.
    second.sends("/payouts/1/file", None)?;
    wait_for("the file is written", LOOK, || {
        let shown = county.tells("payout show 1").ok()?;
        (shown["state"] == "written").then_some(())
    })?;
    first.opens("/payouts")?;
    first.browser.fill("#answer-file", &answered(&county)?)?;
    first.sends("/payouts/answer", None)?;
    first.reads("付成")?;
    let settlements = county.tells("settlement list --state 4")?;
    ensure!(settlements.as_array().is_some_and(|all| !all.is_empty()), "{settlements}");
    first.opens("/audit")?;
    first.reads("payout-answer")?;
    county.tells("books check").map(drop)
}
