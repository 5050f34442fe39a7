//! What ten million sales under a proposed tariff cost: the center's own program on a file of records, against
//! reading and hashing the same file. `-- quick` stops after the small slice.

use anyhow::{Context, Result, ensure};
use budgets::county::{LUNCH, PRICE, TARIFF, digits, number};
use budgets::{Resident, Scratch, Table, hundredths, processor_ms, thousands};
use jiff::civil::Date;
use money::Fen;
use records::{BusinessDay, CardNo, ClockQuality, Kind, Moment, Record, TerminalId, Tier, sha256};
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use subsidy::{Case, HolderFacts, Standing, Tariff, classify, quote};

const ALL: u64 = 10_000_000;
const SLICE: u64 = 500_000;
/// Elders of a large county; each eats at most once a day, so that every price is the record's.
const ELDERS: u32 = 100_000;
const A_DAY: u64 = 30_000;
const TILLS: u64 = 200;
/// Before 2026-01-02 10:30 county time, UTC µs; and from one tap to the next.
const OPENING_US: i64 = 1_767_321_000_000_000;
const DAY_US: i64 = 86_400_000_000;
const BETWEEN_US: i64 = 360_000;

fn main() -> Result<()> {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = place.parent().unwrap_or(place).join("release/county-center");
    let table = Table::start("试行 · simulate: recorded sales under a proposed tariff");
    if !program.is_file() {
        table.note("未编译 · not built: cargo build --release -p county-center");
        return Ok(());
    }
    let scratch = Scratch::new(place, "simulate")?;
    write_papers(&scratch)?;
    run(&table, &scratch, &program, SLICE, "")?;
    if !std::env::args().any(|argument| argument == "quick") {
        run(&table, &scratch, &program, ALL, "≤ 20 s, ≤ 524 288 KiB")?;
    }
    table.note("基准：读出并散列同一文件 · the baseline reads and hashes the same file, in the same run");
    Ok(())
}

fn birth(elder: u32) -> Date {
    // In January, before the first sale: nobody changes tier while the county eats.
    jiff::civil::date(i16::try_from(1926 + elder % 50).unwrap_or(1940), 1, 1)
}

fn roster(elder: u32) -> &'static str {
    if elder % 20 == 7 { "free_lunch" } else { "" }
}

/// The two tariffs and the list of holders.
fn write_papers(scratch: &Scratch) -> Result<()> {
    let proposed =
        TARIFF.replacen("version = 1", "version = 2", 1).replace("value = \"8.00\"", "value = \"8.50\"");
    ensure!(proposed != TARIFF, "the proposed tariff is another");
    fs::write(scratch.file("old.toml"), TARIFF)?;
    fs::write(scratch.file("new.toml"), proposed)?;
    let mut list = BufWriter::new(File::create(scratch.file("holders.csv"))?);
    writeln!(list, "card_no,birth,categories,rosters,resident")?;
    for elder in 0..ELDERS {
        writeln!(list, "{},{},,{},1", digits(elder), birth(elder), roster(elder))?;
    }
    Ok(list.flush()?)
}

/// Sales in order of day and moment, priced as a till would.
fn write_records(path: &Path, sales: u64) -> Result<()> {
    let tariff = Tariff::load(TARIFF).ok().context("the tariff loads")?;
    let first = jiff::civil::date(2026, 1, 2);
    let standing = |elder| {
        let rosters = Some(roster(elder)).filter(|name| !name.is_empty()).map(str::to_owned);
        let facts = HolderFacts { rosters: rosters.into_iter().collect(), ..HolderFacts::born(birth(elder)) };
        classify(&tariff, &facts, first)
    };
    let standings: Vec<Standing> = (0..ELDERS).map(standing).collect();
    let hash: [u8; 8] = tariff.hash().first_chunk().copied().context("a hash")?;
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    for sale in 0..sales {
        let (day, place) = (i64::try_from(sale / A_DAY)?, i64::try_from(sale % A_DAY)?);
        let elder = u32::try_from(sale % u64::from(ELDERS))?;
        let at_us = OPENING_US + day * DAY_US + place * BETWEEN_US;
        let tap = Moment { at_us, clock: ClockQuality::Network };
        let at = tap.county_time().context("a moment")?;
        let standing = standings.get(usize::try_from(elder)?).copied().context("an elder")?;
        let price = Fen(PRICE + i64::from(elder % 7) * 50);
        let asked = quote(&tariff, &Case::plain(LUNCH, price, at, standing));
        let terminal = TerminalId(33_070_300_000_001 + sale % TILLS);
        let record = Record {
            tap,
            seq: sale / TILLS + 1,
            tier: Tier::new(standing.letter).unwrap_or(Tier::NONE),
            quantity: 1,
            service: LUNCH,
            window: asked.window,
            rule: asked.rule().unwrap_or(0),
            price,
            benefit: asked.benefit,
            self_pay: asked.self_pay,
            tariff_version: tariff.version(),
            tariff_hash: hash,
            groups: asked.groups_used,
            card_no: CardNo(number(elder)),
            ..Record::blank(Kind::Sale, terminal, BusinessDay::from_date(at.date()).context("a day")?)
        };
        file.write_all(&record.encode())?;
    }
    Ok(file.flush()?)
}

fn run(table: &Table, scratch: &Scratch, program: &Path, sales: u64, budget: &str) -> Result<()> {
    let path = scratch.file("records.bin");
    write_records(&path, sales)?;
    let (hashed, bytes) = read_and_hash(&path)?;
    let label = format!("基准：{} 笔 · baseline", thousands(sales));
    let speed = format!("{} MB/s", bytes * 1_000 / 1_048_576 / millis(hashed).max(1));
    table.row(&label, format!("{} ms", thousands(millis(hashed))), "1.00×", &speed);

    let start = Instant::now();
    let mut child = Command::new(program)
        .current_dir(scratch.path())
        .args(["--json", "tariff", "simulate", "old.toml", "new.toml"])
        .args(["--records", "records.bin", "--holders", "holders.csv"])
        .stdout(Stdio::piped())
        .spawn()?;
    let (mut most_kib, mut processor) = (0, 0);
    while child.try_wait()?.is_none() {
        if let Ok(resident) = Resident::of(child.id()) {
            most_kib = most_kib.max(resident.most_kib);
        }
        processor = processor_ms(child.id()).unwrap_or(processor);
        std::thread::sleep(Duration::from_millis(10));
    }
    let spent = start.elapsed();
    let mut told = String::new();
    child.stdout.take().context("output")?.read_to_string(&mut told)?;
    ensure!(told.contains(&format!("\"sales\":{sales},")), "every sale was replayed: {told}");
    ensure!(told.contains(&format!("\"agreed\":{sales},")), "every price is the record's: {told}");
    let ratio = format!("{}×", hundredths(millis(spent), millis(hashed)));
    let label = format!("试行 {} 笔 · replayed", thousands(sales));
    table.row(&label, format!("{} ms", thousands(millis(spent))), ratio, budget);
    let rate = sales * 1_000 / millis(spent).max(1);
    table.row("每秒 · per second", format!("{} sales/s", thousands(rate)), "", "");
    let figure = format!("{} ms", thousands(processor));
    table.row("处理器时间，各核合计 · processor time, all cores", figure, "", "");
    table.row("内存峰值 · most memory (VmHWM)", format!("{} KiB", thousands(most_kib)), "", "");
    fs::remove_file(&path)?;
    Ok(())
}

fn read_and_hash(path: &Path) -> Result<(Duration, u64)> {
    let start = Instant::now();
    let mut file = File::open(path)?;
    let (mut block, mut bytes, mut mixed) = (vec![0; 1 << 20], 0, 0_u8);
    loop {
        let read = file.read(&mut block)?;
        let Some(some) = block.get(..read).filter(|some| !some.is_empty()) else { break };
        bytes += u64::try_from(read)?;
        mixed ^= sha256(some)[0];
    }
    std::hint::black_box(mixed);
    Ok((start.elapsed(), bytes))
}

fn millis(spent: Duration) -> u64 {
    u64::try_from(spent.as_millis()).unwrap_or(u64::MAX)
}
