//! Import directions, proved from `cargo metadata`.

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;
use tidy::{lints, root};

/// Which of our crates a crate may use. Every arrow points down; what is not listed is a wall.
const ARROWS: &[(&str, &[&str])] = &[
    ("money", &[]),
    ("subsidy", &["money"]),
    ("records", &["money"]),
    ("clearing", &["money", "records", "subsidy"]),
    ("exports", &["money", "records", "clearing"]),
    ("bank-files", &["money", "records"]),
    ("reconciliation", &["money"]),
    ("ledger", &["money", "records", "clearing"]),
    ("pages", &["money", "records", "clearing"]),
    // Its cards sign their debits.
    ("demo-county", &["money", "records", "subsidy", "purse", "pboc-purse"]),
    (
        "county-center",
        &[
            "money",
            "subsidy",
            "records",
            "clearing",
            "exports",
            "reconciliation",
            "bank-files",
            "ledger",
            "pages",
            "demo-county",
            "apdu",
            "purse",
            "pboc-purse",
            "desfire-purse",
            "card-families",
            "key-custody",
        ],
    ),
    ("apdu", &[]),
    ("purse", &["apdu"]),
    ("bulk-proof", &[]),
    ("pboc-purse", &["apdu", "purse", "bulk-proof"]),
    ("identity-card", &["apdu", "purse"]),
    ("card-families", &["purse", "pboc-purse", "desfire-purse", "identity-card"]),
    ("card-issuing", &["apdu", "purse", "pboc-purse", "desfire-purse"]),
    ("desfire-purse", &["apdu", "purse", "bulk-proof"]),
    ("key-custody", &["purse"]),
    ("sale", &["money", "subsidy", "records", "apdu", "purse", "card-families", "pboc-purse"]),
    ("screens", &["money"]),
    ("cashier", &["money", "subsidy", "records", "sale", "screens", "apdu", "purse", "pboc-purse"]),
    ("journal", &["money", "records", "sale"]),
    ("uplink", &["records"]),
    (
        "card-desk",
        &[
            "records",
            "apdu",
            "purse",
            "pboc-purse",
            "desfire-purse",
            "card-families",
            "card-issuing",
            "key-custody",
            "card-reader",
        ],
    ),
    ("card-reader", &["apdu"]),
    ("display", &[]),
    (
        "canteen-terminal",
        &[
            "money",
            "subsidy",
            "records",
            "sale",
            "screens",
            "cashier",
            "journal",
            "uplink",
            "apdu",
            "purse",
            "pboc-purse",
            "desfire-purse",
            "card-families",
            "card-reader",
            "display",
        ],
    ),
];

/// The one crate of the workshop that any crate may use, in its tests: it reads stories and knows no card.
const STORIES: &str = "card-stories";

/// What a binary must never reach, at any depth.
const NEVER: &[(&str, &[&str])] = &[
    // What issues and loads cards must not be near a till.
    (
        "canteen-terminal",
        &[
            "tokio",
            "axum",
            "hyper",
            "postgres",
            "tokio-postgres",
            "maud",
            "card-issuing",
            "card-desk",
            "key-custody",
            "cryptoki",
            "vsss-rs",
        ],
    ),
    ("card-desk", &["tokio", "axum", "hyper", "postgres", "tokio-postgres", "maud", "embedded-graphics"]),
    ("county-center", &["pcsc", "rppal", "embedded-graphics", "evdev"]),
];

/// The simulated cards must be able to disagree with the reader, so they share only the grammar.
const VIRTUAL_CARDS_MAY_USE: &[&str] = &["apdu"];

/// Packages built into the till, itself included; those of the compiler's side not counted.
const TILL_PACKAGES_MAX: usize = 130;

const LICENCES: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "Unlicense",
    "0BSD",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "BSL-1.0",
    "MIT-0",
];

fn metadata() -> Metadata {
    let ours = ["--filter-platform", "x86_64-unknown-linux-gnu"].map(str::to_owned);
    MetadataCommand::new().current_dir(root()).other_options(ours).exec().expect("cargo metadata answers")
}

fn ours(metadata: &Metadata) -> BTreeMap<String, Package> {
    metadata
        .workspace_packages()
        .into_iter()
        .map(|package| (package.name.to_string(), package.clone()))
        .collect()
}

fn place(package: &Package) -> String {
    let path = package.manifest_path.clone().into_std_path_buf();
    path.strip_prefix(root()).map(|path| path.display().to_string()).unwrap_or_default()
}

#[test]
fn arrows_point_down() {
    let metadata = metadata();
    let ours = ours(&metadata);
    for (name, package) in &ours {
        if place(package).starts_with("tests/") {
            continue;
        }
        let (_, allowed) = ARROWS
            .iter()
            .find(|(known, _)| known == name)
            .unwrap_or_else(|| panic!("{name}: say in tests/tidy/tests/walls.rs what it may use"));
        for dependency in &package.dependencies {
            let used = dependency.name.as_str();
            let plays_stories = used == STORIES && dependency.kind == DependencyKind::Development;
            if ours.contains_key(used) && !plays_stories {
                assert!(allowed.contains(&used), "{name} must not use {used} ({:?})", dependency.kind);
            }
        }
    }
}

#[test]
fn virtual_cards_are_independent() {
    let metadata = metadata();
    let ours = ours(&metadata);
    for dependency in &ours.get("virtual-cards").expect("the crate exists").dependencies {
        let used = dependency.name.as_str();
        assert!(
            !ours.contains_key(used) || VIRTUAL_CARDS_MAY_USE.contains(&used),
            "virtual-cards must not use {used}: it is written from the standard"
        );
    }
}

fn reach(metadata: &Metadata, start: &str) -> BTreeSet<String> {
    let resolve = metadata.resolve.as_ref().expect("a resolved graph");
    let names: BTreeMap<_, _> =
        metadata.packages.iter().map(|package| (&package.id, package.name.to_string())).collect();
    let mut open: Vec<_> =
        metadata.packages.iter().filter(|package| package.name.as_str() == start).map(|p| &p.id).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let node = resolve.nodes.iter().find(|node| &node.id == id).expect("every package is a node");
        for dependency in &node.deps {
            if dependency.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development) {
                open.push(&dependency.pkg);
            }
        }
    }
    seen.into_iter().filter_map(|id| names.get(id).cloned()).collect()
}

#[test]
fn binaries_do_not_reach_each_others_world() {
    let metadata = metadata();
    for (binary, forbidden) in NEVER {
        let reached = reach(&metadata, binary);
        for name in *forbidden {
            assert!(!reached.contains(*name), "{binary} reaches {name}: cargo tree -p {binary} -i {name}");
        }
    }
}

#[test]
fn the_till_stays_lean() {
    let words = [
        "tree",
        "-p",
        "canteen-terminal",
        "-e",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ];
    let tree = Command::new(env!("CARGO")).args(words).current_dir(root()).output().expect("cargo tree runs");
    let text = String::from_utf8_lossy(&tree.stdout);
    let packages: BTreeSet<_> = text.lines().map(|line| line.split(" (").next().unwrap_or(line)).collect();
    let till = packages.iter().filter(|line| !line.is_empty()).count();
    println!("canteen-terminal is made of {till} packages");
    assert!(
        (10..=TILL_PACKAGES_MAX).contains(&till),
        "{till} packages; at most {TILL_PACKAGES_MAX} are allowed"
    );
}

#[test]
fn manifests_inherit() {
    let metadata = metadata();
    let root_text = fs::read_to_string(root().join("Cargo.toml")).expect("the root manifest");
    for package in ours(&metadata).values() {
        let text = fs::read_to_string(&package.manifest_path).expect("a manifest");
        assert_eq!(lints::objection(&place(package), &text, &root_text), None);
        let mut in_dependencies = false;
        for line in text.lines() {
            if line.starts_with('[') {
                in_dependencies = line.contains("dependencies");
            } else if in_dependencies && line.contains('=') {
                assert!(line.contains("workspace"), "{}: pin in the workspace table: {line}", place(package));
            }
        }
    }
}

#[test]
fn versions_are_exact() {
    let text = fs::read_to_string(root().join("Cargo.toml")).expect("the root manifest");
    let table =
        text.split("[workspace.dependencies]").nth(1).and_then(|rest| rest.split("\n[").next()).unwrap_or("");
    for line in
        table.lines().filter(|line| line.contains('=') && !line.contains("path =") && !line.starts_with('#'))
    {
        assert!(line.contains("\"="), "pin the exact version: {line}");
    }
}

#[test]
fn pure_crates_ban_the_world() {
    let pure = fs::read_to_string(root().join("settlement/money/.clippy.toml")).expect("the list of bans");
    for line in fs::read_to_string(root().join(".clippy.toml")).expect("the root list").lines() {
        assert!(pure.contains(line), "settlement/money/.clippy.toml lacks the root's {line:?}");
    }
    for place in [
        "settlement/subsidy",
        "settlement/records",
        "settlement/clearing",
        "settlement/exports",
        "settlement/bank-files",
        "settlement/reconciliation",
        "settlement/pages",
        "card-profiles/apdu",
        "card-profiles/purse",
        "card-profiles/bulk-proof",
        "card-profiles/pboc-purse",
        "card-profiles/card-issuing",
        "card-profiles/identity-card",
        "card-profiles/card-families",
        "card-profiles/desfire-purse",
        "terminal/sale",
    ] {
        let own = fs::read_to_string(root().join(place).join(".clippy.toml")).unwrap_or_default();
        assert_eq!(own, pure, "{place}/.clippy.toml must equal settlement/money/.clippy.toml");
    }
}

#[test]
fn licences_are_known() {
    for package in &metadata().packages {
        let licence = package.license.as_deref().unwrap_or("none");
        let fine = licence.replace('/', " OR ").split(" OR ").any(|choice| {
            choice.split(" AND ").all(|part| {
                let part = part.trim_matches(|letter: char| letter == '(' || letter == ')' || letter == ' ');
                LICENCES.contains(&part.split(" WITH ").next().unwrap_or(part))
            })
        });
        assert!(fine, "{} {} has licence {licence}", package.name, package.version);
    }
}
