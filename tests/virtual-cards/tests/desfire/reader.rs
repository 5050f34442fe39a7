//! The other side of a DESFire: what a reader sends, and how it protects it.

use apdu::{Transport, TransportError};
use virtual_cards::desfire::{
    Channel, CommMode, VirtualDesfire, cbc_decrypt, cbc_encrypt, cmac, crc32, encrypt, first, odd, pad,
};
use virtual_cards::{InField, Key};

/// What a reader draws: always the same.
pub(crate) const RANDOM_A: [u8; 16] =
    [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F];

/// Data of an answer, or the status of a refusal; outside, a card that is gone.
pub(crate) type Told = Result<Result<Vec<u8>, u8>, TransportError>;

/// A reader with a card in its field and, after a login, the keys of a session.
pub(crate) struct Reader {
    pub(crate) field: InField<VirtualDesfire>,
    pub(crate) channel: Option<Channel>,
    /// Commands sent to the card, continuations included.
    pub(crate) commands: usize,
}

impl Reader {
    pub(crate) fn tap(card: VirtualDesfire) -> Reader {
        Reader { field: InField::tap(card), channel: None, commands: 0 }
    }

    /// A card that is in the field already, in the middle of a session.
    pub(crate) fn continuing(card: VirtualDesfire) -> Reader {
        let mut reader = Reader::tap(card.clone());
        *reader.card() = card;
        reader
    }

    pub(crate) fn card(&mut self) -> &mut VirtualDesfire {
        self.field.chip_mut()
    }

    /// One wrapped frame.
    fn frame(&mut self, ins: u8, data: &[u8]) -> Result<(Vec<u8>, u8), TransportError> {
        let mut command = vec![0x90, ins, 0, 0];
        if !data.is_empty() {
            command.push(u8::try_from(data.len()).unwrap());
            command.extend(data);
        }
        command.push(0);
        self.commands += 1;
        let mut answer = self.field.exchange(&command)?;
        let status = answer.pop().unwrap();
        assert_eq!(answer.pop(), Some(0x91));
        Ok((answer, status))
    }

    /// A native command with its continuations both ways, nothing protected.
    pub(crate) fn native(&mut self, ins: u8, data: &[u8]) -> Told {
        let chunk = if matches!(ins, 0x8B | 0x8D | 0xAB | 0xAD | 0xBA) { 255 } else { 55 };
        let mut pieces = data.chunks(chunk);
        let (mut whole, mut status) = self.frame(ins, pieces.next().unwrap_or_default())?;
        for piece in pieces {
            if status != 0xAF {
                return Ok(Err(status));
            }
            (whole, status) = self.frame(0xAF, piece)?;
        }
        while status == 0xAF {
            let more;
            (more, status) = self.frame(0xAF, &[])?;
            whole.extend(more);
        }
        Ok(if status == 0 { Ok(whole) } else { Err(status) })
    }

    pub(crate) fn select(&mut self, aid: [u8; 3]) -> Told {
        self.channel = None;
        self.native(0x5A, &aid)
    }

    /// AuthenticateAES AA, AuthenticateEV2First 71 or AuthenticateEV2NonFirst 77.
    pub(crate) fn login(&mut self, ins: u8, number: u8, key: &Key) -> Result<Result<(), u8>, TransportError> {
        let old = self.channel.take();
        let begin: &[u8] = if ins == 0x71 { &[number, 0] } else { &[number] };
        let (challenge, status) = self.frame(ins, begin)?;
        if status != 0xAF {
            return Ok(Err(status));
        }
        let mut iv = [0; 16];
        let random_b: [u8; 16] = cbc_decrypt(key, &mut iv, &challenge).try_into().unwrap();
        let mut turned = random_b;
        turned.rotate_left(1);
        if ins != 0xAA {
            iv = [0; 16];
        }
        let answer = cbc_encrypt(key, &mut iv, &[RANDOM_A, turned].concat());
        let (proof, status) = self.frame(0xAF, &answer)?;
        if status != 0 {
            return Ok(Err(status));
        }
        if ins != 0xAA {
            iv = [0; 16];
        }
        let clear = cbc_decrypt(key, &mut iv, &proof);
        let mut expected = RANDOM_A;
        expected.rotate_left(1);
        let at = if ins == 0x71 { 4 } else { 0 };
        assert_eq!(clear[at..at + 16], expected, "the card knows the key");
        let (ti, counter) = match (ins, old) {
            (0x77, Some(Channel::Second { ti, counter, .. })) => (ti, counter),
            _ => (clear[..4].try_into().unwrap(), 0),
        };
        self.channel =
            Some(if ins == 0xAA { first_keys(random_b) } else { second_keys(key, random_b, ti, counter) });
        Ok(Ok(()))
    }

    /// A command in the session there is: `header` stays clear, `data` go as `command` says.
    pub(crate) fn send(
        &mut self,
        ins: u8,
        header: &[u8],
        data: &[u8],
        command: CommMode,
        answer: CommMode,
    ) -> Told {
        let Some(mut channel) = self.channel.take() else {
            return self.native(ins, &[header, data].concat());
        };
        let wire = protect(&mut channel, ins, header, data, command);
        let told = self.native(ins, &wire)?;
        let Ok(sealed) = told else { return Ok(told) };
        let opened = unprotect(&mut channel, &sealed, answer);
        self.channel = Some(channel);
        Ok(Ok(opened))
    }

    /// A command with a MAC where the session has one on commands, answered with a MAC.
    pub(crate) fn manage(&mut self, ins: u8, data: &[u8]) -> Told {
        let first = matches!(self.channel, Some(Channel::First { .. }));
        let command = if first && ins != 0xC8 { CommMode::Plain } else { CommMode::Mac };
        self.send(ins, data, &[], command, CommMode::Mac)
    }
}

fn first_keys(b: [u8; 16]) -> Channel {
    let a = RANDOM_A;
    let key = [&a[..4], &b[..4], &a[12..], &b[12..]].concat();
    Channel::First { key: Key(key.try_into().unwrap()), iv: [0; 16] }
}

fn second_keys(key: &Key, b: [u8; 16], ti: [u8; 4], counter: u16) -> Channel {
    let a = RANDOM_A;
    let mut vector = [&[0; 6][..], &a[..8], &b[6..], &a[8..]].concat();
    for at in 0..6 {
        vector[8 + at] ^= b[at];
    }
    let mut derive = |label: [u8; 2]| {
        vector[..6].copy_from_slice(&[label[0], label[1], 0, 1, 0, 0x80]);
        Key(cmac(key, [0; 16], &vector))
    };
    Channel::Second { encryption: derive([0xA5, 0x5A]), mac: derive([0x5A, 0xA5]), ti, counter }
}

/// What goes over the air.
pub(crate) fn protect(channel: &mut Channel, ins: u8, header: &[u8], data: &[u8], mode: CommMode) -> Vec<u8> {
    let plain = [header, data].concat();
    match channel {
        Channel::First { key, iv } => match mode {
            CommMode::Plain | CommMode::Mac => {
                *iv = cmac(key, *iv, &[&[ins], &plain[..]].concat());
                if mode == CommMode::Mac { [&plain[..], &first(*iv)].concat() } else { plain }
            }
            CommMode::Full => {
                let mut clear = [data, &crc32(&[&[ins], &plain[..]].concat())].concat();
                clear.resize(clear.len().next_multiple_of(16), 0);
                [header, &cbc_encrypt(key, iv, &clear)].concat()
            }
        },
        Channel::Second { encryption, mac, ti, counter } => {
            let head = [&[ins][..], &counter.to_le_bytes(), ti].concat();
            let body = if mode == CommMode::Full && !data.is_empty() {
                let mut iv = vector(encryption, [0xA5, 0x5A], *ti, *counter);
                [header, &cbc_encrypt(encryption, &mut iv, &pad(data))].concat()
            } else {
                plain
            };
            *counter += 1;
            let tag = odd(cmac(mac, [0; 16], &[&head[..], &body].concat()));
            if mode == CommMode::Plain { body } else { [&body[..], &tag].concat() }
        }
    }
}

/// What is in an answer that was done; stops when its MAC is wrong.
pub(crate) fn unprotect(channel: &mut Channel, sealed: &[u8], mode: CommMode) -> Vec<u8> {
    match channel {
        Channel::First { key, iv } if mode == CommMode::Full => {
            let clear = cbc_decrypt(key, iv, sealed);
            let end = (1..clear.len() - 3)
                .find(|end| clear[*end..*end + 4] == crc32(&[&clear[..*end], &[0]].concat()));
            clear[..end.expect("a CRC fits")].to_vec()
        }
        Channel::First { key, iv } => {
            let (data, tag) = sealed.split_last_chunk::<8>().expect("every answer has a MAC");
            *iv = cmac(key, *iv, &[data, &[0]].concat());
            assert_eq!(first(*iv), *tag, "MAC of an answer");
            data.to_vec()
        }
        Channel::Second { .. } if mode == CommMode::Plain => sealed.to_vec(),
        Channel::Second { encryption, mac, ti, counter } => {
            let (data, tag) = sealed.split_last_chunk::<8>().expect("the answer has a MAC");
            let head = [&[0][..], &counter.to_le_bytes(), ti].concat();
            assert_eq!(odd(cmac(mac, [0; 16], &[&head[..], data].concat())), *tag, "MAC of an answer");
            if mode == CommMode::Mac || data.is_empty() {
                return data.to_vec();
            }
            let clear = cbc_decrypt(encryption, &mut vector(encryption, [0x5A, 0xA5], *ti, *counter), data);
            let end = clear.iter().rposition(|byte| *byte == 0x80).expect("padding");
            clear[..end].to_vec()
        }
    }
}

fn vector(encryption: &Key, label: [u8; 2], ti: [u8; 4], counter: u16) -> [u8; 16] {
    let block = [&label[..], &ti, &counter.to_le_bytes(), &[0; 8]].concat();
    encrypt(encryption, block.try_into().unwrap())
}
