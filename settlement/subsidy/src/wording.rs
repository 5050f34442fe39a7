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

/// Turns a deserializer's message into ours. What it does not know it passes on.
pub(crate) fn from_serde(message: &str) -> Wording {
    if let Some(wording) = Wording::unpacked(message) {
        return wording;
    }
    let message: String = message.chars().map(|c| if c.is_control() { ' ' } else { c }).take(600).collect();
    let quoted = || message.split('`').nth(1).unwrap_or("").to_owned();
    let known = || message.split_once(", expected ").map_or("", |(_, known)| known);
    if message.starts_with("unknown field ") {
        let key = quoted();
        return Wording::new(
            &format!("不认识的键 {key}"),
            &format!("unknown key {key}"),
            &choices(&key, known(), ("可用的键", "keys that may stand here")),
        );
    }
    if message.starts_with("unknown variant ") {
        let word = quoted();
        return Wording::new(
            &format!("不认识的值 {word}"),
            &format!("unknown value {word}"),
            &choices(&word, known(), ("可用的值", "values that may stand here")),
        );
    }
    if message.starts_with("missing field ") {
        let key = quoted();
        return Wording::new(
            &format!("缺少 {key}"),
            &format!("{key} is missing"),
            &format!("在这里补写 {key} · add {key} here"),
        );
    }
    if message.starts_with("duplicate ") {
        return Wording::new(
            "同一个键写了两次",
            "the same key is written twice",
            "删去一处，或为第二段另起一个 [[…]] 标题 · delete one, or give the second part its own [[…]] heading",
        );
    }
    if message.starts_with("invalid type") || message.starts_with("invalid value") {
        let (found, wanted) = message.split_once(", expected ").unwrap_or((&message, ""));
        let found = found.split_once(": ").map_or(found, |(_, found)| found);
        return Wording::new(
            &format!("值的类型或范围不对：{found}"),
            &format!("wrong kind of value or out of range: {found}"),
            &format!(
                "应为 {wanted}；文字、金额、日期和时刻都加引号 · should be {wanted}; texts, amounts, days and hours stand in quotes"
            ),
        );
    }
    Wording::new(
        &format!("文字不合 TOML 写法：{message}"),
        &format!("this is not TOML: {message}"),
        "检查引号、括号和等号是否成对、是否为半角 · check that quotes, brackets and equals signs are paired and half-width",
    )
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
