//! What every route shares.

use std::path::Path;
use std::sync::Arc;

use bank_files::{AnswerMap, OrderMap};
use records::{KeyCustody, SigningKey};
use tokio::sync::Semaphore;

use crate::access::Throttle;
use crate::bank_maps::{answer_map, order_map};
use crate::card_keys::CardKeys;
use crate::intake::{Intake, Proofs, Rechecked};
use crate::load_codes::LoadCodes;
use crate::package::CardTerms;
use crate::{Books, Cards, Config, Failure, Writer, clock, jobs, tac_key};

/// The running center, cloned into every route.
#[derive(Clone)]
pub struct Center {
    /// The books.
    pub books: Books,
    /// What judges batches.
    pub intake: Arc<Intake>,
    /// What checks and permits loads of purses.
    pub(crate) load_codes: Arc<LoadCodes>,
    /// What a till is told about cards.
    pub terms: Arc<CardTerms>,
    /// The center's key.
    pub key: Arc<SigningKey>,
    /// Its division code.
    pub division: u32,
    /// Name of the county, for pages.
    pub county: Arc<str>,
    /// How the county's bank wants an order as a table, where it does.
    pub(crate) order_map: Option<Arc<OrderMap>>,
    /// How the county's bank answers with a table, where it does.
    pub(crate) answer_map: Option<Arc<AnswerMap>>,
    /// Whether the county is on trial.
    pub trial: bool,
    /// Whether cookies carry `Secure`.
    pub secure_cookies: bool,
    /// Password hashes are slow on purpose: so many at a time.
    pub password_turns: Arc<Semaphore>,
    /// Wrong enrolment codes.
    pub wrong_codes: Arc<Throttle>,
}

impl Center {
    /// Opens the books and reads the keys that a configuration names.
    ///
    /// # Errors
    /// Books or keys that cannot be used.
    pub fn open(config: &Config) -> Result<(Center, Writer), Failure> {
        let (proofs, load_codes) = keys_of(&config.cards)?;
        let county = prepare(&config.books)?;
        let trial = config.cards.key_custody == KeyCustody::TrialFile;
        let key = SigningKey::from_bytes(&county.signing_key);
        let intake = Intake::new(key.clone(), proofs, trial);
        let rechecked = intake.recheck(&mut ledger::Ledger::open(&config.books)?, clock::now_us())?;
        if rechecked != Rechecked::default() {
            let Rechecked { cards, paid, refused } = rechecked;
            tracing::info!(cards, paid, refused, "Records that waited for a proof were judged again");
        }
        let (books, writer) = Books::open(&config.books)?;
        let center = Center {
            books,
            intake: Arc::new(intake),
            load_codes: Arc::new(load_codes),
            division: county.division,
            terms: Arc::new(CardTerms::from(&config.cards)),
            key: Arc::new(key),
            county: county.name.into(),
            order_map: config.bank.order_map.as_deref().map(order_map).transpose()?.map(Arc::new),
            answer_map: config.bank.answer_map.as_deref().map(answer_map).transpose()?.map(Arc::new),
            trial,
            secure_cookies: config.secure_cookies,
            password_turns: Arc::new(Semaphore::new(2)),
            wrong_codes: Arc::new(Throttle::new(10, 60_000_000)),
        };
        Ok((center, writer))
    }
}

/// What a configuration names for proofs and loads: a file with master keys, or a token.
///
/// # Errors
/// Keys that cannot be used.
pub(crate) fn keys_of(cards: &Cards) -> Result<(Proofs, LoadCodes), Failure> {
    let order = cards.factor_order;
    if let Some(token) = &cards.token {
        let keys = Arc::new(CardKeys::open(token.ready()?)?);
        return Ok((Proofs::of_token(Arc::clone(&keys), order), LoadCodes::of_token(keys, order)));
    }
    let file = cards.tac_keys.as_deref().unwrap_or(Path::new("keys.json"));
    let keys = tac_key::read(file)?;
    let proofs = Proofs::of_masters(keys.tac, order, keys.tac_sm4, keys.transaction_mac);
    Ok((proofs, LoadCodes::read(file, order)?))
}

/// What the day wants done is done before anybody is answered.
fn prepare(path: &Path) -> Result<ledger::County, Failure> {
    let mut ledger = ledger::Ledger::open(path)?;
    let now = clock::now_us();
    clock::county_day(now).ok_or_else(clock::unset)?;
    jobs::run_due(&mut ledger, &jobs::holder()?, now)?;
    Ok(ledger.county()?)
}
