//! What the public files of a purse and of a PSAM say. Parsers only; nothing here is secret.

pub mod city;
pub mod city_union;
pub mod log;
pub mod public;
pub mod sam;
pub mod trip;
