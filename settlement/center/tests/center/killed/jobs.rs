//! Every job of the day, killed at several moments and run again: what follows is what an undisturbed run leaves.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use county_center::intake::{Intake, Proofs};
use ledger::{BankAccount, Ledger, Merchant, MerchantTerms};
use pboc_purse::proof::TacMasterKey;
use records::{BusinessDay, FactorOrder};

use super::place::{Snapshot, State, beside};
use crate::support::program::{Ran, program, run};
use crate::support::{Card, County, books_in, card, center_key, tariff};

/// More than one chunk of statements; tills have a byte for their key.
const MERCHANTS: u8 = 120;
/// Tills whose records wait for a proof.
const WAITING: u8 = 40;
const MAKER: &str = "correct horse\n";
const CHECKER: &str = "battery staple\n";
/// Books that jobs make.
pub(super) const RESTORED: &str = "restored";
pub(super) const SHOWN: &str = "shown";

/// A job, what it reads from its standard input, and whether it takes many steps, so that a kill can find it half done.
struct Job(&'static str, &'static str, bool);

const JOBS: [Job; 17] = [
    Job("books recheck --config center.toml", "", true),
    Job("tariff propose next.toml --key maker.key", MAKER, false),
    Job("tariff approve 2 --key checker.key", CHECKER, false),
    Job("day close --day 20240715", "", true),
    Job("statement export --day 20240715 .", "", true),
    Job("claim make --fund county", "", false),
    Job("claim export --fund county .", "", false),
    Job("settlement make", "", false),
    Job("settlement confirm --all --key maker.key", MAKER, false),
    Job("settlement confirm --all --key checker.key", CHECKER, false),
    Job("payout propose --maker-key maker.key", MAKER, false),
    Job("payout check --checker-key checker.key", CHECKER, false),
    Job("payout write 1 --format csv --map order.toml --out pay.csv", "", false),
    Job("payout answer back.csv --map answer.toml --day 20240716", "", false),
    Job("reconcile records --day 20240715", "", false),
    Job("books backup all.backup", "", false),
    Job("--books RESTORED books restore all.backup", "", false),
];

const DEMO: Job = Job(
    "--books SHOWN demo-county --seed 7 --terminals 8 --records 20 --truth truth.csv --config shown.toml",
    "",
    true,
);

/// A county at the end of its day. Some cards' proofs could not be checked yet.
fn county() -> County {
    let county = County::new();
    let mut ledger = county.ledger();
    let folder = county.folder.path();
    let day = BusinessDay::from_number(20_240_701).unwrap();
    let account =
        |number: String| BankAccount {
            name: "示例收款".to_owned(), number, bank: "402338700017".to_owned()
        };
    ledger.set_paying_account(&account("33070000010000001".to_owned()), 1).unwrap();
    let (right, wrong) = (TacMasterKey::new(card::MTK), TacMasterKey::new([9; 16]));
    for number in 0..MERCHANTS {
        let id = format!("shop-{number:03}");
        ledger.add_merchant(&Merchant { id: id.clone(), name: format!("商户 {number}") }, 1).unwrap();
        let payee = account(format!("6222000000000{number:04}"));
        let (cycle, netting) = ("daily:1".parse().unwrap(), "all".parse().unwrap());
        let terms = MerchantTerms { merchant: id.clone(), version: 0, from: day, cycle, netting, payee };
        ledger.set_terms(&terms, 1).unwrap();
        let mut till = county.till(&id);
        till.sell(&mut Card::new(100 + u32::from(number)), 7, 1200);
        let key = if number < WAITING { &wrong } else { &right };
        let proofs = Proofs::new(key.clone(), FactorOrder::IssuerFirst);
        let intake = Intake::new(center_key(), proofs, false);
        intake.take(&mut ledger, (till.id, 1), &till.seal_all(), 9).unwrap();
    }
    for (line, input) in [
        ("officer add --name 周七 --role maker --out maker.key", MAKER),
        ("officer add --name 吴八 --role checker --out checker.key", CHECKER),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        assert_eq!(run(folder, &words, input).code, 0);
    }
    let write = |name: &str, text: &str| std::fs::write(county.folder.file(name), text).unwrap();
    write("next.toml", &tariff(2, "2104-01-01"));
    let maps = [
        ("order.toml", include_str!("../../../../bank-files/maps/rural.order.toml")),
        ("answer.toml", include_str!("../../../../bank-files/maps/rural.answer.toml")),
    ];
    maps.iter().for_each(|(name, map)| write(name, &map.replace("gb18030", "utf-8")));
    county
}

/// The bank has paid every line.
fn paid(folder: &Path) {
    let ledger = Ledger::open(&books_in(folder)).unwrap();
    let lines = ledger.payout_lines(1).unwrap();
    let mut text =
        "示例农商银行 批量付款结果\n客户流水号,金额（元）,处理结果,记账日期,失败原因,收款户名,收款账号\n"
            .to_owned();
    let mut sum = 0;
    for line in &lines {
        let number = line.merchant.trim_start_matches("shop-");
        let (id, amount) = (&line.end_to_end, line.amount);
        text += &format!("{id},{amount},成功,2024-07-16,,示例收款,\"62220000000000{number}\"\n");
        sum += amount.0;
    }
    text += &format!("合计,{},{}\n", lines.len(), money::Fen(sum));
    std::fs::write(folder.join("back.csv"), text).unwrap();
}

fn words(folder: &Path, line: &str) -> Vec<String> {
    let place = |name| beside(folder, name).to_str().unwrap().to_owned();
    let named = |word: &str| match word {
        "RESTORED" => place(RESTORED),
        "SHOWN" => place(SHOWN),
        word => word.to_owned(),
    };
    line.split(' ').map(named).collect()
}

fn whole(folder: &Path, job: &Job) -> Ran {
    let words = words(folder, job.0);
    run(folder, &words.iter().map(String::as_str).collect::<Vec<&str>>(), job.1)
}

fn begun(folder: &Path, job: &Job) -> Child {
    let mut child = program(folder)
        .args(words(folder, job.0))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdin.take().unwrap().write_all(job.1.as_bytes()));
    child
}

/// When the power goes.
enum Moment {
    After(Duration),
    /// Once something was written to the books so many times: SQLite's log tells.
    AtCommit(u64),
}

/// Runs a job up to a moment, and kills it; whether it was still at work.
fn killed(folder: &Path, job: &Job, moment: &Moment) -> bool {
    let length =
        || found(folder, "-wal").iter().filter_map(|log| log.metadata().ok()).map(|log| log.len()).sum();
    let mut child = begun(folder, job);
    match moment {
        Moment::After(after) => std::thread::sleep(*after),
        Moment::AtCommit(commits) => {
            let (mut seen, mut last) = (0, 0_u64);
            while seen < *commits && child.try_wait().unwrap().is_none() {
                let now: u64 = length();
                seen += u64::from(now > last);
                last = now;
            }
        }
    }
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

/// Files of a folder whose names end so.
fn found(folder: &Path, end: &str) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder).unwrap().filter_map(|entry| Some(entry.ok()?.path()));
    all.filter(|path| path.to_string_lossy().ends_with(end)).collect()
}

/// How often each job is killed: `KILLS=40` for more. A schema takes long to put down again.
fn kills() -> u32 {
    let usual = if crate::server().is_some() { 1 } else { 3 };
    std::env::var("KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Kills a job that begins in this place; what an undisturbed run leaves there.
fn torn(before: &Snapshot, job: &Job) -> Snapshot {
    let calm = before.restored();
    let (start, clock) = (State::of(calm.path()), Instant::now());
    let undisturbed = whole(calm.path(), job);
    let mut takes = clock.elapsed();
    assert_eq!(undisturbed.code, 0, "{}: {}{}", job.0, undisturbed.out, undisturbed.err);
    let end = State::of(calm.path());
    let (mut landed, mut half, mut round, rounds) = (0, 0, 0, kills());
    let many = job.2 && crate::server().is_none();
    // More rounds where none has found the job at work: the undisturbed run was slow.
    while round < rounds || (round < rounds + 10 && (landed == 0 || (many && half == 0))) {
        let folder = before.restored();
        let here = folder.path();
        let moment = if round % 2 == 1 && crate::server().is_none() {
            Moment::AtCommit(u64::from(round / 2 + 1))
        } else {
            Moment::After(takes * (2 * (round % rounds) + 1) / (2 * rounds))
        };
        if killed(here, job, &moment) {
            landed += 1;
        } else if landed == 0 {
            takes /= 2;
        }
        let left = State::of(here);
        half += u32::from(left != end && (left != start || !found(here, ".part").is_empty()));
        let again = whole(here, job);
        // Done before the power went: then it may say that there is nothing left to do.
        let apart = left.difference(&end);
        assert!(
            again.code == 0 || apart.is_none(),
            "{}, kill {round}: {}{} {apart:?}",
            job.0,
            again.out,
            again.err
        );
        let difference = State::of(here).difference(&end);
        assert_eq!(difference, None, "{}, kill {round}", job.0);
        if job.0.starts_with("reconcile") {
            assert_eq!(again.out, undisturbed.out);
        }
        let checked = run(here, &["books", "check"], "");
        assert_eq!(checked.code, 0, "{}, kill {round}: {}", job.0, checked.err);
        round += 1;
    }
    println!(
        "{landed:>3} of {rounds} kills at work, {half:>3} half done, {:>5} ms  {}",
        takes.as_millis(),
        job.0
    );
    assert!(landed > 0, "{}: never at work", job.0);
    assert!(half > 0 || !many, "{}: never half done", job.0);
    Snapshot::of(&calm)
}

#[test]
fn every_job_of_the_day_is_killed_and_run_again() {
    let county = county();
    let mut stands = Snapshot::of(&county.folder);
    for job in &JOBS {
        if job.0.starts_with("payout answer") {
            let folder = stands.restored();
            paid(folder.path());
            stands = Snapshot::of(&folder);
        }
        stands = torn(&stands, job);
    }
}

#[test]
fn a_demonstration_is_killed_and_made_again() {
    torn(&Snapshot::of(&County::new().folder), &DEMO);
}
