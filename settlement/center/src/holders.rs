//! The holders' file: `card_no,birth,categories,rosters,resident` and, where a tariff asks for more, any of
//! `registered,care_level,place,reviewed_to,until`. Taken whole or refused whole.

use std::collections::BTreeSet;

use jiff::civil::Date;
use ledger::Holder;
use records::{BusinessDay, CardNo};
use subsidy::HolderFacts;

const HEADER: [&str; 5] = ["card_no", "birth", "categories", "rosters", "resident"];
/// May follow, in any order; what is left out is as in [`Holder::born`].
const MORE: [&str; 5] = ["registered", "care_level", "place", "reviewed_to", "until"];

/// Reads the file. Dates are `1944-07-15` or `19440715`; several categories or rosters are separated by `;`.
///
/// # Errors
/// The first line that is not right, with column and remedy. The content is never repeated: it is private.
pub(crate) fn read(text: &str) -> Result<Vec<Holder>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| wrong(&error))?;
    let more: Vec<String> = header.iter().skip(HEADER.len()).map(str::to_owned).collect();
    let known: BTreeSet<&str> =
        more.iter().map(String::as_str).filter(|column| MORE.contains(column)).collect();
    if !header.iter().take(HEADER.len()).eq(HEADER) || known.len() != more.len() {
        return Err(format!(
            "1: 表头应为 {}，其后可有 {} · write this header; the second list may follow",
            HEADER.join(","),
            MORE.join(",")
        ));
    }
    let mut holders = Vec::new();
    let mut seen = BTreeSet::new();
    for line in reader.records() {
        let line = line.map_err(|error| wrong(&error))?;
        let place = line.position().map_or(0, csv::Position::line);
        let holder = holder(&line, &more).map_err(|what| format!("{place}: {what}"))?;
        if !seen.insert(holder.card_no.clone()) {
            return Err(format!(
                "{place}: card_no 重复，请只留一行 · this card is listed twice, keep one line"
            ));
        }
        holders.push(holder);
    }
    Ok(holders)
}

/// What a tariff asks of a holder. `None` for dates that are none.
pub(crate) fn facts(holder: &Holder) -> Option<HolderFacts> {
    let date = |number: u32| BusinessDay::from_number(number).map(BusinessDay::date);
    let end =
        |day: Option<u32>| -> Option<Option<Date>> { day.map_or(Some(None), |day| date(day).map(Some)) };
    Some(HolderFacts {
        categories: holder.categories.iter().cloned().collect(),
        rosters: holder.rosters.iter().cloned().collect(),
        resident: holder.resident,
        registered: holder.registered,
        care_level: holder.care_level,
        place: holder.place.clone(),
        reviewed_to: end(holder.reviewed_to)?,
        until: end(holder.until)?,
        ..HolderFacts::born(date(holder.birth)?)
    })
}

fn wrong(error: &csv::Error) -> String {
    let place = error.position().map_or(1, csv::Position::line);
    format!(
        "{place}: 不是 CSV 或列数不对，每行的列数应与表头相同 · not CSV, or not as many columns as the header"
    )
}

fn holder(line: &csv::StringRecord, more: &[String]) -> Result<Holder, &'static str> {
    let field = |place: usize| line.get(place).unwrap_or_default();
    let card: CardNo =
        field(0).parse().map_err(|_| "card_no 应为 19 或 20 位数字 · card_no must have 19 or 20 digits")?;
    let birth = day(field(1)).ok_or("birth 应写成 1944-07-15 · write birth as 1944-07-15")?;
    let mut holder = Holder {
        categories: words(field(2)),
        rosters: words(field(3)),
        resident: yes_or_no(field(4)).ok_or("resident 应为 1 或 0 · resident must be 1 or 0")?,
        ..Holder::born(card.digits(), birth)
    };
    let rest = line.iter().skip(HEADER.len());
    for (column, text) in more.iter().zip(rest).filter(|(_, text)| !text.is_empty()) {
        tell(&mut holder, column, text)?;
    }
    Ok(holder)
}

/// One of the further facts. An empty field says nothing.
fn tell(holder: &mut Holder, column: &str, text: &str) -> Result<(), &'static str> {
    match column {
        "registered" => {
            holder.registered =
                yes_or_no(text).ok_or("registered 应为 1 或 0 · registered must be 1 or 0")?;
        }
        "care_level" => {
            let level = text.parse().ok().filter(|level| *level <= 6);
            holder.care_level = level.ok_or("care_level 应为 0 至 6 · care_level must be 0 to 6")?;
        }
        "place" => holder.place = Some(text.to_owned()),
        "reviewed_to" => {
            let last = day(text).ok_or("reviewed_to 应写成 2024-12-31 · write reviewed_to as 2024-12-31")?;
            holder.reviewed_to = Some(last);
        }
        _ => {
            holder.until = Some(day(text).ok_or("until 应写成 2024-12-31 · write until as 2024-12-31")?);
        }
    }
    Ok(())
}

fn day(text: &str) -> Option<u32> {
    text.replace('-', "").parse().ok().and_then(BusinessDay::from_number).map(BusinessDay::number)
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "1" | "true" | "yes" | "是" => Some(true),
        "0" | "false" | "no" | "否" => Some(false),
        _ => None,
    }
}

fn words(text: &str) -> Vec<String> {
    let words: BTreeSet<String> =
        text.split(';').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    const HEAD: &str = "card_no,birth,categories,rosters,resident\n";

    #[test]
    fn takes_a_file() {
        let text = format!(
            "\u{feff}{HEAD}03104770000000001234,1944-07-15,dibao;youfu,lunch,1\r\n3104770000000001235,19500101,,,0\n"
        );
        let holders = read(&text).unwrap();
        assert_eq!(holders.len(), 2);
        assert_eq!(holders[0].categories, ["dibao", "youfu"]);
        assert_eq!(
            (holders[1].card_no.as_str(), holders[1].birth, holders[1].resident),
            ("03104770000000001235", 19_500_101, false)
        );
    }

    #[test]
    fn further_facts_are_columns_of_their_own() {
        let head = HEAD.trim_end();
        let text = format!(
            "{head},place,until,care_level,registered,reviewed_to\n\
             3104770000000001234,1944-07-15,,,1,river_village,2026-03-31,4,0,20251231\n\
             3104770000000001235,1944-07-15,,,1,,,,,\n"
        );
        let holders = read(&text).unwrap();
        let told = &holders[0];
        assert_eq!(told.place.as_deref(), Some("river_village"));
        assert_eq!((told.care_level, told.registered), (4, false));
        assert_eq!((told.reviewed_to, told.until), (Some(20_251_231), Some(20_260_331)));
        assert!(holders[1] == Holder::born("03104770000000001235", 19_440_715));
        let known = facts(told).unwrap();
        assert_eq!((known.care_level, known.registered, known.resident), (4, false, true));
        assert_eq!(known.until, Some(jiff::civil::date(2026, 3, 31)));
        assert_eq!(known.reviewed_to, Some(jiff::civil::date(2025, 12, 31)));
        assert_eq!(known.place.as_deref(), Some("river_village"));
        assert!(facts(&Holder { until: Some(1), ..told.clone() }).is_none());
    }

    #[test]
    fn garbage_names_line_and_remedy_and_no_card() {
        let mut all = String::new();
        for text in [
            "".to_owned(),
            "card,birth\n".to_owned(),
            format!("{HEAD}3104770000000001235,19500101,,\n"),
            format!("{HEAD}3104770000000001235,1950-02-30,,,1\n"),
            format!("{HEAD}310477000000000123X,1950-02-01,,,1\n"),
            format!("{HEAD}3104770000000001235,1950-02-01,,,maybe\n"),
            format!("{HEAD}3104770000000001235,1950-02-01,,,1\n03104770000000001235,1950-02-01,,,1\n"),
            format!("{},village\n", HEAD.trim_end()),
            format!("{},until,until\n", HEAD.trim_end()),
            format!("{},care_level\n3104770000000001235,1950-02-01,,,1,7\n", HEAD.trim_end()),
            format!("{},reviewed_to\n3104770000000001235,1950-02-01,,,1,2024-02-30\n", HEAD.trim_end()),
        ] {
            let told = read(&text).unwrap_err();
            assert!(!told.contains("1235"), "{told}");
            all.push_str(&told);
            all.push('\n');
        }
        expect![[r#"
            1: 表头应为 card_no,birth,categories,rosters,resident，其后可有 registered,care_level,place,reviewed_to,until · write this header; the second list may follow
            1: 表头应为 card_no,birth,categories,rosters,resident，其后可有 registered,care_level,place,reviewed_to,until · write this header; the second list may follow
            2: 不是 CSV 或列数不对，每行的列数应与表头相同 · not CSV, or not as many columns as the header
            2: birth 应写成 1944-07-15 · write birth as 1944-07-15
            2: card_no 应为 19 或 20 位数字 · card_no must have 19 or 20 digits
            2: resident 应为 1 或 0 · resident must be 1 or 0
            3: card_no 重复，请只留一行 · this card is listed twice, keep one line
            1: 表头应为 card_no,birth,categories,rosters,resident，其后可有 registered,care_level,place,reviewed_to,until · write this header; the second list may follow
            1: 表头应为 card_no,birth,categories,rosters,resident，其后可有 registered,care_level,place,reviewed_to,until · write this header; the second list may follow
            2: care_level 应为 0 至 6 · care_level must be 0 to 6
            2: reviewed_to 应写成 2024-12-31 · write reviewed_to as 2024-12-31
        "#]]
        .assert_eq(&all);
    }
}
