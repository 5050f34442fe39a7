//! Every outcome, as a table of two short files.

use money::Fen;
use reconciliation::{ColumnMap, Report, Sums};

use crate::support::{HEAD, PLAIN, RECORDS, all, reconcile, reconcile_by};

fn lines(text: &str) -> String {
    HEAD.to_owned() + &text.split(';').map(|line| line.trim().replace(' ', ",") + "\n").collect::<String>()
}

#[test]
fn each_line_has_one_outcome() {
    for (left, right, matched, found) in [
        ("17 1 m1 500 paid; 17 2 m1 600 paid", "17 2 m1 600 paid; 17 1 m1 500 paid", 2, ""),
        ("17 1 m1 500 paid; 17 2 m1 600 paid", "17 1 m1 500 paid", 1, "Surplus 17/2"),
        ("17 1 m1 500 paid", "17 1 m1 500 paid; 17 2 m1 600 paid", 1, "Shortage 17/2"),
        ("17 1 m1 500 paid", "17 1 m1 501 paid", 0, "AmountDiffers 17/1"),
        ("17 1 m1 500 paid", "17 1 m1 500 refused", 0, "StateDiffers 17/1"),
        ("17 1 m1 500 paid", "17 1 m2 500 paid", 0, "MerchantDiffers 17/1"),
        ("17 1 m1 500 paid; 17 1 m1 500 paid", "17 1 m1 500 paid", 1, "Duplicate 17/1"),
        ("17 1 m1 500 paid", "17 1 m1 500 paid; 17 1 m1 700 paid", 1, "Duplicate 17/1"),
        ("17 1 m1 -500 paid", "17 1 m1 500 paid", 0, "AmountDiffers 17/1"),
        // Zero-fen sales count like others.
        ("17 1 m1 0 paid; 17 2 m1 0 paid", "17 1 m1 0 paid", 1, "Surplus 17/2"),
        // Zeros in front are no other number, and neither is a number that needs more than one word.
        ("017 001 m1 500 paid", "17 1 m1 500 paid", 1, ""),
        (
            "17 1 m1 5 paid; 99999999999999999999 1 m1 5 paid",
            "17 1 m1 5 paid; 099999999999999999999 01 m1 5 paid",
            2,
            "",
        ),
        (
            "17 1 m1 5 paid; 18446744073709551616 1 m1 5 paid",
            "17 1 m1 5 paid; 0 1 m1 5 paid",
            1,
            "Shortage 0/1; Surplus 18446744073709551616/1",
        ),
        (
            "17 1 m1 5 paid; 33070300000017 1 m1 5 paid",
            "17 1 m1 5 paid; 33070300000018 1 m1 5 paid",
            1,
            "Surplus 33070300000017/1; Shortage 33070300000018/1",
        ),
        ("17 137438953472 m1 5 paid", "17 0 m1 5 paid", 0, "Shortage 17/0; Surplus 17/137438953472"),
    ] {
        let report = reconcile(RECORDS, &lines(left), &lines(right)).unwrap();
        assert_eq!((report.matched.count, all(&report).as_str()), (matched, found), "{left} | {right}");
    }
}

#[test]
fn sums_are_told_by_kind_and_merchant() {
    let left = lines("17 1 m1 500 paid; 17 2 m1 600 paid; 18 1 m2 700 paid");
    let right = lines("17 1 m1 500 paid; 18 1 m2 750 paid; 18 2 m3 10 paid");
    let report = reconcile(RECORDS, &left, &right).unwrap();
    let sums = |count, fen| Sums { count, amount: Fen(fen) };
    assert_eq!((report.left, report.right, report.matched), (sums(3, 1800), sums(3, 1260), sums(1, 500)));
    let kinds: Vec<_> = report.kinds.iter().map(|one| (one.kind.name(), one.left, one.right)).collect();
    assert_eq!(
        kinds,
        [
            ("Surplus", sums(1, 600), sums(0, 0)),
            ("Shortage", sums(0, 0), sums(1, 10)),
            ("AmountDiffers", sums(1, 700), sums(1, 750)),
        ]
    );
    assert_eq!(
        merchants(&report),
        [
            ("m1", sums(2, 1100), sums(1, 500)),
            ("m2", sums(1, 700), sums(1, 750)),
            ("m3", sums(0, 0), sums(1, 10)),
        ]
    );
}

fn merchants(report: &Report) -> Vec<(&str, Sums, Sums)> {
    report.merchants.iter().map(|one| (&*one.merchant, one.left, one.right)).collect()
}

/// A bank knows references and words of its own, and no merchants.
#[test]
fn a_side_without_merchants_follows_the_other() {
    let map = r#"
        schema = "lovecard-columns/1"
        [left]
        text = "reference"
        amount = "yuan"
        unit = "yuan"
        state = "state"
        merchant = "merchant"
        states = { paid = ["good"], refused = ["refused"] }
        [right]
        separator = "|"
        text = "附言"
        amount = "金额"
        unit = "yuan"
        state = "状态"
        states = { paid = ["成功", "00"], refused = ["失败"] }
    "#;
    let left = "merchant,reference,yuan,state\nm1,A-1,5.00,good\nm1,A-2,6.5,good\nm2,A-3,7.00,refused\n";
    let right = "金额|状态|附言|备注\n5.00|成功|A-1|\n\"1,006.50\"|00|A-2|x\n7|成功|A-3|\n1.00|00|B-9|\n";
    let report = reconcile(map, left, right).unwrap();
    assert_eq!(all(&report), "AmountDiffers A-2; StateDiffers A-3; Shortage B-9");
    let sums = |count, fen| Sums { count, amount: Fen(fen) };
    let expected = [
        ("", sums(0, 0), sums(1, 100)),
        ("m1", sums(2, 1150), sums(2, 101_150)),
        ("m2", sums(1, 700), sums(1, 700)),
    ];
    assert_eq!(merchants(&report), expected);
    let unknown = right.replace("失败", "x").replace("|00|B", "|退票|B");
    assert!(reconcile(map, left, &unknown).unwrap_err().to_string().contains("第 5 行"));
}

#[test]
fn what_one_line_tells_is_told_beside_the_matching() {
    let map = RECORDS
        .replace("schema =", "late_after_days = 3\n    sequence = true\n    schema =")
        .replace("[right]", "day = \"day\"\n    received = \"received\"\n    [right]");
    let left = "terminal,seq,merchant,fen,state,day,received\n\
        17,1,m1,5,paid,20240228,20240302\n17,2,m1,5,paid,20240228,20240303\n17,6,m1,5,paid,2024-02-28,2024-02-28\n";
    let right =
        "terminal,seq,merchant,fen,state\n17,1,m1,5,paid\n17,2,m1,5,paid\n17,6,m1,5,paid\n19,4,m1,5,paid\n";
    let known = [17, 18].into();
    let report = reconcile_by(&map, left, right, Some(&known), PLAIN).unwrap();
    assert_eq!(
        all(&report),
        "Shortage 19/4; UnknownTerminal 19/4; SequenceGap 17/3-5; Late 17/2".replace(
            "Shortage 19/4; UnknownTerminal 19/4; SequenceGap 17/3-5; Late 17/2",
            "Late 17/2; Shortage 19/4; UnknownTerminal 19/4; SequenceGap 17/3-5"
        )
    );
    assert_eq!((report.matched.count, report.found()), (3, 4));
    let bad = left.replace("20240228,20240302", "20240230,20240302");
    assert!(reconcile_by(&map, &bad, right, None, PLAIN).unwrap_err().to_string().contains("第 2 行"));
}

#[test]
fn maps_that_cannot_hold_are_refused() {
    for (from, to) in [
        ("lovecard-columns/1", "lovecard-columns/2"),
        ("numbers = [\"terminal\", \"seq\"]\n    amount", "text = \"x\"\n    amount"),
        ("amount = \"fen\"", "amount = \"seq\""),
        ("unit = \"fen\"", "unit = \"jiao\""),
        ("[left]", "late_after_day = 3\n[left]"),
        ("[right]", "day = \"day\"\n[right]"),
        ("[right]", "states = { paid = [\"a\"], refused = [\"a\"] }\n[right]"),
        ("[right]", "states = { paid = [\"a\"] }\n[right]"),
    ] {
        let map = RECORDS.replacen(from, to, 1);
        assert_ne!(map, RECORDS);
        let told = ColumnMap::read(&map).unwrap_err().to_string();
        assert!(told.contains("未读任何文件") && told.contains("correct"), "{told}");
    }
}
