//! Overdraft, PIN, balance, log, proof, several keys, T=0.

use super::{
    INIT, LOAD, NUMBER, PIN, SELECT, STAMP, arm, buy, bytes, card_with, hex, keys, plan, psam_of, say,
};
use expect_test::expect;
use virtual_cards::{Chip, Cipher, KeySet, Manner, MasterKeys, PsamKeys, Tear, VirtualPurse};

#[test]
fn an_overdraft_is_spent_last_and_paid_back_first() {
    let shows = Manner { shows_overdraft: true, loads_without_pin: true, ..Manner::default() };
    let mut ledger = String::new();
    for (name, manner) in [("hidden", Manner { shows_overdraft: false, ..shows }), ("shown", shows)] {
        let mut card = card_with(|state| (state.balance, state.overdraft_limit) = (300, 1_000), manner);
        let mut row = |what: &str, card: &mut VirtualPurse| {
            let four =
                ["00", "01", "02", "03"].map(|p1| say(card, &format!("805C{p1}0204"))[4..8].to_owned());
            ledger += &format!("{name:<7}{what:<12} {} INIT {}\n", four.join(" "), &say(card, INIT)[..18]);
        };
        row("new", &mut card);
        assert_eq!(buy(&mut card, &mut psam_of(0), 1), ("9000".into(), "9000".into()));
        row("bought", &mut card);
        assert_eq!(say(&mut card, "805001020B01000003E95510000000420F"), "9401");
        load(&mut card);
        row("loaded", &mut card);
    }
    // Usable, limit, used, real; then balance, counter, limit of INITIALIZE.
    expect![[r#"
        hidden new          0514 03E8 0000 012C INIT 0000012C00000003E8
        hidden bought       02BC 03E8 012C 0000 INIT 0000000000010003E8
        hidden loaded       0514 03E8 0000 012C INIT 0000012C00010003E8
        shown  new          0514 03E8 0000 012C INIT 0000051400000003E8
        shown  bought       02BC 03E8 012C 0000 INIT 000002BC00010003E8
        shown  loaded       0514 03E8 0000 012C INIT 0000051400010003E8
    "#]]
    .assert_eq(&ledger);
}

/// A load of 6.00 yuan without the PIN.
fn load(card: &mut VirtualPurse) {
    let (online, credit) = credit_of(card);
    let credited = say(card, &credit);
    let shown = if card.manner().shows_overdraft { card.state().spendable() } else { card.state().balance };
    let proven = format!("{shown:08X}{online:04X}0000025802551000000042{STAMP}");
    let tac = Cipher::TripleDes.tac_key(&card.state().keys.tac).mac(&bytes(&proven));
    assert_eq!(credited, format!("{}9000", hex(&tac)));
}

/// The counter before a load of 6.00 yuan, and the CREDIT that the card waits for.
fn credit_of(card: &mut VirtualPurse) -> (u16, String) {
    let opened = say(card, LOAD);
    let random = bytes(&opened[16..24]).try_into().unwrap();
    let online = card.state().online;
    let session = Cipher::TripleDes.session(&card.state().keys.load, random, online, [0x80, 0]);
    let mac1 = session.mac(&bytes(&format!("{}0000025802551000000042", &opened[..8])));
    assert_eq!(hex(&mac1), opened[24..32]);
    let mac2 = session.mac(&bytes(&format!("0000025802551000000042{STAMP}")));
    (online, format!("805200000B{STAMP}{}04", hex(&mac2)))
}

#[test]
fn a_torn_load_is_whole_or_not_at_all_and_its_proof_says_which() {
    for (tear, balance, proof) in
        [(Tear::Unheard { after: 0 }, 5_000, "9406"), (Tear::Unanswered { after: 0, keep: 3 }, 5_600, "9000")]
    {
        let mut card = card_with(|_| {}, Manner { loads_without_pin: true, ..Manner::default() });
        let (online, credit) = credit_of(&mut card);
        card.arm(tear);
        let cut = say(&mut card, &credit);
        card.reset();
        say(&mut card, SELECT);
        let said = say(&mut card, &format!("805A000202{:04X}08", online + 1));
        assert!(said.ends_with(proof), "{tear:?}: {said}");
        assert!(cut.is_empty() || said[8..].starts_with(&cut), "the TAC stands behind an empty MAC2");
        assert_eq!((card.state().balance, card.state().log.len()), (balance, usize::from(!cut.is_empty())));
        assert_eq!(say(&mut card, &credit), "6901", "the second half needs a new first one");
    }
}

#[test]
fn a_load_cannot_overflow_the_purse() {
    let manner = Manner { loads_without_pin: true, ..Manner::default() };
    let mut card = card_with(|state| state.balance = u32::MAX - 0x257, manner);
    assert_eq!(say(&mut card, LOAD), "6A80");
    card.reissue(|state| state.balance -= 1);
    load(&mut card);
    assert_eq!((card.state().balance, card.state().online), (u32::MAX, 1));
}

#[test]
fn habits_are_seen() {
    let mut ledger = String::new();
    let mut row = |what: &str, manner: Manner, commands: &[&str]| {
        let mut card = card_with(|state| state.identification = Some([0xC1; 9]), manner);
        let said = commands.iter().map(|command| say(&mut card, command)).last().unwrap();
        ledger += &format!("{what:<40} {said}\n");
    };
    let usual = Manner::default();
    row("purchase with PIN, without it", Manner { pays_with_pin: true, ..usual }, &[INIT]);
    let paid = Manner { pays_with_pin: true, ..usual };
    row("purchase with PIN, after it", paid, &[PIN, "805001020B99000002585510000000420F"]);
    row("load without PIN", usual, &[LOAD]);
    let free = Manner { loads_without_pin: true, ..usual };
    row("load without PIN where none is needed", free, &["805000020B990000025855100000004210"]);
    row("balance P1 03", usual, &["805C030204"]);
    row("balance P1 03 on plain PBOC", Manner { plain_balance: true, ..usual }, &["805C030204"]);
    row("balance P1 00 on plain PBOC", Manner { plain_balance: true, ..usual }, &["805C000204"]);
    row("identification", usual, &["80CA000009"]);
    let contact = Manner { by_get_response: true, strict_le: true, ..usual };
    row("T=0: SELECT", contact, &[SELECT]);
    row("T=0: GET RESPONSE", contact, &[SELECT, "00C0000033"]);
    row("T=0: GET RESPONSE with Le 00", contact, &[SELECT, "00C0000000"]);
    row("T=0: GET RESPONSE of nothing", contact, &["805C000204", "00C0000033"]);
    row("T=0: balance", contact, &["805C000204"]);
    row("T=0: read with Le 00", contact, &["00B0950000"]);
    row("T=0: INITIALIZE", contact, &[INIT]);
    expect![[r#"
        purchase with PIN, without it            6982
        purchase with PIN, after it              9403
        load without PIN                         6982
        load without PIN where none is needed    9403
        balance P1 03                            000013889000
        balance P1 03 on plain PBOC              6A86
        balance P1 00 on plain PBOC              000013889000
        identification                           C1C1C1C1C1C1C1C1C19000
        T=0: SELECT                              6133
        T=0: GET RESPONSE                        6F318408A000000632010105A5259F0801029F0C1E0707070707070707020103103307030000000017202501012040123100009000
        T=0: GET RESPONSE with Le 00             6C33
        T=0: GET RESPONSE of nothing             6985
        T=0: balance                             000013889000
        T=0: read with Le 00                     6C1E
        T=0: INITIALIZE                          610F
    "#]].assert_eq(&ledger);
}

#[test]
fn get_response_does_not_end_a_purchase() {
    let mut card = card_with(|_| {}, Manner { by_get_response: true, ..Manner::default() });
    let mut psam = psam_of(0);
    assert_eq!(say(&mut card, INIT), "610F");
    let armed = say(&mut psam, &arm(&say(&mut card, "00C000000F")));
    let debit = format!("805401000F{}{STAMP}{}08", &armed[..8], &armed[8..16]);
    assert_eq!(say(&mut card, &debit), "6108");
    let debited = say(&mut card, "00C0000008");
    assert_eq!(say(&mut psam, &format!("8072000004{}", &debited[8..16])), "9000");
}

#[test]
fn logs_and_proofs_come_in_two_ways() {
    for (manner, counter, swapped) in [
        (Manner::default(), "0001", false),
        (Manner { logs_counter_before: true, proves_tac_first: true, ..Manner::default() }, "0000", true),
    ] {
        let mut card = card_with(|_| {}, manner);
        buy(&mut card, &mut psam_of(0), 1);
        assert_eq!(say(&mut card, "00B201C417")[..4], *counter);
        let proof = card.state().proof.unwrap();
        let (first, then) = if swapped { (proof.tac, proof.mac2) } else { (proof.mac2, proof.tac) };
        assert_eq!(say(&mut card, "805A000602000108"), format!("{}{}9000", hex(&first), hex(&then)));
    }
}

#[test]
fn a_card_with_two_ciphers_pays_with_both() {
    let sm4 = |master| Cipher::Sm4.derive(&master, &[NUMBER[2..].try_into().unwrap(), [7; 8]], plan().order);
    let more = keys(0x20);
    let set = KeySet {
        id: 0x41,
        version: 0x41,
        alg_id: 0x04,
        purchase: sm4(more.purchase),
        load: sm4(more.load),
        tac: sm4(more.tac),
    };
    let mut card = card_with(|state| state.more_keys.push(set), Manner::default());
    let mut psam = psam_of(0);
    assert_eq!(buy(&mut card, &mut psam, 0x01), ("9000".into(), "9000".into()));
    assert_eq!(buy(&mut card, &mut psam, 0x41), ("-".into(), "9403".into()), "the PSAM has no such key yet");
    let MasterKeys { purchase, maintenance, .. } = more;
    let keys = PsamKeys { version: 0x41, alg_id: 0x04, purchase, maintenance };
    psam.reissue(|state| state.more_keys.push(keys));
    assert_eq!(buy(&mut card, &mut psam, 0x41), ("9000".into(), "9000".into()));
    assert_eq!(buy(&mut card, &mut psam, 0x01), ("9000".into(), "9000".into()));
    assert_eq!((card.state().balance, card.state().offline, psam.state().sequence), (3_200, 3, 4));
}

#[test]
fn algorithm_01_is_triple_des_too() {
    let mut card = card_with(|state| (state.alg_id, state.key_version) = (1, 5), Manner::default());
    let mut psam = psam_of(0);
    psam.reissue(|state| (state.alg_id, state.key_version) = (1, 5));
    assert_eq!(buy(&mut card, &mut psam, 1), ("9000".into(), "9000".into()));
}
