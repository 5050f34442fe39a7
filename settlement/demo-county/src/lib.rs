//! A synthetic county (合成县) and one day of it: merchants, tills, elders with cards, and every batch the tills send.
//!
//! Promises: one seed and one size give the same bytes for ever; every record is priced by a real tariff, carries the
//! card's own TAC, is chained, counted, sealed and signed as a till does it; the faults are counted out, and each is
//! named in the truth list with its terminal and number; whatever is not in that list is in order; what each merchant
//! is owed is worked out here, apart from any center.
//!
//! Deliberately does not know: books, findings, verdicts. It says what happened, never what a center makes of it.
//! Nobody in it exists, and its keys are worth nothing: they follow from the seed.

mod bcd;
mod card;
mod county;
mod day;
mod dice;
mod draft;
mod fate;
mod plan;
mod post;
mod shop;
mod sizes;
mod slot;
mod sums;
mod truth;

pub use card::Holder;
pub use county::{County, DIVISION, NAME, TARIFF, the_day};
pub use post::{Answer, Delivery};
pub use shop::{Merchant, Till};
pub use sizes::{Faults, Sizes, Unfit};
pub use sums::Sums;
pub use truth::{Fault, FaultKind, truth_csv};
