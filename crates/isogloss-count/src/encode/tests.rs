use super::*;
use crate::testing::{Encoded, documents};
use isogloss_corpus::{CorpusError, ReaderSettings, TokenizerSettings};
use isogloss_math::stream;
use proptest::prelude::*;

const FILES: [&str; 5] = [VOCABULARY_FILE, IDS_FILE, DOCUMENTS_FILE, PLACES_FILE, UNITS_FILE];

fn encode_text(text: &str, dir: &Path) -> Result<EncodingReport, CountError> {
    encode_as(text, dir, &ReaderSettings::default())
}

fn encode_as(text: &str, dir: &Path, settings: &ReaderSettings) -> Result<EncodingReport, CountError> {
    let input = dir.join("input");
    std::fs::write(&input, text).expect("a temporary file");
    let reader = Reader::open(&[input], settings)?;
    encode(reader, &Tokenizer::new(TokenizerSettings::default()), dir, &mut |_, _, _| {})
}

fn place(offset: usize) -> Place {
    Place { offset: offset as u64, ..Place::default() }
}

/// The unit of a record of the first file that names none.
fn nobody(offset: usize) -> u64 {
    stream::hash(1, &[&(offset as u64).to_le_bytes()[..], &[0; 4]].concat())
}

#[test]
fn every_array_by_hand() -> Result<(), Box<dyn std::error::Error>> {
    let dir = tempfile::tempdir()?;
    let lines = [
        "{\"text\":\"b a\",\"user\":\"u\"}",
        "",
        "{\"text\":\"...\",\"user\":\"v\"}",
        "{\"text\":\"C a! b; a\"}",
    ];
    let text = lines.join("\n");
    let report = encode_text(&text, dir.path())?;
    assert_eq!((report.format, report.tokens, report.types), (Format::Json, 6, 3));
    assert_eq!(report.read, ReadReport { records: 4, documents: 3, empty: 1, ..ReadReport::default() });
    assert_eq!(
        std::fs::read_to_string(dir.path().join(VOCABULARY_FILE))?,
        "a\t3\t2\t0\nb\t2\t2\t0\nc\t1\t1\t1\n"
    );

    let corpus = EncodedCorpus::open(dir.path())?;
    let end = DOCUMENT_END;
    assert_eq!(corpus.ids[..], [end, 1, 0, end, end, 2, 0, 1, 0, end]);
    assert_eq!(corpus.documents[..], [1, 4, 5, 10]);
    let third = lines[0].len() + lines[1].len() + lines[2].len() + 3;
    assert_eq!(corpus.places[..], [place(0), place(lines[0].len() + 2), place(third)]);
    assert_eq!(corpus.units[..], [stream::hash(0, b"u"), stream::hash(0, b"v"), nobody(third)]);

    assert_eq!((corpus.len(), corpus.is_empty(), corpus.counts_only()), (3, false, false));
    assert_eq!(corpus.document(0), [1, 0]);
    assert!(corpus.document(1).is_empty());
    assert_eq!(corpus.document(2), [2, 0, 1, 0]);
    assert_eq!([0, 1, 3, 4, 5, 9].map(|p| corpus.document_of(p)), [0, 0, 0, 1, 2, 2]);
    assert_eq!(corpus.count([2].into_iter()), [2, 1, 1]);
    assert_eq!(corpus.count([0, 1].into_iter()), [1, 1, 0]);
    assert_eq!(corpus.count(0..3), corpus.vocabulary.counts());
    assert!(!dir.path().join("ids.provisional.bin").exists());
    Ok(())
}

#[test]
fn types_of_one_count_are_in_order_of_bytes() {
    let corpus = Encoded::lines(&["z é a b b", "Z"]);
    assert_eq!(corpus.vocabulary.words().collect::<Vec<_>>(), ["b", "z", "a", "é"]);
}

#[test]
fn texts_come_back_by_place() -> Result<(), Box<dyn std::error::Error>> {
    let dir = tempfile::tempdir()?;
    encode_text("one two\n\nthree\nfour", dir.path())?;
    let corpus = EncodedCorpus::open(dir.path())?;
    let (files, settings) = ([dir.path().join("input")], ReaderSettings::default());
    assert_eq!(Reader::texts_at(&files, &settings, &corpus.places)?, ["one two", "three", "four"]);
    Ok(())
}

#[test]
fn paragraphs_of_a_record_are_one_unit() -> Result<(), Box<dyn std::error::Error>> {
    let dir = tempfile::tempdir()?;
    let settings = ReaderSettings { paragraphs: true, ..ReaderSettings::default() };
    encode_as("{\"text\":\"a\\n\\nb\"}\n{\"text\":\"a\"}\n", dir.path(), &settings)?;
    let corpus = EncodedCorpus::open(dir.path())?;
    assert_eq!(corpus.places[..], [place(0), Place { part: 2, ..place(0) }, place(18)]);
    assert_eq!(corpus.units[..], [nobody(0), nobody(0), nobody(18)]);
    assert_eq!(corpus.vocabulary.document_frequencies(), [2, 1]);
    Ok(())
}

#[test]
fn dropped_duplicates_leave_no_trace() -> Result<(), Box<dyn std::error::Error>> {
    let drop = ReaderSettings { duplicates: Some(false), ..ReaderSettings::default() };
    let keep = ReaderSettings::default();
    let texts = ["Once A a b", "b", "Once A a b", "c B", "b", "once A a b"];
    let unique = [texts[0], texts[1], "", texts[3], "", texts[5]];
    let folders = [tempfile::tempdir()?, tempfile::tempdir()?];
    // Lines of one length, so that places agree: blank ones are no documents.
    let text = |texts: &[&str]| texts.iter().map(|text| format!("{text:<20}\n")).collect::<String>();
    let report = encode_as(&text(&texts), folders[0].path(), &drop)?;
    let expected = encode_as(&text(&unique), folders[1].path(), &keep)?;
    assert_eq!((report.read.documents, report.read.duplicates), (4, 2));
    assert_eq!((report.tokens, report.types), (expected.tokens, expected.types));
    for file in FILES {
        let bytes = [0, 1].map(|i| std::fs::read(folders[i].path().join(file)).expect(file));
        assert_eq!(bytes[0], bytes[1], "{file}");
    }
    Ok(())
}

#[test]
fn what_is_no_corpus_is_an_error() -> Result<(), Box<dyn std::error::Error>> {
    let dir = tempfile::tempdir()?;
    let error = encode_text("... !!!\n--", dir.path()).expect_err("there is no word");
    assert!(matches!(error, CountError::NoTokens { .. }), "{error}");

    let good = "{\"text\":\"a\"}\n".repeat(18);
    let error =
        encode_text(&format!("{good}{{\"text\"\n"), dir.path()).expect_err("one in nineteen is too many");
    let CountError::Corpus(CorpusError::TooManyMalformed { malformed: 1, records: 19, first: 19, .. }) =
        error
    else {
        return Err(error.into());
    };
    let good = "{\"text\":\"a\"}\n".repeat(19);
    assert_eq!(encode_text(&format!("{good}{{\"text\"\n"), dir.path())?.read.malformed_lines, [20]);
    Ok(())
}

#[test]
fn cut_files_are_damage() -> Result<(), Box<dyn std::error::Error>> {
    for file in [IDS_FILE, DOCUMENTS_FILE, PLACES_FILE, UNITS_FILE] {
        let corpus = Encoded::lines(&["a b", "c"]);
        let bytes = std::fs::read(corpus.dir().join(file))?;
        std::fs::write(corpus.dir().join(file), &bytes[..bytes.len() - 8])?;
        let error = EncodedCorpus::open(corpus.dir()).expect_err(file);
        assert!(matches!(error, CountError::Damaged { .. }), "{file}: {error}");
    }
    Ok(())
}

#[test]
fn ids_that_are_out_of_place_are_damage() -> Result<(), Box<dyn std::error::Error>> {
    let corpus = Encoded::lines(&["a b", "c"]);
    let end = DOCUMENT_END;
    assert_eq!(corpus.ids[..], [end, 0, 1, end, 2, end]);
    for (ids, what) in [
        ([end, 0, 1, end, 3, end], "ids that the vocabulary does not"),
        ([end, 0, end, 1, 2, end], "documents do not end"),
        ([end, 0, end, end, 2, end], "documents do not end"),
    ] {
        // Another file of that name: what is mapped must not change.
        std::fs::remove_file(corpus.dir().join(IDS_FILE))?;
        std::fs::write(corpus.dir().join(IDS_FILE), bytemuck::cast_slice::<u32, u8>(&ids))?;
        let error = EncodedCorpus::open(corpus.dir()).expect_err(what).to_string();
        assert!(error.contains(what), "{error}");
    }
    Ok(())
}

/// Text of several batches.
fn long_text() -> String {
    let mut state = 1u64;
    let mut text = String::new();
    while text.len() < 3_500_000 {
        for _ in 0..40 {
            state = stream::mix(state);
            // Rare words have high numbers; a word of one batch is often new.
            let word = (state >> 40) % (1 << ((state >> 8) % 20));
            text.push_str(&format!("w{word} "));
        }
        text.push('\n');
    }
    text
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() -> Result<(), Box<dyn std::error::Error>> {
    let text = long_text();
    let mut first: Option<[Vec<u8>; 5]> = None;
    for threads in [1, 2, 4] {
        let dir = tempfile::tempdir()?;
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        pool.install(|| encode_text(&text, dir.path()))?;
        let bytes = FILES.map(|file| std::fs::read(dir.path().join(file)).expect(file));
        assert_eq!(first.get_or_insert_with(|| bytes.clone()), &bytes, "{threads} threads");
    }
    Ok(())
}

/// The files of `encode` and of `count_vocabulary` on this many threads, and what both report.
fn both(
    text: &str,
    settings: &ReaderSettings,
    threads: usize,
) -> Result<[(Vec<u8>, EncodingReport); 2], CountError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    let (encoded, counted) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let report = encode_as(text, encoded.path(), settings)?;
    let input = counted.path().join("input");
    std::fs::write(&input, text).expect("a temporary file");
    let tokenizer = Tokenizer::new(TokenizerSettings::default());
    let reader = Reader::open(&[input], settings)?;
    let alone = pool.install(|| count_vocabulary(reader, &tokenizer, counted.path(), &mut |_, _, _| {}))?;
    let file = |dir: &Path| std::fs::read(dir.join(VOCABULARY_FILE)).expect("it is there");
    Ok([(file(encoded.path()), report), (file(counted.path()), alone)])
}

#[test]
fn the_vocabulary_alone_is_that_of_the_corpus() -> Result<(), Box<dyn std::error::Error>> {
    let text = long_text();
    let copies = [&text[..], &text[..1_000_000], "\n", &text[1_000_000..2_000_000]].concat();
    for threads in [1, 3] {
        for (text, duplicates) in [(&text, None), (&copies, Some(false)), (&copies, Some(true))] {
            let settings = ReaderSettings { duplicates, ..ReaderSettings::default() };
            let [encoded, counted] = both(text, &settings, threads)?;
            assert_eq!(encoded, counted);
        }
    }
    let counts = ReaderSettings { format: Some(Format::Counts), ..ReaderSettings::default() };
    let [encoded, counted] = both("The\t5\ncat's\t3\nthe\t2\nnew york\t2\nnone\t0\n", &counts, 2)?;
    assert_eq!(encoded, counted);
    let none = both(". .\n", &ReaderSettings::default(), 1);
    assert!(matches!(none, Err(CountError::NoTokens { .. })), "{none:?}");
    Ok(())
}

#[test]
fn progress_ends_at_the_end() -> Result<(), Box<dyn std::error::Error>> {
    let dir = tempfile::tempdir()?;
    let input = dir.path().join("input");
    let text = long_text();
    std::fs::write(&input, &text)?;
    let mut seen = Vec::new();
    let tokenizer = Tokenizer::new(TokenizerSettings::default());
    let mut progress = |tokens, read, size| seen.push((tokens, read, size));
    let report =
        encode(Reader::open(&[input], &ReaderSettings::default())?, &tokenizer, dir.path(), &mut progress)?;
    assert!(seen.len() > 2 && seen.is_sorted());
    assert_eq!(seen.last(), Some(&(report.tokens, text.len() as u64, text.len() as u64)));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn ids_spell_the_text(texts in documents()) {
        let corpus = Encoded::documents(&texts);
        prop_assert_eq!(corpus.len(), texts.len());
        let mut counts = vec![0; corpus.vocabulary.len()];
        let mut frequencies = vec![0; corpus.vocabulary.len()];
        for (d, text) in texts.iter().enumerate() {
            let words: Vec<&str> = corpus.document(d).iter().map(|&id| corpus.vocabulary.word(id)).collect();
            prop_assert_eq!(&words, text);
            corpus.document(d).iter().for_each(|&id| counts[id as usize] += 1);
            (0u32..).zip(&mut frequencies).for_each(|(id, df)| *df += u64::from(corpus.document(d).contains(&id)));
        }
        prop_assert_eq!(corpus.vocabulary.counts(), counts);
        prop_assert_eq!(corpus.vocabulary.document_frequencies(), frequencies);
    }
}
