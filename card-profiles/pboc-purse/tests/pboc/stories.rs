//! Stories of commands as data: `tests/golden/apdu/pboc/*.apdu`.

use super::describe;
use super::desk::Desk;
use card_stories::golden::{bytes, hex, json, text};
use card_stories::{Chip, Scene, Script, Story, every};
use pboc_purse::crypto::{Algorithms, Cipher, Derivation};
use pboc_purse::proof::{self, TacMasterKey};
use pboc_purse::{
    Armed, Debit, DebitOutcome, Intention, Levels, Purchase, PurchaseKind, PurchaseOrder, RecordUpdate,
    Resolution, Resolve, SamProfile, SamStart, Tac,
};
use purse::{CardAmount, CardNumber, Issuer, Recognition};

/// A till of the stories: what it holds between dialogues.
#[derive(Default)]
struct Till {
    number: Option<CardNumber>,
    issuer: Option<Issuer>,
    armed: Option<Armed>,
    torn: Option<Debit>,
    desk: Desk,
    /// How many commands card and SAM were given in this story.
    asked: (usize, usize),
}

impl Till {
    /// `inquiry` · `sam-start` · `purchase simple|composite FEN [YYYYMMDD]HHMMSS [RECORD…]` · `debit` ·
    /// `resolve counter-known|counter-unknown sam-remembers|sam-reset`, and those of the desk
    fn begin(&mut self, scene: &Scene) -> String {
        let words = scene.words();
        let script = Script::new(scene.lines.iter().cloned());
        self.asked = (self.asked.0 + scene.asked(Chip::Card), self.asked.1 + scene.asked(Chip::Sam));
        let comes_to = match words[..] {
            ["inquiry"] => self.inquire(&script, super::inquiry()),
            ["inquiry", "city-union"] => self.inquire(&script, city_union()),
            ["sam-start"] => describe::sam(&script.play(&mut SamStart::new(SamProfile::default())).unwrap()),
            ["purchase", kind, fen, time, ..] => self.purchase(&script, kind, fen, time, &words[4..]),
            ["debit"] => self.debit(&script),
            ["resolve", counter, sam] => self.resolve(&script, counter, sam),
            _ => {
                let other = self.desk.begin(&words, &script);
                other.unwrap_or_else(|| panic!("no such dialogue: {words:?}"))
            }
        };
        assert_eq!(script.left(), 0, "not all was asked: {words:?}");
        comes_to
    }

    fn inquire(&mut self, script: &Script, mut inquiry: purse::Inquiry) -> String {
        let found = script.play(&mut inquiry).unwrap();
        if let Recognition::Ours(view) = &found {
            (self.number, self.issuer) = (Some(view.number), Some(view.issuer));
        }
        describe::recognition(&found)
    }

    fn purchase(&mut self, script: &Script, kind: &str, fen: &str, time: &str, records: &[&str]) -> String {
        let update = records.iter().map(|record| hex(record));
        let update = update.map(|data| RecordUpdate { sfi: 0x19, record_id: data[0], data }).collect();
        let (date, time) = time.split_at_checked(8).unwrap_or(("20260715", time));
        let order = PurchaseOrder {
            kind: if kind == "simple" { PurchaseKind::Simple } else { PurchaseKind::Composite { update } },
            key_id: 0x01,
            amount: CardAmount(fen.parse().unwrap()),
            terminal: bytes("551000000042"),
            date: bytes(date),
            time: bytes(time),
            serial_factor: self.number.unwrap().factor(),
            issuer_factor: self.issuer.unwrap().0,
            levels: Levels::Two,
            identify: false,
        };
        match script.play(&mut Purchase::new(order)) {
            Ok(Ok(armed)) => {
                let comes_to = describe::facts(armed.facts());
                self.armed = Some(armed);
                comes_to
            }
            Ok(Err(refusal)) => format!("refused: {refusal:?}"),
            Err(lost) => panic!("{lost:?}"),
        }
    }

    fn debit(&mut self, script: &Script) -> String {
        let mut debit = self.armed.take().unwrap().debit();
        let outcome = script.play(&mut debit).unwrap_or_else(|_| debit.so_far());
        if let DebitOutcome::Paid(paid) = outcome {
            self.proves(&debit, paid.tac);
        }
        assert_eq!(debit.money_at_risk(), matches!(outcome, DebitOutcome::Unknown(_)));
        let comes_to = describe::outcome(&outcome);
        self.torn = Some(debit);
        comes_to
    }

    /// The center must accept every TAC of every story.
    fn proves(&self, debit: &Debit, tac: Tac) {
        let cipher = Algorithms::default().cipher(debit.facts().alg_id).unwrap();
        let file = json(match cipher {
            Cipher::TripleDes => "pboc-derived-3des.json",
            Cipher::Sm4 => "pboc-derived-sm4.json",
        });
        let master = TacMasterKey::new(bytes(text(&file["master_keys"], "MTK")));
        let (issuer, number) = (self.issuer.unwrap(), self.number.unwrap());
        let derivation = Derivation { cipher, ..Derivation::default() };
        let expected = proof::tac(&master, &derivation, cipher.into(), issuer, number, &debit.tac_inputs());
        assert_eq!(tac, expected);
    }

    fn resolve(&mut self, script: &Script, counter: &str, sam: &str) -> String {
        let torn = self.torn.clone().unwrap();
        let known = counter == "counter-known";
        let mut resolve = Resolve::new(Intention {
            counter_before: known.then_some(torn.facts().counter),
            balance_before: known.then_some(torn.facts().balance_before),
            sam_session: sam == "sam-remembers",
            ..Intention::from(&torn)
        });
        let resolution = script.play(&mut resolve).unwrap_or_else(|_| resolve.so_far());
        if let Resolution::Debited(found) = &resolution {
            assert_eq!(found.counter, torn.facts().counter);
            assert_eq!(found.balance_before, torn.facts().balance_before);
            if let Some(tac) = found.tac {
                self.proves(&torn, tac);
            }
        }
        describe::resolution(&resolution)
    }
}

/// City-Union purses whose interoperation record carries the meal mark; only those of the home city are served.
fn city_union() -> purse::Inquiry {
    let profile = "format = 1\nname = \"x\"\n[[application]]\nfamily = \"pboc\"\naid = \"A00000000386980701\"\n\
                   layout = \"city-union\"\nmark-sfi = 0x17\nmark-record = 0x01\nissuers = [\"200055100001FFFF\"]\n";
    let told = purse::Profile::parse(profile).unwrap();
    let parameters = pboc_purse::Parameters::read(&told.applications[0]).unwrap();
    assert_eq!(parameters.issuer_factor.of(Issuer(bytes("200055100001FFFF"))), bytes("5510FF0000000000"));
    purse::Inquiry::new(&purse::Cards::new(vec![Box::new(parameters)]), &purse::Presence::default())
}

/// Plays a story and returns what it should read like, with the till at its end.
fn tell(story: &Story) -> (String, Till) {
    let mut till = Till::default();
    let told = story.tell(|scene| till.begin(scene));
    (told, till)
}

#[test]
fn lunch_costs_five_card_commands_and_two_of_the_sam() {
    assert_eq!(tell(&Story::read("pboc/lunch-composite.apdu")).1.asked, (5, 2));
}

#[test]
fn every_story() {
    let names = every("pboc", |story| tell(story).0);
    expect_test::expect![[r#"
        block-without-key.apdu
        block.apdu
        city-union-elsewhere.apdu
        city-union.apdu
        foreign-card.apdu
        haircut-simple.apdu
        haircut-sm4.apdu
        insufficient-funds.apdu
        load-torn-after-commit.apdu
        load-torn-before-credit.apdu
        load-torn-then-elsewhere.apdu
        load.apdu
        locked-card.apdu
        lunch-composite.apdu
        lunch-free.apdu
        mark-locked.apdu
        not-enabled.apdu
        pin-wrong.apdu
        sam-missing.apdu
        sam-start-by-file.apdu
        sam-start.apdu
        stuck-after-commit.apdu
        torn-after-commit-sm4.apdu
        torn-after-commit.apdu
        torn-before-debit.apdu
        torn-counter-back.apdu
        torn-counter-unknown-not-debited.apdu
        torn-counter-unknown.apdu
        torn-log-refused.apdu
        torn-mid-answer.apdu
        torn-not-heard-then-elsewhere.apdu
        torn-then-bus.apdu
        torn-used-too-often.apdu
        trips.apdu
        unreadable-card.apdu
        wrong-mac1.apdu
        wrong-mac2.apdu"#]]
    .assert_eq(&names);
}
