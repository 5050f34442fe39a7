//! What one tap cost, without a word about the card.

/// Phases and counts of one tap, logged as the line `tap`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TapReport {
    /// `paid`, `recovered`, `undone`, `grey`, or the code of a refusal is in `code`.
    pub result: &'static str,
    /// Number of the refusal; 0 when there is none.
    pub code: u8,
    /// Commands to the card.
    pub card_apdus: u32,
    /// Commands to the SAM.
    pub sam_apdus: u32,
    /// Waits for the disk.
    pub syncs: u32,
    /// Everything but card, SAM and disk, in microseconds.
    pub software_us: u64,
    /// Time in the card, in microseconds.
    pub card_us: u64,
    /// Time in the SAM, in microseconds.
    pub sam_us: u64,
    /// Time waiting for the disk, in microseconds.
    pub sync_us: u64,
    /// From the tap to the last screen, in microseconds.
    pub total_us: u64,
}

impl TapReport {
    /// Writes the structured log line.
    pub fn log(&self) {
        let TapReport { result, code, card_apdus, sam_apdus, syncs, .. } = *self;
        let TapReport { software_us, card_us, sam_us, sync_us, total_us, .. } = *self;
        tracing::info!(
            result,
            code,
            card_apdus,
            sam_apdus,
            syncs,
            software_us,
            card_us,
            sam_us,
            sync_us,
            total_us,
            "tap"
        );
    }
}
