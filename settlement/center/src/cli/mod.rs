//! The commands of `county-center`. One noun per file; every command answers a value that `main` prints.

mod account;
mod benefit;
mod books;
mod books_files;
mod card;
mod card_profile;
mod claim;
mod day;
mod demo_county;
mod desk;
mod findings;
mod fund;
mod fund_budget;
mod fund_remains;
mod holders;
mod init;
mod merchant;
mod merchant_terms;
mod offers;
mod officer;
mod paid_records;
mod payout;
mod payout_told;
mod place;
mod reconcile;
mod reconcile_cards;
mod reconcile_json;
mod refund;
mod release;
mod serve;
mod settlement;
mod settlement_receipt;
mod simulate;
mod simulate_json;
mod statement;
mod stoplist;
mod supervisor;
mod tariff;
mod tariff_file;
mod terminal;

use std::io::BufRead;
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};
use ledger::Ledger;
use serde_json::Value;

use crate::Failure;
use crate::plain_text::{name, read_file};

/// 县级爱心卡运营中心 · the operations center of a county's elder love card.
///
/// Exit codes: 0 done, 1 fault, 2 usage, 3 bad input, 4 check failed, 5 books unavailable, 6 refused.
#[derive(Debug, Parser)]
#[command(name = "county-center", version)]
pub struct Arguments {
    /// 账本：文件，或 postgres://user@host/database?schema=… · the books, a file or a schema (serve reads its configuration)
    #[arg(
        long,
        global = true,
        env = "COUNTY_BOOKS",
        default_value = "books.db",
        value_name = "BOOKS",
        hide_env_values = true
    )]
    books: PathBuf,
    /// 输出 JSON · answer in JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 建立新账本 · make new books
    Init(init::Init),
    /// 运行中心 · run the center
    Serve(serve::Serve),
    /// 商户 · merchants
    #[command(subcommand)]
    Merchant(merchant::Merchant),
    /// 登录账户 · accounts
    #[command(subcommand)]
    Account(account::Account),
    /// 终端 · terminals
    #[command(subcommand)]
    Terminal(terminal::Terminal),
    /// 发卡台 · desks where cards are issued
    #[command(subcommand)]
    Desk(desk::Desk),
    /// 卡：制卡任务、充值 · cards: requests and loads
    #[command(subcommand)]
    Card(card::Card),
    /// 卡型：读哪些卡、怎样读 · card profiles: which cards are read, and how
    #[command(subcommand)]
    CardProfile(card_profile::CardProfile),
    /// 经办与复核人员 · people whose keys may sign tariffs
    #[command(subcommand)]
    Officer(officer::Officer),
    /// 资费规则 · tariffs
    #[command(subcommand)]
    Tariff(tariff::Tariff),
    /// 持卡人 · card holders
    #[command(subcommand)]
    Holders(holders::Holders),
    /// 商户售卖项目 · what a merchant sells
    #[command(subcommand)]
    Offers(offers::Offers),
    /// 停用名单 · cards that must not pay
    #[command(subcommand)]
    Stoplist(stoplist::Stoplist),
    /// 值班员码 · the supervisor's code at the tills
    #[command(subcommand)]
    Supervisor(supervisor::Supervisor),
    /// 资金：流入、预算、余额、明细 · funds: inflows, budgets, balances, statements
    #[command(subcommand)]
    Fund(fund::Fund),
    /// 券和积分：发放、到期清零、查询 · vouchers and points: loads, expiry, what a card has
    #[command(subcommand)]
    Benefit(benefit::Benefit),
    /// 异常：列出、查看、处理 · findings: list, show, act
    #[command(subcommand)]
    Findings(findings::Findings),
    /// 退款：整笔或部分 · give a paid sale back, whole or in part
    Refund(refund::Refund),
    /// 日终：会计日的切换、关账、余额 · accounting days: cut over, close, show
    #[command(subcommand)]
    Day(day::Day),
    /// 商户结算单 · statements of merchants
    #[command(subcommand)]
    Statement(statement::Statement),
    /// 申报：各资金承担的补贴 · claims on the payers behind funds
    #[command(subcommand)]
    Claim(claim::Claim),
    /// 对账：终端合计与流水，卡内数与流水，任意两份文件 · reconcile announced totals or cards with records, or any two files
    #[command(subcommand)]
    Reconcile(reconcile::Reconcile),
    /// 结算：生成、核对、确认 · settlements: make, reconcile, confirm
    #[command(subcommand)]
    Settlement(settlement::Settlement),
    /// 付款单：提交、复核、出文件、回单 · payouts: propose, check, write, take answers
    #[command(subcommand)]
    Payout(payout::Payout),
    /// 建一个合成县，过完有差错的一天，逐条核对 · a synthetic county and one day of it with known faults
    DemoCounty(demo_county::DemoCounty),
    /// 核对账本 · check and sum up the books
    #[command(subcommand)]
    Books(books::Books),
}

/// What a command has to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    text: String,
    /// `None`: the text is machine-readable as it stands.
    json: Option<Value>,
    /// What was compared differs: said all the same, and the exit code tells it.
    differs: bool,
}

impl Said {
    fn new(text: impl Into<String>, json: Value) -> Said {
        Said { text: text.into(), json: Some(json), differs: false }
    }

    fn lines(text: String) -> Said {
        Said { text, json: None, differs: false }
    }
}

impl Arguments {
    /// Does what was asked and answers what to print.
    ///
    /// # Errors
    /// As [`Failure`]; nothing was changed.
    pub fn run(self) -> Result<String, Failure> {
        let books = self.books.as_path();
        let said = match self.command {
            Command::Init(command) => command.run(books),
            Command::Serve(command) => command.run(),
            Command::Merchant(command) => command.run(books),
            Command::Account(command) => command.run(books),
            Command::Terminal(command) => command.run(books),
            Command::Desk(command) => command.run(books),
            Command::Card(command) => command.run(books),
            Command::CardProfile(command) => command.run(books),
            Command::Officer(command) => command.run(books),
            Command::Tariff(command) => command.run(books),
            Command::Holders(command) => command.run(books),
            Command::Offers(command) => command.run(books),
            Command::Stoplist(command) => command.run(books),
            Command::Supervisor(command) => command.run(books),
            Command::Fund(command) => command.run(books),
            Command::Benefit(command) => command.run(books),
            Command::Findings(command) => command.run(books),
            Command::Refund(command) => command.run(books),
            Command::Day(command) => command.run(books),
            Command::Statement(command) => command.run(books),
            Command::Claim(command) => command.run(books),
            Command::Reconcile(command) => command.run(books),
            Command::Settlement(command) => command.run(books),
            Command::Payout(command) => command.run(books),
            Command::DemoCounty(command) => command.run(books),
            Command::Books(command) => command.run(books),
        }?;
        let differs = said.differs;
        let answer = said.json.filter(|_| self.json).map_or(said.text, |json| json.to_string());
        if differs { Err(Failure::Differs(answer)) } else { Ok(answer) }
    }
}

fn open(books: &Path) -> Result<Ledger, Failure> {
    Ok(Ledger::open(books)?)
}

/// One line from standard input: secrets never stand in arguments, where every user of the machine reads them.
fn secret_line(what: &str) -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| {
        Failure::BadInput(format!("{what}：无法读取标准输入（{error}）· standard input cannot be read"))
    })?;
    let line = line.trim_end_matches(['\r', '\n']);
    if line.is_empty() {
        return Err(Failure::BadInput(format!(
            "{what}：请从标准输入给出一行 · give it as one line on standard input"
        )));
    }
    Ok(line.to_owned())
}

fn merchant_id(text: &str) -> Result<String, String> {
    text.parse::<records::MerchantId>().map(String::from).map_err(|error| error.to_string())
}
