//! Findings: everything odd, with one name, one number and one sentence on what to do.

use money::Fen;
use records::{CardNo, TerminalId};

macro_rules! findings {
    ($($number:literal $name:ident $zh:literal $en:literal $todo_zh:literal $todo_en:literal)*) => {
        /// What kind of finding. A number is never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingKind {
            $(#[doc = $en] $name,)*
        }

        impl FindingKind {
            /// Every kind, by number.
            pub const ALL: &'static [FindingKind] = &[$(FindingKind::$name),*];

            /// The number, for ever.
            #[must_use]
            pub fn number(self) -> u16 {
                match self { $(FindingKind::$name => $number,)* }
            }

            /// The name, for ever.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(FindingKind::$name => stringify!($name),)* }
            }

            /// What was found, Chinese then English.
            #[must_use]
            pub fn sentence(self) -> (&'static str, &'static str) {
                match self { $(FindingKind::$name => ($zh, $en),)* }
            }

            /// What to do next, Chinese then English.
            #[must_use]
            pub fn advice(self) -> (&'static str, &'static str) {
                match self { $(FindingKind::$name => ($todo_zh, $todo_en),)* }
            }
        }
    };
}

findings! {
    101 SequenceGap
        "终端流水断号，批次未收" "The terminal's sequence has a gap; the batch was not taken"
        "向该终端补采缺失流水；终端会自动从断点续传" "re-collect the missing records; the terminal resumes there by itself"
    102 ChainFork
        "终端流水与已收记录分叉，批次未收" "The terminal's chain forks from what was received; the batch was not taken"
        "停用该终端并取回存储卡，由运维查明" "stop the terminal and secure its storage; maintenance finds out"
    103 RunningTotalBreak
        "终端累计数与流水不符" "The running totals do not follow from the records"
        "按流水重算并与商户日结单核对，查有无丢失流水" "recompute from the records and compare with the merchant's slip; look for lost records"
    104 AnnouncedWrong
        "终端预告的笔数或金额少于已上传的" "The terminal announced less than it delivered"
        "检查该终端程序版本" "check that terminal's program version"
    105 ClockGuess
        "终端时间为推测值，未与网络或时钟芯片核对" "The terminal's time is a guess"
        "让该终端联网校时；在此之前其餐次判断以人工为准" "let the terminal set its clock from the network; until then judge its meal windows by hand"
    106 ClockBack
        "终端时间倒退" "The terminal's clock went back"
        "核对前后两笔的餐次，检查时钟电池" "check the meal windows around it, and the clock battery"
    107 LateRecord
        "流水在刷卡七天之后才封批上传" "Records were sealed more than seven days after their taps"
        "催该终端联网；超过交账期限的按县规定裁定" "have the terminal connect; beyond the county's term supervision decides"
    108 EarlyRecord
        "刷卡时间晚于封批时间" "A tap lies after the sealing of its batch"
        "核对该终端时钟；餐次判断以人工为准" "check that terminal's clock; judge its meal windows by hand"
    201 BadTime
        "记录时间无效，拒付" "The record's time is not valid; refused"
        "核对该终端时钟，由运维校时后与商户对单" "check that terminal's clock, set it, then compare slips with the merchant"
    202 IllegalData
        "记录数据或卡号无效，拒付" "The record's data or card is not valid; refused"
        "调取终端原始记录，由运维查明后决定是否调整" "fetch the terminal's own record; maintenance finds the cause before any adjustment"
    203 DuplicateCardCounter
        "同一张卡同一计数器已有入账，拒付" "The same card counter is booked already; refused"
        "按另一笔核对；两笔终端不同时查是否仿造卡" "compare with the other record; with two terminals look for a copied card"
    204 TacError
        "交易认证码不符，暂不付款" "The authentication code is wrong; not paid for now"
        "等待该卡下一笔；与密钥版本核对，同一终端连续出现时停用该终端" "wait for the card's next record; check the key version; stop the terminal if it repeats"
    205 GreyWaiting
        "灰记录，等待该卡下一笔核定" "Grey, waiting for the card's next record"
        "无需操作；超过三十天未决，由监管联系持卡人刷卡查询" "nothing to do; after thirty days supervision asks the holder to tap the card"
    206 InsufficientBalance
        "记录的卡余额小于扣款额，拒付" "The recorded balance is below the debit; refused"
        "记录自相矛盾，调取该卡前后记录后由监管裁定" "the record contradicts itself; fetch the card's other records, supervision decides"
    207 TestData
        "试验密钥的记录，拒付" "A record of trial keys; refused"
        "为该终端装入正式安全模块" "fit a real security module to that terminal"
    208 GreyPaid
        "灰记录已核定：卡已扣款，付给商户" "Grey settled: the card was debited, the merchant is paid"
        "无需操作" "nothing to do"
    209 GreyRefused
        "灰记录已核定：卡未扣款，不付商户" "Grey settled: the card was not debited, nothing is payable"
        "告知商户；老人未付款，可补收" "tell the merchant; the elder did not pay, it may be collected again"
    210 TacSettled
        "认证码不符的记录已由下一笔证实：卡已扣款，付给商户" "The next record proves the debit in spite of the wrong code; the merchant is paid"
        "与密钥版本核对，防止再次发生" "check the key version so that it does not happen again"
    211 TacRefused
        "认证码不符且下一笔证明未扣款，拒付" "Wrong code, and the next record proves that nothing was debited; refused"
        "停用该终端，由监管查明" "stop the terminal; supervision finds out"
    212 TacProved
        "认证码原不能核验，现已核验：付给商户" "The code could not be verified before and holds now; the merchant is paid"
        "无需操作" "nothing to do"
    213 DeliveredTwice
        "同一笔交易经两条路径送达，只入账一次" "One transaction came by two paths; it is booked once"
        "无需付款；查第二条路径为何再送" "nothing is payable; find out why the second path sent it again"
    301 CounterChainBreak
        "卡余额在两笔之间减少，与流水不符" "The card's balance fell between two records without a record"
        "查该卡是否有丢失流水；必要时补采卡内流水" "look for lost records of this card; read the card's own log if needed"
    302 BalanceRose
        "卡余额在两笔之间增加（别处充值）" "The card's balance rose between two records (loaded elsewhere)"
        "与充值记录核对，一般无需处理" "compare with loads; usually nothing to do"
    303 StoppedCard
        "挂失生效后的卡仍有消费" "A stopped card was used after the stop took effect"
        "按县挂失责任规定裁定由谁承担" "decide who bears it by the county's rule on lost cards"
    304 OtherReader
        "卡记得上一笔在另一台终端，与流水不符" "The card remembers its transaction before at another terminal than the records say"
        "查该卡上一笔是否另有终端未上传，或为仿造卡；以卡内记录为准复核" "look for another till's record that is missing, or a copied card; the card's own memory decides"
    305 CopiedCard
        "同一卡计数器有两笔各自经卡证明的交易：疑似仿造卡" "Two transactions at one counter value are each proved by the card: perhaps a copy"
        "停用该卡并收回查验；未入账的一笔由监管裁定" "stop the card and take it in; supervision decides on the one that is not booked"
    306 CounterBack
        "卡计数器倒退：后刷的一笔计数更小" "The card's counter went back: the later tap has the smaller one"
        "查终端时钟；时钟无误则停用该卡查验" "check the terminals' clocks; if they are right stop the card and examine it"
    307 UsedAfterDeath
        "持卡人已故，卡仍有消费" "The card was used after its holder's death"
        "收回卡片，由监管查明使用人并决定追回" "take the card in; supervision finds who used it and decides on a claw-back"
    308 TwoPlaces
        "同一张卡五分钟内在两个镇消费，人到不了" "One card was used in two towns within five minutes; nobody travels so fast"
        "查该卡是否被复制或由他人代刷，并核对两台终端的时钟；两笔已入账" "look for a copied or lent card and check both terminals' clocks; both sales are booked"
    401 PriceMismatch
        "终端计价与中心复算不同，按终端金额入账" "The terminal's price differs from the center's; booked as charged"
        "查该终端的资费与名册版本；差额由监管裁定" "check that terminal's tariff and roster versions; supervision decides on the difference"
    402 PriceUnproven
        "终端少给补贴，可能该卡在未上传的终端已享受" "Less benefit than expected; the card may have had it at a terminal not yet received"
        "等待其他终端上传；全部到齐后仍不符再查" "wait for the other terminals; look again when all are in"
    403 UnknownTariff
        "记录所用资费版本中心没有，未复算" "The record names a tariff the center does not have; not re-priced"
        "装入该版本资费后复算；版本号相同而内容不同时停用该终端" "install that tariff and re-price; if the number is known but the text differs, stop the terminal"
    404 BenefitUnattributed
        "补贴无法归到资金来源，暂挂账" "No fund can be named for the benefit; it stands in suspense"
        "查该规则的资金条款，补全后由监管调整" "look at that rule's funding; supervision adjusts when it is complete"
    405 OverCap
        "不能写入的卡在另一终端已享受，超出部分按县规定承担；老人的价格不变" "A card that carries no count had its benefit at another terminal already; the county's policy says who bears the rest, and the elder's price stands"
        "先刷的一笔有效；按县规定（county-center findings policy）处理后一笔" "the earlier tap stands; treat the later one by the county's policy (county-center findings policy)"
    421 VoucherOverdrawn
        "券或积分超支：另一终端先用，老人的价格不变" "More was taken from a voucher or from points than there was; another till was first, and the elder's price stands"
        "按县规定裁定差额由谁承担；让离线终端及时联网" "decide by the county's rule who bears the difference; let the offline till connect more often"
    501 FundExhausted
        "资金已用尽，不足部分由下一项资金承担；老人的价格不变" "A fund has run dry; the next in order bears the rest, and no elder pays more"
        "收到捐款或拨款后登记流入（county-center fund inflow），或在下一版资费中停用该资金" "enter the next inflow (county-center fund inflow), or leave the fund out of the next tariff"
    502 CeilingReached
        "资金已达本期上限，超出部分由下一项资金承担（作兜底或按比例出资时照常承担）；老人的价格不变" "A fund has reached the ceiling of its period; the next in order bears the rest (a guarantor or a part of a ratio goes on bearing), and no elder pays more"
        "用 county-center fund show 看期间与金额；需要时由策划调整上限（fund budget）" "see period and amount with county-center fund show; planning raises the ceiling where that is wanted (fund budget)"
}

impl FindingKind {
    /// The kind with this number.
    #[must_use]
    pub fn from_number(number: u16) -> Option<FindingKind> {
        FindingKind::ALL.iter().copied().find(|kind| kind.number() == number)
    }

    /// Whether a person should look. The others are written down and need nothing.
    #[must_use]
    pub fn needs_a_person(self) -> bool {
        !matches!(
            self,
            FindingKind::GreyPaid
                | FindingKind::GreyWaiting
                | FindingKind::TacProved
                | FindingKind::BalanceRose
        )
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind.
    pub kind: FindingKind,
    /// The terminal it concerns.
    pub terminal: TerminalId,
    /// The record it concerns; for a batch, its first.
    pub seq: u64,
    /// The card, when one is concerned. Shown masked only.
    pub card: Option<CardNo>,
    /// What should have been: a benefit, a balance or a total, by kind.
    pub expected: Option<Fen>,
    /// What was.
    pub found: Option<Fen>,
    /// The other record, when two are compared.
    pub other: Option<(TerminalId, u64)>,
    /// The fund, when one is concerned: by code.
    pub fund: Option<u8>,
}

impl Finding {
    /// A finding about a record, with nothing to compare.
    #[must_use]
    pub fn about(kind: FindingKind, terminal: TerminalId, seq: u64) -> Finding {
        Finding { kind, terminal, seq, card: None, expected: None, found: None, other: None, fund: None }
    }
}
