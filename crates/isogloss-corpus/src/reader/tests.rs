use super::*;
use proptest::prelude::*;
use std::io::Write;

type Failure = Box<dyn std::error::Error>;

/// A file with these bytes, in a folder of its own.
fn file(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("corpus");
    std::fs::write(&path, bytes).expect("a temporary file");
    (dir, path)
}

/// Text, unit and offset of every document.
type Found = Vec<(String, Option<String>, u64)>;

fn read(bytes: &[u8]) -> Result<(Format, Found, ReadReport), CorpusError> {
    let (_dir, path) = file(bytes);
    let mut reader = Reader::open(&path)?;
    let (mut found, mut report) = (Vec::new(), ReadReport::default());
    while let Some(batch) = reader.next_batch()? {
        report.add(&batch.documents(|document| {
            found.push((document.text.into_owned(), document.unit.map(Into::into), document.offset));
        }));
    }
    Ok((reader.format(), found, report))
}

fn texts(bytes: &[u8]) -> Result<Vec<String>, CorpusError> {
    Ok(read(bytes)?.1.into_iter().map(|(text, _, _)| text).collect())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).expect("memory");
    encoder.include_checksum(true).expect("memory");
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

#[track_caller]
fn refused(bytes: &[u8], message: &str) {
    let error = read(bytes).expect_err(message).to_string();
    assert!(error.contains(message) && error.contains("corpus") && !error.contains('\n'), "{error}");
}

#[test]
fn plain_lines() -> Result<(), Failure> {
    let (format, found, report) = read(b"\xEF\xBB\xBFone\r\n\n  \ntwo \xff\nthree")?;
    assert_eq!(format, Format::Lines);
    let expected = [("one", 3), ("two \u{fffd}", 12), ("three", 18)];
    assert_eq!(found, expected.map(|(text, offset)| (text.to_string(), None, offset)));
    assert_eq!(report, ReadReport { documents: 3, empty: 2, invalid_utf8: 1, ..ReadReport::default() });
    Ok(())
}

#[test]
fn json_lines() -> Result<(), Failure> {
    let text = "\n{\"text\": \"a\\nb \\u00e9\", \"user\": \"u1\", \"source\": \"s\"}\r\n\
        {\"source\": \"s\", \"text\": \"c\", \"user\": null}\n\
        {\"text\": \"\"}\nnonsense\n{\"text\": 7}\n\
        {\"text\": \"d\", \"user\": {\"id\": 5, \"id_str\": \"5\", \"urls\": [1]}, \"source\": \"app\"}\n\
        {\"text\": \"e\", \"user\": 12}\n{\"text\": \"f\", \"source\": \"\"}\n";
    let (format, found, report) = read(text.as_bytes())?;
    assert_eq!(format, Format::Jsonl);
    let found: Vec<_> = found.iter().map(|(text, unit, _)| (text.as_str(), unit.as_deref())).collect();
    let expected =
        [("a\nb é", Some("u1")), ("c", Some("s")), ("d", Some("5")), ("e", Some("12")), ("f", None)];
    assert_eq!(found, expected);
    assert_eq!((report.documents, report.empty, report.malformed), (5, 2, 2));
    assert_eq!(report.malformed_lines, [5, 6]);
    assert_eq!(report.lines(), 9);
    Ok(())
}

#[test]
fn a_damaged_first_line_is_json_still() -> Result<(), Failure> {
    let (format, found, report) = read(b"{\"text\": \"cut\n{\"text\": \"whole\"}\n")?;
    assert_eq!((format, found.len(), report.malformed_lines), (Format::Jsonl, 1, vec![1]));
    assert_eq!(read(b"[sic] a line\n")?.0, Format::Lines);
    assert_eq!(read(b"{curly}\nanother\n")?.0, Format::Lines);
    Ok(())
}

#[test]
fn compressed_by_content_not_by_name() -> Result<(), Failure> {
    let (one, two) = ("first\nsec".as_bytes(), "ond\nthird\n".as_bytes());
    let skippable =
        [&[0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 7, 7][..], &zstd(b"first\nsecond\nthird\n")].concat();
    for bytes in [[gzip(one), gzip(two)].concat(), [zstd(one), zstd(two)].concat(), skippable] {
        assert_eq!(texts(&bytes)?, ["first", "second", "third"]);
    }
    Ok(())
}

#[test]
fn what_is_no_corpus_is_named() {
    refused(b"", "is empty");
    refused(b" \n\n\t\n", "is empty");
    refused(&gzip(b""), "is empty");
    refused(b"text\0text\n", "binary file");
    refused(b"PK\x03\x04rest", "zip archive");
    refused(b"PAR1rest", "Parquet");
    refused(b"BZh91AY", "bunzip2");
    refused(&gzip(b"BZh91AY"), "bunzip2");
    refused(&gzip(&gzip(b"text")), "compressed twice");
    refused(b"\xff\xfet\0e\0", "UTF-16");
    refused(b"<mediawiki xml:lang=\"en\">\n", "MediaWiki");
    refused(b"[{\"text\": \"a\"},\n{\"text\": \"b\"}]\n", "one object a line");
    refused(b"{\n  \"text\": \"a\"\n}\n", "one object a line");
    refused(b"{\"body\": \"a\", \"id\": 1}\n", "its fields are: body, id");
    refused(b"{\"text\": null}\n", "its fields are: text");
    refused(b"{}\n", "its fields are: (none)");
}

#[test]
fn cut_and_damaged_compression_is_named() {
    let text: String = (0..20_000).map(|i| format!("line {} {i}\n", i * 7919 % 104_729)).collect();
    for whole in [gzip(text.as_bytes()), zstd(text.as_bytes())] {
        for kept in [whole.len() - 3, whole.len() / 2, 5] {
            refused(&whole[..kept], "cut short");
        }
        let mut damaged = whole.clone();
        damaged[whole.len() / 2..][..64].fill(0xa5);
        let error = read(&damaged).err();
        assert!(
            matches!(error, Some(CorpusError::Corrupt { .. } | CorpusError::Truncated { .. })),
            "{error:?}"
        );
    }
}

#[test]
fn missing_files_and_folders_are_named() {
    let (dir, path) = file(b"text");
    let error = Reader::open(&path.with_extension("none")).err().map(|error| error.to_string());
    assert!(error.is_some_and(|error| error.contains("corpus.none does not exist")));
    let error = Reader::open(dir.path()).err().map(|error| error.to_string());
    assert!(error.is_some_and(|error| error.contains("is a folder")));
}

#[test]
fn batches_are_whole_lines_and_cut_by_content() -> Result<(), Failure> {
    let line = format!("{}\n", "word ".repeat(99));
    let text = line.repeat(6_000);
    let (_dir, path) = file(text.as_bytes());
    let mut reader = Reader::open(&path)?;
    let mut sizes = Vec::new();
    while let Some(batch) = reader.next_batch()? {
        assert!(batch.raw().ends_with(b"\n"));
        sizes.push(batch.bytes());
    }
    // 1 MiB = 2114 lines of 496 bytes and a piece of one more.
    assert_eq!(sizes, [2115 * 496, 2115 * 496, 1770 * 496]);
    assert_eq!(reader.progress(), (text.len() as u64, text.len() as u64));
    let zipped = gzip(text.as_bytes());
    assert_eq!(texts(&zipped)?.len(), 6_000);
    Ok(())
}

#[test]
fn long_lines_work_up_to_the_limit() -> Result<(), Failure> {
    let long = "x".repeat(5 << 20);
    let text = format!("first\n{long}\nlast\n");
    let found = texts(text.as_bytes())?;
    assert_eq!(found.iter().map(String::len).collect::<Vec<_>>(), [5, 5 << 20, 4]);
    let (_dir, path) = file(text.as_bytes());
    let error = Reader::open_with(&path, 2 << 20).err().map(|error| error.to_string());
    assert!(error.as_ref().is_some_and(|error| error.starts_with("line 2 of ")), "{error:?}");
    Ok(())
}

#[test]
fn line_numbers_and_offsets_go_on_over_batches() -> Result<(), Failure> {
    let good = format!("{{\"text\": \"{}\"}}\n", "word ".repeat(2_000));
    let text = format!("{}broken\n{good}", good.repeat(300));
    let (_, found, report) = read(text.as_bytes())?;
    assert_eq!(report.malformed_lines, [301]);
    let offsets: Vec<u64> = found.iter().map(|found| found.2).collect();
    assert_eq!(offsets[299..], [299 * good.len() as u64, 300 * good.len() as u64 + 7]);
    let (_dir, path) = file(text.as_bytes());
    assert_eq!(Reader::texts_at(&path, &offsets)?.len(), 301);
    Ok(())
}

#[test]
fn texts_come_back() -> Result<(), Failure> {
    let (_dir, path) = file(&zstd(b"\xEF\xBB\xBFone\n\ntwo\r\nthree"));
    assert_eq!(Reader::texts_at(&path, &[3, 8, 13])?, ["one", "two", "three"]);
    assert_eq!(Reader::texts_at(&path, &[13])?, ["three"]);
    assert!(Reader::texts_at(&path, &[])?.is_empty());
    for wrong in [&[4][..], &[7], &[3, 99]] {
        let error = Reader::texts_at(&path, wrong).expect_err("no document starts there");
        assert!(matches!(error, CorpusError::NoDocumentAt { .. }), "{error}");
    }
    Ok(())
}

#[test]
fn one_in_twenty_malformed_lines_is_borne() {
    let report = |malformed| ReadReport { documents: 100 - malformed, malformed, ..ReadReport::default() };
    assert!(report(5).check(Path::new("x")).is_ok());
    assert!(report(6).check(Path::new("x")).is_err());
    assert!(ReadReport::default().check(Path::new("x")).is_ok());
}

proptest! {
    #[test]
    fn every_line_comes_back(lines in prop::collection::vec("[a-zé ]{0,30}", 1..50), last in "[a-z]{1,5}", json: bool) {
        let mut lines = lines;
        lines.push(last);
        let wrap = |line: &String| if json { serde_json::json!({ "text": line }).to_string() } else { line.clone() };
        let text: String = lines.iter().map(|line| wrap(line) + "\n").collect();
        let (_, found, report) = read(text.as_bytes()).expect("it reads");
        let expected: Vec<String> = lines.iter().filter(|line| !line.trim().is_empty()).cloned().collect();
        prop_assert_eq!(report.lines(), lines.len() as u64);
        let offsets: Vec<u64> = found.iter().map(|found| found.2).collect();
        let (_dir, path) = file(text.as_bytes());
        prop_assert_eq!(&Reader::texts_at(&path, &offsets).expect("they are there"), &expected);
        prop_assert_eq!(found.into_iter().map(|found| found.0).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), head in 0usize..4) {
        let head: &[u8] = [&b""[..], b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"{\"text\":\"a\"}\n"][head];
        if let Err(error) = read(&[head, &bytes].concat()) {
            prop_assert!(error.to_string().contains("corpus"));
        }
    }
}
