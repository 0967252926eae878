use super::*;
use crate::testing::{Encoded, MEMORY, documents};
use crate::{CooccurrenceSettings, Postings};
use proptest::prelude::*;

/// A corpus with the files of GloVe beside its own.
fn written(texts: &[Vec<&'static str>]) -> (Encoded, Cooccurrence) {
    let corpus = Encoded::documents(texts);
    let words = corpus.vocabulary.len().div_ceil(2);
    Postings::build(&corpus, words, MEMORY, corpus.dir()).expect("postings build");
    let postings = Postings::open(corpus.dir()).expect("postings open");
    let settings = CooccurrenceSettings::default();
    Cooccurrence::count(&corpus, &postings, &settings, None, MEMORY, corpus.dir(), &|_, _| {})
        .expect("it counts");
    let counts = Cooccurrence::open(corpus.dir()).expect("it opens");
    write(&counts, &corpus.vocabulary, corpus.dir()).expect("it is written");
    (corpus, counts)
}

fn rows(counts: &Cooccurrence) -> Vec<(Vec<u32>, Vec<f32>)> {
    (0..counts.words() as u32).map(|row| (counts.row(row).0.to_vec(), counts.row(row).1.to_vec())).collect()
}

fn bytes(records: &[(i32, i32, f64)]) -> Vec<u8> {
    let record = |&(row, column, value): &(i32, i32, f64)| {
        [&row.to_le_bytes()[..], &column.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    records.iter().flat_map(record).collect()
}

/// Reads files of this content.
fn read_of(vocabulary: &str, records: &[u8], memory: u64) -> Result<(Vocabulary, Cooccurrence), CountError> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let paths = [dir.path().join("v.txt"), dir.path().join("c.bin")];
    std::fs::write(&paths[0], vocabulary).expect("a temporary file");
    std::fs::write(&paths[1], records).expect("a temporary file");
    let out = dir.path().join("out");
    read(&paths[0], &paths[1], memory, &out)?;
    let files = std::fs::read_dir(&out).expect("a folder").count();
    assert_eq!(files, 4, "something was left behind");
    Ok((Vocabulary::read(&out.join(VOCABULARY_FILE_OF_OURS))?, Cooccurrence::open(&out)?))
}

const VOCABULARY_FILE_OF_OURS: &str = crate::encode::VOCABULARY_FILE;

#[test]
fn what_is_written() {
    let (corpus, _) = written(&[vec!["b", "a", "b", "b"], vec!["a", "c"], vec!["a", "d"]]);
    let text = std::fs::read_to_string(corpus.dir().join(VOCABULARY_FILE)).expect("it is there");
    assert_eq!(text, "a 3\nb 3\n");
    let (next, apart, far) = (1.0, 0.5, f64::from(1.0f32 / 3.0));
    let expected = bytes(&[
        (1, 2, f64::from((next + next + apart) as f32)),
        (2, 1, f64::from((next + next + apart) as f32)),
        (2, 2, f64::from((2.0 * (next + apart + far)) as f32)),
    ]);
    assert_eq!(std::fs::read(corpus.dir().join(COOCCURRENCE_FILE)).expect("it is there"), expected);
}

#[test]
fn several_records_of_a_pair_are_added() -> Result<(), CountError> {
    let records = bytes(&[(2, 1, 0.25), (1, 2, 1e-60), (2, 2, 1.0), (2, 1, 0.5), (1, 1, 0.0), (3, 1, 7.0)]);
    for memory in [0, 100, MEMORY] {
        let (vocabulary, counts) = read_of("the 5\r\ncat\u{a0}s 5\nsat 1", &records, memory)?;
        assert_eq!(vocabulary.words().collect::<Vec<_>>(), ["the", "cat\u{a0}s", "sat"]);
        assert_eq!(vocabulary.counts(), [5, 5, 1]);
        let empty = (vec![], vec![]);
        assert_eq!(rows(&counts), [empty, (vec![0, 1], vec![0.75, 1.0]), (vec![0], vec![7.0])], "{memory}");
    }
    Ok(())
}

#[test]
fn damage_is_named() {
    let good = bytes(&[(1, 1, 1.0), (1, 1, 1.0)]);
    let with = |record| [good.clone(), bytes(&[record])].concat();
    for (vocabulary, records, what) in [
        ("a 1", good[..20].to_vec(), "c.bin, byte 16: 4 bytes at its end are no record of 16"),
        ("a 1", with((2, 1, 1.0)), "c.bin, byte 32: word 2 is none of the 1 of the vocabulary"),
        ("a 1", with((1, 0, 1.0)), "byte 32: word 0 is none"),
        ("a 1", with((i32::MIN, 1, 1.0)), "byte 32: word -2147483648 is none"),
        ("a 1", with((1, 1, f64::NAN)), "byte 32: NaN is no weight"),
        ("a 1", with((1, 1, f64::INFINITY)), "byte 32: inf is no weight"),
        ("a 1", with((1, 1, -1.0)), "byte 32: -1 is no weight"),
        ("a 1", with((1, 1, 1e39)), "row 1, column 1: the weight is larger than an f32 holds"),
        ("", with((1, 1, 1.0)), "byte 0: word 1 is none of the 0"),
        ("a 1\nb", good.clone(), "v.txt, line 2: not a word, a space and its count"),
        ("a 1\n 1", good.clone(), "line 2: not a word"),
        ("a\tb 1", good.clone(), "line 1: not a word"),
        ("a x", good.clone(), "line 1: the count is no number"),
        ("a 1\nb 2", good.clone(), "line 2: counts do not descend"),
        ("a 1\na 1", good.clone(), "line 2: the word stands there twice"),
    ] {
        let error = read_of(vocabulary, &records, MEMORY).expect_err(what).to_string();
        assert!(error.contains(what), "{error}");
    }
}

#[test]
fn rows_without_words_are_refused() {
    let (_, counts) = written(&[vec!["a", "b", "c", "d"]]);
    let dir = tempfile::tempdir().expect("a temporary folder");
    let error = write(&counts, &Vocabulary::default(), dir.path()).expect_err("there are two rows");
    assert!(matches!(error, CountError::Parameter { .. }), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read(texts in documents(), memory in 0u64..4000, seed in any::<u64>()) {
        let (corpus, counts) = written(&texts);
        let file = |name: &str| std::fs::read(corpus.dir().join(name)).expect("it is there");
        let vocabulary = String::from_utf8(file(VOCABULARY_FILE)).expect("it is text");
        let mut records = file(COOCCURRENCE_FILE);
        let (_, in_order) = read_of(&vocabulary, &records, memory)?;
        prop_assert_eq!(rows(&in_order), rows(&counts));
        // In another order.
        let chunks: &mut [[u8; 16]] = bytemuck::cast_slice_mut(&mut records);
        chunks.sort_by_key(|record| isogloss_math::stream::hash(seed, record));
        let (read, shuffled) = read_of(&vocabulary, &records, memory)?;
        prop_assert_eq!(rows(&shuffled), rows(&counts));
        prop_assert_eq!(read.counts(), &corpus.vocabulary.counts()[..counts.words()]);
    }

    #[test]
    fn no_bytes_are_a_panic(vocabulary in "([ab] [0-9]?\n?){0,6}", records in prop::collection::vec(any::<u8>(), 0..80)) {
        let _ = read_of(&vocabulary, &records, MEMORY);
    }
}
