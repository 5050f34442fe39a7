//! What every chip does: it is powered, it answers, and its answer may be lost.

/// What comes back from a chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// The whole answer, status word included.
    Answer(Vec<u8>),
    /// The field went away. The command may have been executed; these bytes of the answer got out.
    Lost {
        /// What arrived before the field went away.
        partial: Vec<u8>,
    },
}

impl Exchange {
    /// The bytes that got out: the answer, or what there is of it.
    #[must_use]
    pub fn bytes(self) -> Vec<u8> {
        match self {
            Exchange::Answer(bytes) | Exchange::Lost { partial: bytes } => bytes,
        }
    }
}

/// A chip that can be put into a field or a contact slot.
pub trait Chip {
    /// Answer to reset.
    fn atr(&self) -> Vec<u8>;

    /// What a contactless reader reads before any command; `None` in a contact slot.
    fn uid(&self) -> Option<Vec<u8>>;

    /// The field comes up.
    fn power_on(&mut self);

    /// The field goes away; all that is volatile is forgotten.
    fn power_off(&mut self);

    /// Warm reset.
    fn reset(&mut self) {
        self.power_off();
        self.power_on();
    }

    /// Hears one command. A chip without power loses every answer.
    fn exchange(&mut self, command: &[u8]) -> Exchange;

    /// How often the memory that survives power has changed. Who keeps a chip on disk writes it when this
    /// moves, before the answer goes out.
    fn commits(&self) -> u64;

    /// How long the chip takes for every answer, in milliseconds; it has no clock itself.
    fn latency_ms(&self) -> u32 {
        0
    }
}

impl<C: Chip + ?Sized> Chip for &mut C {
    fn atr(&self) -> Vec<u8> {
        (**self).atr()
    }

    fn uid(&self) -> Option<Vec<u8>> {
        (**self).uid()
    }

    fn power_on(&mut self) {
        (**self).power_on();
    }

    fn power_off(&mut self) {
        (**self).power_off();
    }

    fn exchange(&mut self, command: &[u8]) -> Exchange {
        (**self).exchange(command)
    }

    fn commits(&self) -> u64 {
        (**self).commits()
    }

    fn latency_ms(&self) -> u32 {
        (**self).latency_ms()
    }
}
