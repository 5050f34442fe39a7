//! What is written down for ever: record, chain, sealed batch, acknowledgement, tariff release, parameter package.
//!
//! Promises: whatever is signed is laid out by hand, big-endian, one file per kind of paper and one folder
//! per version; decoding is strict and never panics; a golden file under `tests/golden/records` holds the
//! bytes of each. Card numbers are masked in every `Debug`.
//!
//! Deliberately does not know: tariffs (a record keeps codes and a version, a release a text), card dialogues,
//! files, clocks, networks.
//!
//! # When the layout must change
//!
//! What was signed must stay readable and mean what it meant. Bytes that version 1 kept at zero may be given a
//! meaning in which zero says nothing (the further rules of a record are such); anything else is a new version.
//! For version 2: copy `src/v1` to `src/v2`, change the layout and `VERSION` there, give the batch a new magic (`LCB2`) and a new signature context
//! (`lovecard batch v2`), point the `latest` re-exports below at `v2`, add a golden file beside the old one,
//! and let `decode` choose by the first two bytes. A chain may pass from version 1 to version 2: the hash
//! covers the bytes, not the meaning. The old module and its golden file stay. The parameter package has gone
//! that way: version 2 carries released tariffs where version 1 carried one text that nobody had signed.

mod business_day;
mod chain;
mod enrolment;
mod envelope;
mod hex_text;
mod ids;
mod moment;
mod request;
pub mod v1;
pub mod v2;
mod wire;

pub use business_day::{BusinessDay, DayMinute};
pub use chain::{Chain, ChainBreak, record_hash, sha256};
pub use ed25519_dalek::{SigningKey, VerifyingKey};
pub use enrolment::{CodeError, EnrolmentCode};
pub use ids::{CardNo, CardNoError, IdError, MerchantId, TerminalId, Tier};
pub use moment::{ClockQuality, Moment};
pub use request::{sign_get, sign_send, verify_get, verify_send};
pub use v1::{
    Ack, AckError, AckRange, Announced, Batch, BatchError, CardProfile, CardTxn, FactorOrder, Fingerprint,
    Further, Glance, KeyCustody, Kind, MAX_RECORDS, Offer, OfferMode, Officer, OfficerRole,
    ProfileParameters, RECORD_LEN, RECORD_MAC_LEN, Record, RecordError, ReleaseError, RosterRow, Running,
    RunningError, SealError, SignedProfile, SignedProfileError, TariffProposal, TariffRelease, TariffTerms,
    Tender, TransactionMac, UNKNOWN_U32, VERSION, VERSION_MAC, batch_hash,
};
pub use v2::{LotRow, LotsSnapshot, OfficerRow, Parameters, ParametersError, ReleaseBytes, SCHEMA};
