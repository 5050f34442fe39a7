//! Which cards the county reads: a file that is checked, installed, and travels in every package.

use std::path::Path;

use county_center::Config;
use county_center::package::{CardTerms, package};
use expect_test::expect;
use records::Parameters;

use crate::support::program::run;
use crate::support::{County, Folder, center_key};

const MIXED: &str = r#"
format = 1
name = "爱心卡与社保卡"
[[application]]
family = "pboc"
aid = "A000000632010105"
[[application]]
family = "social"
[[application]]
family = "chip"
"#;

const MAKER: &str = "correct horse\n";
const CHECKER: &str = "battery staple\n";

/// Exit code and everything said.
fn ask(folder: &Path, line: &str, input: &str) -> (i32, String) {
    let words: Vec<&str> = line.split(' ').collect();
    let ran = run(folder, &words, input);
    (ran.code, ran.out + &ran.err)
}

/// A county whose two officers have key files, and a neighbour.
fn office() -> (County, Folder) {
    let (county, neighbour) = (County::new(), Folder::new());
    let here = county.folder.path();
    std::fs::write(county.folder.file("mixed.toml"), MIXED).unwrap();
    std::fs::write(county.folder.file("wrong.toml"), MIXED.replace("\"social\"", "\"magnetic\"")).unwrap();
    std::fs::write(
        county.folder.file("plain.toml"),
        MIXED.replace("family = \"chip\"", "family = \"desfire\""),
    )
    .unwrap();
    std::fs::write(neighbour.file("mixed.toml"), MIXED).unwrap();
    assert_eq!(ask(neighbour.path(), "init --county 330702 --name 邻县", "").0, 0);
    for (folder, line, input) in [
        (here, "officer add --name 孙七 --role maker --out maker.key", MAKER),
        (here, "officer add --name 周八 --role checker --out checker.key", CHECKER),
        (neighbour.path(), "officer add --name 吴九 --role maker --out maker.key", MAKER),
        (neighbour.path(), "officer add --name 郑十 --role checker --out checker.key", CHECKER),
    ] {
        assert_eq!(ask(folder, line, input).0, 0, "{line}");
    }
    (county, neighbour)
}

/// Signs a file by both officers of a folder, as `name.made` and `name.signed`.
fn sign(folder: &Path, file: &str) {
    for (line, input) in [
        (format!("card-profile make {file} --key maker.key --out {file}.made"), MAKER),
        (format!("card-profile approve {file}.made --key checker.key --out {file}.signed"), CHECKER),
    ] {
        let (code, said) = ask(folder, &line, input);
        assert_eq!(code, 0, "{line}: {said}");
    }
}

#[test]
fn two_people_sign_a_profile_and_it_is_installed() {
    let (county, _neighbour) = office();
    let here = county.folder.path();
    assert_eq!(ask(here, "--json card-profile show", ""), (0, "{\"version\":0}\n".to_owned()));
    sign(here, "mixed.toml");
    let installed = (0, "{\"by\":\"孙七、周八\",\"version\":1}\n".to_owned());
    assert_eq!(ask(here, "--json card-profile install mixed.toml.signed", ""), installed);
    assert_eq!(ask(here, "--json card-profile install mixed.toml.signed", ""), installed, "the same again");
    let (code, shown) = ask(here, "--json card-profile show", "");
    assert!(code == 0 && shown.contains("爱心卡与社保卡") && shown.contains("孙七、周八"), "{shown}");
    assert_eq!(ask(here, "books check", "").0, 0);
}

/// Whatever is not signed by two people of this county, or is not newer, is refused with its reason; what is in use
/// stays in use.
#[test]
fn nothing_else_is_installed() {
    let (county, neighbour) = office();
    let here = county.folder.path();
    sign(here, "mixed.toml");
    // Made while nothing was installed: version 1 as well.
    sign(here, "plain.toml");
    assert_eq!(ask(here, "card-profile install mixed.toml.signed", "").0, 0);
    sign(neighbour.path(), "mixed.toml");
    std::fs::copy(neighbour.file("mixed.toml.signed"), county.folder.file("stranger")).unwrap();
    let good = std::fs::read(county.folder.file("mixed.toml.signed")).unwrap();
    let write = |name: &str, bytes: Vec<u8>| std::fs::write(county.folder.file(name), bytes).unwrap();
    let made = std::fs::read(county.folder.file("mixed.toml.made")).unwrap();
    write("twice", [&made[..], &made[made.len() - 80..]].concat());
    let text = good.windows(4).position(|window| window == b"pboc").unwrap();
    write("altered", good.iter().enumerate().map(|(at, byte)| byte ^ u8::from(at == text)).collect());
    let version = 4 + 4 + 3;
    write("newer", good.iter().enumerate().map(|(at, byte)| if at == version { 9 } else { *byte }).collect());
    let before = ask(here, "--json card-profile show", "");
    for (line, input, code, reason) in [
        ("card-profile install mixed.toml", "", 4, "不是签过名的卡型文件"),
        ("card-profile install mixed.toml.made", "", 4, "只有经办签名"),
        ("card-profile install twice", "", 4, "经办和复核是同一人"),
        ("card-profile install altered", "", 4, "卡型正文与摘要不符"),
        ("card-profile install newer", "", 4, "经办签名不符"),
        ("card-profile install stranger", "", 4, "卡型是别的县的"),
        ("card-profile install plain.toml.signed", "", 6, "在用的是第 1 版"),
        ("card-profile make wrong.toml --key maker.key --out x", MAKER, 3, "magnetic"),
        ("card-profile make mixed.toml --key checker.key --out x", CHECKER, 6, "只能复核"),
        ("card-profile approve mixed.toml.made --key maker.key --out x", MAKER, 6, "只能经办"),
        ("card-profile approve mixed.toml.signed --key checker.key --out x", CHECKER, 6, "已有两人签名"),
        ("card-profile approve mixed.toml --key checker.key --out x", CHECKER, 4, "不是签过名的卡型文件"),
        ("card-profile make mixed.toml --key maker.key --out x", "wrong words\n", 6, "口令不对"),
        ("card-profile make mixed.toml --key maker.key --out mixed.toml.made", MAKER, 6, "换一个文件名"),
    ] {
        let (found, said) = ask(here, line, input);
        assert!(found == code && said.contains(reason), "{line}: {found} {said}");
    }
    assert!(!county.folder.file("x").exists(), "nothing refused is written");
    assert_eq!(ask(here, "--json card-profile show", ""), before, "what is in use stays");
    // Version 2, whose checker leaves before it is installed.
    std::fs::copy(county.folder.file("plain.toml"), county.folder.file("later.toml")).unwrap();
    sign(here, "later.toml");
    let number = county.ledger().officers().unwrap().last().unwrap().number;
    assert_eq!(ask(here, &format!("officer revoke {number}"), "").0, 0);
    let (code, said) = ask(here, "card-profile install later.toml.signed", "");
    assert!(code == 6 && said.contains("签名人已停用"), "{said}");
    assert_eq!(ask(here, "--json card-profile show", ""), before);
}

/// Whoever signs sees what is asked in which order, every parameter with its evidence, and what is odd, by line.
#[test]
fn check_explains_a_profile() {
    let folder = Folder::new();
    let odd = MIXED.to_owned()
        + "[[application]]\nfamily = \"desfire\"\ngeneration = \"ev1\"\n[[application]]\nfamily = \"desfire\"\n";
    std::fs::write(folder.file("odd.toml"), odd).unwrap();
    std::fs::write(folder.file("wrong.toml"), MIXED.replace("\"social\"", "\"magnetic\"")).unwrap();
    let (code, said) = ask(folder.path(), "card-profile check odd.toml", "");
    assert_eq!(code, 0, "{said}");
    expect![[r#"
        爱心卡与社保卡：依次识别 5 种应用 · asks for 5 applications in turn
        1. pboc A000000632010105 （odd.toml:4）
           aid = "A000000632010105"  证据 B
           issuers = []  证据 —  默认 · usual
           factor-order = "issuer-first"  证据 B  默认 · usual
           levels = 2  证据 B  默认 · usual
           layout = "t-union"  证据 B  默认 · usual
           issuer-factor = "whole"  证据 B  默认 · usual
           identify = false  证据 C  默认 · usual
           mark-sfi = 0x19  证据 D  默认 · usual
           mark-record = 0xA1  证据 D  默认 · usual
        2. social 7378312E73682EC9E7BBE1B1A3D5CF （odd.toml:7）
           environment = "7378312E73682EC9E7BBE1B1A3D5CF"  证据 B  默认 · usual
           identify = "code"  证据 B  默认 · usual
           regions = []  证据 —  默认 · usual
           offline = { uses = 2, benefit-fen = 2000 }  证据 D  默认 · usual
        3. chip 只凭序列号 · by its serial （odd.toml:9）
           lengths = [4, 7, 10]  证据 A  默认 · usual
           offline = { uses = 2, benefit-fen = 2000 }  证据 D  默认 · usual
        4. desfire F58840 （odd.toml:11）
           aid = "F58840"  证据 D  默认 · usual
           generation = "ev1"  证据 —
           system = "LOVECARD"  证据 D  默认 · usual
           key-version = 1  证据 D  默认 · usual
           till-key = 1  证据 D  默认 · usual
           load-key = 2  证据 D  默认 · usual
           record-file = 0x01  证据 D  默认 · usual
           value-file = 0x02  证据 D  默认 · usual
           mac-file = 0x0F  证据 —  默认 · usual
           read-code = 0xBB  证据 B  默认 · usual
           write-code = 0x3B  证据 B  默认 · usual
        5. desfire F58840 （odd.toml:14）
           aid = "F58840"  证据 D  默认 · usual
           generation = "ev2"  证据 —  默认 · usual
           system = "LOVECARD"  证据 D  默认 · usual
           key-version = 1  证据 D  默认 · usual
           till-key = 1  证据 D  默认 · usual
           load-key = 2  证据 D  默认 · usual
           record-file = 0x01  证据 D  默认 · usual
           value-file = 0x02  证据 D  默认 · usual
           mac-file = 0x0F  证据 D  默认 · usual
           read-code = 0xAB  证据 C  默认 · usual
           write-code = 0x8B  证据 A  默认 · usual
        odd.toml:11: 注意：排在 chip 之后，凭序列号已认出的卡不会再问到它 · it stands behind chip: a card that is known by its serial is never asked for it
        odd.toml:11: 注意：EV1 卡没有交易证明，中心只能相信终端 · EV1 cards sign nothing: the center has only the till's word
        odd.toml:14: 注意：排在 chip 之后，凭序列号已认出的卡不会再问到它 · it stands behind chip: a card that is known by its serial is never asked for it
        odd.toml:14: 注意：与前面的应用同一标识而代别不同：终端按先问到的认卡，请为 EV1 另用标识 · the identifier of an earlier application, and another generation: tills go by the first; give EV1 an identifier of its own
        证据：A 标准或真卡，B 两个以上来源，C 一个来源，D 我们的约定，待实卡验证 · evidence: A a standard or real cards, B two sources, C one, D our own choice
    "#]].assert_eq(&said);
    let (code, said) = ask(folder.path(), "--json card-profile check odd.toml", "");
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(code, 0);
    assert_eq!(json["applications"].as_array().unwrap().len(), 5);
    assert_eq!(json["applications"][0]["aid"], "A000000632010105");
    assert_eq!(json["warnings"].as_array().unwrap().len(), 4, "{json}");
    let (code, said) = ask(folder.path(), "card-profile check wrong.toml", "");
    assert!(code == 3 && said.contains("第 2 个应用") && said.contains("magnetic"), "{said}");
}

/// A till that asks gets the newest profile in a signed package of a new version, and only then a new one.
#[test]
fn every_package_carries_it() {
    let county = County::new();
    let till = county.till("canteen-1");
    let mut ledger = county.ledger();
    let terms = CardTerms::from(&Config::read(&county.folder.file("center.toml")).unwrap().cards);
    let terminal = ledger.terminal(till.id).unwrap().unwrap();
    let ask = |ledger: &mut ledger::Ledger| {
        let stored = package(ledger, &terminal, &terms, 1_721_000_000_000_000).unwrap().unwrap();
        let told = Parameters::open_verified(&stored.package, &center_key().verifying_key()).unwrap();
        (stored.version, told.card_profile)
    };
    assert_eq!(ask(&mut ledger), (1, String::new()));
    ledger.install_card_profile(MIXED, "运维", 5).unwrap();
    assert_eq!(ask(&mut ledger), (2, MIXED.to_owned()));
    assert_eq!(ask(&mut ledger), (2, MIXED.to_owned()));
}
