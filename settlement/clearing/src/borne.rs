//! Who bears a benefit, in words.

use money::Fen;
use subsidy::{Leg, Tariff};

use crate::Explanation;

/// The part of one fund, with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Borne {
    /// Its name, Chinese.
    pub zh: String,
    /// Its name, English.
    pub en: String,
    /// What it bears.
    pub amount: Fen,
    /// Whether one fen of it did not divide and went to this fund.
    pub odd: bool,
}

impl Borne {
    /// One line for the part, and one for its odd fen.
    pub(crate) fn explain(&self) -> Vec<Explanation> {
        let Borne { zh, en, amount, odd } = self;
        let mut lines = vec![Explanation {
            zh: format!("补贴由{zh}承担"),
            en: format!("Borne by {en}"),
            amount: Some(*amount),
        }];
        if *odd {
            let one = Fen(1);
            lines.push(Explanation {
                zh: format!("尾分 {one} 归{zh}，已计入上一行"),
                en: format!("The odd fen goes to {en}, counted in the line above"),
                amount: None,
            });
        }
        lines
    }
}

/// Names the parts. A fund that the tariff does not know keeps its code.
pub(crate) fn borne(legs: &[Leg], tariff: Option<&Tariff>) -> Vec<Borne> {
    let name = |code: u8| {
        let known = tariff.and_then(|tariff| tariff.fund(code));
        known.map_or_else(
            || (format!("资金 {code}"), format!("fund {code}")),
            |fund| (fund.zh.clone(), fund.en.clone()),
        )
    };
    let part = |leg: &Leg| {
        let (zh, en) = name(leg.fund);
        Borne { zh, en, amount: leg.amount, odd: leg.odd }
    };
    legs.iter().map(part).collect()
}
