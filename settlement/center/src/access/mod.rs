//! Who is asking: people by a session cookie, terminals and card desks by a signature.

mod cookie;
mod desk;
mod log;
mod matrix;
mod nav;
mod origin;
mod signed;
mod terminal;
mod throttle;
mod visitor;

pub(crate) use cookie::{Token, clear_cookie};
pub(crate) use desk::asking_desk;
pub(crate) use log::{another_login, does, looked, note};
pub(crate) use matrix::{Right, may};
pub(crate) use origin::same_origin;
pub(crate) use terminal::asking_terminal;
pub use throttle::Throttle;
pub(crate) use visitor::{Guest, acting, entering, guest, in_view, meant};

/// How long a session lasts: twelve hours, a working day.
pub(crate) const SESSION_US: i64 = 12 * 3600 * 1_000_000;
/// Wrong passwords in a row that lock an account.
pub(crate) const WRONG_PASSWORDS: u32 = 5;
/// For how long: fifteen minutes.
pub(crate) const LOCKED_US: i64 = 15 * 60 * 1_000_000;
