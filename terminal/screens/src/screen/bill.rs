//! What it costs, before the debit and after it.

use crate::canvas::Rect;
use crate::grid::{self, BODY, Band, Figure};
use crate::palette::{AMBER_PALE, GREEN, INK, PAPER};
use crate::phrases;
use crate::sheet::{Align, Sheet, Style, both};
use crate::symbol::Symbol;
use crate::view::{Bill, Paid, Standing};
use embedded_graphics::pixelcolor::Rgb565;
use money::Fen;

/// Before the debit: the card must stay.
pub(crate) fn lay_quote(sheet: &mut Sheet<'_>, bill: &Bill) {
    let band = Band { symbol: Symbol::Hourglass, ground: INK, ink: PAPER };
    grid::band(sheet, band, both(phrases::SETTLING), 0);
    let service = Figure::text(phrases::SERVICE, bill.service.zh.clone());
    body(sheet, bill, INK, vec![service, card(bill)]);
}

/// After it: green, and on disk.
pub(crate) fn lay_paid(sheet: &mut Sheet<'_>, paid: &Paid) {
    let bill = &paid.bill;
    let band = Band { symbol: Symbol::Tick, ground: GREEN, ink: PAPER };
    let title = if bill.self_pay == Fen::ZERO { phrases::FREE } else { phrases::PAID };
    grid::band(sheet, band, both(title), 232);
    owner(sheet, bill, band);
    let (value, symbol) = match paid.standing {
        Standing::Pending => (phrases::PENDING.zh, Symbol::Unsent),
        Standing::Verified => (phrases::VERIFIED.zh, Symbol::Linked),
    };
    let record = Figure { symbol: Some(symbol), ..Figure::text(phrases::RECORD, value.to_owned()) };
    let balance = paid.balance_after.map(|balance| Figure::fen(phrases::BALANCE, balance));
    body(sheet, bill, GREEN, balance.into_iter().chain([record]).collect());
}

/// Card tail and tier letter at the right edge of the band. Keeps 232 pixels.
fn owner(sheet: &mut Sheet<'_>, bill: &Bill, band: Band) {
    let lettered = bill.tier.is_ascii_alphanumeric();
    if !bill.card_tail.is_empty() {
        let right = if lettered { 688 } else { 768 };
        let slot = Rect::new(right - 156, 68, 156, 48);
        let tail = format!("****{}", bill.card_tail);
        sheet.line(slot, &tail, Style::zh(36, band.ink).aligned(Align::Right));
    }
    if lettered {
        sheet.framed(Rect::new(704, 60, 64, 64), 10, band.ink, band.ground);
        let style = Style::zh(44, band.ink).aligned(Align::Centre);
        sheet.line(Rect::new(712, 64, 48, 56), &bill.tier.to_string(), style);
    }
}

fn card(bill: &Bill) -> Figure {
    Figure::text(phrases::CARD, format!("****{}", bill.card_tail))
}

fn body(sheet: &mut Sheet<'_>, bill: &Bill, colour: Rgb565, more: Vec<Figure>) {
    let sum = bill.self_pay.to_string();
    match bill.notices.first() {
        None => grid::sum(sheet, BODY + 4, grid::SUM_ALONE, phrases::SELF_PAY, &sum, colour),
        Some(notice) => {
            grid::sum(sheet, BODY, grid::SUM_OVER_REMARK, phrases::SELF_PAY, &sum, colour);
            let others = bill.notices.len() - 1;
            let zh = if others == 0 { notice.zh.clone() } else { format!("{} (+{others})", notice.zh) };
            grid::remark(sheet, grid::REMARK, Symbol::Remark, (&zh, &notice.en), (INK, AMBER_PALE));
        }
    }
    let mut figures =
        vec![Figure::fen(phrases::PRICE, bill.price), Figure::fen(phrases::BENEFIT, bill.benefit)];
    figures.extend(more);
    grid::figures(sheet, &figures);
}
