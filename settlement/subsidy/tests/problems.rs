//! What is said about a tariff that is wrong: where, what, and how to mend it.
//!
//! Each row changes one thing in a sound tariff. The snapshot is the whole answer.

use expect_test::{Expect, expect};
use subsidy::check;

const SOUND: &str = include_str!("sound.toml");

/// Replaces the first `from` by `to` in the sound tariff and compares what the check says.
fn says(from: &str, to: &str, expected: Expect) {
    assert!(SOUND.contains(from), "the sound tariff has no {from:?}");
    let report = check(&SOUND.replacen(from, to, 1));
    let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    expected.assert_eq(&said.join("\n"));
}

#[test]
fn the_sound_tariff_is_sound() {
    let report = check(SOUND);
    assert!(report.passed(), "{report}");
    expect![
        "sound 第 1 版可以发布，3 个例子全部相符 · sound version 1 may be released, all 3 examples come out"
    ]
    .assert_eq(&report.to_string());
}

#[test]
fn not_toml() {
    says(
        "schema = ",
        "schema ",
        expect![[r#"
        1:8 文字不合 TOML 写法：key with no value, expected `=` · this is not TOML: key with no value, expected `=`
            检查引号、括号和等号是否成对、是否为半角 · check that quotes, brackets and equals signs are paired and half-width"#]],
    );
    says(
        "zh = \"午餐\"",
        "zh = “午餐”",
        expect![[r#"
        18:6 文字不合 TOML 写法：string values must be quoted, expected literal string · this is not TOML: string values must be quoted, expected literal string
            检查引号、括号和等号是否成对、是否为半角 · check that quotes, brackets and equals signs are paired and half-width"#]],
    );
    says(
        "[[service]]",
        "[[service]",
        expect![[r#"
        31:11 文字不合 TOML 写法：unclosed array table, expected `]` · this is not TOML: unclosed array table, expected `]`
            检查引号、括号和等号是否成对、是否为半角 · check that quotes, brackets and equals signs are paired and half-width"#]],
    );
    says(
        "[holders]",
        "[tariff]",
        expect![[r#"
        12:2 同一个键写了两次 · the same key is written twice
            删去一处，或为第二段另起一个 [[…]] 标题 · delete one, or give the second part its own [[…]] heading"#]],
    );
}

#[test]
fn another_schema() {
    says(
        "lovecard-tariff/1",
        "lovecard-tariff/2",
        expect![[r#"
        1:10 这不是本程序能读的资费语言版本 · this is not a version of the tariff language that can be read here
            首行写 schema = "lovecard-tariff/1" · write schema = "lovecard-tariff/1" on the first line"#]],
    );
    says(
        "schema = \"lovecard-tariff/1\"\n",
        "",
        expect![[r#"
        1:1 这不是本程序能读的资费语言版本 · this is not a version of the tariff language that can be read here
            首行写 schema = "lovecard-tariff/1" · write schema = "lovecard-tariff/1" on the first line"#]],
    );
}

#[test]
fn keys_that_do_not_belong() {
    says(
        "age_basis = ",
        "age_bases = ",
        expect![[r#"
        9:1 不认识的键 age_bases · unknown key age_bases
            是否想写 age_basis？可用的键：id, version, zh, en, effective_from, age_basis, leap_rule, round · did you mean age_basis? keys that may stand here: id, version, zh, en, effective_from, age_basis, leap_rule, round"#]],
    );
    says(
        "cap = [",
        "caps = [",
        expect![[r#"
        87:1 不认识的键 caps · unknown key caps
            是否想写 cap？可用的键：code, name, zh, en, services, groups, when, benefit, cap, slot, fund, round, stack, priority · did you mean cap? keys that may stand here: code, name, zh, en, services, groups, when, benefit, cap, slot, fund, round, stack, priority"#]],
    );
    says(
        "zh = \"午餐\"\n",
        "",
        expect![[r#"
        15:1 缺少 zh · zh is missing
            在这里补写 zh · add zh here"#]],
    );
    says(
        "version = 1",
        "version = 1\nversion = 2",
        expect![[r#"
        6:1 同一个键写了两次 · the same key is written twice
            删去一处，或为第二段另起一个 [[…]] 标题 · delete one, or give the second part its own [[…]] heading"#]],
    );
    says(
        "age_basis = \"birthday\"",
        "age_basis = \"birtday\"",
        expect![[r#"
        9:13 不认识的值 birtday · unknown value birtday
            是否想写 birthday？可用的值：birthday, day_after, first_of_month, next_month, year · did you mean birthday? values that may stand here: birthday, day_after, first_of_month, next_month, year"#]],
    );
}

#[test]
fn values_that_do_not_fit() {
    says(
        "value = \"6.00\"",
        "value = 6.00",
        expect![[r#"
            86:43 这里不能写小数 6.0 · the decimal number 6.0 cannot stand here
                请写成：金额，以元为单位并加引号，如 "12.00" · write an amount in yuan, in quotes, like "12.00""#]],
    );
    says(
        "value = \"6.00\"",
        "value = 6",
        expect![[r#"
        86:43 6 写法不对 · 6 is not written right
            请写成：金额，以元为单位并加引号，如 "12.00" · write an amount in yuan, in quotes, like "12.00""#]],
    );
    says(
        "value = \"6.00\"",
        "value = \"6,00\"",
        expect![[r#"
        86:43 6,00 写法不对 · 6,00 is not written right
            请写成：金额，以元为单位并加引号，如 "12.00" · write an amount in yuan, in quotes, like "12.00""#]],
    );
    says(
        "value = \"6.00\"",
        "value = \"-6.00\"",
        expect![[r#"
        86:43 -6.00 写法不对 · -6.00 is not written right
            请写成：金额，以元为单位并加引号，如 "12.00" · write an amount in yuan, in quotes, like "12.00""#]],
    );
    says(
        "value = \"6.00\"",
        "value = \"0.00\"",
        expect![[r#"
        86:43 这里的金额必须大于 0.00 · this amount must be above 0.00
            写一个大于零的金额；全免用 mode = "free" · write an amount above zero; for nothing to pay use mode = "free""#]],
    );
    says(
        "\"2024-01-01\"",
        "2024-01-01",
        expect![[r#"
            8:18 这里不能写表格或不带引号的日期 · a table or a day without quotes cannot stand here
                请写成：日期，加引号，如 "2024-07-15" · write a day in quotes, like "2024-07-15""#]],
    );
    says(
        "\"2024-01-01\"",
        "\"2024-13-01\"",
        expect![[r#"
        8:18 2024-13-01 写法不对 · 2024-13-01 is not written right
            请写成：日期，加引号，如 "2024-07-15" · write a day in quotes, like "2024-07-15""#]],
    );
    says(
        "from = \"10:30\"",
        "from = \"10:60\"",
        expect![[r#"
        20:8 10:60 写法不对 · 10:60 is not written right
            请写成：时刻，如 "10:30" · write a time of day like "10:30""#]],
    );
    says(
        "version = 1",
        "version = 0",
        expect![[r#"
        5:11 版本号从 1 开始 · versions begin at 1
            写 version = 1，每次发布加一 · write version = 1 and add one at each release"#]],
    );
    says(
        "version = 1",
        "version = -1",
        expect![[r#"
            5:11 这里不能写整数 -1 · the number -1 cannot stand here
                请写成：不小于 0 的整数 · write a whole number of 0 or more"#]],
    );
    says(
        "letter = \"A\"",
        "letter = \"一\"",
        expect![[r#"
        47:10 letter 是收银台显示的档次，只能是一个大写字母 · letter is the tier shown at the till: one capital letter
            写成 "A" 到 "Z" 之一 · write one of "A" to "Z""#]],
    );
    says(
        "name = \"lunch\"",
        "name = \"Lunch time\"",
        expect![[r#"
        17:8 名称 Lunch time 不合写法 · the name Lunch time is not well formed
            用小写英文字母、数字和下划线，最多 32 个；给人看的写在 zh 和 en · use lower-case letters, digits and underscores, at most 32; what people read stands in zh and en
        36:12 没有名为 lunch 的 window · there is no window named lunch
            先声明它，或改用已有的：Lunch time, supper · declare it first, or use one of: Lunch time, supper"#]],
    );
    says(
        "age_to = 89",
        "age_to = 79",
        expect![[r#"
        48:33 年龄上限 79 小于下限 80 · the upper age 79 is below the lower age 80
            两端都算在内：60 到 69 周岁写 age_from = 60, age_to = 69 · both ends are included: 60 to 69 is age_from = 60, age_to = 69"#]],
    );
    says(
        "zh = \"理发优惠日\"",
        "zh = \"低保理发\"",
        expect![[r#"
        94:6 “低保”会显示在收银台和小票上，暴露老人的身份 · “低保” would be shown at the till and on slips and tell why somebody pays less
            换成中性的说法，如“A 档” · use neutral words, like “tier A”"#]],
    );
}

#[test]
fn codes_and_names() {
    says(
        "code = 7\nname = \"haircut\"",
        "code = 2\nname = \"haircut\"",
        expect![[r#"
        39:8 [[service]] 的编号 2 用了两次 · number 2 of [[service]] is used twice
            换一个没有用过的编号；已发布的编号不可改作他用 · take a number that is not used; a released number never changes its meaning
        87:18 限额按时段，但规则的某项服务没有时段 · a cap by window, but a service of this rule has no windows
            给服务写 windows，或改用 scope = "day" · give the service windows, or use scope = "day""#]],
    );
    says(
        "bit = 9",
        "bit = 2",
        expect![[r#"
        51:7 [[group]] 的编号 2 用了两次 · number 2 of [[group]] is used twice
            换一个没有用过的编号；已发布的编号不可改作他用 · take a number that is not used; a released number never changes its meaning"#]],
    );
    says(
        "bit = 9",
        "bit = 32",
        expect![[r#"
        51:7 [[group]] 的编号 32 超出范围 · number 32 of [[group]] is out of range
            改为 0 到 31 之间的数 · write a number from 0 to 31"#]],
    );
    says(
        "name = \"haircut\"",
        "name = \"meal_lunch\"",
        expect![[r#"
        40:8 meal_lunch 这个名称用了两次（service） · the name meal_lunch is used twice (service)
            给其中一个改名 · give one of them another name
        87:18 限额按时段，但规则的某项服务没有时段 · a cap by window, but a service of this rule has no windows
            给服务写 windows，或改用 scope = "day" · give the service windows, or use scope = "day"
        96:13 没有名为 haircut 的 service · there is no service named haircut
            先声明它，或改用已有的：meal_lunch · declare it first, or use one of: meal_lunch
        121:11 没有名为 haircut 的 service · there is no service named haircut
            先声明它，或改用已有的：meal_lunch · declare it first, or use one of: meal_lunch"#]],
    );
    says(
        "code = 2\nname = \"lunch\"",
        "code = 17\nname = \"lunch\"",
        expect![[r#"
        16:8 [[window]] 的编号 17 超出范围 · number 17 of [[window]] is out of range
            改为 1 到 16 之间的数 · write a number from 1 to 16"#]],
    );
    says(
        "groups = [\"age_80\"]",
        "groups = [\"age_8O\"]",
        expect![[r#"
        85:11 没有名为 age_8O 的 group · there is no group named age_8O
            是否想写 age_80？· did you mean age_80?"#]],
    );
    says(
        "categories_any = [\"dibao\"]",
        "categories_any = [\"destitute\"]",
        expect![[r#"
        58:42 没有名为 destitute 的 category · there is no category named destitute
            先声明它，或改用已有的：dibao · declare it first, or use one of: dibao"#]],
    );
    says(
        "services = [\"haircut\"]",
        "services = []",
        expect![[r#"
        96:12 services 是空的，这条规则永远用不上 · services is empty: this rule never applies
            写出至少一个名称，或删去规则 · name at least one, or delete the rule"#]],
    );
}

#[test]
fn windows() {
    says(
        "to = \"13:30\"",
        "to = \"10:30\"",
        expect![[r#"
        21:6 时段的开始与结束相同，没有长度 · the window begins and ends at the same minute
            开始的一分钟计入、结束的不计入；全天写 "00:00" 到 "24:00" · the first minute belongs to it and the last does not; a whole day is "00:00" to "24:00""#]],
    );
    says(
        "to = \"13:30\"",
        "to = \"17:00\"",
        expect![[r#"
        36:21 同一服务的时段 supper 与 lunch 重叠 · the windows supper and lunch of one service overlap
            改时段的起止，使每一刻只属于一个时段 · move their ends so that each minute belongs to one window only"#]],
    );
    says(
        "to = \"19:00\"",
        "to = \"10:31\"",
        expect![[r#"
        36:21 同一服务的时段 supper 与 lunch 重叠 · the windows supper and lunch of one service overlap
            改时段的起止，使每一刻只属于一个时段 · move their ends so that each minute belongs to one window only"#]],
    );
    says(
        "to = \"19:00\"",
        "to = \"00:00\"",
        expect![[r#"
        29:6 结束时刻 00:00 不明确 · it is not clear what ends at 00:00
            到午夜为止写 "24:00" · write "24:00" for midnight"#]],
    );
    says(
        "from = \"10:30\"",
        "from = \"24:00\"",
        expect![[r#"
        20:8 时段不能从 24:00 开始 · a window cannot begin at 24:00
            写成次日的 "00:00" · write "00:00" of the next day"#]],
    );
}

#[test]
fn caps_and_slots() {
    says(
        "limit = 1",
        "limit = \"1.00\"",
        expect![[r#"
            87:52 次数限额的 limit 是不带引号的数字 · the limit of a count is a number without quotes
                写 limit = 1；限金额用 kind = "amount" · write limit = 1; to cap money use kind = "amount""#]],
    );
    says(
        "limit = 1",
        "limit = 0",
        expect![[r#"
            87:52 限额为零，这条规则永远用不上 · a limit of zero: this rule never applies
                写大于零的限额，或删去规则 · write a limit above zero, or delete the rule"#]],
    );
    says(
        "limit = 1",
        "limit = 2",
        expect![[r#"
        87:18 按时段只能限一次 · by window only one time can be allowed
            写 kind = "count", limit = 1；限每笔金额用 scope = "sale" · write kind = "count", limit = 1; to cap the amount of a sale use scope = "sale""#]],
    );
    says(
        "scope = \"day\"",
        "scope = \"window\"",
        expect![[r#"
        100:18 限额按时段，但规则的某项服务没有时段 · a cap by window, but a service of this rule has no windows
            给服务写 windows，或改用 scope = "day" · give the service windows, or use scope = "day""#]],
    );
    says(
        "slot = 80",
        "slot = 0",
        expect![[r#"
        88:8 计数槽从 1 开始 · slots begin at 1
            写 1 到 255 · write 1 to 255"#]],
    );
    says(
        "slot = 80",
        "slot = 1",
        expect![[r#"
        88:8 计数槽 1 已是规则 haircut_day 的默认槽，两条规则会共用次数 · slot 1 is the default of rule haircut_day: the two would share their counts
            若要共用，在 haircut_day 中也写 slot = 1，否则换一个 · to share it, write slot = 1 in haircut_day too; otherwise take another"#]],
    );
    says("slot = 80", "", expect![[r#""#]]);
}

#[test]
fn modes_and_days() {
    says(
        "value = \"6.00\"",
        "min = \"6.00\"",
        expect![[r#"
        86:20 这种优惠方式不用 min · this mode has no min
            删去 min，或改 mode · delete min, or change the mode
        86:20 这种优惠方式还需要 value · this mode also needs value
            在 benefit 中补写 value · add value to benefit"#]],
    );
    says(
        "mode = \"fixed_price\", value = \"8.00\"",
        "mode = \"percent_off\", rate = 10001",
        expect![[r#"
        99:42 优惠率 10001 超出范围 · the rate 10001 is out of range
            以万分之一为单位，写 1 到 10000：减 15% 写 1500 · in ten-thousandths, 1 to 10000: 15 % off is 1500"#]],
    );
    says(
        "days_of_month = [1, 15]",
        "days_of_month = [1, 32]",
        expect![[r#"
        98:30 每月没有第 32 日 · no month has a day 32
            写 1 到 31 · write 1 to 31"#]],
    );
    says(
        "days_of_month = [1, 15]",
        "days_of_month = [], windows = [\"lunch\"]",
        expect![[r#"
        98:26 days_of_month 是空的，这条规则永远用不上 · days_of_month is empty: this rule never applies
            写出日子，或删去 days_of_month · name the days, or delete days_of_month
        98:41 这条规则的服务不在时段 lunch 出售 · no service of this rule is sold in the window lunch
            在服务的 windows 中加上它，或在规则中删去 · add it to the windows of the service, or delete it here"#]],
    );
}

#[test]
fn funds() {
    says(
        "share = 4000",
        "share = 3999",
        expect![[r#"
        101:8 资金比例合计 9999，应为 10000 · the shares add up to 9999, they must add up to 10000
            以万分之一为单位，60% 写 6000，各项合计 10000 · in ten-thousandths, 60 % is 6000, all together 10000"#]],
    );
    says(
        "name = \"gov\", share",
        "name = \"charity\", share",
        expect![[r#"
        101:28 资金 charity 会用尽，不能按比例出资：用尽后没有人补上 · the fund charity can run dry and cannot be in a ratio: nobody would step in
            改用 waterfall，把它放在兜底资金之前 · use a waterfall and put it before the guarantor"#]],
    );
    says(
        ", { name = \"village\" }]",
        "]",
        expect![[r#"
        89:32 兜底资金 charity 会用尽，老人的饭钱就没有着落 · the guarantor charity can run dry, and then nobody would bear the rest
            在它后面加一个不会用尽的资金，如区财政 · add a fund after it that cannot run dry, such as the district budget
        89:51 没有兜底资金：最后一项资金不能有上限 · there is no guarantor: the last fund must have no up_to
            最后写一个不带 up_to 的资金，通常是区财政 · end with a fund without up_to, usually the district budget"#]],
    );
    says(
        "{ name = \"village\" }",
        "{ name = \"village\", up_to = \"9.00\" }",
        expect![[r#"
        89:89 没有兜底资金：最后一项资金不能有上限 · there is no guarantor: the last fund must have no up_to
            最后写一个不带 up_to 的资金，通常是区财政 · end with a fund without up_to, usually the district budget"#]],
    );
    says(
        "{ name = \"village\" }",
        "{ name = \"village\" }, { name = \"charity\" }",
        expect![[r#"
        89:70 资金 village 没有上限，它后面的资金永远轮不到 · the fund village has no up_to: the funds after it never pay
            给它写 up_to，或把它放到最后 · give it an up_to, or put it last
        89:92 兜底资金 charity 会用尽，老人的饭钱就没有着落 · the guarantor charity can run dry, and then nobody would bear the rest
            在它后面加一个不会用尽的资金，如区财政 · add a fund after it that cannot run dry, such as the district budget
        89:92 资金 charity 写了两次 · the fund charity is named twice
            合成一项 · make one of the two"#]],
    );
    says(
        "{ waterfall = [{ name = \"charity\", up_to = \"1.00\" }, { name = \"village\" }] }",
        "{}",
        expect![[r#"
        89:8 资金来源须写 ratio（按比例）或 waterfall（按顺序）之一 · funding is either a ratio or a waterfall
            只写其中一种 · write one of the two"#]],
    );
}

#[test]
fn examples() {
    says(
        "self_pay = \"6.00\"",
        "self_pay = \"5.00\"",
        expect![[r#"
        109:10 例子“午餐”不符：自付应为 5.00，算得 6.00 · example “午餐” does not come out: to pay should be 5.00, came to 6.00
            改规则，或改例子中的期望 · change the rule, or what the example expects"#]],
    );
    says(
        "village = \"5.00\"",
        "village = \"5.01\"",
        expect![[r#"
        109:10 例子“午餐”不符：各资金应为 charity 1.00, village 5.01，算得 charity 1.00, village 5.00 · example “午餐” does not come out: the legs should be charity 1.00, village 5.01, came to charity 1.00, village 5.00
            改规则，或改例子中的期望 · change the rule, or what the example expects"#]],
    );
    says(
        "denied = \"window_closed\"",
        "self_pay = \"12.00\"",
        expect![[r#"
        117:10 例子“下午”不符：拒绝原因应为 none，算得 window_closed · example “下午” does not come out: the refusal should be none, came to window_closed
            改规则，或改例子中的期望 · change the rule, or what the example expects"#]],
    );
    says(
        "expect = { self_pay = \"8.00\" }",
        "expect = {}",
        expect![[r#"
        125:10 例子什么也没有要求 · the example expects nothing
            至少写 self_pay 或 denied · write self_pay or denied at least"#]],
    );
    says(
        "at = \"2024-07-15 09:00\"",
        "at = \"2023-07-15 09:00\"",
        expect![[r#"
        123:6 例子的日期早于资费生效日 2024-01-01 · the example is dated before the tariff holds, 2024-01-01
            改例子的日期或 effective_from · change the date or effective_from"#]],
    );
    says(
        "birth = \"1950-03-02\"\n",
        "",
        expect![[r#"
        92:8 规则 haircut_day 没有例子用到 · no example shows the rule haircut_day
            写一个由它给出优惠的 [[example]] · write an [[example]] in which it gives the benefit
        124:10 例子“理发”不符：自付应为 8.00，算得 20.00 · example “理发” does not come out: to pay should be 8.00, came to 20.00
            改规则，或改例子中的期望 · change the rule, or what the example expects"#]],
    );
}

#[test]
fn small_things() {
    says(
        "at = \"2024-07-15 09:00\"",
        "at = \"2024-07-15 09:00\"\nearlier = [{ service = \"haircut\", price = \"20.00\", at = \"2024-07-15 09:01\" }]",
        expect![[r#"
            123:6 这一笔早于 earlier 中的上一笔 · this sale is earlier than the one told before it
                按先后顺序写 · tell them in order"#]],
    );
    says(
        "birth = \"1950-03-02\"",
        "birth = \"1950-03-02\"\nfund_left = { village = \"1.00\" }",
        expect![[r#"
            125:15 资金 village 不会用尽，余额不影响结果 · the fund village cannot run dry: what is left of it changes nothing
                给这项资金写 limited = true，或删去这里的余额 · write limited = true for the fund, or delete it here"#]],
    );
    says(
        "share = 6000 }, ",
        "share = 6000 }, { name = \"charity\", share = 0 }, ",
        expect![[r#"
        101:60 资金 charity 会用尽，不能按比例出资：用尽后没有人补上 · the fund charity can run dry and cannot be in a ratio: nobody would step in
            改用 waterfall，把它放在兜底资金之前 · use a waterfall and put it before the guarantor
        101:79 比例为零的资金不出钱 · a fund with a share of zero pays nothing
            删去这一项 · delete it"#]],
    );
    says(
        "id = \"sound\"",
        "id = \"Sound!\"",
        expect![[r#"
        4:6 名称 Sound! 不合写法 · the name Sound! is not well formed
            用小写英文字母、数字和下划线，最多 32 个；给人看的写在 zh 和 en · use lower-case letters, digits and underscores, at most 32; what people read stands in zh and en"#]],
    );
    says(
        "name = \"charity\"\nzh",
        "name = \"charity_of_the_whole_province_and_more\"\nzh",
        expect![[r#"
        68:8 名称 charity_of_the_whole_province_an 不合写法 · the name charity_of_the_whole_province_an is not well formed
            用小写英文字母、数字和下划线，最多 32 个；给人看的写在 zh 和 en · use lower-case letters, digits and underscores, at most 32; what people read stands in zh and en
        89:32 没有名为 charity 的 fund · there is no fund named charity
            先声明它，或改用已有的：charity_of_the_whole_province_and_more, gov, village · declare it first, or use one of: charity_of_the_whole_province_and_more, gov, village
        109:40 没有名为 charity 的 fund · there is no fund named charity
            先声明它，或改用已有的：charity_of_the_whole_province_and_more, gov, village · declare it first, or use one of: charity_of_the_whole_province_and_more, gov, village"#]],
    );
    says(
        "zh = \"理发\"",
        "zh = \"\"",
        expect![[r#"
        41:6 给人看的名称为空、超过 40 字或带控制字符 · a name for people is empty, longer than 40 letters, or holds control characters
            写一个短名称 · write a short name"#]],
    );
    says(
        "en = \"haircut\"",
        "en = \"a haircut that has a name much too long to be shown\"",
        expect![[r#"
        42:6 给人看的名称为空、超过 40 字或带控制字符 · a name for people is empty, longer than 40 letters, or holds control characters
            写一个短名称 · write a short name"#]],
    );
    says(
        "scope = \"day\", kind = \"count\", limit = 1 }]",
        "scope = \"sale\", kind = \"amount\", limit = \"1.00\" }]\nslot = 3",
        expect![[r#"
            101:8 这条规则没有按时段、日或月的限额，slot 没有意义 · this rule has no cap by window, day or month; slot says nothing
                删去 slot，或写明 cap · delete slot, or write a cap"#]],
    );
    says(
        "code = 1\nname = \"haircut_day\"",
        "code = 256\nname = \"haircut_day\"",
        expect![[r#"
        92:8 编号大于 255 的规则有限额，须写明计数槽 · a rule with caps and a code above 255 must name its slot
            补写 slot = 1 到 255 · add slot = 1 to 255"#]],
    );
    says(
        "en = \"haircut\"",
        "en = \"haircut\"\ngroups = [\"elder\"]",
        expect![[r#"
        40:8 服务限定了 groups，却没有说其他人怎么办 · the service is for certain groups, but nothing is said about everybody else
            补写 outsiders = "full_price"（按原价）或 "deny"（不售） · add outsiders = "full_price" or "deny""#]],
    );
    says(
        "en = \"haircut\"",
        "en = \"haircut\"\noutsiders = \"deny\"",
        expect![[r#"
        43:13 没有限定 groups 的服务，人人可用，outsiders 没有意义 · a service without groups is for everybody; outsiders says nothing
            删去 outsiders，或写明 groups · delete outsiders, or name the groups"#]],
    );
    says(
        "leap_rule = \"feb28\"",
        "leap_rule = \"feb28\"\nround = { unit = 5, mode = \"floor\", on = \"subsidy\", scope = \"bill\" }",
        expect![[r#"
            11:18 舍入单位只能是 1（分）、10（角）或 100（元） · the unit of rounding is 1 (fen), 10 (jiao) or 100 (yuan)
                改为 1、10 或 100 · write 1, 10 or 100"#]],
    );
    says(
        "age_to = 89",
        "age_to = 200",
        expect![[r#"
        48:33 没有人这样年长 · nobody is that old
            年龄写 0 到 130 · write an age from 0 to 130"#]],
    );
    says(
        "limit = 1 }]\nslot",
        "limit = 1 }, { scope = \"window\", kind = \"count\", limit = 1 }]\nslot",
        expect![[r#"
            87:67 同一范围、同一种类的限额写了两次 · two caps of the same scope and kind
                只留较严的一个 · keep the stricter one"#]],
    );
}

#[test]
fn many_at_once_in_the_order_of_the_text() {
    let text = SOUND
        .replace("slot = 80", "slot = 0")
        .replace("share = 4000", "share = 1")
        .replace("bit = 9", "bit = 2");
    let places: Vec<(usize, usize)> = check(&text).problems.iter().map(|p| (p.line, p.column)).collect();
    assert_eq!(places.len(), 3);
    assert!(places.is_sorted(), "{places:?}");
}
