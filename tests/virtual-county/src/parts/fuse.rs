//! A fuse: after so many operations the power is cut, in the middle of whatever the till is doing.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;

/// Counts operations down to a power cut. Clones share the count.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fuse(Rc<Cell<u32>>);

/// The power went away. It unwinds through the till as nothing else may.
struct PowerCut;

impl Fuse {
    /// The power is cut at the `operations`-th operation from now; 0 takes the fuse out.
    pub(crate) fn set(&self, operations: u32) {
        self.0.set(operations);
    }

    /// One operation: a command to a chip, a step of the disk, a picture on the screen.
    pub(crate) fn burn(&self) {
        match self.0.get() {
            0 => {}
            1 => {
                self.0.set(0);
                resume_unwind(Box::new(PowerCut));
            }
            left => self.0.set(left.saturating_sub(1)),
        }
    }
}

/// Runs `work` on a till that may lose power. `None`: it did, and nothing of the till's memory is left.
pub(crate) fn powered<T>(work: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => Some(done),
        Err(cause) if cause.is::<PowerCut>() => None,
        Err(cause) => resume_unwind(cause),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_at_the_operation_named_and_once() {
        let fuse = Fuse::default();
        fuse.set(3);
        let mut done = 0;
        let end = powered(|| {
            for _ in 0..9 {
                fuse.burn();
                done += 1;
            }
        });
        assert_eq!((end, done), (None, 2));
        assert_eq!(powered(|| fuse.burn()), Some(()));
    }
}
