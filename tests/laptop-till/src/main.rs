//! `laptop-till`: the demo, the scripted lunch and the pictures of the README.

use anyhow::Result;
use clap::{Parser, Subcommand};
use laptop_till::county::{PASSWORD, SUPERVISOR};
use laptop_till::lunch::{Lunch, Ports};
use laptop_till::{pictures, script};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// 一顿午餐 · a whole lunch on one laptop
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// 数据目录，会被清空 · folder of everything; it is emptied
    #[arg(long, default_value = "target/lunch", global = true)]
    folder: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 启动并等待 Ctrl-C · start everything and wait for Ctrl-C
    Demo {
        /// 老人数 · elders
        #[arg(long, default_value_t = 200)]
        elders: u32,
    },
    /// 六十次刷卡，对账到分 · sixty taps, reconciled to the fen
    Script {
        /// 断网至少多少秒；整整一小时用 3600 · seconds without a line at least; 3600 for a whole hour
        #[arg(long, default_value_t = 0)]
        offline_seconds: u64,
    },
    /// 重新拍摄截图 · take the pictures again
    Screenshots {
        /// 放在哪里 · where to put them
        to: PathBuf,
    },
}

fn main() -> ExitCode {
    let Arguments { folder, command } = Arguments::parse();
    let done = match command {
        Command::Demo { elders } => demo(&folder.join("demo"), elders),
        Command::Script { offline_seconds } => {
            script::run(&folder.join("script"), Duration::from_secs(offline_seconds))
        }
        Command::Screenshots { to } => pictures::take(&folder.join("pictures"), &to),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn demo(folder: &std::path::Path, elders: u32) -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    println!("正在建立示范县：3 个商户，{elders} 位老人… · founding a county");
    let lunch = Lunch::start(folder, elders, 3, Ports::WellKnown)?;
    println!("\n可以用餐了 · lunch is served\n");
    println!("  卡盘 · tray of cards       {}", lunch.tray_url);
    for till in &lunch.tills {
        println!("  终端 · till                {}  {}", till.url, till.merchant.point);
    }
    println!("  商户与中心 · pages         {}", lunch.county.url("/"));
    println!(
        "\n  登录 · log in as  canteen-1 · canteen-2 · barber-1 (商户 merchant)，center (运营 operator)"
    );
    println!("  密码 · password   {PASSWORD}");
    println!("  主管码 · supervisor code at the till   {SUPERVISOR}");
    println!("\n按 Ctrl-C 结束 · Ctrl-C ends it");
    signals.forever().next();
    println!("\n正在结束 · ending");
    drop(lunch);
    println!("已全部结束 · everything has ended");
    Ok(())
}
