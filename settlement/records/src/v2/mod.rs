//! Version 2 of the papers that have one: the parameter package. Everything else is still version 1.

mod lots;
mod parameters;

pub use lots::{LotRow, LotsSnapshot};
pub use parameters::{OfficerRow, Parameters, ParametersError, ReleaseBytes, SCHEMA};
