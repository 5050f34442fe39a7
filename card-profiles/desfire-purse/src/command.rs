//! The commands we give, one per file, each with its byte layout and what the card may answer.
//!
//! Statuses are the native ones of [`crate::status`]. Every status but `9100` and `91AF` ends the session and drops
//! whatever the transaction has begun.

pub mod abort_transaction;
pub mod authenticate_aes;
pub mod authenticate_ev2;
pub mod change_key;
pub mod commit_reader_id;
pub(crate) mod commit_transaction;
pub mod credit;
pub mod debit;
pub mod get_card_uid;
pub mod get_file_settings;
pub mod get_key_version;
pub mod get_value;
pub mod get_version;
pub mod limited_credit;
pub mod read_data;
pub mod read_records;
pub mod reader_uid;
pub mod select_application;
pub mod write_record;
