//! The families of cards there are, and the profile file that chooses among them.
//!
//! Promises: a profile is taken whole or refused whole, and explained with the grade of evidence of every parameter;
//! adding a family is one crate and one line here.
//!
//! Deliberately does not know: anything of any family.

mod report;

pub use report::{Described, Key, Report, Warning, explain};

use purse::{Cards, Family, Profile, ProfileError};

/// Every family that a till can sell to. A family comes in when its sale is whole: the till keeps its keys or its
/// limits and the center checks its proof. The order means nothing; a profile gives its own.
pub const FAMILIES: &[&dyn Family] =
    &[&pboc_purse::Pboc, &desfire_purse::Desfire, &identity_card::Social, &identity_card::Chip];

/// The profile of a county that has said nothing: T-Union purses.
pub const USUAL: &str = include_str!("../profiles/t-union.toml");

/// Reads a profile file.
///
/// # Errors
/// The first thing in it that cannot be used.
pub fn read(text: &str) -> Result<Cards, ProfileError> {
    let profile = Profile::parse(text)?;
    let applications = profile.applications.iter().map(|told| {
        let family = FAMILIES.iter().find(|family| family.name() == told.family);
        family.ok_or_else(|| told.wrong(&format!("不认识的 family“{}”", told.family)))?.application(told)
    });
    Ok(Cards::new(applications.collect::<Result<_, _>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_profile_is_one() {
        assert_eq!(read(USUAL).unwrap().len(), 1);
    }

    #[test]
    fn an_unknown_family_is_named() {
        let text = "format = 1\nname = \"x\"\n[[application]]\nfamily = \"magnetic\"\n";
        assert!(read(text).unwrap_err().to_string().contains("magnetic"));
    }
}
