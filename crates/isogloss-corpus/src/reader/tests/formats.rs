//! Every format through the reader, and back again by place.
use super::*;

/// Reads, and has every text again by its place.
fn through(bytes: &[u8], settings: &ReaderSettings) -> (Format, Found, ReadReport) {
    let (_dir, path) = file(bytes);
    let files = [path];
    let (format, found, report) = read_all(&files, settings).expect("it reads");
    let places: Vec<Place> = found.iter().map(|(_, _, place)| *place).collect();
    let texts: Vec<&str> = found.iter().map(|(text, _, _)| text.as_str()).collect();
    assert_eq!(Reader::texts_at(&files, settings, &places).expect("they are there"), texts);
    for (place, text) in places.iter().zip(texts) {
        assert_eq!(Reader::texts_at(&files, settings, &[*place]).expect("it is there"), [text]);
    }
    (format, found, report)
}

fn texts_and_units(found: &Found) -> Vec<(&str, Option<&str>)> {
    found.iter().map(|(text, unit, _)| (text.as_str(), unit.as_deref())).collect()
}

#[test]
fn tables() {
    let text = "\u{feff}id,user,text\n1,ann,\"one\nline, two\"\n\n2,bob,\"a \"\"b\"\"\"\r\n3,cy\n4,,last";
    let settings = ReaderSettings { lenient: true, ..ReaderSettings::default() };
    let (format, found, report) =
        through(text.as_bytes(), &ReaderSettings { format: Some(Format::Csv), ..settings });
    assert_eq!(format, Format::Csv);
    assert_eq!(
        texts_and_units(&found),
        [("one\nline, two", Some("ann")), ("a \"b\"", Some("bob")), ("last", None)]
    );
    assert_eq!((report.malformed, report.malformed_lines), (1, vec![6]));
    // A table is known by its header; each paragraph of a field is a document of its own.
    let settings = ReaderSettings { paragraphs: true, ..ReaderSettings::default() };
    let (format, found, _) = through(b"id\ttext\n1\tone\n2\ttwo\n3\tthree\n", &settings);
    assert_eq!((format, found.len()), (Format::Tsv, 3));
    assert_eq!(read(b"a line, with commas\nand another, so\n").unwrap().0, Format::Lines);
}

#[test]
fn tables_of_tweets() {
    let line = |id: u32, text: &str| {
        format!(
            "\"0\",\"146781036{id}\",\"Mon Apr 06 22:19:45 PDT 2009\",\"NO_QUERY\",\"u{}\",\"{text}\"\n",
            id % 2
        )
    };
    let table: String = [line(1, "so &amp; so"), line(2, "RT @x: so"), line(3, "so")].concat();
    let (format, found, report) = through(table.as_bytes(), &ReaderSettings::default());
    assert_eq!(format, Format::Tweets);
    assert_eq!(texts_and_units(&found), [("so & so", Some("u1")), ("so", Some("u1"))]);
    assert_eq!(report.retweets, 1);
}

#[test]
fn a_column_that_is_not_there() {
    let settings = ReaderSettings { text_column: Some("words".to_owned()), ..ReaderSettings::default() };
    let error = read_as(b"id,text\n1,a\n2,b\n", &settings).unwrap_err().to_string();
    assert!(error.contains("`words`") && error.contains("id, text") && error.contains("corpus"), "{error}");
}

#[test]
fn dumps() {
    let page = |title: &str, ns: u32, text: &str| {
        format!(
            "<page><title>{title}</title><ns>{ns}</ns><id>1</id><revision><text>{text}</text></revision></page>\n"
        )
    };
    let dump = format!(
        "<mediawiki>\n<siteinfo><namespaces><namespace key=\"6\">Bild</namespace></namespaces></siteinfo>\n{}{}{}{}</mediawiki>\n",
        page("A", 0, "'''A''' is [[b|first]].\n\n[[Bild:x.jpg|thumb]]Second."),
        page("Talk:A", 1, "no article"),
        page("B", 0, "#REDIRECT [[A]]"),
        page("C", 0, "Third &amp;amp; last.")
    );
    for bytes in [dump.clone().into_bytes(), bzip2(dump.as_bytes())] {
        let (format, found, report) = through(&bytes, &ReaderSettings::default());
        assert_eq!(format, Format::MediaWiki);
        assert_eq!(texts_and_units(&found), [("A is first.\nSecond.", None), ("Third & last.", None)]);
        assert_eq!((report.redirects, report.other_namespaces, report.records), (1, 1, 4));
    }
    let settings = ReaderSettings { paragraphs: true, ..ReaderSettings::default() };
    let (_, found, _) = through(dump.as_bytes(), &settings);
    let parts: Vec<(&str, u32)> = found.iter().map(|(text, _, place)| (text.as_str(), place.part)).collect();
    assert_eq!(parts, [("A is first.", 0), ("Second.", 1), ("Third & last.", 0)]);
}

#[test]
fn lists_of_counts() -> Result<(), Failure> {
    let list = "word\tcount\nthe\t300\nof\t200\nnew york\t7\nand\tmany\n";
    let (_dir, path) = file(list.as_bytes());
    let mut reader = open(&path)?;
    assert_eq!(reader.format(), Format::Lines, "one line in four is no word with a count");
    reader =
        Reader::open(&[path], &ReaderSettings { format: Some(Format::Counts), ..ReaderSettings::default() })?;
    let batch = reader.next_batch()?.ok_or("a batch")?;
    let mut found = Vec::new();
    let report = batch.counts(|word, count| found.push((word.to_owned(), count)));
    let expected = [("the", 300), ("of", 200), ("new york", 7)];
    assert_eq!(found, expected.map(|(word, count)| (word.to_owned(), count)));
    assert_eq!((report.malformed, report.malformed_lines), (1, vec![5]));
    Ok(())
}
