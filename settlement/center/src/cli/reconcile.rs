//! `reconcile`: announced totals or cards against records, or any two files of lines.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use reconciliation::{
    ColumnMap, Difference, DifferenceKind, Line, Report, Sums, Total, TotalDifference, Which,
};
use records::{BusinessDay, TerminalId};

use super::books::day;
use super::reconcile_json::{records_json, report_json};
use super::{Said, open, read_file, reconcile_cards};
use crate::Failure;
use crate::reconcile::{Announcements, FilesError, announcements, files};

/// Differences that are told in words; JSON has more.
const TOLD: usize = 20;

#[derive(Debug, Subcommand)]
pub(super) enum Reconcile {
    /// 终端累计数与账本流水 · what terminals announced against the records in the books
    Records {
        /// 营业日，如 20240715 · business day
        #[arg(long, value_parser = day)]
        day: BusinessDay,
    },
    /// 发卡台读出的卡内计数器与余额，与账本流水 · counters and balances that a desk read out of cards against the records
    Cards {
        /// CSV：card_no,counter,balance（卡号、计数器、余额）；计数器是下一笔扣款将用的，余额为元 · counter of the next debit, balance in yuan
        file: PathBuf,
    },
    /// 任意两份 CSV，左为中心，右为对方 · any two CSV files: the center's, then the other side's
    Files {
        /// 中心的文件 · the center's file
        left: PathBuf,
        /// 对方的文件 · the other side's file
        right: PathBuf,
        /// 列表：两份文件各列的含义，TOML · which columns of both files say what
        #[arg(long, value_name = "FILE")]
        map: PathBuf,
        /// 已知终端，每行一个；其余终端的行另行指出 · known terminals, one a line; lines of others are told
        #[arg(long, value_name = "FILE")]
        terminals: Option<PathBuf>,
    },
}

impl Reconcile {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        match self {
            Reconcile::Records { day } => Ok(records(day, &announcements(&open(books)?, day)?)),
            Reconcile::Cards { file } => reconcile_cards::run(books, &file),
            Reconcile::Files { left, right, map, terminals } => {
                let wrong = |path: &Path, what: &dyn core::fmt::Display| {
                    Failure::BadInput(format!("{}：{what}", path.display()))
                };
                let columns = ColumnMap::read(&read_file(&map)?).map_err(|error| wrong(&map, &error))?;
                let known = terminals.as_deref().map(terminals_in).transpose()?;
                let report = files(&columns, (&left, &right), known.as_ref());
                let path = |which: Which| if which == Which::Left { &left } else { &right };
                let report = report.map_err(|error| match &error {
                    FilesError::Io(which, why) => Failure::unreadable(path(*which), why),
                    FilesError::File(which, why) => wrong(path(*which), why),
                    FilesError::Fault(_) | FilesError::NotExplained(_) => Failure::Fault(error.to_string()),
                })?;
                Ok(compared(&report, columns.masked))
            }
        }
    }
}

fn terminals_in(file: &Path) -> Result<BTreeSet<u64>, Failure> {
    let text = read_file(file)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let lines = (1_u32..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let one = |(number, line): (u32, &str)| {
        let id: Result<TerminalId, _> = line.trim().parse();
        id.map(|id| id.0).map_err(|error| Failure::BadInput(format!("{}:{number}: {error}", file.display())))
    };
    lines.map(one).collect()
}

fn compared(report: &Report, masked: bool) -> Said {
    let Report { left, right, matched, differences, .. } = report;
    let (found, sums) = (report.found(), |sums: &Sums| format!("{} 行 {}", sums.count, sums.amount));
    let mut text = vec![format!(
        "已对账：中心 {}，对方 {}，相符 {}，差异 {found} 处 · reconciled, {found} differences",
        sums(left),
        sums(right),
        sums(matched)
    )];
    for one in &report.kinds {
        let ((zh, en), (todo_zh, todo_en)) = (one.kind.sentence(), one.kind.advice());
        let (number, count) = (one.kind.number(), one.count);
        text.push(format!(
            "{number} {zh}：{count} 处，中心 {}，对方 {} · {en}",
            sums(&one.left),
            sums(&one.right)
        ));
        text.push(format!("    → {todo_zh} · {todo_en}"));
    }
    text.extend(differences.iter().take(TOLD).map(|one| difference(one, masked)));
    let told = u64::try_from(differences.len().min(TOLD)).unwrap_or(u64::MAX);
    if found > told {
        let rest = found - told;
        text.push(format!("另有 {rest} 处，见 --json · {rest} more, with --json"));
    }
    Said { differs: found > 0, ..Said::new(text.join("\n"), report_json(report, masked)) }
}

fn difference(one: &Difference, masked: bool) -> String {
    let side = |line: &Option<Line>| {
        line.as_ref().map_or("—".to_owned(), |line| {
            let more = [&line.state, &line.merchant].into_iter().flatten();
            more.fold(line.amount.to_string(), |text, word| format!("{text} {word}"))
        })
    };
    let key = one.key.shown(masked);
    format!("{} {key}：中心 {}，对方 {}", one.kind.number(), side(&one.left), side(&one.right))
}

fn records(day: BusinessDay, found: &Announcements) -> Said {
    let Announcements { terminals, booked, day: of_day, outstanding } = found;
    let differences = of_day.len().saturating_add(outstanding.len());
    let mut text = vec![format!(
        "{day} 已核对 {terminals} 台终端的累计数与流水：{}，差异 {differences} 处 · announced totals and records compared, {differences} differences",
        total(*booked)
    )];
    text.extend(of_day.iter().map(|one| announced(one, "当日 day")));
    text.extend(outstanding.iter().map(|one| announced(one, "累计 since the first record")));
    let kinds: BTreeSet<DifferenceKind> = of_day.iter().chain(outstanding).map(|one| one.kind).collect();
    for kind in kinds {
        let ((zh, en), (todo_zh, todo_en)) = (kind.sentence(), kind.advice());
        text.push(format!("{} {zh} · {en}", kind.number()));
        text.push(format!("    → {todo_zh} · {todo_en}"));
    }
    Said { differs: differences > 0, ..Said::new(text.join("\n"), records_json(day, found)) }
}

fn total(Total { count, price, benefit }: Total) -> String {
    format!("{count} 笔 应收 {price} 补贴 {benefit}")
}

fn announced(one: &TotalDifference<TerminalId>, span: &str) -> String {
    let TotalDifference { of, kind, center, announced } = one;
    format!("{} {of} {span}：中心 {}，终端 {}", kind.number(), total(*center), total(*announced))
}
