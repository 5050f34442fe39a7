//! The center's answer and DuckDB's, brought into one form.

use anyhow::{Context, Result, bail, ensure};
use clap::Parser;
use county_center::Failure;
use county_center::cli::Arguments;
use serde_json::{Value, json};
use std::path::Path;

/// What the center says of two files, by its own command.
///
/// # Errors
/// It refuses them.
pub fn center(left: &Path, right: &Path, map: &Path) -> Result<Value> {
    let (left, right, map) = (text(left)?, text(right)?, text(map)?);
    let words = ["county-center", "--json", "reconcile", "files", left, right, "--map", map];
    match Arguments::try_parse_from(words)?.run() {
        Ok(said) | Err(Failure::Differs(said)) => Ok(serde_json::from_str(&said)?),
        Err(failure) => bail!("{failure}"),
    }
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("a path in UTF-8")
}

/// Holds both answers against each other and answers how many differences there were.
///
/// # Errors
/// They are not the same; the first place is told.
pub fn agree(center: &Value, duckdb: &Value) -> Result<usize> {
    ensure!(center["unlisted"] == 0, "every difference is listed");
    same("kinds", kinds(center), duckdb["kinds"].as_array().cloned().unwrap_or_default())?;
    let merchants = array(&center["merchants"]).iter().map(|one| {
        let [left, right] = [&one["left"], &one["right"]];
        json!([one["merchant"], left["count"], left["fen"], right["count"], right["fen"]])
    });
    same("merchants", merchants.collect(), array(&duckdb["merchants"]).to_vec())?;
    let matched = &center["matched"];
    let matched = json!([matched["count"], matched["fen"]]);
    same("matched", vec![matched], vec![duckdb["matched"].clone()])?;
    let mut ours = array(&center["differences"]).iter().map(difference).collect::<Result<Vec<_>>>()?;
    let mut theirs = array(&duckdb["differences"]).to_vec();
    ours.sort_by_key(Value::to_string);
    theirs.sort_by_key(Value::to_string);
    let found = ours.len();
    same("differences", ours, theirs)?;
    Ok(found)
}

/// Counts and sums by kind as `check.py` writes them.
#[must_use]
pub fn kinds(center: &Value) -> Vec<Value> {
    let one = |one: &Value| {
        let [left, right] = [&one["left"], &one["right"]];
        json!([one["kind"], one["count"], left["count"], left["fen"], right["count"], right["fen"]])
    };
    let mut kinds: Vec<Value> = array(&center["kinds"]).iter().map(one).collect();
    kinds.sort_by_key(Value::to_string);
    kinds
}

fn difference(one: &Value) -> Result<Value> {
    let key = one["key"].as_str().and_then(|key| key.split_once('/')).context("a key of two numbers")?;
    let (terminal, seq): (u64, u64) = (key.0.parse()?, key.1.parse()?);
    let [left, right] = [&one["left"], &one["right"]];
    Ok(json!([
        one["kind"],
        terminal,
        seq,
        left["fen"],
        left["state"],
        left["merchant"],
        right["fen"],
        right["state"],
        right["merchant"]
    ]))
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn same(what: &str, ours: Vec<Value>, theirs: Vec<Value>) -> Result<()> {
    if let Some((one, other)) = ours.iter().zip(&theirs).find(|(one, other)| one != other) {
        bail!("{what}: 中心 · the center: {one}; DuckDB: {other}");
    }
    ensure!(ours.len() == theirs.len(), "{what}: {} 与 and {}", ours.len(), theirs.len());
    Ok(())
}
