//! Cards and SAMs written from the standards.
