use super::*;
use ::parquet::basic::{Compression, GzipLevel, ZstdLevel};
use ::parquet::column::writer::ColumnWriter;
use ::parquet::data_type::{ByteArray, FixedLenByteArray};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;
use proptest::prelude::*;
use std::sync::Arc;

const LIMIT: usize = 1 << 20;

/// The values of a column in a row group.
enum Values<'a> {
    Required(&'a [&'a str]),
    Optional(&'a [Option<&'a str>]),
    Int64(&'a [i64]),
    Bool(&'a [Option<bool>]),
    Fixed(&'a [&'a str]),
    List(&'a [&'a str]),
}

fn write(column: &mut ColumnWriter<'_>, values: &Values<'_>) {
    let levels = |present: Vec<bool>| -> Vec<i16> { present.into_iter().map(i16::from).collect() };
    match (column, values) {
        (ColumnWriter::ByteArrayColumnWriter(writer), Values::Required(values)) => {
            let values: Vec<ByteArray> = values.iter().map(|value| ByteArray::from(*value)).collect();
            writer.write_batch(&values, None, None)
        }
        (ColumnWriter::ByteArrayColumnWriter(writer), Values::Optional(values)) => {
            let levels = levels(values.iter().map(Option::is_some).collect());
            let values: Vec<ByteArray> =
                values.iter().flatten().map(|value| ByteArray::from(*value)).collect();
            writer.write_batch(&values, Some(&levels), None)
        }
        (ColumnWriter::ByteArrayColumnWriter(writer), Values::List(values)) => {
            let values: Vec<ByteArray> = values.iter().map(|value| ByteArray::from(*value)).collect();
            writer.write_batch(&values, Some(&vec![1; values.len()]), Some(&vec![0; values.len()]))
        }
        (ColumnWriter::Int64ColumnWriter(writer), Values::Int64(values)) => {
            writer.write_batch(values, None, None)
        }
        (ColumnWriter::BoolColumnWriter(writer), Values::Bool(values)) => {
            let levels = levels(values.iter().map(Option::is_some).collect());
            let values: Vec<bool> = values.iter().flatten().copied().collect();
            writer.write_batch(&values, Some(&levels), None)
        }
        (ColumnWriter::FixedLenByteArrayColumnWriter(writer), Values::Fixed(values)) => {
            let value = |value: &&str| FixedLenByteArray::from(ByteArray::from(*value));
            writer.write_batch(&values.iter().map(value).collect::<Vec<_>>(), None, None)
        }
        _ => panic!("the values are not of the column's type"),
    }
    .expect("memory can be written");
}

/// A file of these row groups.
fn file(schema: &str, properties: WriterProperties, groups: &[&[Values<'_>]]) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(schema).expect("it is a schema"));
    let mut bytes = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).expect("memory can be written");
    for columns in groups {
        let mut group = writer.next_row_group().expect("memory can be written");
        let mut columns = columns.iter();
        while let Some(mut column) = group.next_column().expect("memory can be written") {
            write(column.untyped(), columns.next().expect("the schema has as many columns"));
            column.close().expect("memory can be written");
        }
        group.close().expect("memory can be written");
    }
    writer.close().expect("memory can be written");
    bytes
}

fn plain() -> WriterProperties {
    WriterProperties::builder().build()
}

fn stored(bytes: &[u8]) -> tempfile::NamedTempFile {
    let stored = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(stored.path(), bytes).expect("a temporary file");
    stored
}

type Found = Vec<(u64, String, Option<String>, Option<String>, Option<bool>)>;

fn rows(bytes: &[u8], text: Option<&str>, unit: Option<&str>) -> Result<(Found, u64), ParquetError> {
    let stored = stored(bytes);
    let mut rows = Rows::open(stored.path(), text, unit, LIMIT)?;
    let (mut found, mut invalid) = (Vec::new(), 0);
    while let Some(batch) = rows.next_batch()? {
        invalid += batch.rows(|row| {
            let own = |string: Cow<'_, str>| string.into_owned();
            found.push((row.row, own(row.text), row.unit.map(own), row.language.map(own), row.retweet));
        });
        assert_eq!(rows.progress().0, found.len() as u64);
    }
    assert_eq!(rows.progress(), (found.len() as u64, found.len() as u64));
    Ok((found, invalid))
}

fn error(bytes: &[u8], text: Option<&str>, unit: Option<&str>) -> String {
    rows(bytes, text, unit).expect_err("it cannot be read").to_string()
}

const TWEETS: &str = "message tweets {
    required int64 id;
    optional binary Text (UTF8);
    optional group user { required binary screen_name (UTF8); }
    optional boolean is_retweet;
    optional binary lang (UTF8);
    repeated binary body (UTF8);
}";

fn tweets() -> Vec<u8> {
    let group = |text: &'static [Option<&str>], lang: &'static [Option<&str>]| {
        [
            Values::Int64(&[7, 8, 9]),
            Values::Optional(text),
            Values::Optional(&[Some("ann"), None, Some("bob")]),
            Values::Bool(&[Some(true), None, Some(false)]),
            Values::Optional(lang),
            Values::List(&["x", "y", "z"]),
        ]
    };
    let first = group(&[Some("one"), None, Some("three")], &[Some("en"), Some(""), None]);
    let second = group(&[Some(""), Some("five"), Some("größe")], &[None, None, Some("de")]);
    file(TWEETS, plain(), &[&first, &second])
}

#[test]
fn rows_nulls_and_nested_columns() -> Result<(), ParquetError> {
    let (found, invalid) = rows(&tweets(), None, None)?;
    let some = |string: &str| Some(string.to_string());
    let expected = [
        (0, "one".to_string(), some("ann"), some("en"), Some(true)),
        (1, String::new(), None, None, None),
        (2, "three".to_string(), some("bob"), None, Some(false)),
        (3, String::new(), some("ann"), None, Some(true)),
        (4, "five".to_string(), None, None, None),
        (5, "größe".to_string(), some("bob"), some("de"), Some(false)),
    ];
    assert_eq!((found, invalid), (expected.to_vec(), 0));
    Ok(())
}

#[test]
fn columns_that_are_asked_for() -> Result<(), ParquetError> {
    let bytes = tweets();
    let first =
        |text, unit| rows(&bytes, text, unit).map(|(found, _)| (found[0].1.clone(), found[0].2.clone()));
    let some = |string: &str| Some(string.to_string());
    assert_eq!(first(Some("user.screen_name"), Some("id"))?, ("ann".to_string(), some("7")));
    assert_eq!(first(Some("TEXT"), Some("is_retweet"))?, ("one".to_string(), some("true")));
    assert_eq!(first(Some("5"), None)?, ("en".to_string(), some("ann")));
    let columns = "its columns are: id, Text, user.screen_name, is_retweet, lang, body";
    for (text, unit, expected) in [
        (Some("tweet"), None, "has no column `tweet`"),
        (None, Some("7"), "has no column `7`"),
        (Some("id"), None, "holds values of type INT64, not strings"),
        (Some("body"), None, "holds lists, not strings"),
    ] {
        let error = error(&bytes, text, unit);
        assert!(error.contains(expected) && error.ends_with(columns), "{error}");
    }
    let numbers = file("message numbers { required int64 text; }", plain(), &[&[Values::Int64(&[1])]]);
    assert!(error(&numbers, None, None).ends_with("choose one of: text"));
    Ok(())
}

#[test]
fn binary_and_fixed_columns_are_text_and_invalid_utf8_is_counted() -> Result<(), ParquetError> {
    let schema = "message t { required fixed_len_byte_array(3) text; required binary author; }";
    let bytes =
        file(schema, plain(), &[&[Values::Fixed(&["abc", "dé"]), Values::Required(&["x", "caf\u{e9}"])]]);
    // The two bytes of é, once as they are and once damaged.
    let (found, invalid) = rows(&bytes, None, None)?;
    assert_eq!((found[1].1.as_str(), found[1].2.as_deref(), invalid), ("dé", Some("café"), 0));
    let damaged = bytes.iter().map(|byte| if *byte == 0xc3 { b'?' } else { *byte }).collect::<Vec<_>>();
    let (found, invalid) = rows(&damaged, None, None)?;
    assert_eq!((found[1].1.as_str(), invalid), ("d?\u{fffd}", 1));
    Ok(())
}

#[test]
fn every_compression_and_encoding_with_many_row_groups() -> Result<(), ParquetError> {
    let texts: Vec<String> = (0..3_000).map(|i| format!("text {i} {}", i * 7919 % 13)).collect();
    let few: Vec<String> = (0..3_000).map(|i| format!("user {}", i % 7)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let few: Vec<&str> = few.iter().map(String::as_str).collect();
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::LZ4_RAW,
        Compression::BROTLI(Default::default()),
    ] {
        for dictionary in [true, false] {
            let properties = WriterProperties::builder()
                .set_compression(compression)
                .set_dictionary_enabled(dictionary)
                .set_data_page_row_count_limit(250)
                .set_write_batch_size(50)
                .build();
            let group = |from: usize| {
                [Values::Required(&texts[from..from + 1_000]), Values::Required(&few[from..from + 1_000])]
            };
            let schema = "message t { required binary text (UTF8); required binary user (UTF8); }";
            let bytes = file(schema, properties, &[&group(0), &group(1_000), &group(2_000)]);
            let (found, _) = rows(&bytes, None, None)?;
            assert_eq!(found.len(), 3_000, "{compression}");
            for (row, (number, text, unit, _, _)) in found.iter().enumerate() {
                assert_eq!(
                    (*number, text.as_str(), unit.as_deref()),
                    (row as u64, texts[row], Some(few[row]))
                );
            }
            let stored = stored(&bytes);
            let wanted = [0, 1, 249, 250, 999, 1_000, 1_000, 1_700, 2_999];
            let again = texts_at(stored.path(), None, LIMIT, &wanted)?;
            let expected: Vec<&str> = wanted.iter().map(|row| texts[*row as usize]).collect();
            assert_eq!(again, expected, "{compression}");
        }
    }
    Ok(())
}

#[test]
fn batches_are_cut_by_their_texts() -> Result<(), ParquetError> {
    let text = "x".repeat(1_000);
    let texts = vec![text.as_str(); 2_500];
    let schema = "message t { required binary text (UTF8); }";
    let stored =
        stored(&file(schema, plain(), &[&[Values::Required(&texts[..900])], &[Values::Required(&texts)]]));
    let mut rows = Rows::open(stored.path(), None, None, LIMIT)?;
    let mut sizes = Vec::new();
    while let Some(batch) = rows.next_batch()? {
        sizes.push(batch.bytes());
    }
    assert_eq!(sizes, [1_049_000, 1_049_000, 1_049_000, 253_000]);
    let limited = |limit| Rows::open(stored.path(), None, None, limit)?.next_batch().map(|_| ());
    assert!(limited(1_000).is_ok());
    let error = limited(999).expect_err("it is too long").to_string();
    assert!(error.starts_with("row 0 of ") && error.ends_with("longer than 999 bytes"), "{error}");
    Ok(())
}

#[test]
fn rows_that_are_not_there_are_named() {
    let stored = stored(&tweets());
    assert_eq!(texts_at(stored.path(), None, LIMIT, &[1, 4]).expect("they are there"), ["", "five"]);
    assert_eq!(texts_at(stored.path(), None, LIMIT, &[]).expect("nothing is asked for").len(), 0);
    for wrong in [&[6][..], &[4, 2], &[u64::MAX]] {
        let error = texts_at(stored.path(), None, LIMIT, wrong).expect_err("it is not there");
        assert!(matches!(error, ParquetError::NoSuchRow { .. }), "{error}");
    }
}

#[test]
fn files_that_are_none_are_named() {
    let bytes = tweets();
    for wrong in
        [&b""[..], b"PAR1", b"PAR1PAR1", b"text\nand more text\n", &bytes[..bytes.len() - 1], &bytes[9..]]
    {
        let error = error(wrong, None, None);
        assert!(error.contains("is no Parquet file that can be read ("), "{error}");
        assert_eq!(error.lines().count(), 1);
    }
    let missing = Rows::open(Path::new("/nonexistent/x.parquet"), None, None, LIMIT);
    assert!(matches!(missing, Err(ParquetError::Io { .. })));
}

#[test]
fn rows_can_be_sent_to_another_thread() {
    fn is_send<T: Send>() {}
    is_send::<Rows>();
    is_send::<RowBatch>();
}

proptest! {
    #[test]
    fn texts_and_nulls_come_back(
        texts in prop::collection::vec(prop::option::of("[a-zé\u{1f600} \n]{0,20}"), 1..400),
        dictionary: bool,
        page in 1usize..100,
        wanted in prop::collection::btree_set(0usize..400, 0..20),
    ) {
        let properties = WriterProperties::builder()
            .set_dictionary_enabled(dictionary)
            .set_data_page_row_count_limit(page)
            .set_write_batch_size(page)
            .set_compression(Compression::SNAPPY)
            .build();
        let values: Vec<Option<&str>> = texts.iter().map(Option::as_deref).collect();
        let (first, second) = values.split_at(values.len() / 3);
        let schema = "message t { optional binary text (UTF8); }";
        let bytes = file(schema, properties, &[&[Values::Optional(first)], &[Values::Optional(second)]]);
        let found: Vec<String> = rows(&bytes, None, None).expect("it reads").0.into_iter().map(|row| row.1).collect();
        let expected: Vec<String> = texts.iter().map(|text| text.clone().unwrap_or_default()).collect();
        prop_assert_eq!(found, expected.clone());
        let wanted: Vec<u64> = wanted.into_iter().filter(|row| *row < texts.len()).map(|row| row as u64).collect();
        let again = texts_at(stored(&bytes).path(), None, LIMIT, &wanted).expect("they are there");
        let expected: Vec<String> = wanted.iter().map(|row| expected[*row as usize].clone()).collect();
        prop_assert_eq!(again, expected);
    }

    #[test]
    fn damaged_files_are_errors_or_rows(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = tweets();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.drain(cut.index(bytes.len() - 8)..bytes.len() - 8);
        }
        let stored = stored(&bytes);
        if let Ok(mut rows) = Rows::open(stored.path(), None, None, LIMIT) {
            while let Ok(Some(batch)) = rows.next_batch() {
                batch.rows(|_| ());
            }
        }
        if let Err(error) = texts_at(stored.path(), None, LIMIT, &[0, 4]) {
            prop_assert_eq!(error.to_string().lines().count(), 1);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let footer = (bytes.len() as u32).to_le_bytes();
        let _ = rows(&[b"PAR1", &bytes[..], &footer, b"PAR1"].concat(), None, None);
    }
}
