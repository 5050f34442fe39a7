//! Card holders: the facts the tariff classifies. They never leave the center.

use rusqlite::named_params;

use crate::error::small;
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
    /// Whether registered in the county.
    pub resident: bool,
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

impl Ledger {
    /// Replaces all holders by this list, as one step.
    pub fn replace_holders(&mut self, holders: &[Holder]) -> Result<(), LedgerError> {
        self.step(|transaction| {
            transaction.execute("DELETE FROM holder", [])?;
            let mut insert = transaction.prepare(
                "INSERT INTO holder (card_no, birth, categories, rosters, resident)
                 VALUES (:card, :birth, :categories, :rosters, :resident)",
            )?;
            for holder in holders {
                insert.execute(named_params! { ":card": holder.card_no, ":birth": holder.birth,
                ":categories": holder.categories.join(";"), ":rosters": holder.rosters.join(";"),
                ":resident": holder.resident })?;
            }
            Ok(())
        })
    }

    /// All holders by card number.
    pub fn holders(&self) -> Result<Vec<Holder>, LedgerError> {
        let mut statement = self
            .connection
            .prepare("SELECT card_no, birth, categories, rosters, resident FROM holder ORDER BY card_no")?;
        let rows = statement
            .query_map([], |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get::<_, String>(2)?,
                    row.get::<_, String>(3)?,
                    row.get(4)?,
                ))
            })?
            .collect::<Result<Vec<(String, i64, String, String, bool)>, _>>()?;
        rows.into_iter()
            .map(|(card_no, birth, categories, rosters, resident)| {
                let birth = small(birth, "holder.birth")?;
                Ok(Holder {
                    card_no,
                    birth,
                    categories: split(&categories),
                    rosters: split(&rosters),
                    resident,
                })
            })
            .collect()
    }
}
