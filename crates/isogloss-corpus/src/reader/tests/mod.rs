//! Files of every kind and what becomes of them.
mod damage;
mod formats;

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

/// Text, unit and place of every document.
pub(super) type Found = Vec<(String, Option<String>, Place)>;

fn read_all(
    files: &[PathBuf],
    settings: &ReaderSettings,
) -> Result<(Format, Found, ReadReport), CorpusError> {
    let mut reader = Reader::open(files, settings)?;
    let (mut found, mut report) = (Vec::new(), ReadReport::default());
    while let Some(batch) = reader.next_batch()? {
        report.add(&batch.documents(|document| {
            found.push((document.text.into_owned(), document.unit.map(Into::into), document.place));
        }));
    }
    Ok((reader.format(), found, report))
}

pub(super) fn read_as(
    bytes: &[u8],
    settings: &ReaderSettings,
) -> Result<(Format, Found, ReadReport), CorpusError> {
    let (_dir, path) = file(bytes);
    read_all(&[path], settings)
}

pub(super) fn read(bytes: &[u8]) -> Result<(Format, Found, ReadReport), CorpusError> {
    read_as(bytes, &ReaderSettings::default())
}

pub(super) fn at(offset: u64) -> Place {
    Place { offset, ..Place::default() }
}

fn open(path: &Path) -> Result<Reader, CorpusError> {
    Reader::open(&[path.to_path_buf()], &ReaderSettings::default())
}

/// The texts at these places of one file.
fn texts_at(path: &Path, places: &[Place]) -> Result<Vec<String>, CorpusError> {
    Reader::texts_at(&[path.to_path_buf()], &ReaderSettings::default(), places)
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

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// With a byte order mark.
fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
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
    assert_eq!(found, expected.map(|(text, offset)| (text.to_string(), None, at(offset))));
    assert_eq!(
        report,
        ReadReport { records: 5, documents: 3, empty: 2, invalid_utf8: 1, ..ReadReport::default() }
    );
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
    assert_eq!(format, Format::Json);
    let found: Vec<_> = found.iter().map(|(text, unit, _)| (text.as_str(), unit.as_deref())).collect();
    let expected =
        [("a\nb é", Some("u1")), ("c", Some("s")), ("d", Some("5")), ("e", Some("12")), ("f", None)];
    assert_eq!(found, expected);
    assert_eq!((report.documents, report.empty, report.malformed), (5, 2, 2));
    assert_eq!(report.malformed_lines, [5, 6]);
    assert_eq!((report.records, report.malformed_file), (9, Some(0)));
    Ok(())
}

#[test]
fn a_damaged_first_line_is_json_still() -> Result<(), Failure> {
    let (format, found, report) = read(b"{\"text\": \"cut\n{\"text\": \"whole\"}\n")?;
    assert_eq!((format, found.len(), report.malformed_lines), (Format::Json, 1, vec![1]));
    assert_eq!(read(b"[sic] a line\n")?.0, Format::Lines);
    assert_eq!(read(b"{curly}\nanother\n")?.0, Format::Lines);
    Ok(())
}

#[test]
fn compressed_by_content_not_by_name() -> Result<(), Failure> {
    let (one, two) = ("first\nsec".as_bytes(), "ond\nthird\n".as_bytes());
    let skippable =
        [&[0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 7, 7][..], &zstd(b"first\nsecond\nthird\n")].concat();
    let bzip2 = [bzip2(one), bzip2(two)].concat();
    for bytes in [[gzip(one), gzip(two)].concat(), [zstd(one), zstd(two)].concat(), skippable, bzip2] {
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
    refused(&gzip(b"BZh91AY"), "bunzip2");
    refused(&gzip(&gzip(b"text")), "compressed twice");
    refused(b"\xff\xfe\0\0t\0\0\0", "UTF-32");
    refused(b"{\"body\": \"a\", \"id\": 1}\n", "it has: body, id");
    refused(b"{\"text\": null}\n", "it has: text");
    refused(b"{}\n", "it has: (none)");
}

#[test]
fn missing_files_and_folders_are_named() {
    let (dir, path) = file(b"text");
    let error = open(&path.with_extension("none")).err().map(|error| error.to_string());
    assert!(error.is_some_and(|error| error.contains("corpus.none does not exist")));
    let error = open(dir.path()).err().map(|error| error.to_string());
    assert!(error.is_some_and(|error| error.contains("is a folder")));
}

#[test]
fn batches_are_whole_lines_and_cut_by_content() -> Result<(), Failure> {
    let line = format!("{}\n", "word ".repeat(99));
    let text = line.repeat(6_000);
    let (_dir, path) = file(text.as_bytes());
    let mut reader = open(&path)?;
    let mut sizes = Vec::new();
    while let Some(batch) = reader.next_batch()? {
        assert!(batch.raw().ends_with(b"\n"));
        sizes.push(batch.bytes());
    }
    // 256 KiB = 528 lines of 496 bytes and a piece of one more.
    assert_eq!(sizes, [vec![529 * 496; 11], vec![181 * 496]].concat());
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
    for limit in [2 << 20, (5 << 20) - 1, 100] {
        let settings = ReaderSettings { max_document: limit, ..ReaderSettings::default() };
        let error = read_all(std::slice::from_ref(&path), &settings).err().map(|error| error.to_string());
        assert!(
            error.as_ref().is_some_and(|error| error.starts_with("the record at line 2 of ")),
            "{error:?}"
        );
    }
    let settings = ReaderSettings { max_document: 5 << 20, ..ReaderSettings::default() };
    assert_eq!(read_all(&[path], &settings)?.1.len(), 3);
    Ok(())
}

#[test]
fn line_numbers_and_offsets_go_on_over_batches() -> Result<(), Failure> {
    let good = format!("{{\"text\": \"{}\"}}\n", "word ".repeat(2_000));
    let text = format!("{}broken\n{good}", good.repeat(300));
    let (_, found, report) = read(text.as_bytes())?;
    assert_eq!(report.malformed_lines, [301]);
    let places: Vec<Place> = found.iter().map(|found| found.2).collect();
    assert_eq!(places[299..], [at(299 * good.len() as u64), at(300 * good.len() as u64 + 7)]);
    for bytes in [text.as_bytes().to_vec(), gzip(text.as_bytes())] {
        let (_dir, path) = file(&bytes);
        assert_eq!(texts_at(&path, &places)?.len(), 301);
    }
    Ok(())
}

#[test]
fn texts_come_back() -> Result<(), Failure> {
    let text = b"\xEF\xBB\xBFone\n\ntwo\r\nthree";
    for bytes in [text.to_vec(), zstd(text), gzip(text), bzip2(text)] {
        let (_dir, path) = file(&bytes);
        assert_eq!(texts_at(&path, &[3, 8, 13].map(at))?, ["one", "two", "three"]);
        assert_eq!(texts_at(&path, &[at(13)])?, ["three"]);
        assert!(texts_at(&path, &[])?.is_empty());
        let part = Place { part: 1, ..at(3) };
        for wrong in [&[at(4)][..], &[at(7)], &[at(0)], &[at(3), at(99)], &[part]] {
            let error = texts_at(&path, wrong).expect_err("no document starts there");
            assert!(matches!(error, CorpusError::NoDocumentAt { .. }), "{error}");
        }
    }
    Ok(())
}

#[test]
fn one_in_twenty_malformed_records_is_borne() -> Result<(), Failure> {
    let text = |bad| "{\"text\":\"a\"}\n".repeat(100 - bad) + &"{bad\n".repeat(bad);
    for (bad, lenient, fine) in [(5, false, true), (6, false, false), (6, true, true)] {
        let (_dir, path) = file(text(bad).as_bytes());
        let settings = ReaderSettings { lenient, ..ReaderSettings::default() };
        let (_, _, report) = read_all(std::slice::from_ref(&path), &settings)?;
        assert_eq!(Reader::open(&[path], &settings)?.check(&report).is_ok(), fine);
    }
    Ok(())
}

#[test]
fn several_files_are_one_corpus() -> Result<(), Failure> {
    let dir = tempfile::tempdir()?;
    let contents: [(&str, Vec<u8>); 4] = [
        ("1.gz", gzip(b"one\ntwo\n")),
        ("2", b"{\"text\":\"three\\nfour\"}\n{bad\n".to_vec()),
        ("3", Vec::new()),
        ("4", utf16("five\n\u{1f600}\n")),
    ];
    for (name, bytes) in &contents {
        std::fs::write(dir.path().join(name), bytes)?;
    }
    let files = expand(dir.path().to_str().ok_or("a path")?)?;
    let settings = ReaderSettings { paragraphs: true, ..ReaderSettings::default() };
    let (format, found, report) = read_all(&files, &settings)?;
    let places: Vec<Place> = found.iter().map(|found| found.2).collect();
    let place = |file, offset, part| Place { offset, file, part };
    let expected = [
        ("one", place(0, 0, 0)),
        ("two", place(0, 4, 0)),
        ("three", place(1, 0, 0)),
        ("four", place(1, 0, 1)),
        ("five", place(3, 0, 0)),
        ("\u{1f600}", place(3, 5, 0)),
    ];
    assert_eq!(found, expected.map(|(text, place)| (text.to_owned(), None, place)));
    assert_eq!((format, report.documents, report.malformed_file), (Format::Lines, 6, Some(1)));
    assert_eq!(report.malformed_lines, [2]);
    assert_eq!(Reader::texts_at(&files, &settings, &places)?, expected.map(|(text, _)| text));
    assert_eq!(Reader::texts_at(&files, &settings, &places[3..5])?, ["four", "five"]);
    Ok(())
}

#[test]
fn utf16_is_text() -> Result<(), Failure> {
    let big: Vec<u8> =
        "\u{feff}é\n\u{1f600} two\n".encode_utf16().flat_map(|unit| unit.to_be_bytes()).collect();
    for bytes in [utf16("é\n\u{1f600} two\n"), big.clone(), gzip(&big)] {
        let (_, found, _) = read(&bytes)?;
        assert_eq!(found, [("é".to_owned(), None, at(0)), ("\u{1f600} two".to_owned(), None, at(3))]);
        let (_dir, path) = file(&bytes);
        assert_eq!(texts_at(&path, &[at(3)])?, ["\u{1f600} two"]);
    }
    Ok(())
}

#[test]
fn columns_can_be_named() -> Result<(), Failure> {
    let text = b"{\"a\":{\"b\":\"one\",\"by\":7},\"user\":\"u\"}\n{\"a\":{\"b\":\"two\"},\"author\":\"v\"}\n";
    let column = |text: &str, unit: Option<&str>| ReaderSettings {
        text_column: Some(text.to_owned()),
        unit_column: unit.map(str::to_owned),
        ..ReaderSettings::default()
    };
    let found = |settings| read_as(text, &settings).map(|(_, found, _)| found);
    let expected = |units: [Option<&str>; 2]| {
        [("one", units[0], at(0)), ("two", units[1], at(36))]
            .map(|(text, unit, place)| (text.to_owned(), unit.map(str::to_owned), place))
    };
    assert_eq!(found(column("a.b", None))?, expected([Some("u"), Some("v")]));
    assert_eq!(found(column("a.b", Some("a.by")))?, expected([Some("7"), None]));
    let error = found(column("a.c", None)).expect_err("there is none").to_string();
    assert!(error.contains("no text in `a.c`; it has: a, user"), "{error}");
    Ok(())
}

#[test]
fn tagged_text_of_wikiextractor() -> Result<(), Failure> {
    let text = "<doc id=\"1\" url=\"u\" title=\"A &amp; B\">\nA &amp; B\n\nIf a &lt; b,\nthen b.\n\n</doc>\n\
        <doc id=\"2\" url=\"u\" title=\"C\">\nNo title here.\n</doc>\n<doc id=\"3\" title=\"D\">\nD\n\n\n</doc>\n";
    let (format, found, report) = read(text.as_bytes())?;
    assert_eq!((format, report.records, report.empty), (Format::WikiExtractor, 3, 1));
    let second = at(text.find("<doc id=\"2").ok_or("it is there")? as u64);
    let expected = [("\nIf a < b,\nthen b.", at(0)), ("No title here.", second)];
    assert_eq!(found, expected.map(|(text, place)| (text.to_owned(), None, place)));
    let settings = ReaderSettings { paragraphs: true, ..ReaderSettings::default() };
    let (_dir, path) = file(text.as_bytes());
    let (_, found, _) = read_all(std::slice::from_ref(&path), &settings)?;
    let places: Vec<Place> = found.iter().map(|found| found.2).collect();
    assert_eq!(places, [Place { part: 1, ..at(0) }, Place { part: 2, ..at(0) }, second]);
    assert_eq!(Reader::texts_at(&[path], &settings, &places[1..])?, ["then b.", "No title here."]);
    refused(&text.as_bytes()[..text.len() - 9], "ends within the record that begins at line 11");
    Ok(())
}

#[test]
fn other_languages_are_dropped_where_asked() -> Result<(), Failure> {
    let text =
        b"{\"text\":\"short\",\"lang\":\"de\"}\n{\"text\":\"the cat sat on the mat\",\"lang\":\"und\"}\n";
    let settings = ReaderSettings { language: Some("en".to_owned()), ..ReaderSettings::default() };
    let (_, found, report) = read_as(text, &settings)?;
    assert_eq!((found.len(), report.documents, report.other_language), (1, 1, 1));
    let settings = ReaderSettings { language: Some("english".to_owned()), ..ReaderSettings::default() };
    let error = read_as(text, &settings).expect_err("no code").to_string();
    assert!(error.contains("not english"), "{error}");
    Ok(())
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
        prop_assert_eq!(report.records, lines.len() as u64);
        let places: Vec<Place> = found.iter().map(|found| found.2).collect();
        let (_dir, path) = file(text.as_bytes());
        prop_assert_eq!(&texts_at(&path, &places).expect("they are there"), &expected);
        prop_assert_eq!(found.into_iter().map(|found| found.0).collect::<Vec<_>>(), expected);
    }
}
