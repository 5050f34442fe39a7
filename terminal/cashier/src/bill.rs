//! Words and sums for the screen.

use money::Fen;
use records::Record;
use sale::{MoneyNote, Quoted, Refusal, Rules, RulesError};
use screens::{Bill, Hold, Refused, Trouble, Words};
use subsidy::{Notice, Tariff};

/// What a service is called at a moment (UTC µs).
#[must_use]
pub fn words(rules: &Rules, service: u16, at_us: i64) -> Words {
    called(rules.tariff_at(at_us), service)
}

fn called(tariff: &Tariff, service: u16) -> Words {
    let known = tariff.service(service);
    known.map_or_else(Words::default, |service| Words::new(&service.zh, &service.en))
}

/// The bill of a price that was found.
pub(crate) fn quoted(rules: &Rules, quoted: &Quoted) -> Bill {
    let quote = quoted.quote();
    Bill {
        service: words(rules, quote.service, quoted.tap_us()),
        price: quote.price,
        benefit: quote.benefit,
        self_pay: quote.self_pay,
        tier: quote.letter,
        card_tail: quoted.card_tail(),
        notices: quoted.cash_due().map(cash).into_iter().chain(quote.notices().map(notice)).collect(),
    }
}

/// The bill of a record, for a sale that was quoted in an earlier life.
pub(crate) fn recorded(rules: &Rules, record: &Record) -> Bill {
    let tariff = rules.tariff_of(record.tariff_version).unwrap_or(rules.tariff_at(record.tap.at_us));
    let due = Some(record.self_pay).filter(|&due| !record.card_profile.has_purse() && due > Fen::ZERO);
    Bill {
        service: called(tariff, record.service),
        price: record.price,
        benefit: record.benefit,
        self_pay: record.self_pay,
        tier: record.tier.letter(),
        card_tail: record.card_no.tail(),
        notices: due.map(cash).into_iter().collect(),
    }
}

/// The card has no purse.
fn cash(due: Fen) -> Words {
    Words::new(format!("此卡无钱包，收现金 {due}"), format!("no purse: take {due} in cash"))
}

fn notice(notice: Notice) -> Words {
    match notice {
        Notice::NotOnRoster => Words::new("不在优惠名单，按原价", "not on the list, full price"),
        Notice::ReviewDue => {
            Words::new("资格待复核，请到服务点", "standing due for review, go to a service point")
        }
        Notice::BenefitTaken { .. } => Words::new("优惠已享受，按原价", "benefit taken already, full price"),
        Notice::CapCut { .. } => Words::new("优惠已到限额，部分享受", "benefit cut at its limit"),
    }
}

/// A newer package was refused: the reason, and the tariff that stays (now, UTC µs).
pub(crate) fn stale(rules: &Rules, reason: &RulesError, now_us: i64) -> Words {
    let (code, version) = (reason.code(), rules.tariff_at(now_us).version());
    Words::new(format!("资费未更新 {code}，沿用第 {version} 版"), format!("tariff stays at v{version}"))
}

/// What became of a sale whose proof the card keeps no more.
pub(crate) fn without_proof() -> Words {
    Words::new("已扣款，由运营中心核对", "debited; the center will check")
}

fn said(money: MoneyNote) -> Words {
    Words::new(money.zh(), money.en())
}

/// A refusal as a screen.
pub(crate) fn refused(refusal: Refusal) -> Refused {
    Refused {
        code: refusal.code(),
        words: Words::new(refusal.zh(), refusal.en()),
        advice: Words::new(refusal.advice_zh(), refusal.advice_en()),
        money: said(refusal.money()),
    }
}

/// A refusal that stands until its cause goes away. `waiting`: a sale of unknown outcome waits meanwhile.
pub(crate) fn trouble(refusal: Refusal, waiting: bool) -> Trouble {
    let money = if waiting { MoneyNote::Waiting } else { refusal.money() };
    let Refused { code, words, advice, .. } = refused(refusal);
    Trouble { code, words, advice, money: said(money) }
}

/// A sale that waits for its card.
pub(crate) fn hold(refusal: Refusal, card_tail: String, self_pay: Fen) -> Hold {
    Hold { code: refusal.code(), self_pay, card_tail }
}
