//! The scripted lunch: sixty taps with torn debits, refusals, a dead line and a power cut in mid-sale, then
//! four independent sums that must agree to the fen.

mod agree;
mod play;
mod secrets;

use crate::child::wait_for;
use crate::county::SUPERVISOR;
use crate::lunch::{Lunch, Ports};
use crate::pictures::log_in;
use anyhow::{Result, ensure};
use card_in_pcscd::kept::Kind;
use play::Play;
use std::path::Path;
use std::time::{Duration, Instant};
use virtual_cards::Tear;

/// How long a tap may take to the merchant's page.
const ON_PAGE: Duration = Duration::from_secs(5);
/// Taps of the whole script.
const TAPS: u32 = 60;
/// Taps while the line is dead.
const OFFLINE_TAPS: usize = 20;
/// How long everything may take to arrive once the line is back.
const ARRIVAL: Duration = Duration::from_secs(60);

/// Plays the lunch in `folder`, with the line dead for at least `dead`, and reconciles it.
///
/// # Errors
/// What did not happen as it should, or which sums differ.
pub fn run(folder: &Path, dead: Duration) -> Result<()> {
    agree::away_from_midnight()?;
    let start = Instant::now();
    let mut lunch = Lunch::start(folder, 200, 3, Ports::Free)?;
    let mut play = Play::new();
    on_the_page_in_time(&mut play, &lunch)?;
    plain(&mut play, &lunch)?;
    refusals(&mut play, &lunch)?;
    torn(&mut play, &lunch)?;
    power_cut(&mut play, &mut lunch)?;
    dead_line(&mut play, &mut lunch, dead)?;
    release(&mut play, &lunch)?;
    let left = usize::try_from(TAPS.saturating_sub(play.taps()))?;
    play.elders(&lunch, 0, left)?;
    ensure!(play.taps() == TAPS, "the script makes {TAPS} taps, this was {}", play.taps());
    play.everything_arrives(&lunch, ARRIVAL)?;
    let totals = agree::reconcile(&lunch, &play)?;
    secrets::stay_secret(&lunch)?;
    println!("{totals}");
    println!("用时 · took {} s", start.elapsed().as_secs());
    Ok(())
}

/// From a tap to the merchant's page, in a browser that was logged in before.
fn on_the_page_in_time(play: &mut Play, lunch: &Lunch) -> Result<()> {
    let browser = log_in(lunch, "canteen-1", 360, 800)?;
    play.elders(lunch, 0, 1)?;
    let green = Instant::now();
    wait_for("the merchant's page counts the first tap", ON_PAGE, || {
        browser.go(&lunch.county.url("/merchant/today")).ok()?;
        (browser.text(".hero-count strong").ok()? == "1").then_some(())
    })?;
    println!("绿灯后 {} ms 商户页面计入 · on the merchant's page after green", green.elapsed().as_millis());
    Ok(())
}

/// Elders at all three counters, one of them with a keyed amount.
fn plain(play: &mut Play, lunch: &Lunch) -> Result<()> {
    println!("平常的午餐 · plain meals");
    play.elders(lunch, 0, 13)?;
    play.elders(lunch, 2, 3)?;
    for _ in 0..3 {
        lunch.press(1, &["1", "2", ".", "5", "0", "Enter"])?;
        play.elders(lunch, 1, 1)?;
    }
    Ok(())
}

/// Four cards that are refused with their numbers; the fifth refusal is another card at a held till.
fn refusals(play: &mut Play, lunch: &Lunch) -> Result<()> {
    println!("拒绝 · refusals");
    for (kind, code) in [(Kind::Foreign, "E01"), (Kind::Expired, "E09"), (Kind::LowBalance, "E07")] {
        let card = play.special(lunch, kind)?;
        play.refused(lunch, 0, card, code)?;
    }
    let again = play.elders(lunch, 0, 1)?;
    play.refused(lunch, 0, again, "E20")
}

/// Torn before the debit (and another card in between), after the commit, and in the middle of the answer.
fn torn(play: &mut Play, lunch: &Lunch) -> Result<()> {
    println!("断点拔卡 · torn debits");
    let first = play.next_elder();
    play.held(lunch, 0, first, Tear::BeforeDebit)?;
    let other = play.next_elder();
    play.other_card(lunch, 0, other, "E14")?;
    play.paid(lunch, 0, first)?;
    for tear in [Tear::AfterCommit, Tear::MidAnswer { keep: 4 }] {
        let card = play.next_elder();
        play.held(lunch, 0, card, tear)?;
        play.recovered(lunch, 0, card)?;
    }
    Ok(())
}

/// SIGKILL after the card has debited and before the till has heard it.
fn power_cut(play: &mut Play, lunch: &mut Lunch) -> Result<()> {
    println!("交易中断电 · power cut in mid-sale");
    let card = play.next_elder();
    play.debited_unheard(lunch, 0, card)?;
    lunch.start_till(0)?;
    play.recovered(lunch, 0, card)
}

/// The center is away for twenty taps, and for as long as was asked.
fn dead_line(play: &mut Play, lunch: &mut Lunch, dead: Duration) -> Result<()> {
    println!("断网 · the line is dead for {OFFLINE_TAPS} taps");
    play.everything_arrives(lunch, ARRIVAL)?;
    lunch.stop_center()?;
    let since = Instant::now();
    play.elders(lunch, 0, OFFLINE_TAPS)?;
    std::thread::sleep(dead.saturating_sub(since.elapsed()));
    println!("  断了 {} s · dead for", since.elapsed().as_secs());
    let waiting = lunch.view(0)?["strip"]["pending"].as_u64().unwrap_or(0);
    ensure!(
        waiting == u64::try_from(OFFLINE_TAPS)?,
        "{OFFLINE_TAPS} records must wait, the screen says {waiting}"
    );
    lunch.start_center()?;
    let arrived = Instant::now();
    play.everything_arrives(lunch, ARRIVAL)?;
    println!("  恢复后 {} ms 全部到达 · all arrived after the line was back", arrived.elapsed().as_millis());
    Ok(())
}

/// A card that does not return is released by the supervisor; its next tap lets the center judge it.
fn release(play: &mut Play, lunch: &Lunch) -> Result<()> {
    println!("主管放行 · released by the supervisor");
    let card = play.next_elder();
    play.held_for_good(lunch, 0, card, 1200)?;
    let code: Vec<String> = SUPERVISOR.chars().map(String::from).collect();
    let mut keys = vec!["Cancel"];
    keys.extend(code.iter().map(String::as_str));
    keys.push("Enter");
    lunch.press(0, &keys)?;
    play.released(lunch, 0)?;
    lunch.press(1, &["9", "Enter"])?;
    play.paid(lunch, 1, card)
}
