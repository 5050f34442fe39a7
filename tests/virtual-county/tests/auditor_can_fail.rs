//! A test that cannot fail is a defect: every part broken on purpose is caught, by the invariant it breaks.

use virtual_county::{Invariant, Sabotage, Settings, Trace, run};

#[test]
fn every_sabotage_is_caught_by_name() {
    let table = [
        (Sabotage::OutcomeAcksEarly, Invariant::I12),
        (Sabotage::IntentionAcksEarly, Invariant::Remembered),
        (Sabotage::LinkForgesAck, Invariant::I1),
        (Sabotage::CardDebitsTwice, Invariant::I3),
        (Sabotage::IntakeEntersTwice, Invariant::I2),
        (Sabotage::IntakeBooksTwice, Invariant::I3),
        (Sabotage::IntakeLosesFen, Invariant::I3),
        (Sabotage::IntakeRewrites, Invariant::I10),
        (Sabotage::IntakeMovesDay, Invariant::I5),
        (Sabotage::IntakeAnswersAnew, Invariant::I10),
        (Sabotage::ScreenAlwaysGreen, Invariant::I12),
        (Sabotage::CardLeaksUnsaid, Invariant::I4),
        (Sabotage::JournalForgetsGrey, Invariant::I8),
        (Sabotage::GreyIsDropped, Invariant::I9),
        (Sabotage::FundForgetsFen, Invariant::Funds),
        (Sabotage::FundOverdrawn, Invariant::Funds),
        (Sabotage::TillKeepsOldTariff, Invariant::TariffOfTap),
    ];
    let caught = table.map(|(sabotage, _)| {
        let failure = run(&Settings { sabotage, ..Settings::county(7, 1_500) }, Trace::new(None));
        (sabotage, failure.err().map(|failure| failure.violation))
    });
    let told: Vec<String> =
        caught.iter().map(|(sabotage, found)| format!("{sabotage:?}: {found:?}")).collect();
    let right = table.iter().zip(&caught).all(|((_, expected), (_, found))| {
        found.as_ref().is_some_and(|violation| violation.invariant == *expected)
    });
    assert!(right, "{}", told.join("\n"));
}

#[test]
fn a_failure_names_seed_step_invariant_and_the_lines_before() {
    let settings = Settings { sabotage: Sabotage::CardDebitsTwice, ..Settings::county(11, 400) };
    let failure = run(&settings, Trace::new(None)).unwrap_err();
    assert_eq!((failure.seed, failure.violation.invariant), (11, Invariant::I3));
    assert!((1..=400).contains(&failure.step) && !failure.tail.is_empty() && failure.tail.len() <= 30);
    let told = failure.to_string();
    assert!(told.starts_with(&format!("seed 11, step {}: I3 broken: ", failure.step)), "{told}");
}
