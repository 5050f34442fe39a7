//! `tests/golden/apdu/issuing/*.apdu`: see the README beside them. Every byte and the order count.

use super::desk::{DeskKeys, order};
use card_issuing::fmcos::{FmcosProfile, Personalise, Progress, Scrap};
use card_issuing::{Examine, Finding, ReadBack};
use card_stories::{Chip, Scene, Script, every};

fn begin(scene: &Scene) -> String {
    assert_eq!(scene.asked(Chip::Sam), 0, "issuing asks no SAM");
    let (words, script) = (scene.words(), Script::new(scene.lines.iter().cloned()));
    let comes_to = said(&words, &script);
    assert_eq!(script.left(), 0, "not all was asked: {words:?}");
    comes_to
}

fn said(words: &[&str], script: &Script) -> String {
    let (profile, order, keys) = (FmcosProfile::default(), order(), DeskKeys);
    let made = |mut personalise: Personalise<'_>| {
        let outcome = script.play(&mut personalise);
        let Progress(steps) = personalise.progress();
        match outcome {
            Ok(Ok(())) => format!("finished, {steps} steps"),
            Ok(Err(refusal)) => format!("refused after {steps} steps: {refusal:?}"),
            Err(_) => format!("the card left, {steps} steps are sure"),
        }
    };
    match *words {
        ["personalise"] => made(Personalise::new(&profile, &order, &keys)),
        ["resume", steps] => {
            made(Personalise::resume(&profile, &order, &keys, Progress(steps.parse().unwrap())))
        }
        ["examine"] => match script.play(&mut Examine::new(&profile.aid)).unwrap() {
            Finding::Issued(public) => format!("issued: {}", public.number),
            other => format!("{other:?}").to_lowercase(),
        },
        ["scrap"] => format!("{:?}", script.play(&mut Scrap::new(&profile, &order.name(), &keys)).unwrap()),
        ["read-back"] => {
            let picture = script.play(&mut ReadBack::new(&profile)).unwrap().unwrap();
            format!("as ordered: {:?}", picture.is_as_ordered(&order, &profile))
        }
        _ => panic!("no such dialogue: {words:?}"),
    }
}

#[test]
fn every_story() {
    let names = every("issuing", |story| story.tell(begin));
    assert_eq!(names, "issue-torn.apdu\nissue.apdu\nscrap.apdu");
}
