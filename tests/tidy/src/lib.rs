//! House rules and walls as tests.
