//! Why there is no sale: one name, one number, one place in an order, one sentence of advice.
//!
//! Declaration order is precedence: when several reasons apply, the first declared is the one said. Numbers
//! up to 42 are the trade's (a cashier may know them from other machines); from 50 on they are ours. A number
//! is never given to another meaning: `tests/golden/refusals.txt` keeps them all.

use core::fmt;

/// What became of the elder's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyNote {
    /// Nothing was debited.
    NotDebited,
    /// Not known yet; the same card settles it without a second debit.
    Waiting,
    /// Debited and written down; the center decides whom it belongs to.
    Recorded,
}

impl MoneyNote {
    /// In Chinese.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            MoneyNote::NotDebited => "未扣款",
            MoneyNote::Waiting => "结果待确认，不会重复扣款",
            MoneyNote::Recorded => "已记录，由运营中心核对",
        }
    }

    /// In English.
    #[must_use]
    pub fn en(self) -> &'static str {
        match self {
            MoneyNote::NotDebited => "nothing was debited",
            MoneyNote::Waiting => "outcome unknown yet, there will be no second debit",
            MoneyNote::Recorded => "written down, the center will check it",
        }
    }
}

macro_rules! refusals {
    ($(
        $(#[$doc:meta])*
        $name:ident = $number:literal, $money:ident,
        $zh:literal, $en:literal,
        $advice_zh:literal, $advice_en:literal;
    )+) => {
        /// Every reason for which this till does not sell, first in precedence first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Refusal {
            $($(#[$doc])* $name,)+
        }

        impl Refusal {
            /// All of them, in order of precedence.
            pub const ALL: &[Refusal] = &[$(Refusal::$name),+];

            /// The number on the screen, in the journal and on the merchant's page.
            #[must_use]
            pub fn number(self) -> u8 {
                match self { $(Refusal::$name => $number),+ }
            }

            /// The name in code and golden files.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Refusal::$name => stringify!($name)),+ }
            }

            /// What happened, in Chinese.
            #[must_use]
            pub fn zh(self) -> &'static str {
                match self { $(Refusal::$name => $zh),+ }
            }

            /// What happened, in English.
            #[must_use]
            pub fn en(self) -> &'static str {
                match self { $(Refusal::$name => $en),+ }
            }

            /// What to do next, in Chinese.
            #[must_use]
            pub fn advice_zh(self) -> &'static str {
                match self { $(Refusal::$name => $advice_zh),+ }
            }

            /// What to do next, in English.
            #[must_use]
            pub fn advice_en(self) -> &'static str {
                match self { $(Refusal::$name => $advice_en),+ }
            }

            /// What the money did.
            #[must_use]
            pub fn money(self) -> MoneyNote {
                match self { $(Refusal::$name => MoneyNote::$money),+ }
            }
        }
    };
}

refusals! {
    /// The clock moved back or was never set.
    ClockWrong = 30, NotDebited,
        "时钟异常", "the clock is wrong",
        "请联网校时后再用", "connect the till to set its clock";
    /// The till has no signed parameters yet.
    NoParameters = 57, NotDebited,
        "本机尚未下发参数", "this till has no parameters yet",
        "请联网后稍候，自动下载", "connect the till, it fetches them by itself";
    /// Records older than the allowed days wait for upload.
    OfflineTooLong = 31, NotDebited,
        "脱机超期", "offline for too many days",
        "请联网上传流水后再用", "connect the till to upload its records";
    /// As many records wait for upload as the till may hold.
    PendingFull = 32, NotDebited,
        "流水已满", "too many records wait for upload",
        "请联网上传流水后再用", "connect the till to upload its records";
    /// The disk has no room for another sale.
    DiskFull = 54, NotDebited,
        "存储空间不足", "the disk is full",
        "请联系维护人员清理存储", "ask maintenance to free space on the disk";
    /// The disk does not accept writing.
    DiskReadOnly = 55, NotDebited,
        "存储只读，无法记账", "the disk cannot be written",
        "请联系维护人员更换存储卡", "ask maintenance to change the storage card";
    /// The journal failed.
    JournalFault = 56, NotDebited,
        "流水存储故障", "the journal failed",
        "请重启本机，仍不行请联系维护人员", "restart the till, then ask maintenance";
    /// A debit of unknown outcome waits for its own card.
    SameCardAgain = 13, Waiting,
        "请同一张卡再刷一次", "tap the same card again",
        "不会重复扣款", "there will be no second debit";
    /// A debit of unknown outcome waits for another card than this one.
    OtherCard = 14, NotDebited,
        "不是上一张卡，此卡暂不能用", "not the card that is waited for",
        "请先刷上一张卡，或请主管放行", "tap the previous card first, or ask the supervisor to release it";
    /// No reader.
    NoReader = 50, NotDebited,
        "读卡器未连接", "no card reader",
        "请检查读卡器连线，接好后自动恢复", "check the reader's cable, the till goes on by itself";
    /// No security module.
    NoSam = 51, NotDebited,
        "安全模块未就绪", "no security module",
        "请检查SAM卡是否插好，恢复后自动继续", "check the SAM card, the till goes on by itself";
    /// The security module has locked, or answers otherwise than it should.
    SamRefused = 52, NotDebited,
        "安全模块拒绝交易", "the security module refused",
        "请再刷一次，仍不行请联系维护人员", "tap again, then ask maintenance";
    /// The till, or its security module, has not got the key of this card.
    NoCardKey = 65, NotDebited,
        "本机没有此卡的密钥", "this till lacks the key of this card",
        "请换卡或付现金，并请维护人员装入密钥", "use another card or cash, and have maintenance put the key in";
    /// The card answers nothing we can read.
    Unreadable = 53, NotDebited,
        "读不出卡片", "the card cannot be read",
        "请把卡平放再刷一次", "lay the card flat and tap again";
    /// A working card of another system.
    Foreign = 1, NotDebited,
        "非本系统卡", "not a love card",
        "请换爱心卡再刷", "use a love card";
    /// The purse application is locked.
    Locked = 10, NotDebited,
        "卡片应用已锁", "the card is locked",
        "请到服务点处理", "go to a service point";
    /// The issuer has not enabled the card, or has stopped it.
    NotEnabled = 11, NotDebited,
        "卡片未启用", "the card is not enabled",
        "请到服务点启用", "go to a service point";
    /// First day of validity not reached.
    NotYetValid = 12, NotDebited,
        "卡未到启用日期", "the card is not valid yet",
        "请到服务点查询", "ask at a service point";
    /// Past its last day.
    Expired = 9, NotDebited,
        "卡过有效期", "the card has expired",
        "请到服务点换卡", "exchange it at a service point";
    /// Cancelled.
    Cancelled = 2, NotDebited,
        "卡已注销", "the card is cancelled",
        "请到服务点咨询", "ask at a service point";
    /// On the stop list.
    Stopped = 8, NotDebited,
        "卡已挂失停用", "the card is on the stop list",
        "请到服务点咨询", "ask at a service point";
    /// The same card within the interval.
    TooSoon = 20, NotDebited,
        "刷卡太快", "the same card again too soon",
        "上一笔已成功；再买请稍等片刻", "the last sale is done; wait a moment to buy again";
    /// A card that keeps no count of its own has been used here as often as allowed before the center answered.
    CenterFirst = 64, NotDebited,
        "此卡须等中心核对", "this card waits for the center",
        "请联网后再刷，或用爱心卡", "connect the till and tap again, or use a love card";
    /// This service is not sold at this till.
    NotHere = 3, NotDebited,
        "本机不能用此卡", "not served at this till",
        "请换服务项目或到服务点咨询", "choose another service or ask at a service point";
    /// Outside the hours of the service.
    WindowClosed = 6, NotDebited,
        "非用餐时间", "outside the serving hours",
        "请在供应时间内再来", "come back in the serving hours";
    /// The price or a sum is none that can be sold.
    PriceUnusable = 61, NotDebited,
        "金额无效", "the amount cannot be sold",
        "请重新输入金额", "key the amount again";
    /// The service is sold to order only, and there is no order.
    NotOrdered = 62, NotDebited,
        "没有订单", "there is no order",
        "请先预订，或换服务项目", "order it first, or choose another service";
    /// The service is for certain groups, and the holder is in none of them.
    NotListed = 15, NotDebited,
        "不在本项服务名单", "not on the list of this service",
        "请换服务项目或到服务点登记", "choose another service or ask to be listed at a service point";
    /// The holder's points do not suffice.
    PointsShort = 63, NotDebited,
        "积分不足", "not enough points",
        "请减少时长，或按原价销售", "sell less time, or at full price";
    /// As often as the rule allows.
    CountCap = 4, NotDebited,
        "本餐已享受", "already served in this period",
        "可按原价另行销售", "may be sold at full price";
    /// As much as the rule allows.
    AmountCap = 5, NotDebited,
        "超日限额", "over the limit of the day",
        "请减少金额或按原价销售", "sell less, or at full price";
    /// The purse holds less than the elder pays.
    BalanceShort = 7, NotDebited,
        "余额不足", "not enough on the card",
        "请付现金或充值后再刷", "pay cash, or top up and tap again";
    /// The card left before it was debited.
    CardMoved = 58, NotDebited,
        "卡片离开太早", "the card left too early",
        "请再刷一次，放稳后再拿开", "tap again and hold the card still";
    /// The card refused cleanly, for a reason it keeps to itself.
    CardRefused = 59, NotDebited,
        "卡片拒绝交易", "the card refused",
        "请再刷一次，仍不行请到服务点", "tap again, then go to a service point";
    /// The card's proof of its debit is wrong: perhaps not a genuine card.
    ProofWrong = 60, Recorded,
        "卡片校验未通过", "the card failed its check",
        "请勿供餐，请到服务点核实", "do not serve, have the card checked at a service point";
}

/// Numbers the trade has given to things this till does not do yet. They stay free of other meanings.
pub const RESERVED: &[(u8, &str)] = &[(40, "CannotVoid"), (41, "AlreadyVoided"), (42, "VoidWithBenefit")];

impl Refusal {
    /// Such as `E04`.
    #[must_use]
    pub fn code(self) -> String {
        format!("E{:02}", self.number())
    }

    /// The refusal with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Refusal> {
        Refusal::ALL.iter().copied().find(|refusal| refusal.number() == number)
    }
}

/// `E04 本餐已享受，未扣款，可按原价另行销售 · already served…`.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let money = self.money();
        write!(
            f,
            "{} {}，{}，{} · {}; {}; {}",
            self.code(),
            self.zh(),
            money.zh(),
            self.advice_zh(),
            self.en(),
            money.en(),
            self.advice_en()
        )
    }
}

impl core::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fmt::Write as _;

    #[test]
    fn the_list_is_the_golden_list() {
        let mut list = String::from("# number name | zh | en | advice zh | advice en | money\n");
        for refusal in Refusal::ALL {
            writeln!(
                list,
                "{} {} | {} | {} | {} | {} | {:?}",
                refusal.code(),
                refusal.name(),
                refusal.zh(),
                refusal.en(),
                refusal.advice_zh(),
                refusal.advice_en(),
                refusal.money()
            )
            .unwrap();
        }
        for (number, name) in RESERVED {
            writeln!(list, "E{number:02} {name} | reserved").unwrap();
        }
        expect_test::expect_file!["../../../tests/golden/refusals.txt"].assert_eq(&list);
    }

    #[test]
    fn a_number_means_one_thing() {
        let mut seen = BTreeSet::new();
        for refusal in Refusal::ALL {
            assert!(seen.insert(refusal.number()), "{} twice", refusal.code());
            assert_eq!(Refusal::from_number(refusal.number()), Some(*refusal));
        }
        assert!(RESERVED.iter().all(|(number, _)| seen.insert(*number)));
        assert_eq!(Refusal::from_number(99), None);
    }

    #[test]
    fn everyone_is_told_what_happened_what_the_money_did_and_what_to_do() {
        for refusal in Refusal::ALL {
            for words in [refusal.zh(), refusal.en(), refusal.advice_zh(), refusal.advice_en()] {
                assert!(!words.is_empty() && words.trim() == words, "{refusal:?}");
            }
        }
        assert_eq!(
            Refusal::CountCap.to_string(),
            "E04 本餐已享受，未扣款，可按原价另行销售 · already served in this period; nothing was debited; may be sold at full price"
        );
    }
}
