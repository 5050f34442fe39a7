//! A load of a DESFire purse: the center permits and counts it, the card commits it once with its record, the center
//! hears the card's proof. A torn load is settled by the card's records, never made again.

use apdu::Transport;
use desfire_purse::{DeskOrder, Parameters};
use purse::{
    Application as _, CardAmount, CardNumber, DebitOutcome, Paid, Plan, Probe, Proof, PurchaseRefusal,
    PurseView, Resolution, Torn,
};

use super::Bench;
use super::load_words::{LoadWish, Loaded, end, settled, still_open, unknown};
use crate::cards::{CardFault, Seen, converse};
use crate::center::{CenterFault, DesfireLoadAsk};
use crate::exit::{Ending, Exit};
use crate::hex::{hex, unhex, unhex_any};
use crate::issuing::{CommitProof, Entry, LoadPlan, LoadStory, LoadVerdict};
use crate::keys::KeyUse;

/// The record's code for a load: CREDIT.
const CREDIT: u8 = 0x0C;

/// Loads the purse that lies there, or settles an earlier load of it.
pub(super) fn load(
    bench: &mut Bench<'_>,
    card: &mut dyn Transport,
    chip: [u8; 8],
    parameters: &Parameters,
    wish: &LoadWish,
) -> Result<Loaded, Ending> {
    let seen = bench.work.read(card, chip)?;
    let number = seen.number();
    if let Some(open) = bench.journal.story().open_load_of(&number.digits()).cloned() {
        return Err(settle(bench, card, parameters, &open)?);
    }
    if matches!(&seen, Seen::Desfire { picture, .. } if picture.blocked) {
        return Err(Ending::refused(
            "卡已停用，未充值；请收卡或换卡 · the card is out of use, nothing was loaded; keep or replace it",
        ));
    }
    let view = probe(card, parameters)?;
    let before = view.balance.unwrap_or(CardAmount::ZERO);
    let permit = bench.center.order_desfire_load(&DesfireLoadAsk {
        reference: wish.reference.clone(),
        card_no: number.digits(),
        issuer: hex(&view.issuer.0),
        amount_fen: wish.amount.0,
        balance_fen: before.0,
    })?;
    still_open(&permit)?;
    let moment = unhex(&permit.date).zip(unhex(&permit.time)).ok_or(CenterFault::Answer)?;
    let planned = plan(bench, parameters, &view, wish, permit.load, moment);
    bench.write(&Entry::LoadPermitted(LoadPlan {
        load: permit.load,
        reference: wish.reference.clone(),
        card_no: number.digits(),
        amount: wish.amount.0,
        balance: before.0,
        counter: 0,
        stamp: format!("{}{}", permit.date, permit.time),
        written: planned.as_ref().ok().map(|plan| hex(&plan.written)),
    }))?;
    let armed = planned.and_then(|mut plan| {
        converse(&mut *plan.purchase, card, |_| Ok(()))?.map_err(|refusal| refused(bench, refusal))
    });
    let armed = match armed {
        Ok(armed) => armed,
        // No commit went out: nothing was loaded, whatever else happened.
        Err(ending) => {
            end(bench, &wish.reference, LoadVerdict::Void)?;
            return Err(ending);
        }
    };
    let sealed = armed.facts().sealed.map(|sealed| hex(&sealed));
    bench.write(&Entry::LoadSent { reference: wish.reference.clone(), sealed })?;
    let mut commit = armed.debit();
    let outcome = converse(&mut *commit, card, |_| Ok(())).unwrap_or_else(|_| commit.so_far());
    match outcome {
        DebitOutcome::Paid(paid) => {
            let pending = end(bench, &wish.reference, committed(&paid))?;
            let balance = before.checked_add(wish.amount).unwrap_or(before);
            Ok(Loaded { number, balance, pending })
        }
        DebitOutcome::Refused(_) => {
            end(bench, &wish.reference, LoadVerdict::Void)?;
            Err(Ending::refused(
                "卡拒绝提交，未充值；请再放一次卡 · the card refused to commit, nothing was loaded; put it down again",
            ))
        }
        DebitOutcome::Unknown => Err(unknown()),
    }
}

fn plan(
    bench: &Bench<'_>,
    parameters: &Parameters,
    view: &PurseView,
    wish: &LoadWish,
    load: u64,
    (date, time): ([u8; 4], [u8; 3]),
) -> Result<Plan, Ending> {
    let uid = Parameters::serial(view).ok_or_else(unreadable)?;
    let key = bench.keys.desfire_key(KeyUse::DesfireLoad, &parameters.input(uid))?;
    let [a, b, c, d, e, f] = wish.terminal;
    let till = u64::from_be_bytes([0, 0, a, b, c, d, e, f]);
    let order = DeskOrder { till, sale: load, date, time, mark: None };
    let planned = parameters.load(view, wish.amount, &order, &key, bench.keys);
    planned.map_err(|refusal| refused(bench, refusal))
}

fn probe(card: &mut dyn Transport, parameters: &Parameters) -> Result<PurseView, Ending> {
    match converse(&mut *parameters.probe(), card, |_| Ok(()))? {
        Probe::Found(view) => Ok(view),
        Probe::Absent | Probe::Locked | Probe::NotEnabled | Probe::Unreadable => Err(unreadable()),
    }
}

fn unreadable() -> Ending {
    Ending::refused(
        "卡读不懂，未充值；请再放一次卡，不行则检查此卡 · the card makes no sense, nothing was loaded; put it down again, else examine it",
    )
}

/// Why there is no load. Nothing has changed on the card.
fn refused(bench: &Bench<'_>, refusal: PurchaseRefusal) -> Ending {
    if let Some(fault) = bench.keys.take_fault() {
        return CardFault::Keys(fault).into();
    }
    match refusal {
        PurchaseRefusal::CardKey => Ending::refused(
            "卡不认密钥，未充值；请核对密钥版本 · the card does not accept the key, nothing was loaded; check its version",
        ),
        PurchaseRefusal::Card(0x91BE) => Ending::refused(
            "余额将超过卡的上限，未充值；请改金额 · the balance would pass what the card holds, nothing was loaded; change the amount",
        ),
        PurchaseRefusal::Card(status) => Ending::refused(format!(
            "卡拒绝 {status:04X}，未充值；请再放一次卡 · the card refused, nothing was loaded; put it down again"
        )),
        _ => unreadable(),
    }
}

fn committed(paid: &Paid) -> LoadVerdict {
    let proof = match paid.proof {
        Proof::TransactionMac { counter, value, sealed } => {
            Some(CommitProof { counter, value: hex(&value), sealed: hex(&sealed) })
        }
        Proof::Tac(_) | Proof::None => None,
    };
    LoadVerdict::Committed { proof }
}

/// Settles the card's open load by its own records. The answer says what became of it.
fn settle(
    bench: &mut Bench<'_>,
    card: &mut dyn Transport,
    parameters: &Parameters,
    open: &LoadStory,
) -> Result<Ending, Ending> {
    let plan = &open.plan;
    let resolution = match torn(open) {
        Some(torn) if open.sent => {
            let view = probe(card, parameters)?;
            let resolve = parameters.resolve(&view, &torn, bench.keys);
            let mut resolve = resolve.map_err(|refusal| refused(bench, refusal))?;
            converse(&mut *resolve, card, |_| Ok(())).unwrap_or_else(|_| resolve.so_far())
        }
        None if open.sent => return Err(Ending::new(Exit::JournalUnavailable, "written")),
        _ => Resolution::NotDebited,
    };
    let (verdict, zh, en) = match resolution {
        Resolution::Debited(paid) => (committed(&paid), "已到卡上", "is on the card"),
        Resolution::NotDebited => (LoadVerdict::Void, "没有充上", "was not credited"),
        Resolution::Undecided(_) => {
            return Ok(Ending::new(
                Exit::CardLost,
                "卡的记录不能说明上一笔充值，未充值；请再放一次卡，不行则联系运营中心 · the card's records do not tell of the earlier load, nothing was loaded; put it down again, else call the operations center",
            ));
        }
    };
    end(bench, &plan.reference, verdict)?;
    Ok(settled(&plan.reference, zh, en))
}

/// What was remembered of a load that was sent.
fn torn(open: &LoadStory) -> Option<Torn> {
    let plan = &open.plan;
    let [a, b, c, d, time @ ..] = unhex::<7>(&plan.stamp)?;
    Some(Torn {
        number: CardNumber(unhex(&plan.card_no)?),
        issuer: purse::Issuer([0; 8]),
        amount: CardAmount(plan.amount),
        txn: CREDIT,
        written: unhex_any(plan.written.as_deref()?)?,
        sam: None,
        date: [a, b, c, d],
        time,
        counter_before: None,
        balance_before: Some(CardAmount(plan.balance)),
        sealed: match &open.sealed {
            Some(sealed) => Some(unhex(sealed)?),
            None => None,
        },
        sam_session: false,
    })
}
