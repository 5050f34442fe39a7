//! Where a till stands, and where a holder belongs.

use std::collections::BTreeSet;

/// A till as a tariff sees it. Codes of the tariff; 0 where the till was not told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// Kind of merchant.
    pub kind: u16,
    /// Place.
    pub place: u16,
}

/// A village, a quarter, a town.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The code in packages.
    pub code: u16,
    /// The name rules and lists use.
    pub name: String,
    /// For people, Chinese.
    pub zh: String,
    /// For people, English.
    pub en: String,
    /// The place it lies in; 0 for none.
    pub within: u16,
}

/// The places of a tariff. No place lies within itself, at any depth: loading has seen to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places(pub(crate) Vec<Place>);

impl Places {
    fn parent(&self, code: u16) -> Option<u16> {
        self.0.iter().find(|place| place.code == code).map(|place| place.within).filter(|&code| code != 0)
    }

    /// A place and everything it lies in, from the inside out.
    pub(crate) fn outward(&self, code: u16) -> impl Iterator<Item = u16> {
        std::iter::successors(Some(code).filter(|&code| code != 0), |&code| self.parent(code))
    }

    /// The outermost place that a place lies in; 0 for none.
    pub(crate) fn town(&self, code: u16) -> u16 {
        self.outward(code).last().unwrap_or(0)
    }

    /// Whether one of two places is the other or lies within it. Nobody's place (0) is on no branch.
    pub(crate) fn on_one_branch(&self, one: u16, other: u16) -> bool {
        let inside = |inner, outer| self.outward(inner).any(|code| code == outer);
        one != 0 && other != 0 && (inside(one, other) || inside(other, one))
    }

    /// These places and all that lie within them.
    pub(crate) fn with_inner(&self, codes: &BTreeSet<u16>) -> Vec<u16> {
        let within = |place: &&Place| self.outward(place.code).any(|code| codes.contains(&code));
        self.0.iter().filter(within).map(|place| place.code).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn county() -> Places {
        let place = |code, within| Place {
            code,
            name: format!("p{code}"),
            zh: String::new(),
            en: String::new(),
            within,
        };
        Places(vec![place(1, 0), place(2, 1), place(3, 1), place(4, 2), place(9, 0)])
    }

    #[test]
    fn on_one_branch() {
        let county = county();
        for (one, other, same) in [
            (2, 2, true),
            (4, 1, true),
            (1, 4, true),
            (2, 3, false),
            (4, 3, false),
            (9, 1, false),
            (0, 0, false),
            (2, 0, false),
        ] {
            assert_eq!(county.on_one_branch(one, other), same, "{one} {other}");
        }
    }

    #[test]
    fn a_town_is_the_outermost_place() {
        let county = county();
        let towns = [(1, 1), (2, 1), (4, 1), (9, 9), (0, 0)];
        towns.into_iter().for_each(|(place, town)| assert_eq!(county.town(place), town, "{place}"));
    }

    #[test]
    fn a_place_holds_what_lies_within_it() {
        let county = county();
        assert_eq!(county.with_inner(&[2].into()), [2, 4]);
        assert_eq!(county.with_inner(&[1, 9].into()), [1, 2, 3, 4, 9]);
        assert!(county.with_inner(&[].into()).is_empty());
    }
}
