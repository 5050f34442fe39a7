//! The screens of the gallery: a name, what stands at the edges, and the view.

use crate::*;
use money::Fen;

/// One screen of the gallery.
pub(super) struct Story {
    /// Name of the picture.
    pub(super) name: &'static str,
    /// Edges.
    pub(super) strip: Strip,
    /// The view.
    pub(super) view: View,
}

fn strip() -> Strip {
    Strip {
        point: "北山口村助餐点".to_owned(),
        time: "11:45".to_owned(),
        link: LinkState { pending: 0, verified: 3456, online: true },
        trial_keys: true,
    }
}

fn offline() -> Strip {
    Strip { link: LinkState { pending: 12, verified: 3444, online: false }, ..strip() }
}

/// The longest names and counts a county may send.
fn crowded() -> Strip {
    Strip {
        point: "金东区东孝街道综合为老服务中心长者食堂第二分店（下王宅）".to_owned(),
        time: "23:59".to_owned(),
        link: LinkState { pending: 4_294_967_295, verified: 18_446_744_073_709_551_615, online: false },
        trial_keys: true,
    }
}

fn lunch() -> Words {
    Words::new("午餐", "Lunch")
}

fn bill() -> Bill {
    Bill {
        service: lunch(),
        price: Fen(1200),
        benefit: Fen(600),
        self_pay: Fen(600),
        tier: 'C',
        card_tail: "1234".to_owned(),
        notices: Vec::new(),
    }
}

fn long_bill() -> Bill {
    Bill {
        service: Words::new(
            "居家上门助浴与康复护理综合服务套餐",
            "Home bathing and rehabilitation care package",
        ),
        price: Fen(9_999_999),
        benefit: Fen::ZERO,
        self_pay: Fen(9_999_999),
        tier: 'W',
        card_tail: "8888".to_owned(),
        notices: vec![
            Words::new(
                "本餐优惠今天已在别的助餐点享受过，这一笔按原价收取",
                "The benefit of this meal was used today at another meal point; full price",
            ),
            Words::new("资格待复核", "Eligibility under review"),
        ],
    }
}

fn paid(bill: Bill) -> Paid {
    Paid { bill, balance_after: Some(Fen(8_850)), standing: Standing::Pending }
}

fn hold() -> Hold {
    Hold { code: "E13".to_owned(), self_pay: Fen(600), card_tail: "1234".to_owned() }
}

fn refused() -> Refused {
    Refused {
        code: "E04".to_owned(),
        words: Words::new("本餐已享受", "This meal's benefit is used"),
        advice: Words::new(
            "按功能键可以按原价 12.00 元出售，或请老人下一餐再来。",
            "Press the function key to sell at full price, or come back for the next meal.",
        ),
        money: Words::new("没有扣款", "No money was taken"),
    }
}

fn long_refused() -> Refused {
    Refused {
        code: "E08".to_owned(),
        words: Words::new(
            "这张卡已经挂失，不能在本机使用",
            "This card has been reported lost and cannot be used here",
        ),
        advice: Words::new(
            "请把卡还给持卡人，客气地请他带身份证件到区养老服务爱心卡服务点办理解挂或补卡，今天可以先用现金付款用餐，不影响吃饭，也不要当众追问原因。",
            "Give the card back, kindly ask its holder to visit the service point with an identity document, and \
             take cash today; nobody goes without a meal, and no reason is asked in front of others.",
        ),
        money: Words::new(
            "没有从这张卡扣款，余额没有变化",
            "No money was taken from this card, its balance is unchanged",
        ),
    }
}

fn trouble() -> Trouble {
    Trouble {
        code: "E51".to_owned(),
        words: Words::new("读卡器没有接好", "The card reader is not connected"),
        advice: Words::new(
            "请拔下读卡器再插上，十秒后自动恢复。",
            "Unplug the reader and plug it in again; it recovers in ten seconds.",
        ),
        money: Words::default(),
    }
}

fn sum_keying() -> Keying {
    Keying {
        service: lunch(),
        digits: "3.5".to_owned(),
        terms: "8.00 + 2 × 1.50 +".to_owned(),
        total: Some(Fen(1_450)),
        problem: None,
    }
}

fn totals() -> Totals {
    Totals {
        day: "2024-07-15".to_owned(),
        count: 56,
        price: Fen(67_200),
        benefit: Fen(33_450),
        self_pay: Fen(33_750),
        closed: false,
    }
}

/// Every screen.
pub(super) fn stories() -> Vec<Story> {
    let mut stories = Vec::new();
    let mut tell = |name, strip, view| stories.push(Story { name, strip, view });
    let ready = Ready {
        service: lunch(),
        window: "10:30–13:00".to_owned(),
        price: Fen(1200),
        mode: Mode::Fixed,
        notice: None,
    };
    tell(
        "starting",
        offline(),
        View::Starting(Starting { step: Words::new("正在核对流水", "Checking the journal") }),
    );
    tell("enrol", offline(), View::Enrol(Enrol { typed: "K7QM2".to_owned(), problem: None }));
    let problem = Some(Words::new("登记码不对，请重新输入", "Wrong code, key it in again"));
    tell("enrol-problem", offline(), View::Enrol(Enrol { typed: "K7QM2X8RP4TA".to_owned(), problem }));
    tell("ready-fixed", strip(), View::Ready(ready.clone()));
    let own_keys = Strip { trial_keys: false, ..strip() };
    let keyed = Ready { mode: Mode::Keyed, ..ready.clone() };
    tell("ready-keyed", own_keys, View::Ready(keyed));
    let notice = Some(Words::new("资费未更新 R09，沿用第 2 版", "tariff stays at v2"));
    tell("ready-stale", offline(), View::Ready(Ready { notice, ..ready.clone() }));
    let notice = Some(Words::new("资费未更新 R13，沿用第 4294967295 版", "tariff stays at v4294967295"));
    let long = Ready { service: long_bill().service, price: Fen(9_999_999), notice, ..ready };
    tell("ready-crowded", crowded(), View::Ready(long));
    let keying = Keying { service: lunch(), digits: "12.5".to_owned(), ..Keying::default() };
    tell("keying", strip(), View::Keying(keying));
    tell("keying-sum", strip(), View::Keying(sum_keying()));
    let problem = Some(Words::new("金额最多两位小数", "At most two decimals"));
    let digits = "99999.99".to_owned();
    tell("keying-problem", crowded(), View::Keying(Keying { problem, digits, ..sum_keying() }));
    tell("tap", strip(), View::Tap(Tap { service: lunch(), price: Fen(1250) }));
    tell("working", strip(), View::Working(Working::default()));
    tell("working-price", strip(), View::Working(Working { price: Some(Fen(1200)) }));
    tell("quote", strip(), View::Quote(bill()));
    tell("paid", strip(), View::Paid(paid(bill())));
    let ordinary = Bill { benefit: Fen(0), self_pay: Fen(1200), tier: '-', ..bill() };
    let verified = Paid { standing: Standing::Verified, balance_after: None, ..paid(ordinary) };
    tell("paid-verified", strip(), View::Paid(verified));
    let notices = vec![Words::new("本餐优惠已用，按原价", "Benefit already used, full price")];
    let again = Bill { notices, benefit: Fen(0), self_pay: Fen(1200), ..bill() };
    tell("paid-notice", offline(), View::Paid(paid(again)));
    let free = Bill { benefit: Fen(1200), self_pay: Fen(0), ..bill() };
    tell("paid-free", strip(), View::Paid(paid(free)));
    let rich = Paid { balance_after: Some(Fen(9_999_999)), ..paid(long_bill()) };
    tell("paid-crowded", crowded(), View::Paid(rich));
    tell("refused", strip(), View::Refused(refused()));
    tell("refused-crowded", crowded(), View::Refused(long_refused()));
    tell("hold-card", offline(), View::HoldCard(hold()));
    tell("other-card", offline(), View::OtherCard(Hold { self_pay: Fen(9_999_999), ..hold() }));
    tell("supervisor", offline(), View::Supervisor(Supervisor { stars: 3, ..Supervisor::default() }));
    let problem = Some(Words::new("密码不对，还可以再试 2 次", "Wrong code, 2 tries left"));
    tell("supervisor-problem", offline(), View::Supervisor(Supervisor { problem, ..Supervisor::default() }));
    tell("trouble", strip(), View::Trouble(trouble()));
    let Refused { words, advice, money, .. } = long_refused();
    tell(
        "trouble-crowded",
        crowded(),
        View::Trouble(Trouble { code: "E32".to_owned(), words, advice, money }),
    );
    tell("totals", strip(), View::Totals(totals()));
    let big = Fen(999_999_999);
    let closed = Totals { count: 123_456, price: big, benefit: big, self_pay: big, closed: true, ..totals() };
    tell("totals-closed", crowded(), View::Totals(closed));
    stories
}
