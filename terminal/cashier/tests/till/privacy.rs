//! A whole day with everything logged at TRACE: no card number, no code, no key.

use crate::bench::{Bench, FREE, STOPPED, TIER_C, Tear, UNLISTED};
use cashier::News;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Writes down every field of every event and span.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<String>>);

struct Writer<'a>(&'a mut String);

impl Visit for Writer<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{field}={value:?} ").unwrap();
    }
}

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        attributes.record(&mut Writer(&mut self.0.lock().unwrap()));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, record: &Record<'_>) {
        record.record(&mut Writer(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = self.0.lock().unwrap();
        event.record(&mut Writer(&mut text));
        text.push('\n');
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn nothing_private_is_logged() {
    let log = Everything::default();
    // For the whole process: what the stories beside this one log is searched too.
    tracing::subscriber::set_global_default(log.clone()).unwrap();
    let numbers: Vec<String> = {
        let mut bench = Bench::new();
        for card in [TIER_C, FREE, UNLISTED, STOPPED, FREE] {
            bench.tap(card);
        }
        bench.reader.tear = Some(Tear::After(0x54));
        bench.wait(10);
        bench.tap(TIER_C);
        bench.tap(UNLISTED);
        bench.keys("X999999E204816E");
        bench.wait(4);
        bench.disk.fails = Some((0, false));
        bench.tap(UNLISTED);
        bench.center_takes();
        bench.news(News::Verified { ack: b"garbage".to_vec() });
        bench.restart();
        bench.reader.cards.iter().map(crate::chips::Card::digits).collect()
    };
    let log = log.0.lock().unwrap();
    assert!(log.matches("result=\"paid\"").count() >= 3, "the story was logged at all:\n{log}");
    for needle in numbers.iter().flat_map(|digits| [&digits[..], &digits[4..], &digits[10..]]) {
        assert!(!log.contains(needle), "a card number in the log:\n{log}");
    }
    for needle in ["204816", "999999", "phc:", "示例", "0909090909", "balance"] {
        assert!(!log.contains(needle), "{needle} in the log:\n{log}");
    }
}
