//! What people did about findings: lines that are added and never changed. What is allowed is decided in
//! [`clearing`], inside the step that writes the line.

use std::collections::BTreeMap;

use clearing::{Action, Bearer, FindingKind, WorkRefusal, WorkState, WorkStep, may_act, work_state};
use records::TerminalId;

use crate::error::integer;
use crate::finding::{COLUMNS, raw, read};
use crate::store::{Row, Store, at, named};
use crate::{Ledger, LedgerError, StoredFinding};

/// Which finding: terminal, record, and the line about it.
pub type FindingKey = (TerminalId, u64, u32);

/// A finding with everything that was done about it, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkItem {
    /// The finding.
    pub stored: StoredFinding,
    /// What was done.
    pub history: Vec<WorkStep>,
}

impl WorkItem {
    /// Which finding it is.
    #[must_use]
    pub fn key(&self) -> FindingKey {
        (self.stored.finding.terminal, self.stored.finding.seq, self.stored.line)
    }
}

fn step(row: &Row<'_>) -> Result<([i64; 3], String, WorkStep), LedgerError> {
    let key = [row.get(0)?, row.get(1)?, row.get(2)?];
    // What the word means is read outside: a row is read before anything can be said about it.
    let step = WorkStep { action: Action::Note, actor: row.get(4)?, reason: row.get(5)?, at_us: row.get(6)? };
    Ok((key, row.get(3)?, step))
}

fn meant(word: &str, step: WorkStep) -> Result<WorkStep, LedgerError> {
    let action = Action::from_word(word);
    let action = action.ok_or_else(|| LedgerError::Corrupt("finding_action.action".to_owned()))?;
    Ok(WorkStep { action, ..step })
}

const STEPS: &str = "SELECT terminal, seq, line, action, actor, reason, at_us FROM finding_action";

impl Ledger {
    /// Every finding, the oldest first, with what was done about it. `cleared`: those too that were taken back.
    pub fn work_items(&self, cleared: bool) -> Result<Vec<WorkItem>, LedgerError> {
        let open = if cleared { "" } else { "WHERE cleared_us IS NULL" };
        let sql = format!("SELECT {COLUMNS} FROM finding {open} ORDER BY found_us, terminal, seq, line");
        let found = self.store.rows(&sql, &[], raw)?;
        let sql = format!("{STEPS} ORDER BY terminal, seq, line, step");
        let mut histories: BTreeMap<[i64; 3], Vec<WorkStep>> = BTreeMap::new();
        for (key, word, one) in self.store.rows(&sql, &[], step)? {
            histories.entry(key).or_default().push(meant(&word, one)?);
        }
        let item = |raw| {
            let stored = read(raw)?;
            let history = histories.remove(&numbers(key_of(&stored))?).unwrap_or_default();
            Ok(WorkItem { stored, history })
        };
        found.into_iter().map(item).collect()
    }

    /// One finding with its history.
    pub fn work_item(&self, key: FindingKey) -> Result<Option<WorkItem>, LedgerError> {
        item(self.store.as_ref(), key)
    }

    /// Adds a line to the history of a finding, if its kind, its state and the person allow it; and where it stands
    /// then.
    pub fn act_on_finding(
        &mut self,
        key: FindingKey,
        new: &WorkStep,
    ) -> Result<Result<WorkState, WorkRefusal>, LedgerError> {
        let acted = self.step(|transaction| {
            let item = item(transaction, key)?;
            let WorkItem { stored, mut history } = item.ok_or_else(|| {
                LedgerError::unknown("异常", "finding", &format!("{}/{}/{}", key.0, key.1, key.2))
            })?;
            if stored.cleared_us.is_some() && new.action != Action::Note {
                return Err(NotActed::Refused(WorkRefusal::WrongState));
            }
            may_act(stored.finding.kind, &history, new.action, &new.actor).map_err(NotActed::Refused)?;
            let [terminal, seq, line] = numbers(key)?;
            let place = integer(u64::try_from(history.len()).unwrap_or(u64::MAX), "finding_action.step")?;
            transaction.execute(
                "INSERT INTO finding_action (terminal, seq, line, step, action, actor, reason, at_us)
                 VALUES (:terminal, :seq, :line, :step, :action, :actor, :reason, :at)",
                named! { ":terminal": terminal, ":seq": seq, ":line": line, ":step": place.saturating_add(1),
                ":action": new.action.word(), ":actor": new.actor, ":reason": new.reason, ":at": new.at_us },
            )?;
            history.push(new.clone());
            Ok(work_state(&history))
        });
        match acted {
            Ok(state) => Ok(Ok(state)),
            Err(NotActed::Refused(reason)) => Ok(Err(reason)),
            Err(NotActed::Failed(error)) => Err(error),
        }
    }

    /// Says who bears a kind of finding from now on.
    pub fn set_finding_policy(
        &mut self,
        kind: FindingKind,
        bearer: Bearer,
        by: &str,
        now_us: i64,
    ) -> Result<(), LedgerError> {
        self.step(|transaction| {
            let last = "SELECT max(step) FROM finding_policy WHERE number = ?1";
            let step = transaction.sum(last, at![kind.number()])?.saturating_add(1);
            transaction.execute(
                "INSERT INTO finding_policy (number, step, bearer, set_by, at_us)
                 VALUES (:number, :step, :bearer, :by, :now)",
                named! { ":number": kind.number(), ":step": step, ":bearer": bearer.word(), ":by": by,
                ":now": now_us },
            )?;
            Ok(())
        })
    }

    /// Who bears a kind of finding; the funds, as it was booked, until somebody has said otherwise.
    pub fn finding_policy(&self, kind: FindingKind) -> Result<Bearer, LedgerError> {
        let sql = "SELECT bearer FROM finding_policy WHERE number = ?1 ORDER BY step DESC LIMIT 1";
        let word = self.store.first(sql, at![kind.number()], |row| row.get::<String>(0))?;
        let bearer = word.map_or(Some(Bearer::default()), |word| Bearer::from_word(&word));
        bearer.ok_or_else(|| LedgerError::Corrupt("finding_policy.bearer".to_owned()))
    }
}

/// Why no line was added.
enum NotActed {
    Refused(WorkRefusal),
    Failed(LedgerError),
}

impl From<LedgerError> for NotActed {
    fn from(error: LedgerError) -> NotActed {
        NotActed::Failed(error)
    }
}

fn key_of(stored: &StoredFinding) -> FindingKey {
    (stored.finding.terminal, stored.finding.seq, stored.line)
}

fn numbers((terminal, seq, line): FindingKey) -> Result<[i64; 3], LedgerError> {
    Ok([integer(terminal.0, "terminal")?, integer(seq, "seq")?, i64::from(line)])
}

fn item(store: &dyn Store, key: FindingKey) -> Result<Option<WorkItem>, LedgerError> {
    let [terminal, seq, line] = numbers(key)?;
    let place = "WHERE terminal = ?1 AND seq = ?2 AND line = ?3";
    let found =
        store.first(&format!("SELECT {COLUMNS} FROM finding {place}"), at![terminal, seq, line], raw)?;
    let steps = store.rows(&format!("{STEPS} {place} ORDER BY step"), at![terminal, seq, line], step)?;
    let history = steps.into_iter().map(|(_, word, one)| meant(&word, one)).collect::<Result<_, _>>()?;
    found.map(|raw| Ok(WorkItem { stored: read(raw)?, history })).transpose()
}
