//! Bad input: every kind of it has its error, or its place in the report.
use super::*;

#[test]
fn cut_and_damaged_compression_is_named() {
    let text: String = (0..20_000).map(|i| format!("line {} {i}\n", i * 7919 % 104_729)).collect();
    for whole in [gzip(text.as_bytes()), zstd(text.as_bytes()), bzip2(text.as_bytes())] {
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
fn a_bomb_is_stopped_by_the_longest_document() -> Result<(), Failure> {
    // Twenty mebibytes in one line, from a few kilobytes: whatever the framing waits for never comes.
    let settings = ReaderSettings { max_document: 1 << 20, ..ReaderSettings::default() };
    for head in ["", "{\"text\": \"", "[{\"text\": \"a\"}, {\"text\": \"", "<doc id=\"1\">\n"] {
        for filling in [b'x', b'\n', b' '] {
            let mut encoder = zstd::Encoder::new(Vec::new(), 1)?;
            encoder.write_all(head.as_bytes())?;
            for _ in 0..20 {
                encoder.write_all(&[filling; 1 << 20])?;
            }
            match read_as(&encoder.finish()?, &settings) {
                Err(CorpusError::RecordTooLong { .. } | CorpusError::Empty { .. }) => {}
                Err(error) => return Err(error.into()),
                // Blank lines, and what ends with its line.
                Ok((_, found, report)) => assert!(found.len() < 2 && report.records > 0, "{head} {filling}"),
            }
        }
    }
    Ok(())
}

#[test]
fn a_hundred_megabytes_in_a_line_are_read_where_that_is_allowed() -> Result<(), Failure> {
    let mut line = "word ".repeat(20 << 20);
    line.push('\n');
    let (_, found, report) = read(line.as_bytes())?;
    assert_eq!((found.len(), found[0].0.len(), report.records), (1, 100 << 20, 1));
    Ok(())
}

#[test]
fn a_file_that_changes_while_it_is_read_is_told() -> Result<(), Failure> {
    let text = "a line of some length\n".repeat(400_000);
    for (plain, change) in [(true, 100), (true, -100), (false, 100), (false, -100)] {
        let bytes = if plain { text.clone().into_bytes() } else { gzip(text.as_bytes()) };
        let (_dir, path) = file(&bytes);
        let mut reader = open(&path)?;
        reader.next_batch()?;
        let changed = std::fs::OpenOptions::new().write(true).open(&path)?;
        changed.set_len(bytes.len().checked_add_signed(change).ok_or("a size")? as u64)?;
        let error = loop {
            match reader.next_batch() {
                Ok(Some(_)) => {}
                Ok(None) => return Err("it was not told".into()),
                Err(error) => break error,
            }
        };
        assert!(matches!(error, CorpusError::Changed { .. }), "{error}");
    }
    Ok(())
}

#[test]
fn nul_and_line_ends_of_other_systems() -> Result<(), Failure> {
    let far = format!("{}a\0b\r\n\r\nlast\r\n", "word\r\n".repeat(2_000));
    let (_, found, report) = read(far.as_bytes())?;
    assert_eq!((found.len(), found[2_000].0.as_str(), report.empty), (2_002, "a\0b", 1));
    refused(b"\0", "binary");
    refused(&utf16("one\0two"), "binary");
    Ok(())
}

#[test]
fn half_a_character_of_utf16_is_replaced() -> Result<(), Failure> {
    let mut bytes = utf16("one\ntwo");
    bytes.truncate(bytes.len() - 1);
    assert_eq!(texts(&bytes)?, ["one", "tw\u{fffd}"]);
    Ok(())
}

#[test]
fn a_mixture_of_text_and_nothing_else_is_fine() -> Result<(), Failure> {
    let dir = tempfile::tempdir()?;
    let paths = ["1", "2", "3"].map(|name| dir.path().join(name));
    for (path, bytes) in paths.iter().zip([&b""[..], b"\n", b"\xEF\xBB\xBF"]) {
        std::fs::write(path, bytes)?;
    }
    let error = read_all(&paths, &ReaderSettings::default()).expect_err("all are empty");
    assert!(matches!(error, CorpusError::Empty { .. }), "{error}");
    std::fs::write(&paths[1], "text")?;
    assert_eq!(read_all(&paths, &ReaderSettings::default())?.1.len(), 1);
    Ok(())
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), head in 0usize..9, format in 0usize..9) {
        let heads = [
            &b""[..], b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"{\"text\":\"a\"}\n", b"BZh9", b"\xff\xfe", b"[{\"text\":\"a\"},",
            b"<doc id=\"1\" title=\"a\">\n", b"window.YTD.tweets.part0 = [{\"tweet\":",
        ];
        let settings = ReaderSettings {
            format: Some(Format::ALL[format]).filter(|_| head % 2 == 0),
            paragraphs: format % 2 == 0,
            lenient: format % 3 == 0,
            ..ReaderSettings::default()
        };
        match read_as(&[heads[head], &bytes].concat(), &settings) {
            Ok((_, found, report)) => prop_assert_eq!(found.len() as u64, report.documents),
            Err(error) => prop_assert!(error.to_string().contains("corpus")),
        }
    }

    /// Whatever is asked for, a text comes back or there is an error.
    #[test]
    fn no_place_makes_it_panic(text in "[a-z{}\":,\n<>/]{0,60}", offset in 0u64..80, part in 0u32..3, gz: bool) {
        let text = format!("<doc id=\"1\">\n{text}</doc>\n");
        for text in [text.as_bytes(), &text.as_bytes()[13..]] {
            let (_dir, path) = file(&if gz { gzip(text) } else { text.to_vec() });
            let place = Place { part, ..at(offset) };
            if let Ok(texts) = texts_at(&path, &[place]) {
                prop_assert_eq!(texts.len(), 1);
            }
        }
    }
}
