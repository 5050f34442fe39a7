//! `tariff simulate`: recorded sales under a proposed tariff.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clearing::replay::{Both, Holders, Report, Setting, Shop};
use ledger::{Holder, Ledger};
use records::{CardNo, TerminalId, sha256};
use subsidy::Tariff;

use super::place::Place;
use super::simulate_json::json;
use super::tariff_file::load;
use super::{Said, open, read_file};
use crate::progress::Progress;
use crate::simulate::{Pace, Source, SourceError, read_points, run};
use crate::{Failure, holders, random};

/// Records handed over at once: 1 MiB.
const BATCH: NonZeroUsize = NonZeroUsize::new(4096).unwrap();
/// More threads than this only wait for the one that reads.
const LANES_MAX: usize = 8;

#[derive(Debug, clap::Args)]
pub(super) struct Simulate {
    /// 现行资费文件 · the tariff as it is
    old: PathBuf,
    /// 拟议资费文件 · the proposed tariff
    new: PathBuf,
    /// 流水文件，由 books records 导出 · records, as `books records` writes them
    #[arg(long, value_name = "FILE")]
    records: PathBuf,
    /// 名册，格式同 holders import；不写用账本中的名册 · holders, as for `holders import`; without it, those in the books
    #[arg(long, value_name = "FILE")]
    holders: Option<PathBuf>,
    /// 终端的商户种类和地方，CSV：terminal,kind,place · kind and place of the terminals
    #[arg(long, value_name = "FILE")]
    points: Option<PathBuf>,
    /// 另存为 XLSX，不覆盖已有文件 · also write a workbook; never over an existing file
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
    /// 计算线程数，不影响结果 · threads that price; it changes nothing in the result
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// What the books tell of cards and terminals, when there are books.
#[derive(Default)]
struct Known {
    holders: Option<Vec<Holder>>,
    shops: BTreeMap<TerminalId, Shop>,
    key: Option<[u8; 32]>,
}

impl Simulate {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let (old, new) = (load(&self.old)?, load(&self.new)?);
        let tariffs = Both { old: &old, new: &new };
        let there = books.is_file() || Ledger::is_server(books);
        let known = if there { Known::read(&open(books)?)? } else { Known::default() };
        let listed = match &self.holders {
            Some(file) => Some(read_list(file)?),
            None => known.holders.filter(|list| !list.is_empty()),
        };
        let holders = listed.map_or(Ok(Holders::AsRecorded), |list| by_card(&list))?;
        let points = self.points.as_deref().map_or(Ok(BTreeMap::new()), |file| points(file, tariffs))?;
        let key = known.key.map_or_else(random_key, Ok)?;
        let mut place = self.xlsx.as_deref().map(Place::take).transpose()?;
        let setting = Setting { tariffs, holders: &holders, points: &points, key: &key };
        let mut source = Source::open(&self.records).map_err(|error| wrong(&self.records, &error))?;
        let mut progress = Progress::new(source.records());
        let tally = run(&mut source, setting, pace(self.threads), &mut progress)
            .map_err(|error| wrong(source.path(), &error))?;
        progress.finish();
        if !tally.balances() {
            let what = "应收不等于自付与资金之和 · prices are not self-pay and funds together";
            return Err(Failure::Fault(what.to_owned()));
        }
        let fault = |error: &dyn core::fmt::Display| Failure::Fault(error.to_string());
        let report = Report::new(tally, &setting, &known.shops).map_err(|error| fault(&error))?;
        if let Some(place) = &mut place {
            place.fill(&exports::replay_xlsx(&report).map_err(|error| fault(&error))?)?;
        }
        Ok(Said::new(exports::replay_text(&report), json(&report)))
    }
}

impl Known {
    fn read(ledger: &Ledger) -> Result<Known, Failure> {
        let names: BTreeMap<String, String> =
            ledger.merchants()?.into_iter().map(|merchant| (merchant.id, merchant.name)).collect();
        let shop = |merchant: String| {
            let name = names.get(&merchant).cloned().unwrap_or_default();
            Shop { merchant, name }
        };
        let shops = ledger.terminals()?.into_iter().map(|till| (till.id, shop(till.merchant))).collect();
        let secret = ledger.county()?.signing_key;
        let key = sha256(&[b"lovecard replay mark v1\0".as_slice(), &secret].concat());
        Ok(Known { holders: Some(ledger.holders()?), shops, key: Some(key) })
    }
}

fn read_list(file: &Path) -> Result<Vec<Holder>, Failure> {
    holders::read(&read_file(file)?).map_err(|what| Failure::BadInput(format!("{}:{what}", file.display())))
}

fn by_card(list: &[Holder]) -> Result<Holders, Failure> {
    let bad = || Failure::Fault("名册 · holders".to_owned());
    let one = |holder: &Holder| {
        let card: CardNo = holder.card_no.parse().map_err(|_| bad())?;
        Ok((card, holders::facts(holder).ok_or_else(bad)?))
    };
    Ok(Holders::Listed(list.iter().map(one).collect::<Result<_, Failure>>()?))
}

fn points(
    file: &Path,
    tariffs: Both<&Tariff>,
) -> Result<BTreeMap<TerminalId, Both<subsidy::Point>>, Failure> {
    read_points(&read_file(file)?, tariffs)
        .map_err(|what| Failure::BadInput(format!("{}:{what}", file.display())))
}

fn pace(threads: Option<NonZeroUsize>) -> Pace {
    let lanes = threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let most = NonZeroUsize::new(LANES_MAX).unwrap_or(NonZeroUsize::MIN);
    Pace { lanes: lanes.min(most), batch: BATCH }
}

fn wrong(path: &Path, error: &SourceError) -> Failure {
    let told = format!("{}：{error}", path.display());
    match error {
        SourceError::Thread => Failure::Fault(told),
        _ => Failure::BadInput(told),
    }
}

fn random_key() -> Result<[u8; 32], Failure> {
    random::bytes().map_err(|error| Failure::Fault(error.to_string()))
}
