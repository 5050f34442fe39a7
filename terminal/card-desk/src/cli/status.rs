//! `status`: how the desk stands. Tells the center what it has not heard.

use clap::Args;
use serde_json::json;

use super::at_reader::Works;
use super::{Said, now_us};
use crate::cards::Speech;
use crate::center::{Center as _, Link};
use crate::config::Config;
use crate::custody::{CardKeys, FileKeys};
use crate::exit::Ending;
use crate::files::Files;
use crate::issuing::{Journal, Stage};
use crate::keys::KeySet;
use crate::work::{Bench, report_pending};

#[derive(Debug, Args)]
pub(super) struct Status {}

impl Status {
    pub(super) fn run(self, config: &Config) -> Result<Said, Ending> {
        let files = Files::open(&config.data_dir)?;
        let mut journal = Journal::open(&files.journal())?;
        let (identity, enrolled) = files.identity()?;
        let link = Link::new(&config.center.url, identity)?;
        // Reports need no key.
        let no_keys = FileKeys::new(KeySet::default());
        let keys = CardKeys::new(&no_keys, config.keys.terms, None);
        let pending = report_pending(&mut Bench {
            journal: &mut journal,
            center: &link,
            work: Works::of(config)?.suiting(Speech::Iso),
            keys: &keys,
            key_version: config.keys.terms.version,
            now_us,
        })?;
        let waiting = link.requests().map(|open| open.len());
        let readers = card_reader::readers();
        let reader =
            readers.as_ref().is_ok_and(|names| names.iter().any(|name| name.contains(&config.reader.card)));
        let story = journal.story();
        let unfinished: Vec<u64> = story
            .cards
            .values()
            .filter(|card| card.stage == Stage::Open)
            .map(|card| card.plan.request)
            .collect();
        let open_loads: Vec<&str> = story
            .loads
            .values()
            .filter(|load| load.stage == Stage::Open)
            .map(|load| load.plan.reference.as_str())
            .collect();
        let mut text = format!("{} 发卡台 desk {}", enrolled.county, enrolled.desk);
        text += &match &waiting {
            Ok(count) => format!("\n中心在线，待制任务 {count} · the center answers, {count} requests wait"),
            Err(fault) => format!("\n{fault}"),
        };
        text += if reader {
            "\n读卡器就绪 · the reader is there"
        } else {
            "\n没有读卡器，请连接并检查 pcscd · no reader, connect it and check pcscd"
        };
        for request in &unfinished {
            text += &format!(
                "\n任务 {request} 的卡未制完，请放回那张卡：issue 制完，scrap 作废 · the card of request {request} is unfinished: issue finishes it, scrap gives it up"
            );
        }
        for reference in &open_loads {
            text += &format!(
                "\n充值 {reference} 结果未知，请放回那张卡并运行 load · the outcome of load {reference} is unknown: put that card back and run load"
            );
        }
        let json = json!({ "desk": enrolled.desk, "center": waiting.is_ok(), "requests": waiting.ok(), "reader": reader,
            "unfinished": unfinished, "open_loads": open_loads, "scrapped": story.scrapped });
        Ok(Said::new(text, json).with(&pending))
    }
}
