//! The simulated outside world of one till: every port of the cashier, and the fuse that cuts its power.

pub(crate) mod card_slot;
pub(crate) mod disk;
pub(crate) mod fuse;
pub(crate) mod panel;
pub(crate) mod post;
pub(crate) mod sam_slot;
pub(crate) mod shelf;
pub(crate) mod time;
