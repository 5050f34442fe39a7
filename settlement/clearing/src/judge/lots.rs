//! What the paid sales of a batch draw from vouchers and points, and what is given back.

use super::{Bench, about, clear};
use crate::history::at;
use crate::lots::{Drawing, LotMove, Short};
use crate::{Cleared, Finding, FindingKind};
use money::Fen;
use records::CardNo;
use std::collections::BTreeMap;

impl Bench<'_> {
    /// The differences between what is booked and what follows from all paid sales in order of time. So an earlier
    /// sale that comes later takes its place, and a sale that is turned down gives back what it drew.
    pub(super) fn draw_lots(&mut self) -> Vec<LotMove> {
        let mut moves = Vec::new();
        let (mut told, mut cleared) = (Vec::new(), Vec::new());
        for (card, view) in &self.cards {
            let mut due = Drawing::of(view, None, &self.knowledge);
            let mut booked = BTreeMap::new();
            for draw in view.lots.booked.iter().filter(|draw| view.decides((draw.terminal, draw.seq))) {
                let sum: &mut i64 = booked.entry(((draw.terminal, draw.seq), draw.load)).or_default();
                *sum = sum.saturating_add(draw.amount);
            }
            for record in view.paid.values().filter(|record| view.decides(at(record))) {
                let at = at(record);
                let new = due.short.get(&at).copied();
                let had = booked.range((at, 0)..=(at, u32::MAX)).fold(0i64, |sum, (_, part)| sum + part);
                let old = new.is_some_and(|new| view.is_earlier(at) && new.found == had);
                if view.is_earlier(at) && !old && had != sum_of(&due, at) {
                    cleared.push(Cleared { kind: FindingKind::VoucherOverdrawn, ..clear(record) });
                }
                if let Some(short) = new.filter(|_| !old) {
                    told.push(overdrawn(short, about(FindingKind::VoucherOverdrawn, record)));
                }
            }
            for (key, amount) in booked {
                let sum = due.drawn.entry(key).or_default();
                *sum = sum.saturating_sub(amount);
            }
            moves.extend(
                due.drawn.into_iter().filter(|(_, amount)| *amount != 0).map(|move_| of(*card, move_)),
            );
        }
        cleared.into_iter().for_each(|one| self.clear(one));
        told.into_iter().for_each(|finding| self.note(finding));
        // What comes back first: it may be drawn again at once.
        moves.sort_by_key(|one| (one.card, one.amount > 0));
        moves
    }
}

fn sum_of(due: &Drawing, at: crate::history::At) -> i64 {
    due.drawn.range((at, 0)..=(at, u32::MAX)).fold(0i64, |sum, (_, part)| sum.saturating_add(*part))
}

fn of(card: CardNo, (((terminal, seq), load), amount): ((crate::history::At, u32), i64)) -> LotMove {
    LotMove { card, terminal, seq, load, amount }
}

/// Points are no money: their amounts stand in the card's own journal.
fn overdrawn(short: Short, finding: Finding) -> Finding {
    let fen = |amount| Some(Fen(amount)).filter(|_| short.in_fen);
    Finding { expected: fen(short.found), found: fen(short.wanted), ..finding }
}
