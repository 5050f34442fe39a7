//! The words for refusals and notices.

use crate::answer::{Denial, Notice};

impl Denial {
    /// The word for it in examples and JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Denial::UnknownService => "unknown_service",
            Denial::BadPrice => "bad_price",
            Denial::BadQuantity => "bad_quantity",
            Denial::WrongMerchant => "wrong_merchant",
            Denial::ClosedDay => "closed_day",
            Denial::WindowClosed => "window_closed",
            Denial::OrderRequired => "order_required",
            Denial::NotOnRoster => "not_on_roster",
            Denial::PartUnit { .. } => "part_unit",
            Denial::PointsShort { .. } => "points_short",
            Denial::CapReached { .. } => "cap_reached",
        }
    }

    /// One short sentence, Chinese.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Denial::UnknownService => "资费中没有此项服务",
            Denial::BadPrice => "金额不对",
            Denial::BadQuantity => "数量不对",
            Denial::WrongMerchant => "商户无此服务权限",
            Denial::ClosedDay => "当日停售",
            Denial::WindowClosed => "不在营业时段",
            Denial::OrderRequired => "须先预订",
            Denial::NotOnRoster => "不在名单",
            Denial::PartUnit { .. } => "时长不满一个单位",
            Denial::PointsShort { .. } => "积分不足",
            Denial::CapReached { .. } => "已享受，不能再次享受",
        }
    }

    /// One short sentence, English.
    #[must_use]
    pub fn en(self) -> &'static str {
        match self {
            Denial::UnknownService => "the tariff has no such service",
            Denial::BadPrice => "the amount is not right",
            Denial::BadQuantity => "the quantity is not right",
            Denial::WrongMerchant => "this merchant does not sell it",
            Denial::ClosedDay => "not sold on this day",
            Denial::WindowClosed => "closed at this hour",
            Denial::OrderRequired => "to be ordered ahead",
            Denial::NotOnRoster => "not on the roster",
            Denial::PartUnit { .. } => "not a whole number of units",
            Denial::PointsShort { .. } => "not enough points",
            Denial::CapReached { .. } => "already taken, not again",
        }
    }
}

impl Notice {
    /// The word for it in examples and JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Notice::NotOnRoster => "not_on_roster",
            Notice::ReviewDue => "review_due",
            Notice::BenefitTaken { .. } => "benefit_taken",
            Notice::CapCut { .. } => "cap_cut",
        }
    }
}
