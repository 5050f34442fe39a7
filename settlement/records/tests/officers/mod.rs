//! Two people and the tariff they release together.

use records::{Officer, OfficerRole, SigningKey, TariffProposal, TariffRelease, TariffTerms};

pub(crate) fn maker_key() -> SigningKey {
    SigningKey::from_bytes(&[0x33; 32])
}

pub(crate) fn checker_key() -> SigningKey {
    SigningKey::from_bytes(&[0x44; 32])
}

pub(crate) fn officers() -> Vec<Officer> {
    vec![
        Officer { key: maker_key().verifying_key(), role: OfficerRole::Maker },
        Officer { key: checker_key().verifying_key(), role: OfficerRole::Checker },
    ]
}

pub(crate) fn terms() -> TariffTerms {
    TariffTerms {
        division: 330_703,
        tariff: "lunch".to_owned(),
        version: 3,
        effective_us: 1_720_972_800_000_000,
        text: "[tariff]\nversion = 3\n".to_owned(),
    }
}

pub(crate) fn released() -> TariffRelease {
    TariffProposal::sign(&terms(), &maker_key()).unwrap().check(&checker_key()).unwrap()
}
