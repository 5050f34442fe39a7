//! Why the center does not pay a record, in the field's own two-digit codes.

/// A refusal cause. The codes are those of the card clearing files counties already exchange; a number is never
/// reused. The tests run in the order time, data, duplicate, TAC, grey, balance, trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefuseCause {
    /// 07
    BadTime,
    /// 02
    IllegalData,
    /// 03
    Duplicate,
    /// 01
    TacError,
    /// 04
    Grey,
    /// 05
    InsufficientBalance,
    /// 06
    TestData,
    /// 90
    Other,
    /// 92
    DataAdjustRefused,
    /// 93
    DuplicateAdjustRefused,
    /// 94
    GreyAdjustRefused,
}

impl RefuseCause {
    /// Every cause, in the order of the tests.
    pub const ALL: [RefuseCause; 11] = [
        RefuseCause::BadTime,
        RefuseCause::IllegalData,
        RefuseCause::Duplicate,
        RefuseCause::TacError,
        RefuseCause::Grey,
        RefuseCause::InsufficientBalance,
        RefuseCause::TestData,
        RefuseCause::Other,
        RefuseCause::DataAdjustRefused,
        RefuseCause::DuplicateAdjustRefused,
        RefuseCause::GreyAdjustRefused,
    ];

    /// The two-digit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            RefuseCause::TacError => 1,
            RefuseCause::IllegalData => 2,
            RefuseCause::Duplicate => 3,
            RefuseCause::Grey => 4,
            RefuseCause::InsufficientBalance => 5,
            RefuseCause::TestData => 6,
            RefuseCause::BadTime => 7,
            RefuseCause::Other => 90,
            RefuseCause::DataAdjustRefused => 92,
            RefuseCause::DuplicateAdjustRefused => 93,
            RefuseCause::GreyAdjustRefused => 94,
        }
    }

    /// The cause with this code.
    #[must_use]
    pub fn from_code(code: u8) -> Option<RefuseCause> {
        RefuseCause::ALL.into_iter().find(|cause| cause.code() == code)
    }

    /// In a few words, Chinese then English.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            RefuseCause::BadTime => ("时间无效", "bad time"),
            RefuseCause::IllegalData => ("数据或卡无效", "illegal data or card"),
            RefuseCause::Duplicate => ("重复流水", "duplicate"),
            RefuseCause::TacError => ("交易认证码错", "authentication code wrong"),
            RefuseCause::Grey => ("灰记录待核", "grey, waiting"),
            RefuseCause::InsufficientBalance => ("卡内余额不足", "balance too low"),
            RefuseCause::TestData => ("试验数据", "trial data"),
            RefuseCause::Other => ("其他", "other"),
            RefuseCause::DataAdjustRefused => ("数据调整拒付", "illegal data, refused after adjustment"),
            RefuseCause::DuplicateAdjustRefused => ("重复调整拒付", "duplicate, refused after adjustment"),
            RefuseCause::GreyAdjustRefused => ("灰记录核定未扣款", "grey, found not debited"),
        }
    }

    /// What to do next, Chinese then English.
    #[must_use]
    pub fn advice(self) -> (&'static str, &'static str) {
        match self {
            RefuseCause::BadTime => (
                "核对该终端时钟，由运维校时后与商户对单",
                "check that terminal's clock, set it, then compare slips with the merchant",
            ),
            RefuseCause::IllegalData => (
                "调取终端原始记录，由运维查明后决定是否调整",
                "fetch the terminal's own record; maintenance finds the cause before any adjustment",
            ),
            RefuseCause::Duplicate => (
                "同一笔已入账，无需处理；商户如有异议，按卡计数器查另一笔",
                "the same sale is booked already; if the merchant objects, look up the other by card counter",
            ),
            RefuseCause::TacError => (
                "等待该卡下一笔；与密钥版本核对，同一终端连续出现时停用该终端",
                "wait for the card's next record; check the key version; stop the terminal if it repeats",
            ),
            RefuseCause::Grey => (
                "等待该卡下一笔记录自动核定，不要手工补款",
                "wait for the card's next record, it decides; do not pay by hand",
            ),
            RefuseCause::InsufficientBalance => (
                "记录自相矛盾，调取该卡前后记录后由监管裁定",
                "the record contradicts itself; fetch the card's other records, supervision decides",
            ),
            RefuseCause::TestData => (
                "试验密钥的记录不付款；请为该终端装入正式安全模块",
                "records of trial keys are not paid; fit a real security module to that terminal",
            ),
            RefuseCause::Other => ("由运营中心人工查明", "the center finds out by hand"),
            RefuseCause::DataAdjustRefused | RefuseCause::DuplicateAdjustRefused => (
                "已复核拒付；如有新证据，由监管另立调整",
                "refused after review; with new evidence supervision makes an adjusting entry",
            ),
            RefuseCause::GreyAdjustRefused => (
                "卡未扣款，商户不得付款；请商户向老人补收或自担",
                "the card was not debited, nothing is payable; the merchant collects again or bears it",
            ),
        }
    }
}
