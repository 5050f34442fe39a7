//! What the numbers of PC/SC mean for a till.

use apdu::TransportError;
use pcsc::Error;

/// The condition behind a PC/SC error.
pub(crate) fn condition(error: Error) -> TransportError {
    match error {
        Error::RemovedCard
        | Error::NoSmartcard
        | Error::NotTransacted
        | Error::CommDataLost
        | Error::CommError => TransportError::CardGone,
        Error::UnpoweredCard | Error::ResetCard => TransportError::CardReset,
        Error::Timeout | Error::UnresponsiveCard => TransportError::TimedOut,
        Error::NoService
        | Error::ServiceStopped
        | Error::NoReadersAvailable
        | Error::ReaderUnavailable
        | Error::UnknownReader
        | Error::InvalidHandle
        | Error::ReaderUnsupported => TransportError::ReaderGone,
        other => TransportError::Unexpected(number(other)),
    }
}

/// The number a technician can look up: `SCARD_E_…` as in pcsclite.h.
fn number(error: Error) -> u32 {
    // The library's enum carries the raw value, whose width differs from platform to platform.
    u32::try_from(error as i128 & 0xFFFF_FFFF).unwrap_or(u32::MAX)
}
