//! The center as a whole: what is asked, what is answered, and everything that has changed afterwards.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its story breaks")]

mod benefits;
mod cli;
mod desks;
mod enrolment;
mod funds;
mod intake;
mod killed;
mod login;
mod pages;
mod refunds;
mod releases;
mod simulate;
mod support;
mod tariff;

/// Where the books of a test are. The same stories are told of PostgreSQL by `tests/both-stores`.
fn books_in(folder: &support::Folder) -> std::path::PathBuf {
    folder.file("books.db")
}
