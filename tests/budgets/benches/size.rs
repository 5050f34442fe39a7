//! What is put on a till: the size of the stripped program, against the font it carries.

use anyhow::Result;
use budgets::{Table, hundredths, thousands};
use std::fs;
use std::path::Path;

/// The size the program may have.
const BUDGET: &str = "≤ 12 582 912 (12 MiB)";

fn main() -> Result<()> {
    let table = Table::start("体积 · size");
    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap_or(Path::new("target"));
    let screens = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../terminal/screens/font");
    let font = fs::read_dir(screens)?
        .filter_map(|file| fs::metadata(file.ok()?.path()).ok())
        .map(|file| file.len())
        .max()
        .unwrap_or_default();
    table.row("基准：字库 · baseline: the font", format!("{} B", thousands(font)), "1.00×", "");
    for (kind, note) in [("till", BUDGET), ("release", "")] {
        let program = built.join(kind).join("canteen-terminal");
        let label = format!("终端程序 canteen-terminal ({kind})");
        match fs::metadata(&program) {
            Ok(file) => {
                let ratio = format!("{}×", hundredths(file.len(), font));
                table.row(&label, format!("{} B", thousands(file.len())), ratio, note);
            }
            Err(_) => table.row(&label, "未编译 · not built", "", note),
        }
    }
    table.note("till 由 make weight 编译，去符号 · till is built and stripped by make weight");
    Ok(())
}
