//! Nothing a reader can say stops a chip: commands of the standard with some bytes changed.

use super::desk::{AID, Desk, make};
use super::replay::card_of;
use super::{bytes, golden, text};
use virtual_cards::{Chip, Cipher, Exchange, Key, PersonalisePsam, SplitMix, VirtualPurse};

/// Commands beside those of the transcript.
const MORE: &[&str] = &[
    "80E00000073F005001F0FFFF",
    "80E0001507A8001EF0F0FFFF",
    "80E00018072E0A17F0EFFFFF",
    "80E00019072C0100F0F0FFFF",
    "80E00002072F0208F000FF18",
    "80E03F0110380C00F0F095FFFFA000000632010105",
    "80D401001539F0F0AA33000102030405060708090A0B0C0D0E0F",
    "84D401001C000102030405060708090A0B0C0D0E0F101112131415161718191A1B",
    "800E000000",
    "0084000008",
    "00820000080000000000000000",
    "00D6960001FF",
    "00E200CC05A1030001FF",
    "00DCA1C805A1030001FF",
    "80DCA1C805A1030001FF",
    "805E010007123456FF123457",
    "842400000C000102030405060708090A0B",
    "00C0000008",
    "80CA000009",
    "801A45011000010203040506070001020304050607",
    "80FA05001000000000000000000001020304050607",
];

/// One of these, with up to three bytes changed, and sometimes cut.
fn command(random: &mut SplitMix, known: &[Vec<u8>]) -> Vec<u8> {
    let mut below = |bound: usize| usize::try_from(random.below(u64::try_from(bound).unwrap())).unwrap();
    let mut said = known[below(known.len())].clone();
    for _ in 0..below(4) {
        let at = below(said.len());
        said[at] = u8::try_from(below(256)).unwrap();
    }
    if below(8) == 0 {
        said.truncate(below(said.len()));
    }
    said
}

#[test]
fn noise_is_answered_with_a_status_word() {
    let card = card_of(&golden("pboc-derived-3des.json"));
    let story = golden("pboc-derived-3des.json");
    let steps = story["steps"].as_array().unwrap().iter().map(|step| bytes(text(step, "command")));
    let known: Vec<Vec<u8>> = steps.chain(MORE.iter().map(|command| bytes(command))).collect();
    let mut done = 0_u32;
    for seed in 0..24 {
        let mut random = SplitMix::new(seed);
        let mut made = Desk::blank(Cipher::TripleDes);
        make(&mut made, &card).unwrap();
        let issuer = [7; 8];
        let (purchase, maintenance) = (Key([1; 16]), Key([4; 16]));
        let psam = PersonalisePsam { purchase, maintenance, issuer, serial: [9; 10], terminal: [1; 6] };
        let mut open = Desk::blank(Cipher::Sm4);
        open.prove(&Key([0x11; 16])).unwrap();
        open.send("800E000000").unwrap();
        let purse = format!("00A4040008{AID}");
        let chips: [(Box<dyn Chip>, &str); 4] = [
            (Box::new(open.chip), "00A4000000"),
            (Box::new(VirtualPurse::new(made.chip.purse().unwrap())), &purse),
            (Box::new(psam.psam()), "00A40000028011"),
            (Box::new(made.chip), &purse),
        ];
        for (mut chip, select) in chips {
            chip.power_on();
            for nth in 0..400 {
                let said = if nth % 16 == 0 { bytes(select) } else { command(&mut random, &known) };
                let Exchange::Answer(answer) = chip.exchange(&said) else { panic!("lost at {said:02X?}") };
                assert!((2..=258).contains(&answer.len()), "{said:02X?}");
                done += u32::from(nth % 16 != 0 && answer.ends_with(&[0x90, 0x00]));
            }
        }
    }
    assert!(done > 1_000, "most noise is refused, but some of it must be understood: {done}");
}
