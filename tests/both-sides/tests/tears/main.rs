//! The link cut at every byte, in both directions, for every family and operation: a command that arrives in part, an
//! answer that the reader reports as a fault, takes for a whole one, or garbles while the card stays.
//!
//! | file | what | who judges |
//! | --- | --- | --- |
//! | `sales` | sales of all families that pay, by the sale's own machine; the same card, another, a stranger, nobody comes | journal against cards |
//! | `modules` | the same sales with the link to the security module cut | journal against cards |
//! | `identity` | cards that name their holder and pay nothing, by the same machine | journal against cards |
//! | `desfire` | sales, voids and loads below the machine | the card's value and records |
//! | `loads` | loads of purses with the center's permission | the card's balance and counter |
//! | `garbled` | two bytes left of the answer to a debit, hundreds of times | the card's memory |
//! | `reading` | logs, trips and balances | the card's memory |

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its story breaks")]

mod desfire;
mod garbled;
mod identity;
mod loads;
mod modules;
mod reading;
mod sales;
