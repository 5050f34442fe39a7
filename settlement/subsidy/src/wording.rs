//! Words for what is wrong, in two languages, and the way they travel through a deserializer.

/// What is wrong, twice, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wording {
    pub(crate) zh: String,
    pub(crate) en: String,
    /// Chinese and English, with ` · ` between.
    pub(crate) remedy: String,
}

/// Between the parts of a packed wording; a text we show holds no control characters.
const BETWEEN: char = '\u{1f}';

impl Wording {
    pub(crate) fn new(zh: &str, en: &str, remedy: &str) -> Wording {
        Wording { zh: zh.to_owned(), en: en.to_owned(), remedy: remedy.to_owned() }
    }

    /// As one text: a deserializer's error carries nothing else.
    pub(crate) fn packed(&self) -> String {
        format!("{}{BETWEEN}{}{BETWEEN}{}", self.zh, self.en, self.remedy)
    }

    fn unpacked(text: &str) -> Option<Wording> {
        let mut parts = text.split(BETWEEN);
        let wording = Wording::new(parts.next()?, parts.next()?, parts.next()?);
        parts.next().is_none().then_some(wording)
    }
}

/// One thing said twice, as one text: what a deserializer should have found.
pub(crate) fn twice(zh: &str, en: &str) -> String {
    format!("{zh}{BETWEEN}{en}")
}

/// Turns a deserializer's message into ours. What it does not know it passes on.
pub(crate) fn from_serde(message: &str) -> Wording {
    if let Some(wording) = Wording::unpacked(message) {
        return wording;
    }
    let kept = |letter: char| if letter.is_control() && letter != BETWEEN { ' ' } else { letter };
    let message: String = message.chars().map(kept).take(600).collect();
    let (said, expected) = message.split_once(", expected ").unwrap_or((&message, ""));
    let quoted = said.split('`').nth(1).unwrap_or("");
    if said.starts_with("unknown field ") {
        let (zh, en) = (format!("不认识的键 {quoted}"), format!("unknown key {quoted}"));
        Wording::new(&zh, &en, &choices(quoted, expected, ("可用的键", "keys that may stand here")))
    } else if said.starts_with("unknown variant ") {
        let (zh, en) = (format!("不认识的值 {quoted}"), format!("unknown value {quoted}"));
        Wording::new(&zh, &en, &choices(quoted, expected, ("可用的值", "values that may stand here")))
    } else if said.starts_with("missing field ") {
        let (zh, en) = (format!("缺少 {quoted}"), format!("{quoted} is missing"));
        Wording::new(&zh, &en, &format!("在这里补写 {quoted} · add {quoted} here"))
    } else if said.starts_with("duplicate ") {
        Wording::new(
            "同一个键写了两次",
            "the same key is written twice",
            "删去一处，或为第二段另起一个 [[…]] 标题 · delete one, or give the second part its own [[…]] heading",
        )
    } else if said.starts_with("invalid ") {
        let found = said.split_once(": ").map_or(said, |(_, found)| found);
        let (found_zh, found_en) = found_kind(found);
        let (zh, en) = wanted_kind(expected);
        Wording::new(
            &format!("这里不能写{found_zh}"),
            &format!("{found_en} cannot stand here"),
            &format!("请写成：{zh} · write {en}"),
        )
    } else {
        let message = message.replace(BETWEEN, " ");
        Wording::new(
            &format!("文字不合 TOML 写法：{message}"),
            &format!("this is not TOML: {message}"),
            "检查引号、括号和等号是否成对、是否为半角 · \
             check that quotes, brackets and equals signs are paired and half-width",
        )
    }
}

/// What was found in place of the right thing.
fn found_kind(found: &str) -> (String, String) {
    let value = found.split('`').nth(1).or_else(|| found.split('"').nth(1)).unwrap_or("");
    let value: String = value.chars().filter(|letter| !letter.is_control()).take(24).collect();
    let (zh, en) = match found {
        _ if found.starts_with("integer") => ("整数", "the number"),
        _ if found.starts_with("floating point") => ("小数", "the decimal number"),
        _ if found.starts_with("string") => ("文字", "the text"),
        _ if found.starts_with("boolean") => ("真假值", "the truth value"),
        _ if found.starts_with("sequence") => ("列表", "a list"),
        _ if found.starts_with("map") => ("表格或不带引号的日期", "a table or a day without quotes"),
        _ => ("这样的值", "such a value"),
    };
    (format!("{zh} {value}").trim_end().to_owned(), format!("{en} {value}").trim_end().to_owned())
}

/// What should have been found.
fn wanted_kind(expected: &str) -> (String, String) {
    if let Some((zh, en)) = expected.split_once(BETWEEN) {
        return (zh.to_owned(), en.to_owned());
    }
    let (zh, en) = match expected {
        "u8" => ("0 到 255 的整数", "a whole number from 0 to 255"),
        "u16" => ("0 到 65535 的整数", "a whole number from 0 to 65535"),
        "u32" => ("不小于 0 的整数", "a whole number of 0 or more"),
        "i64" => ("整数", "a whole number"),
        "a string" => ("带引号的文字", "a text in quotes"),
        "a boolean" => ("true 或 false", "true or false"),
        "a sequence" => ("方括号中的列表 […]", "a list in brackets […]"),
        "a map" => ("花括号中的表 {…}", "a table in braces {…}"),
        _ if expected.starts_with("struct") => ("花括号中的表 {…}", "a table in braces {…}"),
        other => (other, other),
    };
    (zh.to_owned(), en.to_owned())
}

fn choices(written: &str, known: &str, (zh, en): (&str, &str)) -> String {
    let words: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
    let list = words.join(", ");
    let near = words.iter().copied().min_by_key(|word| steps(written, word));
    match near.filter(|word| steps(written, word) <= 2) {
        Some(word) => format!("是否想写 {word}？{zh}：{list} · did you mean {word}? {en}: {list}"),
        None => format!("{zh}：{list} · {en}: {list}"),
    }
}

/// How many letters must be changed, added or left out to turn one word into the other.
pub(crate) fn steps(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().take(64).enumerate() {
        let mut left = line + 1;
        let mut next = vec![left];
        for (pair, &against) in row.windows(2).zip(&other) {
            if let [slant, above] = *pair {
                left = (slant + usize::from(letter != against)).min(above + 1).min(left + 1);
                next.push(left);
            }
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_between_words() {
        for (one, other, count) in
            [("rule", "rule", 0), ("ruel", "rule", 2), ("", "cap", 3), ("caps", "cap", 1)]
        {
            assert_eq!(steps(one, other), count, "{one} {other}");
        }
    }

    #[test]
    fn a_wording_survives_the_journey() {
        let wording = Wording::new("甲", "a", "乙 · b");
        assert_eq!(from_serde(&wording.packed()), wording);
    }

    #[test]
    fn a_near_word_is_offered() {
        let wording = from_serde("unknown field `caps`, expected one of `cap`, `code`");
        assert_eq!(wording.en, "unknown key caps");
        assert!(wording.remedy.contains("did you mean cap?"), "{}", wording.remedy);
    }
}
