//! What blocks no release and should be seen: overlaps, gaps, idle caps and steps. Each row changes one thing
//! in a tariff about which there is nothing to say; the snapshot is all that is said.

use super::SOUND;
use expect_test::{Expect, expect};
use subsidy::check;

/// Replaces the first `from` by `to`. Examples may stop coming out; what is asked here is the advice.
fn advises(from: &str, to: &str, expected: Expect) {
    assert!(SOUND.contains(from), "the sound tariff has no {from:?}");
    let report = check(&SOUND.replacen(from, to, 1));
    assert!(report.tariff.is_some(), "{report}");
    let said: Vec<String> = report.advice.iter().map(|advice| advice.as_note()).collect();
    expected.assert_eq(&said.join("\n"));
}

/// The same, with a rule of this kind added before the examples.
fn advises_rule(rule: &str, expected: Expect) {
    let head = "[[rule]]\ncode = 90\nname = \"added\"\nzh = \"加上\"\nen = \"added\"\n";
    let rest = "fund = { waterfall = [{ name = \"gov\" }] }\n\n[[example]]\n";
    advises("[[example]]\n", &format!("{head}{rule}{rest}"), expected);
}

const MEAL: &str = "services = [\"meal_lunch\"]\n";

#[test]
fn nothing_to_say() {
    assert_eq!(check(SOUND).advice, []);
    advises_rule(
        &format!(
            "{MEAL}groups = [\"age_80\"]\nbenefit = {{ mode = \"amount_off\", value = \"1.00\" }}\npriority = 1\n"
        ),
        expect![[""]],
    );
    advises_rule(
        &format!(
            "{MEAL}groups = [\"age_80\"]\nbenefit = {{ mode = \"amount_off\", value = \"1.00\" }}\nstack = {{ overlay = true }}\n"
        ),
        expect![[""]],
    );
    advises_rule(
        &format!(
            "{MEAL}groups = [\"age_80\"]\nbenefit = {{ mode = \"amount_off\", value = \"1.00\" }}\nstack = {{ group = \"concession\" }}\n"
        ),
        expect![[""]],
    );
    advises_rule(
        "services = [\"haircut\"]\ngroups = [\"elder\"]\nwhen = { days_of_month = [2] }\nbenefit = { mode = \"amount_off\", value = \"1.00\" }\n",
        expect![[""]],
    );
    // The smaller of two fixed prices always wins: there is nothing to decide.
    advises_rule(
        &format!("{MEAL}groups = [\"elder\"]\nbenefit = {{ mode = \"fixed_price\", value = \"7.00\" }}\n"),
        expect![[""]],
    );
}

#[test]
fn two_rules_that_meet() {
    advises_rule(
        &format!("{MEAL}groups = [\"elder\"]\nbenefit = {{ mode = \"percent_off\", rate = 1500 }}\n"),
        expect![[r#"
            104:8 提醒 · note: 规则 lunch_80 与 added 对同属 age_80 和 elder 的老人买 meal_lunch 同时有效，priority 相同：给得多的有效，一样多时编号小的（80）有效 · the rules lunch_80 and added both hold for people in both age_80 and elder who buy meal_lunch, with equal priority: the one that gives more wins, and of equal amounts the lower code (80)
                若本意如此，不必改；否则写不同的 priority，或让 groups 不相交 · if that is meant, leave it; otherwise write different priorities, or keep the groups apart"#]],
    );
    advises_rule(
        &format!(
            "{MEAL}groups = [\"age_80\"]\nwhen = {{ windows = [\"supper\"] }}\nbenefit = {{ mode = \"amount_off\", value = \"1.00\" }}\n"
        ),
        expect![[r#"
            104:8 提醒 · note: 规则 lunch_80 与 added 对age_80 的老人买 meal_lunch 同时有效，priority 相同：给得多的有效，一样多时编号小的（80）有效 · the rules lunch_80 and added both hold for people in age_80 who buy meal_lunch, with equal priority: the one that gives more wins, and of equal amounts the lower code (80)
                若本意如此，不必改；否则写不同的 priority，或让 groups 不相交 · if that is meant, leave it; otherwise write different priorities, or keep the groups apart"#]],
    );
    advises_rule(
        &format!("{MEAL}groups = [\"everybody\"]\nbenefit = {{ mode = \"amount_off\", value = \"1.00\" }}\n"),
        expect![[r#"
            104:8 提醒 · note: 规则 lunch_80 与 added 对他们共同的老人买 meal_lunch 同时有效，priority 相同：给得多的有效，一样多时编号小的（80）有效 · the rules lunch_80 and added both hold for the same people who buy meal_lunch, with equal priority: the one that gives more wins, and of equal amounts the lower code (80)
                若本意如此，不必改；否则写不同的 priority，或让 groups 不相交 · if that is meant, leave it; otherwise write different priorities, or keep the groups apart"#]],
    );
    // The same benefit from other funds: the lower code decides who bears it.
    advises_rule(
        "services = [\"haircut\"]\ngroups = [\"tier_b\"]\nwhen = { weekdays = [\"mon\"] }\nbenefit = { mode = \"fixed_price\", value = \"8.00\" }\n",
        expect![[r#"
            104:8 提醒 · note: 规则 haircut_day 与 added 对同属 elder 和 tier_b 的老人买 haircut 同时有效，priority 相同：给得多的有效，一样多时编号小的（1）有效 · the rules haircut_day and added both hold for people in both elder and tier_b who buy haircut, with equal priority: the one that gives more wins, and of equal amounts the lower code (1)
                若本意如此，不必改；否则写不同的 priority，或让 groups 不相交 · if that is meant, leave it; otherwise write different priorities, or keep the groups apart"#]],
    );
}

#[test]
fn tiers_that_meet() {
    advises(
        "name = \"elder\"\n",
        "name = \"elder\"\nletter = \"B\"\n",
        expect![[r#"
        47:10 提醒 · note: 有人既属 A (age_80) 又属 B (elder)：显示写在前面的 A · somebody can be A (age_80) and also B (elder): A stands first and is shown
            若本意如此，不必改；否则调换次序，或让人群不相交 · if that is meant, leave it; otherwise change the order, or keep the groups apart"#]],
    );
    advises(
        "name = \"tier_b\"\n",
        "name = \"tier_b\"\nletter = \"B\"\n",
        expect![[r#"
        47:10 提醒 · note: 有人既属 A (age_80) 又属 B (tier_b)：显示写在前面的 A · somebody can be A (age_80) and also B (tier_b): A stands first and is shown
            若本意如此，不必改；否则调换次序，或让人群不相交 · if that is meant, leave it; otherwise change the order, or keep the groups apart"#]],
    );
    advises(
        "name = \"elder\"\nwho = { age_from = 60 }\n\n[[group]]\nbit = 10\nname = \"tier_b\"\n",
        "name = \"elder\"\nletter = \"C\"\nwho = { age_from = 60 }\n\n[[group]]\nbit = 10\nname = \"tier_b\"\nletter = \"B\"\n",
        expect![[r#"
            47:10 提醒 · note: 有人既属 A (age_80) 又属 C (elder), B (tier_b)：显示写在前面的 A · somebody can be A (age_80) and also C (elder), B (tier_b): A stands first and is shown
                若本意如此，不必改；否则调换次序，或让人群不相交 · if that is meant, leave it; otherwise change the order, or keep the groups apart
            59:10 提醒 · note: 档次 B 永远不会显示：属于 tier_b 的人都先属于 elder，显示 C · the letter B is never shown: everybody in tier_b is in elder first and shows C
                把范围小的人群写在前面，或删去 letter · write the narrower group first, or delete the letter"#]],
    );
}

#[test]
fn ages_in_no_tier() {
    let younger = |to: u8| {
        format!(
            "[[group]]\nbit = 1\nname = \"younger\"\nwho = {{ age_from = 60, age_to = {to} }}\n\n[[fund]]\n"
        )
    };
    let with = |to: u8, expected: Expect| {
        let text = SOUND.replacen("[[fund]]\n", &younger(to), 1);
        let text = text.replacen("groups = [\"age_80\"]", "groups = [\"age_80\", \"younger\"]", 1);
        let said: Vec<String> = check(&text).advice.iter().map(|advice| advice.as_note()).collect();
        expected.assert_eq(&said.join("\n"));
    };
    with(
        78,
        expect![[r#"
        48:20 提醒 · note: meal_lunch 的各年龄段之间漏了 79 周岁 · between the ages of meal_lunch, 79 is in no group
            把前一段的 age_to 或这一段的 age_from 改到相接：60 到 69 之后写 age_from = 70 · let age_to of the one before and this age_from meet: after 60 to 69 write age_from = 70"#]],
    );
    with(
        69,
        expect![[r#"
        48:20 提醒 · note: meal_lunch 的各年龄段之间漏了 70–79 周岁 · between the ages of meal_lunch, 70 to 79 is in no group
            把前一段的 age_to 或这一段的 age_from 改到相接：60 到 69 之后写 age_from = 70 · let age_to of the one before and this age_from meet: after 60 to 69 write age_from = 70"#]],
    );
    with(79, expect![[""]]);
}

#[test]
fn windows_and_calendars() {
    advises(
        "windows = [\"lunch\", \"supper\"]",
        "windows = [\"lunch\"]",
        expect![[r#"
        25:8 提醒 · note: 没有服务在时段 supper 出售 · no service is sold in the window supper
            在服务的 windows 中写上它，或删去这一段 · name it in the windows of a service, or delete it"#]],
    );
    advises("services = [\"haircut\"]", "services = [\"haircut\", \"meal_lunch\"]", expect![[""]]);
    advises_rule(
        "services = [\"haircut\", \"meal_lunch\"]\ngroups = [\"tier_b\"]\nwhen = { windows = [\"supper\"] }\nbenefit = { mode = \"free\" }\n",
        expect![[r#"
            108:13 提醒 · note: 规则 added 对服务 haircut 永远用不上：服务不在它的时段出售 · the rule added is never used for the service haircut: the service is not sold in its windows
                从 services 中删去 haircut，或改规则 · take haircut out of services, or change the rule"#]],
    );
    advises(
        "when = { days_of_month = [1, 15] }",
        "when = { days = \"work\" }",
        expect![[r#"
        92:8 提醒 · note: 规则看工作日和休息日，资费中却没有 [days]：只按周六周日休息 · a rule asks for working days, and there is no [days]: only Saturdays and Sundays are off
            按放假通知写 [days] 的 rest 和 work · list rest and work under [days] as the holiday notice says"#]],
    );
    advises(
        "[holders]",
        "[days]\nrest = [\"2024-10-01\"]\nwork = [\"2024-10-12\"]\n\n[holders]",
        expect![[""]],
    );
    let shifted = SOUND
        .replacen("days_of_month = [1, 15]", "days_of_month = [1, 15], shift = \"next_workday\"", 1)
        .replacen("[holders]", "[days]\nrest = [\"2024-10-01\"]\nwork = [\"2024-10-12\"]\n\n[holders]", 1);
    let said: Vec<String> = check(&shifted).advice.iter().map(|advice| advice.as_note()).collect();
    expect![[r#"
        96:8 提醒 · note: [days] 的假日和调休表只到 2024-10-12，不满一年（到 2025-01-01）：之后的规则按没有列出算 · the table [days] ends on 2024-10-12, less than a year on (2025-01-01): after it nothing is listed
            下一年的通知公布后发布新版本，补上日期 · release a new version with the days once the next notice is out"#]].assert_eq(&said.join("\n"));
    let festival = "[[festival]]\nname = \"chongyang\"\nzh = \"重阳节\"\nen = \"Double Ninth\"\ndays = [\"2024-10-11\"]\n\n[[window]]";
    let closed = SOUND.replacen("[[window]]", festival, 1).replacen(
        "windows = [\"lunch\", \"supper\"]",
        "windows = [\"lunch\", \"supper\"]\nclosed_on = [\"chongyang\"]",
        1,
    );
    let said: Vec<String> = check(&closed).advice.iter().map(|advice| advice.as_note()).collect();
    expect![[r#"
        19:8 提醒 · note: 节日 chongyang 只到 2024-10-11，不满一年（到 2025-01-01）：之后的规则按没有列出算 · the festival chongyang ends on 2024-10-11, less than a year on (2025-01-01): after it nothing is listed
            下一年的通知公布后发布新版本，补上日期 · release a new version with the days once the next notice is out"#]].assert_eq(&said.join("\n"));
}

#[test]
fn caps_that_change_nothing() {
    let day_and =
        |other: &str| format!("cap = [{{ scope = \"day\", kind = \"count\", limit = 1 }}, {other}]");
    let day = "cap = [{ scope = \"day\", kind = \"count\", limit = 1 }]";
    advises(
        day,
        &day_and("{ scope = \"month\", kind = \"count\", limit = 1 }"),
        expect![[r#"
        100:49 提醒 · note: 这个每日限额用不到：每月限额与它一样多 · this cap by day is never reached: the cap by month is the same
            删去它，或改小 · delete it, or make it smaller"#]],
    );
    advises(day, &day_and("{ scope = \"month\", kind = \"count\", limit = 2 }"), expect![[""]]);
    // The day refuses the sale, the month only gives nothing: both matter.
    advises(
        day,
        "cap = [{ scope = \"day\", kind = \"count\", limit = 1, on_exceed = \"deny\" }, { scope = \"month\", kind = \"count\", limit = 1 }]",
        expect![[""]],
    );
    let off = |cap: &str| format!("benefit = {{ mode = \"amount_off\", value = \"5.00\" }}\ncap = [{cap}]");
    let price = format!("benefit = {{ mode = \"fixed_price\", value = \"8.00\" }}\n{day}");
    advises(
        &price,
        &off("{ scope = \"sale\", kind = \"amount\", limit = \"5.00\" }"),
        expect![[r#"
        100:51 提醒 · note: 这个每笔限额用不到：这种优惠每笔至多 5.00 · this cap by sale is never reached: this mode gives at most 5.00 for each sale
            删去它，或改小 · delete it, or make it smaller"#]],
    );
    advises(&price, &off("{ scope = \"sale\", kind = \"amount\", limit = \"4.99\" }"), expect![[""]]);
    advises(
        &price,
        &off("{ scope = \"sale\", kind = \"count\", limit = 1 }"),
        expect![[r#"
        100:50 提醒 · note: 这个每笔限额用不到：这种优惠每笔只计一次 · this cap by sale is never reached: this mode counts once for each sale
            删去它，或改小 · delete it, or make it smaller"#]],
    );
    // A week may reach into two months.
    advises(
        &price,
        &off(
            "{ scope = \"week\", kind = \"count\", limit = 2 }, { scope = \"month\", kind = \"count\", limit = 2 }",
        ),
        expect![[""]],
    );
}

#[test]
fn steps_that_are_never_reached() {
    let funded = |steps: &str| {
        format!(
            "benefit = {{ mode = \"amount_off\", value = \"3.00\" }}\ncap = [{{ scope = \"day\", kind = \"count\", limit = 1 }}]\nfund = {{ waterfall = [{steps}{{ name = \"village\" }}] }}"
        )
    };
    let price = "benefit = { mode = \"fixed_price\", value = \"8.00\" }\ncap = [{ scope = \"day\", kind = \"count\", limit = 1 }]\nfund = { ratio = [{ name = \"gov\", share = 6000 }, { name = \"village\", share = 4000 }] }";
    let (gov, charity) =
        ("{ name = \"gov\", up_to = \"3.00\" }, ", "{ name = \"charity\", up_to = \"1.00\" }, ");
    advises(
        price,
        &funded(&format!("{gov}{charity}")),
        expect![[r#"
        101:66 提醒 · note: 资金 charity 轮不到：前面不会用尽的资金已承担 3.00，而优惠每笔至多 3.00 · the fund charity is never reached: funds before it that cannot run dry bear 3.00, and the benefit is at most 3.00 for each sale
            改小前面的 up_to，或删去这一项 · lower the up_to before it, or delete this step"#]],
    );
    advises(price, &funded(&format!("{charity}{gov}")), expect![[""]]);
    advises(
        price,
        &funded("{ name = \"gov\", up_to = \"2.99\" }, { name = \"charity\", up_to = \"1.00\" }, "),
        expect![[""]],
    );
    // The charity can run dry: what comes after it is reached then.
    advises(
        price,
        &funded("{ name = \"charity\", up_to = \"3.00\" }, { name = \"gov\", up_to = \"1.00\" }, "),
        expect![[""]],
    );
}

#[test]
fn the_whole_answer() {
    let text = SOUND.replacen("windows = [\"lunch\", \"supper\"]", "windows = [\"lunch\"]", 1);
    let report = check(&text);
    assert!(report.passed(), "advice blocks nothing");
    expect![[r#"
        25:8 提醒 · note: 没有服务在时段 supper 出售 · no service is sold in the window supper
            在服务的 windows 中写上它，或删去这一段 · name it in the windows of a service, or delete it
        sound 第 1 版可以发布，3 个例子全部相符 · sound version 1 may be released, all 3 examples come out"#]]
    .assert_eq(&report.to_string());
}
