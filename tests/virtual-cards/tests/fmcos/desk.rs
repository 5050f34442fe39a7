//! An issuing desk in few words: it proves keys, hides what must be hidden, and makes an elder card.

use super::{bytes, hex};
use virtual_cards::{CardKeys, Chip, Cipher, Exchange, FmcosState, Key, VirtualFmcos};

pub(crate) const AID: &str = "A000000632010105";
/// Master key of the card's master file, once it is ours.
pub(crate) const MASTER: Key = Key([0x3A; 16]);
/// Master key of the application.
pub(crate) const APPLICATION: Key = Key([0x3B; 16]);

/// A chip on the desk, and its memory after every command.
pub(crate) struct Desk {
    pub(crate) chip: VirtualFmcos,
    pub(crate) cipher: Cipher,
    pub(crate) states: Vec<FmcosState>,
}

/// Why the work stopped: what the chip said, or nothing when it went away.
pub(crate) type Step = Result<Vec<u8>, String>;

impl Desk {
    pub(crate) fn new(mut chip: VirtualFmcos) -> Desk {
        chip.power_on();
        Desk { cipher: chip.state().cipher, states: vec![chip.state().clone()], chip }
    }

    /// A chip from the maker, with a transport key of eleven-elevens.
    pub(crate) fn blank(cipher: Cipher) -> Desk {
        Desk::new(VirtualFmcos::blank(&[8, 1, 2, 3], cipher, &[0x11; 16]))
    }

    pub(crate) fn send(&mut self, command: &str) -> Step {
        let heard = self.chip.exchange(&bytes(command));
        self.states.push(self.chip.state().clone());
        let Exchange::Answer(answer) = heard else { return Err("gone".into()) };
        match answer.split_last_chunk::<2>().unwrap() {
            (data, [0x90, 0x00]) => Ok(data.to_vec()),
            (_, status) => Err(format!("{} to {command}", hex(status))),
        }
    }

    /// EXTERNAL AUTHENTICATE with key 00.
    pub(crate) fn prove(&mut self, key: &Key) -> Step {
        let mut challenge = self.send("0084000008")?;
        if self.cipher == Cipher::Sm4 {
            challenge.resize(16, 0);
        }
        let hidden = self.cipher.encipher(key, &challenge).unwrap();
        self.send(&format!("00820000{:02X}{}", hidden.len(), hex(&hidden)))
    }

    /// A command with its MAC; `head` is CLA INS P1 P2.
    pub(crate) fn with_mac(&mut self, head: &str, data: &[u8], key: &Key) -> Step {
        let challenge = self.send("0084000004")?;
        let start = format!("{head}{:02X}{}", data.len() + 4, hex(data));
        let mac = self.cipher.command_mac(key, &challenge, &bytes(&start));
        self.send(&format!("{start}{}", hex(&mac)))
    }

    /// A command whose data are enciphered, with its MAC.
    pub(crate) fn hidden(&mut self, head: &str, data: &[u8], key: &Key) -> Step {
        let mut plain = [&[u8::try_from(data.len()).unwrap()], data, &[0x80]].concat();
        let block = if self.cipher == Cipher::Sm4 { 16 } else { 8 };
        plain.resize(plain.len().next_multiple_of(block), 0);
        let data = self.cipher.encipher(key, &plain).unwrap();
        self.with_mac(head, &data, key)
    }

    /// A key of the application: kind and the four bytes after it, then the key.
    fn key(&mut self, id: u8, head: [u8; 5], value: &[u8]) -> Step {
        self.hidden(&format!("84D401{id:02X}"), &[&head[..], value].concat(), &APPLICATION)
    }
}

/// What is written into an elder card.
pub(crate) struct Card {
    pub(crate) keys: CardKeys,
    pub(crate) version: u8,
    pub(crate) alg_id: u8,
    pub(crate) public: Vec<u8>,
    pub(crate) transit: Vec<u8>,
}

/// Makes the card, from the maker's chip to the last file.
pub(crate) fn make(desk: &mut Desk, card: &Card) -> Step {
    desk.send("00A4000000")?;
    desk.prove(&Key([0x11; 16]))?;
    desk.send("800E000000")?;
    desk.send("80E00000073F005001AAFFFF")?;
    desk.send(&format!("80D401001539F0AAAA33{}", hex(&MASTER.0)))?;
    // A DF with room for all files, which takes level A of the master file to change.
    desk.send(&format!("80E03F0110380C00AAAA95FFFF{AID}"))?;
    desk.send(&format!("00A4040008{AID}"))?;
    desk.send("80E0000007FF00F095AAFFFF")?;
    desk.send(&format!("80D401001539F0AAAA33{}", hex(&APPLICATION.0)))?;
    desk.prove(&APPLICATION)?;
    let CardKeys { purchase, load, tac, maintenance, pin_unblock, pin_reload } = card.keys;
    desk.key(0, [0x36, 0xF0, 0xAA, 0xFF, 0x33], &maintenance.0)?;
    desk.key(0, [0x37, 0xF0, 0xAA, 0xFF, 0x33], &pin_unblock.0)?;
    desk.key(0, [0x38, 0xF0, 0xAA, 0xFF, 0x33], &pin_reload.0)?;
    desk.key(0, [0x3A, 0xF0, 0xEF, 0x01, 0x33], &[0x12, 0x34, 0x56])?;
    desk.key(1, [0x34, 0xF0, 0xAA, card.version, card.alg_id], &tac.0)?;
    desk.key(1, [0x3E, 0xF0, 0xAA, card.version, card.alg_id], &purchase.0)?;
    desk.key(1, [0x3F, 0xF0, 0xAA, card.version, card.alg_id], &load.0)?;
    desk.send("80E0001507A8001EF0F0FFFF")?;
    desk.send("80E0001607280037F0AAFFFF")?;
    desk.send("80E000170728003CF0AAFFFF")?;
    desk.send("80E00018072E0A17F0EFFFFF")?;
    desk.send("80E00019072C0100F0AAFFFF")?;
    desk.send("80E0001E072E1E30F0EFFFFF")?;
    desk.send("80E00002072F0208F000FF18")?;
    desk.with_mac("04D69500", &card.public, &maintenance)?;
    desk.send(&format!("00D69700{:02X}{}", card.transit.len(), hex(&card.transit)))?;
    desk.send(&format!("00E200CC80A17E00{}", "00".repeat(125)))
}
