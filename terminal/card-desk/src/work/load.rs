//! A load: the card proves itself, the center permits, the card is credited once, the center hears its word.

use apdu::Transport;
use card_issuing::{CardName, CardPicture};
use pboc_purse::crypto::{Cipher, Key16, LoadMoment};
use pboc_purse::{CreditOutcome, LoadFacts, LoadIntention, LoadOrder, LoadResolution, Mac, Pin};
use purse::{CardAmount, CardNumber};

use super::{Bench, Pending, desfire_load, report_pending};
use crate::cards::{Seen, begin_load, credit, resolve_load};
use crate::center::{LoadAnswer, LoadAsk};
use crate::exit::{Ending, Exit};
use crate::hex::{hex, unhex};
use crate::issuing::{Entry, LoadPlan, LoadVerdict};

/// A load as it was wished for.
#[derive(Clone, Debug)]
pub struct LoadWish {
    /// Our receipt, unique for ever.
    pub reference: String,
    /// Amount.
    pub amount: CardAmount,
    /// The desk's terminal number.
    pub terminal: [u8; 6],
    /// Key identifier of the load key.
    pub key_id: u8,
    /// The holder's PIN.
    pub pin: Option<Pin>,
}

/// A load that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The card.
    pub number: CardNumber,
    /// Balance after.
    pub balance: CardAmount,
    /// What the center has not heard yet.
    pub pending: Pending,
}

/// Loads the purse that lies there. An earlier load of it whose end nobody knows is settled first, and then nothing is
/// loaded: the person at the desk decides again.
///
/// # Errors
/// Whatever card, keys, center or journal say; the sentence tells what the money did.
pub fn load(
    bench: &mut Bench<'_>,
    card: &mut dyn Transport,
    chip: [u8; 8],
    wish: LoadWish,
) -> Result<Loaded, Ending> {
    if let Some(parameters) = bench.work.desfire() {
        return desfire_load::load(bench, card, chip, parameters, &wish);
    }
    let Seen::Pboc(picture) = bench.work.read(card, chip)? else {
        return Err(Ending::refused(
            "卡与配置的种类不符，卡未动；请检查此卡 · the card is not of the kind it was taken for, nothing was touched; examine it",
        ));
    };
    let number = picture.public.number;
    if bench.journal.story().open_load_of(&number.digits()).is_some() {
        return Err(settle(bench, card, number, wish)?);
    }
    let order = LoadOrder { key_id: wish.key_id, amount: wish.amount, terminal: wish.terminal };
    let facts = begin_load(card, order, wish.pin.clone())?;
    let permit = bench.center.order_load(&ask(&picture, &wish, &facts))?;
    let stamp =
        unhex::<7>(&format!("{}{}", permit.date, permit.time)).ok_or(crate::center::CenterFault::Answer)?;
    still_open(&permit)?;
    bench.write(&Entry::LoadPermitted(LoadPlan {
        load: permit.load,
        reference: wish.reference.clone(),
        card_no: number.digits(),
        amount: wish.amount.0,
        balance: facts.balance_before.0,
        counter: facts.counter,
        stamp: hex(&stamp),
        written: None,
    }))?;
    let moment = moment(stamp);
    let name = CardName { issuer: picture.public.issuer, number, chip };
    let mac2 = match mac2(bench, &permit, &order, &facts, moment, &name) {
        Ok(mac2) => mac2,
        Err(ending) => {
            end(bench, &wish.reference, LoadVerdict::Void)?;
            return Err(ending);
        }
    };
    bench.write(&Entry::LoadSent { reference: wish.reference.clone(), sealed: None })?;
    match credit(card, order, facts, moment, mac2) {
        CreditOutcome::Credited(tac) => {
            let verdict = LoadVerdict::Credited { tac: Some(hex(&tac.0)) };
            let pending = end(bench, &wish.reference, verdict)?;
            let balance = facts.balance_before.checked_add(wish.amount).unwrap_or(facts.balance_before);
            Ok(Loaded { number, balance, pending })
        }
        CreditOutcome::Refused(refusal) => {
            end(bench, &wish.reference, LoadVerdict::Void)?;
            Err(Ending::refused(refusal))
        }
        CreditOutcome::Unknown(_) => Err(unknown()),
    }
}

/// Writes down how a load ended, and tells the center.
pub(super) fn end(bench: &mut Bench<'_>, reference: &str, verdict: LoadVerdict) -> Result<Pending, Ending> {
    bench.write(&Entry::LoadEnded { reference: reference.to_owned(), verdict })?;
    report_pending(bench)
}

/// Settles the card's open load by its own word. The answer says what became of it.
fn settle(
    bench: &mut Bench<'_>,
    card: &mut dyn Transport,
    number: CardNumber,
    wish: LoadWish,
) -> Result<Ending, Ending> {
    let Some(open) = bench.journal.story().open_load_of(&number.digits()).cloned() else {
        return Err(Ending::new(Exit::Fault, "load"));
    };
    let (plan, sent) = (open.plan, open.sent);
    let stamp = unhex::<7>(&plan.stamp).ok_or_else(|| Ending::new(Exit::JournalUnavailable, "stamp"))?;
    let resolution = if sent {
        let intention = LoadIntention {
            order: LoadOrder {
                key_id: wish.key_id,
                amount: CardAmount(plan.amount),
                terminal: wish.terminal,
            },
            moment: moment(stamp),
            counter_before: plan.counter,
            balance_before: CardAmount(plan.balance),
        };
        resolve_load(card, intention, wish.pin)
    } else {
        LoadResolution::NotCredited
    };
    let (verdict, zh, en) = match resolution {
        LoadResolution::Credited(tac) => {
            (LoadVerdict::Credited { tac: tac.map(|tac| hex(&tac.0)) }, "已到卡上", "is on the card")
        }
        LoadResolution::NotCredited => (LoadVerdict::Void, "没有充上", "was not credited"),
        LoadResolution::Undecided(why) => return Ok(Ending::new(Exit::CardLost, why)),
    };
    end(bench, &plan.reference, verdict)?;
    Ok(settled(&plan.reference, zh, en))
}

/// What is said of an earlier load that is settled now.
pub(super) fn settled(reference: &str, zh: &str, en: &str) -> Ending {
    Ending::refused(format!(
        "上一笔充值 {reference} {zh}，现已了结；本次未充值，如仍需充值请再运行一次 · the earlier load {reference} {en} and is settled now; nothing was loaded this time, run it again if it is still wanted"
    ))
}

/// Whether the receipt may still be loaded.
pub(super) fn still_open(permit: &LoadAnswer) -> Result<(), Ending> {
    if permit.state == "open" {
        return Ok(());
    }
    Err(Ending::refused(
        "这个收据号的充值已经了结，未充值；请换收据号 · the load of this receipt is over, nothing was loaded; use another receipt",
    ))
}

/// The credit went out and nothing came back.
pub(super) fn unknown() -> Ending {
    Ending::new(
        Exit::CardLost,
        "充值结果未知，钱可能已到卡上；请把同一张卡放回并再运行 load，不要重复收款 · the outcome of the load is unknown, the money may be on the card; put the same card back and run load again, and do not take the money twice",
    )
}

fn ask(picture: &CardPicture, wish: &LoadWish, facts: &LoadFacts) -> LoadAsk {
    LoadAsk {
        reference: wish.reference.clone(),
        card_no: picture.public.number.digits(),
        issuer: hex(&picture.public.issuer.0),
        amount_fen: wish.amount.0,
        balance_fen: facts.balance_before.0,
        counter: facts.counter,
        random: hex(&facts.random),
        algorithm: facts.alg_id,
        mac1: hex(&facts.mac1.0),
    }
}

fn moment(stamp: [u8; 7]) -> LoadMoment {
    let [a, b, c, d, time @ ..] = stamp;
    LoadMoment { date: [a, b, c, d], time }
}

/// MAC2: the center's, or our own keeper's once it finds the card's MAC1 right.
fn mac2(
    bench: &Bench<'_>,
    permit: &LoadAnswer,
    order: &LoadOrder,
    facts: &LoadFacts,
    moment: LoadMoment,
    name: &CardName,
) -> Result<Mac, Ending> {
    if let Some(text) = &permit.mac2 {
        return unhex(text).map(Mac).ok_or_else(|| crate::center::CenterFault::Answer.into());
    }
    let key = bench.keys.load_key(name)?;
    let inputs = facts.inputs(order);
    let session = inputs.session(Cipher::TripleDes, &Key16(*key.expose()));
    if inputs.mac1(&session) != facts.mac1 {
        return Err(Ending::refused(
            "卡的校验码不对，未充值；可能是伪卡或密钥版本不符，请收卡并联系运营中心 · the card's code is wrong, nothing was loaded; it may be forged or of another key version: keep it and call the operations center",
        ));
    }
    Ok(inputs.mac2(&session, moment))
}
