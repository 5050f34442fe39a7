//! Finding the service and a reader by a part of its name.

use crate::fault::condition;
use apdu::TransportError;
use pcsc::{Context, Error, Scope};
use std::ffi::CString;

/// A fresh connection to the service.
pub(crate) fn establish() -> Result<Context, Error> {
    Context::establish(Scope::System)
}

/// The first reader whose name contains `part`.
pub(crate) fn find(context: &Context, part: &str) -> Result<CString, Error> {
    let names = context.list_readers_owned()?;
    names.into_iter().find(|name| name.to_string_lossy().contains(part)).ok_or(Error::UnknownReader)
}

/// The readers there are, by name; for a set-up screen or a log.
///
/// # Errors
/// The service cannot be reached.
pub fn readers() -> Result<Vec<String>, TransportError> {
    let names = match establish().and_then(|context| context.list_readers_owned()) {
        Err(Error::NoReadersAvailable) => Vec::new(),
        names => names.map_err(condition)?,
    };
    Ok(names.into_iter().map(|name| name.to_string_lossy().into_owned()).collect())
}
