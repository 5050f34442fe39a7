//! Vectors, stories and properties of the PBOC purse. Golden files live in `tests/golden`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its story breaks")]

mod batches;
mod derived;
mod describe;
mod desk;
mod identify;
mod loads;
mod observations;
mod properties;
mod published;
mod recovery;
mod secrets;
mod soft_sam;
mod stories;
mod units;

/// An inquiry of T-Union purses, as a till asks it.
fn inquiry() -> purse::Inquiry {
    let cards = purse::Cards::new(vec![Box::new(pboc_purse::Parameters::default())]);
    purse::Inquiry::new(&cards, &purse::Presence::default())
}
