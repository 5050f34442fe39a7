//! What a process weighs, and where the till's program is.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Memory of a process in KiB, as the kernel counts it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resident {
    /// Resident now (VmRSS).
    pub now_kib: u64,
    /// The most there ever was (VmHWM).
    pub most_kib: u64,
}

impl Resident {
    /// Of this process.
    ///
    /// # Errors
    /// The system has no `/proc`.
    pub fn own() -> Result<Resident> {
        Resident::read("self")
    }

    /// Of another one.
    ///
    /// # Errors
    /// It is gone.
    pub fn of(pid: u32) -> Result<Resident> {
        Resident::read(&pid.to_string())
    }

    fn read(who: &str) -> Result<Resident> {
        let path = format!("/proc/{who}/status");
        let text = fs::read_to_string(&path).context(path)?;
        let line = |name: &str| {
            let rest = text.lines().find_map(|line| line.strip_prefix(name));
            rest.and_then(|rest| rest.split_whitespace().next()).and_then(|kib| kib.parse().ok())
        };
        let now_kib = line("VmRSS:").context("VmRSS")?;
        Ok(Resident { now_kib, most_kib: line("VmHWM:").context("VmHWM")? })
    }
}

/// Milliseconds of processor time a process has used, all its threads together. On a machine that others use too it
/// says more than a clock on the wall.
///
/// # Errors
/// It is gone.
pub fn processor_ms(pid: u32) -> Result<u64> {
    /// The kernel counts in hundredths of a second towards programs (USER_HZ).
    const TICK_MS: u64 = 10;
    let path = format!("/proc/{pid}/stat");
    let text = fs::read_to_string(&path).with_context(|| path.clone())?;
    // The name in the second field may hold anything, so what follows is counted from its end.
    let (_, rest) = text.rsplit_once(')').with_context(|| path.clone())?;
    let ticks = rest.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    let used: u64 = ticks.sum::<Result<u64, _>>()?;
    Ok(used * TICK_MS)
}

/// The till's program as it goes on a till, or as released when that has not been built; `None` for neither.
/// `tmp` is the folder that cargo gives a benchmark, inside the folder of what was built.
#[must_use]
pub fn till_program(tmp: &Path) -> Option<PathBuf> {
    let built = tmp.parent()?;
    ["till", "release"]
        .map(|kind| built.join(kind).join("canteen-terminal"))
        .into_iter()
        .find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_processor_is_used() {
        let before = processor_ms(std::process::id()).unwrap();
        let mut mixed = 1_u64;
        while processor_ms(std::process::id()).unwrap() < before + 20 {
            mixed = std::hint::black_box(mixed.rotate_left(7) ^ 0x5A);
        }
        assert!(processor_ms(u32::MAX).is_err());
    }

    #[test]
    fn this_process_weighs_something() {
        let resident = Resident::own().unwrap();
        assert!(resident.now_kib > 100 && resident.most_kib >= resident.now_kib, "{resident:?}");
        assert!(Resident::of(u32::MAX).is_err());
    }
}
