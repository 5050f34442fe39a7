//! A folder with books as they stood: put down, put back elsewhere, and compared.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use ledger::Ledger;

use crate::support::{Folder, books_in};

/// Files by name, and the books as a backup.
pub(super) struct Snapshot {
    files: BTreeMap<String, Vec<u8>>,
    books: Vec<u8>,
}

impl Snapshot {
    pub(super) fn of(folder: &Folder) -> Snapshot {
        let mut books = Vec::new();
        Ledger::back_up(&books_in(folder.path()), &mut books, &mut |_| {}).unwrap();
        Snapshot { files: files(folder.path()), books }
    }

    /// A new folder in which all is as it was.
    pub(super) fn restored(&self) -> Folder {
        let folder = Folder::new();
        for (name, bytes) in &self.files {
            std::fs::write(folder.file(name), bytes).unwrap();
        }
        Ledger::restore(&books_in(folder.path()), &mut Cursor::new(&self.books), &mut |_| {}).unwrap();
        folder
    }
}

/// What may not differ: every file that is no book, and every row of the books but for the hours in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct State {
    files: BTreeMap<String, Vec<u8>>,
    books: BTreeMap<String, Vec<String>>,
}

impl State {
    pub(super) fn of(folder: &Path) -> State {
        let mut state = State { files: files(folder), books: rows(&books_in(folder)) };
        // A configuration names its books by their whole path.
        let here = folder.file_name().unwrap().to_string_lossy().into_owned();
        for bytes in state.files.values_mut() {
            if let Ok(text) = std::str::from_utf8(bytes) {
                *bytes = text.replace(&here, "HERE").replace(&here.replace('-', "_"), "HERE").into_bytes();
            }
        }
        // Books that a job made beside those of the county.
        for name in [super::jobs::RESTORED, super::jobs::SHOWN] {
            let place = beside(folder, name);
            // Never opened as books: that would lay tables into an empty file.
            if crate::server().is_some() || place.exists() {
                let made = rows(&place).into_iter().map(|(table, rows)| (format!("{name}/{table}"), rows));
                state.books.extend(made);
            }
        }
        state
    }

    /// The first difference, in words.
    pub(super) fn difference(&self, other: &State) -> Option<String> {
        let names = self.files.keys().chain(other.files.keys());
        let file = names.into_iter().find(|name| self.files.get(*name) != other.files.get(*name));
        let tables = self.books.keys().chain(other.books.keys());
        let table = tables.into_iter().find(|name| self.books.get(*name) != other.books.get(*name));
        let row = |table: &String| {
            let (ours, theirs) = (self.books.get(table), other.books.get(table));
            let (ours, theirs) = (ours.cloned().unwrap_or_default(), theirs.cloned().unwrap_or_default());
            let mut odd = ours.iter().filter(|row| !theirs.contains(row));
            let one = odd.next().cloned().unwrap_or_default().chars().take(300).collect::<String>();
            format!("table {table}: {} rows and {}, {one}", ours.len(), theirs.len())
        };
        file.map(|name| format!("file {name}")).or(table.map(row))
    }
}

/// Books of this name in a folder, or in a schema beside the folder's.
pub(super) fn beside(folder: &Path, name: &str) -> std::path::PathBuf {
    match crate::server() {
        None => folder.join(format!("{name}.db")),
        Some(_) => format!("{}_{name}", books_in(folder).display()).into(),
    }
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        let name = name.into_string().unwrap();
        if path.is_file() && !name.contains(".db") {
            files.insert(name, std::fs::read(path).unwrap());
        }
    }
    files
}

/// Steps are counted as often as the program began again; the maker's signature is under the hour.
const APART: [(&str, &str); 2] = [("books", "steps"), ("payout", "body")];

fn rows(books: &Path) -> BTreeMap<String, Vec<String>> {
    let counts = |table: &str, column: &str| !column.ends_with("_us") && !APART.contains(&(table, column));
    let mut tables = BTreeMap::<String, Vec<String>>::new();
    let mut columns = |table: String, column: String| {
        let held = tables.entry(table.clone()).or_default();
        if counts(&table, &column) {
            held.push(column);
        }
    };
    match crate::server() {
        None => {
            let store = rusqlite::Connection::open(books).unwrap();
            let named = "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'";
            let mut statement = store.prepare(named).unwrap();
            let mut answer = statement.query([]).unwrap();
            while let Some(row) = answer.next().unwrap() {
                columns(row.get(0).unwrap(), row.get(1).unwrap());
            }
            let all = tables.into_iter().map(|(table, columns)| {
                let quoted: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
                let sql = format!("SELECT {} FROM {table}", quoted.join(" || '|' || "));
                let mut statement = store.prepare(&sql).unwrap();
                let rows = statement.query_map([], |row| row.get(0)).unwrap();
                (table, sorted(rows.map(Result::unwrap).collect()))
            });
            all.collect()
        }
        Some(server) => {
            let schema = books.to_str().unwrap().split_once("?schema=").unwrap().1.to_owned();
            let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
            let named = "SELECT c.table_name::text, c.column_name::text FROM information_schema.columns c
                JOIN information_schema.tables t USING (table_schema, table_name)
                WHERE table_schema = $1 AND t.table_type = 'BASE TABLE' ORDER BY c.ordinal_position";
            for row in client.query(named, &[&schema]).unwrap() {
                columns(row.get(0), row.get(1));
            }
            let all = tables.into_iter().map(|(table, columns)| {
                let texts: Vec<String> =
                    columns.iter().map(|column| format!("coalesce({column}::text, '-')")).collect();
                let sql = format!("SELECT concat({}) FROM {schema}.{table}", texts.join(", '|', "));
                let rows = client.query(&sql, &[]).unwrap();
                (table, sorted(rows.iter().map(|row| row.get(0)).collect()))
            });
            all.collect()
        }
    }
}

fn sorted(mut rows: Vec<String>) -> Vec<String> {
    rows.sort_unstable();
    rows
}
