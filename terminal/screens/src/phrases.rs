//! Every phrase the screens say of themselves, in Chinese and English.
//!
//! Words of refusals, troubles and tariffs come with the view; they are not repeated here.

/// One thing said twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Chinese, the larger line.
    pub zh: &'static str,
    /// English, beneath.
    pub en: &'static str,
}

macro_rules! phrases {
    ($($(#[$about:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$about])* pub const $name: Phrase = Phrase { zh: $zh, en: $en };)*
        /// All of them, for the proof that the font has every character.
        pub const ALL: &[Phrase] = &[$($name),*];
    };
}

phrases! {
    /// Footer: the last exchange with the center succeeded.
    ONLINE: "在线", "online";
    /// Footer: it did not.
    OFFLINE: "离线", "offline";
    /// Footer and paid: written here, not yet acknowledged.
    PENDING: "待传", "pending";
    /// Footer and paid: covered by a signed acknowledgement.
    VERIFIED: "已核", "verified";
    /// Footer: purses are served with trial keys.
    TRIAL_KEYS: "试用密钥", "TRIAL KEYS";

    /// Title while the till wakes.
    STARTING: "正在启动", "Starting";
    /// Beneath the step.
    PLEASE_WAIT: "请稍候，不要断电", "Please wait, keep the power on";
    /// Title of a till no center knows.
    NOT_ENROLLED: "本机尚未登记", "This till is not enrolled";
    /// What to do about it.
    KEY_ENROLMENT_CODE: "请输入运营中心给的登记码", "Key in the code from the operations center";

    /// Title when a tap is awaited.
    TAP: "请刷卡", "Please tap your card";
    /// Title when an amount is awaited.
    KEY_AMOUNT: "请输入金额", "Key in the amount";
    /// Title while the card is read or written.
    KEEP_CARD: "请勿移开卡片", "Keep the card in place";
    /// Beneath it, when no price is known yet.
    READING: "正在读卡", "Reading the card";
    /// Title of the price shown before the debit.
    SETTLING: "正在结算，请勿移卡", "Settling, keep the card in place";

    /// Label of the list price.
    PRICE: "原价", "Price";
    /// Label of what others carry.
    BENEFIT: "优惠", "Benefit";
    /// Label of what the elder pays.
    SELF_PAY: "自付", "You pay";
    /// Label of the purse balance.
    BALANCE: "余额", "Balance";
    /// Label of what becomes of the record.
    RECORD: "本笔", "Record";
    /// Label of the service.
    SERVICE: "项目", "Service";
    /// Label of the hours of a service.
    HOURS: "时段", "Hours";
    /// Label of the amount being keyed.
    KEYED: "输入", "Keyed";
    /// Label of the terms of a sum.
    TERMS: "算式", "Terms";
    /// Label of a sum.
    TOTAL: "合计", "Total";
    /// Unit after a large amount.
    YUAN: "元", "yuan";
    /// Label of a card tail.
    CARD: "卡号", "Card";

    /// Title: paid.
    PAID: "扣款成功", "Paid";
    /// Title: paid with zero fen.
    FREE: "本次免费", "Free of charge";

    /// Title while a debit is of unknown outcome.
    SAME_CARD_AGAIN: "请同一张卡再刷一次", "Tap the same card again";
    /// What the money does then.
    NOT_TWICE: "不会重复扣款", "You will not be charged twice";
    /// Title when another card came instead.
    ANOTHER_CARD: "这不是刚才那张卡", "This is a different card";
    /// What the money did and what to do then.
    BRING_FIRST_CARD: "此卡未扣款，请先刷原卡", "Not charged. Tap the first card to finish its sale";
    /// How the cashier gets out.
    SUPERVISOR_CANCELS: "取消须主管", "Cancel: supervisor";

    /// Title of the code entry.
    SUPERVISOR: "请主管输入密码", "Supervisor code";
    /// What the code does.
    RELEASES_HELD_SALE: "放行未完成的一笔，由中心核对", "Releases the unfinished sale; the center will settle it";
    /// The two keys.
    ENTER_OR_CANCEL: "按确认放行，按取消返回", "Enter releases, Cancel goes back";

    /// Title of the totals.
    TODAY: "今日合计", "Today so far";
    /// Title of the totals after the day was closed.
    DAY_CLOSED: "本日已班结", "Day closed";
    /// Label of the number of sales.
    COUNT: "笔数", "Sales";
}
