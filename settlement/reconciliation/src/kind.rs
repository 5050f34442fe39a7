//! Kinds of differences. Their numbers follow those of the findings of clearing, and none is ever used twice.

macro_rules! kinds {
    ($($number:literal $name:ident $zh:literal $en:literal $todo_zh:literal $todo_en:literal)*) => {
        /// What kind of difference.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DifferenceKind {
            $(#[doc = $en] $name,)*
        }

        impl DifferenceKind {
            /// Every kind, by number.
            pub const ALL: &'static [DifferenceKind] = &[$(DifferenceKind::$name),*];

            /// The number, for ever.
            #[must_use]
            pub fn number(self) -> u16 {
                match self { $(DifferenceKind::$name => $number,)* }
            }

            /// The name, for ever.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(DifferenceKind::$name => stringify!($name),)* }
            }

            /// What differs, Chinese then English.
            #[must_use]
            pub fn sentence(self) -> (&'static str, &'static str) {
                match self { $(DifferenceKind::$name => ($zh, $en),)* }
            }

            /// What to do next, Chinese then English.
            #[must_use]
            pub fn advice(self) -> (&'static str, &'static str) {
                match self { $(DifferenceKind::$name => ($todo_zh, $todo_en),)* }
            }
        }
    };
}

kinds! {
    601 Surplus
        "长款：中心有，对方没有或较少" "Surplus: the center has it, the other side has not, or less"
        "查对方是否漏记或日期不同；查明前不付款" "ask whether the other side missed it or has it on another day; do not pay until it is known"
    602 Shortage
        "短款：对方有，中心没有或较少" "Shortage: the other side has it, the center has not, or less"
        "向终端补采流水；终端没有时查对方的凭证" "collect the terminal's records again; if it has none, ask for the other side's voucher"
    603 AmountDiffers
        "金额不符" "The amounts differ"
        "按原始流水和凭证核定，错的一方调整" "decide by the record as signed and the voucher; the side that is wrong adjusts"
    604 StateDiffers
        "金额相符，状态不符" "The amounts agree, the states do not"
        "以后一方的最新状态为准重取文件；仍不符由监管裁定" "fetch the file again for its latest state; if it still differs, supervision decides"
    605 MerchantDiffers
        "金额相符，商户不符" "The amounts agree, the merchants do not"
        "查终端当日归属哪个商户，改正错的一方" "find out who ran the terminal that day and correct the side that is wrong"
    606 Duplicate
        "重复：同一笔多出一行" "Duplicate: one more line of the same sale"
        "只认一行；多出的一行不付款，查明来源" "one line counts; do not pay the other, and find out where it came from"
    607 SequenceGap
        "断号：两方都没有这些序号" "Gap: neither side has these numbers"
        "向该终端补采缺失流水，必要时读取卡内流水" "collect the missing records from that terminal, and the cards' own logs if needed"
    608 UnknownTerminal
        "未知终端" "A terminal that nobody knows"
        "隔离该终端的流水，由运维查明其来历" "keep its lines apart; maintenance finds out what it is"
    609 Late
        "迟到：上传晚于规定天数" "Late: it came more days after the sale than allowed"
        "记入当前批次并注明原业务日" "book it in the current batch and name the day of the sale"
    611 CountersMissing
        "卡计数器跳号，中间的流水未收到" "A card's counter jumped; records between were not received"
        "等待其他终端上传；到齐后仍缺，读取卡内流水" "wait for the other terminals; if still missing, read the card's own log"
    612 CounterTwice
        "同一卡计数器有两笔不同的流水" "Two different records of one card counter"
        "查是否仿造卡；查明前两笔都不付款" "look for a copied card; pay neither until it is known"
    613 CounterBack
        "卡计数器早于已知的最后一笔" "A card's counter lies before the last one known"
        "对照以前的跳号：补到的流水属正常，否则查是否仿造卡" "compare with earlier jumps: a record that fills one is fine, otherwise look for a copied card"
    614 BalanceFell
        "卡余额在相邻两笔之间减少" "A card's balance fell between two neighbouring records"
        "读取卡内流水，查丢失的扣款" "read the card's own log and look for the lost debit"
    615 BalanceRose
        "卡余额在相邻两笔之间增加" "A card's balance rose between two neighbouring records"
        "与充值记录核对" "compare with the loads of that card"
    616 CardBalance
        "计数相符，卡内余额与账本不符" "The counters agree, the balance on the card is not the center's"
        "与充值记录核对；没有则读取卡内流水，查明前不补不退" "compare with the loads of that card; if none explains it read the card's own log, and pay or give back nothing until it is known"
    617 UnknownCard
        "中心没有这张卡" "A card that the center does not know"
        "查发卡记录；不是本县的卡收下查验" "look for it among the cards issued; a card that is not the county's is taken in and examined"
}

impl DifferenceKind {
    /// The kind with this number.
    #[must_use]
    pub fn from_number(number: u16) -> Option<DifferenceKind> {
        DifferenceKind::ALL.iter().copied().find(|kind| kind.number() == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_rise_and_find_their_kind() {
        let numbers: Vec<u16> = DifferenceKind::ALL.iter().map(|kind| kind.number()).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
        for &kind in DifferenceKind::ALL {
            assert_eq!(DifferenceKind::from_number(kind.number()), Some(kind));
        }
        assert_eq!(DifferenceKind::from_number(610), None);
    }
}
