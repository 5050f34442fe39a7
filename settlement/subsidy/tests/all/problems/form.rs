//! Wrong in form: not TOML, another schema, unknown keys, values that do not fit, names and codes.

use super::says;
use expect_test::expect;

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
                是否想写 age_basis？可用的键：id, version, zh, en, effective_from, age_basis, leap_rule, round, refund · did you mean age_basis? keys that may stand here: id, version, zh, en, effective_from, age_basis, leap_rule, round, refund"#]],
    );
    says(
        "cap = [",
        "caps = [",
        expect![[r#"
            87:1 不认识的键 caps · unknown key caps
                是否想写 cap？可用的键：code, name, zh, en, services, groups, when, where, benefit, cap, slot, fund, round, stack, priority, refund · did you mean cap? keys that may stand here: code, name, zh, en, services, groups, when, where, benefit, cap, slot, fund, round, stack, priority, refund"#]],
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
