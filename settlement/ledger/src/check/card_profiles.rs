//! Signed card profiles: each by two people of these books, and its text the one that tills are told.

use records::{Officer, SignedProfile};

use super::{Checked, fault};
use crate::{Ledger, LedgerError};

impl Ledger {
    pub(super) fn check_card_profiles(&self, checked: &mut Checked) -> Result<(), LedgerError> {
        let sealed = self.sealed_card_profiles()?;
        if sealed.is_empty() {
            return Ok(());
        }
        let officers: Vec<Officer> = self.officers()?.iter().map(|officer| officer.officer).collect();
        let division = self.county()?.division;
        for one in &sealed {
            let place = format!("卡型第 {0} 版 card profile {0}", one.profile.version);
            let signed = SignedProfile::open(&one.body)
                .and_then(|signed| signed.verify(&officers, division).map(|()| signed));
            match signed {
                Err(reason) => {
                    let said = reason.to_string();
                    let (zh, en) = said.split_once(" · ").unwrap_or((&said, &said));
                    checked.faults.push(fault(place, zh, en));
                }
                Ok(signed) if (signed.version, &signed.text) != (one.profile.version, &one.profile.text) => {
                    let (zh, en) = ("下发的与签名的不符", "what tills are told is not what was signed");
                    checked.faults.push(fault(place, zh, en));
                }
                Ok(_) => {}
            }
        }
        Ok(())
    }
}
