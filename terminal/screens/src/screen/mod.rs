//! One screen a file.

pub(crate) mod bill;
pub(crate) mod enrol;
pub(crate) mod hold;
pub(crate) mod keying;
pub(crate) mod ready;
pub(crate) mod refused;
pub(crate) mod starting;
pub(crate) mod supervisor;
pub(crate) mod totals;
pub(crate) mod working;
