//! Every cut of a conversation, one after the other, and how each ended.

use crate::{Cut, Lengths, Tear};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Cuts of all sweeps that were printed.
static SUM: AtomicUsize = AtomicUsize::new(0);

/// How finely a conversation is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// After every byte of every command and answer; an answer in all the ways in which a reader may lose it.
    Bytes,
    /// Between any command and its answer: the card has executed it, or has not.
    Commands,
}

impl Grain {
    /// All cuts of a conversation that exchanges so much.
    #[must_use]
    pub fn tears(self, conversation: &[Lengths]) -> Vec<Tear> {
        let mut tears = Vec::new();
        for (exchange, Lengths { command, answer, .. }) in conversation.iter().copied().enumerate() {
            let cuts: Vec<Cut> = match self {
                Grain::Bytes => (0..command)
                    .map(Cut::Command)
                    .chain((0..=answer).map(Cut::Answer))
                    .chain((0..answer).map(Cut::Short))
                    .chain((0..answer).map(Cut::Glitch))
                    .collect(),
                Grain::Commands => vec![Cut::Command(0), Cut::Answer(0)],
            };
            tears.extend(cuts.into_iter().map(|cut| Tear { exchange, cut }));
        }
        tears
    }
}

/// What one sweep has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sweep {
    /// Places at which a link was cut.
    pub cuts: usize,
    /// How stories ended, and how often.
    pub ends: BTreeMap<&'static str, usize>,
}

impl Sweep {
    /// Cuts a conversation at all its places. `story` plays it from its start with the link cut there, or not cut at
    /// all, and says what was exchanged; it counts its ends itself.
    pub fn of(grain: Grain, mut story: impl FnMut(Option<Tear>, &mut Sweep) -> Vec<Lengths>) -> Sweep {
        let mut sweep = Sweep::default();
        let whole = story(None, &mut sweep);
        for tear in grain.tears(&whole) {
            sweep.cuts += 1;
            story(Some(tear), &mut sweep);
        }
        sweep
    }

    /// One story more ended so.
    pub fn end(&mut self, how: &'static str) {
        *self.ends.entry(how).or_default() += 1;
    }

    /// Adds what another has seen.
    pub fn add(&mut self, other: &Sweep) {
        self.cuts += other.cuts;
        for (end, often) in &other.ends {
            *self.ends.entry(end).or_default() += often;
        }
    }

    /// Prints the number of cut points, their sum over everything printed so far, and how often stories ended how.
    pub fn print(&self, family: &str, operation: &str) {
        let sum = SUM.fetch_add(self.cuts, Ordering::Relaxed) + self.cuts;
        let ends: Vec<String> = self.ends.iter().map(|(end, often)| format!("{end} {often}")).collect();
        println!("{family:<20} {operation:<22} {:>6} cuts, {sum:>7} in all; {}", self.cuts, ends.join(", "));
    }

    /// None of its stories may end so.
    pub fn never(&self, ends: &[&str]) {
        for end in ends {
            assert!(!self.ends.contains_key(end), "a story ended with “{end}”: {:?}", self.ends);
        }
    }

    /// A sweep that never met one of these ends has not tested what it says.
    pub fn met(&self, ends: &[&str]) {
        assert!(self.cuts > 0, "nothing was cut");
        for end in ends {
            assert!(self.ends.contains_key(end), "no story ended with “{end}”: {:?}", self.ends);
        }
    }
}
