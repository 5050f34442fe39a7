//! Many TACs at once are what they are one by one: for every way to derive a key, every size, right and wrong.

use pboc_purse::crypto::{Cipher, Derivation, IssuerFactor, TacInputs, TacScheme};
use pboc_purse::proof::{Claim, TacMasterKey, tac, verify_tacs};
use pboc_purse::{Levels, Tac};
use proptest::prelude::*;
use purse::{CardAmount, CardNumber, FactorOrder, Issuer};

fn derivation() -> impl Strategy<Value = Derivation> {
    (
        prop::sample::select(vec![Cipher::TripleDes, Cipher::Sm4]),
        prop::sample::select(vec![Levels::One, Levels::Two]),
        prop::sample::select(vec![FactorOrder::IssuerFirst, FactorOrder::Listed]),
        prop::sample::select(vec![IssuerFactor::Whole, IssuerFactor::City]),
    )
        .prop_map(|(cipher, levels, order, issuer)| Derivation { cipher, levels, order, issuer })
}

fn claim() -> impl Strategy<Value = Claim> {
    let inputs =
        (any::<u32>(), any::<u8>(), any::<[u8; 6]>(), any::<u32>(), any::<[u8; 4]>(), any::<[u8; 3]>());
    let inputs = inputs.prop_map(|(amount, txn_type, terminal, psam_seq, date, time)| TacInputs {
        amount: CardAmount(amount),
        txn_type,
        terminal,
        psam_seq,
        date,
        time,
    });
    (any::<[u8; 8]>(), any::<[u8; 10]>(), inputs, any::<[u8; 4]>()).prop_map(
        |(issuer, number, inputs, tac)| Claim {
            issuer: Issuer(issuer),
            number: CardNumber(number),
            inputs,
            tac: Tac(tac),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_batch_is_its_cards_one_by_one(
        master: [u8; 16],
        derivation in derivation(),
        scheme in prop::sample::select(vec![TacScheme::DesFolded, TacScheme::Sm4Whole]),
        claims in prop::sample::select(vec![0_usize, 1, 5, 40, 257, 600])
            .prop_flat_map(|size| prop::collection::vec((claim(), any::<bool>()), size)),
    ) {
        let master = TacMasterKey::new(master);
        let word = |claim: &Claim| tac(&master, &derivation, scheme, claim.issuer, claim.number, &claim.inputs);
        let (claims, right): (Vec<Claim>, Vec<bool>) = claims
            .into_iter()
            .map(|(claim, right)| if right { (Claim { tac: word(&claim), ..claim }, true) } else { (claim, false) })
            .unzip();
        prop_assert_eq!(verify_tacs(&master, &derivation, scheme, &claims), right);
    }
}
