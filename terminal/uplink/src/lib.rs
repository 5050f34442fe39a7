//! Pushes sealed batches to the county center and fetches what the center has signed for this till.
//!
//! Promises: a batch is sent only after the till keeps its plan, is sent byte-equal until it is acknowledged,
//! and counts as verified only by an acknowledgement that the county's key has signed over
//! exactly our chain; delivery may be repeated for ever and resumes from the center's cursor. What to do and
//! when is [`Courier`], a value without socket or clock; [`Link`] is the only place that opens a connection,
//! and every call of it ends within its timeouts.
//!
//! Deliberately does not know: cards, prices, screens, SQLite. It never retries anything but deliveries that
//! are idempotent by their number.

mod backoff;
mod courier;
mod driver;
mod enrol;
mod identity;
mod link;
mod report;
mod request;

pub use backoff::Backoff;
pub use courier::{Courier, Now, Pace, Plan, Step};
pub use driver::{Command, Driver, spawn};
pub use enrol::{EnrolError, Enrolment, enrol};
pub use identity::Identity;
pub use link::{Link, LinkError, Timeouts};
pub use report::{Refused, Report};
pub use request::{Reply, Request};
