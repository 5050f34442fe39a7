//! Two people release a tariff by hand; nobody does it alone, and nothing released changes.

use std::path::Path;

use expect_test::expect;
use ledger::{Ledger, ReleaseState};
use records::{TariffProposal, TariffRelease};

use crate::support::program::run;
use crate::support::{Folder, TARIFF, tariff};

/// Arguments, exit code and everything said; keys are new in every run and shown as KEY.
fn told(folder: &Path, line: &str, input: &str) -> String {
    let arguments: Vec<&str> = line.split(' ').collect();
    let ran = run(folder, &arguments, input);
    let said = format!("{}{}", ran.out, ran.err);
    let words = said.split_inclusive([' ', '"', '\n']).map(|word| {
        let bare = word.trim_end_matches([' ', '"', '\n']);
        let key = bare.len() == 32 && bare.bytes().all(|byte| byte.is_ascii_hexdigit());
        if key { word.replace(bare, "KEY") } else { word.to_owned() }
    });
    format!("$ {line}\n{}= {}\n", words.collect::<String>(), ran.code)
}

const MAKER: &str = "correct horse\n";
const CHECKER: &str = "battery staple\n";

/// A county with a maker, two checkers, and some texts.
fn office() -> Folder {
    let folder = Folder::new();
    let write = |name: &str, text: String| std::fs::write(folder.file(name), text).unwrap();
    write("one.toml", TARIFF.to_owned());
    write("two.toml", tariff(2, "2099-01-01"));
    write("three.toml", tariff(3, "2099-02-01"));
    write("other.toml", tariff(4, "2099-03-01").replace("lunch_demo", "supper_demo"));
    write("wrong.toml", TARIFF.replacen("self_pay = \"6.00\"", "self_pay = \"6.01\"", 1));
    for (line, input) in [
        ("init --county 330703 --name 示例县", ""),
        ("officer add --name 王一 --role maker --out maker.key", MAKER),
        ("officer add --name 李二 --role checker --out checker.key", CHECKER),
        ("officer add --name 赵五 --role checker --out second.key", "another phrase\n"),
    ] {
        let said = told(folder.path(), line, input);
        assert!(said.ends_with("= 0\n"), "{said}");
    }
    folder
}

fn story(folder: &Folder, lines: &[(&str, &str)]) -> String {
    lines.iter().map(|(line, input)| told(folder.path(), line, input)).collect()
}

#[test]
fn officers_come_and_go() {
    let folder = office();
    let all = story(
        &folder,
        &[
            ("officer add --name 王一 --role checker --out x.key", MAKER),
            ("officer add --name 钱六 --role maker --out maker.key", MAKER),
            ("officer add --name 钱六 --role maker", "short\n"),
            ("officer add --name 钱六 --role maker", ""),
            ("officer revoke 3", ""),
            ("officer revoke 3", ""),
            ("officer list", ""),
            ("--json officer list", ""),
        ],
    );
    expect![[r#"
        $ officer add --name 王一 --role checker --out x.key
        经办复核人员 王一 已存在，未改动 · officer 王一 exists already, nothing was changed
        = 6
        $ officer add --name 钱六 --role maker --out maker.key
        maker.key：无法写入密钥文件（File exists (os error 17)），未登记；请换一个文件名 · the key file cannot be written, nobody was registered; choose another name
        = 6
        $ officer add --name 钱六 --role maker
        口令至少 8 位，未改动 · the passphrase needs at least 8 characters, nothing was changed
        = 3
        $ officer add --name 钱六 --role maker
        口令 · passphrase：请从标准输入给出一行 · give it as one line on standard input
        = 3
        $ officer revoke 3
        已停用 3 号，已发布的资费不变 · revoked, what was released stays
        = 0
        $ officer revoke 3
        没有在用的经办复核人员 3，未改动 · there is no officer in service 3, nothing was changed
        = 6
        $ officer list
        1 王一 经办 maker KEY 在用 · in service
        2 李二 复核 checker KEY 在用 · in service
        3 赵五 复核 checker KEY 已停用 · revoked
        = 0
        $ --json officer list
        [{"key":"KEY","name":"王一","officer":1,"revoked":false,"role":"maker"},{"key":"KEY","name":"李二","officer":2,"revoked":false,"role":"checker"},{"key":"KEY","name":"赵五","officer":3,"revoked":true,"role":"checker"}]
        = 0
    "#]].assert_eq(&all);
    assert!(!folder.file("x.key").exists(), "nobody was registered, so there is no key");
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&folder.file("maker.key").metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    let books = std::fs::read(folder.file("books.db")).unwrap();
    let file = std::fs::read_to_string(folder.file("maker.key")).unwrap();
    let sealed =
        file.lines().find_map(|line| line.strip_prefix("sealed = ")).unwrap().trim_matches('"').to_owned();
    assert!(
        !books.windows(16).any(|window| sealed.as_bytes().starts_with(window)),
        "no private key in the books"
    );
}

#[test]
fn nobody_releases_alone() {
    let folder = office();
    // A key of another county: sound, and nobody here.
    let other = Folder::new();
    story(
        &other,
        &[
            ("init --county 330702 --name 邻县", ""),
            ("officer add --name 孙七 --role checker --out stranger.key", CHECKER),
        ],
    );
    std::fs::copy(other.file("stranger.key"), folder.file("stranger.key")).unwrap();
    let all = story(
        &folder,
        &[
            ("tariff propose one.toml --key maker.key", "wrong passphrase\n"),
            ("tariff propose one.toml --key checker.key", CHECKER),
            ("tariff propose one.toml --key stranger.key", CHECKER),
            ("tariff propose wrong.toml --key maker.key", MAKER),
            ("tariff propose one.toml --key one.toml", MAKER),
            ("tariff approve 1 --key checker.key", CHECKER),
            ("tariff propose one.toml --key maker.key", MAKER),
            ("tariff propose one.toml --key maker.key", MAKER),
            ("tariff approve 1 --key maker.key", MAKER),
            ("tariff approve 1 --key checker.key", "wrong passphrase\n"),
            ("tariff approve 1 --key checker.key", ""),
            ("tariff approve 1 --key stranger.key", CHECKER),
            ("officer revoke 3", ""),
            ("tariff approve 1 --key second.key", "another phrase\n"),
            ("tariff releases", ""),
            ("offers set --merchant canteen-1 --service 2 --price 1 --mode fixed", ""),
            ("tariff approve 1 --key checker.key", CHECKER),
            ("tariff releases", ""),
        ],
    );
    expect![[r#"
        $ tariff propose one.toml --key maker.key
        口令不对，未签名，未改动；请重新输入 · wrong passphrase, nothing was signed or changed; try again
        = 6
        $ tariff propose one.toml --key checker.key
        这把密钥只能复核，不能经办，未改动 · this key may check, not make, nothing was changed
        = 6
        $ tariff propose one.toml --key stranger.key
        这把密钥没有登记，请先 officer add，未改动 · this key is not registered, run officer add first, nothing was changed
        = 6
        $ tariff propose wrong.toml --key maker.key
        wrong.toml:217:10 例子“C 档午餐”不符：自付应为 6.01，算得 6.00 · example “C 档午餐” does not come out: to pay should be 6.01, came to 6.00
            改规则，或改例子中的期望 · change the rule, or what the example expects
        = 4
        $ tariff propose one.toml --key one.toml
        one.toml：不是完好的密钥文件，请用 officer add 生成的文件 · not a sound key file; use the one officer add wrote
        = 3
        $ tariff approve 1 --key checker.key
        没有待复核的第 1 版，未改动；用 tariff releases 查看 · no version 1 waits for a check, nothing was changed; see tariff releases
        = 6
        $ tariff propose one.toml --key maker.key
        资费第 1 版已提交，待另一人复核；拟自 2024-01-01 00:00:00 起施行 · proposed, another person must approve it
        = 0
        $ tariff propose one.toml --key maker.key
        待复核的资费版本 1 已存在，未改动 · proposed tariff version 1 exists already, nothing was changed
        = 6
        $ tariff approve 1 --key maker.key
        这把密钥只能经办，不能复核，请由另一人复核，未改动 · this key may make, not check; let another person check, nothing was changed
        = 6
        $ tariff approve 1 --key checker.key
        口令不对，未签名，未改动；请重新输入 · wrong passphrase, nothing was signed or changed; try again
        = 6
        $ tariff approve 1 --key checker.key
        口令 · passphrase：请从标准输入给出一行 · give it as one line on standard input
        = 3
        $ tariff approve 1 --key stranger.key
        这把密钥没有登记，请先 officer add，未改动 · this key is not registered, run officer add first, nothing was changed
        = 6
        $ officer revoke 3
        已停用 3 号，已发布的资费不变 · revoked, what was released stays
        = 0
        $ tariff approve 1 --key second.key
        这把密钥已停用，未改动 · this key is revoked, nothing was changed
        = 6
        $ tariff releases
        第 1 版 自 2024-01-01 00:00:00 起 经办 王一 复核 — 待复核 · proposed
        = 0
        $ offers set --merchant canteen-1 --service 2 --price 1 --mode fixed
        尚未发布资费，请先 tariff propose、tariff approve · no tariff is released yet, run tariff propose and tariff approve first
        = 6
        $ tariff approve 1 --key checker.key
        资费第 1 版已发布，自 2024-01-01 00:00:00 起施行，名单为第 1 版 · released, roster compiled
        = 0
        $ tariff releases
        第 1 版 自 2024-01-01 00:00:00 起 经办 王一 复核 李二 已发布 · released
        = 0
    "#]].assert_eq(&all);
}

#[test]
fn what_is_released_stays() {
    let folder = office();
    let all = story(
        &folder,
        &[
            ("tariff propose one.toml --key maker.key", MAKER),
            ("tariff approve 1 --key checker.key", CHECKER),
            ("tariff approve 1 --key second.key", "another phrase\n"),
            ("tariff reject 1 --key checker.key --reason 反悔", CHECKER),
            ("tariff propose one.toml --key maker.key", MAKER),
            ("tariff propose other.toml --key maker.key", MAKER),
            ("tariff propose two.toml --key maker.key", MAKER),
            ("tariff reject 2 --key maker.key --reason 手误", MAKER),
            ("tariff reject 2 --key checker.key --reason 日期有误", CHECKER),
            ("tariff approve 2 --key checker.key", CHECKER),
            ("tariff propose three.toml --key maker.key", MAKER),
            ("tariff approve 3 --key checker.key", CHECKER),
            ("tariff propose two.toml --key maker.key", MAKER),
            ("tariff releases", ""),
            ("--json tariff releases", ""),
        ],
    );
    expect![[r#"
        $ tariff propose one.toml --key maker.key
        资费第 1 版已提交，待另一人复核；拟自 2024-01-01 00:00:00 起施行 · proposed, another person must approve it
        = 0
        $ tariff approve 1 --key checker.key
        资费第 1 版已发布，自 2024-01-01 00:00:00 起施行，名单为第 1 版 · released, roster compiled
        = 0
        $ tariff approve 1 --key second.key
        第 1 版已发布，不再改动；要改请提交更高的版本 · version 1 is released and never changes; propose a higher one
        = 6
        $ tariff reject 1 --key checker.key --reason 反悔
        第 1 版已发布，不再改动；要改请提交更高的版本 · version 1 is released and never changes; propose a higher one
        = 6
        $ tariff propose one.toml --key maker.key
        已发布的资费版本 1 已存在，未改动 · released tariff version 1 exists already, nothing was changed
        = 6
        $ tariff propose other.toml --key maker.key
        本县资费的 id 是 lunch_demo，文件里是 supper_demo，未改动；请改成 lunch_demo · this county's tariff has the id lunch_demo, not supper_demo; nothing was changed
        = 6
        $ tariff propose two.toml --key maker.key
        资费第 2 版已提交，待另一人复核；拟自 2099-01-01 00:00:00 起施行 · proposed, another person must approve it
        = 0
        $ tariff reject 2 --key maker.key --reason 手误
        这把密钥只能经办，不能复核，请由另一人复核，未改动 · this key may make, not check; let another person check, nothing was changed
        = 6
        $ tariff reject 2 --key checker.key --reason 日期有误
        资费第 2 版已驳回：日期有误 · turned down
        = 0
        $ tariff approve 2 --key checker.key
        没有待复核的第 2 版，未改动；用 tariff releases 查看 · no version 2 waits for a check, nothing was changed; see tariff releases
        = 6
        $ tariff propose three.toml --key maker.key
        资费第 3 版已提交，待另一人复核；拟自 2099-02-01 00:00:00 起施行 · proposed, another person must approve it
        = 0
        $ tariff approve 3 --key checker.key
        资费第 3 版已发布，自 2099-02-01 00:00:00 起施行，名单为第 1 版 · released, roster compiled
        = 0
        $ tariff propose two.toml --key maker.key
        已发布的资费版本 3 已存在，未改动 · released tariff version 3 exists already, nothing was changed
        = 6
        $ tariff releases
        第 1 版 自 2024-01-01 00:00:00 起 经办 王一 复核 李二 已发布 · released
        第 2 版 自 2099-01-01 00:00:00 起 经办 王一 复核 李二 已驳回 · rejected：日期有误
        第 3 版 自 2099-02-01 00:00:00 起 经办 王一 复核 李二 已发布 · released
        = 0
        $ --json tariff releases
        [{"checker":"李二","effective_from":"2024-01-01 00:00:00","maker":"王一","reason":null,"state":"released","version":1},{"checker":"李二","effective_from":"2099-01-01 00:00:00","maker":"王一","reason":"日期有误","state":"rejected","version":2},{"checker":"李二","effective_from":"2099-02-01 00:00:00","maker":"王一","reason":null,"state":"released","version":3}]
        = 0
    "#]].assert_eq(&all);
}

/// What was released is looked at again by every check of the books.
#[test]
fn a_released_tariff_that_was_touched_is_found_out() {
    let folder = office();
    story(
        &folder,
        &[
            ("tariff propose one.toml --key maker.key", MAKER),
            ("tariff approve 1 --key checker.key", CHECKER),
        ],
    );
    let mut all = String::new();
    for (touched, mended) in [
        ("SELECT 1", "SELECT 1"),
        ("UPDATE tariff SET text = text || ' '", "UPDATE tariff SET text = rtrim(text, ' ')"),
        (
            "UPDATE tariff_release SET effective_us = effective_us + 1",
            "UPDATE tariff_release SET effective_us = effective_us - 1",
        ),
        ("UPDATE officer SET role = 'maker'", "UPDATE officer SET role = 'checker' WHERE number > 1"),
        ("UPDATE tariff_release SET body = zeroblob(9)", "SELECT 1"),
    ] {
        let touch = |sql: &str| {
            let books = rusqlite::Connection::open(folder.file("books.db")).unwrap();
            books.execute_batch(sql).unwrap();
        };
        touch(touched);
        all += &told(folder.path(), "books check", "");
        touch(mended);
    }
    expect![[r#"
        $ books check
        账本完整：终端 0，批次 0，记录 0，分录 0，借贷相抵为 0.00 · the books are whole
        = 0
        $ books check
        资费第 1 版 tariff 1：计价所用与签发的不符 · what prices is not what was signed
        账本不完整，未改动；请停止付款并联系维护人员 · the books are not whole; stop payments, call maintenance
        = 4
        $ books check
        资费第 1 版 tariff 1：计价所用与签发的不符 · what prices is not what was signed
        账本不完整，未改动；请停止付款并联系维护人员 · the books are not whole; stop payments, call maintenance
        = 4
        $ books check
        资费第 1 版 tariff 1：复核人无复核权限 · the checker may not check
        账本不完整，未改动；请停止付款并联系维护人员 · the books are not whole; stop payments, call maintenance
        = 4
        $ books check
        资费第 1 版 tariff 1：不是 v1 资费发布文件 · not a tariff release of version 1
        账本不完整，未改动；请停止付款并联系维护人员 · the books are not whole; stop payments, call maintenance
        = 4
    "#]].assert_eq(&all);
}

/// One person, two keys, one after the other: still one person.
#[test]
fn a_new_key_makes_no_second_person() {
    let folder = office();
    let all = story(
        &folder,
        &[
            ("tariff propose one.toml --key maker.key", MAKER),
            ("officer revoke 1", ""),
            ("officer add --name 王一 --role checker --out again.key", MAKER),
            ("tariff approve 1 --key again.key", MAKER),
            ("tariff approve 1 --key checker.key", CHECKER),
            ("tariff reject 1 --key checker.key --reason 经办人已停用", CHECKER),
        ],
    );
    expect![[r#"
        $ tariff propose one.toml --key maker.key
        资费第 1 版已提交，待另一人复核；拟自 2024-01-01 00:00:00 起施行 · proposed, another person must approve it
        = 0
        $ officer revoke 1
        已停用 1 号，已发布的资费不变 · revoked, what was released stays
        = 0
        $ officer add --name 王一 --role checker --out again.key
        已登记 4 号 王一（复核），密钥在 again.key，请交本人保管 · checker registered, the key is in again.key: its officer alone keeps it
        = 0
        $ tariff approve 1 --key again.key
        第 1 版由同一人经办，须由另一人复核，未改动 · the same person made version 1; another must check it, nothing was changed
        = 6
        $ tariff approve 1 --key checker.key
        第 1 版的经办人已被停用，未发布；请驳回后由他人重新提交 · the maker of version 1 is revoked, nothing was released; reject it and let another propose it
        = 6
        $ tariff reject 1 --key checker.key --reason 经办人已停用
        资费第 1 版已驳回：经办人已停用 · turned down
        = 0
    "#]].assert_eq(&all);
}

/// Somebody writes into the books what nobody signed: the check at approval finds it, and nothing is released.
#[test]
fn books_that_were_touched_release_nothing() {
    let folder = office();
    story(&folder, &[("tariff propose one.toml --key maker.key", MAKER)]);
    let body = Ledger::open(&folder.file("books.db")).unwrap().releases().unwrap().remove(0).body;
    let touch = |body: &[u8]| {
        let books = rusqlite::Connection::open(folder.file("books.db")).unwrap();
        books.execute("UPDATE tariff_release SET body = ?1", [body]).unwrap();
    };
    let mut all = String::new();
    let place = body.windows(5).position(|word| word == b"12.00").unwrap();
    let len = body.len();
    for (what, place) in [("a price in the text", place), ("the county", 7), ("the signature", len - 1)] {
        let mut touched = body.clone();
        touched[place] ^= 1;
        touch(&touched);
        all += &format!("{what}\n{}", told(folder.path(), "tariff approve 1 --key checker.key", CHECKER));
    }
    touch(&body);
    all += &told(folder.path(), "tariff approve 1 --key checker.key", CHECKER);
    expect![[r#"
        a price in the text
        $ tariff approve 1 --key checker.key
        R02 资费正文与摘要不符 · the text is not the one that was signed。未发布 · nothing was released
        = 4
        the county
        $ tariff approve 1 --key checker.key
        R03 资费是别的县的 · the tariff is another county's。未发布 · nothing was released
        = 4
        the signature
        $ tariff approve 1 --key checker.key
        R09 经办签名不符 · the maker did not sign this。未发布 · nothing was released
        = 4
        $ tariff approve 1 --key checker.key
        资费第 1 版已发布，自 2024-01-01 00:00:00 起施行，名单为第 1 版 · released, roster compiled
        = 0
    "#]]
    .assert_eq(&all);
    let ledger = Ledger::open(&folder.file("books.db")).unwrap();
    let kept = ledger.released().unwrap().remove(0);
    assert_eq!((kept.state, kept.maker, kept.checker), (ReleaseState::Released, 1, Some(2)));
    let release = TariffRelease::open(&kept.body).unwrap();
    let officers: Vec<records::Officer> =
        ledger.officers().unwrap().iter().map(|officer| officer.officer).collect();
    assert_eq!(release.verify(&officers, 330_703), Ok(()));
    assert_eq!(TariffProposal::open(&kept.body), Err(records::ReleaseError::Shape));
}
