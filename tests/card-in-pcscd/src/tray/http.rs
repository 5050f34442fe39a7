//! The tray over HTTP: a page for people, JSON for scripts. It is the test bench: it may show everything.

use super::form::Fields;
use super::page;
use super::tap::TapRefusal;
use super::{Tray, TrayCard};
use crate::kept::hex;
use anyhow::{Result, anyhow};
use serde_json::{Value, json};
use std::io::{Cursor, Read};
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use tiny_http::{Header, Method, Request, Response, Server};
use virtual_cards::Manner;

/// Requests answered at the same time: taps wait for their terminals.
const WORKERS: usize = 12;
const BODY_MAX: u64 = 65_536;

type Answer = Response<Cursor<Vec<u8>>>;

/// What a request comes to.
enum Said {
    Json(Value),
    Page(String),
    /// A form was sent; this is the address to show next.
    Next(String),
    Wrong(u16, String),
}

/// Serves the tray until the process ends; returns the address.
///
/// # Errors
/// Nobody may listen there.
pub fn serve(tray: Arc<Tray>, listen: SocketAddr) -> Result<SocketAddr> {
    let server = Server::http(listen).map_err(|error| anyhow!("{listen}: {error}"))?;
    let bound = server.server_addr().to_ip().unwrap_or(listen);
    let server = Arc::new(server);
    for _ in 0..WORKERS {
        let (server, tray) = (Arc::clone(&server), Arc::clone(&tray));
        thread::spawn(move || {
            while let Ok(mut request) = server.recv() {
                let said = said(&tray, &mut request);
                // The other side may have gone.
                let _ = request.respond(answer(said));
            }
        });
    }
    Ok(bound)
}

fn answer(said: Said) -> Answer {
    let (status, kind, body) = match said {
        Said::Json(value) => (200, "application/json; charset=utf-8", value.to_string()),
        Said::Page(text) => (200, "text/html; charset=utf-8", text),
        Said::Next(to) => {
            let answer = Response::from_string("").with_status_code(303);
            return match Header::from_bytes("Location", to) {
                Ok(location) => answer.with_header(location),
                Err(()) => answer,
            };
        }
        Said::Wrong(status, text) => (status, "text/plain; charset=utf-8", format!("{text}\n")),
    };
    let answer = Response::from_string(body).with_status_code(status);
    [("Content-Type", kind), ("Cache-Control", "no-store")]
        .into_iter()
        .filter_map(|(name, value)| Header::from_bytes(name, value).ok())
        .fold(answer, Response::with_header)
}

fn said(tray: &Arc<Tray>, request: &mut Request) -> Said {
    let url = request.url().to_owned();
    let (path, query) = url.split_once('?').unwrap_or((&url, ""));
    match request.method() {
        Method::Get => shown(tray, path, query),
        Method::Post => {
            let path = path.to_owned();
            match body(request) {
                Ok((fields, form)) => done(tray, &path, &fields, form).unwrap_or_else(|wrong| wrong),
                Err(text) => Said::Wrong(400, text),
            }
        }
        _ => Said::Wrong(405, "只有 GET 和 POST · GET and POST only".to_owned()),
    }
}

fn shown(tray: &Tray, path: &str, query: &str) -> Said {
    match (path, Fields::form(query)) {
        ("/", Ok(fields)) => Said::Page(page::page(tray, &fields)),
        ("/cards.json", _) => Said::Json(json!({ "cards": cards(tray, false) })),
        ("/state.json", _) => Said::Json(json!({ "counters": counters(tray), "cards": cards(tray, true) })),
        ("/healthz", _) => {
            Said::Json(json!({ "ready": tray.counters.iter().all(super::Counter::service_runs) }))
        }
        (_, Err(text)) => Said::Wrong(400, text),
        _ => Said::Wrong(404, "没有这一页 · no such page".to_owned()),
    }
}

/// The fields of a request and whether it was a form.
fn body(request: &mut Request) -> Result<(Fields, bool), String> {
    let kind = request.headers().iter().find(|header| header.field.equiv("Content-Type"));
    let form =
        kind.is_some_and(|header| header.value.as_str().starts_with("application/x-www-form-urlencoded"));
    let mut text = String::new();
    let mut limited = request.as_reader().take(BODY_MAX);
    limited.read_to_string(&mut text).map_err(|_| "请求体不是文字 · the body is not text".to_owned())?;
    let fields = if form {
        Fields::form(&text)
    } else if text.trim().is_empty() {
        Ok(Fields::default())
    } else {
        Fields::json(&text)
    };
    Ok((fields?, form))
}

fn done(tray: &Arc<Tray>, path: &str, fields: &Fields, form: bool) -> Result<Said, Said> {
    let wrong = |text: String| Said::Wrong(400, text);
    let counter = || {
        let number = fields.counter().map_err(wrong)?;
        tray.counter(number).ok_or_else(|| refused(TapRefusal::NoCounter))
    };
    let value = match path {
        "/tap" => {
            let order = fields.tap(tray).map_err(wrong)?;
            if form || fields.get("wait") == Some("false") {
                tap_aside(tray, order)?;
                json!({ "started": true })
            } else {
                let outcome = tray.tap(order).map_err(refused)?;
                serde_json::to_value(outcome).map_err(|error| Said::Wrong(500, error.to_string()))?
            }
        }
        "/insert" => {
            let (card, tear) = (fields.card(tray).map_err(wrong)?, fields.tear().map_err(wrong)?);
            tray.insert(card, counter()?.number, tear).map_err(refused)?;
            json!({ "inserted": true })
        }
        "/remove" => {
            counter()?.take_away();
            json!({ "removed": true })
        }
        "/sam" => {
            let powered = switch(fields, "power", "on", "off").map_err(wrong)?;
            counter()?.plug(powered);
            json!({ "powered": powered })
        }
        "/pcscd" => {
            let counter = counter()?;
            let run = switch(fields, "action", "start", "kill").map_err(wrong)?;
            let done = if run { counter.start_service() } else { counter.kill_service() };
            done.map_err(|error| Said::Wrong(409, format!("{error:#}")))?;
            json!({ "running": run })
        }
        "/manner" => manner(tray, fields).map_err(wrong)?,
        _ => return Err(Said::Wrong(404, "没有这个地址 · no such address".to_owned())),
    };
    Ok(if form { Said::Next(page::next(fields)) } else { Said::Json(value) })
}

/// Begins a tap and does not wait for its end.
fn tap_aside(tray: &Arc<Tray>, order: super::TapOrder) -> Result<(), Said> {
    let begun = tray.begin(order).map_err(refused)?;
    let tray = Arc::clone(tray);
    thread::spawn(move || {
        if let Err(refusal) = tray.finish(&begun) {
            eprintln!("{refusal}");
        }
    });
    Ok(())
}

fn refused(refusal: TapRefusal) -> Said {
    let status = match refusal {
        TapRefusal::NoCard | TapRefusal::NoCounter => 404,
        TapRefusal::Occupied | TapRefusal::Elsewhere => 409,
    };
    Said::Wrong(status, refusal.to_string())
}

fn switch(fields: &Fields, name: &str, yes: &str, no: &str) -> Result<bool, String> {
    match fields.get(name) {
        Some(said) if said == yes => Ok(true),
        Some(said) if said == no => Ok(false),
        _ => Err(format!("{name} 应为 {yes} 或 {no} · must be {yes} or {no}")),
    }
}

/// Changes how a card behaves: `refuses_mac1`, `forges_mac2`, `strict_le` (true or false), `latency_ms`.
fn manner(tray: &Tray, fields: &Fields) -> Result<Value, String> {
    let place = fields.card(tray)?;
    let card = tray.cards.get(place).ok_or("没有这张卡 · no such card")?;
    let mut chip = card.look();
    let purse = chip.purse_mut().ok_or("这张卡没有钱包 · this card has no purse")?;
    let now = purse.manner();
    let flag = |name: &str, now: bool| match fields.get(name) {
        None => Ok(now),
        Some(_) => switch(fields, name, "true", "false"),
    };
    let latency = fields.get("latency_ms").map_or(Ok(now.latency_ms), str::parse);
    purse.behave(Manner {
        refuses_mac1: flag("refuses_mac1", now.refuses_mac1)?,
        forges_mac2: flag("forges_mac2", now.forges_mac2)?,
        strict_le: flag("strict_le", now.strict_le)?,
        latency_ms: latency.map_err(|_| "latency_ms 应为数字 · must be a number".to_owned())?,
        ..now
    });
    Ok(json!({ "card": place }))
}

fn cards(tray: &Tray, whole: bool) -> Vec<Value> {
    tray.cards.iter().enumerate().map(|(place, card)| shown_card(place, card, whole)).collect()
}

fn shown_card(place: usize, card: &TrayCard, whole: bool) -> Value {
    let mut value = json!({
        "card": place,
        "tail": card.tail(),
        "kind": card.entry.kind,
        "label": card.entry.label,
    });
    let chip = card.look();
    if let (Some(purse), Some(fields)) = (chip.purse(), value.as_object_mut()) {
        let state = purse.state();
        fields.insert("balance".into(), json!(state.balance));
        fields.insert("counter".into(), json!(state.offline));
        fields.insert("last_log".into(), json!(state.log.first().map(|record| hex(record))));
        if whole {
            let marks: Vec<String> = state.composites.iter().map(|(record, _)| hex(record)).collect();
            fields.insert("number".into(), json!(card.entry.number));
            fields.insert("initial_balance".into(), json!(card.entry.balance));
            fields
                .insert("log".into(), json!(state.log.iter().map(|record| hex(record)).collect::<Vec<_>>()));
            fields.insert("marks".into(), json!(marks));
        }
    }
    value
}

fn counters(tray: &Tray) -> Vec<Value> {
    let shown = tray.counters.iter().map(|counter| {
        let psam = counter.psam();
        json!({
            "counter": counter.number,
            "socket": counter.socket(),
            "card_reader": crate::CARD_READER,
            "sam_reader": crate::SAM_READER,
            "service": counter.service_runs(),
            "sam": counter.plugged(),
            "psam_terminal": hex(&psam.state().terminal),
            "psam_sequence": psam.state().sequence,
            "psam_mac2_errors": psam.state().mac2_errors,
            "lies": counter.lies(),
            "last": *super::counter::lock(&counter.last),
        })
    });
    shown.collect()
}
