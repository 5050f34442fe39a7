//! Three invented merchants, who pays them, and the files about it.

use bank_files::{Account, Payout, PayoutHead, PayoutLine, PayoutProposal, Period, SignedPayout};
use jiff::civil::{Date, date};
use money::Fen;
use records::{BusinessDay, Officer, OfficerRole, SigningKey};

/// The account that pays.
pub(crate) const DEBTOR: &str = "33070000010000001";
/// The day that the bank books.
pub(crate) const BOOKED: Date = date(2024, 7, 16);

/// A business day.
pub(crate) fn day(number: u32) -> BusinessDay {
    BusinessDay::from_number(number).unwrap()
}

/// A payee's line.
pub(crate) fn line(merchant: &str, name: &str, number: &str, fen: i64) -> PayoutLine {
    let bank = "402338700017".to_owned();
    PayoutLine {
        merchant: merchant.parse().unwrap(),
        payee: Account { name: name.to_owned(), number: number.to_owned(), bank },
        amount: Fen(fen),
        purpose: "助餐结算款".to_owned(),
    }
}

/// The head of a payout of one day.
pub(crate) fn head() -> PayoutHead {
    PayoutHead {
        id: "PAYO-20240715-1".to_owned(),
        period: Period::new(day(20_240_715), day(20_240_715)).unwrap(),
        version: 1,
        debtor: Account {
            name: "示例县民政局".to_owned(),
            number: DEBTOR.to_owned(),
            bank: "402338700009".to_owned(),
        },
    }
}

/// Names that XML, tables and old encodings stumble over.
pub(crate) fn lines() -> Vec<PayoutLine> {
    vec![
        line("canteen-a", "示例食堂, 一号", "6222000000000001234", 123_456),
        line("canteen-b", "㐂&<福>\"𠮷\"食堂", "0230000000000005678", 5),
        line("clinic", "示例理疗店", "201000012345678", 990_000),
    ]
}

/// The payout of all tests.
pub(crate) fn payout() -> Payout {
    Payout::new(head(), lines()).unwrap()
}

/// Maker, checker, and somebody.
pub(crate) fn keys() -> [SigningKey; 3] {
    [[0x11; 32], [0x22; 32], [0x33; 32]].map(|seed| SigningKey::from_bytes(&seed))
}

/// Who may do what.
pub(crate) fn officers() -> Vec<Officer> {
    let [maker, checker, _] = keys();
    vec![
        Officer { key: maker.verifying_key(), role: OfficerRole::Maker },
        Officer { key: checker.verifying_key(), role: OfficerRole::Checker },
    ]
}

/// The payout with both signatures.
pub(crate) fn signed(payout: &Payout) -> SignedPayout {
    let [maker, checker, _] = keys();
    PayoutProposal::sign(payout, &maker).check(&checker).unwrap()
}
