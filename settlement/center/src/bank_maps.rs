//! The maps of banks: how each writes its tables, as files of the county.

use std::path::Path;

use bank_files::{AnswerMap, MapError, OrderMap};

use crate::Failure;
use crate::plain_text::read_file;

fn mapped(path: &Path, reason: &MapError) -> Failure {
    Failure::BadInput(format!("{}：{reason}", path.display()))
}

/// How a bank wants an order.
pub(crate) fn order_map(path: &Path) -> Result<OrderMap, Failure> {
    OrderMap::read(&read_file(path)?).map_err(|reason| mapped(path, &reason))
}

/// How a bank writes its answer.
pub(crate) fn answer_map(path: &Path) -> Result<AnswerMap, Failure> {
    AnswerMap::read(&read_file(path)?).map_err(|reason| mapped(path, &reason))
}
