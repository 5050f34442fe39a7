//! A file of card keys that grows by sealed pieces:
//!
//! ```text
//! LCKC0001 ‖ salt 32 ‖ ( length 4, big-endian ‖ nonce 24 ‖ XChaCha20-Poly1305 of ( name 16 ‖ key 16 )* )*
//! ```
//!
//! The sealing key is what the token makes of the salt; sealed in with every piece are the salt and the check values
//! of the master keys. What cannot be opened, torn by a power cut or changed by somebody, is cut off with what follows
//! it: those cards are asked for again.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use key_custody::{CardPath, CustodyError, KeyId};
use purse::{FactorOrder, Secret16};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const MAGIC: &[u8; 8] = b"LCKC0001";
const HEADER: usize = 40;
const NONCE: usize = 24;
/// Cards in a piece: what is sealed at once is held twice in memory.
const AT_ONCE: usize = 4096;
const PIECE_MAX: usize = AT_ONCE * 32 + 16;

/// Which card, under which master key: a hash, for nothing needs the number again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name([u8; 16]);

impl Name {
    pub(super) fn of(key: KeyId, path: &CardPath) -> Name {
        let mut hash = Sha256::new_with_prefix(format!("{key}/"));
        match path {
            CardPath::Serial(serial) => hash.update([&[0], &serial[..]].concat()),
            CardPath::IssuerAndSerial { issuer, serial, order } => {
                let order = if *order == FactorOrder::IssuerFirst { 1 } else { 2 };
                hash.update([&[order], &issuer[..], serial].concat());
            }
            CardPath::An10922(input) => hash.update([&[3], &input[..]].concat()),
        }
        let mut name = [0; 16];
        name.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
        Name(name)
    }
}

/// Keys that the token gave, in memory and in the file.
pub(super) struct Cache {
    // In boxes: a growing map moves what it holds, and would leave keys behind.
    keys: HashMap<Name, Box<Secret16>>,
    sealed: Option<Sealed>,
}

struct Sealed {
    file: File,
    path: PathBuf,
    seal: Seal,
}

struct Seal {
    cipher: XChaCha20Poly1305,
    bound: Vec<u8>,
}

impl Cache {
    /// Opens or begins the file. One that cannot be used is told and begun anew; without any, memory serves alone.
    ///
    /// # Errors
    /// The token makes no sealing key.
    pub(super) fn open(
        path: &Path,
        masters: &[u8],
        seal: impl Fn(&[u8; 32]) -> Result<Zeroizing<[u8; 32]>, CustodyError>,
    ) -> Result<Cache, CustodyError> {
        let (file, bytes) = match read(path) {
            Ok(there) => there,
            Err(error) => {
                tracing::warn!(file = %path.display(), reason = %error, "No file for card keys: the token is asked again after every start");
                return Ok(Cache { keys: HashMap::new(), sealed: None });
            }
        };
        let seal = |salt: &[u8; 32]| {
            let bound = [&MAGIC[..], salt, masters].concat();
            Ok::<_, CustodyError>(Seal { cipher: XChaCha20Poly1305::new((&*seal(salt)?).into()), bound })
        };
        let mut keys = HashMap::new();
        let salt = bytes.strip_prefix(MAGIC).and_then(|rest| rest.first_chunk::<32>());
        if let Some(salt) = salt {
            let seal = seal(salt)?;
            let good = seal.read_all(&bytes, &mut keys);
            if good == bytes.len() || good > HEADER {
                if good < bytes.len() {
                    tracing::warn!(file = %path.display(), kept = keys.len(), "The end of the card key file cannot be opened: those cards are asked for again");
                }
                let cut = file.set_len(u64::try_from(good).unwrap_or(0)).and_then(|()| file.unlock());
                return Ok(Cache {
                    keys,
                    sealed: grows(cut, path).then(|| Sealed { file, path: path.to_owned(), seal }),
                });
            }
        }
        if !bytes.is_empty() {
            tracing::warn!(file = %path.display(), "The card key file cannot be opened: every card is asked for again");
        }
        let mut salt = [0; 32];
        getrandom::fill(&mut salt).map_err(|error| CustodyError::Token(error.to_string()))?;
        let seal = seal(&salt)?;
        let header = [&MAGIC[..], &salt].concat();
        let begun = file.set_len(0).and_then(|()| (&file).write_all(&header)).and_then(|()| file.unlock());
        Ok(Cache { keys, sealed: grows(begun, path).then(|| Sealed { file, path: path.to_owned(), seal }) })
    }

    pub(super) fn get(&self, name: &Name) -> Option<&Secret16> {
        self.keys.get(name).map(Box::as_ref)
    }

    /// Keeps keys that the token gave. A file that cannot grow is told once and left.
    pub(super) fn keep(&mut self, given: Vec<(Name, Secret16)>) {
        for some in given.chunks(AT_ONCE) {
            let grown = self.sealed.as_mut().is_none_or(|sealed| grows(sealed.append(some), &sealed.path));
            if !grown {
                self.sealed = None;
            }
        }
        self.keys.extend(given.into_iter().map(|(name, key)| (name, Box::new(key))));
    }
}

/// The file, locked, and what is in it.
fn read(path: &Path) -> std::io::Result<(File, Vec<u8>)> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)?;
    file.lock()?;
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    Ok((file, bytes))
}

/// Whether the file can be written; told once where it cannot.
fn grows(written: std::io::Result<()>, path: &Path) -> bool {
    if let Err(error) = &written {
        tracing::warn!(file = %path.display(), reason = %error, "The card key file cannot grow: the token is asked again after the next start");
    }
    written.is_ok()
}

impl Seal {
    /// Takes in every piece; returns up to where they were good.
    fn read_all(&self, bytes: &[u8], keys: &mut HashMap<Name, Box<Secret16>>) -> usize {
        let mut good = HEADER;
        while let Some((plain, length)) = bytes.get(good..).and_then(|rest| self.piece(rest)) {
            let (cards, _) = plain.as_chunks::<32>();
            for card in cards {
                if let (Some(name), Some(key)) = (card.first_chunk(), card.last_chunk()) {
                    keys.insert(Name(*name), Box::new(Secret16::new(*key)));
                }
            }
            good = good.saturating_add(length);
        }
        good
    }

    /// The piece that stands first, and how long it is.
    fn piece(&self, rest: &[u8]) -> Option<(Zeroizing<Vec<u8>>, usize)> {
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length =
            usize::try_from(u32::from_be_bytes(*length)).ok().filter(|length| *length <= PIECE_MAX)?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE>()?;
        let msg = rest.get(..length)?;
        let plain = self.cipher.decrypt(&XNonce::from(*nonce), Payload { msg, aad: &self.bound }).ok()?;
        Some((Zeroizing::new(plain), length.saturating_add(4 + NONCE)))
    }

    fn close(&self, cards: &[(Name, Secret16)]) -> std::io::Result<Vec<u8>> {
        let mut plain = Zeroizing::new(Vec::with_capacity(cards.len().saturating_mul(32)));
        for (Name(name), key) in cards {
            plain.extend_from_slice(name);
            plain.extend_from_slice(key.expose());
        }
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(std::io::Error::other)?;
        let payload = Payload { msg: &plain, aad: &self.bound };
        let failed = |_| std::io::Error::other("seal");
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(failed)?;
        let length = u32::try_from(sealed.len()).map_err(std::io::Error::other)?;
        Ok([&length.to_be_bytes()[..], &nonce, &sealed].concat())
    }
}

impl Sealed {
    fn append(&mut self, cards: &[(Name, Secret16)]) -> std::io::Result<()> {
        let piece = self.seal.close(cards)?;
        // One piece in one write under a lock: another program of the center may keep keys meanwhile.
        self.file.lock()?;
        let written = self.file.write_all(&piece);
        self.file.unlock()?;
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MASTERS: &[u8] = b"tac/3des/01 8CA64D";

    fn opened(path: &Path, masters: &[u8]) -> Cache {
        let token = |salt: &[u8; 32]| Ok(Zeroizing::new(salt.map(|byte| byte ^ 0x5A)));
        Cache::open(path, masters, token).unwrap()
    }

    fn card(number: u8) -> (Name, Secret16) {
        let id = "tac/3des/01".parse().unwrap();
        (Name::of(id, &CardPath::Serial([number; 8])), Secret16::new([number | 0x80; 16]))
    }

    fn held(cache: &Cache) -> Vec<u8> {
        (1..=6).filter(|number| cache.get(&card(*number).0).is_some()).collect()
    }

    /// What is torn, changed, of other masters or gone is asked for again; the rest stays, and no key is in the clear.
    #[test]
    fn only_what_opens_is_believed() {
        let path = std::env::temp_dir().join(format!("card-keys-{}", std::process::id()));
        let whole = || {
            drop(std::fs::remove_file(&path));
            let mut cache = opened(&path, MASTERS);
            (1..=6).for_each(|number| cache.keep(vec![card(number)]));
            std::fs::read(&path).unwrap()
        };
        let bytes = whole();
        assert_eq!(bytes.len(), HEADER + 6 * (4 + NONCE + 32 + 16));
        for number in 1..=6u8 {
            let (Name(name), key) = card(number);
            assert!(
                !bytes.windows(4).any(|four| four == &name[..4] || four == &key.expose()[..4]),
                "{number}"
            );
        }
        let cache = opened(&path, MASTERS);
        assert_eq!(held(&cache), [1, 2, 3, 4, 5, 6]);
        assert_eq!(cache.get(&card(3).0).unwrap().expose(), card(3).1.expose());
        drop(cache);
        assert_eq!(held(&opened(&path, b"tac/3des/01 000000")), [0u8; 0]);
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            let good = u8::try_from(at.saturating_sub(HEADER) / (4 + NONCE + 32 + 16)).unwrap();
            assert_eq!(held(&opened(&path, MASTERS)), (1..=good).collect::<Vec<u8>>(), "byte {at}");
        }
        for end in 0..bytes.len() {
            std::fs::write(&path, &bytes[..end]).unwrap();
            let mut cache = opened(&path, MASTERS);
            let good = u8::try_from(end.saturating_sub(HEADER) / (4 + NONCE + 32 + 16)).unwrap();
            assert_eq!(held(&cache), (1..=good).collect::<Vec<u8>>(), "{end} bytes");
            // What was cut off does not stand in the way of what comes.
            cache.keep(vec![card(6)]);
            drop(cache);
            assert!(held(&opened(&path, MASTERS)).contains(&6), "{end} bytes");
        }
        std::fs::remove_file(&path).unwrap();
    }
}
