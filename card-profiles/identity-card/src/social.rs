//! Social-security cards (社会保障卡), by what they give to everybody. LD/T 32; file EF05 of the environment SSSE.
//!
//! | generation | version in EF05 record 3 | free |
//! | --- | --- | --- |
//! | 1, 2 | 1.00, 2.00 | EF05 whole: identification code, version, card number … |
//! | 3 | 3.00 | identification code and version; the card number needs a key that a till does not have |
//!
//! | asks | when |
//! | --- | --- |
//! | 00A4 environment | always |
//! | 00A4 EF05 (P1 02, then P1 00) | until one is accepted |
//! | 00B2 the record, by tag, then by number | until one is answered |
//!
//! | key | meaning | where nothing is said |
//! | --- | --- | --- |
//! | `environment` | DF name, hex | `7378312E73682EC9E7BBE1B1A3D5CF` (sx1.sh.社会保障) |
//! | `identify` | `code` (tag 01, free on every generation) or `number` (tag 07, generations 1 and 2) | `code` |
//! | `regions` | leading bytes of the identification code that are at home here, hex | every region |
//! | `offline` | `uses`, `benefit-fen`: what one card gets before the center has answered | 2, 2000 |
//!
//! With `identify = "number"` and `regions`, the code is read as well. File EF06 (name, citizen number) is never
//! selected.

pub mod command;

use crate::limits::Limits;
use crate::{CODE, idle, number};
use apdu::{Ask, Command, Dialogue, Response, StatusWord, Turn};
use command::Item;
use purse::{
    Application, ChipScheme, Custody, DebitOrder, Family, OfflineLimits, Plan, Probe, ProfileError,
    PurchaseRefusal, PurseView, Resolve, Shown, Told, Torn, unhex,
};
use serde::Deserialize;

/// Social-security cards: `family = "social"`.
#[derive(Clone, Copy, Debug)]
pub struct Social;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Identify {
    #[default]
    Code,
    Number,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Keys {
    environment: Option<String>,
    #[serde(default)]
    identify: Identify,
    #[serde(default)]
    regions: Vec<String>,
    #[serde(default)]
    offline: Limits,
}

/// The parameters of one application.
#[derive(Clone, Debug)]
struct Environment {
    name: Vec<u8>,
    identify: Identify,
    regions: Vec<Vec<u8>>,
    offline: Limits,
}

impl Family for Social {
    fn name(&self) -> &'static str {
        "social"
    }

    fn application(&self, told: &Told) -> Result<Box<dyn Application>, ProfileError> {
        let keys: Keys = told.parameters()?;
        let name = keys.environment.map_or(Some(command::SSSE.to_vec()), |text| unhex(&text));
        let name = name.filter(|name| (5..=16).contains(&name.len()));
        let regions =
            keys.regions.iter().map(|text| unhex(text).filter(|region| (1..=3).contains(&region.len())));
        Ok(Box::new(Environment {
            name: name.ok_or_else(|| told.wrong("environment 应为 5 至 16 字节的十六进制"))?,
            identify: keys.identify,
            regions: regions
                .collect::<Option<_>>()
                .ok_or_else(|| told.wrong("regions 应为 1 至 3 字节的十六进制"))?,
            offline: keys.offline,
        }))
    }
}

impl Application for Environment {
    fn code(&self) -> u8 {
        CODE
    }

    fn aid(&self) -> Option<&[u8]> {
        Some(&self.name)
    }

    fn suits(&self, _: &[u8]) -> bool {
        false
    }

    fn needs_sam(&self) -> bool {
        false
    }

    fn offline_limits(&self) -> Option<OfflineLimits> {
        Some(self.offline.into())
    }

    fn probe(&self) -> Box<dyn Dialogue<Output = Probe>> {
        Box::new(Reading { environment: self.clone(), state: State::Environment, code: None })
    }

    /// Of the identification code, the region; of the number, nothing.
    fn shown(&self, asked: &Command, answer: &Response) -> Vec<Shown> {
        let found = [command::CODE, command::NUMBER]
            .into_iter()
            .find_map(|item| command::value(item, &answer.data).map(|value| (item, value.len())));
        match found {
            Some((command::CODE, length)) if asked.ins == command::READ_RECORD => {
                vec![Shown::Plain(0..5), Shown::Name(5..length.saturating_add(2))]
            }
            Some((_, length)) if asked.ins == command::READ_RECORD => {
                vec![Shown::Plain(0..2), Shown::Name(2..length.saturating_add(2))]
            }
            _ => Vec::new(),
        }
    }

    fn plan(&self, view: &PurseView, order: &DebitOrder, _: &dyn Custody) -> Result<Plan, PurchaseRefusal> {
        idle::plan(view, order)
    }

    fn resolve(&self, _: &PurseView, _: &Torn, _: &dyn Custody) -> Result<Box<dyn Resolve>, PurchaseRefusal> {
        Ok(Box::new(idle::NothingTaken))
    }
}

/// How a record is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Tag,
    Number,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Environment,
    /// EF05 was asked for in this way (P1).
    File(u8),
    Record(Item, By),
}

/// At most seven commands.
struct Reading {
    environment: Environment,
    state: State,
    code: Option<Vec<u8>>,
}

impl Reading {
    fn ask(&mut self, state: State) -> Turn<Probe> {
        self.state = state;
        Turn::Ask(Ask::Card(match state {
            State::Environment => command::select_environment(&self.environment.name),
            State::File(p1) => command::select_file(p1),
            State::Record(item, By::Tag) => command::read_by_tag(item),
            State::Record(item, By::Number) => command::read_by_number(item),
        }))
    }

    /// The first record that is needed.
    fn first(&self) -> Item {
        let asks_number =
            self.environment.identify == Identify::Number && self.environment.regions.is_empty();
        if asks_number { command::NUMBER } else { command::CODE }
    }

    fn read(&mut self, item: Item, by: By, answer: &Response) -> Turn<Probe> {
        let value = answer.status.is_ok().then(|| command::value(item, &answer.data)).flatten();
        match (value, by) {
            (None, By::Tag) => self.ask(State::Record(item, By::Number)),
            // A third-generation card keeps its number to itself; another application may know the card.
            (None, By::Number) => Turn::Done(Probe::Absent),
            (Some(value), _) if item == command::CODE => self.coded(value),
            (Some(value), _) => named(number(ChipScheme::SocialNumber, value)),
        }
    }

    fn coded(&mut self, code: &[u8]) -> Turn<Probe> {
        let regions = &self.environment.regions;
        if !regions.is_empty() && !regions.iter().any(|region| code.starts_with(region)) {
            return Turn::Done(Probe::Absent);
        }
        self.code = Some(code.to_vec());
        match self.environment.identify {
            Identify::Code => named(number(ChipScheme::SocialCode, code)),
            Identify::Number => self.ask(State::Record(command::NUMBER, By::Tag)),
        }
    }
}

fn named(number: Option<purse::CardNumber>) -> Turn<Probe> {
    Turn::Done(number.map_or(Probe::Unreadable, |number| Probe::Found(crate::named(number))))
}

impl Dialogue for Reading {
    type Output = Probe;

    fn start(&mut self) -> Turn<Probe> {
        self.ask(State::Environment)
    }

    fn hear(&mut self, answer: &Response) -> Turn<Probe> {
        match self.state {
            State::Environment if answer.status.is_ok() => self.ask(State::File(command::P1_CHILD)),
            State::Environment if matches!(answer.status, StatusWord(0x6283 | 0x6284 | 0x6A81 | 0x9303)) => {
                Turn::Done(Probe::Locked)
            }
            State::Environment => Turn::Done(Probe::Absent),
            State::File(_) if answer.status.is_ok() => {
                let first = self.first();
                self.ask(State::Record(first, By::Tag))
            }
            State::File(command::P1_CHILD) => self.ask(State::File(command::P1_ANY)),
            State::File(_) => Turn::Done(Probe::Unreadable),
            State::Record(item, by) => self.read(item, by, answer),
        }
    }
}
