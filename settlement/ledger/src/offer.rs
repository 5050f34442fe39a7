//! What a merchant sells, at which list price, and when.

use money::Fen;

use crate::error::small;
use crate::store::{at, named};
use crate::{Ledger, LedgerError};

/// One line of a merchant's offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Service code of the tariff.
    pub service: u16,
    /// List price.
    pub price: Fen,
    /// `true`: the cashier keys the amount; `false`: the price is fixed.
    pub keyed: bool,
    /// First minute of the day, inclusive.
    pub from_minute: u16,
    /// Last minute of the day, exclusive, at most 1440.
    pub to_minute: u16,
}

impl Ledger {
    /// Sets one line; the line with the same service and starting minute is replaced.
    pub fn set_offer(&mut self, merchant: &str, offer: &Offer) -> Result<(), LedgerError> {
        if self.merchant(merchant)?.is_none() {
            return Err(LedgerError::unknown("商户", "merchant", &merchant));
        }
        self.step(|transaction| {
            transaction.execute(
                "DELETE FROM offer WHERE merchant = :merchant AND service = :service AND from_minute = :from",
                named! { ":merchant": merchant, ":service": offer.service, ":from": offer.from_minute },
            )?;
            transaction.execute(
                "INSERT INTO offer (merchant, service, price, mode, from_minute, to_minute)
                 VALUES (:merchant, :service, :price, :mode, :from, :to)",
                named! { ":merchant": merchant, ":service": offer.service, ":price": offer.price.0,
                ":mode": if offer.keyed { "keyed" } else { "fixed" },
                ":from": offer.from_minute, ":to": offer.to_minute },
            )?;
            Ok(())
        })
    }

    /// The lines of one merchant, by starting minute.
    pub fn offers(&self, merchant: &str) -> Result<Vec<Offer>, LedgerError> {
        let rows = self.store.rows(
            "SELECT service, price, mode, from_minute, to_minute FROM offer
             WHERE merchant = ?1 ORDER BY from_minute, service",
            at![merchant],
            |row| {
                Ok((row.get::<i64>(0)?, row.get(1)?, row.get::<String>(2)?, row.get::<i64>(3)?, row.get(4)?))
            },
        )?;
        rows.into_iter()
            .map(|(service, price, mode, from, to)| {
                Ok(Offer {
                    service: small(service, "offer.service")?,
                    price: Fen(price),
                    keyed: mode == "keyed",
                    from_minute: small(from, "offer.from_minute")?,
                    to_minute: small(to, "offer.to_minute")?,
                })
            })
            .collect()
    }
}
