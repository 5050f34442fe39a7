//! A small county for tests: books in a folder, cards that can sign a TAC, tills that write true records.

pub(crate) mod card;
pub(crate) mod desk;
pub(crate) mod http;
pub(crate) mod program;
pub(crate) mod till;

use std::path::{Path, PathBuf};

use county_center::{Center, Config, Writer, release};
use ledger::{County as Owner, Holder, Inflow, InflowKind, Ledger, Merchant, Offer, Role};
use money::Fen;
use records::{BusinessDay, Officer, OfficerRole, SigningKey, TerminalId};

pub(crate) use card::Card;
pub(crate) use desk::Desk;
pub(crate) use till::Till;

pub(crate) const TARIFF: &str = include_str!("../../../../../tests/golden/tariffs/lunch-demo.toml");
pub(crate) const DAY: u32 = 20_240_715;
pub(crate) const PASSWORD: &str = "correct horse";

/// A folder that goes away with the value.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Folder {
        static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("county-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Books with two merchants, a tariff, four elders, and a configuration beside them.
pub(crate) struct County {
    pub(crate) folder: Folder,
}

impl County {
    pub(crate) fn new() -> County {
        County::with(TARIFF)
    }

    /// The same county under another tariff.
    pub(crate) fn with(tariff: &str) -> County {
        County::open(Folder::new(), tariff)
    }

    /// The same county with its books where a store may be broken off.
    pub(crate) fn frail() -> County {
        let folder = Folder::new();
        std::fs::write(folder.file("frail"), "").unwrap();
        County::open(folder, TARIFF)
    }

    fn open(folder: Folder, tariff: &str) -> County {
        let county = County { folder };
        let books = county.books();
        let config = format!(
            "listen = \"127.0.0.1:0\"\nbooks = {books:?}\n[cards]\nkey_custody = \"psam\"\ntac_keys = \"keys.json\"\n"
        );
        std::fs::write(county.folder.file("center.toml"), config).unwrap();
        let keys = format!("{{\"mtk\":\"{}\",\"mpk\":\"ignored\"}}", card::hex(&card::MTK));
        std::fs::write(county.folder.file("keys.json"), keys).unwrap();
        let mut ledger = Ledger::create(&county.books()).unwrap();
        let owner = Owner {
            division: 330_703,
            name: "示例县".to_owned(),
            signing_key: [3; 32],
            supervisor_code: String::new(),
        };
        ledger.open_county(&owner, 1).unwrap();
        for (id, name) in [("canteen-1", "一号食堂"), ("barber-1", "幸福理发")] {
            ledger.add_merchant(&Merchant { id: id.to_owned(), name: name.to_owned() }, 1).unwrap();
        }
        let lunch = Offer { service: 2, price: Fen(1200), keyed: false, from_minute: 0, to_minute: 1440 };
        ledger.set_offer("canteen-1", &lunch).unwrap();
        for (name, key, role) in
            [("王一", maker(), OfficerRole::Maker), ("李二", checker(), OfficerRole::Checker)]
        {
            ledger.add_officer(name, &Officer { key: key.verifying_key(), role }, 1).unwrap();
        }
        let people =
            [(1, 19_440_715, ""), (2, 19_600_101, ""), (3, 19_350_505, "free_lunch"), (4, 19_500_101, "")];
        let holders: Vec<Holder> = people
            .into_iter()
            .map(|(card, birth, roster)| Holder {
                rosters: if roster.is_empty() { vec![] } else { vec![roster.to_owned()] },
                ..Holder::born(Card::new(card).number.digits(), birth)
            })
            .collect();
        ledger.replace_holders(&holders).unwrap();
        // Enough for every story that is not about a fund that ends.
        let gift = Inflow {
            reference: "JZ-1".to_owned(),
            fund: 2,
            amount: Fen(100_000),
            source: String::new(),
            kind: InflowKind::Donation,
            note: String::new(),
        };
        ledger.enter_inflow(&gift, BusinessDay::from_number(20_240_701).unwrap(), 1).unwrap();
        // The roster is compiled with it: version 1.
        let today = BusinessDay::from_number(DAY).unwrap();
        release_tariff(&mut ledger, tariff, today.start_us());
        county
    }

    pub(crate) fn books(&self) -> PathBuf {
        books_in(self.folder.path())
    }

    pub(crate) fn ledger(&self) -> Ledger {
        Ledger::open(&self.books()).unwrap()
    }

    pub(crate) fn center(&self) -> (Center, Writer) {
        let config = Config::read(&self.folder.file("center.toml")).unwrap();
        Center::open(&config).unwrap()
    }

    /// Enrols a till of a merchant without going through HTTP.
    pub(crate) fn till(&self, merchant: &str) -> Till {
        let mut ledger = self.ledger();
        let seed = u8::try_from(ledger.terminals().unwrap().len()).unwrap() + 100;
        let key = SigningKey::from_bytes(&[seed; 32]);
        let id = ledger.invite_terminal(merchant, "一号窗口", &[seed; 32], 1, i64::MAX).unwrap();
        let enrolled = ledger.enrol_terminal(&[seed; 32], key.verifying_key().as_bytes(), 2).unwrap();
        assert_eq!(enrolled, Ok(id));
        Till::new(id, key)
    }

    pub(crate) fn account(&self, login: &str, role: Role) {
        use argon2::password_hash::PasswordHasher;
        // Cheap on purpose: the cost of a real hash is tested where hashes are made.
        let params = argon2::Params::new(8, 1, 1, None).unwrap();
        let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
        let hash = argon.hash_password(PASSWORD.as_bytes()).unwrap().to_string();
        self.ledger().add_account(login, &hash, &role, 1).unwrap();
    }

    /// Everything a batch can have changed, as a page of text.
    pub(crate) fn effects(&self) -> String {
        let ledger = self.ledger();
        let mut text = String::new();
        for terminal in ledger.terminals().unwrap() {
            let cursor = ledger.cursor(terminal.id).unwrap().unwrap_or_default();
            text += &format!(
                "terminal {} next {} outstanding {} {}\n",
                terminal.id.number(),
                cursor.chain.next_seq,
                terminal.outstanding.count,
                terminal.outstanding.price
            );
        }
        for merchant in ledger.merchants().unwrap() {
            let day = BusinessDay::from_number(DAY).unwrap();
            for row in ledger.merchant_day(&merchant.id, day).unwrap() {
                let record = row.record;
                text += &format!(
                    "tx {}/{} {} {} {:?} {} = {} + {} {}\n",
                    record.terminal.number(),
                    record.seq,
                    merchant.id,
                    record.tier,
                    record.card_no,
                    record.price,
                    record.benefit,
                    record.self_pay,
                    row.status
                );
            }
        }
        for (account, amount) in ledger.account_totals(BusinessDay::from_number(DAY).unwrap()).unwrap() {
            text += &format!("account {account} {amount}\n");
        }
        for found in ledger.findings(50).unwrap() {
            let finding = found.finding;
            text += &format!(
                "finding {} {} {}/{} {:?}{}\n",
                finding.kind.number(),
                finding.kind.name(),
                finding.terminal.number(),
                finding.seq,
                finding.card,
                finding.fund.map(|fund| format!(" fund {fund}")).unwrap_or_default()
            );
        }
        let checked = ledger.check(&SigningKey::from_bytes(&[3; 32]).verifying_key()).unwrap();
        for fault in &checked.faults {
            text += &format!("FAULT {fault}\n");
        }
        text + &format!("whole: {} batches, {} records\n", checked.batches, checked.records)
    }
}

/// Where the books of a folder are: in it, or in a schema of its name.
pub(crate) fn books_in(folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap().to_string_lossy().replace('-', "_");
    let server = if folder.join("frail").is_file() { crate::frail_server() } else { crate::server() };
    server.map_or_else(|| folder.join("books.db"), |server| PathBuf::from(format!("{server}?schema={name}")))
}

/// The books are gone, as with the machine they were on.
pub(crate) fn destroy(county: &County) {
    let books = county.books();
    match books.to_str().unwrap().split_once("?schema=") {
        Some((_, schema)) => meddle(county, &format!("DROP SCHEMA {schema} CASCADE")),
        None => {
            std::fs::remove_file(&books).unwrap();
            for ending in ["-wal", "-shm"] {
                drop(std::fs::remove_file(format!("{}{ending}", books.display())));
            }
        }
    }
}

/// Somebody touches the books from outside, past every key.
pub(crate) fn meddle(county: &County, sql: &str) {
    let books = county.books();
    match crate::server() {
        None => rusqlite::Connection::open(books).unwrap().execute_batch(sql).unwrap(),
        Some(server) => {
            let (_, schema) = books.to_str().unwrap().split_once("?schema=").unwrap();
            let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
            let past = format!("SET search_path TO {schema}; SET session_replication_role TO replica; {sql}");
            client.batch_execute(&past).unwrap();
        }
    }
}

pub(crate) fn maker() -> SigningKey {
    SigningKey::from_bytes(&[0x33; 32])
}

pub(crate) fn checker() -> SigningKey {
    SigningKey::from_bytes(&[0x44; 32])
}

/// Both officers sign.
pub(crate) fn release_tariff(ledger: &mut Ledger, text: &str, now_us: i64) {
    let version = release::propose(ledger, "tariff", text, &maker(), now_us).unwrap().version;
    release::approve(ledger, version, &checker(), now_us).unwrap();
}

/// A version of the tariff from a day on. Everybody in its examples lives 80 years later, when it holds.
pub(crate) fn tariff(version: u32, from: &str) -> String {
    let later = (1900..2000).fold(TARIFF.replace("2024-07-", "2104-07-"), |text, year| {
        text.replace(&format!("birth = \"{year}-"), &format!("birth = \"{}-", year + 80))
    });
    later
        .replace("version = 1", &format!("version = {version}"))
        .replace("effective_from = \"2024-01-01\"", &format!("effective_from = \"{from}\""))
}

pub(crate) fn center_key() -> SigningKey {
    SigningKey::from_bytes(&[3; 32])
}

pub(crate) fn nobody() -> TerminalId {
    TerminalId::new(330_703, 999).unwrap()
}
