//! T-Union purses on blank FMCOS chips (FM1208 and its kin). FMCOS 2.0 manual; published issuing records.

pub mod command;
mod personalise;
mod profile;
mod progress;
mod scrap;
mod step;

pub use crate::Progress;
pub use personalise::Personalise;
pub use profile::{FmcosProfile, MarkRecord};
pub use progress::PersonaliseRefusal;
pub use scrap::{Scrap, ScrapRefusal};
pub use step::{FileSpec, KeySlot, Step, steps};
