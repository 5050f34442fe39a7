//! A synthetic county on real books: founded, one day delivered through the intake, and compared with the truth.

mod compare;
mod deliver;
mod found;

pub(crate) use compare::{Compared, compare};
pub(crate) use deliver::{Delivered, deliver};
pub(crate) use found::{LOGIN, found};
