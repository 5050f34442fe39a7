//! Findings as people work on them: listed with owner and age, decided by lines that stay, written off by two.

use records::{CardProfile, CardTxn, Record, Tender};
use serde_json::Value;

use crate::support::program::run;
use crate::support::{Card, County, Till, http};

/// A lunch on the word of a card that carries no count, at a till that has heard of no other.
fn lunch_by_identity(till: &mut Till) -> Record {
    let draft = till.draft(&mut Card::new(1), 2, 1200);
    till.write(Record {
        card_profile: CardProfile::IdentityCard,
        card_txn: CardTxn::None,
        card_counter: None,
        balance_before: None,
        card_amount: 0,
        tender: Tender::Cash,
        ..draft
    })
}

fn ask(county: &County, line: &str, input: &str) -> (i32, String) {
    let words: Vec<&str> = line.split(' ').collect();
    let ran = run(county.folder.path(), &words, input);
    (ran.code, ran.out + &ran.err)
}

fn json(county: &County, line: &str) -> Value {
    let (code, said) = ask(county, &format!("--json {line}"), "");
    assert_eq!(code, 0, "{said}");
    serde_json::from_str(&said).unwrap()
}

/// One card that cannot be written eats at two canteens that are offline. Whichever record comes first, the earlier
/// tap stands; the later is a finding that says who bears the rest by the county's policy.
#[test]
fn one_card_at_two_canteens() {
    for later_first in [false, true] {
        let county = County::new();
        let (mut one, mut two) = (county.till("canteen-1"), county.till("canteen-1"));
        lunch_by_identity(&mut one);
        // The second tap is a minute after the first.
        two.draft(&mut Card::new(4), 2, 1200);
        lunch_by_identity(&mut two);
        let (center, _writer) = county.center();
        let order = if later_first { [&two, &one] } else { [&one, &two] };
        for till in order {
            let answer = http::put(&center, &till.path(1), till.seal_all());
            assert!(answer.status.is_success(), "{}", answer.text());
        }
        let found = json(&county, "findings list");
        let [finding] = &found.as_array().unwrap()[..] else { panic!("one finding: {found}") };
        let (loser, winner) = (two.id.0, one.id.0);
        assert_eq!(finding["name"], "OverCap", "{finding}");
        assert_eq!(finding["finding"], format!("{loser}/1/1"));
        assert_eq!(finding["other"], format!("{winner}/1"));
        assert_eq!((&finding["expected_fen"], &finding["found_fen"]), (&0.into(), &600.into()));
        assert_eq!((&finding["owner"], &finding["borne_by"]), (&"supervision".into(), &"fund".into()));
        assert_eq!(finding["card"], "****0001");
        let set = "findings policy --kind 405 --bearer merchant --by 王一";
        assert_eq!(json(&county, set)["borne_by"], "merchant");
        assert_eq!(json(&county, "findings list")[0]["borne_by"], "merchant");
        assert_eq!(ask(&county, "books check", "").0, 0);
    }
}

const MAKER: &str = "correct horse\n";
const CHECKER: &str = "battery staple\n";

#[test]
fn two_people_write_a_difference_off() {
    let county = County::new();
    let (mut one, mut two) = (county.till("canteen-1"), county.till("canteen-1"));
    lunch_by_identity(&mut one);
    two.draft(&mut Card::new(4), 2, 1200);
    lunch_by_identity(&mut two);
    let (center, _writer) = county.center();
    for till in [&one, &two] {
        assert!(http::put(&center, &till.path(1), till.seal_all()).status.is_success());
    }
    let it = format!("{}/1/1", two.id.0);
    for (line, input) in [
        ("officer add --name 孙七 --role maker --out maker.key", MAKER),
        ("officer add --name 周八 --role checker --out checker.key", CHECKER),
    ] {
        assert_eq!(ask(&county, line, input).0, 0);
    }
    let act = |words: &str, input: &str| ask(&county, &format!("findings act {it} {words}"), input);
    for (words, input, code, says) in [
        ("refuse --reason 多给 --by 孙七", "", 6, "不能这样处理"),
        ("write-off --reason 多给 --by 孙七", "", 6, "--key"),
        ("write-off --reason 多给 --key checker.key", CHECKER, 6, "只能复核"),
        ("approve --reason 同意 --key checker.key", CHECKER, 6, "按目前状态"),
        ("note --reason 已电话核实 --by 孙七", "", 0, "待处理"),
        ("write-off --reason 金额很小 --key maker.key", MAKER, 0, "核销待批准"),
        ("approve --reason 同意 --key maker.key", MAKER, 6, "只能经办"),
        ("approve --reason 同意 --key checker.key", CHECKER, 0, "已决定"),
        ("claw-back --reason 多给 --by 孙七", "", 6, "按目前状态"),
    ] {
        let (found, said) = act(words, input);
        assert!(found == code && said.contains(says), "{words}: {found} {said}");
    }
    let shown = json(&county, &format!("findings show {it}"));
    assert_eq!(shown["state"], "decided:write-off");
    assert_eq!(shown["allowed"], serde_json::json!(["reopen", "note"]));
    let by: Vec<&str> =
        shown["history"].as_array().unwrap().iter().map(|one| one["by"].as_str().unwrap()).collect();
    assert_eq!(by, ["孙七", "孙七", "周八"]);
    assert_eq!(json(&county, "findings list"), serde_json::json!([]));
    assert_eq!(json(&county, "findings list --all").as_array().unwrap().len(), 1);
    assert_eq!(json(&county, "findings list --all --owner maintenance"), serde_json::json!([]));
    let (code, said) = ask(&county, &format!("findings show {}/9/1", one.id.0), "");
    assert!(code == 6 && said.contains("没有异常"), "{code} {said}");
}
