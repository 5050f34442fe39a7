//! A sale of every family: card commands and modelled air time, and the till's own work with recorded answers, against
//! the ciphers of one sale alone.

use aes::cipher::{BlockCipherEncrypt as _, KeyInit as _};
use both_sides::county::Kind;
use both_sides::till::OURS;
use budgets::cards::{Budget, SALES, soft_sam};
use budgets::{Table, air, hundredths, spread, thousands};
use std::hint::black_box;
use std::time::Instant;
use virtual_cards::desfire::Generation;

const ROUNDS: usize = 2_000;

/// A card's own time for one command, as this table assumes it: an estimate, for no card is here.
const CARD_COMMAND_US: u64 = 3_000;
/// More for the one command that writes.
const CARD_COMMIT_US: u64 = 15_000;

/// AES keys of one DESFire EV2 sale, and blocks under each: the card's key, the handshake, cipher and MAC of the session.
const AES_KEYS: u8 = 4;
const AES_BLOCKS: u8 = 10;

fn main() {
    let table = Table::start("一次消费的卡面开销 · what a sale asks of a card");
    for budget in SALES {
        let conversation = budget.conversation();
        let (commands, air_us) = (air::commands(&conversation), air::time_us(&conversation));
        let figure = format!("{commands} APDU, {} B", air::bytes(&conversation));
        let writes = if budget.kind == Kind::Serial { 0 } else { u64::from(conversation.len() > 3) };
        let card_us = commands as u64 * CARD_COMMAND_US + writes * CARD_COMMIT_US;
        let air = format!("{} + {} ms", hundredths(air_us, 1_000), card_us / 1_000);
        table.row(budget.label, figure, air, &format!("≤ {} APDU", budget.commands_max));
    }
    table.note("第三列：空中时间（模型，106 kbit/s）+ 卡内时间（假定）· air time (modelled) + the card's own (assumed)");
    table.note(&format!(
        "card: {CARD_COMMAND_US} µs a command, {CARD_COMMIT_US} µs more for the one that writes"
    ));

    let table = Table::start("终端自身的工作 · the till's own work in a sale, answers recorded");
    let base = ciphers();
    table.row("基准：一次 EV2 消费的 AES · baseline: AES of an EV2 sale", format!("{base} ns"), "1.00×", "");
    for budget in SALES.iter().filter(|budget| budget.kind != Kind::Desfire(Generation::Ev1)) {
        let work = work_ns(budget, false);
        let ratio = format!("{}×", hundredths(work, base));
        table.row(budget.label, format!("{} µs", thousands(work / 1_000)), ratio, "median ≤ 200 µs");
    }
    let [lunch, ..] = SALES;
    let work = work_ns(&lunch, true);
    let ratio = format!("{}×", hundredths(work, base));
    let label = "交通联合，软件密钥卡 · T-Union, software module";
    table.row(label, format!("{} µs", thousands(work / 1_000)), ratio, "median ≤ 200 µs");
    table.note("读卡、定价、对话、密码、意向与记录编码；不含磁盘与芯片 · no disk, no chip");
}

/// Median of one sale from the tap to the record in memory; with recorded answers of the module, or one that computes.
fn work_ns(budget: &Budget, soft: bool) -> u64 {
    let till = budget.till();
    let (tape, module) = (till.record(OURS, budget.order), soft_sam());
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let (mut till, mut module) = (till.clone(), module.clone());
        let start = Instant::now();
        let ending = match soft {
            true => till.play_with(budget.order, &tape, &mut module),
            false => till.play(budget.order, &tape),
        };
        times.push(u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX));
        black_box(ending);
    }
    spread(times).p50
}

/// Median of the block operations alone, key schedules included.
fn ciphers() -> u64 {
    let times = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        for key in 0..AES_KEYS {
            let cipher = aes::Aes128Enc::new(&black_box([key; 16]).into());
            for block in 0..AES_BLOCKS {
                let mut block = black_box([block; 16]).into();
                cipher.encrypt_block(&mut block);
                black_box(block);
            }
        }
        u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)
    });
    spread(times.collect()).p50
}
