//! The tariff language: load, check, quote, explain.
