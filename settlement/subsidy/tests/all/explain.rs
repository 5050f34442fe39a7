//! The derivation of a quote, rule by rule, on a card.

use expect_test::{Expect, expect};
use std::sync::LazyLock;
use subsidy::{CARD_COLUMNS, Tariff, cases};

/// The reference's own pieces, put together.
static REFERENCE: LazyLock<Tariff> = LazyLock::new(|| {
    let readme = include_str!("../../README.md");
    let pieces = readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    Tariff::load(&pieces.collect::<String>()).unwrap()
});

fn columns(line: &str) -> usize {
    line.chars().map(|letter| if letter >= '\u{2e80}' { 2 } else { 1 }).sum()
}

fn explains(case: &str, expected: Expect) {
    let derivation = cases::explain(&REFERENCE, case).unwrap();
    expected.assert_eq(&derivation.card.join("\n"));
    for line in &derivation.card {
        assert!(columns(line) <= CARD_COLUMNS, "{line}");
    }
}

#[test]
fn two_stages_and_their_funds() {
    explains(
        r#"{"service":"meal_lunch","price":"12.00","at":"2024-07-15 12:00","birth":"1950-03-02","place":"river_village","point":{"kind":"meal_point","place":"east_town"}}"#,
        expect![[r#"
            堂食 · dining in
            2024-07-15 12:00:00 午餐 · lunch
            档次 · tier B
            ── 让价 · concession ─────────────────────
            ✓ 工作日让利（减 0.50）：采用        -0.50
              working-day concession (0.50 off): taken
            ── 优惠 · benefit ────────────────────────
              重阳免费午餐（免费）：不在日期、时段或地
              方
              Double Ninth lunch (free): not this day,
              hour or place
              A 档满减（满 15.00 减 6.00）：不属于这一
              档
              tier A discount (6.00 off from 15.00):
              not this tier
              C 档优惠（减 15%）：不属于这一档
              tier C discount (15 % off): not this
              tier
            ✓ B 档减免（减 2.00）：采用          -2.00
              tier B discount (2.00 off): taken
            ── 这一笔 · this sale ────────────────────
            堂食（午餐）                         12.00
              dining in (lunch)
            工作日让利：减 0.50                  -0.50
              working-day concession: 0.50 off
            B 档减免：减 2.00                    -2.00
              tier B discount: 2.00 off
            自付                                  9.50
              to pay
            ── 由谁承担 · borne by ───────────────────
            商家让利                              0.50
              merchant's concession
            县财政                                2.00
              county budget"#]],
    );
}

#[test]
fn caps_that_cut() {
    explains(
        r#"{"service":"meal_lunch","price":"12.00","at":"2024-07-16 01:59:59","birth":"1950-03-02","point":{"kind":"meal_point"},"earlier":[{"service":"meal_lunch","price":"12.00","at":"2024-07-15 12:00"}]}"#,
        expect![[r#"
            堂食 · dining in
            2024-07-16 01:59:59 夜宵 · night
            营业日 · business day 2024-07-15
            档次 · tier B
            ── 让价 · concession ─────────────────────
              工作日让利（减 0.50）：不在日期、时段或
              地方
              working-day concession (0.50 off): not
              this day, hour or place
            ── 优惠 · benefit ────────────────────────
              重阳免费午餐（免费）：不在日期、时段或地
              方
              Double Ninth lunch (free): not this day,
              hour or place
              A 档满减（满 15.00 减 6.00）：不属于这一
              档
              tier A discount (6.00 off from 15.00):
              not this tier
              C 档优惠（减 15%）：不属于这一档
              tier C discount (15 % off): not this
              tier
              B 档减免（减 2.00）：限额已用完
              tier B discount (2.00 off): its caps are
              used up
                每日限 1 次：已用 1，还剩 0
                each day, 1 ×: used 1, left 0
            ── 这一笔 · this sale ────────────────────
            堂食（夜宵）                         12.00
              dining in (night)
            B 档减免：已享受，本次不再优惠
              tier B discount: already taken, nothing
              off this time
            自付                                 12.00
              to pay"#]],
    );
    explains(
        r#"{"service":"meal_delivery","price":"5.00","ordered":true,"at":"2024-07-15 11:30","birth":"1940-01-01","care_level":3,"place":"river_village"}"#,
        expect![[r#"
            送餐 · meal delivery
            2024-07-15 11:30:00
            档次 · tier C
            ── 优惠 · benefit ────────────────────────
            ✓ 送餐补贴（限额内全减）：采
            用，限额内                           -4.00
              delivery (off as far as the caps go):
              taken, within its caps
                每日限 4.00：已用 0.00，还剩 4.00
                each day, 4.00: used 0.00, left 4.00
            ── 这一笔 · this sale ────────────────────
            送餐                                  5.00
              meal delivery
            送餐补贴：限额内全减                 -4.00
              delivery: off as far as the caps go
            送餐补贴：应减 5.00，限额内还可减 4.00
              delivery: 5.00 would be off, the cap
              leaves 4.00
            自付                                  1.00
              to pay
            ── 由谁承担 · borne by ───────────────────
            县财政                                4.00
              county budget"#]],
    );
}

#[test]
fn vouchers_points_and_a_fund_that_ends() {
    explains(
        r#"{"service":"home_help","price":"100.00","at":"2024-09-20 09:00","birth":"1939-01-01","lots":[{"account":"service_voucher","load":1,"left":"50.00","first_day":"2024-08-01","last_day":"2024-09-30"}]}"#,
        expect![[r#"
            上门服务 · home help
            2024-09-20 09:00:00
            档次 · tier C
            ── 优惠 · benefit ────────────────────────
            ✓ 上门补助（承担原价 40%）：采
            用                                  -40.00
              home help share (40 % of the bill):
              taken
            ── 券和积分 · vouchers, points ───────────
            ✓ 服务券（用券）：采用              -50.00
              service voucher (by voucher): taken
              护理积分（每 60 分钟 35 分）：不属于这一
              档
              care points (35 points for 60 min): not
              this tier
            ── 这一笔 · this sale ────────────────────
            上门服务                            100.00
              home help
            上门补助：承担原价 40%              -40.00
              home help share: 40 % of the bill
            服务券：用券                        -50.00
              service voucher: by voucher
            自付                                 10.00
              to pay
            用去服务券 50.00
              drawn: 50.00 of service voucher
            ── 由谁承担 · borne by ───────────────────
            县财政                               40.00
              county budget
            县财政                               50.00
              county budget"#]],
    );
    explains(
        r#"{"service":"home_help","price":"60.00","minutes":118,"at":"2024-09-20 09:00","birth":"1950-03-02","lots":[{"account":"care_points","load":1,"left":210,"first_day":"2024-09-01","last_day":"2024-09-30"}]}"#,
        expect![[r#"
            上门服务 · home help
            2024-09-20 09:00:00
            档次 · tier B
            ── 优惠 · benefit ────────────────────────
              上门补助（承担原价 40%）：不属于这一档
              home help share (40 % of the bill): not
              this tier
            ── 券和积分 · vouchers, points ───────────
              服务券（用券）：不属于这一档
              service voucher (by voucher): not this
              tier
            ✓ 护理积分（每 60 分钟 35
            分）：采用                          -60.00
              care points (35 points for 60 min):
              taken
            ── 这一笔 · this sale ────────────────────
            上门服务 118 分钟                    60.00
              home help 118 min
            护理积分：每 60 分钟 35 分（用
            护理积分 70）                       -60.00
              care points: 35 points for 60 min (70 of
              care points)
            自付                                  0.00
              to pay
            用去护理积分 70
              drawn: 70 of care points
            ── 由谁承担 · borne by ───────────────────
            县财政                               60.00
              county budget"#]],
    );
    explains(
        r#"{"service":"village_meal","price":"12.00","at":"2024-07-15 12:00","birth":"1950-03-02","rosters":["free_lunch"],"fund_left":{"charity":"5.00"}}"#,
        expect![[r#"
            爱心餐 · village meal
            2024-07-15 12:00:00 午餐 · lunch
            档次 · tier R
            ── 优惠 · benefit ────────────────────────
            ✓ 免费餐（免费）：采用              -12.00
              free meal (free): taken
            ── 这一笔 · this sale ────────────────────
            爱心餐（午餐）                       12.00
              village meal (lunch)
            免费餐：免费                        -12.00
              free meal: free
            自付                                  0.00
              to pay
            ── 由谁承担 · borne by ───────────────────
            慈善资金                              5.00
              charity
              余额不足，7.00 由下一项承担
              7.00 more than it had left: the next
              bears it
            县财政                                7.00
              county budget"#]],
    );
    explains(
        r#"{"service":"haircut","price":"20.01","at":"2024-07-15 09:00","birth":"1950-03-02"}"#,
        expect![[r#"
            理发 · haircut
            2024-07-15 09:00:00
            档次 · tier B
            ── 优惠 · benefit ────────────────────────
            ✓ 理发优惠日（定价 8.00）：采用     -12.01
              haircut day (fixed price 8.00): taken
            ── 这一笔 · this sale ────────────────────
            理发                                 20.01
              haircut
            理发优惠日：定价 8.00               -12.01
              haircut day: fixed price 8.00
            自付                                  8.00
              to pay
            ── 由谁承担 · borne by ───────────────────
            县财政（含尾分 0.01）                 7.21
              county budget (with the odd 0.01)
            商家让利                              4.80
              merchant's concession"#]],
    );
}

#[test]
fn refusals() {
    explains(
        r#"{"service":"meal_lunch","price":"12.00","at":"2024-07-15 12:00","birth":"1950-03-02","point":{"kind":"partner"}}"#,
        expect![[r#"
            堂食 · dining in
            2024-07-15 12:00:00
            档次 · tier B
            ── 这一笔 · this sale ────────────────────
            商户无此服务权限
              this merchant does not sell it"#]],
    );
    explains(
        r#"{"service":"village_meal","price":"12.00","at":"2024-07-15 12:30","birth":"1950-03-02","rosters":["free_lunch"],"earlier":[{"service":"village_meal","price":"12.00","at":"2024-07-15 12:00"}]}"#,
        expect![[r#"
            爱心餐 · village meal
            2024-07-15 12:30:00 午餐 · lunch
            档次 · tier R
            ── 优惠 · benefit ────────────────────────
              免费餐（免费）：已享受，不能再次享受
              free meal (free): already taken, not
              again
                每时段限 1 次：已用 1，还剩 0
                each window, 1 ×: used 1, left 0
            ── 这一笔 · this sale ────────────────────
            免费餐：已享受，不能再次享受
              free meal: already taken, not again"#]],
    );
}

/// The lines of the sale on the card are those of an answer, word for word.
#[test]
fn the_lines_are_those_of_an_answer() {
    let case =
        r#"{"id":"7","service":"haircut","price":"20.00","at":"2024-07-15 09:00","birth":"1950-03-02"}"#;
    let derivation = cases::explain(&REFERENCE, case).unwrap();
    let answer: serde_json::Value = serde_json::from_str(&cases::answer(&REFERENCE, case).unwrap()).unwrap();
    let json: serde_json::Value = serde_json::from_str(&derivation.json).unwrap();
    assert_eq!(json["answer"], answer);
    for line in answer["lines"].as_array().unwrap() {
        let zh = line["zh"].as_str().unwrap();
        assert!(derivation.card.iter().any(|shown| shown.starts_with(zh)), "{zh}");
    }
    expect![[r#"
        [{"caps":[],"gives":true,"line":{"en":"haircut day (fixed price 8.00): taken","fen":-1200,"zh":"理发优惠日（定价 8.00）：采用"},"rule":"haircut_day","stage":"benefit"}]
        [{"fen":720,"fund":"county","odd":false},{"fen":480,"fund":"merchant","odd":false}]"#]].assert_eq(&format!("{}\n{}", json["asked"], json["borne"]));
}

#[test]
fn a_case_that_is_none_is_refused() {
    assert_eq!(
        cases::explain(&REFERENCE, "{}").unwrap_err().to_string(),
        cases::answer(&REFERENCE, "{}").unwrap_err().to_string()
    );
}
