//! What ten million lines a side cost: the center's own program on two CSV files, against DuckDB on the same files; and
//! sorted runs, against the sum of their bytes. `-- quick` stops after the small slice.

use anyhow::{Context, Result, ensure};
use budgets::{Resident, Scratch, Table, hundredths, processor_ms, thousands};
use duckdb_check::invent::Plan;
use duckdb_check::python::DuckDb;
use duckdb_check::{MAP, compare};
use reconciliation::{Packed, match_runs};
use std::fs;
use std::hint::black_box;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ALL: u64 = 10_000_000;
const SLICE: u64 = 500_000;
const SEED: u64 = 20_260_721;
/// Times each of the two works on the same files, by turns.
const TURNS: usize = 3;

fn main() -> Result<()> {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = place.parent().unwrap_or(place).join("release/county-center");
    let table = Table::start("对账 · reconciliation: two sides of lines");
    let quick = std::env::args().any(|argument| argument == "quick");
    if program.is_file() {
        let scratch = Scratch::new(place, "reconciliation")?;
        fs::write(scratch.file("map.toml"), MAP)?;
        let duckdb = DuckDb::below(place)?;
        files(&table, &scratch, (&program, &duckdb), SLICE, "")?;
        if !quick {
            files(&table, &scratch, (&program, &duckdb), ALL, "≤ 1 000 ms, ≤ 1 048 576 KiB, ≤ 0.50×")?;
        }
    } else {
        table.note("未编译 · not built: cargo build --release -p county-center");
    }
    runs(&table, if quick { SLICE } else { ALL })?;
    table.note("处理器时间为各核合计，机器忙时比墙上时间可信 · processor time of all cores says more on a busy machine");
    Ok(())
}

/// What one run of a program took.
#[derive(Clone, Copy)]
struct Took {
    wall_ms: u64,
    processor_ms: u64,
    most_kib: u64,
}

fn files(
    table: &Table,
    scratch: &Scratch,
    (program, duckdb): (&Path, &DuckDb),
    rows: u64,
    budget: &str,
) -> Result<()> {
    let (left, right) = (scratch.file("left.csv"), scratch.file("right.csv"));
    Plan { rows, seed: SEED, doubles: false }.write(&left, &right)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let (took, said) =
            watched(
                Command::new(program)
                    .current_dir(scratch.path())
                    .args(["--json", "reconcile", "files"])
                    .args(["left.csv", "right.csv", "--map", "map.toml"]),
            )?;
        let (other, answer) = watched(&mut duckdb.command("plain", &left, &right))?;
        ensure!(answer.get("kinds") == Some(&serde_json::json!(compare::kinds(&said))), "both find the same");
        ours.push(took);
        theirs.push(other);
    }
    let (ours, theirs) = (median(ours)?, median(theirs)?);
    let label = format!("DuckDB，{} 行 · lines a side", thousands(rows));
    table.row(&label, time(theirs), "1.00×", &format!("{} KiB", thousands(theirs.most_kib)));
    table.row("对账，同一文件 · reconciled", time(ours), ratio(ours.wall_ms, theirs.wall_ms), budget);
    let processor = ratio(ours.processor_ms, theirs.processor_ms);
    table.row("处理器时间 · processor time", format!("{} ms", thousands(ours.processor_ms)), processor, "");
    let memory = ratio(ours.most_kib, theirs.most_kib);
    table.row("内存峰值 · most memory (VmHWM)", format!("{} KiB", thousands(ours.most_kib)), memory, "");
    fs::remove_file(&left)?;
    Ok(fs::remove_file(&right)?)
}

fn time(took: Took) -> String {
    format!("{} ms", thousands(took.wall_ms))
}

fn ratio(amount: u64, base: u64) -> String {
    format!("{}×", hundredths(amount, base))
}

/// Runs a program to its end, looking on.
fn watched(command: &mut Command) -> Result<(Took, serde_json::Value)> {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let id = child.id();
    let mut out = child.stdout.take().context("output")?;
    let reader = std::thread::spawn(move || {
        let mut said = Vec::new();
        out.read_to_end(&mut said).map(|_| said)
    });
    let (mut most_kib, mut used) = (0, 0);
    while child.try_wait()?.is_none() {
        if let Ok(resident) = Resident::of(id) {
            most_kib = most_kib.max(resident.most_kib);
        }
        used = processor_ms(id).unwrap_or(used).max(used);
        std::thread::sleep(Duration::from_millis(5));
    }
    let wall_ms = millis(start.elapsed());
    let said = reader.join().ok().context("a reader")??;
    Ok((Took { wall_ms, processor_ms: used, most_kib }, serde_json::from_slice(&said)?))
}

fn median(mut all: Vec<Took>) -> Result<Took> {
    all.sort_by_key(|took| took.wall_ms);
    all.get(all.len() / 2).copied().context("a measurement")
}

/// Sorted runs in memory, one line in a thousand missing on each side.
fn runs(table: &Table, rows: u64) -> Result<()> {
    let line = |key: u64| Packed { key, value: key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40 };
    let left: Vec<Packed> = (0..rows).filter(|key| key % 1000 != 7).map(line).collect();
    let right: Vec<Packed> = (0..rows).filter(|key| key % 1000 != 13).map(line).collect();
    let started = Instant::now();
    let sum = left.iter().chain(&right).fold(0_u64, |sum, one| sum.wrapping_add(one.key ^ one.value));
    black_box(sum);
    let summed = started.elapsed();
    let (started, mut found) = (Instant::now(), 0_u64);
    let same = match_runs(&left, &right, |_| found += 1)?;
    let merged = started.elapsed();
    ensure!((same, found) == (rows - rows / 500, rows / 500), "{same} {found}");
    let micros = |spent: Duration| u64::try_from(spent.as_micros()).unwrap_or(u64::MAX);
    let label = format!("基准：读两段各 {} 行 · baseline: reading two runs", thousands(rows));
    table.row(&label, format!("{} ms", thousands(millis(summed))), "1.00×", "");
    let figure =
        format!("{} ms, {} ns/pair", thousands(millis(merged)), hundredths(micros(merged) * 1_000, rows));
    table.row(
        "归并已排序的两段，一线程 · sorted runs merged",
        figure,
        ratio(micros(merged), micros(summed)),
        "",
    );
    Ok(())
}

fn millis(spent: Duration) -> u64 {
    u64::try_from(spent.as_millis()).unwrap_or(u64::MAX)
}
