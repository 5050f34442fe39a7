//! Merchants and their tills.

use records::{SigningKey, TerminalId};

use crate::dice::bytes;
use crate::{DIVISION, Unfit};

/// Tills of one merchant.
const TILLS: u32 = 3;
/// Every so many tills one stands at a barber's.
const BARBERS: u32 = 10;
/// Towns the tariff knows.
const TOWNS: u32 = 12;

/// A merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
}

/// A till.
#[derive(Clone, Debug)]
pub struct Till {
    /// Its id: the center numbers tills in the order they are registered.
    pub id: TerminalId,
    /// Its merchant.
    pub merchant: String,
    /// Name of the point.
    pub point: String,
    /// Kind of merchant, as the tariff names it.
    pub kind: &'static str,
    /// Place, as the tariff names it.
    pub place: String,
    /// Its key.
    pub key: SigningKey,
    pub(crate) town: u32,
    pub(crate) number: u32,
}

impl Till {
    pub(crate) fn is_barber(&self) -> bool {
        self.kind == "partner"
    }
}

/// How many towns a county of so many tills has.
pub(crate) fn towns(tills: u32) -> u32 {
    (tills / 4).clamp(2, TOWNS)
}

pub(crate) fn merchants(tills: u32) -> Vec<Merchant> {
    let merchant =
        |number: u32| Merchant { id: merchant_id(number), name: format!("合成商户 {number:03}") };
    (1..=tills.div_ceil(TILLS)).map(merchant).collect()
}

fn merchant_id(number: u32) -> String {
    format!("synthetic-{number:03}")
}

pub(crate) fn tills(seed: u64, count: u32) -> Result<Vec<Till>, Unfit> {
    let towns = towns(count);
    (0..count)
        .map(|place| {
            let number = place.saturating_add(1);
            let town = place % towns;
            let part = if (place / towns).is_multiple_of(2) { "town" } else { "village" };
            Ok(Till {
                id: TerminalId::new(DIVISION, number).ok_or(Unfit::Broken("terminal"))?,
                merchant: merchant_id((place / TILLS).saturating_add(1)),
                point: format!("合成服务点 {number:03}"),
                kind: if place % BARBERS == BARBERS.saturating_sub(1) { "partner" } else { "meal_point" },
                place: format!("{part}_{}", town.saturating_add(1)),
                key: SigningKey::from_bytes(&bytes(seed, "till", u64::from(number))),
                town,
                number,
            })
        })
        .collect()
}
