//! How long an exchange takes from a program through pcscd to a virtual card and back.

use crate::{CARD_READER, Door, Slot};
use anyhow::{Context, Result, bail};
use apdu::{Command, Transport};
use card_reader::{CardSlot, Presence, Watch};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use virtual_cards::VirtualCard;

/// Times of one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Half of them are faster.
    pub p50: Duration,
    /// One in a hundred is slower.
    pub p99: Duration,
    /// The slowest.
    pub max: Duration,
    /// From putting the card in to the program hearing of it.
    pub insertion: Duration,
}

/// Puts `card` into the slot behind `door` and asks it for its directory `rounds` times.
///
/// # Errors
/// The card is not seen, or an answer is lost.
pub fn measure(door: &Door, card: VirtualCard, rounds: usize) -> Result<Figures> {
    const PATIENCE: Duration = Duration::from_secs(10);
    let mut watch = Watch::new(CARD_READER);
    let started = Instant::now();
    while watch.now() != Presence::Empty {
        if started.elapsed() > PATIENCE {
            bail!("{CARD_READER} 未就绪 · is not ready: {:?}", watch.now());
        }
        watch.wait_change(Duration::from_millis(100));
    }

    let put_in = Instant::now();
    let _inserted = Slot::behind(door.clone()).insert(Arc::new(Mutex::new(card)), None);
    let seen = watch.wait_change(PATIENCE);
    let insertion = put_in.elapsed();
    if !matches!(seen, Some(Presence::Present { .. })) {
        bail!("读卡器没有看到卡 · the reader did not see the card: {seen:?}");
    }
    let mut slot = CardSlot::at(CARD_READER);
    slot.connect()?;
    let command =
        Command::new(0x00, 0xA4, 0x04, 0x00).with_data(*b"2PAY.SYS.DDF01").expecting(0).to_bytes()?;
    let mut times = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let asked = Instant::now();
        slot.exchange(&command)?;
        times.push(asked.elapsed());
    }
    slot.release();
    times.sort_unstable();
    let at =
        |percent: usize| times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied();
    let figures = |p50, p99, max| Figures { p50, p99, max, insertion };
    at(50).zip(at(99)).zip(at(100)).map(|((p50, p99), max)| figures(p50, p99, max)).context("no rounds")
}
