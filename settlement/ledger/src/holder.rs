//! Card holders: the facts the tariff classifies. They never leave the center.

use crate::error::small;
use crate::store::{Row, Store, named};
use crate::{Ledger, LedgerError};

/// The facts about the holder of one card.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    /// Card number, 20 digits.
    pub card_no: String,
    /// Date of birth, yyyymmdd.
    pub birth: u32,
    /// Categories, in order.
    pub categories: Vec<String>,
    /// Rosters, in order.
    pub rosters: Vec<String>,
    /// Whether the holder lives in the county (常住).
    pub resident: bool,
    /// Whether the household is registered in the county (户籍).
    pub registered: bool,
    /// Care level (失能等级), 0 to 6.
    pub care_level: u8,
    /// Where the holder belongs, as the tariff names it.
    pub place: Option<String>,
    /// The last day on which the categories hold, yyyymmdd; `None` without an end.
    pub reviewed_to: Option<u32>,
    /// The last day of any standing, yyyymmdd; `None` without an end.
    pub until: Option<u32>,
}

impl Holder {
    /// Somebody of whom card and birth alone are known: resident, registered, on no list.
    #[must_use]
    pub fn born(card_no: impl Into<String>, birth: u32) -> Holder {
        Holder {
            card_no: card_no.into(),
            birth,
            categories: Vec::new(),
            rosters: Vec::new(),
            resident: true,
            registered: true,
            care_level: 0,
            place: None,
            reviewed_to: None,
            until: None,
        }
    }
}

/// Shows neither the card nor the facts.
impl core::fmt::Debug for Holder {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Holder(<private>)")
    }
}

fn split(text: &str) -> Vec<String> {
    text.split(';').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A row whose numbers are still as wide as SQLite keeps them.
struct Raw {
    holder: Holder,
    birth: i64,
    care_level: i64,
    reviewed_to: Option<i64>,
    until: Option<i64>,
}

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    let holder = Holder {
        categories: split(&row.get::<String>(2)?),
        rosters: split(&row.get::<String>(3)?),
        resident: row.get(4)?,
        registered: row.get(5)?,
        place: row.get(7)?,
        ..Holder::born(row.get::<String>(0)?, 0)
    };
    let (reviewed_to, until) = (row.get(8)?, row.get(9)?);
    Ok(Raw { holder, birth: row.get(1)?, care_level: row.get(6)?, reviewed_to, until })
}

impl Holder {
    fn read(raw: Raw) -> Result<Holder, LedgerError> {
        Ok(Holder {
            birth: small(raw.birth, "holder.birth")?,
            care_level: small(raw.care_level, "holder.care_level")?,
            reviewed_to: raw.reviewed_to.map(|day| small(day, "holder.reviewed_to")).transpose()?,
            until: raw.until.map(|day| small(day, "holder.until")).transpose()?,
            ..raw.holder
        })
    }
}

/// Holders of replaced cards hold the new ones. Of a chain of replacements the last card counts; a new card that
/// the list names itself is left alone.
pub(crate) fn follow_replacements(transaction: &dyn Store) -> Result<(), LedgerError> {
    const CHAIN_MAX: usize = 16;
    for _ in 0..CHAIN_MAX {
        let mut moved = 0;
        for cards in ["card", "identity_card"] {
            let sql = format!(
                "UPDATE holder SET card_no = (SELECT n.card_no FROM {cards} n WHERE n.replaces = holder.card_no)
                 WHERE EXISTS (SELECT 1 FROM {cards} n WHERE n.replaces = holder.card_no)
                   AND NOT EXISTS (SELECT 1 FROM {cards} n JOIN holder h ON h.card_no = n.card_no
                                   WHERE n.replaces = holder.card_no)"
            );
            moved += transaction.execute(&sql, &[])?;
        }
        if moved == 0 {
            break;
        }
    }
    Ok(())
}

impl Ledger {
    /// Replaces all holders by this list, as one step. A list that still names a card which was replaced means the
    /// holder of the new one.
    pub fn replace_holders(&mut self, holders: &[Holder]) -> Result<(), LedgerError> {
        self.step(|transaction| {
            transaction.execute("DELETE FROM holder", &[])?;
            let insert = "INSERT INTO holder (card_no, birth, categories, rosters, resident, registered, care_level, place,
                                     reviewed_to, until)
                 VALUES (:card, :birth, :categories, :rosters, :resident, :registered, :care_level, :place,
                         :reviewed_to, :until)";
            for holder in holders {
                transaction.execute(insert, named! { ":card": holder.card_no, ":birth": holder.birth,
                ":categories": holder.categories.join(";"), ":rosters": holder.rosters.join(";"),
                ":resident": holder.resident, ":registered": holder.registered,
                ":care_level": holder.care_level, ":place": holder.place,
                ":reviewed_to": holder.reviewed_to, ":until": holder.until })?;
            }
            follow_replacements(transaction)?;
            Ok(())
        })
    }

    /// All holders by card number.
    pub fn holders(&self) -> Result<Vec<Holder>, LedgerError> {
        self.store.rows(
            "SELECT card_no, birth, categories, rosters, resident, registered, care_level, place, reviewed_to, until
             FROM holder ORDER BY card_no", &[], raw)?.into_iter().map(Holder::read).collect()
    }
}
