//! The order in which benefits meet.

/// The stage a rule belongs to. Each works on what the one before has left; the elder pays the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// A lower price, first (价格让利).
    Concession,
    /// The benefit (优惠、补贴).
    #[default]
    Benefit,
    /// Vouchers and points, last (券、积分).
    Voucher,
}

impl Stage {
    /// All, in order.
    pub const ALL: [Stage; 3] = [Stage::Concession, Stage::Benefit, Stage::Voucher];

    /// The word in tariffs and JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Stage::Concession => "concession",
            Stage::Benefit => "benefit",
            Stage::Voucher => "voucher",
        }
    }
}
