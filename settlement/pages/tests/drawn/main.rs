//! Every page as a file, and what must hold for all of them.

#![expect(clippy::unwrap_used, reason = "a test stops where its story breaks")]

mod contrast;
mod office;
mod samples;

use expect_test::expect_file;
use pages::{EnrolmentView, ErrorView, LoginView, OperationsView};
use records::{EnrolmentCode, SigningKey};
use samples::{busy, county, large, one_sale, quiet, till};

fn login(failure: bool) -> String {
    let failure = failure.then(|| {
        ("登录名或密码不对，还可试 3 次".to_owned(), "Login or password wrong, three more tries".to_owned())
    });
    pages::login(&LoginView { county: "示例县".into(), login: "canteen-a".into(), failure, trial: true })
}

fn not_found() -> String {
    pages::error(&ErrorView {
        status: 404,
        code: "no-such-sale".into(),
        what: ("没有这一笔，或不属于您".into(), "No such sale, or it is not yours".into()),
        todo: (
            "账目没有变化。请从每日结算里打开这一笔。".into(),
            "Nothing changed. Open it from the daily settlement.".into(),
        ),
        onward: Some(("/".into(), "回到首页".into(), "Home".into())),
    })
}

fn enrolment() -> String {
    let center = SigningKey::from_bytes(&[0x22; 32]).verifying_key();
    pages::enrolment(&EnrolmentView {
        code: EnrolmentCode::new([0x5A, 0x17, 0xC3, 0x88, 0x0F], &center),
        terminal: till(22),
        merchant: "示例镇长者食堂".into(),
        point: "三号窗口".into(),
        expires: samples::DAY.at(18, 0, 0, 0),
        trial: false,
    })
}

fn empty_county() -> String {
    let view = OperationsView {
        funds: vec![],
        terminals: vec![],
        batches: vec![],
        exceptions: vec![],
        visit: samples::office(),
        ..county()
    };
    pages::operations(&view)
}

fn all() -> Vec<(&'static str, String)> {
    vec![
        ("login.html", login(false)),
        ("login-failed.html", login(true)),
        ("day-busy.html", pages::merchant_day(&busy())),
        ("day-large.html", pages::merchant_day(&large())),
        ("day-empty.html", pages::merchant_day(&quiet())),
        ("sale.html", pages::sale(&one_sale())),
        ("operations.html", pages::operations(&county())),
        ("operations-empty.html", empty_county()),
        ("enrolment.html", enrolment()),
        ("error.html", not_found()),
        ("morning.html", pages::morning(&office::morning())),
        ("findings.html", pages::findings(&office::findings())),
        ("finding.html", pages::finding(&office::finding())),
        ("days.html", pages::days(&office::days())),
        ("days-first.html", pages::days(&office::first_day())),
        ("accounting-day.html", pages::day(&office::day())),
        ("statement.html", pages::statement(&office::statement())),
        ("settlements.html", pages::settlements(&office::settlements())),
        ("payouts.html", pages::payouts(&office::payouts())),
        ("payout.html", pages::payout(&office::payout())),
        ("answer.html", pages::answer(&office::answer())),
        ("merchants.html", pages::merchants(&office::merchants())),
        ("audit.html", pages::audit(&office::audit())),
        ("month.html", pages::month(&office::month())),
        ("month-empty.html", pages::month(&office::empty_month())),
    ]
}

#[test]
fn every_page_as_drawn() {
    for (name, page) in all() {
        // One element a line, so that a difference can be read.
        let readable = page.replace("><", ">\n<") + "\n";
        expect_file![format!("../../../../tests/golden/pages/{name}")].assert_eq(&readable);
    }
}

#[test]
fn every_page_can_be_read_by_everyone() {
    for (name, page) in all() {
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"zh-CN\">"), "{name}");
        assert_eq!(page.matches("<h1").count(), 1, "{name}: one first heading");
        assert_eq!(page.matches("<main").count(), 1, "{name}: one main part");
        for word in ["<script", "javascript:", "http://", "https://", " onclick"] {
            assert!(!page.contains(word), "{name}: {word}");
        }
        for input in page.split("<input ").skip(1).filter(|input| !input.starts_with("type=\"hidden\"")) {
            let id = input.split("id=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
            assert!(page.contains(&format!("<label for=\"{id}\">")), "{name}: {id} has a label");
        }
        let levels: Vec<u32> = page
            .split("<h")
            .skip(1)
            .filter_map(|rest| rest.chars().next().and_then(|level| level.to_digit(10)))
            .collect();
        assert!(
            levels.windows(2).all(|pair| pair[1] <= pair[0] + 1),
            "{name}: no heading level is skipped {levels:?}"
        );
    }
}

#[test]
fn no_page_tells_a_card_number() {
    for (name, page) in all() {
        let longest = page.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max().unwrap();
        // The longest number there may be is a terminal in an address.
        assert!(longest <= 14, "{name}: a number of {longest} digits");
    }
}

fn posts(form: &str) -> bool {
    form.split('>').next().unwrap().contains("method=\"post\"")
}

/// Every form that posts carries the token of its session; the login has no session yet.
#[test]
fn every_form_carries_its_token() {
    for (name, page) in all().into_iter().filter(|(name, _)| !name.starts_with("login")) {
        for form in page.split("<form ").skip(1).filter(|form| posts(form)) {
            let form = form.split("</form>").next().unwrap();
            assert_eq!(form.matches("name=\"token\" value=\"x").count(), 1, "{name}: {form}");
        }
    }
}

/// A clerk without a mouse: past the links to the content, each link by its key, no trap of a positive order.
#[test]
fn every_page_of_the_center_is_worked_by_keyboard() {
    for (name, page) in all().into_iter().filter(|(_, page)| page.contains("class=\"places-to-go\"")) {
        assert!(
            page.contains("<a class=\"skip\" href=\"#main\">") && page.contains("<main id=\"main\">"),
            "{name}"
        );
        for key in ["1", "2", "5"] {
            assert_eq!(page.matches(&format!("accesskey=\"{key}\"")).count(), 1, "{name} {key}");
        }
        for order in page.split("tabindex=\"").skip(1) {
            assert!(order.starts_with("0\""), "{name}: focus follows the page");
        }
    }
    let sheet = include_str!("../../src/style.css");
    assert!(sheet.contains(":focus-visible{outline:3px") && !sheet.contains("outline:none"));
}

#[test]
fn text_is_never_markup() {
    let mut view = busy();
    view.statement.merchant_name = "<script>alert(1)</script>&\"".into();
    view.statement.sales.first_mut().unwrap().service_zh = "<b>".into();
    let page = pages::merchant_day(&view);
    assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;"));
    assert!(!login(false).contains("value=\"\"\""));
}

#[test]
fn tomorrow_cannot_be_opened() {
    let page = pages::merchant_day(&busy());
    assert!(page.contains("day=2024-07-14\" rel=\"prev\"") && !page.contains("rel=\"next\""));
    let yesterday = pages::merchant_day(&quiet());
    assert!(yesterday.contains("day=2024-07-15\" rel=\"next\""));
}

#[test]
fn a_difference_of_totals_is_said_in_words() {
    let page = pages::operations(&county());
    assert_eq!(page.matches("不符").count(), 1);
    for state in ["✓ 已采集", "… 待采集 2", "! 未交账", "✕ 已停用", "○ 未入网"] {
        assert!(page.contains(state), "{state}");
    }
}

#[test]
fn how_a_fund_stands_is_said_in_words() {
    let page = pages::operations(&county());
    for state in ["∞ 不限额", "✕ 已用尽", "✕ 已透支", "○ 尚无流入", "! 余额为零", "✓ 有余额"]
    {
        assert_eq!(page.matches(state).count(), 1, "{state}");
    }
    assert!(page.contains("应承担 1.00，只余 0.40") && page.contains("资金：<strong>慈善资金</strong>"));
}

#[test]
fn the_odd_fen_is_named_on_the_sale() {
    let mut view = one_sale();
    assert!(!pages::sale(&view).contains("尾分"), "6.00 divides by two");
    view.sale = samples::odd_sale();
    let page = pages::sale(&view);
    assert!(page.contains("补贴由市财政承担") && page.contains("16.67"), "{page}");
    assert!(page.contains("尾分 0.01 归市财政") && page.contains("The odd fen goes to city budget"));
}
