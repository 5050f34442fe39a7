//! The pictures of the README, taken from a real run.

use crate::browser::Browser;
use crate::child::wait_for;
use crate::county::PASSWORD;
use crate::lunch::{Lunch, Ports};
use anyhow::Result;
use card_in_pcscd::kept::Kind;
use card_in_pcscd::tray::TapOrder;
use std::fs;
use std::path::Path;
use std::time::Duration;
use virtual_cards::Tear;

const LOOK: Duration = Duration::from_secs(10);

/// Plays a short lunch in `folder` and puts the pictures into `to`.
///
/// # Errors
/// A part did not do what the picture should show.
pub fn take(folder: &Path, to: &Path) -> Result<()> {
    let lunch = Lunch::start(folder, 40, 3, Ports::Free)?;
    fs::create_dir_all(to)?;
    let shoot = |till: usize, view: &str, name: &str| -> Result<()> {
        wait_for(&format!("the screen shows {view}"), LOOK, || {
            lunch.view(till).ok().filter(|seen| seen["view"] == view)
        })?;
        fs::write(to.join(name), lunch.screen(till)?)?;
        Ok(())
    };
    let tap = |counter: usize, card: usize, tear: Option<Tear>| {
        lunch.tray.tap(TapOrder { card, counter, hold: Duration::from_secs(6), tear })
    };
    shoot(0, "ready", "till-ready.png")?;
    for card in 0..6 {
        tap(1, card, None)?;
        shoot(0, "paid", "till-paid.png")?;
    }
    if let Some(foreign) = lunch.tray.cards.iter().position(|card| card.entry.kind == Kind::Foreign) {
        tap(1, foreign, None)?;
        shoot(0, "refused", "till-refused.png")?;
    }
    tap(1, 7, Some(Tear::AfterCommit))?;
    shoot(0, "hold_card", "till-hold.png")?;
    tap(1, 7, None)?;
    shoot(0, "paid", "till-recovered.png")?;
    lunch.press(1, &["1", "2", ".", "5"])?;
    shoot(1, "keying", "till-keying.png")?;
    wait_for("everything has arrived", LOOK, || {
        lunch.view(0).ok().filter(|seen| seen["strip"]["pending"] == 0)
    })?;
    pages(&lunch, to)?;
    println!("截图在 · pictures are in {}", to.display());
    Ok(())
}

fn pages(lunch: &Lunch, to: &Path) -> Result<()> {
    for (login, path, name, width, height) in [
        ("canteen-1", "/merchant/today", "merchant-today.png", 360, 900),
        ("center", "/operations", "operations.png", 1200, 1000),
    ] {
        let browser = log_in(lunch, login, width, height)?;
        browser.go(&lunch.county.url(path))?;
        fs::write(to.join(name), browser.screenshot()?)?;
    }
    let browser = Browser::open(&lunch.logs(), 1200, 900)?;
    browser.go(&lunch.tray_url)?;
    fs::write(to.join("tray.png"), browser.screenshot()?)?;
    Ok(())
}

/// A browser in which this account has logged in, as a person does.
///
/// # Errors
/// The browser or the center does not play along.
pub fn log_in(lunch: &Lunch, login: &str, width: u32, height: u32) -> Result<Browser> {
    let browser = Browser::open(&lunch.logs(), width, height)?;
    browser.go(&lunch.county.url("/login"))?;
    browser.fill("input[name=login]", login)?;
    browser.fill("input[name=password]", PASSWORD)?;
    browser.click("button[type=submit]")?;
    wait_for(&format!("{login} is logged in"), LOOK, || {
        browser.address().ok().filter(|address| !address.ends_with("/login"))
    })?;
    Ok(browser)
}
