//! One slot of the meal mark.
//!
//! Code 1 (never 00) ‖ periods 1 (bit 0 window, 1 day, 2 week, 3 month, 4 quarter, 5 year; at least one) ‖ last
//! day 2 (days after 2020-01-01) ‖ for each period that is set, in this order:
//!
//! | period | bytes |
//! |---|---|
//! | window | windows used that day 2 (bit *n − 1* = window *n*) ‖ window of the latest benefit 1 ‖ benefits in it 1 ‖ fen 3 |
//! | day, week, month, quarter | benefits 1 ‖ fen 3 |
//! | year | benefits 2 ‖ fen 4 |

use crate::bytes::Fields;
use jiff::civil::Date;
use money::Fen;
use subsidy::{Count, Scope, Usage};

const EPOCH: Date = jiff::civil::date(2020, 1, 1);
/// Code, periods, day.
const HEAD_LEN: usize = 4;

/// The periods a slot holds figures of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u8);

impl Scopes {
    const ALL: u8 = 0b11_1111;

    fn has(self, scope: Scope) -> bool {
        self.0 & bit(scope) != 0
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Scopes {
        Scopes(scopes.into_iter().fold(0, |bits, scope| bits | bit(scope)))
    }
}

fn bit(scope: Scope) -> u8 {
    match scope {
        Scope::Sale => 0,
        Scope::Window => 1,
        Scope::Day => 1 << 1,
        Scope::Week => 1 << 2,
        Scope::Month => 1 << 3,
        Scope::Quarter => 1 << 4,
        Scope::Year => 1 << 5,
    }
}

/// A slot's figures, and which of them are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) usage: Usage,
    pub(super) scopes: Scopes,
}

impl Slot {
    /// Bytes of the slot.
    pub(super) fn len(&self) -> usize {
        let has = |scope: Scope, bytes: usize| if self.scopes.has(scope) { bytes } else { 0 };
        let short = [Scope::Day, Scope::Week, Scope::Month, Scope::Quarter];
        HEAD_LEN
            + has(Scope::Window, 7)
            + short.map(|scope| has(scope, 4)).iter().sum::<usize>()
            + has(Scope::Year, 6)
    }

    pub(super) fn write(&self, code: u8, body: &mut Vec<u8>) {
        let Slot { usage, scopes } = self;
        body.extend_from_slice(&[code, scopes.0]);
        body.extend_from_slice(&days(usage.last_day).to_be_bytes());
        if scopes.has(Scope::Window) {
            body.extend_from_slice(&usage.windows.to_be_bytes());
            body.push(u8::try_from(usage.window).unwrap_or(0));
            write_short(usage.in_window, body);
        }
        for (scope, count) in short_periods(usage) {
            if scopes.has(scope) {
                write_short(count, body);
            }
        }
        if scopes.has(Scope::Year) {
            body.extend_from_slice(&u16::try_from(usage.year.count).unwrap_or(u16::MAX).to_be_bytes());
            body.extend_from_slice(&fen(usage.year).to_be_bytes());
        }
    }

    /// `None`: this was not written by us.
    pub(super) fn read(fields: &mut Fields<'_>) -> Option<Slot> {
        let scopes = Scopes(fields.u8().ok()?);
        if scopes.0 == 0 || scopes.0 & !Scopes::ALL != 0 {
            return None;
        }
        let none = Count::default();
        let last_day = EPOCH.checked_add(jiff::Span::new().days(i64::from(fields.u16().ok()?))).ok()?;
        let [day, week, month, quarter, year] = [none; 5];
        let mut usage =
            Usage { last_day, windows: 0, window: 0, in_window: none, day, week, month, quarter, year };
        if scopes.has(Scope::Window) {
            usage.windows = fields.u16().ok()?;
            usage.window = u16::from(fields.u8().ok()?);
            usage.in_window = read_short(fields)?;
        }
        let Usage { day, week, month, quarter, .. } = &mut usage;
        let short = [Scope::Day, Scope::Week, Scope::Month, Scope::Quarter];
        for (scope, count) in short.into_iter().zip([day, week, month, quarter]) {
            if scopes.has(scope) {
                *count = read_short(fields)?;
            }
        }
        if scopes.has(Scope::Year) {
            let (count, benefit) = (fields.u16().ok()?, fields.u32().ok()?);
            usage.year = Count { count: u32::from(count), benefit: Fen(i64::from(benefit)) };
        }
        Some(Slot { usage, scopes })
    }
}

fn short_periods(usage: &Usage) -> [(Scope, Count); 4] {
    let Usage { day, week, month, quarter, .. } = *usage;
    [(Scope::Day, day), (Scope::Week, week), (Scope::Month, month), (Scope::Quarter, quarter)]
}

fn write_short(count: Count, body: &mut Vec<u8>) {
    body.push(u8::try_from(count.count).unwrap_or(u8::MAX));
    let [_, fen @ ..] = fen(count).min(0xFF_FFFF).to_be_bytes();
    body.extend_from_slice(&fen);
}

fn read_short(fields: &mut Fields<'_>) -> Option<Count> {
    let [count, high, middle, low] = fields.bytes().ok()?;
    let benefit = u32::from_be_bytes([0, high, middle, low]);
    Some(Count { count: u32::from(count), benefit: Fen(i64::from(benefit)) })
}

fn days(day: Date) -> u16 {
    let days = EPOCH.until(day).map_or(0, |span| span.get_days());
    u16::try_from(days.max(0)).unwrap_or(u16::MAX)
}

fn fen(count: Count) -> u32 {
    u32::try_from(count.benefit.0.max(0)).unwrap_or(u32::MAX)
}
