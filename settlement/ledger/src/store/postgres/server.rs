//! Where a PostgreSQL is, and which of its schemas the books are.

use core::fmt;
use core::str::FromStr as _;

use postgres::{Client, Config, NoTls};

use crate::LedgerError;

/// The schema where the address names none.
const USUAL: &str = "county";

/// `postgres://user@host/database?schema=county_330703`. Shown without user and password.
#[derive(Clone)]
pub(crate) struct Server {
    config: Config,
    schema: String,
}

impl Server {
    /// The server that an address names; `None` when the address is a file's path.
    pub(crate) fn named(address: &str) -> Result<Option<Server>, LedgerError> {
        if !address.starts_with("postgres://") && !address.starts_with("postgresql://") {
            return Ok(None);
        }
        let (place, options) = address.split_once('?').unwrap_or((address, ""));
        let is_schema = |option: &&str| option.starts_with("schema=");
        let schema = options.split('&').find(is_schema).map_or(USUAL, |option| &option["schema=".len()..]);
        let rest: Vec<&str> = options.split('&').filter(|option| !is_schema(option)).collect();
        let rest = rest.join("&");
        let url = if rest.is_empty() { place.to_owned() } else { format!("{place}?{rest}") };
        let wrong = |reason: &str| LedgerError::unopened(&"postgres://…", &reason);
        let config = Config::from_str(&url).map_err(|error| wrong(&error.to_string()))?;
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let named = schema.len() <= 63
            && schema.bytes().all(plain)
            && !schema.starts_with(|c: char| c.is_ascii_digit());
        if schema.is_empty() || !named {
            return Err(wrong(
                "schema 只可用小写字母、数字和下划线 · a schema is lower-case letters, digits and _",
            ));
        }
        Ok(Some(Server { config, schema: schema.to_owned() }))
    }

    /// The schema's name: safe to stand in a statement.
    pub(crate) fn schema(&self) -> &str {
        &self.schema
    }

    /// The schema beside this one in which new books are made.
    pub(crate) fn part(&self) -> Result<Server, LedgerError> {
        let schema = format!("{}_part", self.schema);
        if schema.len() > 63 {
            return Err(LedgerError::unopened(self, &"schema 名过长 · the schema's name is too long"));
        }
        Ok(Server { config: self.config.clone(), schema })
    }

    pub(crate) fn connect(&self) -> Result<Client, LedgerError> {
        self.config.connect(NoTls).map_err(|error| LedgerError::unopened(self, &super::said(&error)))
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let database = self.config.get_dbname().unwrap_or("postgres");
        write!(f, "postgres://…/{database}?schema={}", self.schema)
    }
}
