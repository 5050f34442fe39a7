//! Cards as desks report them: issued, in place of another, out of use.

use records::CardNo;

use crate::error::{bytes, count, integer, small};
use crate::store::{Store, at, named};
use crate::{Ledger, LedgerError, holder, stoplist};

/// Kind of card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardKind {
    /// PBOC or T-Union purse.
    Pboc,
    /// DESFire chip.
    Desfire,
}

impl CardKind {
    /// As the books and the interface spell it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            CardKind::Pboc => "pboc",
            CardKind::Desfire => "desfire",
        }
    }

    pub(crate) fn read(word: &str) -> Result<CardKind, LedgerError> {
        [CardKind::Pboc, CardKind::Desfire]
            .into_iter()
            .find(|kind| kind.word() == word)
            .ok_or_else(|| LedgerError::Corrupt(format!("card kind {word:?}")))
    }
}

/// Why a card is out of use for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockReason {
    /// Its holder lost it.
    Lost,
    /// It was stolen.
    Stolen,
    /// It does not work any more.
    Broken,
    /// Its holder has died.
    Deceased,
    /// Another card took its place.
    Replaced,
    /// Somebody abused it.
    Fraud,
}

impl BlockReason {
    const ALL: [BlockReason; 6] = [
        BlockReason::Lost,
        BlockReason::Stolen,
        BlockReason::Broken,
        BlockReason::Deceased,
        BlockReason::Replaced,
        BlockReason::Fraud,
    ];

    /// As the books and the interface spell it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            BlockReason::Lost => "lost",
            BlockReason::Stolen => "stolen",
            BlockReason::Broken => "broken",
            BlockReason::Deceased => "deceased",
            BlockReason::Replaced => "replaced",
            BlockReason::Fraud => "fraud",
        }
    }

    /// The reason that a word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<BlockReason> {
        BlockReason::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

/// A card that a desk has finished.
#[derive(Clone, PartialEq, Eq)]
pub struct IssuedCard {
    /// The request behind it.
    pub request: u64,
    /// 20 digits.
    pub card_no: String,
    /// Its kind.
    pub kind: CardKind,
    /// What the desk made of the chip's serial: tells two chips apart and says no more.
    pub uid_hash: [u8; 32],
    /// Version of the keys on it.
    pub key_version: u8,
    /// Version of its files.
    pub layout_version: u8,
    /// The desk.
    pub desk: u32,
}

/// Shows the request alone.
impl core::fmt::Debug for IssuedCard {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "IssuedCard(request {})", self.request)
    }
}

/// Why a report is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardRefusal {
    /// No such request, or it was not taken by this desk.
    NoRequest,
    /// The request asked for another kind or number.
    NotAsked,
    /// Another card has come of the request already.
    Done,
    /// The number or the chip belongs to another request's card.
    Taken,
}

impl Ledger {
    /// Takes a desk's word that a card is finished. A card that replaces another puts that one out of use and
    /// becomes its holder's. The same report again changes nothing.
    pub fn report_card(
        &mut self,
        card: &IssuedCard,
        now_us: i64,
    ) -> Result<Result<(), CardRefusal>, LedgerError> {
        let Some(request) = self.card_request(card.request)? else { return Ok(Err(CardRefusal::NoRequest)) };
        if request.desk != Some(card.desk) {
            return Ok(Err(CardRefusal::NoRequest));
        }
        let asked = &request.asked;
        if asked.kind != card.kind || asked.card_no.as_ref().is_some_and(|number| *number != card.card_no) {
            return Ok(Err(CardRefusal::NotAsked));
        }
        if request.issued.is_some() {
            let same = self.issued_card(card.request)?.as_ref() == Some(card);
            return Ok(if same { Ok(()) } else { Err(CardRefusal::Done) });
        }
        self.step(|transaction| {
            let twin = transaction.sum(
                "SELECT count(*) FROM card WHERE card_no = ?1 OR uid_hash = ?2",
                at![card.card_no, card.uid_hash])?;
            if twin > 0 {
                return Ok(Err(CardRefusal::Taken));
            }
            transaction.execute(
                "INSERT INTO card (card_no, request, kind, uid_hash, key_version, layout_version, replaces, desk,
                                   issued_us)
                 VALUES (:card, :request, :kind, :uid, :key, :layout, :replaces, :desk, :now)",
                named! { ":card": card.card_no, ":request": integer(card.request, "request")?,
                ":kind": card.kind.word(), ":uid": card.uid_hash, ":key": card.key_version,
                ":layout": card.layout_version, ":replaces": asked.replaces, ":desk": card.desk, ":now": now_us },
            )?;
            if let Some(old) = &asked.replaces {
                block(transaction, old, BlockReason::Replaced, false, card.desk, now_us)?;
                holder::follow_replacements(transaction)?;
            }
            Ok(Ok(()))
        })
    }

    /// Puts a card out of use for ever; from then on every stop list names it. Returns whether that is news.
    pub fn block_card(
        &mut self,
        card_no: &str,
        reason: BlockReason,
        on_card: bool,
        desk: u32,
        now_us: i64,
    ) -> Result<bool, LedgerError> {
        self.step(|transaction| block(transaction, card_no, reason, on_card, desk, now_us))
    }

    /// The card that came of a request.
    pub fn issued_card(&self, request: u64) -> Result<Option<IssuedCard>, LedgerError> {
        let row = self.store.first(
            "SELECT request, card_no, kind, uid_hash, key_version, layout_version, desk FROM card
                 WHERE request = ?1",
            at![integer(request, "request")?],
            |row| {
                let numbers: [i64; 4] = [row.get(0)?, row.get(4)?, row.get(5)?, row.get(6)?];
                Ok((numbers, row.get(1)?, row.get::<String>(2)?, row.get::<Vec<u8>>(3)?))
            },
        )?;
        row.map(|([request, key, layout, desk], card_no, kind, uid_hash)| {
            Ok(IssuedCard {
                request: count(request, "card.request")?,
                card_no,
                kind: CardKind::read(&kind)?,
                uid_hash: bytes(&uid_hash, "card.uid_hash")?,
                key_version: small(key, "card.key_version")?,
                layout_version: small(layout, "card.layout_version")?,
                desk: small(desk, "card.desk")?,
            })
        })
        .transpose()
    }
}

impl Ledger {
    /// When a desk learnt that the holder of a card has died, UTC microseconds.
    pub fn card_deceased_since(&self, card: &CardNo) -> Result<Option<i64>, LedgerError> {
        let sql = "SELECT blocked_us FROM card_block WHERE card_no = ?1 AND reason = 'deceased'";
        self.store.number(sql, at![card.digits()])
    }
}

pub(crate) fn block(
    transaction: &dyn Store,
    card_no: &str,
    reason: BlockReason,
    on_card: bool,
    desk: u32,
    now_us: i64,
) -> Result<bool, LedgerError> {
    let written = transaction.insert(
        "INSERT INTO card_block (card_no, reason, on_card, desk, blocked_us)
         VALUES (:card, :reason, :on_card, :desk, :now)",
        named! { ":card": card_no, ":reason": reason.word(), ":on_card": on_card, ":desk": desk, ":now": now_us },
    )?;
    if !written {
        // The first reason stays. That the card itself was blocked since is worth knowing.
        if on_card {
            transaction.execute("UPDATE card_block SET on_card = 1 WHERE card_no = ?1", at![card_no])?;
        }
        return Ok(false);
    }
    stoplist::catch_up(transaction, now_us)?;
    Ok(true)
}
