//! `benefit`: load vouchers and points, clear what is over, show what a card has.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use ledger::{CardLoad, Ledger, LotEntry, StoredLot};
use money::Fen;
use records::BusinessDay;
use serde_json::{Value, json};
use subsidy::Tariff;

use super::books::day;
use super::{Said, open, read_file};
use crate::loads::{Decided, Line, Outcome, decide, read};
use crate::{Failure, calendar, clock};

#[derive(Debug, Subcommand)]
pub(super) enum Benefit {
    /// 发放券或积分，每卡按序号各入一次 · load vouchers or points, each once and in order
    Load {
        /// CSV：card_no,seq,account,amount,first_day,last_day
        file: PathBuf,
    },
    /// 到期清零，逐笔记录 · clear what is over, an entry for each
    Expire {
        /// 清零此日之前到期的，默认今天 · what ended before this day, by default today
        #[arg(long, value_parser = day)]
        day: Option<BusinessDay>,
    },
    /// 一张卡的券和积分 · what a card has, and every entry
    Show {
        /// 卡号末四位或更多 · the last four digits of the card, or more
        #[arg(long, value_parser = tail)]
        card: String,
    },
}

fn tail(text: &str) -> Result<String, String> {
    let digits = (4..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { Ok(text.to_owned()) } else { Err("4–20 位数字 · 4 to 20 digits".to_owned()) }
}

impl Benefit {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let mut ledger = open(books)?;
        let now = clock::now_us();
        let today = clock::county_day(now).ok_or_else(clock::unset)?;
        let accounts = Accounts::of(&ledger, now)?;
        match self {
            Benefit::Load { file } => load(&mut ledger, &file, &accounts, now),
            Benefit::Expire { day } => expire(&mut ledger, day.unwrap_or(today), &accounts, (today, now)),
            Benefit::Show { card } => show(&ledger, &card, &accounts),
        }
    }
}

/// The tariffs in force or to come, for the names and units of accounts.
pub(super) struct Accounts(Vec<Tariff>);

impl Accounts {
    pub(super) fn of(ledger: &Ledger, now_us: i64) -> Result<Accounts, Failure> {
        Ok(Accounts(calendar::current(ledger, now_us)?))
    }

    fn name(&self, code: u8) -> String {
        let known = self.0.iter().find_map(|tariff| tariff.account(code));
        known.map_or_else(|| format!("账户 {code}"), |account| account.zh.clone())
    }

    /// Yuan for vouchers, whole numbers for points. What no tariff knows is told as it is kept.
    pub(super) fn amount(&self, code: u8, amount: i64) -> String {
        let in_fen = self.0.iter().find_map(|tariff| tariff.account(code)).is_some_and(|known| known.in_fen);
        if in_fen { Fen(amount).to_string() } else { amount.to_string() }
    }
}

fn load(ledger: &mut Ledger, file: &Path, accounts: &Accounts, now_us: i64) -> Result<Said, Failure> {
    let lines = read(&read_file(file)?, &accounts.0)
        .map_err(|what| Failure::BadInput(format!("{}:{what}", file.display())))?;
    let reference = file.file_name().unwrap_or_default().to_string_lossy();
    let reference: String = reference.chars().filter(|sign| !sign.is_control()).take(40).collect();
    let decided = decide(ledger, &lines)?;
    ledger.enter_loads(&decided.applied, &decided.waiting, &reference, now_us)?;
    let mut text: Vec<String> = Vec::new();
    let mut each = Vec::new();
    for (line, outcome) in lines.iter().zip(&decided.outcomes) {
        text.push(told(line, *outcome, accounts));
        each.push(json!({ "line": line.place, "card": masked(&line.load.card_no), "seq": line.load.load,
            "outcome": word(*outcome) }));
    }
    let count = |wanted: &str| decided.outcomes.iter().filter(|outcome| word(**outcome) == wanted).count();
    let Decided { applied, released, .. } = &decided;
    let (known, waits) = (count("known"), count("waits"));
    let left_out = lines.len().saturating_sub(count("applied")).saturating_sub(known).saturating_sub(waits);
    let sums = sums(applied.iter().map(|load| (load.account, load.amount)));
    text.push(format!(
        "{} 行：入账 {}，此前暂存现入账 {released}，早已入账 {known}，暂存 {waits}，未入账 {left_out}{} · lines: applied, released, known, waiting, left out",
        lines.len(),
        count("applied"),
        listed(&sums, accounts),
    ));
    let json = json!({ "lines": each, "applied": count("applied"), "released": released, "known": known,
        "waiting": waits, "left_out": left_out, "sums": by_account(&sums) });
    Ok(Said::new(text.join("\n"), json))
}

fn told(line: &Line, outcome: Outcome, accounts: &Accounts) -> String {
    let CardLoad { card_no, load, account, amount, .. } = &line.load;
    let what = match outcome {
        Outcome::Applied => {
            format!("已入账 {} · applied", accounts.amount(*account, *amount))
        }
        Outcome::Known => "早已登记，未增加 · in the books already, nothing added".to_owned(),
        Outcome::Waits(next) => format!("暂存，等待第 {next} 次 · waits for load {next}"),
        Outcome::Differs => {
            "与已登记的同一序号不同，未入账；请核对名单后换新序号 · another load has this number, nothing added".to_owned()
        }
        Outcome::Senseless => {
            "金额或日期不对，未入账；请更正后重送 · makes no sense, nothing added; mend it and deliver again".to_owned()
        }
        Outcome::Nobody => {
            "持卡人名单中没有此卡，未入账；先导入持卡人再重送 · nobody holds this card, nothing added; import holders first"
                .to_owned()
        }
    };
    format!("{}: {} 第 {load} 次：{what}", line.place, masked(card_no))
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Applied => "applied",
        Outcome::Known => "known",
        Outcome::Waits(_) => "waits",
        Outcome::Differs => "differs",
        Outcome::Senseless => "senseless",
        Outcome::Nobody => "nobody",
    }
}

fn masked(card_no: &str) -> String {
    format!("****{}", card_no.get(card_no.len().saturating_sub(4)..).unwrap_or_default())
}

fn sums(amounts: impl Iterator<Item = (u8, i64)>) -> BTreeMap<u8, i64> {
    let mut sums: BTreeMap<u8, i64> = BTreeMap::new();
    for (account, amount) in amounts {
        let sum = sums.entry(account).or_default();
        *sum = sum.saturating_add(amount);
    }
    sums
}

fn listed(sums: &BTreeMap<u8, i64>, accounts: &Accounts) -> String {
    let one =
        |(&code, &sum): (&u8, &i64)| format!("，{} {}", accounts.name(code), accounts.amount(code, sum));
    sums.iter().map(one).collect()
}

fn by_account(sums: &BTreeMap<u8, i64>) -> Value {
    sums.iter().map(|(code, sum)| json!({ "account": code, "amount": sum })).collect()
}

fn expire(
    ledger: &mut Ledger,
    day: BusinessDay,
    accounts: &Accounts,
    (today, now_us): (BusinessDay, i64),
) -> Result<Said, Failure> {
    if day > today {
        return Err(Failure::BadInput(format!(
            "{day} 还没有到，未清零；最晚写今天 · that day has not come, nothing was cleared; today is the latest"
        )));
    }
    let over = ledger.expire_lots(day, now_us)?;
    let sums = sums(over.iter().map(|lot| (lot.load.account, lot.remaining)));
    let text = format!(
        "{day} 之前到期清零：{} 笔{} · cleared what ended before that day",
        over.len(),
        listed(&sums, accounts)
    );
    Ok(Said::new(text, json!({ "day": day.number(), "cleared": over.len(), "sums": by_account(&sums) })))
}

fn show(ledger: &Ledger, tail: &str, accounts: &Accounts) -> Result<Said, Failure> {
    let cards = ledger.cards_with_lots(tail)?;
    let card = match cards.as_slice() {
        [card] => card,
        [] => {
            let told = "没有以此结尾且领取过券或积分的卡 · no card that ends like this was ever loaded";
            return Err(Failure::Refused(told.to_owned()));
        }
        more => {
            let count = more.len();
            return Err(Failure::Refused(format!(
                "有 {count} 张卡以此结尾，请多给几位 · several cards end like this, give more digits"
            )));
        }
    };
    let (lots, entries) = (ledger.lots(card)?, ledger.lot_entries(card)?);
    let account = |load: u32| lots.iter().find(|lot| lot.load.load == load).map_or(0, |lot| lot.load.account);
    let mut text = vec![masked(card)];
    text.extend(lots.iter().map(|lot| lot_line(lot, accounts)));
    text.extend(entries.iter().map(|entry| entry_line(entry, account(entry.load), accounts)));
    let json = json!({ "card": masked(card), "lots": lots.iter().map(lot_json).collect::<Vec<Value>>(),
        "entries": entries.iter().map(entry_json).collect::<Vec<Value>>() });
    Ok(Said::new(text.join("\n"), json))
}

fn lot_line(lot: &StoredLot, accounts: &Accounts) -> String {
    let CardLoad { load, account, amount, first_day, last_day, .. } = &lot.load;
    let amount_of = |amount| accounts.amount(*account, amount);
    let left = match lot.applied_us {
        Some(_) => format!("剩 {} left", amount_of(lot.remaining)),
        None => "暂存 waits".to_owned(),
    };
    let (name, amount) = (accounts.name(*account), amount_of(*amount));
    format!("第 {load} 次 {name} {amount}，{first_day}–{last_day}，{left}")
}

fn entry_line(entry: &LotEntry, account: u8, accounts: &Accounts) -> String {
    use ledger::LotWord;
    let what = match entry.what {
        LotWord::Load => "领取 load",
        LotWord::Draw => "使用 draw",
        LotWord::Restore => "退回 restore",
        LotWord::Expire => "到期清零 expire",
        LotWord::Revive => "清零冲回 revive",
    };
    let sale = entry.sale.map(|(terminal, seq)| format!("，{terminal}/{seq}")).unwrap_or_default();
    let amount = accounts.amount(account, entry.amount);
    format!("{} 第 {} 次 {what} {amount}{sale}", clock::county_text(entry.at_us), entry.load)
}

fn lot_json(lot: &StoredLot) -> Value {
    json!({ "load": lot.load.load, "account": lot.load.account, "amount": lot.load.amount,
        "first_day": lot.load.first_day.number(), "last_day": lot.load.last_day.number(),
        "applied": lot.applied_us.is_some(), "left": lot.remaining, "delivery": lot.reference })
}

fn entry_json(entry: &LotEntry) -> Value {
    json!({ "at": clock::county_text(entry.at_us), "load": entry.load, "what": entry.what.to_string(),
        "amount": entry.amount, "terminal": entry.sale.map(|(terminal, _)| terminal.0),
        "seq": entry.sale.map(|(_, seq)| seq) })
}
