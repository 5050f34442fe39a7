//! Validation order, grey re-check, postings and statements as values.
