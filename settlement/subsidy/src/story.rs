//! A case told from the holder's side: who it is, what was bought before, what is bought now. Examples in
//! a tariff and lines of JSON are both told this way.

use crate::case::Returned;
use crate::holder::HolderFacts;
use crate::lots::Lots;
use crate::place::Point;
use crate::taken::Taken;
use crate::text::ExpectText;
use jiff::civil::{Date, DateTime};
use money::Fen;
use std::collections::BTreeMap;

/// One sale of a story.
#[derive(Clone, Debug)]
pub(crate) struct Sale {
    pub(crate) service: u16,
    pub(crate) price: Fen,
    pub(crate) quantity: u16,
    pub(crate) minutes: u16,
    pub(crate) ordered: bool,
    pub(crate) at: DateTime,
}

/// Who, what before, what now, and what of it is given back.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    /// `None`: somebody the center does not know.
    pub(crate) facts: Option<HolderFacts>,
    pub(crate) point: Point,
    pub(crate) taken: Taken,
    pub(crate) lots: Lots,
    pub(crate) earlier: Vec<Sale>,
    pub(crate) sale: Sale,
    pub(crate) refund: Option<(Returned, Date)>,
    pub(crate) left: BTreeMap<u8, Fen>,
}

/// An example of a tariff: a story and what must come out.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub(crate) name: String,
    pub(crate) story: Story,
    pub(crate) expect: Expect,
}

/// What must come out, and the byte of the text where it is written.
#[derive(Clone, Debug)]
pub(crate) struct Expect {
    pub(crate) byte: usize,
    pub(crate) written: ExpectText,
}

/// An example of an order.
#[derive(Clone, Debug)]
pub(crate) struct OrderExample {
    pub(crate) name: String,
    pub(crate) service: u16,
    pub(crate) placed: DateTime,
    pub(crate) day: Date,
    pub(crate) cancelled: Option<DateTime>,
    pub(crate) accepted: bool,
    pub(crate) earliest: Option<Date>,
    pub(crate) returned: Option<bool>,
    pub(crate) byte: usize,
}

/// An example of a fee.
#[derive(Clone, Debug)]
pub(crate) struct FeeExample {
    pub(crate) name: String,
    pub(crate) fee: u16,
    /// 0 when no kind is named.
    pub(crate) kind: u16,
    pub(crate) count: u32,
    pub(crate) amount: Fen,
    pub(crate) charged: Fen,
    pub(crate) byte: usize,
}
