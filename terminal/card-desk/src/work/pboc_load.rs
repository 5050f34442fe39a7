//! A load of a PBOC purse: the card proves itself, the center permits, the card is credited once, the center hears its
//! word.

use apdu::Transport;
use card_issuing::{CardName, CardPicture};
use pboc_purse::crypto::{Cipher, Key16, LoadMoment};
use pboc_purse::{CreditOutcome, LoadFacts, LoadIntention, LoadOrder, LoadResolution, Mac};
use purse::{CardAmount, CardNumber};

use super::Bench;
use super::load_words::{LoadWish, Loaded, end, settled, still_open, unknown};
use crate::cards::{Seen, begin_load, credit, resolve_load};
use crate::center::{LoadAnswer, LoadAsk};
use crate::exit::{Ending, Exit};
use crate::hex::{hex, unhex};
use crate::issuing::{Entry, LoadPlan, LoadVerdict};

/// Loads the purse that lies there, or settles an earlier load of it.
pub(super) fn load(
    bench: &mut Bench<'_>,
    card: &mut dyn Transport,
    chip: [u8; 8],
    wish: LoadWish,
) -> Result<Loaded, Ending> {
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
