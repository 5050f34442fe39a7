//! The holders' file: `card_no,birth,categories,rosters,resident`. Taken whole or refused whole.

use std::collections::BTreeSet;

use ledger::Holder;
use records::{BusinessDay, CardNo};

const HEADER: [&str; 5] = ["card_no", "birth", "categories", "rosters", "resident"];

/// Reads the file. Dates are `1944-07-15` or `19440715`; several categories or rosters are separated by `;`.
///
/// # Errors
/// The first line that is not right, with column and remedy. The content is never repeated: it is private.
pub(crate) fn read(text: &str) -> Result<Vec<Holder>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| wrong(&error))?;
    if !header.iter().eq(HEADER) {
        return Err("1: 表头应为 card_no,birth,categories,rosters,resident · write this header".to_owned());
    }
    let mut holders = Vec::new();
    let mut seen = BTreeSet::new();
    for line in reader.records() {
        let line = line.map_err(|error| wrong(&error))?;
        let place = line.position().map_or(0, csv::Position::line);
        let holder = holder(&line).map_err(|what| format!("{place}: {what}"))?;
        if !seen.insert(holder.card_no.clone()) {
            return Err(format!(
                "{place}: card_no 重复，请只留一行 · this card is listed twice, keep one line"
            ));
        }
        holders.push(holder);
    }
    Ok(holders)
}

fn wrong(error: &csv::Error) -> String {
    let place = error.position().map_or(1, csv::Position::line);
    format!("{place}: 不是 CSV 或列数不对，每行应有 5 列 · not CSV, or not 5 columns")
}

fn holder(line: &csv::StringRecord) -> Result<Holder, &'static str> {
    let field = |place: usize| line.get(place).unwrap_or_default();
    let card: CardNo =
        field(0).parse().map_err(|_| "card_no 应为 19 或 20 位数字 · card_no must have 19 or 20 digits")?;
    let birth = field(1).replace('-', "").parse().ok().and_then(BusinessDay::from_number);
    let birth = birth.ok_or("birth 应写成 1944-07-15 · write birth as 1944-07-15")?;
    let resident = match field(4) {
        "1" | "true" | "yes" | "是" => true,
        "0" | "false" | "no" | "否" => false,
        _ => return Err("resident 应为 1 或 0 · resident must be 1 or 0"),
    };
    Ok(Holder {
        card_no: card.digits(),
        birth: birth.number(),
        categories: words(field(2)),
        rosters: words(field(3)),
        resident,
    })
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
        ] {
            let told = read(&text).unwrap_err();
            assert!(!told.contains("1235"), "{told}");
            all.push_str(&told);
            all.push('\n');
        }
        expect![[r#"
            1: 表头应为 card_no,birth,categories,rosters,resident · write this header
            1: 表头应为 card_no,birth,categories,rosters,resident · write this header
            2: 不是 CSV 或列数不对，每行应有 5 列 · not CSV, or not 5 columns
            2: birth 应写成 1944-07-15 · write birth as 1944-07-15
            2: card_no 应为 19 或 20 位数字 · card_no must have 19 or 20 digits
            2: resident 应为 1 或 0 · resident must be 1 or 0
            3: card_no 重复，请只留一行 · this card is listed twice, keep one line
        "#]]
        .assert_eq(&all);
    }
}
