//! The commands: what they say, how they end, and that a refused one changes nothing.

use std::path::Path;

use expect_test::expect;

use crate::support::program::run;
use crate::support::{County, Folder, TARIFF, meddle};

/// Arguments, exit code and everything said.
fn told(folder: &Path, line: &str, input: &str) -> String {
    let arguments: Vec<&str> = line.split(' ').collect();
    let ran = run(folder, &arguments, input);
    format!("$ {line}\n{}{}= {}\n", ran.out, ran.err, ran.code)
}

#[test]
fn a_county_is_set_up_by_hand() {
    let folder = Folder::new();
    let here = folder.path();
    std::fs::write(folder.file("tariff.toml"), TARIFF).unwrap();
    std::fs::write(
        folder.file("holders.csv"),
        "card_no,birth,categories,rosters,resident\n03104770000000000001,1944-07-15,,free_lunch,1\n",
    )
    .unwrap();
    let mut all = String::new();
    for (line, input) in [
        ("init --county 330703 --name 示例县", ""),
        ("merchant add --id canteen-1 --name 一号食堂", ""),
        ("--json merchant add --id barber-1 --name 理发", ""),
        ("merchant list", ""),
        ("account add --login office --role operator", "correct horse\n"),
        ("account add --login cook --role merchant --merchant canteen-1", "correct horse\n"),
        ("tariff check tariff.toml", ""),
        ("officer add --name 王一 --role maker --out maker.key", "correct horse\n"),
        ("officer add --name 李二 --role checker --out checker.key", "battery staple\n"),
        ("tariff propose tariff.toml --key maker.key", "correct horse\n"),
        ("tariff approve 1 --key checker.key", "battery staple\n"),
        ("holders import holders.csv", ""),
        ("offers set --merchant canteen-1 --service meal_lunch --price 12.00 --mode fixed", ""),
        ("offers set --merchant barber-1 --service 7 --price 20 --mode keyed --from 08:00 --to 18:00", ""),
        ("supervisor set-code", "246810\n"),
        ("--json books check", ""),
        ("--json books totals --day 20240715", ""),
        ("--json terminal list", ""),
    ] {
        all += &told(here, line, input);
    }
    expect![[r#"
        $ init --county 330703 --name 示例县
        已建立 330703 示例县 的账本：books.db。其中含中心私钥，请妥善备份 · books made at books.db; they hold the center's key, back them up
        = 0
        $ merchant add --id canteen-1 --name 一号食堂
        已新增商户 canteen-1 一号食堂 · merchant added
        = 0
        $ --json merchant add --id barber-1 --name 理发
        {"merchant":"barber-1","name":"理发"}
        = 0
        $ merchant list
        barber-1 理发
        canteen-1 一号食堂
        = 0
        $ account add --login office --role operator
        已新增账户 office · account added
        = 0
        $ account add --login cook --role merchant --merchant canteen-1
        已新增账户 cook · account added
        = 0
        $ tariff check tariff.toml
        tariff.toml:45:10 提醒 · note: 有人既属 R (on_roster) 又属 A (age_60), B (age_70), C (age_80), D (age_90), E (age_100)：显示写在前面的 R · somebody can be R (on_roster) and also A (age_60), B (age_70), C (age_80), D (age_90), E (age_100): R stands first and is shown
            若本意如此，不必改；否则调换次序，或让人群不相交 · if that is meant, leave it; otherwise change the order, or keep the groups apart
        资费 lunch_demo 第 1 版可以发布，14 个例题全对 · fit for release, 14 examples hold
        = 0
        $ officer add --name 王一 --role maker --out maker.key
        已登记 1 号 王一（经办），密钥在 maker.key，请交本人保管 · maker registered, the key is in maker.key: its officer alone keeps it
        = 0
        $ officer add --name 李二 --role checker --out checker.key
        已登记 2 号 李二（复核），密钥在 checker.key，请交本人保管 · checker registered, the key is in checker.key: its officer alone keeps it
        = 0
        $ tariff propose tariff.toml --key maker.key
        资费第 1 版已提交，待另一人复核；拟自 2024-01-01 00:00:00 起施行 · proposed, another person must approve it
        = 0
        $ tariff approve 1 --key checker.key
        资费第 1 版已发布，自 2024-01-01 00:00:00 起施行，名单为第 1 版 · released, roster compiled
        = 0
        $ holders import holders.csv
        已导入 1 名持卡人，名单为第 2 版 · holders imported, roster compiled
        = 0
        $ offers set --merchant canteen-1 --service meal_lunch --price 12.00 --mode fixed
        canteen-1 00:00–24:00 售 meal_lunch 12.00 · offer set
        = 0
        $ offers set --merchant barber-1 --service 7 --price 20 --mode keyed --from 08:00 --to 18:00
        barber-1 08:00–18:00 售 7 20.00 · offer set
        = 0
        $ supervisor set-code
        已设定值班员码，终端下次取参数时生效 · code set; tills learn it with their next package
        = 0
        $ --json books check
        {"batches":0,"faults":0,"postings":0,"records":0,"terminals":0}
        = 0
        $ --json books totals --day 20240715
        {"accounts":{},"day":20240715,"sales":[]}
        = 0
        $ --json terminal list
        []
        = 0
    "#]].assert_eq(&all);
    let invited =
        run(here, &["--json", "terminal", "invite", "--merchant", "canteen-1", "--point", "一号"], "");
    assert!(invited.out.contains("33070300000001"), "{}", invited.out);
}

#[test]
fn what_is_wrong_is_named_and_ends_differently() {
    if crate::server().is_some() {
        // Of files, and what is in them byte by byte.
        return;
    }
    let county = County::new();
    let here = county.folder.path();
    let write = |name: &str, text: &[u8]| std::fs::write(county.folder.file(name), text).unwrap();
    write("bad.toml", &TARIFF.replace("schema", "skema").into_bytes());
    write("noise.bin", &[0xFF, 0xFE, 0x00, 0x0A, 0xC3]);
    write("bad.csv", b"card_no,birth,categories,rosters,resident\n3104770000000000001,1944-13-01,,,1\n");
    write("cases.jsonl", b"{\"id\":1}\nnot json\n");
    write("stop.txt", b"3104770000000000001\n12\n");
    write("bad-center.toml", b"listen = \"nowhere\"\n");
    write("no-keys.toml", b"listen = \"127.0.0.1:0\"\nbooks = \"books.db\"\n[cards]\nkey_custody = \"psam\"\ntac_keys = \"center.toml\"\n");
    write("garbage.db", "no database at all ".repeat(100).as_bytes());
    let before = std::fs::read(county.books()).unwrap();
    let mut all = String::new();
    for (line, input) in [
        ("", ""),
        ("init --county 12 --name x", ""),
        ("init --county 330703 --name x", ""),
        ("--books none.db merchant list", ""),
        ("--books garbage.db merchant list", ""),
        ("merchant add --id Canteen --name x", ""),
        ("merchant add --id canteen-1 --name x", ""),
        ("account add --login a --role merchant --merchant nobody", "long enough\n"),
        ("account add --login a --role operator", "short\n"),
        ("account add --login a --role operator", ""),
        ("account add --login a --role operator --merchant canteen-1", "long enough\n"),
        ("terminal invite --merchant nobody --point x", ""),
        ("terminal revoke 33070300000009 --reason x", ""),
        ("terminal revoke nine --reason x", ""),
        ("tariff check none.toml", ""),
        ("tariff check noise.bin", ""),
        ("tariff check bad.toml", ""),
        ("tariff propose bad.toml --key center.toml", "long enough\n"),
        ("holders import bad.csv", ""),
        ("stoplist import stop.txt", ""),
        ("offers set --merchant canteen-1 --service nothing --price 1 --mode fixed", ""),
        ("offers set --merchant canteen-1 --service 2 --price 1.234 --mode fixed", ""),
        ("offers set --merchant canteen-1 --service 2 --price -1 --mode fixed", ""),
        ("offers set --merchant canteen-1 --service 2 --price 1 --mode fixed --from 12:00 --to 11:00", ""),
        ("supervisor set-code", "abc\n"),
        ("books totals --day 20240230", ""),
        ("serve --config bad-center.toml", ""),
        ("serve --config no-keys.toml", ""),
        ("serve --config none.toml", ""),
    ] {
        let one = told(here, line, input);
        // The usage of a command is clap's to word.
        let ended = one.rsplit_once("= ").unwrap().1;
        all += &if ended == "2\n" { format!("$ {line}\n= 2\n") } else { one };
    }
    expect![[r#"
        $ 
        = 2
        $ init --county 12 --name x
        = 2
        $ init --county 330703 --name x
        账本已存在：books.db。未改动；请换一个文件名 · books already exist at books.db; nothing was changed; choose another file
        = 6
        $ --books none.db merchant list
        账本不存在：none.db。未改动任何内容；请先运行 county-center init · no books at none.db; nothing was changed; run county-center init first
        = 5
        $ --books garbage.db merchant list
        账本内容损坏：file is not a database。请停止使用并从备份核对 · the books hold a value we never wrote: file is not a database; stop and compare with the backup
        = 5
        $ merchant add --id Canteen --name x
        = 2
        $ merchant add --id canteen-1 --name x
        商户 canteen-1 已存在，未改动 · merchant canteen-1 exists already, nothing was changed
        = 6
        $ account add --login a --role merchant --merchant nobody
        没有商户 nobody，未改动 · there is no merchant nobody, nothing was changed
        = 6
        $ account add --login a --role operator
        密码至少 8 位，未改动 · the password needs at least 8 characters, nothing was changed
        = 3
        $ account add --login a --role operator
        密码 · password：请从标准输入给出一行 · give it as one line on standard input
        = 3
        $ account add --login a --role operator --merchant canteen-1
        --merchant 与 --role merchant 必须同时出现，未改动 · --merchant goes with --role merchant, nothing was changed
        = 6
        $ terminal invite --merchant nobody --point x
        没有商户 nobody，未改动 · there is no merchant nobody, nothing was changed
        = 6
        $ terminal revoke 33070300000009 --reason x
        没有终端 33070300000009，未改动 · there is no terminal 33070300000009, nothing was changed
        = 6
        $ terminal revoke nine --reason x
        = 2
        $ tariff check none.toml
        none.toml：无法读取（No such file or directory (os error 2)），请检查文件名和权限 · cannot be read, check name and permissions
        = 3
        $ tariff check noise.bin
        noise.bin:1: 不是 UTF-8，请另存为 UTF-8 · not UTF-8, save the file as UTF-8
        = 3
        $ tariff check bad.toml
        bad.toml:1:1 这不是本程序能读的资费语言版本 · this is not a version of the tariff language that can be read here
            首行写 schema = "lovecard-tariff/1" · write schema = "lovecard-tariff/1" on the first line
        = 4
        $ tariff propose bad.toml --key center.toml
        center.toml：不是完好的密钥文件，请用 officer add 生成的文件 · not a sound key file; use the one officer add wrote
        = 3
        $ holders import bad.csv
        bad.csv:2: birth 应写成 1944-07-15 · write birth as 1944-07-15
        = 3
        $ stoplist import stop.txt
        stop.txt:2: 卡号应为 19 或 20 位数字 · a card number has 19 or 20 digits
        = 3
        $ offers set --merchant canteen-1 --service nothing --price 1 --mode fixed
        资费中没有服务 "nothing"，可用：meal_lunch, haircut · no such service in the tariff
        = 3
        $ offers set --merchant canteen-1 --service 2 --price 1.234 --mode fixed
        = 2
        $ offers set --merchant canteen-1 --service 2 --price -1 --mode fixed
        = 2
        $ offers set --merchant canteen-1 --service 2 --price 1 --mode fixed --from 12:00 --to 11:00
        价格不能为负，开始须早于结束，未改动 · no negative price, from before to; nothing was changed
        = 3
        $ supervisor set-code
        值班员码应为 4–12 位数字，未改动 · the code has 4 to 12 digits, nothing was changed
        = 3
        $ books totals --day 20240230
        = 2
        $ serve --config bad-center.toml
        bad-center.toml:1: invalid socket address syntax。请对照 README 修改这一行 · mend this line, see the README
        = 3
        $ serve --config no-keys.toml
        center.toml:1：应含 {"mtk": "32 位十六进制"}，有 SM4 卡时另含 mtk_sm4，有 DESFire 卡时另含 tmk · must hold mtk as 32 hex digits, mtk_sm4 too where there are SM4 cards, tmk where there are DESFire cards
        = 3
        $ serve --config none.toml
        none.toml：无法读取（No such file or directory (os error 2)），请检查文件名和权限 · cannot be read, check name and permissions
        = 3
    "#]].assert_eq(&all);
    assert_eq!(std::fs::read(county.books()).unwrap(), before);
}

#[test]
fn quotes_answer_line_by_line() {
    let folder = Folder::new();
    std::fs::write(folder.file("tariff.toml"), TARIFF).unwrap();
    let case = r#"{"id":"a","service":"meal_lunch","price":"12.00","at":"2024-07-15T12:00","birth":"1944-07-15","categories":[],"rosters":[]}"#;
    std::fs::write(folder.file("cases.jsonl"), format!("{case}\n\n{case}\n")).unwrap();
    let ran = run(folder.path(), &["tariff", "quote", "tariff.toml", "--cases", "cases.jsonl"], "");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!((lines.len(), lines[0]), (2, lines[1]));
    serde_json::from_str::<serde_json::Value>(lines[0]).unwrap();

    std::fs::write(folder.file("cases.jsonl"), format!("{case}\nnot json\n")).unwrap();
    let ran = run(folder.path(), &["tariff", "quote", "tariff.toml", "--cases", "cases.jsonl"], "");
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(ran.err.starts_with("cases.jsonl:2: "), "{}", ran.err);
}

#[test]
fn books_that_were_touched_are_found_out() {
    use crate::support::{Card, http};
    let county = County::new();
    let mut till = county.till("canteen-1");
    till.sell(&mut Card::new(1), 2, 1200);
    till.sell(&mut Card::new(2), 2, 1200);
    let (center, writer) = county.center();
    http::put(&center, &till.path(1), till.seal_all());
    drop(center);
    writer.join();
    let check = || told(county.folder.path(), "books check", "");
    let mut all = check();
    let touch = |sql: &str| meddle(&county, sql);
    for (touched, mended) in [
        (
            "UPDATE posting SET amount = amount + 1 WHERE line = 1",
            "UPDATE posting SET amount = amount - 1 WHERE line = 1",
        ),
        (
            "UPDATE tx SET counter = 7, card_no = '03104770000000000001', status = 'adjusted'",
            "UPDATE tx SET status = 'good'",
        ),
        ("UPDATE batch SET body = hash", ""),
    ] {
        touch(touched);
        all += &check();
        touch(mended);
    }
    expect![[r#"
        $ books check
        账本完整：终端 1，批次 1，记录 2，分录 5，借贷相抵为 0.00 · the books are whole
        = 0
        $ books check
        batch 33070300000001/1：整批分录之和不为零（1） · the postings of the batch do not sum to zero (1)
        账本不完整，未改动；请停止付款并联系维护人员 · the books are not whole; stop payments, call maintenance
        = 4
        $ books check
        card ****0001 counter 7：同一卡计数器入账多次（2） · one card counter is paid more than once (2)
        turnover canteen-1 20240715 adjusted：营业额与已入账销售不符（-2400） · the turnover is not what was sold (-2400)
        turnover canteen-1 20240715 good：营业额与已入账销售不符（2400） · the turnover is not what was sold (2400)
        turnover canteen-1 20240715 adjusted：营业额笔数与已入账销售不符（-2） · the turnover counts other sales than were sold (-2)
        turnover canteen-1 20240715 good：营业额笔数与已入账销售不符（2） · the turnover counts other sales than were sold (2)
        账本不完整，未改动；请停止付款并联系维护人员 · the books are not whole; stop payments, call maintenance
        = 4
        $ books check
        终端 33070300000001 批次 1：批次无法读取 · unreadable batch: 不是 v1 批次文件 · not a batch of version 1
        终端 33070300000001：游标与批次不符 · the cursor is not where the batches end
        card ****0001 counter 7：同一卡计数器入账多次（2） · one card counter is paid more than once (2)
        merchant canteen-1 20240715：上传 0 笔 0.00，与确认、调整、待核、拒付之和不符 · 0 records of 0.00 were uploaded; confirmed, adjusted, waiting and refused do not add up to them
        账本不完整，未改动；请停止付款并联系维护人员 · the books are not whole; stop payments, call maintenance
        = 4
    "#]].assert_eq(&all);
}
