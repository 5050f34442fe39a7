//! A chip in a mood.

use crate::{Corpus, Noise};
use apdu::{Transport, TransportError};
use virtual_cards::{Chip, InField};

/// How a chip answers.
#[derive(Clone, Debug)]
pub(crate) enum Mood {
    /// As the genuine chip does.
    Honest,
    /// As the genuine chip does, bent so often in a hundred times.
    Bent(usize),
    /// Pieces of other conversations.
    Mixed,
    /// Noise.
    Wild,
    /// The same, for ever.
    Stuck(Vec<u8>),
}

/// A chip, and the noise that drives it. The noise is its own, so that two chips do not share a turn.
pub(crate) struct HostileChip<'a, C: Chip> {
    pub(crate) genuine: InField<C>,
    pub(crate) mood: Mood,
    /// Exchanges until the mood comes over it; till then it is honest.
    pub(crate) patience: usize,
    noise: Noise,
    corpus: &'a Corpus,
    /// Exchanges since this was last cleared.
    pub(crate) exchanges: usize,
    /// Commands that move money, since this was last cleared.
    pub(crate) moved: usize,
}

impl<'a, C: Chip> HostileChip<'a, C> {
    pub(crate) fn new(chip: C, noise: Noise, corpus: &'a Corpus) -> HostileChip<'a, C> {
        HostileChip {
            genuine: InField::tap(chip),
            mood: Mood::Honest,
            patience: 0,
            noise,
            corpus,
            exchanges: 0,
            moved: 0,
        }
    }
}

impl Mood {
    /// Any mood that is not honest.
    pub(crate) fn any(noise: &mut Noise, corpus: &Corpus) -> Mood {
        match noise.below(8) {
            0 => Mood::Wild,
            1 => Mood::Mixed,
            2 => {
                let data = noise.bytes(64);
                Mood::Stuck([&data[..], &noise.status()].concat())
            }
            3 => Mood::Stuck(noise.pick(&corpus.answers).cloned().unwrap_or_default()),
            4 => Mood::Bent(100),
            5 => Mood::Bent(5),
            _ => Mood::Bent(25),
        }
    }
}

/// DEBIT, CREDIT, COMMIT TRANSACTION.
fn moves_money(command: &[u8]) -> bool {
    matches!(command, [0x80, 0x54 | 0x52, ..] | [0x90, 0xC7, ..])
}

impl<C: Chip> Transport for HostileChip<'_, C> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.exchanges += 1;
        self.moved += usize::from(moves_money(command));
        if self.patience > 0 {
            self.patience -= 1;
            return self.genuine.exchange(command);
        }
        Ok(match &self.mood {
            Mood::Honest => self.genuine.exchange(command)?,
            Mood::Bent(percent) => {
                let answer = self.genuine.exchange(command)?;
                if self.noise.chance(*percent) { self.noise.bent(&answer) } else { answer }
            }
            Mood::Mixed => {
                let answer = self.noise.pick(&self.corpus.answers).cloned().unwrap_or_default();
                if self.noise.chance(30) { self.noise.bent(&answer) } else { answer }
            }
            Mood::Wild => self.noise.answer(),
            Mood::Stuck(answer) => answer.clone(),
        })
    }
}
