//! Officers and releases: one person one role, decided once, never passed by an older one.

use crate::fresh;
use expect_test::expect;
use ledger::{Ledger, LedgerError, ReleaseState, StoredTariff};
use records::{Officer, OfficerRole, SigningKey};

fn key(seed: u8, role: OfficerRole) -> Officer {
    Officer { key: SigningKey::from_bytes(&[seed; 32]).verifying_key(), role }
}

fn tariff(version: u32) -> StoredTariff {
    StoredTariff { version, text: format!("version {version}"), hash: [u8::try_from(version).unwrap(); 32] }
}

fn office() -> Ledger {
    let mut ledger = fresh();
    ledger.add_officer("王一", &key(1, OfficerRole::Maker), 10).unwrap();
    ledger.add_officer("李二", &key(2, OfficerRole::Checker), 20).unwrap();
    ledger
}

/// Every step with what the books answered.
struct Told(String);

impl Told {
    fn step<T>(&mut self, what: &str, answer: Result<T, LedgerError>) {
        let answer = answer.map_or_else(|error| error.to_string(), |_| "done".to_owned());
        self.0 += &format!("{what}: {answer}\n");
    }
}

#[test]
fn one_person_has_one_key_and_one_role() {
    let mut ledger = office();
    let mut told = Told(String::new());
    told.step("a second role", ledger.add_officer("王一", &key(3, OfficerRole::Checker), 30));
    told.step("a key twice", ledger.add_officer("张三", &key(1, OfficerRole::Checker), 30));
    told.step("revoke", ledger.revoke_officer(1, 40));
    told.step("revoke again", ledger.revoke_officer(1, 50));
    told.step("revoke nobody", ledger.revoke_officer(9, 50));
    told.step("a new key after it", ledger.add_officer("王一", &key(4, OfficerRole::Maker), 60));
    expect![[r#"
        a second role: 经办复核人员 王一 已存在，未改动 · officer 王一 exists already, nothing was changed
        a key twice: 密钥 34750f98bd59fcfc946da45aaabe933b 已存在，未改动 · key 34750f98bd59fcfc946da45aaabe933b exists already, nothing was changed
        revoke: done
        revoke again: 没有在用的经办复核人员 1，未改动 · there is no officer in service 1, nothing was changed
        revoke nobody: 没有在用的经办复核人员 9，未改动 · there is no officer in service 9, nothing was changed
        a new key after it: done
    "#]].assert_eq(&told.0);
    let known: Vec<(u32, Option<i64>)> =
        ledger.officers().unwrap().iter().map(|officer| (officer.number, officer.revoked_us)).collect();
    assert_eq!(known, [(1, Some(40)), (2, None), (3, None)]);
    let shown = format!("{:?}", ledger.officers().unwrap());
    assert!(!shown.contains("王一"), "{shown}");
}

#[test]
fn a_proposal_is_decided_once_and_a_release_never_changes() {
    let mut ledger = office();
    let mut told = Told(String::new());
    told.step("propose 2", ledger.propose_tariff((2, 200), b"two", 1, 1));
    told.step("propose 2 again", ledger.propose_tariff((2, 200), b"two again", 1, 2));
    assert_eq!(ledger.newest_tariff().unwrap(), None, "a proposal is no tariff");
    told.step("reject it", ledger.reject_tariff(1, 2, "错价", 3));
    told.step("reject it again", ledger.reject_tariff(1, 2, "错价", 4));
    told.step("release what was rejected", ledger.release_tariff(1, b"two!", 2, &tariff(2), 5));
    told.step("propose 2 anew", ledger.propose_tariff((2, 210), b"two, mended", 1, 6));
    told.step("release it as another version", ledger.release_tariff(2, b"two!", 2, &tariff(7), 7));
    told.step("release it", ledger.release_tariff(2, b"two!", 2, &tariff(2), 8));
    told.step("release it again", ledger.release_tariff(2, b"other", 2, &tariff(2), 9));
    told.step("propose 1", ledger.propose_tariff((1, 300), b"one", 1, 10));
    told.step("propose 2 once more", ledger.propose_tariff((2, 300), b"two", 1, 11));
    told.step("propose 4", ledger.propose_tariff((4, 400), b"four", 1, 12));
    told.step("propose 3", ledger.propose_tariff((3, 300), b"three", 1, 13));
    told.step("release 4", ledger.release_tariff(3, b"four!", 2, &tariff(4), 14));
    told.step("release 3 after 4", ledger.release_tariff(4, b"three!", 2, &tariff(3), 15));
    told.step("by nobody", ledger.propose_tariff((5, 500), b"five", 77, 16));
    expect![[r#"
        propose 2: done
        propose 2 again: 待复核的资费版本 2 已存在，未改动 · proposed tariff version 2 exists already, nothing was changed
        reject it: done
        reject it again: 没有待复核的提案 1，未改动 · there is no waiting proposal 1, nothing was changed
        release what was rejected: 没有待复核的提案 1，未改动 · there is no waiting proposal 1, nothing was changed
        propose 2 anew: done
        release it as another version: 没有待复核的提案 2，未改动 · there is no waiting proposal 2, nothing was changed
        release it: done
        release it again: 已发布的资费版本 2 已存在，未改动 · released tariff version 2 exists already, nothing was changed
        propose 1: 已发布的资费版本 2 已存在，未改动 · released tariff version 2 exists already, nothing was changed
        propose 2 once more: 已发布的资费版本 2 已存在，未改动 · released tariff version 2 exists already, nothing was changed
        propose 4: done
        propose 3: done
        release 4: done
        release 3 after 4: 已发布的资费版本 4 已存在，未改动 · released tariff version 4 exists already, nothing was changed
        by nobody: 所指的内容不在账本里，未改动 · what it refers to is not in the books, nothing was changed
    "#]].assert_eq(&told.0);
    let states: Vec<(u32, ReleaseState)> =
        ledger.releases().unwrap().iter().map(|release| (release.version, release.state)).collect();
    use ReleaseState::{Proposed, Rejected, Released};
    assert_eq!(states, [(2, Rejected), (2, Released), (4, Released), (3, Proposed)]);
    let released: Vec<(u32, i64, Vec<u8>)> = ledger
        .released()
        .unwrap()
        .into_iter()
        .map(|release| (release.version, release.effective_us, release.body))
        .collect();
    assert_eq!(released, [(2, 210, b"two!".to_vec()), (4, 400, b"four!".to_vec())]);
    assert_eq!(ledger.newest_tariff().unwrap(), Some(tariff(4)));
    assert_eq!(ledger.tariff(2).unwrap(), Some(tariff(2)));
}
