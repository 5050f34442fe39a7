//! Command line of the tray: make a synthetic county, lay out its cards, measure an exchange.

use anyhow::{Context, Result, bail};
use card_in_pcscd::tray::{Reader, Tray, serve};
use card_in_pcscd::{Door, Pcscd, kept, measure, seed};
use clap::{Parser, Subcommand};
use signal_hook::consts::{SIGINT, SIGTERM};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{env, fs, thread};
use virtual_cards::{ForeignCard, VirtualCard};

const SOCKET: &str = "PCSCLITE_CSOCK_NAME";

/// 虚拟卡与真实 pcscd · virtual cards in a real pcscd
#[derive(Parser)]
#[command(version)]
struct Words {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// 生成合成的卡、持卡人和试验密钥 · make synthetic cards, holders and trial keys
    Seed {
        /// 区划代码，6 位 · division code
        #[arg(long)]
        county: String,
        /// 老人数 · how many elders
        #[arg(long, default_value_t = 200)]
        elders: u32,
        /// 种子 · the seed
        #[arg(long, default_value_t = 20_260_721)]
        seed: u64,
        /// 卡托用的卡 · cards, for the tray
        #[arg(long)]
        out: PathBuf,
        /// 中心用的持卡人 · holders, for the center
        #[arg(long)]
        holders: PathBuf,
        /// 试验密钥 · trial keys, for the center
        #[arg(long)]
        keys: PathBuf,
    },
    /// 打开卡托 · lay out the tray
    Tray {
        /// seed 生成的卡 · cards made by seed
        #[arg(long)]
        cards: PathBuf,
        /// 卡的状态放在这里 · where the chips' memory is kept
        #[arg(long)]
        state: PathBuf,
        /// 网页地址 · address of the page
        #[arg(long, default_value = "127.0.0.1:8091")]
        listen: SocketAddr,
        /// 自带 pcscd 的柜台数 · counters with a pcscd of our own
        #[arg(long, default_value_t = 1, conflicts_with = "port")]
        counters: usize,
        /// 别人的 pcscd：第一个虚拟槽的端口，可重复 · somebody else's pcscd: port of its first virtual slot
        #[arg(long)]
        port: Vec<u16>,
    },
    /// 测量一次交换的时间 · measure the time of an exchange
    Measure {
        /// 次数 · how many
        #[arg(long, default_value_t = 1000)]
        rounds: usize,
    },
}

fn main() -> ExitCode {
    let done = match Words::parse().verb {
        Verb::Seed { county, elders, seed, out, holders, keys } => {
            plant(&county, elders, seed, &out, &holders, &keys)
        }
        Verb::Tray { cards, state, listen, counters, port } => {
            lay_out(&cards, &state, listen, counters, &port)
        }
        Verb::Measure { rounds } => time(rounds),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn plant(county: &str, elders: u32, number: u64, out: &Path, holders: &Path, keys: &Path) -> Result<()> {
    let made = seed::seed(county, elders, number)?;
    let write = |path: &Path, text: &str| kept::replace(path, text);
    write(out, &serde_json::to_string_pretty(&made.deck)?)?;
    write(holders, &made.holders)?;
    write(keys, &serde_json::to_string_pretty(&made.deck.keys)?)?;
    println!("{} 张卡，试验密钥 · {} cards, trial keys", made.deck.cards.len(), made.deck.cards.len());
    Ok(())
}

fn lay_out(cards: &Path, state: &Path, listen: SocketAddr, counters: usize, ports: &[u16]) -> Result<()> {
    let over = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&over))?;
    }
    let deck = kept::Deck::load(cards)?;
    let readers: Vec<Reader> = if ports.is_empty() {
        if !Pcscd::installed() {
            bail!("请安装 pcscd 和 vsmartcard-vpcd · install pcscd and vsmartcard-vpcd");
        }
        let own = (1..=counters).map(|nth| Reader::own(&state.join(format!("counter-{nth}"))));
        own.collect::<Result<_>>()?
    } else {
        ports.iter().copied().map(Reader::At).collect()
    };
    let tray = Arc::new(Tray::lay_out(&deck, state, readers)?);
    let address = serve(Arc::clone(&tray), listen)?;
    for counter in &tray.counters {
        match counter.socket() {
            Some(socket) => println!("{} 号柜台 · counter {SOCKET}={}", counter.number, socket.display()),
            None => println!("{} 号柜台 · counter: somebody else's pcscd", counter.number),
        }
    }
    println!("卡托 · tray http://{address}/");
    while !over.load(Ordering::SeqCst) {
        thread::sleep(Duration::from_millis(50));
    }
    for counter in &tray.counters {
        counter.take_away();
        counter.plug(false);
        // Somebody else's service stays.
        let _ = counter.kill_service();
    }
    Ok(())
}

/// The PC/SC library reads the place of its service when the process starts, so the measuring is done by a
/// second process.
fn time(rounds: usize) -> Result<()> {
    const FOLDER: &str = "LOVECARD_MEASURE";
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else {
        let folder = env::temp_dir().join(format!("lovecard-measure-{}", process::id()));
        fs::create_dir_all(&folder)?;
        let told = process::Command::new(env::current_exe()?)
            .args(["measure", "--rounds", &rounds.to_string()])
            .env(SOCKET, Pcscd::socket_in(&folder))
            .env(FOLDER, &folder)
            .status();
        fs::remove_dir_all(&folder).context("清理 · clean up")?;
        return if told?.success() { Ok(()) } else { bail!("没有测成 · nothing was measured") };
    };
    let pcscd = Pcscd::start(&folder)?;
    let [door, _]: [Door; 2] = pcscd.doors();
    let figures = measure(&door, VirtualCard::Foreign(ForeignCard::bank(&[8, 1, 2, 3])), rounds)?;
    println!(
        "一次交换 · one exchange: p50 {:?}  p99 {:?}  max {:?}  （{rounds} 次 · times）\n插卡到得知 · insertion to news: {:?}",
        figures.p50, figures.p99, figures.max, figures.insertion
    );
    Ok(())
}
