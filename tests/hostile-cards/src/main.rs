//! Holds every dialogue and parser against hostile chips for as long as wanted, and says what was seen.

use anyhow::{Result, bail};
use clap::Parser;
use hostile_cards::{Corpus, run};
use std::time::{Duration, Instant};

/// 敌意的卡 · hostile cards
#[derive(Debug, Parser)]
#[command(name = "hostile-cards", version)]
struct Arguments {
    /// 种子 · the seed
    #[arg(long, default_value_t = 20_260_721)]
    seed: u64,
    /// 时长，秒 · how long, in seconds
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// 从第几次开始 · the first iteration
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// 次数，优先于时长 · how many iterations, instead of how long
    #[arg(long)]
    count: Option<u64>,
}

fn main() -> Result<()> {
    let Arguments { seed, seconds, from, count } = Arguments::parse();
    let (start, wanted) = (Instant::now(), Duration::from_secs(seconds));
    let more = |done: u64| count.map_or_else(|| start.elapsed() < wanted, |count| done < count);
    match run(seed, from, &Corpus::read()?, more) {
        Ok(report) => {
            println!("{report}, seed {seed}, {} s", start.elapsed().as_secs());
            Ok(())
        }
        Err(failure) => bail!("{failure}"),
    }
}
