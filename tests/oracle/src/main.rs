//! Compares as many random quotes as asked and says how many there were.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command that speaks to its caller")]

use clap::Parser;
use oracle_match::compare::{Counts, compare};
use oracle_match::invent::Without;
use oracle_match::python::Oracle;
use oracle_match::run::{Plan, run};
use oracle_match::whole_days::whole_days;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// 与第二个算法逐分比对 · holds the tariff language against its second implementation
#[derive(Debug, Parser)]
#[command(name = "oracle-match", version)]
struct Arguments {
    /// 种子 · the seed
    #[arg(long, default_value_t = 20_260_721)]
    seed: u64,
    /// 随机试题的笔数 · random sales to price
    #[arg(long, default_value_t = 100_000)]
    quotes: u64,
    /// 同时运行几个考官程序 · oracles at once
    #[arg(long, default_value_t = 2)]
    processes: u64,
    /// 只比这一号 · only the county of this number
    #[arg(long)]
    only: Option<u64>,
    /// 整日模拟的天数 · simulated days
    #[arg(long, default_value_t = 16)]
    days: i64,
    /// 不出哪些题，逗号分隔 · what to leave out, with commas
    #[arg(long, value_delimiter = ',')]
    without: Vec<String>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match compare_all(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(difference) => {
            eprintln!("{difference:#}");
            ExitCode::FAILURE
        }
    }
}

fn compare_all(arguments: &Arguments) -> anyhow::Result<()> {
    let started = Instant::now();
    let plan = Plan {
        seed: arguments.seed,
        quotes: arguments.quotes,
        processes: arguments.processes,
        only: arguments.only,
        without: Without(arguments.without.clone()),
    };
    let shown = AtomicU64::new(0);
    let told = |counts: &Counts| {
        let seconds = started.elapsed().as_secs();
        if shown.fetch_max(seconds / 10, Ordering::Relaxed) < seconds / 10 {
            eprintln!("{:>9} / {} 笔 · quotes, {seconds} s", counts.quotes, plan.quotes);
        }
    };
    if arguments.days > 0 {
        let days = compare(&mut Oracle::start()?, &whole_days(arguments.seed, arguments.days))?;
        say("整日模拟 · whole days", &days, started);
    }
    say("随机试题 · random quotes", &run(&plan, &told)?, started);
    Ok(())
}

fn say(what: &str, counts: &Counts, started: Instant) {
    let Counts { tariffs, quotes, refused, given, refunds, nights, others } = counts;
    let seconds = started.elapsed().as_secs();
    println!(
        "{what}: {quotes} 笔 · quotes ({given} with a benefit, {refused} refused), {refunds} refunds, {others} orders and fees, \
         {nights} nights, {tariffs} tariffs, {seconds} s, 0 differences"
    );
}
