//! What a line of the table gives, and what a reader answers.

use money::Fen;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// `key=value` by key. A key that stands twice would hide a value.
pub(crate) fn pairs(text: &str) -> BTreeMap<&str, &str> {
    let split = |word| str::split_once(word, '=').unwrap_or_else(|| panic!("key=value: {word}"));
    let words: Vec<(&str, &str)> = text.split_whitespace().map(split).collect();
    let all: BTreeMap<&str, &str> = words.iter().copied().collect();
    assert_eq!(all.len(), words.len(), "a key stands twice: {text}");
    all
}

/// The given values of a line; it remembers which were looked at.
pub(crate) struct Given<'t> {
    values: BTreeMap<&'t str, &'t str>,
    read: RefCell<BTreeSet<&'t str>>,
}

impl<'t> Given<'t> {
    pub(crate) fn of(text: &'t str) -> Given<'t> {
        Given { values: pairs(text), read: RefCell::default() }
    }

    pub(crate) fn unread(&self) -> Vec<&'t str> {
        let read = self.read.borrow();
        self.values.keys().copied().filter(|key| !read.contains(key)).collect()
    }

    pub(crate) fn text(&self, key: &str) -> Option<&'t str> {
        let (&key, &value) = self.values.get_key_value(key)?;
        self.read.borrow_mut().insert(key);
        Some(value)
    }

    pub(crate) fn list(&self, key: &str) -> Vec<&'t str> {
        self.text(key).map_or(Vec::new(), |text| text.split(',').collect())
    }

    pub(crate) fn number(&self, key: &str) -> Option<i64> {
        self.text(key).map(|text| text.parse().unwrap_or_else(|_| panic!("{key}: {text}")))
    }

    pub(crate) fn numbers(&self, key: &str) -> Vec<i64> {
        self.list(key).into_iter().map(|text| text.parse().unwrap()).collect()
    }

    /// Nothing given is 0.
    pub(crate) fn fen(&self, key: &str) -> Fen {
        Fen(self.number(key).unwrap_or(0))
    }
}

/// What comes out, by name, as the table writes it.
#[derive(Default)]
pub(crate) struct Out(BTreeMap<String, String>);

impl Out {
    pub(crate) fn with(mut self, key: &str, value: impl ToString) -> Out {
        self.0.insert(key.to_owned(), value.to_string());
        self
    }

    pub(crate) fn with_list(self, key: &str, values: impl IntoIterator<Item = impl ToString>) -> Out {
        let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        self.with(key, values.join(","))
    }

    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }
}
