use super::*;
use proptest::prelude::*;

fn decode(bytes: &[u8]) -> (Vec<(String, u64, usize)>, Decoded) {
    let mut found = Vec::new();
    let decoded = entries(bytes, 1, |entry| found.push((entry.word.into_owned(), entry.count, entry.offset)));
    (found, decoded)
}

fn entry(word: &str, count: u64, offset: usize) -> (String, u64, usize) {
    (word.to_string(), count, offset)
}

#[test]
fn words_and_counts_of_every_kind() {
    let (found, decoded) = decode(b"the\t10\t5\nof\t7\t4\t1\r\n\nNew York\t3");
    assert_eq!(found, [entry("the", 10, 0), entry("of", 7, 9), entry("New York", 3, 20)]);
    assert_eq!(decoded, Decoded { entries: 3, blank: 1, ..Decoded::default() });
    let (found, _) = decode(b"the 10\nNew York 7\n0 18446744073709551615\n");
    assert_eq!(found, [entry("the", 10, 0), entry("New York", 7, 7), entry("0", u64::MAX, 18)]);
}

#[test]
fn a_header_is_skipped_in_the_first_line_only() {
    for header in ["word\tcount\n", "word count\r\n", "word\tcount\tdocuments\n"] {
        let (found, decoded) = decode(format!("{header}a 1\nword count\n").as_bytes());
        assert_eq!(found, [entry("a", 1, header.len())]);
        assert_eq!(decoded.malformed_lines, [3]);
    }
    assert_eq!(entries(b"word\tcount\n", 7, |_| ()).malformed_lines, [7]);
}

#[test]
fn what_is_no_count_is_malformed() {
    let lines = "\
        a\t18446744073709551616\na\t-1\na\t+1\na\t1.5\na\t1e3\na\t\n\t5\n 5\na\na 1 x\na\t1\t-2\na\t1\tx\na\t٣\n1\ta\n";
    let (found, decoded) = decode(lines.as_bytes());
    assert!(found.is_empty(), "{found:?}");
    assert_eq!((decoded.malformed, decoded.malformed_lines), (14, vec![1, 2, 3, 4, 5]));
}

#[test]
fn invalid_utf8_is_replaced_and_counted() {
    let (found, decoded) = decode(b"caf\xe9\t3\n");
    assert_eq!((found, decoded.invalid_utf8), (vec![entry("caf\u{fffd}", 3, 0)], 1));
}

#[test]
fn lists_are_told_from_text() {
    let many: String = (0..100).map(|i| format!("word{i} {}\n", 1000 - i)).collect();
    for list in ["a 3\nb 2\nc 1\n", "word\tcount\na\t3\nb\t2\nc\t1", "a\t3\t1\nb\t2\t1\n\nc\t1\t1\n", &many] {
        assert!(is_counts(list.as_bytes()), "{list}");
    }
    // Cut in the middle of a line, or of a count.
    assert!(is_counts(b"a 3\nb 2\nc 1\nlon"));
    assert!(is_counts(&many.as_bytes()[..many.len() - 3]));
    for text in [
        "",
        "\n\n\n",
        "a 3\nb 2\n",
        "Chapter 1\nIt was a dark night.\nChapter 2\n",
        "Chapter 1\nChapter 2\nChapter 3\nChapter 1\n",
        "one\ntwo\nthree\nfour\n",
        "I was born in 1970\nhe in 1971\nwe all like numbers\n",
        "love\tsex\t6.77\ntiger\tcat\t7.35\nbook\tpaper\t7.46\n",
        "a 3\nb 2\nc 1\nd\n",
        "{\"text\": \"a 3\"}\n{\"text\": \"b 3\"}\n{\"text\": \"c 3\"}\n",
        "a\tb\nc\t1\nd\t2\n",
    ] {
        assert!(!is_counts(text.as_bytes()), "{text}");
    }
    // Twenty lines decide.
    assert!(is_counts(format!("{}prose", many).as_bytes()));
}

proptest! {
    #[test]
    fn every_word_comes_back(
        words in prop::collection::vec("[a-zé#@'.0-9][a-zé #@'.0-9]{0,10}[a-zé#@'.0-9]", 1..50),
        counts in prop::collection::vec(any::<u64>(), 50),
        tab: bool,
        header: bool,
        crlf: bool,
    ) {
        let separator = if tab { '\t' } else { ' ' };
        let end = if crlf { "\r\n" } else { "\n" };
        let mut text = if header { format!("word{separator}count{end}") } else { String::new() };
        for (word, count) in words.iter().zip(&counts) {
            text += &format!("{word}{separator}{count}{end}");
        }
        let (found, decoded) = decode(text.as_bytes());
        let found: Vec<(String, u64)> = found.into_iter().map(|(word, count, _)| (word, count)).collect();
        let expected: Vec<(String, u64)> = words.iter().cloned().zip(counts).collect();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(decoded, Decoded { entries: words.len() as u64, ..Decoded::default() });
    }

    #[test]
    fn every_line_is_accounted_for(bytes in prop::collection::vec(prop::sample::select(&b"ab \t\n\r019\xff"[..]), 0..200)) {
        is_counts(&bytes);
        let (found, decoded) = decode(&bytes);
        let lines = bytes.split(|byte| *byte == b'\n').count() as u64;
        let lines = lines - u64::from(bytes.is_empty() || bytes.ends_with(b"\n"));
        let counted = decoded.entries + decoded.blank + decoded.malformed;
        prop_assert!(counted == lines || counted + 1 == lines, "{} of {}: a header at most is left out", counted, lines);
        for (_, count, offset) in found {
            let mut again = Vec::new();
            let line = bytes[offset..].split(|byte| *byte == b'\n').next().unwrap_or_default();
            entries(line, 2, |entry| again.push(entry.count));
            prop_assert_eq!(again, [count]);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        is_counts(&bytes);
        entries(&bytes, 1, |_| ());
    }
}
