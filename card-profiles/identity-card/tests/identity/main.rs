//! Stories and properties of cards without a purse. Golden files live in `tests/golden`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its story breaks")]

mod properties;
mod stories;

use identity_card::{Chip, Social};
use purse::{Cards, Family, Profile};

/// The applications of a profile of this crate's two families.
fn cards(profile: &str) -> Cards {
    let families: [&dyn Family; 2] = [&Social, &Chip];
    let told = Profile::parse(profile).unwrap().applications;
    let family = |name: &str| families.into_iter().find(|family| family.name() == name).unwrap();
    Cards::new(told.iter().map(|told| family(&told.family).application(told).unwrap()).collect())
}
