//! A tariff as long as a county would ever write: sixty-four rules about one meal.

/// The service code of the meal.
pub const MEAL: u16 = 1;
/// How many rules.
pub const RULES: u32 = 64;

/// The text. Sixteen groups by age, four rules for each: a concession on working days, a percentage with caps
/// over a meal, a day and a month, a threshold, and a voucher.
#[must_use]
pub fn sixty_four() -> String {
    let mut text = HEAD.to_owned();
    for group in 0..16 {
        let (from, letter) = (50 + group * 3, char::from(b'A' + u8::try_from(group).unwrap_or(0)));
        let to = from + 2;
        text.push_str(&format!(
            "[[group]]\nbit = {group}\nname = \"g{group}\"\nletter = \"{letter}\"\nwho = {{ age_from = {from}, age_to = {to} }}\n"
        ));
    }
    for group in 0..16 {
        let rate = 500 + group * 250;
        let code = group * 4;
        text.push_str(&format!(
            r#"
[[rule]]
code = {one}
name = "c{group}"
zh = "让利"
en = "concession"
services = ["meal"]
groups = ["g{group}"]
when = {{ days = "work" }}
benefit = {{ mode = "amount_off", value = "0.50" }}
fund = {{ ratio = [{{ name = "merchant", share = 10000 }}] }}
stack = {{ group = "concession" }}

[[rule]]
code = {two}
name = "p{group}"
zh = "优惠"
en = "benefit"
services = ["meal"]
groups = ["g{group}"]
benefit = {{ mode = "percent_off", rate = {rate} }}
cap = [{{ scope = "sale", kind = "amount", limit = "5.00" }}, {{ scope = "day", kind = "amount", limit = "8.00" }}, {{ scope = "month", kind = "amount", limit = "150.00" }}]
slot = {two}
fund = {{ waterfall = [{{ name = "charity", up_to = "1.00" }}, {{ name = "county" }}] }}

[[rule]]
code = {three}
name = "t{group}"
zh = "满减"
en = "threshold"
services = ["meal"]
groups = ["g{group}"]
benefit = {{ mode = "threshold_off", value = "2.00", min = "15.00" }}
cap = [{{ scope = "window", kind = "count", limit = 1 }}]
fund = {{ waterfall = [{{ name = "county" }}] }}

[[rule]]
code = {four}
name = "v{group}"
zh = "券"
en = "voucher"
services = ["meal"]
groups = ["g{group}"]
benefit = {{ mode = "voucher", account = "voucher" }}
fund = {{ waterfall = [{{ name = "county" }}] }}
stack = {{ group = "voucher" }}
"#,
            one = code + 1,
            two = code + 2,
            three = code + 3,
            four = code + 4
        ));
    }
    text
}

const HEAD: &str = r#"schema = "lovecard-tariff/1"

[tariff]
id = "sixty_four"
version = 1
zh = "六十四条"
en = "sixty-four rules"
effective_from = "2024-01-01"
age_basis = "birthday"
leap_rule = "feb28"

[days]
rest = ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"]
work = ["2026-09-27", "2026-10-10"]

[[window]]
code = 1
name = "breakfast"
zh = "早餐"
en = "breakfast"
from = "06:00"
to = "09:00"

[[window]]
code = 2
name = "lunch"
zh = "午餐"
en = "lunch"
from = "10:30"
to = "13:30"

[[window]]
code = 3
name = "supper"
zh = "晚餐"
en = "supper"
from = "16:30"
to = "19:00"

[[account]]
code = 1
name = "voucher"
zh = "服务券"
en = "voucher"
unit = "fen"

[[service]]
code = 1
name = "meal"
zh = "用餐"
en = "meal"
windows = ["breakfast", "lunch", "supper"]

[[fund]]
code = 1
name = "county"
zh = "县财政"
en = "county"

[[fund]]
code = 2
name = "charity"
zh = "慈善"
en = "charity"
limited = true

[[fund]]
code = 3
name = "merchant"
zh = "商家让利"
en = "merchant"
"#;
