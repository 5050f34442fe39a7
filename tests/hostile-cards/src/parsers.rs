//! Every parser of bytes and texts that come from outside: none panics, and what is read back is what was written.

use crate::{Corpus, Noise, Report};
use apdu::{Command, Response, find_tlv, parse_tlv};
use desfire_purse::chain::{Chain, FRAMES_MAX, Heard};
use desfire_purse::{Memo, command as desfire};
use pboc_purse::command as pboc;
use pboc_purse::file::{city, city_union, log, public, sam, trip};
use records::Record;
use sale::Entry;

pub(crate) fn all(corpus: &Corpus, noise: &mut Noise, report: &mut Report) {
    let bytes = input(&corpus.answers, noise);
    cards(&bytes, report);
    let answer = Response::parse(&bytes);
    if let Some(answer) = &answer {
        cards(&answer.data, report);
        report.parsed("parse: FCI", pboc::select::file_0015(answer).is_some());
        report.parsed("parse: UID", desfire::reader_uid::parse(answer).is_some());
        report.parsed("parse: directory", !purse::listed_applications(answer).is_empty());
    }
    chain(corpus, noise, report);
    // Padded or cut to the length of one file or another, most parsers look further.
    for length in [15, 16, 19, 23, 24, 25, 27, 28, 30, 34, 40, 47, 48, 60] {
        let mut fitted = bytes.clone();
        fitted.resize(length, noise.byte());
        cards(&fitted, report);
    }
    books(&input(&corpus.records, noise), report);
    profile(corpus, noise, report);
}

/// Noise, or something genuine, mostly bent.
fn input(corpus: &[Vec<u8>], noise: &mut Noise) -> Vec<u8> {
    match noise.pick(corpus).cloned() {
        Some(genuine) if noise.chance(80) => {
            if noise.chance(90) {
                noise.bent(&genuine)
            } else {
                genuine
            }
        }
        _ => noise.bytes(300),
    }
}

fn cards(data: &[u8], report: &mut Report) {
    let objects = parse_tlv(data);
    let inside: usize = objects.iter().map(|object| object.value.len()).sum();
    assert!(inside <= data.len());
    report.parsed("parse: TLV", find_tlv(data, 0x9F0C).is_some());
    report.parsed("parse: file 0015", public::PublicData::parse(data).is_some());
    report.parsed("parse: file 0017", city::CityData::parse(data).is_some());
    report.parsed("parse: file 0018", log::LogEntry::parse(data).is_some());
    report.parsed("parse: file 001E", trip::TripEntry::parse(data).is_some());
    report.parsed("parse: City-Union 0015", city_union::CityUnionPublic::parse(data).is_some());
    report.parsed("parse: City-Union 0005", city_union::CityUnionBasic::parse(data).is_some());
    report.parsed("parse: module files", sam::SamApplication::parse(data).is_some());
    report.parsed("parse: INITIALIZE", pboc::initialize::Initialized::parse(data).is_some());
    report.parsed("parse: INITIALIZE FOR LOAD", pboc::initialize_load::parse(data).is_some());
    report.parsed("parse: DEBIT", pboc::debit::parse(data).is_some());
    report.parsed("parse: CREDIT", pboc::credit_load::parse(data).is_some());
    report.parsed("parse: PROVE", pboc::prove::parse(data).is_some());
    report.parsed("parse: module INITIALIZE", pboc::sam_initialize::parse(data).is_some());
    report.parsed("parse: balance", pboc::get_balance::parse(data).is_some());
    report.parsed("parse: identification", pboc::identify::parse(data).is_some());
    for item in [identity_card::command::CODE, identity_card::command::NUMBER] {
        report.parsed("parse: EF05", identity_card::command::value(item, data).is_some());
    }
    if let Some(record) = desfire_purse::Record::parse(data) {
        assert_eq!(record.to_bytes(), data, "a record is written as it is read");
        report.parsed("parse: DESFire record", true);
    }
    if let Some(memo) = Memo::parse(data) {
        assert_eq!(memo.to_bytes(), data);
    }
    report.parsed("parse: file settings", desfire::get_file_settings::parse(data).is_some());
    report.parsed("parse: version", desfire::get_version::parse(data).is_some());
    report.parsed("parse: value", desfire::get_value::parse(data).is_some());
    report.parsed("parse: reader id", desfire::commit_reader_id::parse(data).is_some());
}

/// Frames of any kind: a chain ends within its bound, whatever it joins.
fn chain(corpus: &Corpus, noise: &mut Noise, report: &mut Report) {
    let body = noise.bytes(400);
    let (mut chain, first) = Chain::begin(noise.byte(), &body);
    let mut asked: Option<Command> = Some(first);
    let mut frames = 0;
    let mut whole = false;
    while asked.take().is_some() {
        frames += 1;
        let answer = Response::parse(&input(&corpus.answers, noise));
        let Some(mut answer) = answer else { break };
        if noise.chance(70) {
            answer.status = apdu::StatusWord(0x91AF);
        }
        match chain.hear(&answer) {
            Heard::Ask(command) => asked = Some(command),
            Heard::Whole(data) => whole = data.len() <= usize::from(FRAMES_MAX) * 1_100,
            Heard::Refused(_) | Heard::Endless => {}
        }
    }
    report.dialogue("chain of frames", usize::from(FRAMES_MAX), frames, 0, whole);
}

/// Records and journal entries: what is read is what was written.
fn books(bytes: &[u8], report: &mut Report) {
    let record = Record::decode(bytes);
    if let Ok(record) = &record {
        assert_eq!(record.encode(), bytes);
        report.parsed("parse: record with transaction MAC", record.transaction_mac.is_some());
    }
    report.parsed("parse: record", record.is_ok());
    let entry = Entry::decode(bytes);
    if let Ok(entry) = &entry {
        assert_eq!(entry.encode(), bytes);
    }
    report.parsed("parse: journal entry", entry.is_ok());
}

/// A profile file with some of its letters wrong.
fn profile(corpus: &Corpus, noise: &mut Noise, report: &mut Report) {
    let Some(text) = noise.pick(&corpus.profiles) else { return };
    let bent = if noise.chance(90) { noise.bent(text.as_bytes()) } else { text.as_bytes().to_vec() };
    let text = String::from_utf8_lossy(&bent);
    let read = card_families::read(&text);
    if let Ok(cards) = &read {
        assert!(!cards.is_empty() && cards.len() <= purse::APPLICATIONS_MAX);
    }
    report.parsed("parse: profile", read.is_ok());
}
