//! What a tap costs over a real pcscd with virtual chips, as the till's own log tells it, against bare exchanges
//! with a card through a pcscd of the same kind.

use anyhow::{Context, Result, bail, ensure};
use budgets::{Resident, Scratch, Spread, Table, hundredths, spread, thousands};
use card_in_pcscd::kept::Kind;
use card_in_pcscd::tray::TapOrder;
use card_in_pcscd::{Pcscd, measure};
use laptop_till::child::wait_for;
use laptop_till::lunch::{Lunch, Ports};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use virtual_cards::{ForeignCard, VirtualCard};

const TAPS: usize = 60;
/// Bare exchanges of the baseline.
const EXCHANGES: usize = 600;
/// How long an elder holds a card at most.
const HOLD: Duration = Duration::from_secs(3);
/// How often an elder holds it there again.
const TRIES: usize = 4;
const PATIENCE: Duration = Duration::from_secs(10);
/// Tells a second run of this program to measure the baseline in this folder.
const FOLDER: &str = "LOVECARD_BUDGET_BASELINE";
const SOCKET: &str = "PCSCLITE_CSOCK_NAME";

fn main() -> Result<()> {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return bare(&PathBuf::from(folder));
    }
    let table = Table::start("一次刷卡，真 pcscd，虚拟芯片 · a tap: real pcscd, virtual chips");
    if !Pcscd::installed() {
        table.note("未测：请先 make packages · not measured: pcscd and vsmartcard-vpcd are not installed");
        return Ok(());
    }
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let scratch = Scratch::new(place, "tap")?;
    let base = baseline(&scratch)?;
    let ratio = |ns: u64| format!("{}×", hundredths(ns, base.p50));
    table.row("基准：一次交换 · baseline: one exchange", micro(base.p50), "1.00×", "");
    table.row("  p99", micro(base.p99), ratio(base.p99), "");

    let (taps, resident) = lunch(&scratch)?;
    let field = |name: &str| -> Result<Spread> {
        let values = taps.iter().map(|tap| tap.get(name).copied().context(name.to_owned()));
        Ok(spread(values.collect::<Result<_>>()?))
    };
    let time = |name: &str, label: &str, budget: &str| -> Result<()> {
        let Spread { p50, p99, .. } = field(name)?;
        table.row(label, micro(p50 * 1_000), ratio(p50 * 1_000), budget);
        table.row("  p99", micro(p99 * 1_000), ratio(p99 * 1_000), "");
        Ok(())
    };
    time("software_us", "软件 · software, median", "median ≤ 5 000 µs")?;
    time("card_us", "卡 · in the card and pcscd", "")?;
    time("sam_us", "SAM · in the SAM and pcscd", "")?;
    time("sync_us", "等磁盘 · waiting for the disk", "")?;
    time("total_us", "刷卡到绿色 · from card to green", "")?;
    for (name, label, budget) in [
        ("card_apdus", "卡指令 · card commands per sale", "≤ 5"),
        ("sam_apdus", "SAM 指令 · SAM commands per sale", "≤ 2"),
        ("syncs", "等磁盘次数 · waits for the disk", "≤ 2"),
    ] {
        let Spread { p50, max, .. } = field(name)?;
        table.row(label, p50.to_string(), format!("max {max}"), budget);
    }
    let now = format!("{} KiB", thousands(resident.now_kib));
    table.row("终端程序驻留 · canteen-terminal resident", now, "", "");
    table.note(&format!("{TAPS} 次，每次一位老人 · taps, each by another elder"));
    Ok(())
}

fn micro(ns: u64) -> String {
    format!("{} µs", thousands(ns / 1_000))
}

/// The PC/SC library reads the place of its service when a process starts: the baseline is a process of its own.
fn baseline(scratch: &Scratch) -> Result<Spread> {
    let folder = scratch.file("bare");
    std::fs::create_dir_all(&folder)?;
    let mut command = Command::new(std::env::current_exe()?);
    command.env(SOCKET, Pcscd::socket_in(&folder)).env(FOLDER, &folder);
    let said = laptop_till::child::run(&mut command, "")?;
    let figures: Vec<u64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match figures.as_slice() {
        [p50, p99, max] => Ok(Spread { p50: *p50, p99: *p99, max: *max }),
        _ => bail!("{said}"),
    }
}

fn bare(folder: &Path) -> Result<()> {
    let pcscd = Pcscd::start(folder)?;
    let [door, _] = pcscd.doors();
    let card = VirtualCard::Foreign(ForeignCard::bank(&[8, 1, 2, 3]));
    let figures = measure(&door, card, EXCHANGES)?;
    println!("{} {} {}", figures.p50.as_nanos(), figures.p99.as_nanos(), figures.max.as_nanos());
    Ok(())
}

/// The `tap` lines of a lunch, and the weight of the till after it.
fn lunch(scratch: &Scratch) -> Result<(Vec<BTreeMap<String, u64>>, Resident)> {
    let lunch = Lunch::start(&scratch.file("lunch"), u32::try_from(TAPS)? + 8, 1, Ports::Free)?;
    wait_for("the till is ready", PATIENCE, || {
        let view = lunch.view(0).ok()?;
        (view.get("view")?.as_str()? == "ready").then_some(())
    })?;
    let elders = lunch.tray.cards.iter().enumerate().filter(|(_, card)| card.entry.kind == Kind::Elder);
    for (card, _) in elders.take(TAPS) {
        tap(&lunch, card)?;
    }
    let resident = Resident::of(lunch.till_pid(0).context("no till")?)?;
    let log = lunch.log("till-1")?;
    let taps: Vec<_> = log.lines().filter_map(paid).collect();
    ensure!(taps.len() == TAPS, "{} of {TAPS} taps are in the log", taps.len());
    Ok((taps, resident))
}

/// A tap that ends with a debit. The virtual reader looks every 400 ms and may take the next card for the last
/// one, which gets no power then; so the card is held there again.
fn tap(lunch: &Lunch, card: usize) -> Result<()> {
    for _ in 0..TRIES {
        let outcome = lunch.tray.tap(TapOrder { card, counter: 1, hold: HOLD, tear: None })?;
        if outcome.debits == 1 {
            return Ok(());
        }
        let (powered, commands) = (outcome.powered, outcome.commands);
        eprintln!("   重刷 · tapped again: powered {powered}, {commands} commands, no debit");
    }
    bail!("{TRIES} taps without a debit\n{}", lunch.log("till-1")?);
}

/// The numbers of a line that tells of a sale.
fn paid(line: &str) -> Option<BTreeMap<String, u64>> {
    line.contains("result=\"paid\"").then(|| {
        let pairs = line.split_whitespace().filter_map(|word| word.split_once('='));
        pairs.filter_map(|(name, value)| Some((name.to_owned(), value.parse().ok()?))).collect()
    })
}
