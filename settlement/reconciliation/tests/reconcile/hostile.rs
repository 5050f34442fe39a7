//! Files that are not what they should be: refused with the number of the line, or read whole.

use proptest::prelude::{ProptestConfig, any, prop, proptest};

use crate::support::{HEAD, PLAIN, Pace, RECORDS, all, reconcile, reconcile_by};

const GOOD: &str =
    "terminal,seq,merchant,fen,state\n17,1,m1,500,paid\n17,2,食堂,600,paid\n17,3,m1,700,paid\n";

#[test]
fn a_wrong_file_is_refused_with_its_line() {
    let doubled = GOOD.to_owned() + GOOD;
    let long = GOOD.to_owned() + &"9".repeat(70_000);
    let edit = |from: &str, to: &str| {
        assert!(GOOD.contains(from));
        GOOD.replacen(from, to, 1)
    };
    for (file, told) in [
        (String::new(), "没有数据行"),
        (HEAD.to_owned(), "没有数据行"),
        ("terminal,seq,merchant,fen,state".to_owned(), "没有数据行"),
        (edit("fen,", "amount,"), "第 1 行：表头里应有且只有一列 \"fen\""),
        (edit("merchant,", "fen,"), "第 1 行：表头里应有且只有一列"),
        (edit("700,paid\n", "700,paid"), "第 4 行没有行尾"),
        (edit("700,paid\n", "7"), "第 4 行没有行尾"),
        (doubled, "第 5 行：又是表头"),
        (edit("17,2,食堂,600,paid", "17,2,食堂,600"), "第 3 行：应有 5 列，实有 4 列"),
        (edit("17,2,食堂,600,paid", "17,2,食堂,600,paid,"), "第 3 行：应有 5 列，实有 6 列"),
        (edit("600", "100000000000"), "第 3 行：金额"),
        (edit("600", "99999999999999999999999999999999999999999999"), "第 3 行：金额"),
        (edit("600", "6.00"), "第 3 行：金额"),
        (edit("600", "6e2"), "第 3 行：金额"),
        (edit("600", "--6"), "第 3 行：金额"),
        (edit("600", ""), "第 3 行：金额"),
        (edit("600", "６００"), "第 3 行：金额"),
        (edit(",2,", ",0000000000000000000000002,"), "第 3 行：键的第二个号"),
        (edit(",2,", ",x,"), "第 3 行：键的第二个号"),
        (edit(",2,", ",,"), "第 3 行：键的第二个号"),
        (edit("17,2", "-17,2"), "第 3 行：键的第一个号"),
        (edit("食堂", "\"食堂"), "第 3 行：引号不成对"),
        (edit("食堂", "食\0堂"), "第 3 行：商户"),
        (edit("食堂", "食\r堂"), "第 3 行：商户"),
        (long, "第 5 行太长"),
        (edit("17,2", &"1".repeat(70_000)), "第 3 行太长"),
    ] {
        let error = reconcile(RECORDS, &file, GOOD).unwrap_err().to_string();
        assert!(error.contains(told) && error.contains("未对账"), "{error}");
        assert!(error.contains(" · "), "{error}");
        let other = reconcile(RECORDS, GOOD, &file).unwrap_err().to_string();
        assert_eq!(other, error, "the same on the other side");
    }
}

#[test]
fn letters_that_are_no_utf_8_are_refused() {
    let mut file = GOOD.as_bytes().to_vec();
    let place = file.windows(3).position(|window| window == "食".as_bytes()).unwrap();
    file[place] = 0xFF;
    let map = reconciliation::ColumnMap::read(RECORDS).unwrap();
    let error = crate::support::load(&map, true, &file, None, None, PLAIN).err().unwrap();
    assert!(error.to_string().contains("第 3 行"), "{error}");
}

#[test]
fn what_spreadsheets_do_to_a_file_loses_nothing() {
    for file in [
        GOOD.replace('\n', "\r\n"),
        "\u{feff}".to_owned() + GOOD,
        "\u{feff}".to_owned() + &GOOD.replace('\n', "\r\n"),
        GOOD.replace("食堂", "\"食堂\"").replace("17,3", "\"17\",\"3\""),
        GOOD.replace("17,", "=\"17\",").replace("terminal", "\"terminal\""),
        GOOD.replace("17,3", " 17 ,\t3").replace("600", "'600"),
        GOOD.replace("17,2", "\n17,2") + "\n\r\n",
    ] {
        let report = reconcile(RECORDS, GOOD, &file).unwrap();
        assert_eq!((report.matched.count, report.found()), (3, 0), "{file}: {}", all(&report));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any bytes are read or refused, in blocks of any size alike, and nothing panics.
    #[test]
    fn no_bytes_are_too_strange(
        bytes in prop::collection::vec(prop::sample::select(b"17,,\n\n\r\"= '.-9m\xE9\0".to_vec()), 0..200),
        block in 1_usize..64,
        seed in any::<[u64; 2]>(),
    ) {
        let file = [HEAD.as_bytes(), &bytes].concat();
        let map = reconciliation::ColumnMap::read(RECORDS).unwrap();
        let told = |pace| crate::support::load(&map, true, &file, None, None, pace).map(|_| ());
        assert_eq!(told(Pace { seed, block, workers: 1 }), told(PLAIN));
    }

    /// One byte changed anywhere: the file is refused, or what differs is told.
    #[test]
    fn no_changed_byte_goes_unnoticed(place in HEAD.len()..GOOD.len(), byte in any::<u8>()) {
        let mut file = GOOD.as_bytes().to_vec();
        file[place] = byte;
        if let Ok(file) = String::from_utf8(file) && file != GOOD {
            let Ok(report) = reconcile_by(RECORDS, GOOD, &file, None, PLAIN) else { return Ok(()) };
            // Zeros in front, blanks and quotes around a cell say the same.
            let same = crate::hostile::cells(&file) == crate::hostile::cells(GOOD);
            assert_eq!(report.found() > 0, !same, "{file}: {}", all(&report));
        }
    }
}

fn cells(file: &str) -> Vec<String> {
    let plain = |cell: &str| cell.trim().trim_start_matches(['0', '\'']).to_owned();
    file.lines().flat_map(|line| line.split(',')).map(plain).collect()
}
