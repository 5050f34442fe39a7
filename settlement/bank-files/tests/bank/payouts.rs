//! A payout is checked when it is made, and released by two people or not at all.

use crate::story::{day, head, keys, line, lines, officers, payout};
use bank_files::{
    MAX_AMOUNT, Payout, PayoutError, PayoutHead, PayoutLine, PayoutProposal, PayoutSignError, Period,
    SignedPayout, content_hash,
};
use money::Fen;
use records::{Fingerprint, Officer, OfficerRole, SigningKey};

#[test]
fn sums_and_names() {
    let payout = payout();
    assert_eq!(payout.total(), Fen(1_113_461));
    let names: Vec<String> = payout.lines().iter().map(|line| payout.end_to_end(line)).collect();
    assert_eq!(names, ["canteen-a-20240715d1v1", "canteen-b-20240715d1v1", "clinic-20240715d1v1"]);
    let period = Period::new(day(20_240_101), day(20_241_231)).unwrap();
    let longest = Payout::new(
        PayoutHead { period, version: u16::MAX, ..head() },
        vec![line("canteen-16-chars", "店", "1", 1)],
    );
    let longest = longest.unwrap();
    assert_eq!(longest.end_to_end(&longest.lines()[0]), "canteen-16-chars-20240101d366v65535");
    assert_eq!(longest.end_to_end(&longest.lines()[0]).len(), 35, "as long as ISO 20022 allows");
}

#[test]
fn what_cannot_be_paid() {
    let with = |change: &dyn Fn(&mut PayoutLine)| {
        let mut lines = lines();
        change(&mut lines[1]);
        Payout::new(head(), lines)
    };
    let field = |field| Err(PayoutError::Field { line: 2, field });
    let amount = |line| Err(PayoutError::Amount { line });
    assert_eq!(with(&|line| line.amount = Fen(0)), amount(2));
    assert_eq!(with(&|line| line.amount = Fen(-5)), amount(2));
    assert_eq!(with(&|line| line.amount = Fen(MAX_AMOUNT.0 + 1)), amount(2));
    assert_eq!(with(&|line| line.amount = MAX_AMOUNT), amount(0), "the sum");
    assert_eq!(
        with(&|line| line.merchant = "clinic".parse().unwrap()),
        Err(PayoutError::MerchantTwice { line: 3 })
    );
    for name in ["", " 店", "店\n", "=1+1", "'店", "店\u{FFFE}", &"店".repeat(71)] {
        assert_eq!(with(&|line| line.payee.name = name.to_owned()), field("name 户名"), "{name:?}");
        assert_eq!(with(&|line| line.purpose = name.to_owned()), field("purpose 用途"), "{name:?}");
    }
    for number in ["", "6222 0000", "６２２２", "abc", "-1", &"1".repeat(35)] {
        assert_eq!(
            with(&|line| line.payee.number = number.to_owned()),
            field("account number 账号"),
            "{number}"
        );
    }
    for bank in ["", "40233870001", "4023387000170", "40233870001X"] {
        assert_eq!(with(&|line| line.payee.bank = bank.to_owned()), field("bank code 联行号"), "{bank}");
    }
    assert_eq!(Payout::new(head(), vec![]), Err(PayoutError::Lines));
    for id in ["", "PAYO 1", "单号", &"1".repeat(36)] {
        let wrong = Payout::new(PayoutHead { id: id.to_owned(), ..head() }, lines());
        assert_eq!(wrong, Err(PayoutError::Field { line: 0, field: "id" }), "{id}");
    }
    let wrong = Payout::new(PayoutHead { version: 0, ..head() }, lines());
    assert_eq!(wrong, Err(PayoutError::Field { line: 0, field: "version" }));
    for (first, last) in [(20_240_716, 20_240_715), (20_240_101, 20_250_101)] {
        assert_eq!(Period::new(day(first), day(last)), Err(PayoutError::Period));
    }
}

#[test]
fn two_people_release_it() {
    let [maker, checker, stranger] = keys();
    let proposal = PayoutProposal::sign(&payout(), &maker);
    assert_eq!(proposal.verify(&officers()), Ok(()));
    assert_eq!(PayoutProposal::open(proposal.bytes()), Ok(proposal.clone()));
    assert_eq!(proposal.check(&maker), Err(PayoutSignError::SamePerson));
    let signed = proposal.check(&checker).unwrap();
    assert_eq!(proposal.check(&checker).unwrap(), signed, "twice the same");
    let read = SignedPayout::open(signed.bytes()).unwrap();
    assert_eq!(read.verify(&officers()).map(|released| released.payout().clone()), Ok(payout()));

    // One who signs twice, whatever the second signature is worth.
    let seal = [proposal.bytes(), &Fingerprint::of(&maker.verifying_key()).0, &[0; 64]].concat();
    let alone = SignedPayout::open(&seal).unwrap();
    assert_eq!(alone.verify(&officers()), Err(PayoutSignError::SamePerson));

    let verdict = |signed: &SignedPayout| signed.verify(&officers()).err();
    let by = |one: &SigningKey, other: &SigningKey| {
        verdict(&PayoutProposal::sign(&payout(), one).check(other).unwrap())
    };
    assert_eq!(by(&stranger, &checker), Some(PayoutSignError::UnknownMaker));
    assert_eq!(by(&maker, &stranger), Some(PayoutSignError::UnknownChecker));
    assert_eq!(by(&checker, &maker), Some(PayoutSignError::NotAMaker));
    let two_makers = officers().into_iter().map(|officer| Officer { role: OfficerRole::Maker, ..officer });
    let two_makers: Vec<Officer> = two_makers.collect();
    assert_eq!(signed.verify(&two_makers).err(), Some(PayoutSignError::NotAChecker));
}

#[test]
fn no_byte_can_be_altered() {
    let [maker, checker, _] = keys();
    let signed = PayoutProposal::sign(&payout(), &maker).check(&checker).unwrap();
    for place in 0..signed.bytes().len() {
        let mut bytes = signed.bytes().to_vec();
        bytes[place] ^= 1;
        let verdict = SignedPayout::open(&bytes).and_then(|signed| signed.verify(&officers()).map(|_| ()));
        assert!(verdict.is_err(), "byte {place}");
        let cut = SignedPayout::open(&signed.bytes()[..place]);
        assert!(cut.and_then(|cut| cut.verify(&officers()).map(|_| ())).is_err(), "cut at {place}");
    }
}

#[test]
fn a_sum_that_is_not_the_lines() {
    let [maker, ..] = keys();
    let mut bytes = PayoutProposal::sign(&payout(), &maker).bytes().to_vec();
    let last_of_sum = bytes.len() - 81;
    bytes[last_of_sum] ^= 1;
    assert_eq!(PayoutProposal::open(&bytes), Err(PayoutSignError::Shape));
}

#[test]
fn another_line_is_another_signature() {
    let [maker, checker, _] = keys();
    let signed = PayoutProposal::sign(&payout(), &maker).check(&checker).unwrap();
    let mut dearer = lines();
    dearer[1].amount = Fen(500);
    let dearer = Payout::new(head(), dearer).unwrap();
    assert_ne!(content_hash(&dearer), content_hash(&payout()));
    // The altered payout under the seals of the true one.
    let altered = PayoutProposal::sign(&dearer, &maker);
    let seals = 2 * 80;
    let body = &altered.bytes()[..altered.bytes().len() - 80];
    let forged = [body, &signed.bytes()[signed.bytes().len() - seals..]].concat();
    let forged = SignedPayout::open(&forged).unwrap();
    assert_eq!(forged.verify(&officers()), Err(PayoutSignError::MakerSignature));
    // A checker who signed something else.
    let other = [altered.bytes(), &signed.bytes()[signed.bytes().len() - 80..]].concat();
    let other = SignedPayout::open(&other).unwrap();
    assert_eq!(other.verify(&officers()), Err(PayoutSignError::CheckerSignature));
}

#[test]
fn debug_keeps_secrets() {
    let text = format!("{:?}", payout());
    assert!(text.contains("****1234"));
    for secret in ["示例食堂", "6222000000000001234", "33070000010000001", "示例县民政局"] {
        assert!(!text.contains(secret), "{secret}");
    }
}
