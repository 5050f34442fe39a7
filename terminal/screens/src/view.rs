//! What a till can show, as values: plain words, sums and codes.

use money::Fen;

/// One thing said twice: Chinese first, English beneath. The English may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// Both languages at once.
    #[must_use]
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Words {
        Words { zh: zh.into(), en: en.into() }
    }
}

/// How this till stands with the center.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkState {
    /// Records written here that no signed acknowledgement covers yet.
    pub pending: u32,
    /// Records covered by a signed acknowledgement.
    pub verified: u64,
    /// Whether the last exchange with the center succeeded.
    pub online: bool,
}

/// What stands at the upper and lower edge of every screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strip {
    /// Name of the meal point or shop.
    pub point: String,
    /// County time, `HH:MM`.
    pub time: String,
    /// Pending and verified records.
    pub link: LinkState,
    /// Whether purses are served with trial keys from a file: said on every screen.
    pub trial_keys: bool,
}

/// Who decides the price of the next sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// One price for the running meal; a tap is a sale (定额).
    Fixed,
    /// The cashier keys the amount first (金额).
    Keyed,
}

/// Whether a record is only on this till or acknowledged by the center.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Written here, waiting for the link.
    Pending,
    /// Covered by a signed acknowledgement.
    Verified,
}

/// The till waits for the next elder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// What is sold, such as 午餐.
    pub service: Words,
    /// When it is sold, such as `10:30–13:00`; empty when nothing is open.
    pub window: String,
    /// List price in fixed mode; ignored in keyed mode.
    pub price: Fen,
    /// Who decides the price.
    pub mode: Mode,
    /// What the cashier should know meanwhile, such as a tariff that was refused. Selling goes on.
    pub notice: Option<Words>,
}

/// The cashier keys an amount.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keying {
    /// What is sold.
    pub service: Words,
    /// The number being keyed, exactly as keyed: ``, `12`, `12.`, `12.5`.
    pub digits: String,
    /// The terms before it, such as `8.00 + 3.50 × 2 +`; may be empty.
    pub terms: String,
    /// The sum so far, when there is more than one term.
    pub total: Option<Fen>,
    /// Why the last key was not taken.
    pub problem: Option<Words>,
}

/// A price is fixed, a card is awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tap {
    /// What is sold.
    pub service: Words,
    /// List price.
    pub price: Fen,
}

/// The card is being read or written: it must stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Working {
    /// List price, when one is known.
    pub price: Option<Fen>,
}

/// The sums of one sale. `price = benefit + self_pay`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bill {
    /// What is sold.
    pub service: Words,
    /// List price (应收).
    pub price: Fen,
    /// What others carry (优惠).
    pub benefit: Fen,
    /// What the elder pays (自付).
    pub self_pay: Fen,
    /// Tier letter; `-` is shown as nothing. Never a category.
    pub tier: char,
    /// Last four digits of the card number; shown as `****1234`.
    pub card_tail: String,
    /// Soft notices, such as "benefit already taken, full price". Two are shown.
    pub notices: Vec<Words>,
}

/// Paid: remembered on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The sums.
    pub bill: Bill,
    /// Purse balance after the debit, when the card told.
    pub balance_after: Option<Fen>,
    /// Whether the center has acknowledged it.
    pub standing: Standing,
}

/// No sale: who says so, what the money did, what to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refused {
    /// Such as `E04`.
    pub code: String,
    /// What happened.
    pub words: Words,
    /// What to do next.
    pub advice: Words,
    /// What the money did, such as 未扣款.
    pub money: Words,
}

/// A debit of unknown outcome: only the same card settles it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hold {
    /// Such as `E13`.
    pub code: String,
    /// What the elder pays for this sale, taken or not.
    pub self_pay: Fen,
    /// Last four digits of the card that must return.
    pub card_tail: String,
}

/// A supervisor keys the code that releases a held sale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supervisor {
    /// How many digits are keyed. The digits themselves never reach a screen.
    pub stars: u8,
    /// What will happen after the code; empty shows the standing phrase.
    pub purpose: Words,
    /// Why the last try failed.
    pub problem: Option<Words>,
}

/// The till cannot sell for now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trouble {
    /// Such as `E30`.
    pub code: String,
    /// What happened.
    pub words: Words,
    /// What to do next.
    pub advice: Words,
    /// What the money did; empty shows nothing.
    pub money: Words,
}

/// The till is waking and shows what it is at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Starting {
    /// Such as 正在核对流水.
    pub step: Words,
}

/// The till is not known to a center yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enrol {
    /// The one-time code as far as it is keyed, without dashes; 12 places.
    pub typed: String,
    /// Why the last code was not taken.
    pub problem: Option<Words>,
}

/// The day so far, for the cashier (查询, 班结).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// The business day, `2024-07-15`.
    pub day: String,
    /// Sales counted.
    pub count: u64,
    /// Sum of list prices.
    pub price: Fen,
    /// Sum of benefits.
    pub benefit: Fen,
    /// Sum of self-payments.
    pub self_pay: Fen,
    /// Whether the day has just been closed.
    pub closed: bool,
}

/// Everything a till can show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// Waking.
    Starting(Starting),
    /// Not enrolled.
    Enrol(Enrol),
    /// Waiting for an elder.
    Ready(Ready),
    /// An amount is being keyed.
    Keying(Keying),
    /// Waiting for a card for a known price.
    Tap(Tap),
    /// Card in work, must stay.
    Working(Working),
    /// What it will cost, shown before the debit.
    Quote(Bill),
    /// Paid and on disk.
    Paid(Paid),
    /// Refused, nothing changed.
    Refused(Refused),
    /// Unknown debit: the same card again.
    HoldCard(Hold),
    /// Unknown debit, and another card was tapped.
    OtherCard(Hold),
    /// Supervisor code.
    Supervisor(Supervisor),
    /// Device, disk or clock trouble.
    Trouble(Trouble),
    /// The day so far.
    Totals(Totals),
}
