//! Files: the City-Union layout, and how many records the logs keep.

use super::{INIT, NUMBER, SELECT, STAMP, arm, buy, card_with, hex, plan, psam_of, say};
use virtual_cards::{Chip, Layout, Manner, Personalise};

#[test]
fn a_city_union_card_has_its_own_files() {
    let plan = Personalise { layout: Layout::CityUnion, issuer: [1, 2, 0x20, 0, 3, 4, 0, 0], ..plan() };
    let mut card = plan.card();
    card.power_on();
    assert_eq!(say(&mut card, SELECT), "6A82", "no T-Union purse");
    assert!(say(&mut card, "00A4040009A0000000038698070100").starts_with("6F2E8409A00000000386980701A521"));
    let public = say(&mut card, "00B0950022");
    assert_eq!(
        public,
        "0102200003040000010100013307030000000017202501012040123103000000000090 00".replace(' ', "")
    );
    assert_eq!(say(&mut card, "00B085001E")[16..32], hex(&NUMBER[2..]));
    assert_eq!(say(&mut card, "00B0970000"), "6A82", "0017 is a record file");
    assert!(say(&mut card, "00B2A1B800").starts_with("A17E00"));
    assert_eq!(say(&mut card, "00B2A1C800"), "6A82", "and there is no 0019");
    assert_eq!(say(&mut card, "805003020B01000000005510000000420F").len(), 34);
    assert_eq!(say(&mut card, "80DCA1B805A1030001FF"), "9000");
    let mut psam = psam_of(0);
    let opened = say(&mut card, INIT);
    let factors = format!("{}2000FF0000000000", hex(&NUMBER[2..]));
    let ours = arm(&opened).replace(&format!("{}{}", hex(&NUMBER[2..]), hex(&[7; 8])), &factors);
    let armed = say(&mut psam, &ours);
    let debited = say(&mut card, &format!("805401000F{}{STAMP}{}08", &armed[..8], &armed[8..16]));
    assert_eq!(say(&mut psam, &format!("8072000004{}", &debited[8..16])), "9000");
}

#[test]
fn twelve_purchases_leave_ten_in_the_log_and_thirty_two_trips_leave_thirty() {
    let (mut card, mut psam) = (card_with(|state| state.balance = 20_000, Manner::default()), psam_of(0));
    for nth in 1..=12_u16 {
        assert_eq!(buy(&mut card, &mut psam, 1).1, "9000");
        assert_eq!(say(&mut card, "00B201C417")[..4], format!("{nth:04X}"), "the newest is first");
    }
    assert_eq!(say(&mut card, "00B20AC417")[..4], *"0003");
    assert_eq!(say(&mut card, "00B20BC417"), "6A83");
    for nth in 1..=32_u8 {
        let opened = say(&mut card, "805003020B01000000005510000000420F");
        let record = format!("06{}", format!("{nth:02X}").repeat(47));
        assert_eq!(say(&mut card, &format!("80DC00F030{record}")), "9000");
        let armed = say(&mut psam, &arm(&opened).replace("0000025806", "0000000009"));
        let debited = say(&mut card, &format!("805401000F{}{STAMP}{}08", &armed[..8], &armed[8..16]));
        assert_eq!(say(&mut psam, &format!("8072000004{}", &debited[8..16])), "9000");
        assert_eq!(say(&mut card, "00B201F430")[..96], record);
    }
    assert!(say(&mut card, "00B21EF430").starts_with("060303"));
    assert_eq!(say(&mut card, "00B21FF430"), "6A83");
}
