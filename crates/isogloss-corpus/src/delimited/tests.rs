use super::field::After;
use super::*;
use proptest::prelude::*;
use std::path::Path;

const LIMIT: usize = 1 << 20;

fn dialect(head: &[u8]) -> Option<Dialect> {
    sniff(head, None, None, None).expect("nothing was asked for")
}

/// The whole table, in cuts of at least so many bytes.
fn read(bytes: &[u8], dialect: &Dialect, at_least: usize) -> (Vec<Record<'static>>, Decoded) {
    let mut framer = Framer::new(dialect, LIMIT);
    let mut rest = &bytes[dialect.start..];
    let (mut found, mut all) = (Vec::new(), Decoded::default());
    loop {
        let line = framer.line();
        let offset = bytes.len() - rest.len();
        let Some(end) = framer.cut(rest, at_least, true).expect("it can be cut") else { return (found, all) };
        let decoded = records(&rest[..end], dialect, line, |record| {
            found.push(Record {
                text: record.text.into_owned().into(),
                unit: record.unit.map(|unit| unit.into_owned().into()),
                language: record.language.map(|language| language.into_owned().into()),
                offset: offset + record.offset,
                ..record
            });
        });
        all.records += decoded.records;
        all.blank += decoded.blank;
        all.invalid_utf8 += decoded.invalid_utf8;
        all.malformed += decoded.malformed;
        all.malformed_lines.extend(decoded.malformed_lines);
        rest = &rest[end..];
    }
}

fn texts(bytes: &[u8], dialect: &Dialect) -> Vec<String> {
    read(bytes, dialect, 0).0.into_iter().map(|record| record.text.into_owned()).collect()
}

/// FNV-1a over values that end with the byte ff each.
fn hash<'a>(values: impl Iterator<Item = &'a str>) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    values.flat_map(|value| value.bytes().chain([0xff])).fold(0xcbf2_9ce4_8422_2325, step)
}

#[test]
fn a_table_with_every_kind_of_field() {
    let table = b"id,text,User,lang,retweet\r\n\
        1,plain,ann,en,0\r\n\
        \r\n\
        2,\"quoted, with \"\"quotes\"\" and\r\ntwo lines\",bob,English,1\r\n\
        3,a \"stray\" quote,,,\r\n\
        4,\"\",cid,und,maybe\r\n\
        5,\"after\" the quote,dan,de,true\r\n\
        6,too few\r\n\
        7,too,many,of,0,them\r\n\
        8,surplus,eve,fr,no,,\r\n\
        9,caf\xe9,fay,,";
    assert_eq!(dialect(table), None, "not all of the first records look alike");
    let dialect =
        sniff(table, None, None, Some(Forced::Csv)).expect("the text is there").expect("it is forced");
    assert!(dialect.header() && dialect.quoted() && !dialect.guarded);
    assert_eq!(
        (dialect.delimiter(), dialect.fields, dialect.text, dialect.unit),
        (b',', Some(5), 1, Some(2))
    );
    assert_eq!((dialect.start, dialect.start_line), (27, 2));
    let (found, decoded) = read(table, &dialect, 0);
    let rows: Vec<_> = found
        .iter()
        .map(|r| (r.line, r.text.as_ref(), r.unit.as_deref(), r.language.as_deref(), r.retweet))
        .collect();
    assert_eq!(
        rows,
        [
            (2, "plain", Some("ann"), Some("en"), Some(false)),
            (4, "quoted, with \"quotes\" and\r\ntwo lines", Some("bob"), Some("English"), Some(true)),
            (6, "a \"stray\" quote", None, None, None),
            (7, "", Some("cid"), Some("und"), None),
            (8, "after the quote", Some("dan"), Some("de"), Some(true)),
            (11, "surplus", Some("eve"), Some("fr"), Some(false)),
            (12, "caf\u{fffd}", Some("fay"), None, None),
        ]
    );
    let expected =
        Decoded { records: 7, blank: 1, invalid_utf8: 1, malformed: 2, malformed_lines: vec![9, 10] };
    assert_eq!(decoded, expected);
    for record in &found {
        let mut again = Vec::new();
        let mut framer = Framer::new(&dialect, LIMIT);
        framer.restart(record.line);
        let end = framer.cut(&table[record.offset..], 0, true).expect("it can be cut").unwrap_or(0);
        records(&table[record.offset..][..end], &dialect, record.line, |record| again.push(record.text));
        assert_eq!(again, [record.text.as_ref()]);
    }
}

#[test]
fn texts_are_borrowed_where_they_can_be() {
    let table = b"text,user\n\"quoted\",a\nplain,b\n\"dou\"\"bled\",c\n";
    let dialect = dialect(table).expect("it is a table");
    let mut borrowed = Vec::new();
    records(&table[dialect.start..], &dialect, 2, |record| {
        borrowed.push(matches!(record.text, std::borrow::Cow::Borrowed(_)));
    });
    assert_eq!(borrowed, [true, true, false]);
}

#[test]
fn delimiters_columns_and_ends_of_lines_are_told_by_the_head() {
    let cases: [(&[u8], u8, usize, Option<usize>); 8] = [
        (b"id;text;user\n1;a, b, c;x\n2;d;y\n", b';', 1, Some(2)),
        (b"id\ttext\tuser\n1\ta, b; c\tx\n", b'\t', 1, Some(2)),
        (b"text,full_text,name\na,b,c\n", b',', 1, Some(2)),
        (b"Tweet ,TEXT\na,b\n", b',', 1, None),
        (b"\"id\",\"content\"\n\"1\",\"a\"\n", b',', 1, None),
        (b"user.name,text\nann,a\n", b',', 1, Some(0)),
        (b"\n\nid,body\n1,a\n", b',', 1, None),
        (b"id,message\r1,a\r2,b\r", b',', 1, None),
    ];
    for (head, delimiter, text, unit) in cases {
        let shown = String::from_utf8_lossy(head);
        let dialect = dialect(head).unwrap_or_else(|| panic!("{shown}"));
        assert_eq!((dialect.delimiter(), dialect.text, dialect.unit), (delimiter, text, unit), "{shown}");
        assert!(!texts(head, &dialect).is_empty(), "{shown}");
    }
    let returns = b"id,message\r1,a\r2,b\r\r3,\"c\rd\"";
    let dialect = dialect(returns).expect("it is a table");
    assert_eq!(texts(returns, &dialect), ["a", "b", "c\rd"]);
    assert_eq!(dialect.start_line, 2);
}

#[test]
fn plain_text_is_no_table() {
    for text in [
        "",
        "\n\n",
        "text",
        "text,user",
        "text,user\n",
        "text\nhello\nworld\n",
        "Text, body and message\nfollow here\n",
        "Dear user,text\nHello, world, again\nbye\n",
        "hello, world\nhow, are\nyou, all\n",
        "{\"text\": \"a\", \"user\": \"b\"}\n{\"text\": \"c\", \"user\": \"d\"}\n",
        "\"text,user\nhello,\nwe\n",
        "0,1,2,3,4,5\n",
        "\"1\",\"1\",\"date\",\"query\",\"user\",\"text\"\n",
        "id,count\n1,2\n",
    ] {
        assert_eq!(dialect(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn twenty_records_must_look_alike_unless_the_kind_is_given() {
    let alike = |records: usize| {
        format!("id,text\n{}one,too,many\n{}", "1,a\n".repeat(records), "1,a\n".repeat(30)).into_bytes()
    };
    assert_eq!(dialect(&alike(19)), None);
    assert!(dialect(&alike(20)).is_some());
    let forced =
        sniff(&alike(1), None, None, Some(Forced::Csv)).expect("it is forced").expect("it is forced");
    assert_eq!(read(&alike(1), &forced, 0).1.malformed_lines, [3]);
    // The head may stop in the middle of a record.
    assert!(dialect(b"id,text,user\n1,a,b\n2,a").is_some());
    assert!(dialect(b"id,text,user\n1,a,b\n2,\"a,").is_some());
}

#[test]
fn columns_that_are_asked_for() {
    let head = b"id,text,user,who\n1,a,b,c\n";
    let columns = |text, unit| sniff(head, text, unit, None).map(|found| found.map(|d| (d.text, d.unit)));
    assert_eq!(columns(Some("WHO"), None), Ok(Some((3, Some(2)))));
    assert_eq!(columns(Some("user"), None), Ok(Some((2, None))));
    assert_eq!(columns(None, Some("who")), Ok(Some((1, Some(3)))));
    assert_eq!(columns(None, Some("4")), Ok(Some((1, Some(3)))));
    let error = columns(Some("tweet"), None).expect_err("it is not there").to_string();
    assert_eq!(error, "there is no column `tweet`; its columns are: id, text, user, who");
    assert!(columns(None, Some("x")).is_err());
    // No table, whatever is asked for; and one column, for who asks for it.
    assert_eq!(sniff(b"one line\nand another\n", Some("text"), None, None), Ok(None));
    let one = b"Text\nhello, world\n\"a\nb\"\n";
    let found = sniff(one, Some("text"), None, None).expect("it is there").expect("it is a table");
    assert_eq!(texts(one, &found).len(), 2 + usize::from(!found.quoted()));
}

#[test]
fn a_number_says_that_there_is_no_header() {
    let table = b"text\tb\tc\nd\te\tf\n";
    let found = sniff(table, Some("3"), Some("1"), None).expect("it is there").expect("it is a table");
    assert_eq!((found.header(), found.start, found.fields), (false, 0, Some(3)));
    let (rows, _) = read(table, &found, 0);
    assert_eq!((rows[0].text.as_ref(), rows[1].unit.as_deref()), ("c", Some("d")));
    let error = sniff(table, Some("4"), None, None).expect_err("it is not there").to_string();
    assert_eq!(error, "there is no column 4; its first record has 3 fields, counted from 1");
    assert!(sniff(table, Some("1"), Some("name"), None).is_err());
    assert_eq!(sniff(b"one line\nand another\n", Some("2"), None, None), Ok(None));
    // Records of all lengths, once it is said that they are records.
    let ragged = b"a\tb\nc\td\te\nf\ng\th\n";
    let found = sniff(ragged, Some("2"), None, Some(Forced::Tsv)).expect("it is there").expect("forced");
    assert_eq!(texts(ragged, &found), ["b", "d", "h"]);
    assert_eq!(read(ragged, &found, 0).1.malformed_lines, [3]);
}

#[test]
fn forced_tables_need_a_text_column() {
    let error = sniff(b"id,count\n1,2\n", None, None, Some(Forced::Csv)).expect_err("no text").to_string();
    assert!(error.ends_with("choose one of its columns: id, count"), "{error}");
    assert!(sniff(b"", None, None, Some(Forced::Tsv)).is_err());
    let one = sniff(b"text\na\n", None, None, Some(Forced::Csv)).expect("it is there").expect("forced");
    assert_eq!(texts(b"text\na\n", &one), ["a"]);
    let odd = sniff(b"a\x1b[31m,b\n", None, None, Some(Forced::Csv)).expect_err("no text").to_string();
    assert!(odd.contains("a\\u{1b}[31m, b"), "{odd}");
    let many = vec!["x"; 100].join(",");
    let many = sniff(many.as_bytes(), None, None, Some(Forced::Csv)).expect_err("no text").to_string();
    assert!(many.ends_with("x, and 60 more"), "{many}");
}

#[test]
fn quotes_between_tabs_are_characters_unless_used_for_quoting() {
    let plain = b"id\ttext\n1\t\"open\n2\t\"a\" b\n3\t\"all\"\n";
    let found = dialect(plain).expect("it is a table");
    assert!(!found.quoted());
    assert_eq!(texts(plain, &found), ["\"open", "\"a\" b", "\"all\""]);
    let quoted = b"id\ttext\n1\t\"a\tb\"\n2\tc\n3\t\"d\ne\"\n";
    let found = dialect(quoted).expect("it is a table");
    assert!(found.quoted());
    assert_eq!(texts(quoted, &found), ["a\tb", "c", "d\ne"]);
    assert!(dialect(b"\"id\"\t\"text\"\n1\t\"a\"\n").is_some_and(|found| found.quoted()));
    assert!(dialect(b"id\ttext\n1\t\"say \"\"a\"\"\"\n").is_some_and(|found| found.quoted()));
    assert!(dialect(b"id\ttext\n1\t\"a\"\n").is_some_and(|found| !found.quoted()));
}

#[test]
fn quotes_against_spreadsheets_are_removed_where_they_are_a_habit() {
    let habit = b"id,text\n1,'@ann hi'\n2,'@bob it's you'\n3,'@'\n4,\"'@cid a, b'\"\n5,'tis\n6,'quoted'\n";
    let found = dialect(habit).expect("it is a table");
    assert!(found.guarded);
    assert_eq!(texts(habit, &found), ["@ann hi", "@bob it's you", "@", "@cid a, b", "'tis", "'quoted'"]);
    let two = b"id,text\n1,'@ann hi'\n2,'@bob it is you'\n";
    assert!(dialect(two).is_some_and(|found| !found.guarded));
    let open = b"id,text\n1,'@ann hi'\n2,'@bob it is you'\n3,'@cid a'\n4,'@dan\n";
    assert!(dialect(open).is_some_and(|found| !found.guarded));
}

#[test]
fn languages_by_code_and_by_name() {
    for value in ["en", "EN", "en-GB", "en_US", "English", " english "] {
        assert_eq!((names_language(value, "en"), names_language(value, "de")), (Some(true), Some(false)));
    }
    for (value, code) in
        [("Farsi (Persian)", "fa"), ("in", "id"), ("iw", "he"), ("nb-NO", "no"), ("Pushto", "ps")]
    {
        assert_eq!(names_language(value, code), Some(true), "{value}");
    }
    for value in ["", "und", "qme", "LANGUAGE UNDEFINED", "?"] {
        assert_eq!(names_language(value, "en"), None, "{value}");
    }
}

#[test]
fn records_that_never_end_are_named() {
    let mut table = b"id,text\n1,\"a\nb\"\n2,c\n3,\"open\n".to_vec();
    let dialect = dialect(b"id,text\n1,a\n").expect("it is a table");
    let cut = |bytes: &[u8], limit: usize| {
        let mut framer = Framer::new(&dialect, limit);
        let mut rest = &bytes[dialect.start..];
        while let Some(end) = framer.cut(rest, 0, true)? {
            rest = &rest[end..];
        }
        Ok(framer.line())
    };
    assert_eq!(cut(&table, LIMIT), Err(TableError::UnclosedQuote { line: 5 }));
    table.extend([b'x'; 200]);
    assert_eq!(cut(&table, 100), Err(TableError::UnclosedQuote { line: 5 }));
    table.push(b'"');
    assert_eq!(cut(&table, LIMIT), Ok(6));
    assert_eq!(cut(&table, 100), Err(TableError::RecordTooLong { line: 5, limit: 100 }));
    let long = [b"id,text\n1,a\n2,".as_slice(), &[b'x'; 200]].concat();
    assert_eq!(cut(&long, 100), Err(TableError::RecordTooLong { line: 3, limit: 100 }));
}

/// The folder with real data beside the checkout.
fn data() -> Option<std::path::PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if data.join("samples").is_dir() {
        return Some(data);
    }
    let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!ci, "{} must be there when CI=true", data.display());
    eprintln!("SKIPPED: {} is not there", data.display());
    None
}

/// Records, then hashes of texts and units (in `guarded` files texts without their outer quotes), as Python's csv module
/// reads them.
#[test]
fn real_tables_read_as_pythons_csv_module_reads_them() {
    let Some(data) = data() else { return };
    let cases: [(&str, usize, u64, Option<u64>); 5] = [
        ("samples/airline_tweets_sample.csv", 980, 0xd754_4648_ee20_c8aa, Some(0x92e8_43ad_03ca_c1a9)),
        ("samples/russian_troll_csv_sample.csv", 1000, 0xb78d_2b96_cc92_5aac, Some(0xe07a_327a_81d4_0f15)),
        ("samples/twitter_raw_sample.csv", 1000, 0x5273_594e_d917_c57f, Some(0x9af2_6c61_ac27_95f6)),
        ("eval/airline_tweets.csv", 14_640, 0xd402_4bb2_5b24_a3f3, Some(0x3169_6357_ec6f_7749)),
        ("eval/davidson_hate_offensive_labeled_data.csv", 24_783, 0xa2b_ad59_e1ca_a17d, None),
    ];
    for (name, count, text_hash, unit_hash) in cases {
        let bytes = std::fs::read(data.join(name)).expect("the file is there");
        let dialect = dialect(&bytes[..bytes.len().min(64 << 10)]).unwrap_or_else(|| panic!("{name}"));
        let (found, decoded) = read(&bytes, &dialect, 100_000);
        assert_eq!(decoded, Decoded { records: count as u64, ..Decoded::default() }, "{name}");
        assert_eq!(hash(found.iter().map(|record| record.text.as_ref())), text_hash, "{name}");
        let units =
            dialect.unit.map(|_| hash(found.iter().map(|record| record.unit.as_deref().unwrap_or_default())));
        assert_eq!(units, unit_hash, "{name}");
        if name.contains("troll") {
            let english = |record: &&Record<'_>| names_language(record.language.as_deref()?, "en");
            assert_eq!(found.iter().filter(|record| english(record) == Some(true)).count(), 966);
            assert_eq!(found.iter().filter(|record| english(record).is_none()).count(), 0);
            assert_eq!(found.iter().filter(|record| record.retweet == Some(true)).count(), 14);
        }
    }
}

#[test]
fn real_text_is_no_table() {
    let Some(data) = data() else { return };
    for name in [
        "samples/grailbird_2012_05.js",
        "samples/twitter_archive_raw_sample.jsonl",
        "samples/twitter_raw_sample.jsonl",
        "samples/wikiextractor_wiki_00",
        "eval/questions-words.txt",
        "eval/word_polarity_huliu.tsv",
        "eval/EN-WS-353-ALL.txt",
        "eval/tweeteval/irony/train_text.txt",
        "eval/tweeteval/emoji/train_text.txt",
    ] {
        let bytes = std::fs::read(data.join(name)).expect("the file is there");
        assert_eq!(dialect(&bytes[..bytes.len().min(64 << 10)]), None, "{name}");
    }
}

/// Every field of every record, as our rules cut them.
fn fields(bytes: &[u8], syntax: Syntax) -> Vec<Vec<Vec<u8>>> {
    let (mut at, mut records, mut fields) = (0, Vec::new(), Vec::new());
    while at < bytes.len() {
        match syntax.blank(&bytes[at..]) {
            0 => {
                at = syntax.record(bytes, at, &mut fields).0;
                records.push(fields.iter().map(|field| field.bytes().into_owned()).collect());
            }
            blank => at += blank,
        }
    }
    records
}

/// The same by the csv crate.
fn reference(bytes: &[u8], syntax: Syntax, terminator: csv::Terminator) -> Vec<Vec<Vec<u8>>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(syntax.delimiter)
        .quoting(syntax.quoted)
        .terminator(terminator)
        .from_reader(bytes);
    let record = |record: csv::ByteRecord| record.iter().map(<[u8]>::to_vec).collect();
    reader.byte_records().map(|found| record(found.expect("memory can be read"))).collect()
}

fn arbitrary(alphabet: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(alphabet), 0..120)
}

proptest! {
    #[test]
    fn fields_are_those_of_the_csv_crate(bytes in arbitrary(b"a,;\t\"\"\nb"), which in 0usize..3, quoted: bool) {
        let syntax = Syntax { delimiter: b",;\t"[which], terminator: b'\n', quoted };
        prop_assert_eq!(fields(&bytes, syntax), reference(&bytes, syntax, csv::Terminator::Any(b'\n')));
    }

    #[test]
    fn written_tables_come_back(
        rows in prop::collection::vec(("[a-z,;\t\"\r\né' @]{0,12}", "[a-z,;\t\"\n]{0,8}"), 1..30),
        which in 0usize..3,
        crlf: bool,
        always: bool,
    ) {
        let delimiter = b",;\t"[which];
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
            .quote_style(if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary })
            .from_writer(Vec::new());
        writer.write_record(["id", "text", "user"]).expect("memory");
        for (text, unit) in &rows {
            writer.write_record(["1", text.as_str(), unit.as_str()]).expect("memory");
        }
        let bytes = writer.into_inner().expect("memory");
        let forced = if delimiter == b'\t' { Forced::Tsv } else { Forced::Csv };
        let found = sniff(&bytes, None, None, Some(forced)).expect("columns are there").expect("forced");
        prop_assert_eq!(found.delimiter(), delimiter);
        // Between tabs, quotes that the head does not show to be quoting are characters.
        prop_assume!(found.quoted() || !bytes.contains(&b'"'));
        prop_assume!(!found.guarded);
        let (records, decoded) = read(&bytes, &found, 0);
        prop_assert_eq!(decoded, Decoded { records: rows.len() as u64, ..Decoded::default() });
        for (record, (text, unit)) in records.iter().zip(&rows) {
            prop_assert_eq!(record.text.as_ref(), text);
            prop_assert_eq!(record.unit.as_deref().unwrap_or_default(), unit);
        }
    }

    #[test]
    fn cuts_do_not_depend_on_the_pieces(
        bytes in arbitrary(b"a,\"\"\n\rb"),
        pieces in prop::collection::vec(1usize..9, 1..8),
        at_least in 0usize..30,
        quoted: bool,
    ) {
        let mut dialect = dialect(b"id,text\n1,a\n").expect("it is a table");
        dialect.syntax.quoted = quoted;
        let cuts = |pieces: &[usize]| {
            let mut framer = Framer::new(&dialect, LIMIT);
            let (mut start, mut end, mut cuts, mut piece) = (0, 0, Vec::new(), pieces.iter().cycle());
            loop {
                match framer.cut(&bytes[start..end], at_least, end == bytes.len()) {
                    Ok(Some(cut)) => {
                        start += cut;
                        cuts.push((start, framer.line()));
                    }
                    Ok(None) if end == bytes.len() => return (cuts, None),
                    Ok(None) => end = (end + piece.next().copied().unwrap_or(1)).min(bytes.len()),
                    Err(error) => return (cuts, Some(error)),
                }
            }
        };
        let (found, error) = cuts(&pieces);
        prop_assert_eq!(&(found.clone(), error.clone()), &cuts(&[bytes.len().max(1)]));
        let lines = |end: usize| 2 + bytes[..end].iter().filter(|byte| **byte == b'\n').count() as u64;
        prop_assert!(found.iter().all(|(end, line)| *line == lines(*end)));
        if at_least == 0 {
            // One record a cut: each ends where the decoder, too, says that it ends.
            let (mut at, mut ends, mut fields) = (0, Vec::new(), Vec::new());
            while at < bytes.len() {
                let (next, after) = match dialect.syntax.blank(&bytes[at..]) {
                    0 => dialect.syntax.record(&bytes, at, &mut fields),
                    blank => (at + blank, After::Terminator),
                };
                if error.is_some() && after == After::Nothing {
                    break;
                }
                at = next;
                ends.push(at);
            }
            prop_assert_eq!(found.into_iter().map(|(end, _)| end).collect::<Vec<_>>(), ends);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        head in 0usize..4,
        text in prop::option::of(prop::sample::select(vec!["text", "2", "0", "99999999999999999999", ""])),
        forced in prop::sample::select(vec![None, Some(Forced::Csv), Some(Forced::Tsv)]),
    ) {
        let head: &[u8] = [&b""[..], b"text,user\na,b\n", b"a\ttext\n1\t\"b\n", b"\"4\",\"1\",,,\"u\",\"t\"\n"][head];
        let bytes = [head, &bytes].concat();
        if let Ok(Some(dialect)) = sniff(&bytes, text, text, forced) {
            let mut framer = Framer::new(&dialect, 200);
            let mut rest = &bytes[dialect.start..];
            while let Ok(Some(end)) = framer.cut(rest, 16, true) {
                records(&rest[..end], &dialect, 1, |_| ());
                rest = &rest[end..];
            }
            records(rest, &dialect, 1, |_| ());
        }
    }
}
