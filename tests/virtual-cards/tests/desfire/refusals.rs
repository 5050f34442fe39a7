//! Every refusal with its status, and what it costs.

use crate::reader::{Reader, protect};
use crate::sale::{AMOUNT, TERMINAL, own_key, up_to_commit};
use crate::{bytes, county, hex};
use expect_test::expect;
use virtual_cards::Key;
use virtual_cards::desfire::{COUNTY_AID, Channel, CommMode, Generation, RECORD_FILE, VALUE_FILE};

fn at_county(generation: Generation) -> Reader {
    let mut reader = Reader::tap(county(generation).card());
    reader.select(COUNTY_AID).unwrap().unwrap();
    reader
}

fn signed_in(generation: Generation, number: u8) -> Reader {
    let mut reader = at_county(generation);
    let ins = if generation == Generation::Ev1 { 0xAA } else { 0x71 };
    reader.login(ins, number, &own_key(usize::from(number))).unwrap().unwrap();
    reader
}

/// Commands as they are, one after another; the last answer.
fn say(reader: &mut Reader, commands: &[&str]) -> String {
    let mut last = String::new();
    for command in commands {
        last = hex(&reader.card().answer(&bytes(command)));
    }
    last
}

#[test]
fn plain_commands_are_refused_like_this() {
    use Generation::{Ev1, Ev2};
    let cases: &[(&str, Generation, &[&str])] = &[
        ("application not there", Ev2, &["905A000003111111 00"]),
        ("application too short", Ev2, &["905A000002F58800"]),
        ("command nobody knows", Ev2, &["9012000000"]),
        ("EV2 login on an EV1", Ev1, &["9071000002010000"]),
        ("second opcode on an EV1", Ev1, &["90AB0000070100000001000000"]),
        ("reader on an EV1", Ev1, &["90C80000100000000000000000000000000000000000"]),
        ("key not there", Ev2, &["9071000002050000"]),
        ("too many capabilities", Ev2, &["90710000090107000000000000 0000"]),
        ("another cipher suite", Ev2, &["907100000301010200"]),
        ("further login without a first", Ev2, &["90770000010100"]),
        ("continuation of nothing", Ev2, &["90AF000000"]),
        ("wrong key", Ev2, &["9071000002010000", ANSWER]),
        ("answer too short", Ev2, &["9071000002010000", "90AF0000010000"]),
        ("other command in a login", Ev2, &["9071000002010000", "9060000000"]),
        ("other command in an answer", Ev2, &["9060000000", "9064000001 0100"]),
        ("file not there", Ev2, &["90F50000010500"]),
        ("value without a key", Ev2, &["906C0000010200"]),
        ("debit without a key", Ev2, &["90DC000005020100000000"]),
        ("debit with a MAC without a session", Ev2, &["90DC00000D0201000000001122334455667700"]),
        ("write without a key", Ev2, &["903B00000801000000010000AA00"]),
        ("proof without a key", Ev2, &["90BD0000070F00000000000000"]),
        ("proof written", Ev2, &["903D0000080F000000010000AA00"]),
        ("reader without a key", Ev2, &["90C80000100000000000000000000000000000000000"]),
        ("serial without a key", Ev2, &["9051000000"]),
        ("new key without a key", Ev2, &[CHANGE]),
        ("file made without a key", Ev2, &["90CD00000705000000100000 00"]),
        ("file removed without a key", Ev2, &["90DF0000010100"]),
        ("application made inside one", Ev2, &["90CA0000051111110F8500"]),
        ("record not there", Ev2, &["90AB0000070101000001000000"]),
        ("more records than there are", Ev2, &["90AB0000070100000002000000"]),
        ("nothing to commit", Ev2, &["90C70000010100"]),
        ("nothing to commit, plainly", Ev1, &["90C7000000"]),
        ("option on an EV1", Ev1, &["90C70000010100"]),
        ("nothing to abort", Ev2, &["90A7000000"]),
        ("P1 not zero", Ev2, &["9060010000"]),
        ("ISO name", Ev2, &["00A4040007D276000085010000"]),
        ("ISO read", Ev2, &["00B0000000"]),
        ("half a command", Ev2, &["9060"]),
        ("native frame too long for an EV1", Ev1, &[TOO_LONG]),
    ];
    let mut ledger = String::new();
    for (name, generation, commands) in cases {
        let commands: Vec<String> = commands.iter().map(|command| command.replace(' ', "")).collect();
        let commands: Vec<&str> = commands.iter().map(String::as_str).collect();
        let mut reader = at_county(*generation);
        let before = reader.card().state().clone();
        ledger += &format!("{name:<36} {}\n", say(&mut reader, &commands));
        assert_eq!(*reader.card().state(), before, "{name}");
    }
    expect![[r#"
        application not there                91A0
        application too short                917E
        command nobody knows                 911C
        EV2 login on an EV1                  911C
        second opcode on an EV1              911C
        reader on an EV1                     911C
        key not there                        9140
        too many capabilities                917E
        another cipher suite                 919E
        further login without a first        91AE
        continuation of nothing              911C
        wrong key                            91AE
        answer too short                     917E
        other command in a login             91CA
        other command in an answer           91CA
        file not there                       91F0
        value without a key                  91AE
        debit without a key                  91AE
        debit with a MAC without a session   917E
        write without a key                  91AE
        proof without a key                  91AE
        proof written                        91AE
        reader without a key                 91AE
        serial without a key                 91AE
        new key without a key                917E
        file made without a key              91AE
        file removed without a key           91AE
        application made inside one          919D
        record not there                     91BE
        more records than there are          91BE
        nothing to commit                    910C
        nothing to commit, plainly           910C
        option on an EV1                     917E
        nothing to abort                     910C
        P1 not zero                          6A86
        ISO name                             6A82
        ISO read                             6D00
        half a command                       6700
        native frame too long for an EV1     917E
    "#]]
    .assert_eq(&ledger);
}

const ANSWER: &str = "90AF0000201111111111111111111111111111111111111111111111111111111111111111 00";
const CHANGE: &str = "90C4000021 03 0000000000000000000000000000000000000000000000000000000000000000 00";
const TOO_LONG: &str = "903B00003F01000000380000\
    0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000 00";

/// What a session says to a command whose bytes were spoilt.
#[test]
fn spoilt_commands_end_the_session_and_what_is_pending() {
    let whole = |reader: &mut Reader| {
        let channel = reader.channel.as_mut().unwrap();
        protect(channel, 0xDC, &[VALUE_FILE], &AMOUNT.to_le_bytes(), CommMode::Full)
    };
    for generation in [Generation::Ev1, Generation::Ev2] {
        let length = whole(&mut signed_in(generation, 1)).len();
        for at in 1..length {
            let mut reader = signed_in(generation, 1);
            let mut wire = whole(&mut reader);
            wire[at] ^= 0x40;
            assert_eq!(reader.native(0xDC, &wire), Ok(Err(0x1E)), "{generation:?} byte {at}");
            let again = whole(&mut reader);
            assert_eq!(reader.native(0xDC, &again), Ok(Err(0x7E)), "the session is lost");
        }
        let mut reader = signed_in(generation, 1);
        let wire = whole(&mut reader);
        assert_eq!(reader.native(0xDC, &wire[..length - 1]), Ok(Err(0x7E)));
    }
}

#[test]
fn a_command_is_good_once() {
    let mut reader = signed_in(Generation::Ev2, 1);
    let channel = reader.channel.as_mut().unwrap();
    let wire = protect(channel, 0xDC, &[VALUE_FILE], &AMOUNT.to_le_bytes(), CommMode::Full);
    assert!(reader.native(0xDC, &wire).unwrap().is_ok());
    assert_eq!(reader.native(0xDC, &wire), Ok(Err(0x1E)), "said again");
}

#[test]
fn the_counter_of_commands_has_an_end() {
    let mut reader = signed_in(Generation::Ev2, 1);
    let Some(Channel::Second { counter, .. }) = &mut reader.channel else { panic!("no session") };
    *counter = 0xFFFE;
    let channel = reader.channel.clone().unwrap();
    reader.card().resume(Some(COUNTY_AID), 1, channel);
    assert!(reader.manage(0x64, &[1]).unwrap().is_ok());
    // Counting on in the reader would overflow: the command is made by hand.
    let mut stuck = reader.channel.clone().unwrap();
    if let Channel::Second { counter, .. } = &mut stuck {
        *counter = 0;
    }
    let wire = protect(&mut stuck, 0x64, &[1], &[], CommMode::Mac);
    assert_eq!(reader.native(0x64, &wire), Ok(Err(0x1E)));
}

/// A command of a signed-in reader, and what the card says.
#[test]
fn signed_in_commands_are_refused_like_this() {
    use CommMode::{Full, Mac, Plain};
    type Case = (&'static str, u8, u8, Vec<u8>, Vec<u8>, CommMode);
    let hundred = 100_u32.to_le_bytes().to_vec();
    let place = vec![RECORD_FILE, 0, 0, 0, 40, 0, 0];
    let beyond = vec![RECORD_FILE, 1, 0, 0, 40, 0, 0];
    let cases: Vec<Case> = vec![
        ("credit by the till", 1, 0x0C, vec![VALUE_FILE], hundred.clone(), Full),
        ("credit by the load key", 2, 0x0C, vec![VALUE_FILE], hundred.clone(), Full),
        ("more than there is", 1, 0xDC, vec![VALUE_FILE], 5_001_u32.to_le_bytes().to_vec(), Full),
        ("less than nothing", 1, 0xDC, vec![VALUE_FILE], (-1_i32).to_le_bytes().to_vec(), Full),
        ("void without a sale", 1, 0x1C, vec![VALUE_FILE], 1_u32.to_le_bytes().to_vec(), Full),
        ("debit of a record file", 1, 0xDC, vec![RECORD_FILE], 1_u32.to_le_bytes().to_vec(), Mac),
        ("debit by a spare key", 3, 0xDC, vec![VALUE_FILE], 1_u32.to_le_bytes().to_vec(), Full),
        ("record by a spare key", 3, 0x8B, place.clone(), vec![1; 40], Mac),
        ("record beyond its end", 1, 0x8B, beyond, vec![1; 40], Mac),
        ("record, plain", 1, 0x8B, place.clone(), vec![1; 40], Plain),
        ("records cleared by the till", 1, 0xEB, vec![RECORD_FILE], vec![], Mac),
        ("reader named by the load key", 2, 0xC8, TERMINAL.to_vec(), vec![], Mac),
        ("commit, plain", 1, 0xC7, vec![0x01], vec![], Plain),
        ("commit of nothing", 1, 0xC7, vec![0x01], vec![], Mac),
        ("strange option", 1, 0xC7, vec![0x02], vec![], Mac),
        ("new key of another by the till", 1, 0xC4, vec![3], vec![0; 21], Full),
        ("own key by the till", 1, 0xC4, vec![1], vec![0; 17], Full),
        ("key with a wrong CRC", 0, 0xC4, vec![3], vec![0; 21], Full),
        ("key that is not there", 0, 0xC4, vec![5], vec![0; 21], Full),
        ("key settings by the till", 1, 0x54, vec![], vec![0x0B], Full),
        ("file settings by the till", 1, 0x5F, vec![VALUE_FILE], vec![0x00, 0xEE, 0xEE], Full),
        ("second proof file", 0, 0xCE, vec![0x0E, 0x01, 0x10, 0x1F, 0x02], vec![0; 17], Full),
        ("proof file that may be written", 0, 0xCE, vec![0x0E, 1, 0x10, 0x11, 2], vec![0; 17], Full),
        ("file that is there", 0, 0xCD, vec![RECORD_FILE, 0, 0, 0, 8, 0, 0], vec![], Mac),
        ("file larger than the card", 0, 0xCD, vec![5, 0, 0, 0, 0, 0, 0xFF], vec![], Mac),
        ("empty file", 0, 0xCD, vec![5, 0, 0, 0, 0, 0, 0], vec![], Mac),
        ("no such mode", 0, 0xCD, vec![5, 2, 0, 0, 8, 0, 0], vec![], Mac),
        ("no such file", 0, 0xDF, vec![7], vec![], Mac),
        ("applications listed inside one", 0, 0x6A, vec![], vec![], Mac),
        ("formatted by an application", 0, 0xFC, vec![], vec![], Mac),
    ];
    let mut ledger = String::new();
    for (name, number, ins, header, data, mode) in cases {
        let mut reader = signed_in(Generation::Ev2, number);
        let before = reader.card().state().clone();
        let told = reader.send(ins, &header, &data, mode, Mac).unwrap();
        let told = told.map_or_else(|status| format!("{status:02X}"), |_| "done".into());
        ledger += &format!("{name:<34} {told}\n");
        assert_eq!(*reader.card().state(), before, "{name}");
    }
    expect![[r#"
        credit by the till                 AE
        credit by the load key             done
        more than there is                 BE
        less than nothing                  9E
        void without a sale                BE
        debit of a record file             9E
        debit by a spare key               AE
        record by a spare key              AE
        record beyond its end              BE
        record, plain                      7E
        records cleared by the till        AE
        reader named by the load key       AE
        commit, plain                      7E
        commit of nothing                  0C
        strange option                     9E
        new key of another by the till     AE
        own key by the till                AE
        key with a wrong CRC               1E
        key that is not there              40
        key settings by the till           AE
        file settings by the till          AE
        second proof file                  DE
        proof file that may be written     9E
        file that is there                 DE
        file larger than the card          0E
        empty file                         9E
        no such mode                       9E
        no such file                       F0
        applications listed inside one     9D
        formatted by an application        9D
    "#]]
    .assert_eq(&ledger);
}

#[test]
fn a_commit_without_its_reader_is_refused_and_so_is_a_second_reader() {
    let mut reader = signed_in(Generation::Ev2, 1);
    let amount = AMOUNT.to_le_bytes();
    reader.send(0xDC, &[VALUE_FILE], &amount, CommMode::Full, CommMode::Mac).unwrap().unwrap();
    assert_eq!(reader.manage(0xC7, &[0x01]), Ok(Err(0x9D)));
    let mut reader = signed_in(Generation::Ev2, 1);
    reader.manage(0xC8, &TERMINAL).unwrap().unwrap();
    assert_eq!(reader.manage(0xC8, &TERMINAL), Ok(Err(0x9D)));
    // What nobody has published can be decided otherwise.
    let mut reader = signed_in(Generation::Ev2, 1);
    let mut manner = reader.card().manner();
    manner.decisions.second_reader = 0x9E;
    reader.card().behave(manner);
    reader.manage(0xC8, &TERMINAL).unwrap().unwrap();
    assert_eq!(reader.manage(0xC8, &TERMINAL), Ok(Err(0x9E)));
}

#[test]
fn selecting_and_logging_in_throw_away_what_is_pending_and_a_further_login_does_not() {
    type Interruption = fn(&mut Reader);
    let cases: [(&str, Interruption, bool); 4] = [
        ("select", |reader| drop(reader.select(COUNTY_AID).unwrap().unwrap()), false),
        ("first login", |reader| reader.login(0x71, 1, &own_key(1)).unwrap().unwrap(), false),
        ("failed login", |reader| assert!(reader.login(0x71, 1, &Key([0; 16])).unwrap().is_err()), false),
        ("further login", |reader| reader.login(0x77, 1, &own_key(1)).unwrap().unwrap(), true),
    ];
    for (name, interrupt, kept) in cases {
        let mut reader = at_county(Generation::Ev2);
        up_to_commit(&mut reader, Generation::Ev2).unwrap();
        interrupt(&mut reader);
        assert_eq!(!reader.card().transaction_input().is_empty(), kept, "{name}");
    }
}

#[test]
fn a_counter_at_its_end_stops_the_application() {
    let mut card = county(Generation::Ev2).card();
    card.reissue(|state| {
        let files = &mut state.application_mut(COUNTY_AID).unwrap().files;
        let mut file = files[&0x0F].clone();
        let virtual_cards::desfire::Body::TransactionMac(proof) = &mut file.body else { panic!("a proof") };
        proof.counter = 7;
        proof.limit = 7;
        files.insert(0x0F, file);
    });
    let mut reader = Reader::tap(card);
    reader.select(COUNTY_AID).unwrap().unwrap();
    assert_eq!(reader.native(0xAB, &[RECORD_FILE, 0, 0, 0, 1, 0, 0]), Ok(Err(0x9D)));
    reader.login(0x71, 1, &own_key(1)).unwrap().unwrap();
    let read = reader.send(0xBD, &[0x0F, 0, 0, 0, 0, 0, 0], &[], CommMode::Mac, CommMode::Mac);
    assert_eq!(read.unwrap().unwrap()[..4], [7, 0, 0, 0], "the proof stays readable");
    assert_eq!(reader.manage(0xC8, &TERMINAL), Ok(Err(0x9D)));
}
