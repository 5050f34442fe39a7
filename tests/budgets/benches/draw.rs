//! What drawing a screen costs, against filling its memory with one colour.

use anyhow::Result;
use budgets::{Table, hundredths, median_ns};
use display::Frame;
use money::Fen;
use screens::*;
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: u32 = 31;

fn main() -> Result<()> {
    let table = Table::start("画面 800×480 · screen");
    let mut pixels = vec![0u16; (WIDTH * HEIGHT) as usize];
    let mut colour = 0u16;
    let fill = median_ns(ROUNDS, 4, || {
        colour = colour.wrapping_add(1);
        black_box(&mut pixels).fill(black_box(colour));
    });
    table.row("基准：填满一色 · baseline: one colour", micro(fill), "1.00×", "");

    let opening = Instant::now();
    let mut painter = Painter::new()?;
    let opened = u64::try_from(opening.elapsed().as_nanos())?;
    table.row("打开字库 · font opened, once", micro(opened), format!("{}×", hundredths(opened, fill)), "");

    let mut frame = Frame::new();
    for (label, view) in views() {
        let cold = Instant::now();
        let Ok(()) = painter.draw(&strip(), &view, &mut frame);
        let cold = u64::try_from(cold.elapsed().as_nanos())?;
        let warm = median_ns(ROUNDS, 1, || {
            let Ok(()) = painter.draw(&strip(), black_box(&view), black_box(&mut frame));
        });
        let label = format!("{label} · {}", micro(cold));
        table.row(&label, micro(warm), format!("{}×", hundredths(warm, fill)), "");
    }
    let (strip, paid) = (strip(), paid());
    let words = median_ns(ROUNDS, 20, || drop(black_box(text_json(&strip, &paid))));
    table.row("画面文字 · the screen as text", micro(words), format!("{}×", hundredths(words, fill)), "");
    let bytes = median_ns(ROUNDS, 1, || drop(black_box(frame.to_rgb565_be())));
    table.row(
        "送往 SPI 屏的字节 · bytes for a panel",
        micro(bytes),
        format!("{}×", hundredths(bytes, fill)),
        "",
    );
    table.note("名称后是字形缓存为空时的首次 · beside the name: the first time, glyphs not yet cached");
    Ok(())
}

fn micro(ns: u64) -> String {
    format!("{}.{} µs", ns / 1_000, ns % 1_000 / 100)
}

fn strip() -> Strip {
    Strip {
        point: "示范街助餐点".to_owned(),
        time: "11:45".to_owned(),
        link: LinkState { pending: 12, verified: 3_444, online: true },
        trial_keys: true,
    }
}

fn bill() -> Bill {
    Bill {
        service: Words::new("午餐", "Lunch"),
        price: Fen(1200),
        benefit: Fen(550),
        self_pay: Fen(650),
        tier: 'C',
        card_tail: "1234".to_owned(),
        notices: vec![Words::new("今天已在别处用过优惠", "The benefit was used elsewhere today")],
    }
}

fn paid() -> View {
    View::Paid(Paid { bill: bill(), balance_after: Some(Fen(8_850)), standing: Standing::Pending })
}

fn views() -> Vec<(&'static str, View)> {
    let service = || Words::new("午餐", "Lunch");
    let hold = || Hold { code: "E13".to_owned(), self_pay: Fen(650), card_tail: "1234".to_owned() };
    let ready = Ready {
        service: service(),
        window: "10:30–13:00".to_owned(),
        price: Fen(1200),
        mode: Mode::Fixed,
        notice: None,
    };
    let keying = Keying {
        service: service(),
        digits: "12.5".to_owned(),
        terms: "8.00 + 3.50 × 2 +".to_owned(),
        total: Some(Fen(2750)),
        problem: None,
    };
    let refused = Refused {
        code: "E04".to_owned(),
        words: Words::new("本餐已享受", "This meal's benefit is used"),
        advice: Words::new("请老人下一餐再来。", "Come back for the next meal."),
        money: Words::new("没有扣款", "No money was taken"),
    };
    let trouble = Trouble {
        code: "E51".to_owned(),
        words: Words::new("读卡器没有接好", "The card reader is not connected"),
        advice: Words::new("请拔下读卡器再插上。", "Unplug the reader and plug it in again."),
        money: Words::default(),
    };
    let totals = Totals {
        day: "2026-07-21".to_owned(),
        count: 123,
        price: Fen(147_600),
        benefit: Fen(67_650),
        self_pay: Fen(79_950),
        closed: false,
    };
    vec![
        (
            "启动 starting",
            View::Starting(Starting { step: Words::new("正在核对流水", "checking the journal") }),
        ),
        ("入网 enrol", View::Enrol(Enrol { typed: "ABCD".to_owned(), problem: None })),
        ("待刷卡 ready", View::Ready(ready)),
        ("输入金额 keying", View::Keying(keying)),
        ("请刷卡 tap", View::Tap(Tap { service: service(), price: Fen(1200) })),
        ("处理中 working", View::Working(Working { price: Some(Fen(1200)) })),
        ("报价 quote", View::Quote(bill())),
        ("已付 paid", paid()),
        ("拒绝 refused", View::Refused(refused)),
        ("等同一张卡 hold", View::HoldCard(hold())),
        ("另一张卡 other card", View::OtherCard(hold())),
        ("主管码 supervisor", View::Supervisor(Supervisor { stars: 4, ..Supervisor::default() })),
        ("故障 trouble", View::Trouble(trouble)),
        ("合计 totals", View::Totals(totals)),
    ]
}
