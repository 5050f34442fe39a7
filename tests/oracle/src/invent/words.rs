//! The words of an invented tariff: everything above its rules.

use super::{Hours, Invention, Sold, Without, day, hour, names, numbers};
use crate::draw::Draw;

/// A refund method.
pub(super) fn refund(draw: &mut Draw, without: &Without) -> &'static str {
    if without.has("prorata") { "rerate" } else { draw.one(&["rerate", "prorata"]) }
}

/// Rounding as TOML, all four knobs written.
pub(super) fn rounding(draw: &mut Draw) -> String {
    format!(
        "{{ unit = {}, mode = \"{}\", on = \"{}\", scope = \"{}\" }}",
        draw.one(&[1, 1, 1, 10, 100]),
        draw.one(&["half_up", "floor", "ceil", "half_even"]),
        draw.one(&["subsidy", "self_pay"]),
        draw.one(&["bill", "item"])
    )
}

pub(super) fn head(draw: &mut Draw, made: &mut Invention, without: &Without) {
    let basis = draw.one(&["birthday", "day_after", "first_of_month", "next_month", "year"]);
    let leap = draw.one(&["feb28", "mar1"]);
    made.line("schema = \"lovecard-tariff/1\"\n\n[tariff]\nid = \"invented\"\nversion = 1");
    made.line("zh = \"试题\"\nen = \"invented\"\neffective_from = \"2020-01-01\"");
    made.line(&format!("age_basis = \"{basis}\"\nleap_rule = \"{leap}\""));
    if draw.chance(70) {
        let round = rounding(draw);
        made.line(&format!("round = {round}"));
    }
    if draw.chance(60) {
        made.line(&format!("refund = \"{}\"", refund(draw, without)));
    }
    made.categories = vec!["ca".to_owned(), "cb".to_owned(), "cc".to_owned()];
    made.rosters = vec!["ra".to_owned(), "rb".to_owned()];
    let (categories, rosters) = (names(&made.categories), names(&made.rosters));
    made.line(&format!("\n[holders]\ncategories = {categories}\nrosters = {rosters}"));
}

pub(super) fn calendar(draw: &mut Draw, made: &mut Invention) {
    let mut near = Vec::new();
    for &at in &made.days {
        near.extend([at, at + 1, at + 2]);
    }
    near.sort_unstable();
    near.dedup();
    let rest = draw.some(&near, 9);
    let work: Vec<i64> =
        near.iter().copied().filter(|at| !rest.contains(at) && (at - 1).rem_euclid(7) >= 5).collect();
    let work = draw.some(&work, 4);
    let list = |days: &[i64]| days.iter().map(|&at| day(at)).collect::<Vec<_>>().join(", ");
    made.line(&format!("\n[days]\nrest = [{}]\nwork = [{}]", list(&rest), list(&work)));
    for name in ["fa", "fb"] {
        let days = draw.some(&made.days, 3);
        made.line(&format!(
            "\n[[festival]]\nname = \"{name}\"\nzh = \"{name}\"\nen = \"{name}\"\ndays = [{}]",
            list(&days)
        ));
        made.festivals.push(name.to_owned());
    }
}

/// Six cuts of the day: three windows within it, two of them touching, one over midnight, and the whole day.
pub(super) fn windows(draw: &mut Draw, made: &mut Invention) {
    let mut cuts: Vec<i64> = (0..6).map(|block| block * 230 + draw.range(2, 225)).collect();
    cuts.sort_unstable();
    let at = |index: usize| cuts.get(index).copied().unwrap_or(0);
    let over = draw.range(1, at(0));
    let whole = (0, 1440);
    let spans = [(at(0), at(1)), (at(1), at(2)), (at(3), at(4)), (at(5), over), whole];
    for (code, (name, (from, to))) in (1..).zip(["wa", "wb", "wc", "wn", "wd"].into_iter().zip(spans)) {
        made.table("window", code, name);
        made.line(&format!("from = {}\nto = {}", hour(from), hour(to)));
        made.windows.push(Hours { code, name: name.to_owned(), from, to });
    }
}

pub(super) fn merchants(draw: &mut Draw, made: &mut Invention) {
    for (code, name) in [(1, "ka"), (2, "kb"), (3, "kc")] {
        made.table("kind", code, name);
        made.kinds.push(code);
    }
    let within = [None, Some("pa"), Some("pb"), None, Some(draw.one(&["pa", "pd"]))];
    for (code, (name, within)) in (1..).zip(["pa", "pb", "pc", "pd", "pe"].into_iter().zip(within)) {
        made.table("place", code, name);
        if let Some(within) = within {
            made.line(&format!("within = \"{within}\""));
        }
        made.places.push((name.to_owned(), code));
    }
}

pub(super) fn accounts(_draw: &mut Draw, made: &mut Invention) {
    for (code, name, unit) in [(1, "va", "fen"), (2, "vb", "fen"), (3, "points", "point")] {
        made.table("account", code, name);
        made.line(&format!("unit = \"{unit}\""));
        made.accounts.push((name.to_owned(), code, unit == "point"));
    }
}

pub(super) fn groups(draw: &mut Draw, made: &mut Invention) {
    let ages = [55, 60, 65, 70, 75, 80, 85, 90, 95, 100];
    for index in 0..draw.range(5, 9) {
        let mut who = Vec::new();
        if draw.chance(65) {
            let from = draw.one(&ages);
            who.push(format!("age_from = {from}"));
            made.ages.push(from);
            if draw.chance(40) {
                who.push(format!("age_to = {}", from + draw.one(&[4, 9, 19])));
            }
        } else if draw.chance(30) {
            let to = draw.one(&ages) - 1;
            who.push(format!("age_to = {to}"));
            made.ages.push(to + 1);
        }
        for (key, names_of, percent) in [
            ("categories_any", &made.categories, 20),
            ("categories_none", &made.categories, 20),
            ("rosters_any", &made.rosters, 15),
        ] {
            if draw.chance(percent) {
                who.push(format!("{key} = {}", names(&draw.few(names_of))));
            }
        }
        if draw.chance(15) {
            let places: Vec<String> = made.places.iter().map(|(name, _)| name.clone()).collect();
            who.push(format!("places_any = {}", names(&draw.few(&places))));
        }
        for key in ["resident", "registered"] {
            if draw.chance(15) {
                who.push(format!("{key} = {}", draw.chance(75)));
            }
        }
        if draw.chance(20) {
            let from = draw.range(0, 4);
            who.push(format!("care_from = {from}"));
            if draw.chance(50) {
                who.push(format!("care_to = {}", draw.range(from, 6)));
            }
        }
        if who.is_empty() && draw.chance(60) {
            who.push("age_from = 60".to_owned());
            made.ages.push(60);
        }
        let (bit, name) = (index * 3 + draw.range(0, 2), format!("g{index}"));
        made.line(&format!("\n[[group]]\nbit = {bit}\nname = \"{name}\""));
        if draw.chance(70) {
            made.line(&format!("letter = \"{}\"", draw.one(&["A", "B", "C", "D", "R"])));
        }
        made.line(&format!("who = {{ {} }}", who.join(", ")));
        made.groups.push(name);
    }
}

pub(super) fn services(draw: &mut Draw, made: &mut Invention, without: &Without) {
    for index in 0..u16::try_from(draw.range(3, 6)).unwrap_or(3) {
        let mut sold = Sold { code: index * 7 + 2, name: format!("s{index}"), ..Sold::default() };
        made.table("service", sold.code, &sold.name);
        let apart = made.windows.split_last().map(|(whole, apart)| (whole.clone(), apart.to_vec()));
        if let Some((whole, apart)) = apart.filter(|_| draw.chance(65)) {
            sold.windows = if draw.chance(12) { vec![whole] } else { draw.few(&apart) };
            let listed: Vec<&str> = sold.windows.iter().map(|window| window.name.as_str()).collect();
            made.line(&format!("windows = {}", names(&listed)));
        }
        if draw.chance(30) {
            sold.kinds = draw.few(&[1_u16, 2, 3]);
            let listed: Vec<&str> = sold
                .kinds
                .iter()
                .map(|&kind| ["ka", "kb", "kc"].get(usize::from(kind) - 1).copied().unwrap_or("ka"))
                .collect();
            made.line(&format!("kinds = {}", names(&listed)));
        }
        if draw.chance(15) {
            made.line(&format!("closed_on = {}", names(&draw.few(&made.festivals))));
        }
        if draw.chance(25) {
            let groups = draw.few(&made.groups);
            let full = if without.has("full-price") { "deny" } else { "full_price" };
            let outsiders = draw.one(&[full, "deny"]);
            made.line(&format!("groups = {}\noutsiders = \"{outsiders}\"", names(&groups)));
        }
        if draw.chance(15) {
            let any = draw.range(1, 1440);
            sold.cut_off = draw.one(&[any, any, 1440, 1]);
            let order =
                (draw.chance(70), hour(sold.cut_off), draw.range(0, 2), draw.one(&["funded", "reversed"]));
            made.line(&format!(
                "order = {{ required = {}, cut_off = {}, days_before = {}, no_show = \"{}\" }}",
                order.0, order.1, order.2, order.3
            ));
        }
        made.services.push(sold);
    }
}

pub(super) fn funds(draw: &mut Draw, made: &mut Invention) {
    for (code, name, limited) in [
        (1, "county", false),
        (2, "charity", true),
        (3, "village", false),
        (4, "merchant", false),
        (5, "firm", true),
    ] {
        made.table("fund", code, name);
        if limited {
            made.line("limited = true");
        } else if draw.chance(10) {
            made.line("limited = false");
        }
        made.funds.push((name.to_owned(), u8::try_from(code).unwrap_or(0), limited));
    }
}

/// Days of a month as TOML, near the days that are looked at.
pub(super) fn days_of_month(draw: &mut Draw, days: &[i64]) -> String {
    let mut doms: Vec<i64> =
        (0..draw.range(2, 8)).map(|_| i64::from(crate::dates::date(draw.one(days)).day())).collect();
    doms.extend(draw.some(&[1, 15, 29, 30, 31, 31], 2));
    doms.sort_unstable();
    doms.dedup();
    numbers(&doms)
}
