//! Cards that somebody is to get: asked for at the center, taken by one desk, answered by an issued card.

use crate::error::{count, small};
use crate::store::{Row, at, named};
use crate::{CardKind, Ledger, LedgerError};

/// The most requests a desk is shown at once.
const SHOWN_MAX: i64 = 100;

/// A card to be asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct NewCardRequest {
    /// The office's own file number. It names nobody outside that office.
    pub handle: String,
    /// What kind of card.
    pub kind: CardKind,
    /// The number to be written, 20 digits; `None` for a chip that brings its own.
    pub card_no: Option<String>,
    /// The card that goes out of use, 20 digits.
    pub replaces: Option<String>,
}

/// A request as the books know it.
#[derive(Clone, PartialEq, Eq)]
pub struct CardRequest {
    /// Its number.
    pub number: u64,
    /// What was asked.
    pub asked: NewCardRequest,
    /// The desk that has taken it.
    pub desk: Option<u32>,
    /// The card that came of it.
    pub issued: Option<String>,
}

/// Why a desk does not get a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestRefusal {
    /// No such request.
    Unknown,
    /// Another desk has taken it.
    Elsewhere,
    /// A card has come of it already.
    Done,
}

/// Shows no card.
impl core::fmt::Debug for CardRequest {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "CardRequest({}, desk {:?}, issued {})", self.number, self.desk, self.issued.is_some())
    }
}

const COLUMNS: &str = "SELECT r.number, r.handle, r.kind, r.card_no, r.replaces, r.desk, c.card_no
    FROM card_request r LEFT JOIN card c ON c.request = r.number";

type Raw = (i64, String, String, Option<String>, Option<String>, Option<i64>, Option<String>);

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?))
}

impl CardRequest {
    fn read(
        (number, handle, kind, card_no, replaces, desk, issued): Raw,
    ) -> Result<CardRequest, LedgerError> {
        let kind = CardKind::read(&kind)?;
        Ok(CardRequest {
            number: count(number, "card_request.number")?,
            asked: NewCardRequest { handle, kind, card_no, replaces },
            desk: desk.map(|desk| small(desk, "card_request.desk")).transpose()?,
            issued,
        })
    }
}

impl Ledger {
    /// Asks for a card; returns the request's number.
    pub fn request_card(&mut self, new: &NewCardRequest, now_us: i64) -> Result<u64, LedgerError> {
        self.step(|transaction| {
            let number = transaction.next_number("SELECT max(number) FROM card_request")?;
            let known = transaction.sum(
                "SELECT (SELECT count(*) FROM card WHERE card_no = ?1 OR replaces = ?2)
                      + (SELECT count(*) FROM identity_card WHERE replaces = ?2)",
                at![&new.card_no, &new.replaces],
            )?;
            let written = known == 0
                && transaction.insert(
                    "INSERT INTO card_request (number, handle, kind, card_no, replaces, asked_us)
                 VALUES (:number, :handle, :kind, :card, :replaces, :now)",
                    named! { ":number": number, ":handle": new.handle, ":kind": new.kind.word(),
                    ":card": new.card_no, ":replaces": new.replaces, ":now": now_us },
                )?;
            if written {
                return count(number, "card_request.number");
            }
            Err(LedgerError::Taken {
                zh: "这张卡的制卡或补卡".to_owned(),
                en: "a card or a replacement of this number".to_owned(),
            })
        })
    }

    /// Requests that this desk may work on, oldest first, at most 100.
    pub fn card_requests_for(&self, desk: u32) -> Result<Vec<CardRequest>, LedgerError> {
        let sql = format!(
            "{COLUMNS} WHERE c.card_no IS NULL AND (r.desk IS NULL OR r.desk = ?1) ORDER BY r.number LIMIT {SHOWN_MAX}"
        );
        self.store.rows(&sql, at![desk], raw)?.into_iter().map(CardRequest::read).collect()
    }

    /// One request.
    pub fn card_request(&self, number: u64) -> Result<Option<CardRequest>, LedgerError> {
        let number = crate::error::integer(number, "card_request.number")?;
        let sql = format!("{COLUMNS} WHERE r.number = ?1");
        self.store.first(&sql, at![number], raw)?.map(CardRequest::read).transpose()
    }

    /// The newest requests first, at most so many.
    pub fn card_requests(&self, most: u32) -> Result<Vec<CardRequest>, LedgerError> {
        self.store
            .rows(&format!("{COLUMNS} ORDER BY r.number DESC LIMIT ?1"), at![most], raw)?
            .into_iter()
            .map(CardRequest::read)
            .collect()
    }

    /// Gives a request to a desk. The same desk may ask again.
    pub fn take_card_request(
        &mut self,
        number: u64,
        desk: u32,
        now_us: i64,
    ) -> Result<Result<CardRequest, RequestRefusal>, LedgerError> {
        let Some(found) = self.card_request(number)? else { return Ok(Err(RequestRefusal::Unknown)) };
        if found.issued.is_some() {
            return Ok(Err(RequestRefusal::Done));
        }
        self.write(
            "UPDATE card_request SET desk = :desk, taken_us = :now WHERE number = :number AND desk IS NULL",
            named! { ":desk": desk, ":now": now_us, ":number": crate::error::integer(number, "number")? },
        )?;
        match self.card_request(number)? {
            Some(request) if request.desk == Some(desk) => Ok(Ok(request)),
            _ => Ok(Err(RequestRefusal::Elsewhere)),
        }
    }
}
