//! The same screen as text, for tests and for a reader of screens.

use crate::glyphs::Glyphs;
use crate::painter::lay_out;
use crate::view::{Bill, Hold, Strip, View, Words};
use serde_json::{Map, Value, json};

/// One line of JSON: the name of the view, its values (sums in yuan with two decimals), and every text in
/// the order of reading: `{"fields":{"self_pay":"6.00"},"strip":{…},"texts":["扣款成功"],"view":"paid"}`.
#[must_use]
pub fn text_json(strip: &Strip, view: &View) -> String {
    let texts = Glyphs::new().map(|glyphs| lay_out(&glyphs, strip, view).said).unwrap_or_default();
    let (name, fields) = fields(view);
    json!({
        "view": name,
        "fields": fields,
        "strip": {
            "point": strip.point,
            "time": strip.time,
            "online": strip.link.online,
            "pending": strip.link.pending,
            "verified": strip.link.verified,
            "trial_keys": strip.trial_keys,
        },
        "texts": texts,
    })
    .to_string()
}

fn words(words: &Words) -> Value {
    json!({"zh": words.zh, "en": words.en})
}

fn some_words(found: Option<&Words>) -> Value {
    found.map_or(Value::Null, words)
}

fn bill(bill: &Bill) -> Value {
    json!({
        "service": words(&bill.service),
        "price": bill.price.to_string(),
        "benefit": bill.benefit.to_string(),
        "self_pay": bill.self_pay.to_string(),
        "tier": bill.tier.to_string(),
        "card_tail": bill.card_tail,
        "notices": bill.notices.iter().map(words).collect::<Vec<_>>(),
    })
}

fn hold(hold: &Hold) -> Value {
    json!({"code": hold.code, "self_pay": hold.self_pay.to_string(), "card_tail": hold.card_tail})
}

fn with(value: Value, more: Value) -> Value {
    let fields = [value, more].into_iter().filter_map(|value| match value {
        Value::Object(map) => Some(map),
        _ => None,
    });
    Value::Object(fields.flatten().collect::<Map<_, _>>())
}

fn fields(view: &View) -> (&'static str, Value) {
    match view {
        View::Starting(view) => ("starting", json!({"step": words(&view.step)})),
        View::Enrol(view) => {
            let keyed = view.typed.chars().count();
            ("enrol", json!({"keyed": keyed, "problem": some_words(view.problem.as_ref())}))
        }
        View::Ready(view) => {
            let mode = if view.mode == crate::Mode::Fixed { "fixed" } else { "keyed" };
            let price = view.price.to_string();
            let service = words(&view.service);
            let ready = json!({"service": service, "window": view.window, "price": price, "mode": mode});
            ("ready", with(ready, json!({"notice": some_words(view.notice.as_ref())})))
        }
        View::Keying(view) => {
            let total = view.total.map(|total| total.to_string());
            let problem = some_words(view.problem.as_ref());
            let service = words(&view.service);
            let keyed = json!({"digits": view.digits, "terms": view.terms, "total": total});
            ("keying", with(keyed, json!({"problem": problem, "service": service})))
        }
        View::Tap(view) => ("tap", json!({"service": words(&view.service), "price": view.price.to_string()})),
        View::Working(view) => ("working", json!({"price": view.price.map(|price| price.to_string())})),
        View::Quote(view) => ("quote", bill(view)),
        View::Paid(view) => {
            let balance = view.balance_after.map(|balance| balance.to_string());
            let standing = if view.standing == crate::Standing::Verified { "verified" } else { "pending" };
            ("paid", with(bill(&view.bill), json!({"balance_after": balance, "standing": standing})))
        }
        View::Refused(view) => {
            let said = json!({"code": view.code, "words": words(&view.words)});
            ("refused", with(said, json!({"advice": words(&view.advice), "money": words(&view.money)})))
        }
        View::HoldCard(view) => ("hold_card", hold(view)),
        View::OtherCard(view) => ("other_card", hold(view)),
        View::Supervisor(view) => {
            let problem = some_words(view.problem.as_ref());
            ("supervisor", json!({"stars": view.stars, "purpose": words(&view.purpose), "problem": problem}))
        }
        View::Trouble(view) => {
            let said = json!({"code": view.code, "words": words(&view.words)});
            ("trouble", with(said, json!({"advice": words(&view.advice), "money": words(&view.money)})))
        }
        View::Totals(view) => (
            "totals",
            json!({
                "day": view.day,
                "count": view.count,
                "price": view.price.to_string(),
                "benefit": view.benefit.to_string(),
                "self_pay": view.self_pay.to_string(),
                "closed": view.closed,
            }),
        ),
    }
}
