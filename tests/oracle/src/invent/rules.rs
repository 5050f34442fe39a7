//! The rules and fees of an invented tariff.

use super::words::{days_of_month, refund, rounding};
use super::{Invention, Sold, Without, day, names, yuan};
use crate::draw::Draw;

/// Modes that may stand in the stages before the last.
const PLAIN: &[&str] = &[
    "fixed_price",
    "amount_off",
    "amount_off",
    "percent_off",
    "percent_off",
    "share_of_bill",
    "threshold_off",
    "free",
    "prorata_month",
    "margin_tier",
];

pub(super) fn rules(draw: &mut Draw, made: &mut Invention, without: &Without) {
    for code in 1..=draw.range(6, 20) {
        rule(draw, made, without, code);
    }
    for (code, name) in [(1, "card_fee"), (2, "line_fee")] {
        if draw.chance(50) {
            continue;
        }
        made.table("fee", code, name);
        if draw.chance(40) {
            made.line(&format!("kinds = {}", names(&draw.few(&["ka", "kb", "kc"]))));
        }
        let round = rounding(draw).replace(", scope = \"bill\"", "").replace(", scope = \"item\"", "");
        let round = round.replace(", on = \"subsidy\"", "").replace(", on = \"self_pay\"", "");
        let (rate, each, fixed) = (draw.range(0, 300), draw.range(0, 30), draw.range(0, 500));
        made.line(&format!("rate = {rate}\neach = {}\nfixed = {}\nround = {round}", yuan(each), yuan(fixed)));
    }
}

fn rule(draw: &mut Draw, made: &mut Invention, without: &Without, code: i64) {
    let stage = draw.one(&["concession", "benefit", "benefit", "benefit", "voucher"]);
    let mut services = vec![draw.one(&made.services)];
    if draw.chance(30) {
        services = draw.few(&made.services);
    }
    // An hour after midnight belongs to one day by a window that crosses it and to another without: counted
    // together, a benefit would jump between days, and such a tariff is refused.
    let early = services.iter().any(Sold::after_midnight);
    services.retain(|sold| !early || !sold.over_midnight());
    let name = format!("rule_{code}");
    made.table("rule", u16::try_from(code).unwrap_or(1), &name);
    let listed: Vec<&str> = services.iter().map(|sold| sold.name.as_str()).collect();
    made.line(&format!("services = {}", names(&listed)));
    let groups = if draw.chance(35) { vec!["everybody".to_owned()] } else { draw.few(&made.groups) };
    made.line(&format!("groups = {}", names(&groups)));
    when(draw, made, &services, without);
    place(draw, made);
    let mode = if stage == "voucher" {
        draw.one(&["voucher", "voucher", "points_per_unit"])
    } else {
        draw.one(PLAIN)
    };
    let benefit = benefit(draw, made, mode, &services);
    made.line(&format!("benefit = {{ mode = \"{mode}\"{benefit} }}"));
    let (remembers, by_window) = caps(draw, made, &services, mode == "amount_off" && benefit.is_empty());
    if remembers && draw.chance(40) {
        let number =
            ["concession", "benefit", "voucher"].iter().position(|known| *known == stage).unwrap_or(0);
        let apart = usize::from(draw.chance(30)) + 2 * usize::from(early) + 4 * usize::from(by_window);
        made.line(&format!("slot = {}", 70 + number * 8 + apart));
    }
    if draw.chance(30) {
        let round = rounding(draw);
        made.line(&format!("round = {round}"));
    }
    let fund = fund(draw, made);
    made.line(&fund);
    let overlay = if draw.chance(12) { ", overlay = true" } else { "" };
    let policy = if draw.chance(50) { ", policy = \"best_of\"" } else { "" };
    if stage == "concession" || draw.chance(60) || !overlay.is_empty() {
        made.line(&format!("stack = {{ group = \"{stage}\"{policy}{overlay} }}"));
    }
    if draw.chance(40) {
        made.line(&format!("priority = {}", draw.one(&[1, 2, 100])));
    }
    if draw.chance(30) {
        made.line(&format!("refund = \"{}\"", refund(draw, without)));
    }
}

fn when(draw: &mut Draw, made: &mut Invention, services: &[Sold], without: &Without) {
    let mut when = Vec::new();
    if draw.chance(14) {
        let doms = days_of_month(draw, &made.days);
        let shifts = ["", ", shift = \"none\"", ", shift = \"month_end\"", ", shift = \"next_workday\""];
        when.push(format!("days_of_month = {doms}{}", draw.one(&shifts)));
    }
    if draw.chance(8) {
        when.push(format!(
            "weekdays = {}",
            names(&draw.some(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"], 4))
        ));
    }
    if draw.chance(8) {
        when.push(format!("days = \"{}\"", draw.one(&["work", "rest"])));
    }
    if draw.chance(5) {
        when.push(format!("festivals = {}", names(&draw.few(&made.festivals))));
    }
    let windows: Vec<String> =
        services.iter().flat_map(|sold| sold.windows.iter().map(|window| window.name.clone())).collect();
    let everywhere = services.iter().all(|sold| !sold.windows.is_empty());
    if !windows.is_empty() && draw.chance(20) && (everywhere || !without.has("windows-without-windows")) {
        let mut few = draw.few(&windows);
        few.sort_unstable();
        few.dedup();
        when.push(format!("windows = {}", names(&few)));
    }
    if draw.chance(10) {
        let mut ends = [draw.one(&made.days), draw.one(&made.days)];
        ends.sort_unstable();
        when.push(format!("first_day = {}", day(ends[0])));
        if draw.chance(70) {
            when.push(format!("last_day = {}", day(ends[1])));
        }
    } else if draw.chance(5) {
        when.push(format!("last_day = {}", day(draw.one(&made.days))));
    }
    if !when.is_empty() {
        made.line(&format!("when = {{ {} }}", when.join(", ")));
    }
}

fn place(draw: &mut Draw, made: &mut Invention) {
    let mut place = Vec::new();
    if draw.chance(8) {
        place.push(format!("kinds = {}", names(&draw.few(&["ka", "kb", "kc"]))));
    }
    if draw.chance(8) {
        let places: Vec<String> = made.places.iter().map(|(name, _)| name.clone()).collect();
        place.push(format!("places = {}", names(&draw.few(&places))));
    }
    if draw.chance(8) {
        place.push("own_place = true".to_owned());
    }
    if !place.is_empty() {
        made.line(&format!("where = {{ {} }}", place.join(", ")));
    }
}

fn amount(draw: &mut Draw, made: &mut Invention) -> i64 {
    let most = draw.one(&[60, 400, 1500, 6000]);
    let amount = draw.range(1, most);
    made.edges.push(amount);
    amount
}

/// The keys of a benefit after its mode.
fn benefit(draw: &mut Draw, made: &mut Invention, mode: &str, services: &[Sold]) -> String {
    match mode {
        "fixed_price" => format!(", value = {}", yuan(amount(draw, made))),
        "amount_off" if draw.chance(25) => String::new(),
        "amount_off" => format!(", value = {}", yuan(amount(draw, made))),
        "percent_off" | "share_of_bill" => {
            format!(", rate = {}", draw.one(&[500, 1000, 1500, 2000, 3333, 5000, 8500, 9999, 10_000, 1]))
        }
        "threshold_off" => {
            let value = amount(draw, made);
            let over = draw.range(-value.min(200) + 1, 900);
            made.edges.push(value + over);
            let on = draw.one(&["", ", min_on = \"net\"", ", min_on = \"list\""]);
            format!(", value = {}, min = {}{on}", yuan(value), yuan(value + over))
        }
        "voucher" => format!(", account = \"{}\"", draw.one(&["va", "vb"])),
        "points_per_unit" => {
            for sold in services {
                made.services
                    .iter_mut()
                    .filter(|it| it.code == sold.code)
                    .for_each(|it| it.by_minutes = true);
            }
            let unit = draw.one(&[15, 30, 60]);
            let grace = draw.one(&[0, 0, 5, 10]);
            made.minutes.extend([
                unit,
                unit * 2,
                unit - grace,
                unit * 3 - grace,
                unit * 2 - grace - 1,
                unit * 4 + 1,
            ]);
            let part = draw.one(&["", ", part = \"deny\"", ", part = \"floor\"", ", part = \"ceil\""]);
            let grace = if grace > 0 { format!(", grace = {grace}") } else { String::new() };
            format!(", account = \"points\", points = {}, unit = {unit}{part}{grace}", draw.one(&[1, 7, 35]))
        }
        "prorata_month" => {
            for sold in services {
                made.services.iter_mut().filter(|it| it.code == sold.code).for_each(|it| it.by_days = true);
            }
            let method = draw.one(&["mul_then_round", "daily_first"]);
            format!(", value = {}, method = \"{method}\"", yuan(draw.range(100, 40_000)))
        }
        "margin_tier" => {
            let (mut to, mut tiers) = (0, Vec::new());
            for _ in 0..draw.range(0, 2) {
                to += draw.range(1, 9);
                tiers.push(format!("{{ to = {to}, value = {} }}", yuan(draw.range(1, 300))));
            }
            tiers.push(format!("{{ value = {} }}", yuan(draw.range(1, 300))));
            format!(", tiers = [{}]", tiers.join(", "))
        }
        _ => String::new(),
    }
}

/// The scopes of caps, from the shortest on: a limit is never above that of a longer period.
const SCOPES: &[&str] = &["sale", "window", "day", "week", "month", "quarter", "year"];

/// Writes caps, one on the amount if there must be one; answers whether one of them remembers what was used,
/// and whether one is by window.
fn caps(draw: &mut Draw, made: &mut Invention, services: &[Sold], must: bool) -> (bool, bool) {
    // A cap by window asks for windows, and for such that one is over when the next begins.
    let windowed = services.iter().all(|sold| !sold.windows.is_empty())
        && (services.iter().all(Sold::after_midnight) || !services.iter().any(Sold::after_midnight));
    let mut caps: Vec<String> = Vec::new();
    for counted in [true, false] {
        let (mut limit, most) =
            (if counted { 0 } else { draw.range(1, 400) }, draw.one(&[0, 0, 0, 1, 1, 1, 2, 4]));
        let mut scopes = draw.some(SCOPES, most);
        let must = must && !counted && scopes.iter().all(|scope| *scope == "window" && !windowed);
        if must || (most == 1 && draw.chance(40)) {
            scopes = vec!["day"];
        }
        for scope in scopes {
            if scope == "window" && !windowed {
                continue;
            }
            let written = if counted {
                limit = limit.max(1) + draw.one(&[0, 0, 1, 3]);
                format!("kind = \"count\", limit = {limit}")
            } else {
                limit += draw.one(&[0, 1, 250, 1000, 3000]);
                made.edges.push(limit);
                format!("kind = \"amount\", limit = {}", yuan(limit))
            };
            let exceed = match draw.range(0, 99) {
                0..40 => "",
                40..68 => ", on_exceed = \"partial\"",
                68..92 => ", on_exceed = \"none\"",
                _ => ", on_exceed = \"deny\"",
            };
            caps.push(format!("{{ scope = \"{scope}\", {written}{exceed} }}"));
        }
    }
    if !caps.is_empty() {
        if draw.chance(50) {
            caps.reverse();
        }
        made.line(&format!("cap = [{}]", caps.join(", ")));
    }
    let has = |scope: &str| caps.iter().any(|cap| cap.contains(scope));
    (caps.iter().any(|cap| !cap.contains("\"sale\"")), has("\"window\""))
}

fn fund(draw: &mut Draw, made: &mut Invention) -> String {
    let lasting: Vec<String> = made.funds.iter().filter(|fund| !fund.2).map(|fund| fund.0.clone()).collect();
    if draw.chance(40) {
        let legs = draw.few(&lasting);
        let mut rest = 10_000;
        let mut written = Vec::new();
        for (index, name) in (1_i64..).zip(&legs) {
            let after = i64::try_from(legs.len()).unwrap_or(1) - index;
            let share = if after == 0 { rest } else { draw.one(&[3333, 2000, 1, 4000]).min(rest - after) };
            rest -= share;
            written.push(format!("{{ name = \"{name}\", share = {share} }}"));
        }
        return format!("fund = {{ ratio = [{}] }}", written.join(", "));
    }
    let last = draw.one(&lasting);
    let others: Vec<String> =
        made.funds.iter().map(|fund| fund.0.clone()).filter(|name| *name != last).collect();
    let count = usize::try_from(draw.range(0, 3)).unwrap_or(0);
    let mut written: Vec<String> = Vec::new();
    for name in draw.some(&others, count) {
        written.push(format!("{{ name = \"{name}\", up_to = {} }}", yuan(draw.range(1, 700))));
    }
    written.push(format!("{{ name = \"{last}\" }}"));
    format!("fund = {{ waterfall = [{}] }}", written.join(", "))
}
