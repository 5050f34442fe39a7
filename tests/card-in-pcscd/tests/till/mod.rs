//! A till of a few lines, for tests: it asks what a till asks and believes every answer.

use apdu::{Command, Response, Transport, TransportError, exchange};
use card_reader::{Presence, Watch};
use std::time::{Duration, Instant};

pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
const STAMP: [u8; 7] = [0x20, 0x26, 0x07, 0x21, 0x11, 0x40, 0x05];

/// Waits, by events, until the reader sees what is wanted.
pub(crate) fn until(watch: &mut Watch, what: &str, wanted: impl Fn(&Presence) -> bool) -> Presence {
    let deadline = Instant::now() + PATIENCE;
    let mut seen = watch.now();
    while !wanted(&seen) {
        assert!(Instant::now() < deadline, "{what}: still {seen:?}");
        seen = watch.wait_change(Duration::from_secs(1)).unwrap_or(seen);
    }
    seen
}

pub(crate) fn present(presence: &Presence) -> bool {
    matches!(presence, Presence::Present { .. })
}

pub(crate) fn ask(
    chip: &mut dyn Transport,
    header: [u8; 4],
    data: &[u8],
    le: Option<u8>,
) -> Result<Response, TransportError> {
    let [cla, ins, p1, p2] = header;
    let command = Command { le, ..Command::new(cla, ins, p1, p2).with_data(data) };
    exchange(chip, &command)
}

pub(crate) fn select_purse(card: &mut dyn Transport) -> Result<Response, TransportError> {
    ask(card, [0x00, 0xA4, 0x04, 0x00], &[0xA0, 0, 0, 6, 0x32, 1, 1, 5], Some(0))
}

pub(crate) fn select_psam(sam: &mut dyn Transport) {
    assert!(ask(sam, [0x00, 0xA4, 0x00, 0x00], &[0x80, 0x11], None).unwrap().status.is_ok());
}

/// Everything of a composite purchase of 6.50 up to the DEBIT, which is returned.
pub(crate) fn arm_purchase(
    card: &mut dyn Transport,
    sam: &mut dyn Transport,
) -> Result<Vec<u8>, TransportError> {
    let fci = select_purse(card)?.data;
    // File 0015 ends the FCI: issuer 8, type and version 2, number 10, dates and kind 10.
    let public = &fci[fci.len() - 30..];
    let factors = [&public[12..20], &public[..8]].concat();
    let terminal = ask(sam, [0x00, 0xB0, 0x96, 0x00], &[], Some(6))?.data;
    let order = [&[1, 0, 0, 2, 0x8A][..], &terminal].concat();
    let opened = ask(card, [0x80, 0x50, 0x03, 0x02], &order, Some(15))?.data;
    let told =
        [&opened[11..15], &opened[4..6], &[0, 0, 2, 0x8A, 9], &STAMP, &opened[9..11], &factors].concat();
    let armed = ask(sam, [0x80, 0x70, 0x00, 0x00], &told, Some(8))?.data;
    let mark = [0xA1, 6, 0, 0x4C, 1, 0, 0, 1];
    assert!(ask(card, [0x80, 0xDC, 0xA1, 0xC8], &mark, None)?.status.is_ok());
    Ok([&armed[..4], &STAMP, &armed[4..8]].concat())
}

pub(crate) fn debit(card: &mut dyn Transport, order: &[u8]) -> Result<Response, TransportError> {
    ask(card, [0x80, 0x54, 0x01, 0x00], order, Some(8))
}
