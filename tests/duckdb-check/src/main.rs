//! `duckdb-check`: two invented files through the center and through DuckDB.
#![expect(clippy::print_stdout, reason = "a program that answers")]

use anyhow::Result;
use clap::Parser;
use duckdb_check::invent::Plan;
use duckdb_check::python::DuckDb;
use duckdb_check::{MAP, compare};
use std::path::PathBuf;

#[derive(Debug, Parser)]
struct Arguments {
    /// 行数 · sales
    #[arg(long, default_value_t = 200_000)]
    rows: u64,
    /// 种子 · seed
    #[arg(long, default_value_t = 20_260_721)]
    seed: u64,
    /// 放文件和 DuckDB 的文件夹 · where files and DuckDB go
    #[arg(long, default_value = "target")]
    place: PathBuf,
}

fn main() -> Result<()> {
    let Arguments { rows, seed, place } = Arguments::parse();
    let duckdb = DuckDb::below(&place)?;
    let folder = place.join(format!("duckdb-check-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let [left, right, map] = ["left.csv", "right.csv", "map.toml"].map(|name| folder.join(name));
    std::fs::write(&map, MAP)?;
    let compared =
        Plan { rows, seed, doubles: true }.write(&left, &right).map_err(Into::into).and_then(|()| {
            compare::agree(&compare::center(&left, &right, &map)?, &duckdb.check("whole", &left, &right)?)
        });
    std::fs::remove_dir_all(&folder)?;
    println!("{rows} 行，差异 {} 处，与 DuckDB 逐行逐分一致 · differences, the same in DuckDB", compared?);
    Ok(())
}
