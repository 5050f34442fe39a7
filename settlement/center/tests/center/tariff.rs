//! `tariff check`, `explain`, `diff` and `schema`: what they say and how they end.

use expect_test::expect;

use crate::support::program::run;
use crate::support::{Folder, TARIFF};

const CASE: &str =
    r#"{"id":"a","service":"meal_lunch","price":"12.00","at":"2024-07-15 12:00","birth":"1940-07-15"}"#;

fn folder() -> Folder {
    let folder = Folder::new();
    std::fs::write(folder.file("a.toml"), TARIFF).unwrap();
    std::fs::write(folder.file("b.toml"), TARIFF.replace("value = \"6.00\"", "value = \"5.00\"")).unwrap();
    std::fs::write(folder.file("bad.toml"), TARIFF.replace("age_basis", "age_bases")).unwrap();
    folder
}

#[test]
fn advice_is_told_and_fails_only_when_strict() {
    let folder = folder();
    let check = |arguments: &[&str]| {
        let ran = run(folder.path(), &[&["tariff", "check", "a.toml"], arguments].concat(), "");
        format!("{}{}= {}", ran.out, ran.err, ran.code)
    };
    expect![[r#"
        a.toml:45:10 提醒 · note: 有人既属 R (on_roster) 又属 A (age_60), B (age_70), C (age_80), D (age_90), E (age_100)：显示写在前面的 R · somebody can be R (on_roster) and also A (age_60), B (age_70), C (age_80), D (age_90), E (age_100): R stands first and is shown
            若本意如此，不必改；否则调换次序，或让人群不相交 · if that is meant, leave it; otherwise change the order, or keep the groups apart
        资费 lunch_demo 第 1 版可以发布，14 个例题全对 · fit for release, 14 examples hold
        = 0"#]].assert_eq(&check(&[]));
    expect![[r#"
        a.toml:45:10 提醒 · note: 有人既属 R (on_roster) 又属 A (age_60), B (age_70), C (age_80), D (age_90), E (age_100)：显示写在前面的 R · somebody can be R (on_roster) and also A (age_60), B (age_70), C (age_80), D (age_90), E (age_100): R stands first and is shown
            若本意如此，不必改；否则调换次序，或让人群不相交 · if that is meant, leave it; otherwise change the order, or keep the groups apart
        = 4"#]].assert_eq(&check(&["--strict"]));
    expect![[r#"
        {"advice":[{"column":10,"en":"somebody can be R (on_roster) and also A (age_60), B (age_70), C (age_80), D (age_90), E (age_100): R stands first and is shown","line":45,"remedy":"若本意如此，不必改；否则调换次序，或让人群不相交 · if that is meant, leave it; otherwise change the order, or keep the groups apart","zh":"有人既属 R (on_roster) 又属 A (age_60), B (age_70), C (age_80), D (age_90), E (age_100)：显示写在前面的 R"}],"examples":14,"tariff":"lunch_demo","version":1}
        = 0"#]].assert_eq(&check(&["--json"]));
    // Nothing to say: strict passes too.
    let plain = include_str!("../../../../tests/golden/tariffs/r1-haircut-day.toml");
    std::fs::write(folder.file("a.toml"), plain).unwrap();
    expect![[r#"
        资费 r1_haircut_day 第 1 版可以发布，22 个例题全对 · fit for release, 22 examples hold
        = 0"#]]
    .assert_eq(&check(&["--strict"]));
}

#[test]
fn one_case_or_many_are_explained() {
    let folder = folder();
    let explain = |arguments: &[&str]| {
        let ran = run(folder.path(), &[&["tariff", "explain"], arguments].concat(), "");
        (ran.code, ran.out, ran.err)
    };
    let (code, one, err) = explain(&["a.toml", "--case", CASE]);
    assert_eq!((code, err.as_str()), (0, ""));
    expect![[r#"
        午餐 · lunch
        2024-07-15 12:00:00 午餐 · lunch
        档次 · tier C
        ── 优惠 · benefit ────────────────────────
          A 档午餐（定价 10.00）：不属于这一档
          tier A lunch (fixed price 10.00): not
          this tier
          B 档午餐（定价 8.00）：不属于这一档
          tier B lunch (fixed price 8.00): not
          this tier
        ✓ C 档午餐（定价 6.00）：采用        -6.00
          tier C lunch (fixed price 6.00): taken
          D 档午餐（定价 4.00）：不属于这一档
          tier D lunch (fixed price 4.00): not
          this tier
          E 档午餐（定价 2.00）：不属于这一档
          tier E lunch (fixed price 2.00): not
          this tier
          免费午餐（免费）：不属于这一档
          free lunch (free): not this tier
        ── 这一笔 · this sale ────────────────────
        午餐                                 12.00
          lunch
        C 档午餐：定价 6.00                  -6.00
          tier C lunch: fixed price 6.00
        自付                                  6.00
          to pay
        ── 由谁承担 · borne by ───────────────────
        县财政                                3.00
          county budget
        慈善资金                              1.00
          charity
        村集体                                2.00
          village
    "#]]
    .assert_eq(&one);
    std::fs::write(folder.file("cases.jsonl"), format!("{CASE}\n\n{CASE}\n")).unwrap();
    let (code, many, _) = explain(&["a.toml", "--cases", "cases.jsonl"]);
    assert_eq!((code, many), (0, format!("{one}\n{one}")));
    let (code, json, _) = explain(&["a.toml", "--case", CASE, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, json[0]["answer"]["self_pay_fen"].as_i64()), (0, Some(600)));
    assert_eq!(json[0]["asked"].as_array().map(Vec::len), Some(6));

    std::fs::write(folder.file("cases.jsonl"), format!("{CASE}\nnot json\n")).unwrap();
    let (code, out, err) = explain(&["a.toml", "--cases", "cases.jsonl"]);
    assert_eq!((code, out.as_str()), (3, ""));
    assert!(err.starts_with("cases.jsonl:2: "), "{err}");
    let (code, _, err) = explain(&["a.toml", "--case", "{}"]);
    assert!(code == 3 && err.starts_with("--case: "), "{code} {err}");
    let (code, _, err) = explain(&["bad.toml", "--case", CASE]);
    assert!(code == 4 && err.starts_with("bad.toml:"), "{code} {err}");
    assert_eq!(explain(&["a.toml"]).0, 2);
    assert_eq!(explain(&["a.toml", "--case", CASE, "--cases", "cases.jsonl"]).0, 2);
}

#[test]
fn what_changes_is_told_and_is_no_failure() {
    let folder = folder();
    let diff = |arguments: &[&str]| {
        let ran = run(folder.path(), &[&["tariff", "diff"], arguments].concat(), "");
        format!("{}{}= {}", ran.out, ran.err, ran.code)
    };
    expect![[r#"
        规则 · rules
          规则C 档午餐（age_80（C 档））的优惠：由 定价 6.00 改为 定价 5.00
            the rule tier C lunch (for age_80 (tier C)), benefit: from fixed price 6.00 to fixed price 5.00
        实付的变化（试算） · what is paid, worked out
          80–89 周岁，C 档（age_80、elder），2024-01-01 买午餐（午餐）：原价 12.00 付 6.00 → 付 5.00；原价 5.01 付 5.01 → 付 5.00；原价 5.99 付 5.99 → 付 5.00；原价 6.00 付 6.00 → 付 5.00；原价 6.01 付 6.00 → 付 5.00；原价 7.99 付 6.00 → 付 5.00；另有 5 个价格
            aged 80 to 89, tier C (age_80, elder), lunch (lunch) on 2024-01-01: at 12.00 pays 6.00 → pays 5.00; at 5.01 pays 5.01 → pays 5.00; at 5.99 pays 5.99 → pays 5.00; at 6.00 pays 6.00 → pays 5.00; at 6.01 pays 6.00 → pays 5.00; at 7.99 pays 6.00 → pays 5.00; and at 5 more prices
        = 0"#]].assert_eq(&diff(&["a.toml", "b.toml"]));
    expect![[r#"
        {"changes":[{"about":"rules","en":"the rule tier C lunch (for age_80 (tier C)), benefit: from fixed price 6.00 to fixed price 5.00","zh":"规则C 档午餐（age_80（C 档））的优惠：由 定价 6.00 改为 定价 5.00"},{"about":"effect","en":"aged 80 to 89, tier C (age_80, elder), lunch (lunch) on 2024-01-01: at 12.00 pays 6.00 → pays 5.00; at 5.01 pays 5.01 → pays 5.00; at 5.99 pays 5.99 → pays 5.00; at 6.00 pays 6.00 → pays 5.00; at 6.01 pays 6.00 → pays 5.00; at 7.99 pays 6.00 → pays 5.00; and at 5 more prices","zh":"80–89 周岁，C 档（age_80、elder），2024-01-01 买午餐（午餐）：原价 12.00 付 6.00 → 付 5.00；原价 5.01 付 5.01 → 付 5.00；原价 5.99 付 5.99 → 付 5.00；原价 6.00 付 6.00 → 付 5.00；原价 6.01 付 6.00 → 付 5.00；原价 7.99 付 6.00 → 付 5.00；另有 5 个价格"}]}
        = 0"#]].assert_eq(&diff(&["a.toml", "b.toml", "--json"]));
    expect![[r#"
        两份资费相同 · the two tariffs say the same
        = 0"#]]
    .assert_eq(&diff(&["a.toml", "a.toml"]));
    expect![[r#"
        bad.toml:12:1 不认识的键 age_bases · unknown key age_bases
            是否想写 age_basis？可用的键：id, version, zh, en, effective_from, age_basis, leap_rule, round, refund · did you mean age_basis? keys that may stand here: id, version, zh, en, effective_from, age_basis, leap_rule, round, refund
        = 4"#]].assert_eq(&diff(&["a.toml", "bad.toml"]));
    expect![[r#"
        none.toml：无法读取（No such file or directory (os error 2)），请检查文件名和权限 · cannot be read, check name and permissions
        = 3"#]].assert_eq(&diff(&["none.toml", "a.toml"]));
}

#[test]
fn the_schema_is_printed() {
    let folder = folder();
    let ran = run(folder.path(), &["tariff", "schema"], "");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let schema: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(schema["properties"]["schema"]["const"], "lovecard-tariff/1");
}
