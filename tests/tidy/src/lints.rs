//! Whose lints may differ from the workspace's, and by how much.

use std::collections::BTreeSet;

/// The one crate with unsafe code: vector instructions need it.
pub const UNSAFE: &str = "card-profiles/bulk-proof";

/// What that crate says of unsafe code in place of the workspace's word.
const IN_RETURN: [&str; 4] = [
    "unsafe_code = \"allow\"",
    "unsafe_op_in_unsafe_fn = \"deny\"",
    "undocumented_unsafe_blocks = \"deny\"",
    "multiple_unsafe_ops_per_block = \"deny\"",
];

/// What is wrong with the lints of the crate at this place, if anything is.
#[must_use]
pub fn objection(place: &str, manifest: &str, root: &str) -> Option<String> {
    let crate_place = place.trim_end_matches("/Cargo.toml");
    if !root.contains("[workspace.lints.rust]\nunsafe_code = \"forbid\"\n") {
        return Some("the workspace must forbid unsafe code".to_owned());
    }
    if crate_place != UNSAFE {
        let inherits = manifest.contains("[lints]\nworkspace = true");
        let own = manifest.contains("[lints.") || manifest.contains("unsafe_code");
        return (!inherits || own).then(|| format!("{place}: inherit the workspace lints"));
    }
    let mut expected = lines(root, "[workspace.lints.");
    expected.remove("unsafe_code = \"forbid\"");
    expected.extend(IN_RETURN);
    let own = lines(manifest, "[lints.");
    (own != expected).then(|| {
        let differ: Vec<_> = own.symmetric_difference(&expected).collect();
        format!("{place}: the workspace's lints but for unsafe code: {differ:?}")
    })
}

/// The lines of the sections that open like this.
fn lines<'a>(manifest: &'a str, opening: &str) -> BTreeSet<&'a str> {
    let mut inside = false;
    let mut found = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.starts_with(opening);
        } else if inside && line.contains('=') && !line.starts_with('#') {
            found.insert(line);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "[workspace.lints.rust]\nunsafe_code = \"forbid\"\nmissing_docs = \"warn\"\n\
                        [workspace.lints.clippy]\ntodo = \"deny\"\n[profile.dev]\ndebug = 1\n";
    const INHERITS: &str = "[package]\nname = \"x\"\n[lints]\nworkspace = true\n";
    const OWN: &str = "[package]\nname = \"x\"\n[lints.rust]\nunsafe_code = \"allow\"\n\
                       unsafe_op_in_unsafe_fn = \"deny\"\nmissing_docs = \"warn\"\n[lints.clippy]\n\
                       undocumented_unsafe_blocks = \"deny\"\nmultiple_unsafe_ops_per_block = \"deny\"\n\
                       todo = \"deny\"\n";

    #[test]
    fn one_crate_has_lints_of_its_own() {
        assert_eq!(objection("settlement/money/Cargo.toml", INHERITS, ROOT), None);
        assert_eq!(objection("card-profiles/bulk-proof/Cargo.toml", OWN, ROOT), None);
        for place in ["settlement/money/Cargo.toml", "card-profiles/bulk-proof-2/Cargo.toml", "Cargo.toml"] {
            assert!(objection(place, OWN, ROOT).is_some(), "{place} relaxes");
        }
        let both = format!("{INHERITS}[lints.rust]\nunsafe_code = \"allow\"\n");
        assert!(objection("settlement/money/Cargo.toml", &both, ROOT).is_some());
        assert!(objection("settlement/money/Cargo.toml", "[package]\n", ROOT).is_some());
    }

    #[test]
    fn that_crate_keeps_all_other_lints() {
        for line in OWN.lines().filter(|line| line.contains(" = \"deny\"") || line.contains("missing_docs")) {
            let without = OWN.replace(&format!("{line}\n"), "");
            assert!(objection("card-profiles/bulk-proof/Cargo.toml", &without, ROOT).is_some(), "{line}");
            let softer = OWN.replace(line, &line.replace("deny", "warn").replace("warn", "allow"));
            assert!(objection("card-profiles/bulk-proof/Cargo.toml", &softer, ROOT).is_some(), "{line}");
        }
    }

    #[test]
    fn the_workspace_forbids() {
        let root = ROOT.replace("forbid", "deny");
        assert!(objection("settlement/money/Cargo.toml", INHERITS, &root).is_some());
    }
}
