//! A small comparison for every run of the tests.

use duckdb_check::invent::Plan;
use duckdb_check::python::DuckDb;
use duckdb_check::{MAP, compare};
use std::fs;
use std::path::{Path, PathBuf};

struct Story {
    folder: PathBuf,
    duckdb: DuckDb,
}

impl Story {
    fn new(name: &str) -> Story {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = place.join(format!("duckdb-check-{name}"));
        fs::create_dir_all(&folder).expect("a folder");
        Story { folder, duckdb: DuckDb::below(place).expect("DuckDB") }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn agree(&self) -> anyhow::Result<usize> {
        let [left, right, map] = ["left.csv", "right.csv", "map.toml"].map(|name| self.file(name));
        fs::write(&map, MAP).expect("a file");
        let center = compare::center(&left, &right, &map).expect("an answer");
        compare::agree(&center, &self.duckdb.check("whole", &left, &right).expect("an answer"))
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

#[test]
fn duckdb_finds_the_same() {
    let story = Story::new("same");
    for seed in [20_260_721, 7] {
        let plan = Plan { rows: 200_000, seed, doubles: true };
        plan.write(&story.file("left.csv"), &story.file("right.csv")).expect("files");
        let found = story.agree().unwrap_or_else(|difference| panic!("{difference:#}"));
        assert!((400..900).contains(&found), "{found}");
    }
}

/// Lines that come twice and thrice, with other amounts: the same pairs are made.
#[test]
fn duckdb_pairs_the_same_lines() {
    let story = Story::new("pairs");
    let head = "terminal,seq,merchant,fen,state\n";
    fs::write(
        story.file("left.csv"),
        format!("{head}17,1,m1,5,paid\n17,1,m1,7,paid\n17,2,m1,5,paid\n17,3,m1,1,paid\n17,3,m1,1,paid\n"),
    )
    .expect("a file");
    fs::write(
        story.file("right.csv"),
        format!("{head}17,1,m1,7,paid\n17,1,m1,6,paid\n17,2,m1,5,paid\n17,2,m1,4,paid\n"),
    )
    .expect("a file");
    assert_eq!(story.agree().unwrap_or_else(|difference| panic!("{difference:#}")), 4);
}

/// An answer with one fen changed is found out.
#[test]
fn a_difference_is_told() {
    let story = Story::new("told");
    let plan = Plan { rows: 5_000, seed: 3, doubles: true };
    let [left, right, map] = ["left.csv", "right.csv", "map.toml"].map(|name| story.file(name));
    plan.write(&left, &right).expect("files");
    fs::write(&map, MAP).expect("a file");
    let center = compare::center(&left, &right, &map).expect("an answer");
    let changed = fs::read_to_string(&right).expect("a file").replacen(",paid", "1,paid", 1);
    fs::write(&right, changed).expect("a file");
    let duckdb = story.duckdb.check("whole", &left, &right).expect("an answer");
    assert!(compare::agree(&center, &duckdb).is_err());
}
