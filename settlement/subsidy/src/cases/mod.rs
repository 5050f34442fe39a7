//! Cases as lines of JSON: one case in, one quote out.
//!
//! ```json
//! {"id":"1","service":"meal_lunch","price":"12.00","at":"2024-07-15 12:00","birth":"1944-07-15"}
//! ```
//!
//! The keys are those of an example in a tariff. `price_fen` may stand in place of `price`; `taken` holds
//! counters by slot, in the form an answer gives them; in `fund_left`, `"0.40"` is yuan and `40` is fen.
//! Without `birth` it is somebody the center does not know.

mod answer;
mod case;

use crate::story::Story;
use crate::tariff::Tariff;
use crate::tell::Ending;
use crate::wording::{Wording, from_serde};

/// Why a case cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}\n    {remedy}", self.place_and_fault())]
pub struct CaseError {
    /// Column in bytes, from 1; 0 for the line as a whole.
    pub column: usize,
    /// What is wrong, Chinese.
    pub zh: String,
    /// What is wrong, English.
    pub en: String,
    /// How to mend it, Chinese first, then English.
    pub remedy: String,
}

/// How one case was priced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// Lines of at most [`crate::CARD_COLUMNS`] columns.
    pub card: Vec<String>,
    /// The same as one line of JSON: the answer, and with it what every rule had to say.
    pub json: String,
}

/// Explains one case rule by rule.
///
/// # Errors
/// A line that is not a case of this tariff.
pub fn explain(tariff: &Tariff, json_line: &str) -> Result<Derivation, CaseError> {
    let (id, story, ending) = told(tariff, json_line)?;
    let case = story.case(tariff, &story.sale, &ending.before.0, &ending.before.1);
    let derivation = answer::DerivationText::new(tariff, id.as_deref(), &story, &ending);
    Ok(Derivation {
        card: crate::explain::card(tariff, &case, &ending.quote, &ending.legs),
        json: serde_json::to_string(&derivation).map_err(|error| whole(&error))?,
    })
}

/// Answers one case with one quote; both are one line of JSON without a line end.
///
/// # Errors
/// A line that is not a case of this tariff.
pub fn answer(tariff: &Tariff, json_line: &str) -> Result<String, CaseError> {
    let (id, story, ending) = told(tariff, json_line)?;
    let answer = answer::Answer::new(tariff, id.as_deref(), &story, &ending);
    serde_json::to_string(&answer).map_err(|error| whole(&error))
}

/// The story of a line, and how it ends.
fn told(tariff: &Tariff, json_line: &str) -> Result<(Option<String>, Story, Ending), CaseError> {
    let written: case::CaseText = serde_json::from_str(json_line).map_err(|error| malformed(&error))?;
    let story = written.story(tariff).map_err(|wording| CaseError::at(0, wording))?;
    let ending = story.tell(tariff).map_err(|error| whole(&error))?;
    if let Some(Err(error)) = &ending.refunded {
        return Err(whole(error));
    }
    Ok((written.id, story, ending))
}

fn whole(error: &dyn std::fmt::Display) -> CaseError {
    CaseError::at(0, Wording::new(&error.to_string(), &error.to_string(), "改这一行 · mend this line"))
}

impl CaseError {
    fn place_and_fault(&self) -> String {
        let CaseError { column, zh, en, .. } = self;
        match column {
            0 => format!("{zh} · {en}"),
            _ => format!("第 {column} 列：{zh} · column {column}: {en}"),
        }
    }

    fn at(column: usize, wording: Wording) -> CaseError {
        let Wording { zh, en, remedy } = wording;
        CaseError { column, zh, en, remedy }
    }
}

fn malformed(error: &serde_json::Error) -> CaseError {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&place).unwrap_or(&message);
    let wording = match error.classify() {
        serde_json::error::Category::Data => from_serde(message),
        _ => Wording::new(
            &format!("这一行不是 JSON：{message}"),
            &format!("this line is not JSON: {message}"),
            "每行写一个 {…}，不要换行 · write one {…} on each line",
        ),
    };
    CaseError::at(error.column(), wording)
}
