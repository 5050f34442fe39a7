//! The tests a record passes, in the field's order: time, data, duplicate, TAC, grey, balance, trial.

use jiff::civil::{Date, Time};
use money::Fen;
use records::{CardNo, CardProfile, CardTxn, Kind, Record, Tender};

use crate::history::CardView;
use crate::{RefuseCause, Status, TerminalFacts};

/// The largest price a record may claim: ten million yuan. Beyond it lies damaged data, and sums would overflow.
const MOST: Fen = Fen(1_000_000_000);

/// How far a tap may lie after the sealing of its batch, because a clock was set back in between.
const AHEAD_US: i64 = 24 * 60 * 60 * 1_000_000;

/// Judges one record by itself and against its card. `proof` is the answer about its TAC, when it has one.
pub(crate) fn validate(
    record: &Record,
    sealed_at_us: i64,
    terminal: &TerminalFacts,
    proof: Option<bool>,
    card: &CardView,
) -> Status {
    if !good_time(record, sealed_at_us) {
        return Status::Refused(RefuseCause::BadTime);
    }
    if !good_data(record) {
        return Status::Refused(RefuseCause::IllegalData);
    }
    let counter = record.card_counter.filter(|_| record.kind == Kind::Sale);
    if counter.is_some_and(|counter| card.used(counter).is_some()) {
        return Status::Refused(RefuseCause::Duplicate);
    }
    if proof == Some(false) {
        return Status::Waiting(RefuseCause::TacError);
    }
    if record.kind == Kind::Grey {
        return Status::Waiting(RefuseCause::Grey);
    }
    if record.balance_before.is_some_and(|balance| balance < record.card_amount) {
        return Status::Refused(RefuseCause::InsufficientBalance);
    }
    if record.trial_keys && !terminal.trial {
        return Status::Refused(RefuseCause::TestData);
    }
    Status::Good
}

/// What a refused or waiting merchant may claim: the price, or nothing when the price itself is nonsense.
pub(crate) fn claim(record: &Record) -> Fen {
    if (Fen::ZERO..=MOST).contains(&record.price) { record.price } else { Fen::ZERO }
}

/// Whether the record has a card proof at all.
pub(crate) fn has_proof(record: &Record) -> bool {
    let gives_one = match record.card_profile {
        CardProfile::TUnionPurse | CardProfile::DesfirePurse => true,
        CardProfile::NoCard | CardProfile::DesfireEv1Purse | CardProfile::IdentityCard => false,
    };
    record.kind == Kind::Sale && gives_one
}

fn good_time(record: &Record, sealed_at_us: i64) -> bool {
    let Some(tap) = record.tap.county_time() else { return false };
    let apart = |date: Date| record.business_day.date().since(date).map(|span| span.get_days().abs());
    // A window may cross midnight, and sales after the cut-over belong to the next accounting day.
    let near = apart(tap.date()).is_ok_and(|days| days <= 1);
    let late = record.tap.at_us.checked_sub(AHEAD_US).is_some_and(|at_us| at_us > sealed_at_us);
    let told = record.card_profile == CardProfile::NoCard || card_moment(record).is_some();
    near && !late && told
}

/// The date and time told to the card.
fn card_moment(record: &Record) -> Option<(Date, Time)> {
    let digits = |byte: u8| (byte >> 4 <= 9 && byte & 0x0F <= 9).then_some((byte >> 4) * 10 + (byte & 0x0F));
    let small = |byte: u8| digits(byte).and_then(|number| i8::try_from(number).ok());
    let [century, year, month, day] = record.card_date;
    let [hour, minute, second] = record.card_time;
    let year = i16::from(digits(century)?) * 100 + i16::from(digits(year)?);
    let date = Date::new(year, small(month)?, small(day)?).ok()?;
    Some((date, Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()?))
}

fn good_data(record: &Record) -> bool {
    let sums = [record.price, record.benefit, record.self_pay];
    if sums.iter().any(|sum| !(Fen::ZERO..=MOST).contains(sum)) {
        return false;
    }
    if record.kind == Kind::DayClose {
        return sums.iter().all(|&sum| sum == Fen::ZERO) && record.card_amount == 0;
    }
    let adds_up = record.benefit.checked_add(record.self_pay) == Some(record.price);
    let has_rule = record.benefit == Fen::ZERO || record.rule != 0;
    adds_up && has_rule && record.quantity > 0 && good_tender(record) && good_card(record)
}

fn good_tender(record: &Record) -> bool {
    let debited = Fen(i64::from(record.card_amount));
    match record.tender {
        Tender::Nothing => record.self_pay == Fen::ZERO && debited == Fen::ZERO,
        Tender::CardPurse => record.self_pay == debited && record.card_profile != CardProfile::NoCard,
        Tender::Cash => debited == Fen::ZERO,
    }
}

fn is_numbered(record: &Record) -> bool {
    record.card_no.is_bcd() && record.card_no != CardNo::NONE
}

/// A purse says its balance, and its counter where it has one; only a grey record may lack them.
fn is_counted(record: &Record) -> bool {
    let counted = record.card_counter.is_some() || !record.card_profile.counts();
    record.kind == Kind::Grey || (record.balance_before.is_some() && counted)
}

fn good_card(record: &Record) -> bool {
    match record.card_profile {
        // Without a card nobody is entitled, and nothing can be torn.
        CardProfile::NoCard => {
            record.card_txn == CardTxn::None && record.benefit == Fen::ZERO && record.kind == Kind::Sale
        }
        CardProfile::TUnionPurse => {
            is_numbered(record)
                && is_counted(record)
                && matches!(record.card_txn, CardTxn::Purchase | CardTxn::Composite)
        }
        CardProfile::DesfirePurse | CardProfile::DesfireEv1Purse => {
            let carried = record.transaction_mac.is_some() && record.card_txn == CardTxn::ValueDebit;
            is_numbered(record) && is_counted(record) && carried
        }
        // It has no purse, so nothing can be torn either.
        CardProfile::IdentityCard => {
            let pays_nothing = record.card_txn == CardTxn::None && record.card_amount == 0;
            is_numbered(record) && pays_nothing && record.kind == Kind::Sale
        }
    }
}
