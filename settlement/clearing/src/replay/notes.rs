//! What one must know to read the figures of a replay.

use subsidy::Tariff;

use super::{Holders, Note, Setting, Tally};

/// The notes, the weightiest first.
pub(super) fn notes(tally: &Tally, setting: &Setting<'_>) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut say = |zh: String, en: String| notes.push(Note { zh, en });
    let (agreement, sales) = (&tally.agreement, tally.sales);
    let off = agreement.differed.saturating_add(agreement.refused);
    if off > 0 {
        say(
            format!("{sales} 笔中有 {off} 笔按旧资费重算与记录不符，请先查明原因再用以下数字"),
            format!(
                "{off} of {sales} sales are not priced as recorded under the old tariff; find out why before using the figures"
            ),
        );
    }
    if agreement.other_tariff > 0 {
        let other = agreement.other_tariff;
        say(
            format!("{other} 笔不是按所给的旧资费计价的"),
            format!("{other} sales were priced under another tariff than the old one given"),
        );
    }
    if matches!(setting.holders, Holders::AsRecorded) {
        say(
            "没有名册：两份资费都用记录中的档次，其中只有当时定价看过的人群".to_owned(),
            "no list of holders: both tariffs use the standing in the record, which names only groups the old price looked at".to_owned(),
        );
    }
    if tally.unlisted > 0 {
        let cards = tally.unlisted;
        say(
            format!("{cards} 张卡不在名册，按无档次计"),
            format!("{cards} cards are not in the list of holders and have no standing"),
        );
    }
    let either = |ask: fn(&Tariff) -> bool| ask(setting.tariffs.old) || ask(setting.tariffs.new);
    let placed = |tariff: &Tariff| !tariff.kinds().is_empty() || !tariff.places().is_empty();
    if setting.points.is_empty() && either(placed) {
        say(
            "资费区分商户种类或地方，而没有给出终端在哪里：按未知处理，限定商户的服务会显示为不售".to_owned(),
            "a tariff asks for kinds of merchants or places and no terminal's was given: services limited to them show as refused".to_owned(),
        );
    }
    if either(|tariff| tariff.funds().iter().any(|fund| fund.limited)) {
        say("会用尽的资金按永不用尽计".to_owned(), "limited funds are taken never to run dry".to_owned());
    }
    if either(|tariff| !tariff.accounts().is_empty()) {
        say(
            "券和积分未重放：所有人按没有券、没有积分计".to_owned(),
            "vouchers and points are not replayed: nobody holds any".to_owned(),
        );
    }
    if let Some((first, _)) = tally.days {
        let first = first.date();
        let before = |tariff: &Tariff| tariff.remembers_from(first) < first;
        if before(setting.tariffs.old) || before(setting.tariffs.new) {
            say(
                format!("限额从 {first} 起计，此前的使用不在文件中"),
                format!("caps count from {first}: what was used before is not in the file"),
            );
        }
    }
    notes
}
