//! A morning at the center as values.

use clearing::{Action, Bearer, Finding, FindingKind, OwnerRole, WorkStep};
use jiff::civil::date;
use money::Fen;
use pages::{
    AnswerLine, AnswerView, AuditRow, AuditView, Closing, DayLine, DayView, DaysView, FindingFilter,
    FindingLine, FindingView, FindingsView, MerchantsView, MonthDay, MonthStatement, MonthSums, MonthView,
    MorningView, PayoutDeeds, PayoutLineRow, PayoutRow, PayoutView, PayoutsView, SettlementRow,
    SettlementsView, StatementLine, StatementView, Todo, TodoGroup, VersionLine,
};

use crate::samples::{DAY, office, till};

fn county() -> String {
    "示例县".to_owned()
}

fn todo(href: &str, zh: &str, en: &str, count: u64, more: &str, late: bool) -> Todo {
    Todo { href: href.into(), zh: zh.into(), en: en.into(), count, more: more.into(), late }
}

pub(crate) fn morning() -> MorningView {
    let group = |zh, en, todos| TodoGroup { zh, en, todos };
    let kind = FindingKind::SequenceGap;
    MorningView {
        county: county(),
        now: DAY.at(8, 5, 0, 0),
        visit: office(),
        groups: vec![
            group(
                "缺口与补采",
                "Gaps to re-collect",
                vec![todo(
                    "/findings?kind=101",
                    kind.sentence().0,
                    kind.sentence().1,
                    2,
                    "最久 4 天 days，运维",
                    true,
                )],
            ),
            group("异常，按种类", "Findings by kind", vec![]),
            group(
                "终端",
                "Terminals",
                vec![todo(
                    "/operations#terminals",
                    "未交账：一天以上没有联系",
                    "not heard for a day or more",
                    3,
                    "",
                    true,
                )],
            ),
            group(
                "会计日",
                "Accounting day",
                vec![todo("/days", "待关账", "to be closed", 1, "2024-07-14", true)],
            ),
            group(
                "付款",
                "Payouts",
                vec![todo(
                    "/payouts/7",
                    "等银行回单",
                    "waits for the bank's answer",
                    41,
                    "付款单 7 笔数 lines",
                    false,
                )],
            ),
        ],
    }
}

fn line(kind: FindingKind, owner: OwnerRole) -> FindingLine {
    let finding = Finding {
        kind,
        terminal: till(17),
        seq: 45,
        card: Some("03104770000000002090".parse().unwrap()),
        expected: Some(Fen(600)),
        found: Some(Fen(400)),
        other: Some((till(22), 8)),
        fund: Some(2),
    };
    FindingLine {
        key: format!("{}-45-1", till(17)),
        finding,
        owner,
        merchant: "示例镇长者食堂".to_owned(),
        age_days: 4,
        standing: ("待处理".to_owned(), "open".to_owned()),
    }
}

pub(crate) fn findings() -> FindingsView {
    let lines = vec![
        line(FindingKind::OverCap, OwnerRole::Supervision),
        line(FindingKind::SequenceGap, OwnerRole::Maintenance),
    ];
    FindingsView {
        county: county(),
        visit: office(),
        filter: FindingFilter {
            owner: Some(OwnerRole::Supervision),
            kind: Some(FindingKind::OverCap),
            all: false,
        },
        kinds: vec![FindingKind::SequenceGap, FindingKind::OverCap],
        total: 240,
        lines,
    }
}

pub(crate) fn finding() -> FindingView {
    let step = |action, actor: &str, reason: &str| WorkStep {
        action,
        actor: actor.into(),
        reason: reason.into(),
        at_us: 0,
    };
    FindingView {
        county: county(),
        visit: office(),
        line: line(FindingKind::OverCap, OwnerRole::Supervision),
        found: DAY.at(12, 3, 0, 0),
        fund: Some(("慈善资金".to_owned(), "charity".to_owned())),
        borne_by: Some(Bearer::Fund),
        opens: true,
        history: vec![
            (DAY.at(13, 0, 0, 0), step(Action::Note, "office", "已电话问过食堂")),
            (DAY.at(14, 0, 0, 0), step(Action::WriteOff, "经办甲", "两台离线终端，金额很小")),
        ],
        allowed: vec![Action::Approve, Action::Decline, Action::Note],
    }
}

pub(crate) fn days() -> DaysView {
    let line = |day, state, closed| DayLine { day, state, closed };
    DaysView {
        county: county(),
        visit: office(),
        closing: Some(Closing {
            day: Some(date(2024, 7, 14)),
            next: Some(DAY),
            begun: false,
            merchants: 482,
            gross: Fen(9_876_500),
            latest: DAY,
        }),
        days: vec![
            line(date(2024, 7, 14), ("开着", "open"), None),
            line(date(2024, 7, 13), ("已关账", "closed"), Some(date(2024, 7, 14).at(8, 20, 0, 0))),
        ],
    }
}

pub(crate) fn first_day() -> DaysView {
    let closing =
        Closing { day: None, next: None, begun: false, merchants: 0, gross: Fen::ZERO, latest: DAY };
    DaysView { closing: Some(closing), days: vec![], ..days() }
}

pub(crate) fn day() -> DayView {
    let line = |merchant: &str, name: &str, version, payable, fee| StatementLine {
        merchant: merchant.into(),
        name: name.into(),
        version,
        payable: Fen(payable),
        fee: Fen(fee),
    };
    DayView {
        county: county(),
        visit: office(),
        day: date(2024, 7, 13),
        state: ("已关账", "closed"),
        moments: [
            Some(date(2024, 7, 13).at(0, 0, 0, 0)),
            Some(DAY.at(8, 19, 0, 0)),
            Some(DAY.at(8, 20, 0, 0)),
        ],
        statements: vec![
            line("canteen-a", "示例镇长者食堂", 1, 123_400, 0),
            line("barber-a", "幸福理发", 2, -800, 120),
        ],
        payable: Fen(122_600),
        opens: true,
    }
}

pub(crate) fn statement() -> StatementView {
    let version = |version, reason: &str, payable| {
        VersionLine {
        version,
        reason: reason.into(),
        payable: Fen(payable),
        fee: Fen(120),
        document: "lovecard-statement/1\ncounty 330703\nmerchant barber-a 幸福理发\naccounting-day 2024-07-13\nEND 4 -8.00\n".into(),
        signature: "ab".repeat(64),
    }
    };
    StatementView {
        visit: office(),
        merchant: ("barber-a".to_owned(), "幸福理发".to_owned()),
        day: date(2024, 7, 13),
        versions: vec![version(2, "退款补记", -800), version(1, "", 1200)],
        corrects: true,
    }
}

pub(crate) fn settlements() -> SettlementsView {
    let row = |number, merchant: &str, pay, state, payout| SettlementRow {
        number,
        merchant: merchant.into(),
        days: (date(2024, 7, 8), date(2024, 7, 14)),
        sums: [Fen(700_000), Fen(1_200), Fen(120), Fen::ZERO],
        pay: Fen(pay),
        state,
        payout,
    };
    SettlementsView {
        county: county(),
        visit: office(),
        waiting: (1, 2),
        without_terms: vec!["示例村食堂".to_owned()],
        acts: true,
        total: 12,
        rows: vec![
            row(12, "示例镇长者食堂", 698_680, ("已核对", "reconciled"), None),
            row(11, "幸福理发", 698_680, ("已付款", "paid"), Some(7)),
        ],
    }
}

pub(crate) fn payouts() -> PayoutsView {
    PayoutsView {
        county: county(),
        visit: office(),
        ready: (3, Fen(2_096_040)),
        proposes: true,
        answers: Some(true),
        today: DAY,
        rows: vec![PayoutRow {
            number: 7,
            id: "PAY-330703-20240714-7".to_owned(),
            lines: (42, Fen(9_876_500)),
            open: 41,
            state: ("已出文件", "written"),
        }],
    }
}

pub(crate) fn payout() -> PayoutView {
    let line = |merchant: &str, id: &str, amount, state: (&str, &'static str)| PayoutLineRow {
        merchant: merchant.into(),
        end_to_end: id.into(),
        payee: (merchant.into(), "****1234".into()),
        amount: Fen(amount),
        state: (state.0.into(), state.1),
    };
    PayoutView {
        county: county(),
        visit: office(),
        number: 7,
        id: "PAY-330703-20240714-7".to_owned(),
        state: ("待复核", "proposed"),
        people: ("经办甲".to_owned(), None),
        reason: None,
        lines: vec![
            line("示例镇长者食堂", "canteen-a-20240714d7v1", 698_680, ("未答", "not answered")),
            line("幸福理发", "barber-a-20240714d7v1", 120_000, ("未付（账号不存在）", "failed")),
        ],
        total: Fen(818_680),
        files: vec![("csv".to_owned(), "ab".repeat(32), DAY.at(9, 0, 0, 0))],
        deeds: PayoutDeeds { check: true, reject: true, write: Some(true) },
    }
}

pub(crate) fn answer() -> AnswerView {
    let line = |id: &str, words: &str| AnswerLine {
        end_to_end: id.into(),
        amount: Fen(120_000),
        words: words.into(),
    };
    AnswerView {
        county: county(),
        visit: office(),
        lines: [
            vec![line("canteen-a-20240714d7v1", "已付 · paid")],
            vec![line("barber-a-20240714d7v1", "账号不存在 · no such account")],
            vec![],
            vec![],
        ],
        besides: (1, 4),
    }
}

pub(crate) fn merchants() -> MerchantsView {
    let named = |id: &str, name: &str| (id.to_owned(), name.to_owned());
    MerchantsView {
        county: county(),
        visit: office(),
        merchants: vec![named("canteen-a", "示例镇长者食堂"), named("barber-a", "幸福理发")],
        opens: true,
    }
}

pub(crate) fn audit() -> AuditView {
    let row = |number, deed: &str, thing: &str, outcome: &str| AuditRow {
        number,
        at: DAY.at(9, 1, 2, 0),
        who: ("office".to_owned(), "supervision".to_owned()),
        what: [deed.to_owned(), thing.to_owned(), outcome.to_owned()],
    };
    AuditView {
        county: county(),
        visit: office(),
        head: (3, "ab".repeat(32)),
        rows: vec![
            row(3, "payout-check", "payout 7", "done"),
            row(2, "payout-check", "payout 7", "asked"),
            row(1, "see-sale", "sale 33070300000017-45", "seen"),
        ],
    }
}

pub(crate) fn month() -> MonthView {
    let sums = |count, price: i64| MonthSums {
        count,
        price: Fen(price),
        benefit: Fen(price / 2),
        self_pay: Fen(price - price / 2),
    };
    let none = MonthSums::default();
    MonthView {
        visit: office(),
        merchant: ("canteen-a".to_owned(), "示例镇长者食堂".to_owned()),
        first: date(2024, 7, 1),
        today: DAY,
        days: vec![
            MonthDay { day: date(2024, 7, 1), sums: [sums(112, 134_400), none, none] },
            MonthDay { day: date(2024, 7, 2), sums: [sums(98, 117_600), sums(1, 1_200), sums(2, 2_400)] },
        ],
        sums: [sums(210, 252_000), sums(1, 1_200), sums(2, 2_400)],
        statements: vec![MonthStatement {
            day: date(2024, 7, 1),
            version: 2,
            fee: Fen(0),
            payable: Fen(134_400),
        }],
        payable: Fen(134_400),
    }
}

pub(crate) fn empty_month() -> MonthView {
    let sums = [MonthSums::default(); 3];
    MonthView { days: vec![], statements: vec![], sums, payable: Fen::ZERO, ..month() }
}
