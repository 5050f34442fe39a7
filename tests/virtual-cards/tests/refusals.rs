//! What the chips refuse, as a table: the state they are in, what is said, the status word.
#![expect(clippy::unwrap_used, reason = "a test that goes wrong shall stop")]

use apdu::Transport;
use expect_test::expect;
use virtual_cards::{
    Chip, ForeignCard, InField, Key, Lock, Manner, MasterKeys, Personalise, PersonalisePsam, UnreadableCard,
    VirtualCard, VirtualPsam, VirtualPurse,
};

const SELECT: &str = "00A4040008A000000632010105";
const INIT: &str = "805001020B01000002585510000000420F";
const INIT_CAPP: &str = "805003020B01000002585510000000420F";
const DEBIT: &str = "805401000F00000001202607211140050000000008";
const MARK: &str = "80DCA1C805A1030001FF";

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn card() -> VirtualPurse {
    let keys = MasterKeys {
        purchase: Key([1; 16]),
        load: Key([2; 16]),
        tac: Key([3; 16]),
        maintenance: Key([4; 16]),
    };
    let number = [0x03, 0x10, 0x33, 0x07, 0x03, 0, 0, 0, 0, 0x17];
    let mut card = Personalise { balance: 5_000, ..Personalise::elder(keys, [7; 8], number) }.card();
    card.power_on();
    card
}

fn psam() -> VirtualPsam {
    let made = PersonalisePsam {
        purchase: Key([1; 16]),
        maintenance: Key([4; 16]),
        issuer: [7; 8],
        serial: [9; 10],
        terminal: [0x55, 0x10, 0, 0, 0, 0x42],
    };
    let mut psam = made.psam();
    psam.power_on();
    psam
}

/// Says the commands in turn and notes how the last one is answered.
fn last(chip: &mut dyn Chip, commands: &[&str]) -> String {
    let answers = commands.iter().map(|command| chip.exchange(&bytes(command)).bytes());
    let answer = answers.last().unwrap_or_default();
    let (data, status) = answer.split_last_chunk::<2>().unwrap();
    format!("{:02X}{:02X} + {} bytes", status[0], status[1], data.len())
}

#[test]
fn a_card_refuses_to_show() {
    let mut ledger = String::new();
    let mut row = |what: &str, card: &mut VirtualPurse, commands: &[&str]| {
        ledger += &format!("{what:<44} {}\n", last(card, commands));
    };
    row("nothing selected", &mut card(), &[INIT]);
    row("unknown application", &mut card(), &["00A4040008A000000632010106"]);
    row("directory", &mut card(), &["00A404000E325041592E5359532E444446303100"]);
    row("purse", &mut card(), &[SELECT]);
    row("file 0015, Le too large", &mut card(), &[SELECT, "00B0950020"]);
    row("file 0015, Le right", &mut card(), &[SELECT, "00B095001E"]);
    row("file 0015, Le absent", &mut card(), &[SELECT, "00B09500"]);
    row("file 0015, Le 00", &mut card(), &[SELECT, "00B0950000"]);
    let mut strict = card();
    strict.behave(Manner { strict_le: true, ..Manner::default() });
    row("file 0015, Le 00, strict", &mut strict, &[SELECT, "00B0950000"]);
    row("file 0015, offset behind its end", &mut card(), &[SELECT, "00B0951E01"]);
    row("file 0016", &mut card(), &[SELECT, "00B0960037"]);
    row("file 0005", &mut card(), &[SELECT, "00B0850000"]);
    row("mark record by identifier", &mut card(), &[SELECT, "00B2A1C800"]);
    row("mark record by number", &mut card(), &[SELECT, "00B201CC80"]);
    row("mark record, wrong Le", &mut card(), &[SELECT, "00B2A1C810"]);
    row("mark record of another identifier", &mut card(), &[SELECT, "00B2A2C800"]);
    row("log is empty", &mut card(), &[SELECT, "00B201C417"]);
    row("balance", &mut card(), &[SELECT, "805C030204"]);
    expect![[r#"
        nothing selected                             6985 + 0 bytes
        unknown application                          6A82 + 0 bytes
        directory                                    9000 + 48 bytes
        purse                                        9000 + 51 bytes
        file 0015, Le too large                      6C1E + 0 bytes
        file 0015, Le right                          9000 + 30 bytes
        file 0015, Le absent                         9000 + 30 bytes
        file 0015, Le 00                             9000 + 30 bytes
        file 0015, Le 00, strict                     6C1E + 0 bytes
        file 0015, offset behind its end             6B00 + 0 bytes
        file 0016                                    9000 + 55 bytes
        file 0005                                    6A82 + 0 bytes
        mark record by identifier                    9000 + 128 bytes
        mark record by number                        9000 + 128 bytes
        mark record, wrong Le                        6C80 + 0 bytes
        mark record of another identifier            6A83 + 0 bytes
        log is empty                                 6A83 + 0 bytes
        balance                                      9000 + 4 bytes
    "#]]
    .assert_eq(&ledger);
}

#[test]
fn a_card_refuses_to_pay() {
    let mut ledger = String::new();
    let mut row = |what: &str, card: &mut VirtualPurse, commands: &[&str]| {
        ledger += &format!("{what:<44} {}\n", last(card, commands));
    };
    row("wrong Le to INITIALIZE", &mut card(), &[SELECT, "805001020B010000025855100000004210"]);
    row("unknown key", &mut card(), &[SELECT, "805001020B09000002585510000000420F"]);
    row("more than there is", &mut card(), &[SELECT, "805001020B01000013895510000000420F"]);
    row("all there is", &mut card(), &[SELECT, "805001020B01000013885510000000420F"]);
    row("short INITIALIZE", &mut card(), &[SELECT, "805001020A0100000258551000000F"]);
    let mut full = card();
    full.reissue(|state| state.offline = u16::MAX);
    row("counter at its end", &mut full, &[SELECT, INIT]);
    row("DEBIT without INITIALIZE", &mut card(), &[SELECT, DEBIT]);
    row("DEBIT with a wrong MAC1", &mut card(), &[SELECT, INIT, DEBIT]);
    row("and again", &mut card(), &[SELECT, INIT, DEBIT, DEBIT]);
    row("DEBIT after a read", &mut card(), &[SELECT, INIT, "00B095001E", DEBIT]);
    expect![[r#"
        wrong Le to INITIALIZE                       6C0F + 0 bytes
        unknown key                                  9403 + 0 bytes
        more than there is                           9401 + 0 bytes
        all there is                                 9000 + 15 bytes
        short INITIALIZE                             6700 + 0 bytes
        counter at its end                           9402 + 0 bytes
        DEBIT without INITIALIZE                     6901 + 0 bytes
        DEBIT with a wrong MAC1                      9302 + 0 bytes
        and again                                    6901 + 0 bytes
        DEBIT after a read                           6901 + 0 bytes
    "#]]
    .assert_eq(&ledger);
}

#[test]
fn a_card_refuses_a_mark() {
    let mut ledger = String::new();
    let mut row = |what: &str, card: &mut VirtualPurse, commands: &[&str]| {
        ledger += &format!("{what:<44} {}\n", last(card, commands));
    };
    row("mark without INITIALIZE", &mut card(), &[SELECT, MARK]);
    row("mark in a simple purchase", &mut card(), &[SELECT, INIT, MARK]);
    row("mark", &mut card(), &[SELECT, INIT_CAPP, MARK]);
    row("mark that lies about its length", &mut card(), &[SELECT, INIT_CAPP, "80DCA1C805A1040001FF"]);
    row("mark of another identifier", &mut card(), &[SELECT, INIT_CAPP, "80DCA2C805A2030001FF"]);
    let mut held = card();
    held.reissue(|state| state.composites[0].0[2] = 1);
    row("mark that is locked", &mut held, &[SELECT, INIT_CAPP, MARK]);
    expect![[r#"
        mark without INITIALIZE                      6901 + 0 bytes
        mark in a simple purchase                    6901 + 0 bytes
        mark                                         9000 + 0 bytes
        mark that lies about its length              6A80 + 0 bytes
        mark of another identifier                   6A83 + 0 bytes
        mark that is locked                          9407 + 0 bytes
    "#]]
    .assert_eq(&ledger);
}

#[test]
fn a_card_refuses_its_issuer() {
    let mut ledger = String::new();
    let mut row = |what: &str, card: &mut VirtualPurse, commands: &[&str]| {
        ledger += &format!("{what:<44} {}\n", last(card, commands));
    };
    row("proof before any purchase", &mut card(), &[SELECT, "805A000902000108"]);
    row("load without PIN", &mut card(), &[SELECT, "805000020B010000025855100000004210"]);
    row("wrong PIN", &mut card(), &[SELECT, "0020000003111111"]);
    row(
        "third wrong PIN",
        &mut card(),
        &[SELECT, "0020000003111111", "0020000003111111", "0020000003111111"],
    );
    row("block without challenge", &mut card(), &[SELECT, "841E00000400000000"]);
    row("block with a wrong MAC", &mut card(), &[SELECT, "0084000004", "841E00000400000000"]);
    row("unknown instruction", &mut card(), &[SELECT, "80FE000000"]);
    row("three bytes", &mut card(), &["00A404"]);
    expect![[r#"
        proof before any purchase                    9406 + 0 bytes
        load without PIN                             6982 + 0 bytes
        wrong PIN                                    63C2 + 0 bytes
        third wrong PIN                              6983 + 0 bytes
        block without challenge                      6984 + 0 bytes
        block with a wrong MAC                       6988 + 0 bytes
        unknown instruction                          6D00 + 0 bytes
        three bytes                                  6700 + 0 bytes
    "#]]
    .assert_eq(&ledger);
}

#[test]
fn a_locked_card_refuses() {
    let mut ledger = String::new();
    let mut row = |what: &str, card: &mut VirtualPurse, commands: &[&str]| {
        ledger += &format!("{what:<44} {}\n", last(card, commands));
    };
    for (what, lock, status) in [
        ("locked", Lock::Temporary, None),
        ("locked for ever", Lock::ForEver, None),
        ("locked, says 6283", Lock::Temporary, Some(0x6283)),
    ] {
        let mut locked = card();
        locked.reissue(|state| state.lock = lock);
        locked.behave(Manner { locked_status: status, ..Manner::default() });
        row(what, &mut locked, &[SELECT]);
        row("  then INITIALIZE", &mut locked, &[INIT]);
    }
    expect![[r#"
        locked                                       6A81 + 0 bytes
          then INITIALIZE                            6A81 + 0 bytes
        locked for ever                              9303 + 0 bytes
          then INITIALIZE                            9303 + 0 bytes
        locked, says 6283                            6283 + 0 bytes
          then INITIALIZE                            6A81 + 0 bytes
    "#]]
    .assert_eq(&ledger);
}

#[test]
fn a_psam_refuses() {
    const ADF: &str = "00A40000028011";
    const ARM: &str = "8070000024A1B2C3D40000000002580920260721114005010000000000000000070707070707070708";
    let mut ledger = String::new();
    let mut row = |what: &str, psam: &mut VirtualPsam, commands: &[&str]| {
        ledger += &format!("{what:<44} {}\n", last(psam, commands));
    };
    row("serial", &mut psam(), &["00B095000E"]);
    row("terminal number", &mut psam(), &["00B0960006"]);
    row("terminal number, Le 00", &mut psam(), &["00B0960000"]);
    row("application file before SELECT", &mut psam(), &["00B0970019"]);
    row("SELECT waits for GET RESPONSE", &mut psam(), &[ADF]);
    row("GET RESPONSE", &mut psam(), &[ADF, "00C0000019"]);
    row("GET RESPONSE, Le too large", &mut psam(), &[ADF, "00C0000020"]);
    row("GET RESPONSE again", &mut psam(), &[ADF, "00C0000020", "00C0000019"]);
    row("GET RESPONSE twice", &mut psam(), &[ADF, "00C0000019", "00C0000019"]);
    row("SELECT by name", &mut psam(), &["00A4040010A0000006324D4F542E435053414D3031"]);
    row("application file", &mut psam(), &[ADF, "00B0970019"]);
    row("purchase before SELECT", &mut psam(), &[ARM]);
    row("purchase", &mut psam(), &[ADF, ARM]);
    row("its answer", &mut psam(), &[ADF, ARM, "00C0000008"]);
    let one = "807000001CA1B2C3D400000000025809202607211140050100000000000000000008";
    row("one factor instead of two", &mut psam(), &[ADF, one]);
    row("unknown key version", &mut psam(), &[ADF, &ARM.replacen("4005010000", "4005020000", 1)]);
    row("MAC2 without purchase", &mut psam(), &[ADF, "807200000400000000"]);
    row("wrong MAC2", &mut psam(), &[ADF, ARM, "807200000400000000"]);
    row(
        "MAC2 after a reset",
        &mut {
            let mut psam = psam();
            last(&mut psam, &[ADF, ARM]);
            psam.reset();
            psam
        },
        &[ADF, "807200000400000000"],
    );
    row("generic MAC without key", &mut psam(), &[ADF, "80FA0500100000000000000000841E000004800000"]);
    let mut patient = psam();
    patient.reissue(|state| state.mac2_errors_max = 2);
    row("first wrong MAC2 of two", &mut patient, &[ADF, ARM, "807200000400000000"]);
    row("second", &mut patient, &[ARM, "807200000400000000"]);
    row("locked", &mut patient, &[ARM]);
    row("SELECT when locked", &mut patient, &[ADF]);
    expect![[r#"
        serial                                       9000 + 14 bytes
        terminal number                              9000 + 6 bytes
        terminal number, Le 00                       6C06 + 0 bytes
        application file before SELECT               6A82 + 0 bytes
        SELECT waits for GET RESPONSE                6119 + 0 bytes
        GET RESPONSE                                 9000 + 25 bytes
        GET RESPONSE, Le too large                   6C19 + 0 bytes
        GET RESPONSE again                           9000 + 25 bytes
        GET RESPONSE twice                           6985 + 0 bytes
        SELECT by name                               6119 + 0 bytes
        application file                             9000 + 25 bytes
        purchase before SELECT                       6985 + 0 bytes
        purchase                                     6108 + 0 bytes
        its answer                                   9000 + 8 bytes
        one factor instead of two                    6700 + 0 bytes
        unknown key version                          9403 + 0 bytes
        MAC2 without purchase                        6901 + 0 bytes
        wrong MAC2                                   9302 + 0 bytes
        MAC2 after a reset                           6901 + 0 bytes
        generic MAC without key                      6901 + 0 bytes
        first wrong MAC2 of two                      9302 + 0 bytes
        second                                       9303 + 0 bytes
        locked                                       9303 + 0 bytes
        SELECT when locked                           9303 + 0 bytes
    "#]]
    .assert_eq(&ledger);
    assert_eq!((patient.state().mac2_errors, patient.state().locked, patient.state().sequence), (2, true, 1));
}

#[test]
fn other_cards() {
    let mut bank = VirtualCard::Foreign(ForeignCard::bank(&[1, 2, 3, 4]));
    let mut fob = VirtualCard::Unreadable(UnreadableCard::new(&[4, 3, 2, 1]));
    let mut ledger = String::new();
    for (name, card) in [("bank card", &mut bank), ("fob", &mut fob)] {
        card.power_on();
        for (what, command) in [
            ("our purse", SELECT),
            ("directory", "00A404000E325041592E5359532E444446303100"),
            ("its own application", "00A4040008A000000333010101"),
            ("read", "00B095001E"),
        ] {
            ledger += &format!("{name:<10} {what:<20} {}\n", last(card, &[command]));
        }
        card.power_off();
        assert_eq!(card.exchange(&bytes(SELECT)).bytes(), [0u8; 0], "{name} without power");
    }
    expect![[r#"
        bank card  our purse            6A82 + 0 bytes
        bank card  directory            9000 + 50 bytes
        bank card  its own application  9000 + 12 bytes
        bank card  read                 6D00 + 0 bytes
        fob        our purse            6D00 + 0 bytes
        fob        directory            6D00 + 0 bytes
        fob        its own application  6D00 + 0 bytes
        fob        read                 6D00 + 0 bytes
    "#]]
    .assert_eq(&ledger);
}

#[test]
fn manners_are_seen() {
    let mut slow = card();
    slow.behave(Manner { latency_ms: 40, ..Manner::default() });
    assert_eq!(slow.latency_ms(), 40);
    let atr = slow.atr();
    assert_eq!(atr.iter().skip(1).fold(0, |sum, byte| sum ^ byte), 0, "the check byte fits");
    let mut field = InField::tap(card());
    assert_eq!(field.exchange(&bytes(SELECT)).unwrap().len(), 53);
    let fine = field.exchange(&bytes(INIT)).unwrap();
    assert_eq!(fine.len(), 17);
    assert_ne!(field.exchange(&bytes(INIT)).unwrap(), fine, "every INITIALIZE draws a new random number");
}

#[test]
fn secrets_stay_out_of_debug() {
    let shown = format!("{:?} {:?}", card().state(), psam().state());
    assert!(shown.contains("<key>"));
    assert!(!shown.contains("[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1"), "{shown}");
}
