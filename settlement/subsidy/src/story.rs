//! A case told from the holder's side: who it is, what was bought before, what is bought now. Examples in
//! a tariff and lines of JSON are both told this way.

use crate::holder::HolderFacts;
use crate::taken::Taken;
use crate::text::ExpectText;
use jiff::civil::DateTime;
use money::Fen;
use std::collections::BTreeMap;

/// One sale of a story.
#[derive(Clone, Debug)]
pub(crate) struct Sale {
    pub(crate) service: u16,
    pub(crate) price: Fen,
    pub(crate) quantity: u8,
    pub(crate) at: DateTime,
}

/// Who, what before, what now.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    /// `None`: somebody the center does not know.
    pub(crate) facts: Option<HolderFacts>,
    pub(crate) taken: Taken,
    pub(crate) earlier: Vec<Sale>,
    pub(crate) sale: Sale,
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
