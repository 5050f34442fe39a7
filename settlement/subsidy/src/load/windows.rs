//! Windows.

use crate::problem::Findings;
use crate::text::WindowText;
use crate::window::Window;

const DAY: u16 = 24 * 60;

pub(super) fn windows(written: &[WindowText], findings: &mut Findings<'_>) -> Vec<Window> {
    for window in written {
        let (from, to) = (window.from.get_ref().0, window.to.get_ref().0);
        if from == DAY {
            findings.add(
                &window.from,
                "时段不能从 24:00 开始",
                "a window cannot begin at 24:00",
                "写成次日的 \"00:00\" · write \"00:00\" of the next day",
            );
        }
        if to == 0 {
            findings.add(
                &window.to,
                "结束时刻 00:00 不明确",
                "it is not clear what ends at 00:00",
                "到午夜为止写 \"24:00\" · write \"24:00\" for midnight",
            );
        }
        if from == to {
            findings.add(
                &window.to,
                "时段的开始与结束相同，没有长度",
                "the window begins and ends at the same minute",
                "开始的一分钟计入、结束的不计入；全天写 \"00:00\" 到 \"24:00\" · the first minute belongs to it and the last does not; a whole day is \"00:00\" to \"24:00\"",
            );
        }
    }
    let window = |window: &WindowText| Window {
        code: *window.code.get_ref(),
        name: window.name.get_ref().clone(),
        zh: window.zh.get_ref().clone(),
        en: window.en.get_ref().clone(),
        from: window.from.get_ref().0,
        to: window.to.get_ref().0,
    };
    written.iter().map(window).collect()
}

/// Whether two windows share a minute of the day. A window across midnight is two stretches.
pub(super) fn overlap(one: &Window, other: &Window) -> bool {
    let stretches = |window: &Window| {
        let Window { from, to, .. } = *window;
        if window.crosses_midnight() { [(from, DAY), (0, to)] } else { [(from, to), (0, 0)] }
    };
    let meet = |(from, to): (u16, u16), (from2, to2): (u16, u16)| from.max(from2) < to.min(to2);
    stretches(one).into_iter().any(|part| stretches(other).into_iter().any(|part2| meet(part, part2)))
}
