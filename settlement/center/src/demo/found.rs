//! New books of a synthetic county, as on the morning of its day.

use demo_county::{County, DIVISION, NAME, TARIFF, the_day};
use ledger::{County as Owner, Holder, Inflow, InflowKind, Ledger, LedgerError, Merchant, Role, Stand};
use records::{BusinessDay, Officer, OfficerRole, sha256};

use crate::{Failure, password, release};

/// The login that may look around.
pub(crate) const LOGIN: &str = "demo";
/// Code of the fund that has a limit.
const CHARITY: u8 = 2;

/// Registers everybody.
pub(crate) fn found(ledger: &mut Ledger, county: &County) -> Result<(), Failure> {
    let morning = the_day().start_us();
    let owner = Owner {
        division: DIVISION,
        name: NAME.to_owned(),
        signing_key: county.signing_key,
        supervisor_code: String::new(),
    };
    ledger.open_county(&owner, morning)?;
    let hash = password::hash_with_salt(&county.password, &sha256(county.password.as_bytes()))?;
    ledger.add_account(LOGIN, &hash, &Role::Operator, morning)?;
    for demo_county::Merchant { id, name } in county.merchants.clone() {
        ledger.add_merchant(&Merchant { id, name }, morning)?;
    }
    let gift = Inflow {
        reference: "SYNTHETIC-1".to_owned(),
        fund: CHARITY,
        amount: county.gift,
        source: NAME.to_owned(),
        kind: InflowKind::Donation,
        note: String::new(),
    };
    ledger.enter_inflow(&gift, the_day(), morning)?;
    let holders = county.holders.iter().map(holder).collect::<Result<Vec<Holder>, Failure>>()?;
    ledger.replace_holders(&holders)?;
    tariff(ledger, county, morning)?;
    tills(ledger, county, morning)?;
    for (from, cards) in &county.stop_lists {
        let mut cards: Vec<String> = cards.iter().map(records::CardNo::digits).collect();
        cards.sort_unstable();
        ledger.install_stoplist(&cards, *from)?;
    }
    Ok(())
}

fn holder(holder: &demo_county::Holder) -> Result<Holder, Failure> {
    let facts = &holder.facts;
    let birth = BusinessDay::from_date(facts.birth).ok_or_else(|| broken("birth"))?;
    Ok(Holder {
        categories: facts.categories.iter().cloned().collect(),
        rosters: facts.rosters.iter().cloned().collect(),
        ..Holder::born(holder.card.digits(), birth.number())
    })
}

fn tariff(ledger: &mut Ledger, county: &County, morning: i64) -> Result<(), Failure> {
    for (name, key, role) in
        [("合成经办", &county.maker, OfficerRole::Maker), ("合成复核", &county.checker, OfficerRole::Checker)]
    {
        ledger.add_officer(name, &Officer { key: key.verifying_key(), role }, morning)?;
    }
    // The roster is compiled with it: version 1.
    let version = release::propose(ledger, "tariff.toml", TARIFF, &county.maker, morning)?.version;
    release::approve(ledger, version, &county.checker, morning)?;
    Ok(())
}

fn tills(ledger: &mut Ledger, county: &County, morning: i64) -> Result<(), Failure> {
    for till in &county.tills {
        let key = till.key.verifying_key();
        let code = sha256(key.as_bytes());
        let id = ledger.invite_terminal(&till.merchant, &till.point, &code, morning, i64::MAX)?;
        let enrolled = ledger.enrol_terminal(&code, key.as_bytes(), morning)?;
        if id != till.id || enrolled != Ok(id) {
            return Err(broken("terminal"));
        }
        ledger.set_stand(id, &Stand { kind: till.kind.to_owned(), place: till.place.clone() })?;
    }
    Ok(())
}

fn broken(what: &'static str) -> Failure {
    Failure::Books(LedgerError::OutOfRange(what))
}
