//! Opening the books: a file or a schema, numbered migrations, one writer at a time.

use core::fmt;
use std::path::Path;
use std::time::Duration;

use crate::store::{Postgres, Server, Sqlite, Store, Values, at};
use crate::together::part;
use crate::{BackupError, Lease, LedgerError};

/// The schema, one file per version, in order. One text for every store.
pub(crate) const MIGRATIONS: [&str; 18] = [
    include_str!("../migrations/0001-books.sql"),
    include_str!("../migrations/0002-releases.sql"),
    include_str!("../migrations/0003-funds.sql"),
    include_str!("../migrations/0004-stands.sql"),
    include_str!("../migrations/0005-holder-facts.sql"),
    include_str!("../migrations/0006-lots.sql"),
    include_str!("../migrations/0007-card-desk.sql"),
    include_str!("../migrations/0008-steps.sql"),
    include_str!("../migrations/0009-card-profile.sql"),
    include_str!("../migrations/0010-closing.sql"),
    include_str!("../migrations/0011-claims.sql"),
    include_str!("../migrations/0012-finding-actions.sql"),
    include_str!("../migrations/0013-settlement.sql"),
    include_str!("../migrations/0014-lease.sql"),
    include_str!("../migrations/0015-budgets.sql"),
    include_str!("../migrations/0016-access.sql"),
    include_str!("../migrations/0017-receipts.sql"),
    include_str!("../migrations/0018-identity-cards.sql"),
];

/// The first schema that counts its steps.
const COUNTS_STEPS: i64 = 8;

/// The books of one county. Several programs may read and write beside one another; one writes at a time.
pub struct Ledger {
    pub(crate) store: Box<dyn Store>,
    /// What the present work is done under.
    pub(crate) lease: Option<Lease>,
    /// Whether a step is a part of a larger one.
    pub(crate) together: bool,
}

impl Ledger {
    /// Makes new, empty books and refuses to touch existing ones. The place is a file (made with mode 0600), or
    /// `postgres://user@host/database?schema=county_330703`.
    pub fn create(place: &Path) -> Result<Ledger, LedgerError> {
        match server(place)? {
            Some(server) => Postgres::create(&server)?,
            None => Sqlite::create(place)?,
        }
        Ledger::open(place)
    }

    /// Opens existing books and brings their schema up to date.
    pub fn open(place: &Path) -> Result<Ledger, LedgerError> {
        let store: Box<dyn Store> = match server(place)? {
            Some(server) => Box::new(Postgres::open(&server, false)?),
            None => Box::new(Sqlite::open(place)?),
        };
        Ledger::on(store)
    }

    /// Opens existing books for reading beside the owner.
    pub fn open_reader(place: &Path) -> Result<Ledger, LedgerError> {
        match server(place)? {
            Some(server) => {
                drop(Ledger::open(place)?);
                Ok(Ledger { store: Box::new(Postgres::open(&server, true)?), lease: None, together: false })
            }
            None => {
                let store = Sqlite::open(place)?;
                migrate(&store)?;
                store.only_read()?;
                Ok(Ledger { store: Box::new(store), lease: None, together: false })
            }
        }
    }

    /// Books that vanish with the value: for rehearsals.
    pub fn in_memory() -> Result<Ledger, LedgerError> {
        Ledger::on(Box::new(Sqlite::in_memory()?))
    }

    pub(crate) fn on(store: Box<dyn Store>) -> Result<Ledger, LedgerError> {
        migrate(store.as_ref())?;
        Ok(Ledger { store, lease: None, together: false })
    }

    /// Runs `work` as one durable step: all of it, or nothing. No other step is at work meanwhile. It may run more than
    /// once before one run of it counts.
    pub(crate) fn step<T, E: From<LedgerError>>(
        &mut self,
        mut work: impl FnMut(&dyn Store) -> Result<T, E>,
    ) -> Result<T, E> {
        let work = |store: &dyn Store| {
            count_step(store)?;
            if let Some(lease) = &self.lease {
                still_ours(store, lease)?;
            }
            work(store)
        };
        let store = self.store.as_ref();
        if self.together { part(store, work) } else { within(store, work) }
    }

    /// A step of one statement; how many rows it touched. None: it was no step.
    pub(crate) fn write(&mut self, sql: &str, values: Values<'_>) -> Result<usize, LedgerError> {
        let touched = self.step(|store| match store.execute(sql, values) {
            Ok(0) => Err(Untouched(None)),
            Ok(rows) => Ok(rows),
            Err(error) => Err(Untouched(Some(error))),
        });
        touched.or_else(|Untouched(error)| error.map_or(Ok(0), Err))
    }

    /// A step of one insert; `false` when its key is there already, and then it was no step.
    pub(crate) fn insert(&mut self, sql: &str, values: Values<'_>) -> Result<bool, LedgerError> {
        let written = self.step(|store| match store.insert(sql, values) {
            Ok(false) => Err(Untouched(None)),
            Ok(true) => Ok(()),
            Err(error) => Err(Untouched(Some(error))),
        });
        written.map(|()| true).or_else(|Untouched(error)| error.map_or(Ok(false), Err))
    }

    /// How many steps were ever made.
    pub(crate) fn steps(store: &dyn Store) -> Result<i64, LedgerError> {
        store.sum("SELECT steps FROM books", &[])
    }

    /// Whether a place is on a server.
    #[must_use]
    pub fn is_server(place: &Path) -> bool {
        matches!(server(place), Ok(Some(_)) | Err(_))
    }

    /// A place as people may see it: without user and password.
    #[must_use]
    pub fn shown(place: &Path) -> String {
        match server(place) {
            Ok(Some(server)) => server.to_string(),
            Ok(None) => place.display().to_string(),
            Err(_) => "postgres://…".to_owned(),
        }
    }

    /// Asks the database to check its own pages; empty when sound.
    pub fn page_faults(&self) -> Result<Vec<String>, LedgerError> {
        self.store.page_faults()
    }
}

/// Nothing was changed; where something went wrong, what.
struct Untouched(Option<LedgerError>);

impl From<LedgerError> for Untouched {
    fn from(error: LedgerError) -> Untouched {
        Untouched(Some(error))
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ledger(<books>)")
    }
}

/// The address of a server, where a place is one.
pub(crate) fn server(place: &Path) -> Result<Option<Server>, LedgerError> {
    place.to_str().map_or(Ok(None), Server::named)
}

/// Brings the schema up to date.
pub(crate) fn migrate(store: &dyn Store) -> Result<(), LedgerError> {
    let known = i64::try_from(MIGRATIONS.len()).map_err(|_| LedgerError::OutOfRange("migrations"))?;
    if store.schema()? == known {
        return Ok(());
    }
    within(store, |store| {
        if store.schema()? >= COUNTS_STEPS {
            count_step(store)?;
        }
        let found = store.schema()?;
        if found > known || found < 0 {
            return Err(LedgerError::TooNew { found, known });
        }
        lay(store, usize::try_from(found).unwrap_or(0), MIGRATIONS.len())
    })
}

/// Takes books from one schema to a later one.
pub(crate) fn lay(store: &dyn Store, from: usize, to: usize) -> Result<(), LedgerError> {
    for script in MIGRATIONS.iter().take(to).skip(from) {
        store.script(script)?;
    }
    let version = i64::try_from(to).map_err(|_| LedgerError::OutOfRange("migrations"))?;
    if from < to { store.set_schema(version) } else { Ok(()) }
}

/// Existing books as they are, for reading.
pub(crate) fn unmigrated(place: &Path) -> Result<Box<dyn Store>, LedgerError> {
    Ok(match server(place)? {
        Some(server) => Box::new(Postgres::open(&server, true)?),
        None => {
            let store = Sqlite::open(place)?;
            store.only_read()?;
            Box::new(store)
        }
    })
}

/// A place with nothing in it: a new one, or one that somebody has only made.
pub(crate) fn blank(place: &Path) -> Result<Box<dyn Store>, BackupError> {
    let made = match server(place)? {
        Some(server) => Postgres::create(&server),
        None => Sqlite::create(place),
    };
    match made {
        Ok(()) | Err(LedgerError::AlreadyThere(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let store: Box<dyn Store> = match server(place)? {
        Some(server) => Box::new(Postgres::open(&server, false)?),
        None => Box::new(Sqlite::open(place)?),
    };
    if store.is_blank()? { Ok(store) } else { Err(BackupError::NotEmpty(Ledger::shown(place))) }
}

/// Whoever moves this row is the only writer until its step ends; whoever saw another number judged by older books.
fn count_step(store: &dyn Store) -> Result<(), LedgerError> {
    store.execute("UPDATE books SET steps = steps + 1", &[]).map(|_| ())
}

/// Nobody has taken the lease over. Steps exclude one another, so nobody does while this one is made.
fn still_ours(store: &dyn Store, lease: &Lease) -> Result<(), LedgerError> {
    let turn = store.number("SELECT turn FROM lease WHERE name = ?1", at![lease.name])?;
    if turn == Some(lease.turn) { Ok(()) } else { Err(LedgerError::Overtaken(lease.name.clone())) }
}

/// How often a step is made again that the server gave up for the sake of another one.
const PATIENCE: usize = 8;

/// All of it, or nothing. What a server gives up to let others pass (40001, 40P01) is made again from its beginning.
pub(crate) fn within<T, E: From<LedgerError>>(
    store: &dyn Store,
    mut work: impl FnMut(&dyn Store) -> Result<T, E>,
) -> Result<T, E> {
    for tried in 1..PATIENCE {
        match once(store, &mut work) {
            // Whoever was let pass is given time to pass.
            Err(_) if store.gave_way() => std::thread::sleep(Duration::from_millis(1 << tried)),
            ended => return ended,
        }
    }
    once(store, &mut work)
}

/// One attempt; a panic leaves nothing of it either.
fn once<T, E: From<LedgerError>>(
    store: &dyn Store,
    work: &mut impl FnMut(&dyn Store) -> Result<T, E>,
) -> Result<T, E> {
    struct Open<'a>(&'a dyn Store);
    impl Drop for Open<'_> {
        fn drop(&mut self) {
            self.0.roll_back();
        }
    }
    store.begin()?;
    let open = Open(store);
    let value = work(store)?;
    store.commit()?;
    core::mem::forget(open);
    Ok(value)
}
