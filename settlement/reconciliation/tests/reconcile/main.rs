//! Two files against each other: what is matched, what differs, what is refused.

mod faults;
mod hostile;
mod outcomes;
mod support;
