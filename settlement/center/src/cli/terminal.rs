//! `terminal`: invite, list, revoke.

use std::path::Path;

use clap::Subcommand;
use ledger::{Ledger, Stand};
use records::{EnrolmentCode, SigningKey, TerminalId};
use serde_json::{Value, json};

use super::{Said, merchant_id, name, open};
use crate::{Failure, calendar, clock, enrolment};
use subsidy::Tariff;

#[derive(Debug, Subcommand)]
pub(super) enum Terminal {
    /// 发出一次性入网码 · print a one-time enrolment code
    Invite {
        /// 商户号 · merchant
        #[arg(long, value_parser = merchant_id)]
        merchant: String,
        /// 服务点名称，显示在终端上 · name of the point, shown on the till
        #[arg(long, value_parser = name)]
        point: String,
    },
    /// 说明终端的商户种类和地方（资费中的名称）· say of what kind a terminal is and where it stands, in the tariff's names
    Stand {
        /// 终端号 · terminal id
        terminal: TerminalId,
        /// 商户种类 · kind of merchant
        #[arg(long, default_value = "")]
        kind: String,
        /// 地方 · place
        #[arg(long, default_value = "")]
        place: String,
    },
    /// 列出终端 · list terminals
    List,
    /// 吊销终端 · revoke a terminal
    Revoke {
        /// 终端号 · terminal id
        terminal: TerminalId,
        /// 原因 · reason
        #[arg(long, value_parser = name)]
        reason: String,
    },
}

impl Terminal {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let mut ledger = open(books)?;
        match self {
            Terminal::Invite { merchant, point } => invite(&mut ledger, &merchant, &point),
            Terminal::Stand { terminal, kind, place } => stand(&mut ledger, terminal, Stand { kind, place }),
            Terminal::List => list(&ledger),
            Terminal::Revoke { terminal, reason } => {
                ledger.revoke_terminal(terminal, &reason, clock::now_us())?;
                let text = format!(
                    "已吊销终端 {terminal}。已收到的记录不受影响 · terminal revoked; what it sent before stays"
                );
                Ok(Said::new(text, json!({ "terminal": terminal.0, "revoked": true })))
            }
        }
    }
}

fn invite(ledger: &mut Ledger, merchant: &str, point: &str) -> Result<Said, Failure> {
    let center = SigningKey::from_bytes(&ledger.county()?.signing_key).verifying_key();
    let code = EnrolmentCode::new(crate::random::bytes()?, &center);
    let now = clock::now_us();
    let expires = now.saturating_add(enrolment::VALID_FOR_US);
    let terminal = ledger.invite_terminal(merchant, point, &enrolment::code_hash(&code), now, expires)?;
    let (code, until) = (code.reveal(), clock::county_text(expires));
    let text = format!(
        "终端 {terminal}（{point}）的入网码：{code}\n一次有效，{until} 前使用 · enrolment code, once, before that time"
    );
    Ok(Said::new(text, json!({ "terminal": terminal.0, "code": code, "expires": until })))
}

fn stand(ledger: &mut Ledger, terminal: TerminalId, stand: Stand) -> Result<Said, Failure> {
    // A till stands where a tariff in force or to come knows a place; a slip of the pen would silently turn rules off.
    let tariffs = calendar::current(ledger, clock::now_us())?;
    let known = |name: &str, list: fn(&Tariff) -> Vec<&str>| {
        name.is_empty() || tariffs.iter().any(|tariff| list(tariff).contains(&name))
    };
    let kind = known(&stand.kind, |tariff| tariff.kinds().iter().map(|kind| kind.name.as_str()).collect());
    let place =
        known(&stand.place, |tariff| tariff.places().iter().map(|place| place.name.as_str()).collect());
    if !kind || !place {
        let name = if kind { &stand.place } else { &stand.kind };
        return Err(Failure::BadInput(format!(
            "已发布的资费中没有 {name}，未作改动；请先在资费中声明 · no released tariff knows {name}, nothing was changed; declare it in the tariff first"
        )));
    }
    ledger.set_stand(terminal, &stand)?;
    let Stand { kind, place } = stand;
    let text = format!(
        "终端 {terminal}：种类 {kind}，地方 {place}，随下一个参数包生效 · in force with its next package"
    );
    Ok(Said::new(text, json!({ "terminal": terminal.0, "kind": kind, "place": place })))
}

fn list(ledger: &Ledger) -> Result<Said, Failure> {
    let mut text = Vec::new();
    let mut list: Vec<Value> = Vec::new();
    for one in ledger.terminals()? {
        let state = match (&one.revoked, &one.public_key) {
            (Some(_), _) => "revoked",
            (None, Some(_)) => "enrolled",
            (None, None) => "invited",
        };
        let next_seq = ledger.cursor(one.id)?.map_or(1, |cursor| cursor.chain.next_seq);
        let heard = one.heard_us.map(clock::county_text);
        text.push(format!(
            "{} {state} {} {} 收到 {} / 声明 {} · {}",
            one.id,
            one.merchant,
            one.point,
            next_seq.saturating_sub(1),
            one.announced.seq,
            heard.as_deref().unwrap_or("-")
        ));
        list.push(
            json!({ "terminal": one.id.0, "state": state, "merchant": one.merchant, "point": one.point,
            "next_seq": next_seq, "announced_seq": one.announced.seq, "heard": heard,
            "revoked_reason": one.revoked.as_ref().map(|(_, reason)| reason) }),
        );
    }
    Ok(Said::new(text.join("\n"), json!(list)))
}
