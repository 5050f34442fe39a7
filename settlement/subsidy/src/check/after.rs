//! What an example expects of accounts and refunds.

use crate::load::NO_RULE;
use crate::lots::LotEntry;
use crate::tariff::Tariff;
use crate::tell::{Ending, Refunded};
use crate::text::{Amount, ExpectText};
use money::Fen;
use std::collections::BTreeMap;
use toml::Spanned;

/// What came out otherwise than expected, Chinese and English.
pub(super) fn differences(tariff: &Tariff, expect: &ExpectText, ending: &Ending) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    let mut compare = |zh: &str, en: &str, expected: Option<String>, came: String| {
        if let Some(expected) = expected.filter(|expected| *expected != came) {
            wrong.push((
                format!("{zh}应为 {expected}，算得 {came}"),
                format!("{en} should be {expected}, came to {came}"),
            ));
        }
    };
    let mut drawn: BTreeMap<&str, i64> = BTreeMap::new();
    for part in ending.quote.parts().filter_map(|part| part.drawn) {
        let account = tariff.account(part.account).map_or("", |account| account.name.as_str());
        *drawn.entry(account).or_default() += part.amount;
    }
    compare(
        "用去",
        "drawn",
        expect.drawn.as_ref().map(written),
        listed(drawn.into_iter().map(|(name, number)| (name.to_owned(), number))),
    );
    if let Some(expected) = &expect.lots {
        let named = |load: &str| expected.keys().any(|name| name.get_ref() == load);
        let lots =
            ending.lots.iter().map(|lot| (lot.load.to_string(), lot.left)).filter(|(load, _)| named(load));
        compare("余下", "left", Some(written(expected)), listed(lots));
    }
    let yuan = |amount: Option<crate::text::Yuan>| amount.map(|amount| amount.0.to_string());
    let (cash, restored, expired) = match &ending.refunded {
        None => (NO_RULE.to_owned(), NO_RULE.to_owned(), None),
        Some(Err(error)) => (error.to_string(), NO_RULE.to_owned(), None),
        Some(Ok(refunded)) => {
            let Refunded { refund, expired } = refunded;
            (refund.cash.to_string(), refund.restored.to_string(), Some(cleared(tariff, expired)))
        }
    };
    compare("退现金", "cash returned", yuan(expect.returned), cash);
    compare("退回优惠", "the benefit restored", yuan(expect.restored), restored);
    let expected = expect.expired.map(|amount| match amount {
        Amount::Yuan(fen) => fen.to_string(),
        Amount::Points(points) => points.to_string(),
    });
    compare("到期清零", "cleared", expected, expired.unwrap_or(NO_RULE.to_owned()));
    wrong
}

/// What was cleared, as its account counts: a sale draws from one.
fn cleared(tariff: &Tariff, expired: &[LotEntry]) -> String {
    let sum: i64 = expired.iter().map(|entry| entry.amount).sum();
    let account = expired.first().and_then(|entry| tariff.account(entry.account));
    let points = account.is_some_and(|account| !account.in_fen);
    if points { sum.to_string() } else { Fen(sum).to_string() }
}

fn written(amounts: &BTreeMap<Spanned<String>, Spanned<Amount>>) -> String {
    listed(amounts.iter().map(|(name, amount)| (name.get_ref().clone(), amount.get_ref().number())))
}

/// Names and fen or points, by name.
fn listed(amounts: impl Iterator<Item = (String, i64)>) -> String {
    let mut amounts: Vec<(String, i64)> = amounts.collect();
    amounts.sort();
    let shown: Vec<String> =
        amounts.iter().map(|(name, number)| format!("{name} {}", Fen(*number).0)).collect();
    if shown.is_empty() { NO_RULE.to_owned() } else { shown.join(", ") }
}
