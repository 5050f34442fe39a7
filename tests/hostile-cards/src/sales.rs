//! Finding a card, buying with it, and asking it afterwards: every family, by the neutral shape of them all.

use crate::scene::{self, Scene};
use crate::{Corpus, Noise, Report};
use both_sides::county::Kind;
use purse::{
    Cards, DebitOrder, DebitOutcome, Facts, Inquiry, Plan, Presence, Probe, PurseView, Recognition,
    Resolution, Torn,
};
use virtual_cards::SocialGeneration;
use virtual_cards::desfire::Generation;

const KINDS: [Kind; 8] = [
    Kind::TUnion,
    Kind::TUnionFetched,
    Kind::Sm4,
    Kind::CityUnion,
    Kind::Desfire(Generation::Ev1),
    Kind::Desfire(Generation::Ev2),
    Kind::Social(SocialGeneration::Two),
    Kind::Serial,
];

/// Questions of each dialogue, at most: as its own documentation has it.
fn bounds(kind: Kind) -> Bounds {
    match kind {
        Kind::Desfire(Generation::Ev1) => Bounds {
            probe: ("DESFire EV1: probe", 18),
            purchase: ("DESFire EV1: purchase", 34),
            debit: ("DESFire EV1: commit", 1),
            resolve: ("DESFire EV1: recovery", 20),
        },
        Kind::Desfire(_) => Bounds {
            probe: ("DESFire EV2: probe", 18),
            purchase: ("DESFire EV2: purchase", 50),
            debit: ("DESFire EV2: commit", 1),
            resolve: ("DESFire EV2: recovery", 20),
        },
        Kind::Social(_) | Kind::Serial => Bounds {
            probe: ("identity card: probe", 7),
            purchase: ("identity card: purchase", 0),
            debit: ("identity card: debit", 0),
            resolve: ("identity card: recovery", 0),
        },
        _ => Bounds {
            probe: ("purse: probe", 4),
            purchase: ("purse: purchase", 5),
            debit: ("purse: debit", 2),
            resolve: ("purse: recovery", 14),
        },
    }
}

struct Bounds {
    probe: (&'static str, usize),
    purchase: (&'static str, usize),
    debit: (&'static str, usize),
    resolve: (&'static str, usize),
}

/// Sixteen applications, the most a profile may name: seven purses of which three may be guests, four DESFire, four
/// social, one serial, and the directory at the end.
fn profile() -> (Cards, usize) {
    let kinds = [Kind::TUnion, Kind::CityUnion, KINDS[4], KINDS[5], KINDS[6], KINDS[7]];
    let sixteen = kinds.iter().cycle().take(purse::APPLICATIONS_MAX);
    let questions = sixteen.clone().map(|kind| bounds(*kind).probe.1).sum::<usize>() + 1;
    (Cards::new(sixteen.map(|kind| kind.application()).collect()), questions)
}

pub(crate) fn all(corpus: &Corpus, noise: &mut Noise, report: &mut Report) {
    let kind = noise.pick(&KINDS).copied().unwrap_or(Kind::TUnion);
    let mut scene = Scene::new(kind, noise, corpus);
    scene.turn(noise);
    let (cards, questions) = profile();
    let mut inquiry = Inquiry::new(&cards, &Presence { atr: scene.atr.clone() });
    let name = ("inquiry of sixteen applications", questions);
    scene.hold(report, name, &mut inquiry, |found| matches!(found, Recognition::Ours(_)));

    let bounds = bounds(kind);
    let mut probe = kind.application().probe();
    scene.hold(report, bounds.probe, &mut *probe, |found| matches!(found, Probe::Found(_)));
    scene.calm();
    let Some(view) = scene.found() else { return };
    let order = order(noise, &view);
    let application = kind.application();
    let Ok(mut plan) = application.plan(&view, &order, &scene.keys) else { return };
    scene.turn(noise);
    let armed = scene.carry(report, bounds.purchase, &mut *plan.purchase, Result::is_ok);
    let mut facts = Facts::default();
    if let Ok(Ok(armed)) = armed {
        facts = armed.facts();
        let mut debit = armed.debit();
        let paid = |outcome: &DebitOutcome| matches!(outcome, DebitOutcome::Paid(_));
        let heard = scene.carry(report, bounds.debit, &mut *debit, paid);
        // However it ended, it is not begun again.
        let again = scene.carry(report, ("a debit begun again", 0), &mut *debit, |_| true);
        assert!(heard.is_err() || heard == again);
    }
    scene.calm();
    let Some(now) = scene.found() else { return };
    let torn = torn(&now, &order, plan, facts);
    let Ok(mut resolve) = application.resolve(&now, &torn, &scene.keys) else { return };
    scene.turn(noise);
    let known = |found: &Resolution| !matches!(found, Resolution::Undecided(_));
    scene.hold(report, bounds.resolve, &mut *resolve, known);
    assert_eq!(scene.card.moved, 0, "recovery moves no money");
}

fn order(noise: &mut Noise, view: &PurseView) -> DebitOrder {
    let fen = if view.has_purse { u32::from(noise.byte()) } else { 0 };
    DebitOrder { mark: view.mark.clone().filter(|_| noise.chance(60)), ..scene::order(fen) }
}

fn torn(view: &PurseView, order: &DebitOrder, plan: Plan, facts: Facts) -> Torn {
    Torn {
        number: view.number,
        issuer: view.issuer,
        amount: order.amount,
        txn: plan.txn,
        written: plan.written,
        sam: order.sam,
        date: order.date,
        time: order.time,
        counter_before: facts.counter,
        balance_before: facts.balance_before,
        sealed: facts.sealed,
        sam_session: true,
    }
}
