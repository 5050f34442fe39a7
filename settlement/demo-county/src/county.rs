//! The whole county from one seed.

use std::collections::BTreeMap;

use money::Fen;
use pboc_purse::proof::TacMasterKey;
use records::{BusinessDay, CardNo, SigningKey};
use subsidy::Tariff;

use crate::card::{LOST, everybody};
use crate::day::{Morning, STOP, live};
use crate::dice::bytes;
use crate::plan::plan;
use crate::post::{chain, deliver};
use crate::shop::{merchants, tills, towns};
use crate::slot::{moment, timetable};
use crate::{Delivery, Fault, Holder, Merchant, Sizes, Sums, Till, Unfit};

/// Its tariff.
pub const TARIFF: &str = include_str!("../tariff.toml");
/// Its division code, which no county has.
pub const DIVISION: u32 = 999_999;
/// Its name, which says what it is.
pub const NAME: &str = "合成县（演示数据，非真实）";
/// What charity gave for each sale there may be: it never runs dry.
const GIFT: i64 = 300;

/// The day.
#[must_use]
pub fn the_day() -> BusinessDay {
    BusinessDay::from_number(20_240_715).expect("a day of the calendar")
}

/// A synthetic county and its day.
#[derive(Clone, Debug)]
pub struct County {
    /// The key that signs for its center.
    pub signing_key: [u8; 32],
    /// The master key of its cards' TACs.
    pub tac_master: [u8; 16],
    /// Who proposes the tariff.
    pub maker: SigningKey,
    /// Who releases it.
    pub checker: SigningKey,
    /// Password of the login `demo`.
    pub password: String,
    /// What the limited fund was given before the day.
    pub gift: Fen,
    /// Merchants.
    pub merchants: Vec<Merchant>,
    /// Tills, in the order in which the center registers them.
    pub tills: Vec<Till>,
    /// Elders on the center's list.
    pub holders: Vec<Holder>,
    /// Stop lists: from when, and which cards.
    pub stop_lists: Vec<(i64, Vec<CardNo>)>,
    /// Every batch, in order of arrival.
    pub deliveries: Vec<Delivery>,
    /// Everything that is wrong, in order.
    pub truth: Vec<Fault>,
    /// What each merchant sold.
    pub sums: BTreeMap<String, Sums>,
}

impl County {
    /// The county of this seed and size.
    ///
    /// # Errors
    /// A size or a seed that the faults do not fit into.
    pub fn of(seed: u64, sizes: Sizes) -> Result<County, Unfit> {
        sizes.check()?;
        let faults = sizes.faults();
        let tariff = Tariff::load(TARIFF).map_err(|_| Unfit::Broken("tariff"))?;
        let tills = tills(seed, sizes.terminals)?;
        let towns = towns(sizes.terminals);
        let slots = timetable(seed, &tills, sizes.records);
        let plan = plan(seed, &slots, tills.len(), faults)?;
        let taps = sizes.terminals.saturating_mul(sizes.records);
        let (holders, cards) = everybody(seed, taps, towns, &tariff)?;
        let lost: Vec<CardNo> = cards.iter().rev().take(LOST).map(|card| card.number).collect();
        let tac_master = mtk(seed);
        let master = TacMasterKey::new(tac_master);
        let morning = Morning {
            seed,
            tariff: &tariff,
            master: &master,
            tills: &tills,
            slots: &slots,
            plan: &plan,
            towns,
        };
        let lived = live(&morning, cards, faults.post_death)?;
        let written = chain(lived.written)?;
        let (deliveries, gaps) = deliver(seed, &tills, &written, &plan)?;
        let mut truth = [lived.faults, gaps].concat();
        truth.sort();
        let stopped = [lost.clone(), lived.dead].concat();
        Ok(County {
            signing_key: bytes(seed, "center", 0),
            tac_master,
            maker: SigningKey::from_bytes(&bytes(seed, "maker", 0)),
            checker: SigningKey::from_bytes(&bytes(seed, "checker", 0)),
            password: password(seed),
            gift: Fen(GIFT.saturating_mul(i64::from(taps))),
            merchants: merchants(sizes.terminals),
            tills,
            holders,
            stop_lists: vec![(the_day().start_us(), lost), (moment(STOP), stopped)],
            deliveries,
            truth,
            sums: lived.sums,
        })
    }
}

fn mtk(seed: u64) -> [u8; 16] {
    let mut key = [0; 16];
    for (byte, drawn) in key.iter_mut().zip(bytes(seed, "TAC master", 0)) {
        *byte = drawn;
    }
    key
}

fn password(seed: u64) -> String {
    let drawn = bytes(seed, "password", 0);
    let digits: String = drawn.iter().take(5).map(|byte| format!("{byte:02x}")).collect();
    format!("demo-{digits}")
}
