//! The file of points: `terminal,kind,place`. Where the tills stand, in the words of the tariffs.

use std::collections::BTreeMap;

use clearing::replay::Both;
use records::TerminalId;
use subsidy::{Point, Tariff};

const HEADER: [&str; 3] = ["terminal", "kind", "place"];

/// Reads the file. An empty field, and a word that a tariff does not know, is no kind and no place to it; a word that
/// neither knows is most likely misspelt and refused.
///
/// # Errors
/// The first line that is not right, with its remedy.
pub(crate) fn read(text: &str, tariffs: Both<&Tariff>) -> Result<BTreeMap<TerminalId, Both<Point>>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let wrong = |error: csv::Error| {
        let place = error.position().map_or(1, csv::Position::line);
        format!("{place}: 不是 CSV 或列数不对，每行应有 3 列 · not CSV, or not 3 columns")
    };
    if !reader.headers().map_err(wrong)?.iter().eq(HEADER) {
        return Err("1: 表头应为 terminal,kind,place · write this header".to_owned());
    }
    let mut points = BTreeMap::new();
    for line in reader.records() {
        let line = line.map_err(wrong)?;
        let number = line.position().map_or(0, csv::Position::line);
        let field = |place: usize| line.get(place).unwrap_or_default();
        let terminal: TerminalId = field(0).parse().map_err(|error| format!("{number}: {error}"))?;
        let (kind, place) = (field(1), field(2));
        let either = |knows: &dyn Fn(&Tariff) -> bool| knows(tariffs.old) || knows(tariffs.new);
        if !kind.is_empty() && !either(&|tariff| tariff.kinds().iter().any(|one| one.name == kind)) {
            return Err(format!("{number}: 两份资费都没有商户种类 {kind} · neither tariff knows this kind"));
        }
        if !place.is_empty() && !either(&|tariff| tariff.places().iter().any(|one| one.name == place)) {
            return Err(format!("{number}: 两份资费都没有地方 {place} · neither tariff knows this place"));
        }
        if points.insert(terminal, tariffs.map(|tariff| tariff.point(kind, place))).is_some() {
            return Err(format!("{number}: 终端重复，请只留一行 · this terminal is listed twice"));
        }
    }
    Ok(points)
}
