//! Many commits at once are what they are one by one, for every length of a system identifier.

use desfire_purse::crypto::transaction::CommitKeys;
use desfire_purse::proof::{Claim, TransactionMacMasterKey, verify, verify_all};
use desfire_purse::{Kind, Parameters, Record};

/// Bytes that differ from claim to claim, and no two equal within one.
fn bytes<const N: usize>(seed: usize) -> [u8; N] {
    std::array::from_fn(|at| (seed * 31 + at * 7 + (seed >> 3)).to_le_bytes()[0])
}

fn claim(number: usize, kind: Kind) -> Claim {
    let [amount, balance, counter, sale, ..] = [1, 2, 3, 4].map(|at| u32::from_le_bytes(bytes(number + at)));
    let record =
        Record { kind, seconds: 1, terminal: 2, sale, amount, balance, counter, mark: bytes(number) };
    Claim {
        uid: bytes(number),
        terminal: 9,
        record,
        counter,
        value: bytes(number),
        sealed: bytes(number + 5),
    }
}

#[test]
fn a_batch_is_its_claims_one_by_one() {
    let master = TransactionMacMasterKey::new(bytes(1));
    for length in [0, 1, 5, 6, 7, 20, 21, 22] {
        let parameters = Parameters { system: bytes::<22>(3)[..length].to_vec(), ..Parameters::default() };
        for size in [0, 1, 7, 8, 9, 100] {
            let claims: Vec<Claim> = (0..size)
                .map(|number| {
                    let kinds = [Kind::Sale, Kind::Load, Kind::Void, Kind::Sale, Kind::Issued];
                    let mut claim = claim(number, kinds[number % 5]);
                    let key = master.of_card(&parameters, claim.uid);
                    if let (Some(key), Some(input), false) =
                        (key, claim.input(parameters.terms()), number % 7 == 3)
                    {
                        claim.value = CommitKeys::derive(&key, claim.counter, claim.uid).value(&input);
                        claim.value[number % 8] ^= u8::from(number % 7 == 6);
                    }
                    claim
                })
                .collect();
            let one_by_one: Vec<bool> = claims
                .iter()
                .map(|claim| {
                    let key = master.of_card(&parameters, claim.uid);
                    key.is_some_and(|key| verify(claim, parameters.terms(), &key).is_some())
                })
                .collect();
            let right = one_by_one.iter().filter(|right| **right).count();
            assert!(length > 21 && right == 0 || length <= 21 && right * 2 >= size, "{length} {size}");
            assert_eq!(verify_all(&master, &parameters, &claims), one_by_one, "{length} {size}");
        }
    }
}
