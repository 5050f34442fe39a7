//! What ten thousand sales weigh and cost: the production cashier, sale and journal and a drawn screen in one
//! process; then the till's own program, started on the journal they left.

use anyhow::{Context, Result};
use budgets::counter::{BETWEEN_US, Counter};
use budgets::{Resident, Scratch, Table, hundredths, spread, thousands, till_program};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const SALES: u64 = 10_000;
/// Cards that are tapped in turn.
const ELDERS: u32 = 200;
/// Elders a county lists: what the parameter package holds.
const ROSTER: u32 = 20_000;
/// Synced inserts of the baseline.
const INSERTS: u64 = 2_000;
const BUDGET: &str = "≤ 32 768 KiB";
/// How long the till's program may take to say that it is ready.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> Result<()> {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let scratch = Scratch::new(place, "memory")?;
    let data = scratch.file("data");
    fs::create_dir_all(&data)?;
    let table = Table::start("一万笔销售 · ten thousand sales, none acknowledged");

    let sync = synced_inserts(&scratch.file("raw.db"))?;
    table.row("基准：一次同步写 · baseline: one synced insert", micro(sync), "1.00×", "");
    let now_us = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros())?;
    let sales_us = BETWEEN_US * i64::try_from(SALES + 1)?;
    let mut counter = Counter::open(&data, ELDERS, ROSTER, now_us - sales_us)?;
    let before = Resident::own()?;
    let (mut software, mut whole) = (Vec::new(), Vec::new());
    for sale in 0..SALES {
        let start = Instant::now();
        let report = counter.sell(usize::try_from(sale % u64::from(ELDERS))?)?;
        software.push(report.software_us * 1_000);
        whole.push(u64::try_from(start.elapsed().as_nanos())?);
    }
    let each = spread(whole).p50;
    let after = Resident::own()?;
    let ratio = format!("{}× of a synced insert", hundredths(each, sync));
    table.row("一笔，芯片不计时延 · one sale, chips at no delay", micro(each), ratio, "");
    let per_second = 1_000_000_000 / each.max(1);
    table.row("每秒 · per second", format!("{} sales/s", thousands(per_second)), "", "");
    let software = spread(software);
    let ratio = format!("{}×", hundredths(software.p50, sync));
    table.row("其中软件 · of it software, median", micro(software.p50), ratio, "");
    table.row("其中软件 · of it software, p99", micro(software.p99), "", "");
    let frames = counter.frames();
    table.row(
        "画出的画面 · frames drawn",
        thousands(frames),
        format!("{}× sales", hundredths(frames, SALES)),
        "",
    );
    let kib = |kib: u64| format!("{} KiB", thousands(kib));
    let roster = format!("roster of {}", thousands(u64::from(ROSTER)));
    table.row("本进程之前 · this process before", kib(before.now_kib), &roster, "");
    let ratio = format!("{}×", hundredths(after.now_kib, before.now_kib));
    table.row("本进程之后 · and after, chips included", kib(after.now_kib), ratio, "");
    table.row("其最高值 · at its most", kib(after.most_kib), "", "");
    let grown = after.now_kib.saturating_sub(before.now_kib) * 1024 / SALES;
    table.row(
        "每笔待上传 · per pending sale",
        format!("{} B", thousands(grown)),
        hundredths(grown, 256) + "× record",
        "",
    );
    drop(counter);
    let journal: u64 = ["journal.sqlite", "journal.sqlite-wal"]
        .iter()
        .filter_map(|name| fs::metadata(data.join(name)).ok())
        .map(|file| file.len())
        .sum();
    let bytes = journal / SALES;
    table.row(
        "流水每笔 · journal per sale",
        format!("{} B", thousands(bytes)),
        hundredths(bytes, 256) + "× record",
        "",
    );

    match till_program(place) {
        Some(program) => till(&table, &program, &scratch, before)?,
        None => table.row("终端程序 · the till's program", "未编译 · not built", "", BUDGET),
    }
    Ok(())
}

fn micro(ns: u64) -> String {
    format!("{} µs", thousands(ns / 1_000))
}

/// Nanoseconds of one insert with a commit that is on the disk, the median.
fn synced_inserts(path: &Path) -> Result<u64> {
    let db = Connection::open(path)?;
    db.pragma_update(None, "journal_mode", "wal")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.execute_batch("CREATE TABLE entry (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT")?;
    let mut times = Vec::new();
    for _ in 0..INSERTS {
        let start = Instant::now();
        db.prepare_cached("INSERT INTO entry (bytes) VALUES (?1)")?.execute([[7_u8; 256]])?;
        times.push(u64::try_from(start.elapsed().as_nanos())?);
    }
    Ok(spread(times).p50)
}

/// A till that has sold all this and starts again, without reader and without link.
fn till(table: &Table, program: &Path, scratch: &Scratch, own: Resident) -> Result<()> {
    let config = scratch.file("terminal.toml");
    // Nothing listens at port 1: the link is dead.
    fs::write(
        &config,
        "data_dir = \"data\"\n[center]\nurl = \"http://127.0.0.1:1\"\n[reader]\ncard = \"no reader\"\nsam = \"no SAM\"\n\
         [screen]\nlisten = \"127.0.0.1:0\"\n",
    )?;
    let log = scratch.file("till.log");
    let mut command = Command::new(program);
    command.arg("run").arg("--config").arg(&config).stdin(Stdio::null()).stdout(Stdio::null());
    command.env("PCSCLITE_CSOCK_NAME", scratch.file("no-pcscd"));
    command.stderr(fs::File::create(&log)?);
    let start = Instant::now();
    let mut running = Ended(command.spawn()?);
    while !fs::read_to_string(&log)?.contains("Till ready") {
        let over = running.0.try_wait()?.is_some() || start.elapsed() > PATIENCE;
        anyhow::ensure!(!over, "{}", fs::read_to_string(&log)?);
        std::thread::sleep(Duration::from_millis(1));
    }
    let ready = u64::try_from(start.elapsed().as_nanos())?;
    // It draws its trouble, the uplink takes its backlog over and finds no center.
    std::thread::sleep(Duration::from_secs(2));
    let resident = Resident::of(running.0.id())?;
    let name = program.parent().and_then(Path::file_name).context("program")?.to_string_lossy().into_owned();
    let label = format!("终端程序，断电后 · canteen-terminal ({name})");
    let kib = |kib: u64| format!("{} KiB", thousands(kib));
    table.row(
        &label,
        kib(resident.now_kib),
        format!("{}×", hundredths(resident.now_kib, own.now_kib)),
        BUDGET,
    );
    table.row(
        "其最高值 · at its most",
        kib(resident.most_kib),
        format!("{}×", hundredths(resident.most_kib, own.now_kib)),
        "",
    );
    let per_sale = ready / SALES;
    let start = format!("{} ms", thousands(ready / 1_000_000));
    table.row("启动并重放流水 · started, journal replayed", start, format!("{per_sale} ns per sale"), "");
    Ok(())
}

/// Ends with its value.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
