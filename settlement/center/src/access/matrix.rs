//! Who may see and do what: one table, read from left to right. What a role does not see does not exist for it.
//!
//! Which merchants are in view is decided besides ([`super::in_view`]): a merchant sees itself, a town what stands in it.

use ledger::Role;

/// A page, or something done on one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    /// What waits this morning.
    Morning,
    /// Terminals, batches, funds.
    Terminals,
    /// The list of merchants in view.
    Merchants,
    /// Days, months, statements and downloads of a merchant in view.
    MerchantDay,
    /// One sale of a merchant in view.
    Sale,
    /// The queue of findings, and one of them.
    Findings,
    /// Acting on findings that inquiry owns.
    WorkInquiry,
    /// Acting on findings that planning owns.
    WorkPlanning,
    /// Acting on findings that supervision owns.
    WorkSupervision,
    /// Acting on findings that maintenance owns.
    WorkMaintenance,
    /// Approving or declining a write-off.
    DecideWriteOff,
    /// Accounting days and their statements.
    Days,
    /// Closing an accounting day.
    CloseDay,
    /// Making a statement anew.
    CorrectStatement,
    /// Settlements.
    Settlements,
    /// Making, reconciling and confirming settlements.
    ConfirmSettlements,
    /// Payouts.
    Payouts,
    /// Proposing a payout.
    ProposePayout,
    /// Approving or rejecting a payout.
    CheckPayout,
    /// Writing the bank's file and taking its answer.
    PayAtBank,
    /// The audit log.
    Audit,
}

/// The columns of the table.
const ROLES: [&str; 8] =
    ["operator", "inquiry", "planning", "supervision", "maintenance", "merchant", "town", "auditor"];

/// 运营 · 咨询 · 策划 · 监管 · 运维 · 商户 · 乡镇 · 审计. Planning approves no payment; maintenance moves no money; an
/// auditor and a town change nothing; an elder's sales are for those who answer for them.
const TABLE: [(&str, Right); 21] = [
    // 营 咨 策 监 维 商 镇 审
    ("x  x  x  x  x  .  .  x", Right::Morning),
    ("x  x  x  x  x  .  .  x", Right::Terminals),
    ("x  x  x  x  x  .  x  x", Right::Merchants),
    ("x  x  .  x  .  x  x  x", Right::MerchantDay),
    ("x  x  .  x  .  x  x  x", Right::Sale),
    ("x  x  x  x  x  .  .  x", Right::Findings),
    ("x  x  .  .  .  .  .  .", Right::WorkInquiry),
    ("x  .  x  .  .  .  .  .", Right::WorkPlanning),
    ("x  .  .  x  .  .  .  .", Right::WorkSupervision),
    ("x  .  .  .  x  .  .  .", Right::WorkMaintenance),
    ("x  .  .  x  .  .  .  .", Right::DecideWriteOff),
    ("x  .  x  x  .  .  .  x", Right::Days),
    ("x  .  .  x  .  .  .  .", Right::CloseDay),
    ("x  .  .  x  .  .  .  .", Right::CorrectStatement),
    ("x  .  x  x  .  .  .  x", Right::Settlements),
    ("x  .  .  x  .  .  .  .", Right::ConfirmSettlements),
    ("x  .  x  x  .  .  .  x", Right::Payouts),
    ("x  .  x  x  .  .  .  .", Right::ProposePayout),
    ("x  .  .  x  .  .  .  .", Right::CheckPayout),
    ("x  .  .  x  .  .  .  .", Right::PayAtBank),
    ("x  .  .  x  .  .  .  x", Right::Audit),
];

/// Whether a role may. What the table does not say is not allowed.
pub(crate) fn may(role: &Role, right: Right) -> bool {
    let column = ROLES.iter().position(|name| *name == role.word());
    let row = TABLE.iter().find(|(_, named)| *named == right);
    column.zip(row).and_then(|(column, (marks, _))| marks.split_whitespace().nth(column)) == Some("x")
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn roles() -> [Role; 8] {
        [
            Role::Operator,
            Role::Inquiry,
            Role::Planning,
            Role::Supervision,
            Role::Maintenance,
            Role::Merchant("canteen-1".to_owned()),
            Role::Town("north".to_owned()),
            Role::Auditor,
        ]
    }

    #[test]
    fn the_whole_table() {
        assert_eq!(roles().map(|role| role.word()), ROLES);
        let mut all = String::new();
        for (marks, right) in &TABLE {
            assert_eq!(marks.split_whitespace().count(), ROLES.len(), "{right:?}");
            assert_eq!(TABLE.iter().filter(|(_, other)| other == right).count(), 1, "{right:?}");
            let allowed: Vec<&str> =
                roles().iter().filter(|role| may(role, *right)).map(|role| role.word()).collect();
            all += &format!("{right:?}: {}\n", allowed.join(" "));
        }
        expect![[r#"
            Morning: operator inquiry planning supervision maintenance auditor
            Terminals: operator inquiry planning supervision maintenance auditor
            Merchants: operator inquiry planning supervision maintenance town auditor
            MerchantDay: operator inquiry supervision merchant town auditor
            Sale: operator inquiry supervision merchant town auditor
            Findings: operator inquiry planning supervision maintenance auditor
            WorkInquiry: operator inquiry
            WorkPlanning: operator planning
            WorkSupervision: operator supervision
            WorkMaintenance: operator maintenance
            DecideWriteOff: operator supervision
            Days: operator planning supervision auditor
            CloseDay: operator supervision
            CorrectStatement: operator supervision
            Settlements: operator planning supervision auditor
            ConfirmSettlements: operator supervision
            Payouts: operator planning supervision auditor
            ProposePayout: operator planning supervision
            CheckPayout: operator supervision
            PayAtBank: operator supervision
            Audit: operator supervision auditor
        "#]]
        .assert_eq(&all);
    }
}
