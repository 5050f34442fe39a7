//! A batch with cards of every kind is verified as its records would be one by one.

use super::{PROFILE, TAPS, sales};
use both_sides::county::{self, Kind, LUNCH_IN_CASH};
use both_sides::till;
use clearing::ProofVerifier;
use county_center::intake::{Applications, Proofs};
use desfire_purse::proof::TransactionMacMasterKey;
use pboc_purse::proof::TacMasterKey;
use records::{FactorOrder, Record};
use virtual_cards::SocialGeneration;
use virtual_cards::desfire::Generation;

/// Records of every kind of card, and whether their cards prove them.
pub(super) fn everything() -> Vec<(Record, bool)> {
    let cash = [(till::OURS, LUNCH_IN_CASH)];
    let kinds = [
        (sales(Kind::TUnion, &TAPS), true),
        (sales(Kind::Sm4, &TAPS), true),
        (sales(Kind::Desfire(Generation::Ev2), &TAPS), true),
        (sales(Kind::Desfire(Generation::Ev3), &TAPS), true),
        (sales(Kind::Desfire(Generation::Ev1), &TAPS), false),
        (sales(Kind::Social(SocialGeneration::Two), &cash), false),
    ];
    let all =
        |(records, proved): (Vec<Record>, bool)| records.into_iter().map(move |record| (record, proved));
    kinds.into_iter().flat_map(all).collect()
}

#[test]
fn a_batch_of_every_kind_is_its_records_one_by_one() {
    let master = || TacMasterKey::new(county::PURSE_KEYS.tac.0);
    let macs = TransactionMacMasterKey::new(county::PROOF_KEY);
    let all = Proofs::of_masters(master(), FactorOrder::IssuerFirst, Some(master()), Some(macs));
    let one = Proofs::new(master(), FactorOrder::IssuerFirst);
    let applications = Applications::of(PROFILE);
    let everything = everything();
    for size in [0, 1, 2, 16, 40, 700] {
        let mut batch: Vec<(Record, bool)> = everything.iter().cycle().take(size).cloned().collect();
        for (place, (record, proved)) in batch.iter_mut().enumerate().filter(|(place, _)| place % 3 == 2) {
            record.tac[place % 4] ^= 0x40;
            if let Some(mac) = &mut record.transaction_mac {
                mac.value[place % 8] ^= 0x01;
            }
            *proved = false;
        }
        let records: Vec<&Record> = batch.iter().map(|(record, _)| record).collect();
        let expected: Vec<bool> = batch.iter().map(|(_, proved)| *proved).collect();
        let proofs = all.of(&applications);
        assert_eq!(proofs.verify_batch(&records), expected, "{size}");
        let one_by_one: Vec<bool> =
            records.iter().flat_map(|record| proofs.verify_batch(&[*record])).collect();
        assert_eq!(one_by_one, expected, "{size}");
        // A county with one key proves its own cards and no others.
        let ours = one.of(&applications).verify_batch(&records);
        let triple_des = |record: &Record| record.alg_id != 4 && record.transaction_mac.is_none();
        let expected: Vec<bool> =
            batch.iter().map(|(record, proved)| *proved && triple_des(record)).collect();
        assert_eq!(ours, expected, "{size}");
    }
}
