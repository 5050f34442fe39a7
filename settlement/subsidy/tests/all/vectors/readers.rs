//! One reader for each rule set: from what a line gives to what comes out.

use super::given::{Given, Out};
use super::{care, meals, settled};
use jiff::civil::{Date, DateTime};

pub(crate) type Reader = fn(&Given<'_>) -> Out;

pub(crate) const READERS: &[(&str, Reader)] = &[
    ("R1", meals::haircut),
    ("R2", meals::threshold),
    ("R3", meals::ceiling),
    ("R4", meals::workday),
    ("R5", meals::flat),
    ("R6", meals::pool),
    ("R7", meals::by_age),
    ("R8", meals::percent),
    ("R9", meals::best_of),
    ("R10", care::voucher),
    ("R11", care::hours),
    ("R12", care::quota),
    ("R13", care::share_of_bill),
    ("R14", care::delivery),
    ("R15", meals::roster),
    ("R16", care::boarding),
    ("R17", meals::festival),
    ("R18", care::coins),
    ("R19", care::baths),
    ("R20", meals::stacked),
    ("R21", settled::heads),
    ("R22", settled::fees),
    ("SPLIT", settled::split),
    ("AGE", settled::ages),
    ("ORDER", settled::orders),
    ("LOAD", settled::loads),
    ("CLEAR", settled::clears),
];

/// The text of a tariff by its file name.
macro_rules! tariff {
    ($name:literal) => {
        include_str!(concat!("../../../../../tests/golden/tariffs/", $name, ".toml"))
    };
}
pub(crate) use tariff;

pub(crate) fn noon(day: Date) -> DateTime {
    day.at(12, 0, 0, 0)
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}
