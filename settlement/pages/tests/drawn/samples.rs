//! A county's day as values: what the pages are drawn from.

use clearing::{
    Borne, Explanation, Finding, FindingKind, Outstanding, RefuseCause, SaleLine, ServiceTotals, Statement,
    StatementTotals, Status,
};
use jiff::civil::{Date, date};
use money::Fen;
use pages::{
    BatchLine, ExceptionLine, FundLine, MerchantDayView, NavLink, OperationsView, SaleView, TerminalLine,
    Visit,
};
use records::{Running, TerminalId};

pub(crate) const DAY: Date = date(2024, 7, 15);

/// A merchant who looks at its own.
fn visit(trial: bool) -> Visit {
    let (login, role) = ("canteen-a".to_owned(), ("商户", "merchant"));
    Visit {
        trial,
        token: "0123456789abcdef".repeat(4).replace(char::is_numeric, "x"),
        login,
        role,
        nav: vec![],
    }
}

/// Somebody of the center.
pub(crate) fn office() -> Visit {
    let link = |href, key, zh, en| NavLink { href, key, zh, en };
    let nav = vec![
        link("/morning", '1', "早间清单", "Morning"),
        link("/findings", '2', "异常", "Findings"),
        link("/payouts", '5', "付款", "Payouts"),
    ];
    Visit { login: "office".to_owned(), role: ("监管", "supervision"), nav, ..visit(false) }
}

pub(crate) fn till(number: u64) -> TerminalId {
    TerminalId(33_070_300_000_000 + number)
}

fn line(zh: &str, en: &str, amount: Option<i64>) -> Explanation {
    Explanation { zh: zh.into(), en: en.into(), amount: amount.map(Fen) }
}

fn totals(count: u64, price: i64, benefit: i64, cash: i64) -> StatementTotals {
    let self_pay = Fen(price - benefit);
    StatementTotals { count, price: Fen(price), benefit: Fen(benefit), self_pay, cash: Fen(cash) }
}

/// seq, minutes after 11:00, card, service, price, benefit, rule, status
type Told =
    (u64, i8, &'static str, (&'static str, &'static str), i64, i64, (&'static str, &'static str), Status);

fn sale(told: Told) -> SaleLine {
    let (seq, minute, card, service, price, benefit, rule, status) = told;
    let mut lines = vec![
        line(&format!("应收：{}", service.0), &format!("Gross: {}", service.1), Some(price)),
        line(&format!("补贴：{}", rule.0), &format!("Benefit: {}", rule.1), Some(-benefit)),
        line("自付：爱心卡钱包", "Self-pay: from the card's purse", Some(price - benefit)),
    ];
    lines.extend(match status {
        Status::Good | Status::Adjusted => {
            vec![line("中心已核对，付给商户", "Verified by the center, payable", None)]
        }
        Status::Waiting(cause) => vec![
            line(cause.words().0, cause.words().1, None),
            line("该卡下次刷卡时自动核定，无需操作", "Decided by the card's next tap, nothing to do", None),
        ],
        Status::Refused(cause) => vec![
            line(cause.words().0, cause.words().1, None),
            line(
                "不付给商户；如有异议，请联系运营中心",
                "Not payable; ask the operations center when in doubt",
                None,
            ),
        ],
    });
    let borne = if status.is_paid() && benefit > 0 { parts(benefit) } else { Vec::new() };
    for one in &borne {
        let (zh, en) = (format!("补贴由{}承担", one.zh), format!("Borne by {}", one.en));
        lines.push(line(&zh, &en, Some(one.amount.0)));
        if one.odd {
            let (zh, en) = (&one.zh, &one.en);
            lines.push(line(
                &format!("尾分 0.01 归{zh}，已计入上一行"),
                &format!("The odd fen goes to {en}, counted in the line above"),
                None,
            ));
        }
    }
    SaleLine {
        terminal: till(17),
        seq,
        day: DAY,
        at: DAY.at(11 + minute / 60, minute % 60, 8, 0),
        card: format!("****{card}"),
        service_zh: service.0.into(),
        service_en: service.1.into(),
        price: Fen(price),
        benefit: Fen(benefit),
        self_pay: Fen(price - benefit),
        status,
        lines,
        borne,
    }
}

/// Who bears a benefit, and that an odd fen went to the first.
fn parts(benefit: i64) -> Vec<Borne> {
    let part =
        |zh: &str, en: &str, amount, odd| Borne { zh: zh.into(), en: en.into(), amount: Fen(amount), odd };
    let (city, district) = (benefit - benefit / 2, benefit / 2);
    let odd = city != district;
    vec![part("市财政", "city budget", city, odd), part("区财政", "district budget", district, false)]
}

pub(crate) fn lunches() -> Vec<SaleLine> {
    const LUNCH: (&str, &str) = ("午餐", "lunch");
    const HAIRCUT: (&str, &str) = ("理发", "haircut");
    const NONE: (&str, &str) = ("无，按全价", "none, full price");
    [
        (41, 12, "1234", LUNCH, 1200, 600, ("C 档午餐", "tier C lunch"), Status::Good),
        (42, 13, "8807", LUNCH, 1200, 400, ("B 档午餐", "tier B lunch"), Status::Good),
        (43, 13, "0456", LUNCH, 1200, 1200, ("免费午餐", "free lunch"), Status::Good),
        (44, 19, "7731", LUNCH, 1200, 0, NONE, Status::Good),
        (45, 26, "2090", LUNCH, 1200, 600, ("C 档午餐", "tier C lunch"), Status::Waiting(RefuseCause::Grey)),
        (46, 41, "5512", HAIRCUT, 2000, 1200, ("理发优惠日", "haircut day"), Status::Adjusted),
        (47, 44, "5512", HAIRCUT, 2000, 0, NONE, Status::Refused(RefuseCause::Duplicate)),
    ]
    .map(sale)
    .into()
}

/// A benefit of 33.33 by one to one: 16.67 and 16.66.
pub(crate) fn odd_sale() -> SaleLine {
    let (care, rule) = (("上门照护", "home care"), ("照护券", "care quota"));
    sale((48, 50, "1234", care, 5000, 3333, rule, Status::Good))
}

pub(crate) fn busy() -> MerchantDayView {
    let service =
        |code, zh: &str, en: &str, totals| ServiceTotals { code, zh: zh.into(), en: en.into(), totals };
    let statement = Statement {
        merchant: "canteen-a".parse().unwrap(),
        merchant_name: "示例镇长者食堂".into(),
        day: DAY,
        verified: totals(5, 6800, 3400, 800),
        pending: totals(3, 3600, 1800, 0),
        announced: Outstanding { count: 2, price: Fen(2400), benefit: Fen(1200) },
        refused: totals(1, 2000, 0, 0),
        services: vec![
            service(2, "午餐", "lunch", totals(4, 4800, 2200, 800)),
            service(7, "理发", "haircut", totals(1, 2000, 1200, 0)),
        ],
        sales: lunches(),
    };
    MerchantDayView { statement, today: DAY, visit: visit(true) }
}

pub(crate) fn quiet() -> MerchantDayView {
    let zero = StatementTotals::default();
    let statement = Statement {
        verified: zero,
        pending: zero,
        announced: Outstanding::default(),
        refused: zero,
        services: Vec::new(),
        sales: Vec::new(),
        day: date(2024, 7, 14),
        ..busy().statement
    };
    MerchantDayView { statement, today: DAY, visit: visit(false) }
}

/// A day of a large canteen: sums that need room.
pub(crate) fn large() -> MerchantDayView {
    let mut view = busy();
    view.visit.trial = false;
    view.statement.verified = totals(12_345, 14_814_000, 7_407_000, 0);
    view.statement.pending = totals(0, 0, 0, 0);
    view.statement.announced = Outstanding::default();
    view.statement.refused = totals(0, 0, 0, 0);
    view.statement.services.truncate(1);
    view.statement.sales.truncate(4);
    view
}

pub(crate) fn one_sale() -> SaleView {
    let sale = lunches().remove(0);
    let line = |zh: &str, en: &str, amount| Explanation { zh: zh.into(), en: en.into(), amount };
    let price = vec![
        line("堂食（午餐）", "dining in (lunch)", Some(sale.price)),
        line("C 档午餐：定价", "tier C lunch: fixed price", sale.benefit.checked_neg()),
        line("自付", "to pay", Some(sale.self_pay)),
    ];
    SaleView {
        merchant_name: "示例镇长者食堂".into(),
        sale,
        price,
        record_hash: [0xA5; 32],
        received: DAY.at(13, 2, 41, 0),
        visit: visit(false),
    }
}

fn terminal(number: u64, point: &str) -> TerminalLine {
    let running = Running { count: 47, price: Fen(60_400), benefit: Fen(28_600) };
    TerminalLine {
        terminal: till(number),
        merchant: "示例镇长者食堂".into(),
        point: point.into(),
        enrolled: true,
        revoked: false,
        last_seq: 51,
        last_seen: Some(DAY.at(13, 2, 41, 0)),
        running,
        received: (running.count, running.price),
        outstanding: Outstanding::default(),
    }
}

/// One fund of each state.
fn funds() -> Vec<FundLine> {
    let fund = |zh: &str, en: &str, inflow, drawn| FundLine {
        zh: zh.into(),
        en: en.into(),
        limited: true,
        inflow: Fen(inflow),
        drawn: Fen(drawn),
        today: Fen(drawn / 10),
        left: Fen(inflow - drawn),
        exhausted: None,
    };
    let since = Some(DAY.at(12, 41, 0, 0));
    vec![
        FundLine { limited: false, ..fund("县财政", "county budget", 80_000_000, 12_345_600) },
        FundLine { exhausted: since, ..fund("慈善资金", "charity", 1_000_000, 1_000_000) },
        fund("村集体", "village", 500_000, 123_450),
        fund("街道捐赠", "street donations", 0, 0),
        fund("企业捐赠", "company donations", 20_000, 20_000),
        fund("旧账资金", "fund of older books", 0, 1_250),
    ]
}

pub(crate) fn county() -> OperationsView {
    let finding = |kind, seq| Finding {
        card: Some("3104770000000002090".parse().unwrap()),
        ..Finding::about(kind, till(17), seq)
    };
    let exception = |finding, minute| ExceptionLine { finding, fund: None, at: DAY.at(13, minute, 0, 0) };
    let dry = Finding {
        card: None,
        fund: Some(2),
        expected: Some(Fen(100)),
        found: Some(Fen(40)),
        ..finding(FindingKind::FundExhausted, 49)
    };
    let charity = Some(("慈善资金".to_owned(), "charity".to_owned()));
    OperationsView {
        county: "示例县".into(),
        now: DAY.at(13, 5, 0, 0),
        visit: visit(true),
        funds: funds(),
        terminals: vec![
            terminal(17, "一号窗口"),
            TerminalLine {
                outstanding: Outstanding { count: 2, price: Fen(2400), benefit: Fen(1200) },
                ..terminal(18, "二号窗口")
            },
            TerminalLine {
                last_seen: Some(date(2024, 7, 12).at(18, 0, 0, 0)),
                received: (46, Fen(59_200)),
                ..terminal(19, "示例村助餐点")
            },
            TerminalLine { revoked: true, ..terminal(20, "旧机") },
            TerminalLine {
                enrolled: false,
                last_seq: 0,
                last_seen: None,
                running: Running::default(),
                received: (0, Fen(0)),
                ..terminal(21, "新机")
            },
        ],
        batches: vec![
            BatchLine {
                terminal: till(17),
                first_seq: 31,
                through_seq: 51,
                received: DAY.at(13, 2, 41, 0),
                hash: [0x3C; 32],
            },
            BatchLine {
                terminal: till(18),
                first_seq: 1,
                through_seq: 51,
                received: DAY.at(12, 40, 0, 0),
                hash: [0x91; 32],
            },
        ],
        exceptions: vec![
            exception(
                Finding {
                    expected: Some(Fen(600)),
                    found: Some(Fen(700)),
                    ..finding(FindingKind::PriceMismatch, 50)
                },
                4,
            ),
            ExceptionLine { fund: charity, ..exception(dry, 3) },
            exception(
                Finding { other: Some((till(18), 12)), ..finding(FindingKind::DuplicateCardCounter, 47) },
                3,
            ),
            exception(finding(FindingKind::GreyWaiting, 45), 2),
        ],
    }
}
