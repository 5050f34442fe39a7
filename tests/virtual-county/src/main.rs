//! Runs a county from a seed and says what it came to.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command that speaks to its caller")]

use clap::Parser;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use virtual_county::{Settings, Trace, run};

/// 一个种子，一个县 · a county from a seed
#[derive(Debug, Parser)]
#[command(name = "virtual-county", version)]
struct Arguments {
    /// 种子 · the seed
    #[arg(long, default_value_t = 20_260_721)]
    seed: u64,
    /// 刷卡次数 · taps
    #[arg(long, default_value_t = 10_000)]
    taps: u64,
    /// 轨迹写到此文件 · write the trace to this file
    #[arg(long)]
    trace: Option<PathBuf>,
    /// 只在失败时说话 · speak only of failures
    #[arg(long)]
    quiet: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let out = match arguments.trace.as_ref().map(File::create).transpose() {
        Ok(file) => file.map(|file| Box::new(BufWriter::new(file)) as Box<dyn Write>),
        Err(error) => {
            eprintln!("轨迹文件无法创建 · the trace cannot be written: {error}");
            return ExitCode::from(2);
        }
    };
    match run(&Settings::county(arguments.seed, arguments.taps), Trace::new(out)) {
        Ok(outcome) => {
            if !arguments.quiet {
                println!(
                    "seed {} taps {} days {} debits {} booked {} tariffs {} (late {}) trace {} ({} lines)",
                    arguments.seed,
                    arguments.taps,
                    outcome.days,
                    outcome.debits,
                    outcome.booked,
                    outcome.priced.len(),
                    outcome.late,
                    outcome.trace_hash,
                    outcome.lines
                );
            }
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
