//! Two people sign a tariff, and whatever is not exactly that is refused with its own number.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its story breaks")]

mod officers;

use expect_test::expect;
use officers::{checker_key, maker_key, officers, released, terms};
use proptest::prelude::*;
use records::{Officer, OfficerRole, ReleaseError, SigningKey, TariffProposal, TariffRelease, TariffTerms};

const COUNTY: u32 = 330_703;

fn received(bytes: &[u8]) -> Result<(), ReleaseError> {
    TariffRelease::open(bytes)?.verify(&officers(), COUNTY)
}

fn signed(terms: &TariffTerms, maker: &SigningKey, checker: &SigningKey) -> Vec<u8> {
    TariffProposal::sign(terms, maker).unwrap().check(checker).unwrap().bytes().to_vec()
}

/// The bytes with the last signatures of another release: a stranger's scissors.
fn with_tail(bytes: &[u8], other: &[u8], tail: usize) -> Vec<u8> {
    [&bytes[..bytes.len() - tail], &other[other.len() - tail..]].concat()
}

#[test]
fn every_refusal_has_its_reason() {
    let (maker, checker) = (maker_key(), checker_key());
    let stranger = SigningKey::from_bytes(&[0x55; 32]);
    let good = released().bytes().to_vec();
    let text_at = 4 + 4 + 1 + 5 + 4 + 8 + 32 + 4;
    let swapped = {
        let mut bytes = good.clone();
        bytes[text_at + 1] ^= 0x20;
        bytes
    };
    let dearer =
        signed(&TariffTerms { text: "[tariff]\nversion = 4\n".to_owned(), ..terms() }, &maker, &checker);
    let elsewhere = TariffTerms { division: 330_702, ..terms() };
    let cases: [(&str, Vec<u8>); 12] = [
        ("as two people signed it", good.clone()),
        ("cut short", good[..good.len() - 1].to_vec()),
        ("the proposal, unchecked", TariffProposal::sign(&terms(), &maker).unwrap().bytes().to_vec()),
        ("a word of the text changed", swapped),
        ("another county's", signed(&elsewhere, &maker, &checker)),
        ("made by a stranger", signed(&terms(), &stranger, &checker)),
        ("checked by a stranger", signed(&terms(), &maker, &stranger)),
        ("made and checked by one", signed(&terms(), &maker, &maker)),
        ("made by a checker", signed(&terms(), &checker, &maker)),
        ("checked by a maker", {
            // Both may make: the second may not check.
            signed(&terms(), &maker, &SigningKey::from_bytes(&[0x66; 32]))
        }),
        ("both signatures from another text", with_tail(&good, &dearer, 160)),
        ("the check of another text", with_tail(&good, &dearer, 64)),
    ];
    let second =
        Officer { key: SigningKey::from_bytes(&[0x66; 32]).verifying_key(), role: OfficerRole::Maker };
    let everybody = [officers(), vec![second]].concat();
    let mut told = String::new();
    for (what, bytes) in cases {
        let answer = TariffRelease::open(&bytes).and_then(|release| release.verify(&everybody, COUNTY));
        told += &match answer {
            Ok(()) => format!("{what}: taken\n"),
            Err(reason) => format!("{what}: R{:02} {reason}\n", reason.number()),
        };
    }
    expect![[r#"
        as two people signed it: taken
        cut short: R01 不是 v1 资费发布文件 · not a tariff release of version 1
        the proposal, unchecked: R01 不是 v1 资费发布文件 · not a tariff release of version 1
        a word of the text changed: R02 资费正文与摘要不符 · the text is not the one that was signed
        another county's: R03 资费是别的县的 · the tariff is another county's
        made by a stranger: R04 经办人不在册 · nobody registered has the maker's key
        checked by a stranger: R05 复核人不在册 · nobody registered has the checker's key
        made and checked by one: R06 经办和复核是同一人 · maker and checker are one person
        made by a checker: R07 经办人无经办权限 · the maker may not make
        checked by a maker: R08 复核人无复核权限 · the checker may not check
        both signatures from another text: R09 经办签名不符 · the maker did not sign this
        the check of another text: R10 复核签名不符 · the checker did not sign this
    "#]]
    .assert_eq(&told);
}

#[test]
fn numbers_are_in_order_and_every_one_its_own() {
    let numbers: Vec<u8> = ReleaseError::ALL.iter().map(|reason| reason.number()).collect();
    assert_eq!(numbers, (1..=10).collect::<Vec<u8>>());
}

/// What was checked is what was made: the checker's signature holds the maker's.
#[test]
fn another_makers_signature_breaks_the_check() {
    let other = SigningKey::from_bytes(&[0x77; 32]);
    let both = [officers(), vec![Officer { key: other.verifying_key(), role: OfficerRole::Maker }]].concat();
    let good = released();
    let remade = TariffProposal::sign(&terms(), &other).unwrap();
    let checked = &good.bytes()[good.bytes().len() - 80..];
    let pasted = TariffRelease::open(&[remade.bytes(), checked].concat()).unwrap();
    assert_eq!(pasted.verify(&both, COUNTY), Err(ReleaseError::CheckerSignature));
}

#[test]
fn a_proposal_is_believed_for_its_maker_alone() {
    let proposal = TariffProposal::sign(&terms(), &maker_key()).unwrap();
    assert_eq!(proposal.verify(&officers(), COUNTY), Ok(()));
    assert_eq!(proposal.verify(&officers(), 110_101), Err(ReleaseError::OtherCounty));
    let by_checker = TariffProposal::sign(&terms(), &checker_key()).unwrap();
    assert_eq!(by_checker.verify(&officers(), COUNTY), Err(ReleaseError::NotAMaker));
    let long = TariffTerms { tariff: "x".repeat(256), ..terms() };
    assert_eq!(TariffProposal::sign(&long, &maker_key()), Err(ReleaseError::Shape));
}

/// Every bit of a release, and every way to cut it.
#[test]
fn every_flipped_bit_is_refused() {
    let good = released().bytes().to_vec();
    assert_eq!(received(&good), Ok(()));
    for place in 0..good.len() * 8 {
        let mut flipped = good.clone();
        flipped[place / 8] ^= 1 << (place % 8);
        assert!(received(&flipped).is_err(), "bit {place}");
    }
    for len in 0..good.len() {
        assert!(received(&good[..len]).is_err(), "{len} bytes");
    }
}

proptest! {
    #[test]
    fn any_terms_come_back_and_any_changed_byte_is_refused(
        tariff in "[a-z_]{1,40}",
        version in any::<u32>(),
        effective_us in any::<i64>(),
        text in "\\PC{0,200}",
        place in any::<prop::sample::Index>(),
        value in any::<u8>(),
    ) {
        let terms = TariffTerms { division: COUNTY, tariff, version, effective_us, text };
        let bytes = signed(&terms, &maker_key(), &checker_key());
        let opened = TariffRelease::open(&bytes).unwrap();
        prop_assert_eq!(&opened.terms, &terms);
        prop_assert_eq!(opened.verify(&officers(), COUNTY), Ok(()));
        let place = place.index(bytes.len());
        let mut changed = bytes.clone();
        changed[place] = value;
        prop_assert_eq!(received(&changed).is_ok(), changed == bytes);
    }

    #[test]
    fn garbage_is_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for bytes in [bytes.clone(), [b"LCT1".as_slice(), &bytes].concat()] {
            prop_assert!(received(&bytes).is_err());
            prop_assert!(TariffProposal::open(&bytes).is_err());
        }
    }
}
