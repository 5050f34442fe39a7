//! The profile file: which applications a county's cards may carry, in order of asking, and how each is read.
//!
//! ```toml
//! format = 1
//! name = "交通联合敬老卡"
//!
//! [[application]]
//! family = "pboc"
//! aid = "A000000632010105"
//! ```
//!
//! The keys below `family` are the family's own.

use crate::APPLICATIONS_MAX;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// In which order the two derivation factors are applied to a master key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactorOrder {
    /// Issuer first, then card serial: the key hierarchy of most issuers.
    #[default]
    IssuerFirst,
    /// As listed in the PSAM command: card serial first.
    Listed,
}

/// What a profile file says.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// What people call it.
    pub name: String,
    /// The applications, in order of asking.
    pub applications: Vec<Told>,
}

/// One application as the file tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Which one, from 1: for messages.
    pub place: usize,
    /// The family's word.
    pub family: String,
    /// The family's own keys.
    pub keys: toml::Table,
}

/// Why a profile cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// Not a profile file at all.
    #[error(
        "卡型文件{place}：{what}，请改正后重新下发 · the card profile cannot be read: correct it and send it again"
    )]
    Text {
        /// Line and column where known, else empty.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// One application is wrong.
    #[error(
        "卡型文件第 {place} 个应用：{what}，请改正后重新下发 · application {place} of the card profile: correct it and send it again"
    )]
    Application {
        /// Which one, from 1.
        place: usize,
        /// What is wrong.
        what: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    format: u32,
    name: String,
    #[serde(default)]
    application: Vec<toml::Table>,
}

impl Profile {
    /// Reads the text.
    ///
    /// # Errors
    /// Text that is no profile of format 1, or names no application, or too many.
    pub fn parse(text: &str) -> Result<Profile, ProfileError> {
        let wrong = |what: &str| ProfileError::Text { place: String::new(), what: what.to_owned() };
        let told: Text = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or("");
            let (line, column) = (before.matches('\n').count(), before.rsplit('\n').next().unwrap_or(""));
            let place =
                format!("第 {} 行第 {} 列", line.saturating_add(1), column.chars().count().saturating_add(1));
            ProfileError::Text { place, what: error.message().replace('\n', " ") }
        })?;
        if told.format != 1 {
            return Err(wrong("format 应为 1"));
        }
        if told.application.is_empty() || told.application.len() > APPLICATIONS_MAX {
            return Err(wrong("应用应为 1 至 16 个"));
        }
        let applications = (1..).zip(told.application).map(|(place, keys)| Told::new(place, keys));
        Ok(Profile { name: told.name, applications: applications.collect::<Result<_, _>>()? })
    }
}

impl Told {
    fn new(place: usize, mut keys: toml::Table) -> Result<Told, ProfileError> {
        let Some(toml::Value::String(family)) = keys.remove("family") else {
            return Err(ProfileError::Application { place, what: "缺少 family".to_owned() });
        };
        Ok(Told { place, family, keys })
    }

    /// Reads the family's keys into its parameters.
    ///
    /// # Errors
    /// The first key that is wrong, missing or unknown.
    pub fn parameters<T: DeserializeOwned>(&self) -> Result<T, ProfileError> {
        self.keys.clone().try_into().map_err(|error: toml::de::Error| self.wrong(error.message()))
    }

    /// An error at this application.
    #[must_use]
    pub fn wrong(&self, what: &str) -> ProfileError {
        ProfileError::Application { place: self.place, what: what.replace('\n', " ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applications_in_order() {
        let text = "format = 1\nname = \"试\"\n[[application]]\nfamily = \"b\"\nx = 1\n[[application]]\nfamily = \"a\"\n";
        let profile = Profile::parse(text).unwrap();
        let families: Vec<&str> = profile.applications.iter().map(|told| told.family.as_str()).collect();
        assert_eq!(families, ["b", "a"]);
    }

    #[test]
    fn errors_name_their_place() {
        let said = |text: &str| Profile::parse(text).unwrap_err().to_string();
        assert!(said("format = 1\nname = 3\n").contains("第 2 行第 8 列"));
        assert!(said("format = 2\nname = \"x\"\n[[application]]\nfamily = \"a\"\n").contains("format"));
        assert!(said("format = 1\nname = \"x\"\n").contains("1 至 16"));
        assert!(
            said("format = 1\nname = \"x\"\n[[application]]\naid = \"A0\"\n")
                .contains("第 1 个应用：缺少 family")
        );
        assert!(said("format = 1\nname = \"x\"\nnew = 1\n").contains("new"));
    }
}
