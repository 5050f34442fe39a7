//! Somebody's own card registered at a desk: one holder, one card, and never another's.

use county_center::Center;
use purse::{CardNumber, ChipScheme};
use serde_json::json;

use crate::desks::said;
use crate::support::http::Answer;
use crate::support::program::run;
use crate::support::{Card, County, Desk};

fn chip(scheme: ChipScheme, last: u8) -> String {
    CardNumber::of_chip(scheme, &[0xDE, 0xAD, 0xBE, last]).unwrap().digits()
}

fn register(desk: &Desk, center: &Center, card: &str, holder: &str) -> Answer {
    desk.send(center, "POST", "/v1/card-desk/identities", &json!({ "card_no": card, "holder": holder }))
}

/// Whose number the list holds, whether the roster lists it, and whether the old one is stopped.
fn stands(county: &County, old: &str, new: &str) -> [bool; 4] {
    let ledger = county.ledger();
    let holders = ledger.holders().unwrap();
    let holds = |number: &str| holders.iter().any(|holder| holder.card_no == number);
    let rows = ledger.roster_rows(ledger.roster_version().unwrap()).unwrap();
    [
        holds(old),
        holds(new),
        rows.iter().any(|row| row.card_no == new),
        ledger.stoplist().unwrap().1.iter().any(|card| card == old),
    ]
}

#[test]
fn a_card_that_somebody_brings_is_its_holders() {
    let county = County::new();
    let desk = Desk::new(&county, 60, 0);
    let (center, _writer) = county.center();
    let [first, second] = [1, 2].map(|last| Card::new(last).number.digits());
    let (social, serial) = (chip(ChipScheme::SocialCode, 1), chip(ChipScheme::Serial, 2));
    assert_eq!(register(&desk, &center, &social, &first).problem(), "409 card-unknown", "no profile yet");
    assert_eq!(desk.get(&center, "/v1/card-desk/card-profile").problem(), "409 card-unknown");
    let text = "format = 1\nname = \"x\"\n[[application]]\nfamily = \"social\"\n[[application]]\nfamily = \"chip\"\n";
    county.ledger().install_card_profile(text, "王一", 1).unwrap();
    assert_eq!(desk.get(&center, "/v1/card-desk/card-profile").json()["text"], text);

    // What tills cannot make of any card is none.
    for number in [chip(ChipScheme::SocialNumber, 1), chip(ChipScheme::Desfire, 1), second.clone()] {
        assert_eq!(register(&desk, &center, &number, &first).problem(), "409 card-unknown");
    }
    let nobody = register(&desk, &center, &social, "03104770000000009999");
    assert_eq!(nobody.problem(), "404 no-such-holder");
    assert_eq!(stands(&county, &first, &social), [true, false, false, false], "nothing has changed");

    for news in [true, false] {
        let told = register(&desk, &center, &social, &first).json();
        assert_eq!(told, json!({ "registered": true, "news": news }));
    }
    assert_eq!(stands(&county, &first, &social), [false, true, true, true]);
    assert_eq!(register(&desk, &center, &serial, &first).problem(), "409 holder-has-card");
    assert_eq!(register(&desk, &center, &social, &second).problem(), "409 card-taken");
    assert_eq!(stands(&county, &second, &serial), [true, false, false, false]);

    // The list still names the old number: the holder keeps the card. A replacement of the old number is none.
    let list = format!(
        "card_no,birth,categories,rosters,resident\n{first},1944-07-15,,,1\n{second},1944-07-15,,,1\n"
    );
    std::fs::write(county.folder.file("holders.csv"), list).unwrap();
    said(&county, &["holders", "import", "holders.csv"]);
    assert_eq!(stands(&county, &first, &social), [false, true, true, true]);
    let words = ["card", "request", "--handle", "BK-1", "--kind", "desfire", "--replaces"];
    assert_eq!(run(county.folder.path(), &[&words[..], &[&first]].concat(), "").code, 6);

    // The social card is lost; its holder brings another, and the lost one serves nobody.
    assert_eq!(register(&desk, &center, &serial, &social).json()["news"], true);
    assert_eq!(stands(&county, &social, &serial), [false, true, true, true]);
    said(&county, &["holders", "import", "holders.csv"]);
    assert_eq!(stands(&county, &social, &serial), [false, true, true, true]);
    assert_eq!(register(&desk, &center, &social, &second).problem(), "409 card-taken");
    let lost = chip(ChipScheme::Serial, 3);
    let block = json!({ "card_no": lost, "reason": "lost", "on_card": false });
    desk.send(&center, "POST", "/v1/card-desk/blocks", &block).json();
    assert_eq!(register(&desk, &center, &lost, &second).problem(), "409 card-stopped");

    // While a card is being made in somebody's place, no other is registered.
    said(&county, &[&words[..], &[&second]].concat());
    assert_eq!(
        register(&desk, &center, &chip(ChipScheme::Serial, 4), &second).problem(),
        "409 holder-has-card"
    );
    said(&county, &["books", "check"]);
}
