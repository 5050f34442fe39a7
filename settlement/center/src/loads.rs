//! The loads' file: `card_no,seq,account,amount,first_day,last_day`, and what becomes of each line.
//!
//! A load is applied once and in order: the next number of its card, or it waits. The same file again changes
//! nothing.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{CardLoad, Ledger, LedgerError, StoredLot};
use money::Fen;
use records::{BusinessDay, CardNo};
use subsidy::{Account, Load, LoadError, Lots, Tariff};

const HEADER: [&str; 6] = ["card_no", "seq", "account", "amount", "first_day", "last_day"];

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Usable from its first day on.
    Applied,
    /// In the books already, as usable or as waiting; nothing was added.
    Known,
    /// Kept; it waits for this load.
    Waits(u32),
    /// Another load stands under its number; nothing was added.
    Differs,
    /// An amount of nothing, or days the wrong way round; nothing was added.
    Senseless,
    /// Nobody holds this card; nothing was added.
    Nobody,
}

/// A line of the file.
pub(crate) struct Line {
    /// Its place in the file.
    pub(crate) place: u64,
    pub(crate) load: CardLoad,
}

/// What the lines come to.
#[derive(Default)]
pub(crate) struct Decided {
    /// By line.
    pub(crate) outcomes: Vec<Outcome>,
    /// To be applied, in this order: loads of the file and waiting ones that are due now.
    pub(crate) applied: Vec<CardLoad>,
    /// To be kept waiting.
    pub(crate) waiting: Vec<CardLoad>,
    /// How many of those applied had waited in the books.
    pub(crate) released: usize,
}

/// Reads the whole file before anything is done.
///
/// # Errors
/// The first line that is not right, with place and remedy. The content is never repeated: it is private.
pub(crate) fn read(text: &str, tariffs: &[Tariff]) -> Result<Vec<Line>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| wrong(&error))?;
    if !header.iter().eq(HEADER) {
        return Err(format!("1: 表头应为 {} · write this header", HEADER.join(",")));
    }
    let mut lines = Vec::new();
    let mut seen = BTreeSet::new();
    for line in reader.records() {
        let line = line.map_err(|error| wrong(&error))?;
        let place = line.position().map_or(0, csv::Position::line);
        let load = load(&line, tariffs).map_err(|what| format!("{place}: {what}"))?;
        if !seen.insert((load.card_no.clone(), load.load)) {
            return Err(format!("{place}: 同一卡同一序号重复 · this card and number are listed twice"));
        }
        lines.push(Line { place, load });
    }
    Ok(lines)
}

fn wrong(error: &csv::Error) -> String {
    let place = error.position().map_or(1, csv::Position::line);
    format!("{place}: 不是 CSV 或列数不对，每行应有 6 列 · not CSV, or not 6 columns")
}

fn load(line: &csv::StringRecord, tariffs: &[Tariff]) -> Result<CardLoad, String> {
    let field = |place: usize| line.get(place).unwrap_or_default();
    let card: CardNo = field(0)
        .parse()
        .map_err(|_| "card_no 应为 19 或 20 位数字 · card_no must have 19 or 20 digits".to_owned())?;
    let seq = field(1).parse().ok().filter(|seq| *seq > 0);
    let account = account(field(2), tariffs)?;
    let amount = if account.in_fen {
        field(3).parse::<Fen>().map(|fen| fen.0).map_err(|error| error.to_string())?
    } else {
        let whole = "积分应为整数 · points are a whole number";
        field(3).parse().map_err(|_| whole.to_owned())?
    };
    let day = |text: &str| {
        let day = text.replace('-', "").parse().ok().and_then(BusinessDay::from_number);
        day.ok_or_else(|| "日期应写成 2024-09-30 · write days as 2024-09-30".to_owned())
    };
    Ok(CardLoad {
        card_no: card.digits(),
        load: seq.ok_or("seq 应为从 1 起的整数 · seq is a whole number from 1")?,
        account: account.code,
        amount,
        first_day: day(field(4))?,
        last_day: day(field(5))?,
    })
}

/// An account by its name or code, in the tariffs in force or to come.
fn account<'t>(name: &str, tariffs: &'t [Tariff]) -> Result<&'t Account, String> {
    let accounts = || tariffs.iter().flat_map(Tariff::accounts);
    let same = |account: &&Account| account.name == name || name.parse() == Ok(account.code);
    accounts().find(same).ok_or_else(|| {
        let known: BTreeSet<&str> = accounts().map(|account| account.name.as_str()).collect();
        let known = if known.is_empty() { "—".to_owned() } else { Vec::from_iter(known).join(", ") };
        format!("资费中没有这个账户，可用：{known} · the tariff has no such account")
    })
}

/// Decides every line, given what the books hold.
///
/// # Errors
/// Books that cannot be read.
pub(crate) fn decide(ledger: &Ledger, lines: &[Line]) -> Result<Decided, LedgerError> {
    let holders: BTreeSet<String> = ledger.holders()?.into_iter().map(|holder| holder.card_no).collect();
    let mut cards: BTreeMap<&str, Card> = BTreeMap::new();
    for Line { load, .. } in lines {
        if !cards.contains_key(load.card_no.as_str()) {
            cards.insert(&load.card_no, Card::of(ledger.lots(&load.card_no)?));
        }
    }
    let mut decided = Decided { outcomes: vec![Outcome::Nobody; lines.len()], ..Decided::default() };
    // In order of number, so that a file need not be sorted.
    let mut order: Vec<(usize, &Line)> = lines.iter().enumerate().collect();
    order.sort_by_key(|(_, line)| line.load.load);
    for (place, Line { load, .. }) in order {
        let Some(card) = cards.get_mut(load.card_no.as_str()) else { continue };
        let outcome = if holders.contains(&load.card_no) { card.take(load, &mut decided) } else { continue };
        if let Some(told) = decided.outcomes.get_mut(place) {
            *told = outcome;
        }
    }
    Ok(decided)
}

/// One card while a file is decided.
struct Card {
    lots: Lots,
    held: BTreeMap<u32, CardLoad>,
}

impl Card {
    fn of(stored: Vec<StoredLot>) -> Card {
        let applied = stored.iter().filter(|lot| lot.applied_us.is_some()).map(|lot| lot.load.load).max();
        let held = stored.into_iter().map(|lot| (lot.load.load, lot.load)).collect();
        Card { lots: Lots::of(applied.unwrap_or(0), []), held }
    }

    fn take(&mut self, load: &CardLoad, decided: &mut Decided) -> Outcome {
        if self.held.get(&load.load).is_some_and(|held| held != load) {
            return Outcome::Differs;
        }
        // What makes no sense must not wait for its turn to be told so.
        if Lots::default().load(Load { seq: 1, ..plain(load) }).is_err() {
            return Outcome::Senseless;
        }
        match self.lots.load(plain(load)) {
            Ok(()) => {
                decided.applied.push(load.clone());
                self.follow(decided);
                Outcome::Applied
            }
            Err(LoadError::Gap { .. }) if self.held.contains_key(&load.load) => Outcome::Known,
            Err(LoadError::Gap { expected, .. }) => {
                decided.waiting.push(load.clone());
                Outcome::Waits(expected)
            }
            Err(LoadError::Again(_)) => Outcome::Known,
            Err(LoadError::Senseless(_)) => Outcome::Senseless,
        }
    }

    /// Loads that waited in the books for this one.
    fn follow(&mut self, decided: &mut Decided) {
        while let Some(next) = self.held.get(&self.lots.applied.saturating_add(1)) {
            if self.lots.load(plain(next)).is_err() {
                return;
            }
            decided.applied.push(next.clone());
            decided.released = decided.released.saturating_add(1);
        }
    }
}

fn plain(load: &CardLoad) -> Load {
    Load {
        seq: load.load,
        account: load.account,
        amount: load.amount,
        first_day: load.first_day.date(),
        last_day: load.last_day.date(),
    }
}
