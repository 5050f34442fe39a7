//! The way from page to page: what a role sees, in the order of a morning, each with a key.

use pages::NavLink;

use super::{Guest, Right};

/// Address, key, Chinese, English.
type Place = (Right, &'static str, char, &'static str, &'static str);

const PLACES: [Place; 8] = [
    (Right::Morning, "/morning", '1', "早间清单", "Morning"),
    (Right::Findings, "/findings", '2', "异常", "Findings"),
    (Right::Days, "/days", '3', "日终", "Day close"),
    (Right::Settlements, "/settlements", '4', "结算", "Settlements"),
    (Right::Payouts, "/payouts", '5', "付款", "Payouts"),
    (Right::Terminals, "/operations", '6', "终端与资金", "Terminals, funds"),
    (Right::Merchants, "/merchants", '7', "商户", "Merchants"),
    (Right::Audit, "/audit", '8', "审计日志", "Audit log"),
];

/// The links of a person.
pub(super) fn links(guest: &Guest) -> Vec<NavLink> {
    let link = |&(_, href, key, zh, en): &Place| NavLink { href, key, zh, en };
    PLACES.iter().filter(|(right, ..)| guest.may(*right)).map(link).collect()
}
