//! Wrong in sense: windows, caps, modes, funds and examples that contradict themselves or each other.

use super::says;
use expect_test::expect;

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
        "limit = 251",
        expect![[r#"
            87:52 限额太大，卡上记不下 · the limit is more than a card can count
                次数至多 250，金额至多 160000.00 · counts up to 250, amounts up to 160000.00"#]],
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
            80:8 计数槽 1 按时段限次，它的服务却在同一时刻也在别的时段或不分时段出售，时段次数无法计 · slot 1 is capped by window, but its services are also sold outside of it at the same hours: the window could not be counted
                给这些规则不同的 slot，或让时段不重叠 · give these rules different slots, or let the windows not overlap
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
