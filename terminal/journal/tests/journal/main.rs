//! The journal on real disks: killed, cut off, full, read-only, damaged, foreign.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene must stop, and say where")]

mod child;
mod damage;
mod disk;
mod life;
mod power;
mod scene;
