//! What a chip refuses while it is made, as a table.

use super::desk::{AID, APPLICATION, Desk, MASTER, make};
use super::golden;
use super::replay::card_of;
use expect_test::expect;
use virtual_cards::{Chip, Cipher, Key};

/// Says the commands in turn and notes how the last one is answered.
fn last(mut desk: Desk, commands: &[&str]) -> String {
    let said = commands.iter().map(|command| desk.send(command)).last().unwrap();
    match said {
        Ok(data) => format!("9000 + {} bytes", data.len()),
        Err(said) => said[..4].to_owned(),
    }
}

fn maker() -> Desk {
    Desk::blank(Cipher::TripleDes)
}

fn proved() -> Desk {
    let mut desk = maker();
    desk.prove(&Key([0x11; 16])).unwrap();
    desk
}

fn made() -> Desk {
    let mut desk = maker();
    make(&mut desk, &card_of(&golden("pboc-derived-3des.json"))).unwrap();
    desk
}

/// A finished card, newly powered, its application selected.
fn fresh() -> Desk {
    let mut desk = Desk::new(made().chip);
    desk.send(&format!("00A4040008{AID}")).unwrap();
    desk
}

/// The same with the level of its master key.
fn entitled() -> Desk {
    let mut desk = fresh();
    desk.prove(&APPLICATION).unwrap();
    desk
}

const DF: &str = "80E03F0110380C00AAAA95FFFFA000000632010105";
const IN_DF: &str = "00A4040008A000000632010105";
const WRONG: &str = "00820000080000000000000000";

#[test]
fn a_blank_chip_refuses() {
    let mut ledger = String::new();
    let mut row = |what: &str, desk: Desk, commands: &[&str]| {
        ledger += &format!("{what:<48} {}\n", last(desk, commands));
    };
    row("master file", maker(), &["00A4000000"]);
    row("purse before it is there", maker(), &[IN_DF]);
    row(
        "directory of applications before there are any",
        maker(),
        &["00A404000E325041592E5359532E4444463031"],
    );
    row("file before the transport key", maker(), &["80E0000107280010F0F0FFFF"]);
    row("erase before the transport key", maker(), &["800E000000"]);
    row("cryptogram without challenge", maker(), &[WRONG]);
    row("wrong cryptogram", maker(), &["0084000008", WRONG]);
    let thrice = ["0084000008", WRONG, "0084000008", WRONG, "0084000008", WRONG];
    row("third wrong cryptogram", maker(), &thrice);
    row("unknown key", maker(), &["0084000008", "00820005080000000000000000"]);
    row("second key file", proved(), &["80E00000073F005001AAFFFF"]);
    row("key of an unknown kind", proved(), &["80D401000D35F0F0AA330000000000000000"]);
    row("key that is there", proved(), &["80D401000D39F0F0AA330000000000000000"]);
    row("key that is not there, to change", proved(), &["80D436000D36F0F0AA330000000000000000"]);
    row(
        "key file is full",
        proved(),
        &[
            "80D401011539F0F0AA3300000000000000000000000000000000",
            "80D401021539F0F0AA3300000000000000000000000000000000",
            "80D401031539F0F0AA3300000000000000000000000000000000",
        ],
    );
    row("purse in the master file", proved(), &["80E00002072F0208F000FF18"]);
    row("application", proved(), &[DF]);
    row("application that is there", proved(), &[DF, DF]);
    row("application without room", proved(), &["80E03F0110382100AAAA95FFFFA000000632010105"]);
    row("application with a short name", proved(), &["80E03F010B380100AAAA95FFFFA0000006"]);
    row(
        "application in an application",
        proved(),
        &[DF, IN_DF, "80E03F0210380100AAAA95FFFFA000000632010106"],
    );
    row("key before the key file", proved(), &[DF, IN_DF, "80D401000D39F0F0AA330000000000000000"]);
    row("file of an unknown type", proved(), &[DF, IN_DF, "80E0000107290010F0F0FFFF"]);
    row("file without room", proved(), &[DF, IN_DF, "80E0000107280C01F0F0FFFF"]);
    row("file that is there", proved(), &[DF, IN_DF, "80E0000107280010F0F0FFFF", "80E0000107280010F0F0FFFF"]);
    expect![[r#"
        master file                                      9000 + 23 bytes
        purse before it is there                         6A82
        directory of applications before there are any   6A82
        file before the transport key                    6982
        erase before the transport key                   6982
        cryptogram without challenge                     6984
        wrong cryptogram                                 63C2
        third wrong cryptogram                           6983
        unknown key                                      6A88
        second key file                                  6A80
        key of an unknown kind                           6A80
        key that is there                                6A80
        key that is not there, to change                 6A88
        key file is full                                 6A84
        purse in the master file                         6A80
        application                                      9000 + 0 bytes
        application that is there                        6A80
        application without room                         6A84
        application with a short name                    6A80
        application in an application                    6A80
        key before the key file                          6A82
        file of an unknown type                          6981
        file without room                                6A84
        file that is there                               6A80
    "#]]
    .assert_eq(&ledger);
}

#[test]
fn a_made_card_refuses() {
    let mut ledger = String::new();
    let mut row = |what: &str, desk: Desk, commands: &[&str]| {
        ledger += &format!("{what:<48} {}\n", last(desk, commands));
    };
    row("file without the level", fresh(), &["80E0000107280010F0F0FFFF"]);
    row("file with the level", entitled(), &["80E0000107280010F0F0FFFF"]);
    row("the level is gone after SELECT", entitled(), &[IN_DF, "80E0000107280010F0F0FFFF"]);
    row(
        "plain key into a protected key file",
        entitled(),
        &["80D401051536F0AAFF3300000000000000000000000000000000"],
    );
    row("plain change of an open key", entitled(), &["80D436001536F0AAFF3300000000000000000000000000000000"]);
    row("change without the level", fresh(), &["80D436001536F0AAFF3300000000000000000000000000000000"]);
    row("change of a PIN key, which nobody may", entitled(), &["80D43A00083AF0EF0133111111"]);
    row("0015 in the open", entitled(), &["00D6950001FF"]);
    row("0015 with a MAC of another challenge", entitled(), &["0084000004", "04D6950005FF00000000"]);
    row("0016 without the level", fresh(), &["00D6960001FF"]);
    row("0016 with the level", entitled(), &["00D6960001FF"]);
    row("0016 behind its end", entitled(), &["00D6963701FF"]);
    row("0016 with a MAC it does not ask for", entitled(), &["0084000004", "04D6960005FF00000000"]);
    row("0016 selected, then by offset", entitled(), &["00A40000020016", "00D6003601FF"]);
    row("no file selected", entitled(), &["00D6003601FF"]);
    row("record read as bytes", fresh(), &["00B0980001"]);
    row("bytes read as record", fresh(), &["00B201AC01"]);
    row("log written by hand", entitled(), &[&format!("00E200C417{}", "00".repeat(23))]);
    row("record 0019 that lies about its length", entitled(), &["00E200CC05A1040001FF"]);
    row("record 0019 with another identifier", entitled(), &["00E200CC05A2030001FF"]);
    row("record 0019 without room", entitled(), &[&format!("00E200CC82A280{}", "00".repeat(128))]);
    row("record 0019 changed", entitled(), &["00DCA1C805A1030001FF"]);
    row("record 0019 unknown", entitled(), &["00DCA3C805A3030001FF"]);
    row("purchase key unknown", fresh(), &["805001020B02000000005510000000420F"]);
    row("load without PIN", fresh(), &["805000020B010000025855100000004210"]);
    row("load after PIN", fresh(), &["0020000003123456", "805000020B010000025855100000004210"]);
    row("purchase in the master file", fresh(), &["00A4000000", "805001020B01000000005510000000420F"]);
    row("unknown instruction", fresh(), &["80FE000000"]);
    expect![[r#"
        file without the level                           6982
        file with the level                              9000 + 0 bytes
        the level is gone after SELECT                   6982
        plain key into a protected key file              6900
        plain change of an open key                      9000 + 0 bytes
        change without the level                         6982
        change of a PIN key, which nobody may            6982
        0015 in the open                                 6900
        0015 with a MAC of another challenge             6988
        0016 without the level                           6982
        0016 with the level                              9000 + 0 bytes
        0016 behind its end                              6B00
        0016 with a MAC it does not ask for              6900
        0016 selected, then by offset                    9000 + 0 bytes
        no file selected                                 6986
        record read as bytes                             6981
        bytes read as record                             6981
        log written by hand                              6982
        record 0019 that lies about its length           6A80
        record 0019 with another identifier              9000 + 0 bytes
        record 0019 without room                         6A84
        record 0019 changed                              9000 + 0 bytes
        record 0019 unknown                              6A83
        purchase key unknown                             9403
        load without PIN                                 6982
        load after PIN                                   9000 + 16 bytes
        purchase in the master file                      6A82
        unknown instruction                              6D00
    "#]]
    .assert_eq(&ledger);
}

#[test]
fn a_right_names_the_levels_that_have_it() {
    // In turn: read at level 1 or above, read at level 1 only, write at level A of the master file.
    let mut desk = entitled();
    for file in ["01280010F1F0", "02280010110A"] {
        desk.send(&format!("80E000{}07{}FFFF", &file[..2], &file[2..])).unwrap();
    }
    let tries = |desk: &mut Desk| {
        ["00B0810001", "00B0820001", "00D6820001FF"].map(|command| desk.send(command).is_ok())
    };
    let mut desk = Desk::new(desk.chip);
    desk.send(IN_DF).unwrap();
    assert_eq!(tries(&mut desk), [false, false, false], "nothing proved");
    desk.send("0020000003123456").unwrap();
    assert_eq!(tries(&mut desk), [true, true, false], "the PIN: level 1");
    desk.prove(&APPLICATION).unwrap();
    assert_eq!(tries(&mut desk), [true, false, false], "the master key of the application: level A");
    desk.send("00A4000000").unwrap();
    desk.prove(&MASTER).unwrap();
    desk.send(IN_DF).unwrap();
    assert_eq!(tries(&mut desk), [false, false, true], "the master key of the card, which outlasts SELECT");
    desk.chip.reset();
    desk.send(IN_DF).unwrap();
    assert_eq!(tries(&mut desk), [false, false, false], "and no reset");
}
