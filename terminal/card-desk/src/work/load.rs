//! A load: the card's own kind decides how it is made.

use apdu::Transport;

use super::load_words::{LoadWish, Loaded};
use super::{Bench, desfire_load, pboc_load};
use crate::exit::Ending;

/// Loads the purse that lies there. An earlier load of it whose end nobody knows is settled first, and then nothing is
/// loaded: the person at the desk decides again.
///
/// # Errors
/// Whatever card, keys, center or journal say; the sentence tells what the money did.
pub fn load(
    bench: &mut Bench<'_>,
    card: &mut dyn Transport,
    chip: [u8; 8],
    wish: LoadWish,
) -> Result<Loaded, Ending> {
    match bench.work.desfire() {
        Some(parameters) => desfire_load::load(bench, card, chip, parameters, &wish),
        None => pboc_load::load(bench, card, chip, wish),
    }
}
