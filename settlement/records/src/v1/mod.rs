//! Version 1 of every paper.

mod ack;
mod batch;
mod glance;
mod layout;
mod officer;
mod parameters;
mod record;
mod release;
mod seal;
mod signed_profile;

pub use ack::{Ack, AckError, AckRange};
pub use batch::{Announced, Batch, BatchError, MAX_RECORDS, SealError, batch_hash};
pub use glance::Glance;
pub use layout::RecordError;
pub use officer::{Fingerprint, Officer, OfficerRole};
pub use parameters::{
    FactorOrder, KeyCustody, Offer, OfferMode, Parameters, ParametersError, ProfileParameters, RosterRow,
    SCHEMA,
};
pub use record::{
    CardProfile, CardTxn, Further, Kind, RECORD_LEN, RECORD_MAC_LEN, Record, Running, RunningError, Tender,
    TransactionMac, UNKNOWN_U32, VERSION, VERSION_MAC,
};
pub use release::{ReleaseError, TariffProposal, TariffRelease, TariffTerms};
pub use signed_profile::{SignedProfile, SignedProfileError};

/// Whether a 64-byte signature over `context ‖ message` is the key's.
pub(crate) fn signed(
    context: &[u8],
    message: &[u8],
    signature: &[u8; 64],
    key: &ed25519_dalek::VerifyingKey,
) -> bool {
    let signature = ed25519_dalek::Signature::from_bytes(signature);
    key.verify_strict(&[context, message].concat(), &signature).is_ok()
}

/// Signs `context ‖ message`.
pub(crate) fn sign(context: &[u8], message: &[u8], key: &ed25519_dalek::SigningKey) -> [u8; 64] {
    use ed25519_dalek::Signer as _;
    key.sign(&[context, message].concat()).to_bytes()
}
