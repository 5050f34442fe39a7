//! Statements as files.
