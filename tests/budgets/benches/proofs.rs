//! What it costs to verify the proofs of 5,000 cards, by every kernel that this machine has.

use aes::cipher::KeyInit as _;
use budgets::{Table, hundredths, spread};
use bulk_proof::{AesCmac, ChainClaim, Last, Sm4Tac, Step, TacClaim, TripleDesTac};
use cmac::{Cmac, Mac as _};
use rustix::time::{ClockId, clock_gettime};
use std::hint::black_box;

const CARDS: usize = 5_000;
const ROUNDS: usize = 15;

const MASTER: [u8; 16] = *b"trial TAC master";

/// A way to verify the whole batch; answers how many were right.
type Way<'a> = (String, &'a str, Box<dyn Fn() -> usize + 'a>);

fn main() {
    let cards = u32::try_from(CARDS).unwrap_or(u32::MAX);
    for (cards_of, issuer) in [
        ("同一发卡方 · one issuer", (|_| *b"\x03\x10\x47\x70\x01\x23\x45\x67") as fn(u32) -> [u8; 8]),
        ("发卡方各异 · an issuer each", |card| u64::from(!card).to_be_bytes()),
    ] {
        let purchases: Vec<TacClaim<2, 22>> = (0..cards).map(|card| purchase(card, issuer(card))).collect();
        let purchases = &purchases;
        let ways = TripleDesTac::all().into_iter().map(|way| -> Way<'_> {
            let budget = if way.name().contains("AVX2") { "≥ 20×" } else { "" };
            (
                named(way.name(), "des"),
                budget,
                Box::new(move || right(way.verify(&MASTER, black_box(purchases)))),
            )
        });
        compare(&format!("TAC，3DES 密钥 · TAC under 3DES keys, {cards_of}"), ways.collect());
        let ways = Sm4Tac::all().into_iter().map(|way| -> Way<'_> {
            (named(way.name(), "sm4"), "", Box::new(move || right(way.verify(&MASTER, black_box(purchases)))))
        });
        compare(&format!("TAC，SM4 密钥 · TAC under SM4 keys, {cards_of}"), ways.collect());
    }

    let (padded, whole) = (Last::Padded, Last::Whole);
    let commit = [(2, padded), (1, whole), (8, whole)].map(|(blocks, last)| Step { blocks, last });
    chain::<11>("DESFire 交易 MAC · DESFire transaction MAC: CMACs over 2, 1 and 8 blocks", &commit);
    let short = [(2, padded), (2, whole)].map(|(blocks, last)| Step { blocks, last });
    chain::<4>("AES-CMAC，一级分散加 32 字节 · AES-CMAC: a level, then 32 bytes", &short);
}

fn chain<const BLOCKS: usize>(title: &str, steps: &[Step]) {
    let claims: Vec<ChainClaim<BLOCKS>> = (0..u32::try_from(CARDS).unwrap_or(u32::MAX))
        .map(|card| {
            let mut blocks = [[0x80; 16]; BLOCKS];
            for (number, block) in (0..).zip(&mut blocks) {
                *block = u128::from(card.wrapping_mul(0x9E37_79B9) ^ number).to_be_bytes();
            }
            ChainClaim { blocks, code: [0; 8] }
        })
        .collect();
    let claims = &claims;
    let mut ways: Vec<Way<'_>> =
        vec![("逐个，cmac · one by one, cmac".to_owned(), "", Box::new(move || by_crate(steps, claims)))];
    ways.extend(AesCmac::all().into_iter().map(|way| -> Way<'_> {
        let budget = if way.name().contains("AES-NI") { "≥ 8×" } else { "" };
        let work =
            move || way.verify(&MASTER, steps, black_box(claims)).iter().filter(|right| **right).count();
        (named(way.name(), "aes"), budget, Box::new(work))
    }));
    compare(title, ways);
}

/// The `cmac` crate, one CMAC after the other. It pads by itself: a padded block is handed over without its padding.
fn by_crate<const BLOCKS: usize>(steps: &[Step], claims: &[ChainClaim<BLOCKS>]) -> usize {
    let right = claims.iter().filter(|claim| {
        let (mut key, mut blocks) = (MASTER, &claim.blocks[..]);
        for step in steps {
            let Some((these, rest)) = blocks.split_at_checked(step.blocks) else { return false };
            let message = these.as_flattened();
            let told = if step.last == Last::Padded { message.split_last() } else { None };
            let mut mac = Cmac::<aes::Aes128>::new(&key.into());
            mac.update(told.map_or(message, |(_, told)| told));
            key = mac.finalize().into_bytes().into();
            blocks = rest;
        }
        let [_, a, _, b, ..] = black_box(key);
        claim.code.starts_with(&[a, b])
    });
    right.count()
}

fn right(answers: Vec<bool>) -> usize {
    answers.into_iter().filter(|right| *right).count()
}

fn purchase(card: u32, issuer: [u8; 8]) -> TacClaim<2, 22> {
    let mut message = [0; 22];
    for (to, from) in message.iter_mut().zip(card.wrapping_mul(0x9E37_79B9).to_be_bytes()) {
        *to = from;
    }
    let serial = u64::from(card) << 20 | 0x1234;
    TacClaim { factors: [issuer, serial.to_be_bytes()], message, code: [0; 4] }
}

fn named(name: &str, by: &str) -> String {
    if name == "one by one" { format!("逐个，{by} · one by one, {by}") } else { name.to_owned() }
}

/// What this thread has had of a processor. On a busy machine a long way is interrupted and a short one is not, so the
/// clock on the wall would flatter the short.
fn processor_ns() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    u64::try_from(time.tv_sec * 1_000_000_000 + time.tv_nsec).unwrap_or_default()
}

/// The median of every way, in turns, so that a slow moment of the machine meets all; the first is the baseline.
fn compare(title: &str, ways: Vec<Way<'_>>) {
    let table = Table::start(title);
    let mut times = vec![Vec::with_capacity(ROUNDS); ways.len()];
    for _ in 0..ROUNDS {
        for ((_, _, way), times) in ways.iter().zip(&mut times) {
            let start = processor_ns();
            black_box(way());
            times.push(processor_ns().saturating_sub(start));
        }
    }
    let mut base = None;
    for ((label, budget, _), times) in ways.iter().zip(times) {
        let median = spread(times).p50;
        let base = *base.get_or_insert(median);
        let each = hundredths(median, u64::try_from(CARDS).unwrap_or(u64::MAX));
        table.row(label, format!("{each} ns"), format!("{}×", hundredths(base, median)), budget);
    }
}
