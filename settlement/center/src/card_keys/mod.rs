//! The keys of single cards, from a token that lends no master key: asked for once, then kept in a sealed file.
//!
//! Promises: the master keys stay in the token; a key in memory is wiped with its holder and never shown; the file is
//! only a cache, sealed under a key that the token alone makes, so that losing or changing it costs questions and
//! nothing else; while the token is away, nothing is decided. A wrong PIN is tried once, for tries lock tokens.
//!
//! Deliberately does not know: what the keys prove.

mod cache;
mod settings;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use key_custody::{CardPath, CustodyError, KeyId, Token, card_keys};
use purse::Secret16;

use crate::Failure;
use cache::{Cache, Name};

pub use settings::{Pin, TokenSettings, TokenTold};

/// How long a token that was away is left alone: asking a network module that is down takes its time.
const PAUSE: Duration = Duration::from_secs(10);
/// The token's own key for sealing the file.
const SEALING: &str = "county-center/card-keys";

/// Keys of cards, from the token and from what it gave before.
pub struct CardKeys {
    settings: TokenSettings,
    held: Mutex<Held>,
    asked: AtomicU64,
}

enum Held {
    Open(Box<Open>),
    Away(Instant, CustodyError),
}

struct Open {
    token: Token,
    cache: Cache,
}

impl CardKeys {
    /// Logs in. A token that is away is looked for again later.
    ///
    /// # Errors
    /// What no waiting mends: a module that cannot be loaded, a wrong PIN, a key that is not in the token.
    pub fn open(settings: TokenSettings) -> Result<CardKeys, Failure> {
        let held = match open(&settings) {
            Ok(open) => Held::Open(Box::new(open)),
            Err(error @ (CustodyError::NoToken(_) | CustodyError::Token(_))) => {
                tracing::warn!(reason = %error, "The token is away: records wait for their proofs");
                Held::Away(Instant::now(), error)
            }
            Err(error) => return Err(Failure::BadInput(format!("[cards.token] {error}"))),
        };
        Ok(CardKeys { settings, held: Mutex::new(held), asked: AtomicU64::new(0) })
    }

    /// Which keys of the token are for what.
    #[must_use]
    pub fn settings(&self) -> &TokenSettings {
        &self.settings
    }

    /// For how many cards the token itself was asked.
    #[must_use]
    pub fn asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// Whether the token is there.
    ///
    /// # Errors
    /// Why it is not.
    pub fn ready(&self) -> Result<(), CustodyError> {
        self.of(self.settings.tac, &[]).map(drop)
    }

    /// The keys of these cards, in order. `None` for a card whose issuer, or kind, has no key in the token.
    ///
    /// # Errors
    /// The token is away.
    pub fn of(&self, key: KeyId, paths: &[CardPath]) -> Result<Vec<Option<Secret16>>, CustodyError> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let open = held.ready(&self.settings)?;
        let names: Vec<Name> = paths.iter().map(|path| Name::of(key, path)).collect();
        let mut missing = BTreeMap::<_, BTreeMap<Name, CardPath>>::new();
        for (name, path) in names.iter().zip(paths).filter(|(name, _)| open.cache.get(name).is_none()) {
            missing.entry(path.issuer_inside()).or_default().insert(*name, path.clone());
        }
        for cards in missing.into_values() {
            let (names, paths): (Vec<Name>, Vec<CardPath>) = cards.into_iter().unzip();
            match card_keys(&open.token, key, &paths) {
                Ok(keys) => {
                    self.asked.fetch_add(u64::try_from(keys.len()).unwrap_or(u64::MAX), Ordering::Relaxed);
                    open.cache.keep(names.into_iter().zip(keys).collect());
                }
                // Other cards are none the worse for it.
                Err(
                    error @ (CustodyError::NoIssuerKey(_) | CustodyError::NoKey(_) | CustodyError::Input(_)),
                ) => {
                    tracing::warn!(reason = %error, cards = paths.len(), "The token has no key for these cards");
                }
                Err(error) => {
                    *held = Held::Away(Instant::now(), error.clone());
                    return Err(error);
                }
            }
        }
        Ok(names.iter().map(|name| open.cache.get(name).cloned()).collect())
    }
}

impl Held {
    fn ready(&mut self, settings: &TokenSettings) -> Result<&mut Open, CustodyError> {
        if let Held::Away(since, error) = self {
            let locks = matches!(error, CustodyError::Pin | CustodyError::PinLocked);
            if locks || since.elapsed() < PAUSE {
                return Err(error.clone());
            }
            *self = match open(settings) {
                Ok(open) => Held::Open(Box::new(open)),
                Err(error) => Held::Away(Instant::now(), error),
            };
        }
        match self {
            Held::Open(open) => Ok(open),
            Held::Away(_, error) => Err(error.clone()),
        }
    }
}

fn open(settings: &TokenSettings) -> Result<Open, CustodyError> {
    let token = Token::open(&settings.place, settings.pin.expose())?;
    // Keys of other masters under the same names must not be taken for these.
    let mut masters = String::new();
    for key in settings.keys() {
        masters += &format!("{key} {}\n", token.check_value(key)?);
    }
    let cache = Cache::open(&settings.cache, masters.as_bytes(), |salt| token.sealing_key(SEALING, salt))?;
    Ok(Open { token, cache })
}

impl core::fmt::Debug for CardKeys {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("CardKeys").field("token", &self.settings.place.label).finish_non_exhaustive()
    }
}
