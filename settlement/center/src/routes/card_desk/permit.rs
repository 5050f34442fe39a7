//! What every load is permitted by: what a purse may hold, what a desk may load, and what the books know of the card.

use axum::http::StatusCode;
use ledger::{Desk, LedgerError, LoadOrder, LoadRefusal, StoredLoad};

use crate::hex::unhex;
use crate::{Center, Problem, clock};

/// The most a purse may hold, fen: 1000 yuan, for it pays without a PIN.
const BALANCE_MAX: u32 = 100_000;
/// Who counts the loads of a card.
#[derive(Clone, Copy)]
pub(super) enum Counted {
    /// The card, by its online counter.
    ByCard,
    /// The books.
    ByBooks,
}

/// Keeps an order, where nothing speaks against it.
pub(super) async fn permitted(
    center: &Center,
    desk: &Desk,
    order: LoadOrder,
    counted: Counted,
) -> Result<StoredLoad, Problem> {
    let (number, limit, now) = (desk.number, desk.load_limit, clock::now_us());
    let kept = center
        .books
        .write(move |ledger| {
            let day = clock::county_day(now).ok_or(LedgerError::OutOfRange("clock"))?;
            match counted {
                Counted::ByCard => ledger.order_load(&order, limit, day, now),
                Counted::ByBooks => ledger.order_uncounted_load(&order, limit, day, now),
            }
        })
        .await?;
    let load = kept.map_err(|refusal| {
        tracing::warn!(desk = number, refusal = ?refusal, "Load refused");
        refused(refusal)
    })?;
    tracing::info!(desk = number, load = load.number, "Load permitted");
    Ok(load)
}

/// County time as cards take it: BCD `YYYYMMDD hhmmss`.
pub(super) fn stamp(now_us: i64) -> [u8; 7] {
    let at = clock::county_time(now_us);
    let (date, time) = (at.date(), at.time());
    let text = format!(
        "{:04}{:02}{:02}{:02}{:02}{:02}",
        date.year(),
        date.month(),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    );
    unhex(&text).unwrap_or_default()
}

/// Whether a purse may hold it.
pub(super) fn within(balance: u32, amount: u32) -> Result<(), Problem> {
    let after = balance.checked_add(amount);
    if amount == 0 || after.is_none_or(|after| after > BALANCE_MAX) {
        let told = "充值后余额应在 1000 元以内且金额大于零，未充值；请改金额 · the balance may not pass 1000 yuan and the amount must be more than nothing, nothing was loaded; change the amount";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "amount", told));
    }
    Ok(())
}

fn refused(refusal: LoadRefusal) -> Problem {
    let problem = |code, told: &str| Problem::new(StatusCode::CONFLICT, code, told);
    match refusal {
        LoadRefusal::ReferenceTaken => problem(
            "reference-taken",
            "收据号已用于另一笔充值，未充值；请换号 · the receipt belongs to another load, nothing was loaded; use another number",
        ),
        LoadRefusal::Stopped => problem(
            "card-stopped",
            "卡已停用，未充值；请收卡或换卡 · the card is out of use, nothing was loaded; keep or replace it",
        ),
        LoadRefusal::Unsettled => problem(
            "load-open",
            "这张卡的上一笔充值尚未了结，未充值；请在当时的发卡台放回此卡，用原收据号再运行 load · the last load of this card is not settled, nothing was loaded; put it down at the desk that ordered it and run load with the same receipt",
        ),
        LoadRefusal::OverDay { left } => problem(
            "over-day",
            "超过本台当日充值限额，未充值；请联系运营中心 · more than this desk may load today, nothing was loaded; call the operations center",
        )
        .with("left_fen", left.0.into()),
        LoadRefusal::Counter => problem(
            "counter-odd",
            "卡的联机计数器与账上不符，未充值；请收卡并联系运营中心 · the card's counter is not where the books have it, nothing was loaded; keep it and call the operations center",
        ),
    }
}
